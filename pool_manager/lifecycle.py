"""The life of a session, in order: find → reserve → claim → activate → record; and its end."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from common.errors import PoolExhausted, StoryDreamError, Superseded, UpstreamFailed
from common.logs import bound
from common.models import RepoSnapshot, SessionState
from common.session_store import SessionStore
from pool_manager.backend import Backend, Lease, Pod
from pool_manager.changes import Changes
from pool_manager.line import Line
from pool_manager.metrics import ClaimResult, Metrics
from pool_manager.owners import Owners
from pool_manager.pod_client import Pods, PodSilent
from pool_manager.steps.activate import activate, activate_again
from pool_manager.steps.claim import Claimed, claim
from pool_manager.steps.record import record, record_lease
from pool_manager.steps.release import release
from pool_manager.steps.reserve import reserve

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opening:
    """Who opens which project under which session; `epoch_floor` and `repo` come from the edge.

    `again`: somebody was opening it before, so that it may have a lease and a pod already.
    """

    project_id: str
    session_id: str
    user_id: str
    epoch_floor: int = 0
    repo: RepoSnapshot | None = None
    again: bool = False


@dataclass(frozen=True)
class Parts:
    """What the steps work with. `changes` tells those who wait for a session that its record changed; `paused` says
    whether an operator wants no pod to be claimed."""

    backend: Backend
    store: SessionStore
    pods: Pods
    line: Line
    changes: Changes
    owners: Owners
    metrics: Metrics
    paused: Callable[[], bool]
    activate_seconds: float


@dataclass
class Stopwatch:
    """How long each step took, in ms; for the log and the benchmark that reads it."""

    laps: dict[str, float] = field(default_factory=dict)
    began: float = field(default_factory=time.monotonic)
    last: float = field(default_factory=time.monotonic)

    def lap(self, step: str) -> float:
        """How many seconds went by since the last step ended."""
        now = time.monotonic()
        seconds = now - self.last
        self.laps[f"{step}Ms"] = round(1000 * seconds, 1)
        self.last = now
        return seconds

    @property
    def total(self) -> float:
        return self.last - self.began


def open_session(parts: Parts, opening: Opening, lease: Lease | None = None) -> None:
    """Bring a session that `find` did not find to `ready`; with a `lease`, go on where a pool manager was stopped.

    Every outcome stands in the record; nothing is raised for what a user has to be told.
    """
    backend, store, watch = parts.backend, parts.store, Stopwatch()
    pod: Pod | None = None
    with bound(project_id=opening.project_id, session_id=opening.session_id):
        try:
            if lease is None:
                ids = (opening.session_id, opening.project_id, opening.user_id, opening.epoch_floor)
                lease = reserve(backend, store, *ids)
                _go_on(parts, record_lease(store, lease, SessionState.CLAIMING, "Looking for a workspace"))
            watch.lap("reserve")
            claimed = _claim(parts, opening, lease, watch)
            pod = claimed.pod
            _go_on(parts, record(backend, store, lease, pod, SessionState.RESTORING))
            if claimed.before:
                state = activate_again(parts.pods, pod, lease, parts.activate_seconds)
            else:
                state = activate(parts.pods, pod, lease, opening.repo)
            parts.metrics.activated(watch.lap("activate"))
            backend.mark_active(lease, state.value)
            _go_on(parts, record(backend, store, lease, pod, state))
            watch.lap("record")
            parts.metrics.opened(watch.total)
            logger.info("Session open", extra={"fields": {"pod": pod.name, "state": state.value, **watch.laps}})
        except StoryDreamError as error:
            _failed(parts, opening, lease, pod, error)
        finally:
            parts.changes.tell()


def close_session(parts: Parts, lease: Lease, reason: str) -> None:
    """Save and release; safe to repeat."""
    _end(parts, lease, SessionState.CLOSED, "Saved and closed", reason)


def move_session(parts: Parts, lease: Lease, pod: Pod) -> None:
    """Save and release a session whose pod will be taken away. Of a pod that is silent by now, as on a node that can't
    be reached, nobody says that it was saved."""
    try:
        parts.pods.health(pod)
    except StoryDreamError:
        bury_session(parts, lease)
    else:
        close_session(parts, lease, "moved")


def bury_session(parts: Parts, lease: Lease) -> None:
    """End a session whose pod died; a part of it may still be able to save."""
    _end(parts, lease, SessionState.FAILED, "The workspace stopped unexpectedly", "pod_died")


def _claim(parts: Parts, opening: Opening, lease: Lease, watch: Stopwatch) -> Claimed:
    result: ClaimResult = "failed"
    try:
        claimed = claim(parts.backend, parts.store, parts.line, lease, parts.paused, again=opening.again)
        result = "waited" if claimed.waited else "warm"
    except PoolExhausted:
        result = "exhausted"
        raise
    except Superseded:
        result = "superseded"
        raise
    finally:
        parts.metrics.claimed(result, watch.lap("claim"))
    return claimed


def _go_on(parts: Parts, recorded: bool) -> None:
    parts.changes.tell()
    if not recorded:
        raise Superseded("The session was closed meanwhile.")


def _end(parts: Parts, lease: Lease, state: SessionState, step: str, reason: str) -> None:
    try:
        release(parts.backend, parts.store, parts.pods, lease, state, step, reason)
    finally:
        parts.changes.tell()
        parts.line.notify()


def _failed(parts: Parts, opening: Opening, lease: Lease | None, pod: Pod | None, error: StoryDreamError) -> None:
    """Tell why the session did not open, and let go of what it held; unless another pool manager goes on with it."""
    if parts.owners.lost(f"open:{opening.session_id}"):
        logger.warning("Left to another pool manager: %s", error.detail)
        return
    if isinstance(error, Superseded):
        state, step, reason = SessionState.CLOSED, "Closed while opening", "superseded"
    elif isinstance(error, PoolExhausted):
        state, step, reason = SessionState.FAILED, error.detail, error.problem_code
    elif isinstance(error, PodSilent):
        state, step, reason = SessionState.FAILED, "The workspace did not start", "pod_failed"
    elif isinstance(error, UpstreamFailed):
        state, step, reason = SessionState.FAILED, "Your project could not be fetched: try again", "activation_failed"
    else:
        state, step, reason = SessionState.FAILED, error.detail, "activation_failed"
    fields = {"code": error.problem_code, "pod": pod.name if pod is not None else None}
    logger.warning("Session did not open: %s", error.detail, extra={"fields": fields})
    if lease is None:
        parts.store.close(opening.session_id, state, step, reason)
        return
    ending = f"end:{opening.session_id}"
    # Else another pool manager would take the closing lease for work that was left, and tell another end.
    if not parts.owners.take(ending):
        logger.info("Another pool manager ends it already")
        return
    try:
        _end(parts, lease, state, step, reason)
    finally:
        parts.owners.done(ending)
