"""The backend on Kubernetes: a pod is a pod, a project's lease is a Lease; the cluster is the truth."""
