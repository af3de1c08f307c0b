"""What the supervisor knows of one service, and how it sees that the service is ready."""

import socket
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from local.settings import ROOT

PROBE_SECONDS = 3.0


@dataclass(frozen=True)
class Service:
    """A process to keep running. `ready` is asked every tick while it starts and must answer within PROBE_SECONDS."""

    name: str
    title: str
    argv: Sequence[str]
    port: int
    ready: Callable[[], bool]
    env: Mapping[str, str] = field(default_factory=dict)
    cwd: Path = ROOT
    after: tuple[str, ...] = ()
    """Names of services that must be ready before this one starts."""
    start_seconds: float = 170.0  # on two cores at a load of 13 the emulators took 75 s
    stop_seconds: float = 8.0
    before_stop: Callable[[], object] | None = None
    """Called once on a clean stop, while the service still runs and all that depend on it are gone."""
    leaves_children: bool = False
    """True where its children must outlive a crash of it (pods outlive the pool manager)."""


def answers(port: int, path: str, accept: Callable[[bytes], bool] = lambda _: True) -> Callable[[], bool]:
    """Ready when a GET of `path` on 127.0.0.1 answers 200 with a body that `accept` takes."""

    def probe() -> bool:
        connection = HTTPConnection("127.0.0.1", port, timeout=PROBE_SECONDS)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status == HTTPStatus.OK and accept(response.read())
        except (OSError, HTTPException):
            return False
        finally:
            connection.close()

    return probe


def listens(port: int) -> Callable[[], bool]:
    """Ready when the port on 127.0.0.1 accepts a connection."""

    def probe() -> bool:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as connection:
            connection.settimeout(PROBE_SECONDS)
            return connection.connect_ex(("127.0.0.1", port)) == 0

    return probe


def all_of(*probes: Callable[[], bool]) -> Callable[[], bool]:
    return lambda: all(probe() for probe in probes)
