"""Keeps the world as it should be, over and over: pods warm, dead ones buried, idle sessions released, work resumed.

Everything is decided from what is there now, so a missed event or a restart changes nothing.
"""

import logging
import threading
import time
from dataclasses import asdict
from functools import partial

from common.errors import StoryDreamError
from common.models import Isolation
from common.session_store import SessionRecord, now_ms
from pool_manager.backend import Lease, LeaseState, Pod, PodState
from pool_manager.lifecycle import Opening, Parts, bury_session, close_session, open_session
from pool_manager.pool_plan import idle
from pool_manager.settings import PoolManagerSettings
from pool_manager.sizing import Sizer
from pool_manager.steps.record import record_again
from pool_manager.workers import Workers

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5


class Keeper:
    def __init__(self, parts: Parts, workers: Workers, settings: PoolManagerSettings) -> None:
        self._parts = parts
        self._workers = workers
        self._settings = settings
        self._renewed = float("-inf")
        self._stop = threading.Event()
        self.draining = False
        self.sizer = Sizer(parts.backend, settings)

    def start(self) -> None:
        threading.Thread(target=self._run, name="keeper", daemon=True).start()

    def stop(self) -> None:
        """Leave everything as it is."""
        self._stop.set()

    def drain(self) -> None:
        """No pod is started and no session opened from now on."""
        self.draining = True

    def end(self, lease: Lease, reason: str) -> threading.Thread:
        """Save and release a session in the background → the thread that is at it."""
        return self._workers.run(f"end:{lease.session_id}", partial(close_session, self._parts, lease, reason))

    def tick(self) -> None:
        """One look at everything. Raises nothing that the next look can't find again."""
        self._parts.backend.observe()
        self._bury()
        self._refill()
        self._resume()
        if time.monotonic() - self._renewed >= self._settings.renew_seconds:
            self._renewed = time.monotonic()
            self._renew()
        self._parts.line.notify()

    def report(self) -> dict[str, object]:
        """The pool, for humans: `GET /v1/pool`."""
        pods = self._parts.backend.pods()
        counts = {state.value: sum(pod.state is state for pod in pods) for state in PodState}
        plan, breaker = self.sizer.plan, self.sizer.breaker
        retry_in = max(0.0, breaker.retry_at - time.time())
        return {
            **counts,
            "wanted": plan.wanted if plan is not None else self._settings.pool_size,
            "why": plan.reason if plan is not None else "",
            "max": self._settings.pool_max,
            "queued": len(self._parts.line),
            "draining": self.draining,
            "isolation": _weakest([pod.isolation for pod in pods if pod.warmed_at is not None]),
            "warmSeconds": round(self.sizer.warm_seconds, 2),
            "breaker": {
                "open": breaker.open,
                "failures": breaker.failures,
                "retryInSeconds": round(retry_in, 1),
                "reason": breaker.reason,
            },
            "pods": [_pod_report(pod) for pod in pods],
        }

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.tick()
            except StoryDreamError as error:
                logger.warning("The pool's round was cut short: %s", error.detail)
            except OSError:
                logger.exception("The pool's round was cut short")
            self._parts.backend.wait_for_change(TICK_SECONDS)

    def _bury(self) -> None:
        for pod in self._parts.backend.pods():
            self.sizer.judge(pod)
            if pod.state is not PodState.FAILED:
                continue
            if pod.lease is None:
                self._workers.run(f"remove:{pod.name}", partial(self._parts.backend.remove, pod))
            else:
                work = partial(bury_session, self._parts, pod.lease)
                self._workers.run(f"end:{pod.lease.session_id}", work)

    def _refill(self) -> None:
        self.sizer.look(len(self._parts.line), self._workers.count("open:"))
        if not self.draining:
            self.sizer.scale()

    def _resume(self) -> None:
        """Go on with what nobody here is at: sessions that an earlier pool manager was opening or closing."""
        for lease in self._parts.backend.leases():
            session_id = lease.session_id
            if self._workers.working(f"open:{session_id}") or self._workers.working(f"end:{session_id}"):
                continue
            pod = self._pod_of(lease)
            if lease.state is LeaseState.CLOSING:
                self.end(lease, "resumed")
            elif pod is None or (pod.state is PodState.CLAIMED and pod.active is None):
                opening = Opening(lease.project_id, session_id, lease.user_id)
                self._workers.run(f"open:{session_id}", partial(open_session, self._parts, opening, lease))

    def _renew(self) -> None:
        """Renew every session's lease in Redis, rebuilding what Redis lost; release idle ones."""
        now = now_ms()
        idle_ms = int(self._settings.idle_minutes * 60_000)
        for lease in self._parts.backend.leases():
            if lease.state is not LeaseState.HELD:
                continue
            pod = self._pod_of(lease)
            known = self._parts.store.get(lease.session_id)
            if known is not None and not known.live:
                if pod is not None and pod.active:
                    self.end(lease, known.reason or "closed")  # it ended in Redis, and its pod was forgotten
            elif pod is not None and pod.state is PodState.CLAIMED and pod.active:
                self._renew_open(pod, lease, now, idle_ms)
            elif known is not None and known.epoch > 0:
                self._parts.store.record(known)

    def _renew_open(self, pod: Pod, lease: Lease, now: int, idle_ms: int) -> None:
        session: SessionRecord | None = record_again(self._parts.backend, self._parts.store, pod)
        if session is not None and idle(session, now, idle_ms):
            self.end(lease, "idle")

    def _pod_of(self, lease: Lease) -> Pod | None:
        pods = self._parts.backend.pods()
        return next((pod for pod in pods if pod.lease and pod.lease.session_id == lease.session_id), None)


def _weakest(pods: list[Isolation]) -> Isolation:
    """What can be promised of every pod."""
    return min(pods, key=("none", "unknown", "full").index, default="unknown")


def _pod_report(pod: Pod) -> dict[str, object]:
    lease = asdict(pod.lease) if pod.lease is not None else {}
    return {
        "name": pod.name,
        "state": pod.state.value,
        "ageSeconds": round((now_ms() - pod.started_at) / 1000),
        **({"projectId": lease["project_id"], "sessionId": lease["session_id"]} if lease else {}),
        **({"reason": pod.reason} if pod.reason else {}),
    }
