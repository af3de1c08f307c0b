"""The one-machine composition."""
