"""Keeps the world as it should be, over and over: pods warm, dead ones buried, idle sessions released, work resumed.

Everything is decided from what is there now, so a missed event or a restart changes nothing. Every pool manager looks,
buries the dead and goes on with what nobody is at; the one that leads also sizes the pool, sweeps and ends idle ones.
"""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from common.errors import StoryDreamError, Unavailable
from common.session_store import SessionRecord, now_ms
from pool_manager.backend import Lease, LeaseState, Pod, PodState
from pool_manager.leadership import Leadership
from pool_manager.lifecycle import Opening, Parts, bury_session, close_session, move_session, open_session
from pool_manager.pool_plan import idle
from pool_manager.settings import PoolManagerSettings
from pool_manager.sizing import Sizer
from pool_manager.steps.record import record_again
from pool_manager.workers import Workers

logger = logging.getLogger(__name__)

TICK_SECONDS = 0.5
CHORES_SECONDS = 30.0
# Calls to a slow Kubernetes API end within 20 s, retries included: three of them in a row.
STUCK_SECONDS = 60.0
FAILURES_REMEMBERED = 10
LAST_WORDS_MAX = 4000

Chore = Callable[[], Mapping[str, int]]
"""Leader's work from time to time → what was done, by kind."""


@dataclass(frozen=True)
class Failure:
    """A pod that failed without a session, or is kept because it could not save. `at` in ms since 1970, `words` the end
    of its logs."""

    pod: str
    reason: str
    at: int
    words: str


@dataclass(frozen=True)
class LastSweep:
    """`at` in ms since 1970."""

    at: int
    done: Mapping[str, int]


class Keeper:
    def __init__(
        self,
        parts: Parts,
        workers: Workers,
        settings: PoolManagerSettings,
        leadership: Leadership,
        chores: Sequence[Chore] = (),
    ) -> None:
        self._parts = parts
        self._workers = workers
        self._settings = settings
        self._chores = chores
        self._renewed = float("-inf")
        self._swept = time.monotonic()
        self._least_warm: int | None = None
        self._ticked = time.monotonic()
        self._stop = threading.Event()
        self._left = threading.Lock()
        self._told: set[str] = set()
        self.leadership = leadership
        self.draining = False
        self.was_warm = False
        """Whether a pod was ever seen warm or in use: before that nobody knows if pods warm up here at all."""
        self.sizer = Sizer(parts.backend, settings)
        self.failures: deque[Failure] = deque(maxlen=FAILURES_REMEMBERED)
        self.last_sweep: LastSweep | None = None

    def start(self) -> None:
        threading.Thread(target=self._run, name="keeper", daemon=True).start()

    def stop(self) -> None:
        """Leave everything as it is."""
        self._stop.set()

    @property
    def stuck(self) -> bool:
        """Whether no round ended for so long that it should be started anew."""
        return time.monotonic() - self._ticked > STUCK_SECONDS

    def drain(self) -> None:
        """No pod is started and no session opened from now on; by no pool manager, until somebody resumes them."""
        if self.leadership.shared:
            self.leadership.pause(claims=True, refill=True, stopped=True)
        else:
            self.draining = True

    @property
    def opens(self) -> bool:
        """Whether sessions are opened here."""
        return not self.draining and not self.leadership.paused.stopped

    def hand_over(self) -> None:
        """Stop, ending no session: open nothing more, let another one lead, finish what is under way within the grace,
        and let the others go on with the rest. Returns when it is done, also when it is asked twice."""
        self.draining = True
        self._stop.set()
        with self._left:
            self.leadership.step_down()
            if not self._workers.finish(self._settings.handover_seconds):
                logger.warning("Told to stop amid work, which another pool manager finishes")
            self._parts.owners.let_go()

    def end(self, lease: Lease, reason: str) -> None:
        """Save and release a session in the background."""
        self._workers.run(f"end:{lease.session_id}", partial(close_session, self._parts, lease, reason))

    def tick(self) -> None:
        """One look at everything. Raises nothing that the next look can't find again."""
        self._parts.backend.observe()
        self._look_at_pods()
        self.sizer.look(len(self._parts.line), self._workers.count("open:"))
        if self.leadership.leads:
            self._lead()
        self._resume()
        self._parts.line.notify()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.tick()
            except StoryDreamError as error:
                logger.warning("The pool's round was cut short: %s", error.detail)
            except OSError:
                logger.exception("The pool's round was cut short")
            self._ticked = time.monotonic()
            self._parts.backend.wait_for_change(TICK_SECONDS)

    def _look_at_pods(self) -> None:
        """Bury the dead, and save those sessions whose pods will soon be taken away."""
        pods = self._parts.backend.pods()
        self._told &= {pod.name for pod in pods}
        for pod in pods:
            self.sizer.judge(pod)
            self.was_warm = self.was_warm or pod.state in (PodState.WARM, PodState.CLAIMED)
            if pod.state is PodState.FAILED and pod.lease is not None:
                self._bury(pod.lease)
            elif pod.lease is None and pod.reason is not None and self._concerns(pod):
                self._workers.run(f"remove:{pod.name}", partial(self._remove, pod))
            elif pod.state is PodState.CLAIMED and pod.leaving is not None and pod.active and pod.lease is not None:
                self._workers.run(f"end:{pod.lease.session_id}", partial(move_session, self._parts, pod.lease, pod))

    def _bury(self, lease: Lease) -> None:
        self._workers.run(f"end:{lease.session_id}", partial(bury_session, self._parts, lease))

    def _concerns(self, pod: Pod) -> bool:
        return pod.name not in self._told or (pod.state is PodState.FAILED and self.leadership.leads)

    def _remove(self, pod: Pod) -> None:
        """Hear what a pod without a session had to say, then end it if it failed; others are in quarantine already."""
        if pod.name not in self._told:
            self._told.add(pod.name)
            try:
                words = self._parts.backend.last_words(pod)
            except (StoryDreamError, OSError) as error:
                words = f"(no logs: {error})"
            self.failures.append(Failure(pod.name, pod.reason or "unknown", now_ms(), words[-LAST_WORDS_MAX:]))
        if pod.state is PodState.FAILED and self.leadership.leads:
            self._parts.backend.remove(pod)

    def _lead(self) -> None:
        """The work of the one that leads. It asks before each part: leadership may end amid it."""
        self._scale()
        if self.leadership.leads and time.monotonic() - self._renewed >= self._settings.renew_seconds:
            self._renewed = time.monotonic()
            self._workers.run("renew", self._renew)  # a second for a thousand sessions: nothing else waits for it
        if self.leadership.leads and self._chores and time.monotonic() - self._swept >= CHORES_SECONDS:
            self._swept = time.monotonic()
            self._workers.run("chores", self._sweep)

    def _scale(self) -> None:
        paused = self.leadership.paused
        if paused.stopped:
            self._parts.backend.scale(0)
        elif self.draining:
            return
        elif paused.refill:
            self._hold_depth()
        else:
            self._least_warm = None
            self.sizer.scale()

    def _hold_depth(self) -> None:
        """No pod for one that was claimed. A ReplicaSet refills by itself, so it has to be told the lower depth."""
        warm = sum(pod.state is PodState.WARM for pod in self._parts.backend.pods())
        self._least_warm = warm if self._least_warm is None else min(warm, self._least_warm)
        self._parts.backend.scale(self._least_warm)

    def _sweep(self) -> None:
        done: dict[str, int] = {}
        for chore in self._chores:
            if self.leadership.leads:
                done.update(chore())
        if done:
            logger.info("Swept", extra={"fields": done})
        self._parts.metrics.swept(done)
        self.last_sweep = LastSweep(now_ms(), done)

    def _resume(self) -> None:
        """Go on with what nobody is at: sessions that a pool manager was opening or closing when it ended."""
        found: dict[str, Callable[[], None]] = {}
        orphaned: set[str] = set()
        pods = self._pods_by_session()
        for lease in self._parts.backend.leases():
            open_key, end_key = f"open:{lease.session_id}", f"end:{lease.session_id}"
            if self._workers.working(open_key) or self._workers.working(end_key):
                continue
            pod = pods.get(lease.session_id)
            if lease.state is LeaseState.CLOSING:
                found[end_key] = partial(self.end, lease, "resumed")
                orphaned.add(end_key)
            elif not self.opens:
                continue
            elif pod is None or (pod.state is PodState.CLAIMED and pod.active is None):
                found[open_key] = partial(self._reopen, lease, pod)
                if now_ms() - lease.created_at > 1000 * self._opening_seconds:
                    orphaned.add(open_key)
        if not found:
            return
        try:
            idle_work = self._parts.owners.unowned(found)
        except Unavailable:
            # Nobody can say whether its opener lives, so it gets all the time that an opening can take.
            idle_work = orphaned
        for key in idle_work:
            found[key]()

    @property
    def _opening_seconds(self) -> float:
        return self._settings.queue_seconds + 2 * self._settings.activate_seconds

    def _reopen(self, lease: Lease, pod: Pod | None) -> None:
        if pod is None and self._had_pod(lease):
            self._bury(lease)  # a second pod in this epoch would go on as if nothing had been lost
            return
        opening = Opening(lease.project_id, lease.session_id, lease.user_id, again=True)
        self._workers.run(f"open:{lease.session_id}", partial(open_session, self._parts, opening, lease))

    def _had_pod(self, lease: Lease) -> bool:
        """Whether the session's pod vanished whole, as with its node."""
        known = self._parts.store.get(lease.session_id)
        return (
            known is not None and known.pod_name is not None and self._parts.backend.pod_for(lease.project_id) is None
        )

    def _renew(self) -> None:
        """Renew every session's lease in Redis, rebuilding what Redis lost; release idle ones."""
        now = now_ms()
        idle_ms = int(self._settings.idle_minutes * 60_000)
        pods = self._pods_by_session()
        for lease in self._parts.backend.leases():
            if not self.leadership.leads:
                return
            if lease.state is not LeaseState.HELD:
                continue
            pod = pods.get(lease.session_id)
            known = self._parts.store.get(lease.session_id)
            if known is not None and not known.live:
                if pod is not None and pod.active:
                    self.end(lease, known.reason or "closed")  # it ended in Redis, and its pod was forgotten
            elif pod is not None and pod.state is PodState.CLAIMED and pod.active:
                self._renew_open(pod, lease, now, idle_ms)
            elif known is not None and known.epoch > 0:
                self._parts.store.renew(known)

    def _renew_open(self, pod: Pod, lease: Lease, now: int, idle_ms: int) -> None:
        session: SessionRecord | None = record_again(self._parts.backend, self._parts.store, pod)
        if session is not None and idle(session, now, idle_ms):
            self.end(lease, "idle")

    def _pods_by_session(self) -> Mapping[str, Pod]:
        return {pod.lease.session_id: pod for pod in self._parts.backend.pods() if pod.lease is not None}
