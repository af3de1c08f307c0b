"""Sizes the pool: looks at what is there, plans, and has the backend do it."""

import logging
import time
from datetime import UTC, datetime
from typing import Protocol

from pool_manager.backend import Lease, Pod, PodState
from pool_manager.observing import Observed, ages
from pool_manager.pool_plan import Breaker, Limits, Plan, Seen, plan
from pool_manager.settings import PoolManagerSettings

logger = logging.getLogger(__name__)

SLOW_PERCENT = 95.0
USUAL_PERCENT = 50.0


class Pool(Protocol):
    """What sizing asks of a backend."""

    def pods(self) -> list[Pod]: ...

    def leases(self) -> list[Lease]: ...

    def scale(self, depth: int) -> None: ...


class Sizer:
    """Every replica looks, so that each knows the past when it becomes leader; the leader alone scales."""

    def __init__(self, backend: Pool, settings: PoolManagerSettings) -> None:
        self._backend = backend
        self._schedule = settings.pool_schedule
        self._limits = limits_of(settings)
        self._observed = Observed()
        self._judged: set[str] = set()
        self.breaker = Breaker()
        self.plan: Plan | None = None

    @property
    def warm_seconds(self) -> float:
        """How long a pod usually takes to warm up, as lately seen."""
        return self._observed.warm_seconds(USUAL_PERCENT)

    def judge(self, pod: Pod) -> None:
        """Tell the breaker once of each pod whether it became warm."""
        if pod.name in self._judged or pod.state is PodState.WARMING:
            return
        self._judged.add(pod.name)
        if pod.warmed_at is not None:
            self.breaker = self.breaker.warmed()
        elif pod.state is PodState.FAILED:
            self.breaker = self.breaker.failed(time.time(), pod.reason or "unknown")
            logger.error("A pod failed to warm up", extra={"fields": {"pod": pod.name, "reason": pod.reason}})

    def look(self, waiting: int, opening: int) -> Plan:
        """Plan anew from what is there; `waiting` sessions have no pod, `opening` activations are under way."""
        now, pods = time.time(), self._backend.pods()
        self._judged &= {pod.name for pod in pods}
        self._observed.look(pods, self._backend.leases(), now)
        warming = [pod.started_at / 1000 for pod in pods if pod.state is PodState.WARMING]
        warm = sum(pod.state is PodState.WARM for pod in pods)
        hours = self._schedule.at(datetime.now(UTC))
        seen = Seen(
            now=now,
            claims=self._observed.claims,
            warm_seconds=self._observed.warm_seconds(SLOW_PERCENT, ages(pods, now)),
            warm=warm,
            warming=warming,
            others=len(pods) - warm - len(warming),
            waiting=waiting,
            opening=opening,
            scheduled=hours.least if hours is not None else 0,
            breaker=self.breaker,
        )
        before, self.plan = self.plan, plan(seen, self._limits, self.plan)
        if before is None or before.wanted != self.plan.wanted:
            logger.info("Pool: %s", self.plan.reason, extra={"fields": {"depth": self.plan.depth}})
        return self.plan

    def scale(self) -> None:
        """Have the backend do what was planned last."""
        if self.plan is not None:
            self._backend.scale(self.plan.depth)


def limits_of(settings: PoolManagerSettings) -> Limits:
    """On one machine pods share its cores: few warm up at once, and none beside an activation."""
    one_machine = settings.backend == "processes"
    return Limits(
        least=settings.pool_size,
        most=settings.depth_max,
        total=settings.pool_max,
        miss_rate=settings.pool_miss_rate,
        cooldown_seconds=settings.pool_cooldown_seconds,
        warming_max=settings.warming_max if one_machine else None,
        shared_machine=one_machine,
    )
