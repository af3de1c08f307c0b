"""Decisions about the pool, pure: how many pods to start, when to stop trying, which sessions are idle."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from common.models import SessionState
from common.session_store import SessionRecord
from pool_manager.backend import Pod, PodState

BREAKER_AFTER = 3
BREAKER_MAX_SECONDS = 120.0


@dataclass(frozen=True)
class Breaker:
    """Keeps a pool whose pods fail to warm from burning the machine: waits double, a pod that warms closes it."""

    failures: int = 0
    retry_at: float = 0.0
    reason: str | None = None

    def failed(self, now: float, reason: str) -> "Breaker":
        """One more pod failed to warm; `now` in seconds of any steady clock."""
        wait = min(BREAKER_MAX_SECONDS, 0.5 * 2**self.failures)
        return Breaker(self.failures + 1, now + wait, reason)

    def warmed(self) -> "Breaker":
        return replace(self, failures=0, retry_at=0.0)

    @property
    def open(self) -> bool:
        """Whether somebody should be told."""
        return self.failures >= BREAKER_AFTER


@dataclass(frozen=True)
class Demand:
    """What is wanted now: `size` warm pods and one for each of `waiting` sessions; `opening` activations under way."""

    size: int
    waiting: int
    opening: int


@dataclass(frozen=True)
class Bounds:
    """`total` caps all pods, also those that are closing; `warming` those that warm up at once."""

    total: int
    warming: int


def depth(pods: Iterable[Pod], demand: Demand, bounds: Bounds, breaker: Breaker, now: float) -> int:
    """How many pods without a session to have now, warm or warming."""
    states = [pod.state for pod in pods]
    warm, warming = states.count(PodState.WARM), states.count(PodState.WARMING)
    there = warm + warming
    if now < breaker.retry_at:
        return there
    if demand.opening and not demand.waiting and warm:
        return there  # an activation is under way and has the machine to itself; refilling comes right after
    missing = demand.size + demand.waiting - there
    at_once = 1 if breaker.failures else bounds.warming - warming
    return there + max(0, min(missing, at_once, bounds.total - len(states)))


def idle(session: SessionRecord, now_ms: int, idle_ms: int) -> bool:
    """Whether a session can be saved and released: open, long untouched, and no work in flight."""
    if session.state not in (SessionState.READY, SessionState.BROKEN):
        return False
    busy = any(until > now_ms for until in session.busy.values())
    return not busy and now_ms - session.last_activity >= idle_ms


def estimate_seconds(position: int, warm_seconds: float, room: int) -> int:
    """A guess at how long place `position` (1 = next) waits, when `room` more pods may be started."""
    beyond = max(0, position - room)
    # Beyond the cap somebody has to leave first; a minute each is a guess that doesn't promise too much.
    return max(1, round(warm_seconds * min(position, max(room, 1)) + 60 * beyond))
