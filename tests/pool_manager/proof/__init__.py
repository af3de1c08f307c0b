"""What the pool on Kubernetes guarantees, shown by many claims, by explored sequences and by restarts at every step."""
