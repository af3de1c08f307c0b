"""Which pool manager leads (sizes the pool, sweeps, releases idle sessions), and what an operator has paused."""

import json
import logging
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Paused:
    """`claims`: no session gets a pod, openers wait in line. `refill`: no pod is started for one that was claimed.
    `stopped`: no pod is kept warm, either; a drain sets it, and whoever resumes refill ends it."""

    claims: bool = False
    refill: bool = False
    stopped: bool = False

    def changed(self, claims: bool | None, refill: bool | None, stopped: bool | None) -> "Paused":
        """With what is given; None leaves a switch as it is."""
        changes = {"claims": claims, "refill": refill, "stopped": stopped}
        return replace(self, **{name: value for name, value in changes.items() if value is not None})


class Leadership(Protocol):
    """All methods may be called from many threads."""

    shared: bool
    """Whether there may be other pool managers."""

    @property
    def leads(self) -> bool:
        """Whether this pool manager may do the leader's work now. Ask before each piece of it."""

    @property
    def leader(self) -> str | None:
        """Who leads, as last seen."""

    @property
    def paused(self) -> Paused:
        """What is paused, as last seen; costs nothing."""

    def pause(self, claims: bool | None = None, refill: bool | None = None, stopped: bool | None = None) -> Paused:
        """Pause or resume; None leaves a switch as it is → what is paused now, for all pool managers and for good."""

    def look(self) -> None:
        """Look soon: another pool manager changed something."""

    def step_down(self) -> None:
        """Lead no more, and let another one do so at once."""


class AlwaysLeads:
    """Where there is one pool manager only; `file` keeps the switches across restarts."""

    shared = False
    leads = True

    def __init__(self, name: str, file: Path) -> None:
        self.leader = name
        self._file = file
        self.paused = self._read()

    def pause(self, claims: bool | None = None, refill: bool | None = None, stopped: bool | None = None) -> Paused:
        changed = self.paused.changed(claims, refill, stopped)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        new = self._file.with_suffix(".new")
        new.write_text(json.dumps(asdict(changed)))
        new.replace(self._file)
        self.paused = changed
        return changed

    def look(self) -> None:
        """Nobody else changes anything."""

    def step_down(self) -> None:
        self.leads = False

    def _read(self) -> Paused:
        try:
            return Paused(**json.loads(self._file.read_text()))
        except FileNotFoundError:
            return Paused()
        except (OSError, ValueError, TypeError) as error:
            logger.warning("The pool's switches could not be read, nothing is paused: %s", error)
            return Paused()
