"""Ports for the services: free ones below 32768 (above it they collide with outgoing connections), kept over runs."""

import json
import random
from collections.abc import Iterable
from pathlib import Path

from common.ports import is_free
from local.errors import CannotRun

LOWEST, HIGHEST = 28_000, 32_767  # pods take theirs from 20000 to 27999
_TRIES = 500


def choose(names: Iterable[str], memory: Path, taken: Iterable[int] = ()) -> dict[str, int]:
    """A port a name: the remembered one while it is still free, else a new one; remembered in the file `memory`."""
    remembered = _remembered(memory)
    used = set(taken)
    ports: dict[str, int] = {}
    for name in names:
        port = remembered.get(name, 0)
        if not LOWEST <= port <= HIGHEST or port in used or not is_free(port):
            port = _new(used)
        used.add(port)
        ports[name] = port
    memory.write_text(json.dumps(ports, indent=1))
    return ports


def _remembered(memory: Path) -> dict[str, int]:
    try:
        ports = json.loads(memory.read_text())
    except (OSError, ValueError):
        return {}
    return {str(name): port for name, port in ports.items() if isinstance(port, int)} if isinstance(ports, dict) else {}


def _new(used: set[int]) -> int:
    for _ in range(_TRIES):
        port = random.randint(LOWEST, HIGHEST)  # noqa: S311 - no secret: two stacks started at once must differ
        if port not in used and is_free(port):
            return port
    raise CannotRun(f"No free port was found between {LOWEST} and {HIGHEST}.")
