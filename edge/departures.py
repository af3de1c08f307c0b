"""Notices that a client has gone away while nothing is written to it: a silent stream would go on being paid for."""

import select
import socket
import threading
import time
from collections.abc import Callable
from typing import Final

LOOK_SECONDS: Final = 0.5
_GONE: Final = select.POLLHUP | select.POLLERR | select.POLLNVAL


class Departures:
    """One thread looks at the connections of all running streams, for as long as there are any. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watched: dict[socket.socket, Callable[[], None]] = {}
        self._looking = False

    def watch(self, connection: socket.socket, left: Callable[[], None]) -> None:
        """Call `left`, once, when the other end closes the connection before `forget`."""
        with self._lock:
            self._watched[connection] = left
            if not self._looking:
                self._looking = True
                threading.Thread(target=self._look, name="departures", daemon=True).start()

    def forget(self, connection: socket.socket) -> None:
        """Idempotent."""
        with self._lock:
            self._watched.pop(connection, None)

    def _look(self) -> None:
        while True:
            time.sleep(LOOK_SECONDS)
            with self._lock:
                watched = {one.fileno(): one for one in self._watched if one.fileno() >= 0}
                if not self._watched:
                    self._looking = False
                    return
            for connection in _gone(watched):
                with self._lock:
                    left = self._watched.pop(connection, None)
                if left is not None:
                    left()


def _gone(connections: dict[int, socket.socket]) -> list[socket.socket]:
    """Those whose other end is closed. What a client sends ahead (a next request) is no reason to believe so."""
    poll = select.poll()
    for number in connections:
        poll.register(number, select.POLLIN)
    return [connections[number] for number, seen in poll.poll(0) if seen & _GONE or _has_ended(connections[number])]


def _has_ended(connection: socket.socket) -> bool:
    try:
        return connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True
