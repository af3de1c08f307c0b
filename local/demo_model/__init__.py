"""A model for a machine without a key: it knows a handful of requests and does them with the agent's own tools."""
