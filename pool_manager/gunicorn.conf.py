# ruff: noqa: N999 - gunicorn wants this name
"""How gunicorn runs the pool manager: one worker, because the pods of one machine have one keeper.

State lives in the backend and in Redis, so that the worker can be killed at any time and its successor goes on.
"""

worker_class = "gthread"
workers = 1
# Openers wait up to 5 s and closers up to 25 s in a thread each; requests beyond these queue for as long.
threads = 64
timeout = 60
graceful_timeout = 3
keepalive = 30
accesslog = None
# Nobody uses it, and its default place in the home folder is shared by all gunicorns of a user.
control_socket_disable = True
