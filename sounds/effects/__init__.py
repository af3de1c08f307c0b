"""The sound effects, one module a category."""
