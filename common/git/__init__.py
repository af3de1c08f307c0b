"""Projects' git history: what is stored, how it is judged, and how it is read and changed without a pod."""
