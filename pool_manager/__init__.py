"""The pool manager: keeps warm session pods, claims one a session, and gives it back."""
