"""The edge: authentication, projects, chat writes, git manifests and tickets, as stateless Flask services."""
