"""The session pod: the sandbox in which one session's agent and preview live."""
