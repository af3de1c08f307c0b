"""The record of demand that the pool is sized by: when sessions were opened, and how long pods took to warm up.

It is read from the leases and pods that are there, not from events: so it holds what every replica claimed, and a pool
manager that has just started or become leader has most of it at once.
"""

from bisect import insort
from collections import deque
from collections.abc import Iterable, Sequence

from pool_manager.backend import Lease, Pod, PodState
from pool_manager.demand import LONG_SECONDS, percentile

FIRST_GUESS_WARM_SECONDS = 4.0
"""A laptop's; the first pods that become warm correct it."""
WARM_UPS_KEPT = 200
"""However old. More of them count while they are as young as claims that count: where pods are made by the dozen, the
last 200 are those that just found a new node, and say nothing of the minute that it took to make it."""
# Thirty a second for the whole window; beyond that the pool is at its cap anyhow.
MOST_KEPT = 20_000
FORGET_SECONDS = 60.0


class Observed:
    """`claims` are times in seconds since 1970, in order."""

    def __init__(self) -> None:
        self.claims: list[float] = []
        self._sessions: dict[str, float] = {}
        self._warm_ups: deque[tuple[float, float]] = deque(maxlen=MOST_KEPT)
        self._noted: set[str] = set()

    def look(self, pods: Iterable[Pod], leases: Iterable[Lease], now: float) -> None:
        """Add what is new; forget what is old."""
        for lease in leases:
            self.note_claim(lease.session_id, lease.created_at / 1000, now)
        warmed = [(pod.warmed_at, pod) for pod in pods if pod.warmed_at is not None and _fresh(pod)]
        for warmed_at, pod in sorted(warmed, key=lambda one: one[0]):
            if pod.name not in self._noted:
                self.note_warm_up((warmed_at - pod.started_at) / 1000, warmed_at / 1000)
        self._noted = {pod.name for _, pod in warmed}
        self.forget(now)

    def note_claim(self, session_id: str, at: float, now: float) -> None:
        """A session that was opened, each counted once."""
        if session_id not in self._sessions and at > now - LONG_SECONDS and len(self._sessions) < MOST_KEPT:
            self._sessions[session_id] = at
            insort(self.claims, at)

    def note_warm_up(self, seconds: float, at: float) -> None:
        """A pod that became warm, in order of time."""
        self._warm_ups.append((at, max(0.0, seconds)))

    def warm_seconds(self, percent: float, under_way: Sequence[float] = ()) -> float:
        """What so many percent of the latest warm-ups didn't take longer than.

        `under_way` are the ages of pods that warm up now: those that already take longer than most count as done, so
        that a node that has to be made first is noticed before it is there.
        """
        done = [seconds for _, seconds in self._warm_ups]
        if not done:
            return max([FIRST_GUESS_WARM_SECONDS, *under_way])
        usual = percentile(done, percent)
        return percentile([*done, *(age for age in under_way if age > usual)], percent)

    def forget(self, now: float) -> None:
        """Drop what is too old to count, claims now and then."""
        while len(self._warm_ups) > WARM_UPS_KEPT and self._warm_ups[0][0] <= now - LONG_SECONDS:
            self._warm_ups.popleft()
        if self.claims and self.claims[0] <= now - LONG_SECONDS - FORGET_SECONDS:
            self._sessions = {key: at for key, at in self._sessions.items() if at > now - LONG_SECONDS}
            self.claims = sorted(self._sessions.values())


def _fresh(pod: Pod) -> bool:
    """Whether `warmed_at` is still the end of the warm-up: a session that breaks and mends its preview changes it."""
    return pod.state is PodState.WARM or (pod.state is PodState.CLAIMED and pod.active is None)


def ages(pods: Iterable[Pod], now: float) -> list[float]:
    """How long each pod that warms up has been at it, in seconds."""
    return [now - pod.started_at / 1000 for pod in pods if pod.state is PodState.WARMING]
