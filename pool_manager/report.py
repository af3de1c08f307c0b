"""What the pool looks like: `GET /v1/pool` for humans, gauges for monitoring, and whether a session could be opened."""

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict

from common.errors import StoryDreamError
from common.models import Isolation
from common.session_store import now_ms
from pool_manager.backend import Pod, PodState
from pool_manager.keeper import Keeper
from pool_manager.lifecycle import Parts
from pool_manager.settings import PoolManagerSettings

STATES = (*(state.value for state in PodState), "retiring", "quarantined")


class Report:
    def __init__(self, parts: Parts, keeper: Keeper, settings: PoolManagerSettings) -> None:
        self._parts = parts
        self._keeper = keeper
        self._settings = settings

    def for_humans(self) -> dict[str, object]:
        keeper, pods = self._keeper, self._parts.backend.pods()
        plan, breaker = keeper.sizer.plan, keeper.sizer.breaker
        ratio = self._parts.metrics.warm_hit_ratio
        return {
            **census(pods),
            "wanted": self._wanted,
            "why": plan.reason if plan is not None else "",
            "max": self._settings.pool_max,
            "queued": len(self._parts.line),
            "draining": not keeper.opens,
            "paused": asdict(keeper.leadership.paused),
            "leader": keeper.leadership.leader,
            "leads": keeper.leadership.leads,
            "isolation": _weakest([pod.isolation for pod in pods if pod.warmed_at is not None]),
            "warmSeconds": round(keeper.sizer.warm_seconds, 2),
            "warmHitRatio": round(ratio, 4) if ratio is not None else None,
            "breaker": {
                "open": breaker.open,
                "failures": breaker.failures,
                "retryInSeconds": round(max(0.0, breaker.retry_at - time.time()), 1),
                "reason": breaker.reason,
            },
            "failures": [asdict(failure) for failure in keeper.failures],
            "lastSweep": asdict(keeper.last_sweep) if keeper.last_sweep is not None else None,
            "pods": [_pod_report(pod) for pod in pods],
        }

    def gauges(self) -> Mapping[str, float]:
        """By `name` or `name/state`; see Metrics. What can't be looked at now is left out."""
        keeper = self._keeper
        paused = keeper.leadership.paused
        ratio = self._parts.metrics.warm_hit_ratio
        return {
            **self._counts(),
            "wanted": self._wanted,
            "queue_length": len(self._parts.line),
            "leader": float(keeper.leadership.leads),
            "breaker_open": float(keeper.sizer.breaker.open),
            "paused/claims": float(paused.claims),
            "paused/refill": float(paused.refill),
            **({"warm_hit_ratio": ratio} if ratio is not None else {}),
        }

    def obstacle(self) -> str | None:
        """Why no session could be opened now; None when one could. Raises Unavailable while the pods aren't known.

        A full pool is none: openers wait in line and are told their place.
        """
        keeper, counts = self._keeper, census(self._parts.backend.pods())
        if not keeper.opens:
            return "The workspaces are shutting down."
        if not keeper.was_warm:
            return "No workspace is warm yet."
        pod = counts[PodState.WARM] or counts[PodState.CLAIMED]
        room = sum(counts.values()) < self._settings.pool_max and not keeper.sizer.breaker.open
        return None if pod or room else "No workspace is to be had."

    @property
    def _wanted(self) -> int:
        plan = self._keeper.sizer.plan
        return plan.wanted if plan is not None else self._settings.pool_size

    def _counts(self) -> Mapping[str, float]:
        try:
            return {f"pods/{state}": count for state, count in census(self._parts.backend.pods()).items()}
        except StoryDreamError:
            return {}


def census(pods: list[Pod]) -> dict[str, int]:
    """How many pods are in each state. Of those that are closing, `retiring` and `quarantined` never had a session, or
    no longer do; `closing` are the ones that end with theirs."""
    counts = Counter(map(_state, pods))
    return {state: counts[state] for state in STATES}


def _state(pod: Pod) -> str:
    if pod.state is not PodState.CLOSING or pod.lease is not None:
        return pod.state.value
    return "retiring" if pod.reason is None else "quarantined"


def _weakest(pods: list[Isolation]) -> Isolation:
    """What can be promised of every pod."""
    return min(pods, key=("none", "unknown", "full").index, default="unknown")


def _pod_report(pod: Pod) -> dict[str, object]:
    why = pod.reason or pod.leaving
    return {
        "name": pod.name,
        "state": _state(pod),
        "ageSeconds": round((now_ms() - pod.started_at) / 1000),
        **({"projectId": pod.lease.project_id, "sessionId": pod.lease.session_id} if pod.lease is not None else {}),
        **({"reason": why} if why else {}),
    }
