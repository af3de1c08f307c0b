"""Who decides how deep the pool is: our plan, a fixed number, or an autoscaler that looks at how busy pods are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Protocol

from pool_manager.observing import Observed
from pool_manager.pool_plan import Limits, Plan, Seen, plan

SLOW_PERCENT = 95.0


@dataclass(frozen=True)
class View:
    """The pool as a policy sees it at second `now`; `arrived` and `warmed` since it last looked: when sessions were
    opened, how many seconds pods took to warm up. `warming` says when each of those was started."""

    now: float
    warm: int
    warming: Sequence[float]
    claimed: int
    closing: int
    waiting: int
    arrived: Sequence[float] = ()
    warmed: Sequence[float] = ()


class Policy(Protocol):
    name: str
    replaces: bool
    """Whether a claimed pod leaves the ReplicaSet, which makes another at once, or goes on counting as a replica."""

    def depth(self, view: View) -> int:
        """How many pods without a session to have from now on."""


class Ours:
    """`pool_manager.pool_plan` with the record that the keeper feeds it with."""

    def __init__(self, limits: Limits, scheduled: Callable[[float], int] = lambda _: 0, name: str = "ours") -> None:
        """`scheduled` is what the operator's schedule asks for at a second."""
        self.name = name
        self.replaces = True
        self._limits = limits
        self._scheduled = scheduled
        self._observed = Observed()
        self._number = 0
        self._plan: Plan | None = None

    def depth(self, view: View) -> int:
        for at in view.arrived:
            self._number += 1
            self._observed.note_claim(str(self._number), at, view.now)
        for seconds in view.warmed:
            self._observed.note_warm_up(seconds, view.now)
        self._observed.forget(view.now)
        seen = Seen(
            now=view.now,
            claims=self._observed.claims,
            warm_seconds=self._observed.warm_seconds(SLOW_PERCENT, [view.now - at for at in view.warming]),
            warm=view.warm,
            warming=view.warming,
            others=view.claimed + view.closing,
            waiting=view.waiting,
            scheduled=self._scheduled(view.now),
        )
        self._plan = plan(seen, self._limits, self._plan)
        return self._plan.depth


class Static:
    """A Deployment with so many replicas: each that is claimed is replaced at once."""

    def __init__(self, depth: int, name: str = "static") -> None:
        self.name = name
        self.replaces = True
        self._depth = depth

    def depth(self, view: View) -> int:  # noqa: ARG002 - it looks at nothing
        return self._depth


@dataclass
class Autoscaler:
    """A HorizontalPodAutoscaler on CPU as Kubernetes ships it, on claimed and warm pods together.

    In its favour: a claimed pod counts as fully busy, a warm one as idle, nothing is noise, and it never ends a pod
    that somebody uses.
    """

    least: int
    total: int
    name: str
    target: float = 0.7
    replaces: bool = False
    period_seconds: float = 15.0
    stabilisation_seconds: float = 300.0
    tolerance: float = 0.1
    _replicas: int = 0
    _next: float = 0.0
    _recommended: list[tuple[float, int]] = field(default_factory=list)

    def depth(self, view: View) -> int:
        used = view.claimed + view.closing
        if view.now >= self._next:
            self._next = view.now + self.period_seconds
            self._replicas = self._decide(view.now, used, max(used + view.warm + len(view.warming), self.least))
        return max(0, self._replicas - used)

    def _decide(self, now: float, busy: int, replicas: int) -> int:
        ratio = busy / replicas / self.target
        wanted = replicas if abs(ratio - 1) <= self.tolerance else ceil(replicas * ratio)
        self._recommended = [(at, count) for at, count in self._recommended if at > now - self.stabilisation_seconds]
        self._recommended.append((now, wanted))
        stable = max(count for _, count in self._recommended)
        # By default it may at most double, or add four, every 15 s.
        up = min(wanted, max(2 * replicas, replicas + 4))
        chosen = up if wanted >= replicas else min(replicas, stable)
        return min(self.total, max(self.least, chosen))
