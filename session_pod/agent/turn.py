"""One turn: what it is for, its limits, and the ways it ends."""

import threading
import time
from dataclasses import dataclass, field
from typing import Literal

from common.chat_models import TurnLimit, TurnUsage
from common.errors import Superseded
from common.git.messages import CheckpointMessage
from common.ids import new_id
from common.models import ChatMessage
from common.prices import Tokens
from session_pod.agent.summary import subject_of

StopReason = Literal["user", "closing"]

_COUNTS = tuple(TurnUsage.model_fields)


class TurnEnded(Exception):
    """Ends the loop before the model is content."""


class Stopped(TurnEnded):
    """By the user, or because the pod is closing."""


class LimitReached(TurnEnded):
    """Out of steps, time, tokens or money; the text is for the user."""

    def __init__(self, text: str, limit: TurnLimit) -> None:
        super().__init__(text)
        self.limit = limit


class TurnFailed(TurnEnded):
    """Can't go on; the text is the reason shown."""


@dataclass(frozen=True)
class TurnLimits:
    """Model calls, wall time in seconds, tokens (those read from the cache don't count), and money in millionths of a
    US dollar."""

    steps: int
    seconds: int
    tokens: int
    micros: int


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
    usage: TurnUsage = field(default_factory=lambda: TurnUsage.model_validate(dict.fromkeys(_COUNTS, 0)))
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
        reached = next((limit for limit in self._used() if limit.used >= limit.of), None)
        if reached is not None:
            raise LimitReached(f"I stopped {_told(reached)}. Say “go on” to continue from here.", reached)
        self.steps += 1

    def spend(self, tokens: Tokens, micros: int) -> None:
        """Count what one answer used."""
        used = self.usage
        self.usage = TurnUsage(
            input_tokens=used.input_tokens + tokens.input_tokens,
            output_tokens=used.output_tokens + tokens.output_tokens,
            cached_tokens=used.cached_tokens + tokens.cached_tokens,
            cache_write_tokens=used.cache_write_tokens + tokens.cache_write_tokens,
            cost_micros=used.cost_micros + micros,
        )

    def _used(self) -> list[TurnLimit]:
        usage, limits = self.usage, self.limits
        tokens = usage.input_tokens + usage.cache_write_tokens + usage.output_tokens
        seconds = time.monotonic() - self._started
        return [
            TurnLimit(kind="steps", used=self.steps, of=limits.steps, unit="steps"),
            TurnLimit(kind="seconds", used=int(seconds), of=limits.seconds, unit="seconds"),
            TurnLimit(kind="tokens", used=tokens, of=limits.tokens, unit="tokens"),
            TurnLimit(kind="money", used=usage.cost_micros, of=limits.micros, unit="micros"),
        ]


def _told(limit: TurnLimit) -> str:
    match limit.kind:
        case "steps":
            return f"after {limit.used} steps"
        case "seconds":
            return f"after {limit.used} seconds" if limit.used < 120 else f"after {round(limit.used / 60)} minutes"
        case "tokens":
            return f"after {limit.used:,} tokens"
    return f"at a cost of ${limit.used / 1_000_000:.2f}"
