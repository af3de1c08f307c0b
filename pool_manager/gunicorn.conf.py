# ruff: noqa: N999 - gunicorn wants this name
"""How gunicorn runs the pool manager: one worker, because a pool manager has one keeper.

State lives in the backend and in Redis, so that the worker can be killed at any time and its successor goes on. On
SIGTERM it hands over: it leads no more and opens nothing new at once, ends no session, and finishes what it is at.
"""

import signal
import threading
from types import FrameType
from typing import Any

worker_class = "gthread"
workers = 1
# Openers wait up to 5 s and closers up to 25 s in a thread each; requests beyond these queue for as long.
threads = 64
timeout = 60
# What is under way has STORYDREAM_HANDOVER_SECONDS (20) to end; without any work a stop takes no time.
graceful_timeout = 30
keepalive = 30
accesslog = None
# Nobody uses it, and its default place in the home folder is shared by all gunicorns of a user.
control_socket_disable = True


def post_worker_init(worker: Any) -> None:
    """Begin to hand over on SIGTERM itself: gunicorn's own hooks run after the last request ended."""
    stop = signal.getsignal(signal.SIGTERM)

    def leave(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=worker.wsgi.extensions["hand_over"], daemon=True).start()
        if callable(stop):
            stop(number, frame)

    signal.signal(signal.SIGTERM, leave)


def worker_exit(_server: Any, worker: Any) -> None:
    """Wait for it."""
    if getattr(worker, "wsgi", None) is not None:
        worker.wsgi.extensions["hand_over"]()
