# ruff: noqa: N999 - gunicorn's own name for it
"""Gunicorn for the edge. One worker with threads: requests wait for Firestore and storage, not for the CPU, and the
token and pack caches stay in one place. A stream of the model holds a thread for as long as it runs."""

from common.settings import load
from edge.settings import EdgeSettings

worker_class = "gthread"
workers = 1
threads = load(EdgeSettings).threads
keepalive = 75  # longer than what stands in front keeps connections, so that it closes first
graceful_timeout = 20
timeout = 60  # of the worker's own heartbeat, not of a request
max_requests = 0
accesslog = None  # the app writes its own, as JSON
errorlog = "-"
forwarded_allow_ips = "127.0.0.1"
