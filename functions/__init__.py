"""Cloud Functions: what happens by itself when a project is created or removed."""
