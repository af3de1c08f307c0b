"""Several pool managers at once: whole ones, in one process, on one fake cluster and one Redis."""
