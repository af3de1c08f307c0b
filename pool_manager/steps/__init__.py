"""The steps of a session's life, one a file; `pool_manager/lifecycle.py` puts them in order."""
