"""Cloud Functions: reactions to project creation and purge."""
