"""The pool manager, on real processes and a real Redis."""
