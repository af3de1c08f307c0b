"""One turn: what it is for, its limits, and the ways it ends."""

import threading
import time
from dataclasses import dataclass, field
from typing import Literal

from common.errors import Superseded
from common.git.messages import CheckpointMessage
from common.ids import new_id
from common.models import ChatMessage
from session_pod.agent.model import Usage
from session_pod.agent.summary import subject_of

StopReason = Literal["user", "closing"]


class TurnEnded(Exception):
    """Ends the loop before the model is content."""


class Stopped(TurnEnded):
    """By the user, or because the pod is closing."""


class LimitReached(TurnEnded):
    """Out of steps or time; the text is for the user."""


class TurnFailed(TurnEnded):
    """Can't go on; the text is the reason shown."""


@dataclass(frozen=True)
class TurnLimits:
    """Model calls and wall time in seconds."""

    steps: int
    seconds: float


@dataclass
class Turn:
    """The events may be set by any thread; all else belongs to the turn's own. `closing`: no time for retries."""

    message: ChatMessage
    limits: TurnLimits
    id: str = field(default_factory=new_id)
    assistant_id: str = field(default_factory=new_id)
    stop: threading.Event = field(default_factory=threading.Event)
    head_moved: threading.Event = field(default_factory=threading.Event)
    closing: threading.Event = field(default_factory=threading.Event)
    keep: bool = True
    stop_reason: StopReason = "user"
    superseded: bool = False
    steps: int = 0
    usage: Usage = field(default_factory=Usage)
    _started: float = field(default_factory=time.monotonic)

    def note(self, done: str | None = None) -> CheckpointMessage:
        """The message of this turn's commit: it says what was `done` or, where that isn't known, what was asked."""
        asked = subject_of(self.message.content)
        differs = done is not None and done.casefold() != asked.casefold()
        return CheckpointMessage(
            done or asked, self.id, self.message.id, self.message.author_id, asked if differs else None
        )

    def ask_to_stop(self, *, keep: bool, reason: StopReason) -> bool:
        """→ whether this was the first request; later ones change nothing."""
        if self.stop.is_set():
            return False
        self.keep, self.stop_reason = keep, reason
        self.stop.set()
        if reason == "closing":
            self.closing.set()
        return True

    def supersede(self) -> None:
        """A newer session has taken over: nothing may be written any more."""
        self.superseded = True
        self.closing.set()
        self.stop.set()

    def go_on(self) -> None:
        """Raises Stopped or Superseded."""
        if self.superseded:
            raise Superseded
        if self.stop.is_set():
            raise Stopped

    def next_step(self) -> None:
        """Count one model call. Raises Stopped or LimitReached."""
        self.go_on()
        if self.steps >= self.limits.steps:
            raise LimitReached(f"I stopped after {self.steps} steps. Say “go on” to continue from here.")
        if time.monotonic() - self._started > self.limits.seconds:
            minutes = round(self.limits.seconds / 60)
            raise LimitReached(f"I stopped after {minutes} minutes. Say “go on” to continue from here.")
        self.steps += 1
