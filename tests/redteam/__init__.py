"""What a fooled model and hostile project code can do: nothing that isn't contained (docs/security.md)."""
