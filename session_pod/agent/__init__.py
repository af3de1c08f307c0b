"""The agent process of a session pod: it holds the pod token, runs the turns and tells the browser what happens."""
