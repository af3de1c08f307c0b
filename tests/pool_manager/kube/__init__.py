"""A written fake of the Kubernetes API over real HTTP, with its controllers and its faults; start at cluster.py."""
