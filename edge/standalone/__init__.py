"""What a project needs besides its own files to be built outside StoryDream. Pure: no storage, no git."""
