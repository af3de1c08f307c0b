"""Decisions about the pool, pure: how deep it is to be, when to stop trying, which sessions are idle."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from common.models import SessionState
from common.session_store import SessionRecord
from pool_manager.demand import Rate, depth_for, rate_of

BREAKER_AFTER = 3
BREAKER_MAX_SECONDS = 120.0
STARTED_ROUNDING = 1.0
"""Kubernetes tells only the second in which a pod was created."""


@dataclass(frozen=True)
class Breaker:
    """Keeps a pool whose pods fail to warm from burning the machine: waits double, a pod that warms closes it."""

    failures: int = 0
    failed_at: float = 0.0
    retry_at: float = 0.0
    reason: str | None = None

    def failed(self, now: float, reason: str) -> "Breaker":
        """One more pod failed to warm; `now` in seconds since 1970, as the pods' times."""
        wait = min(BREAKER_MAX_SECONDS, 0.5 * 2**self.failures)
        return Breaker(self.failures + 1, now, now + wait, reason)

    def warmed(self) -> "Breaker":
        return replace(self, failures=0, retry_at=0.0)

    @property
    def open(self) -> bool:
        """Whether somebody should be told."""
        return self.failures >= BREAKER_AFTER


@dataclass(frozen=True)
class Limits:
    """`least` and `most` bound what claims alone ask for; `total` caps all pods, also those that are closing.

    `warming_max` is how many may warm up at once, None for any number; `shared_machine`: an activation under way has
    the machine to itself. A pool shrinks to what it needed at most within the last `cooldown_seconds`.
    """

    least: int
    most: int
    total: int
    miss_rate: float = 0.001
    cooldown_seconds: float = 300.0
    warming_max: int | None = None
    shared_machine: bool = False


@dataclass(frozen=True)
class Seen:
    """What is there at `now` (seconds since 1970, as all times here).

    `claims` of the last minutes in order; `warm_seconds` is the 95th percentile of lately seen warm-ups; `warming`
    when each pod that warms up was started; `others` all further pods: claimed, closing, failed, quarantined.
    `waiting` sessions without a pod, `opening` activations under way, `scheduled` what the schedule asks for.
    """

    now: float
    claims: Sequence[float]
    warm_seconds: float
    warm: int
    warming: Sequence[float]
    others: int
    waiting: int = 0
    opening: int = 0
    scheduled: int = 0
    breaker: Breaker = Breaker()

    @property
    def unclaimed(self) -> int:
        return self.warm + len(self.warming)


@dataclass(frozen=True)
class Plan:
    """`depth` is what to have now, warm and warming; `wanted` what there should be in the end, and `reason` says why.

    `peaks` are what was wanted lately, as (time, wanted), falling from the first: what the pool may keep.
    """

    depth: int
    wanted: int
    reason: str
    per_second: float
    peaks: tuple[tuple[float, int], ...]


def plan(seen: Seen, limits: Limits, before: Plan | None = None) -> Plan:
    """How deep the pool is to be.

    It grows to what is wanted at once. What it has beyond that stays, and is only retired when nobody wanted it for the
    whole cooldown; a pool manager that has just started keeps what it finds that long.
    """
    rate = rate_of(seen.claims, seen.now, seen.warm_seconds)
    asked = min(depth_for(rate.per_second * seen.warm_seconds, limits.miss_rate), limits.most)
    room = max(0, limits.total - seen.others)
    wanted = min(max(limits.least, seen.scheduled, asked) + seen.waiting, room)
    earlier = before.peaks if before is not None else ((seen.now, seen.unclaimed),)
    recent = [peak for peak in earlier if peak[0] > seen.now - limits.cooldown_seconds and peak[1] > wanted]
    peaks = (*recent, (seen.now, wanted))
    depth = min(max(wanted, min(seen.unclaimed, peaks[0][1])), room, _at_once(seen, limits))
    return Plan(depth, wanted, _reason(seen, limits, rate, wanted, room), rate.per_second, peaks)


def _at_once(seen: Seen, limits: Limits) -> int:
    """How deep the pool may be in this moment, whatever is wanted."""
    if seen.breaker.open:
        # Those started before the last failure may still do better, else one at a time is tried. The rest of what
        # warms up was started by the ReplicaSet, which refills by itself, and would fail as well.
        old = sum(started < seen.breaker.failed_at - STARTED_ROUNDING for started in seen.warming)
        return seen.warm + max(old, int(seen.now >= seen.breaker.retry_at))
    if limits.shared_machine and seen.opening and not seen.waiting and seen.warm:
        return seen.unclaimed  # the activation goes first; refilling comes right after
    if limits.warming_max is not None:
        return seen.warm + max(limits.warming_max, len(seen.warming))
    return limits.total


def _reason(seen: Seen, limits: Limits, rate: Rate, wanted: int, room: int) -> str:
    claims = f"{60 * rate.per_second:.1f} claims/min{' and rising' if rate.rising else ''}"
    misses = f"{100 * limits.miss_rate:g} % misses"
    parts = [f"{claims} × {seen.warm_seconds:.0f} s warm-up at {misses}", f"min {limits.least}"]
    if depth_for(rate.per_second * seen.warm_seconds, limits.miss_rate) > limits.most:
        parts.append(f"max {limits.most}")
    if seen.scheduled > limits.least:
        parts.append(f"{seen.scheduled} by schedule")
    if seen.waiting:
        parts.append(f"{seen.waiting} waiting")
    if wanted == room:
        parts.append(f"the cap of {limits.total} pods leaves {room}")
    if seen.breaker.open:
        parts.append(f"held back by {seen.breaker.failures} pods that failed to warm up")
    return f"wanted {wanted}: {', '.join(parts)}"


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
