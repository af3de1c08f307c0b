"""Sessions as the edge asks for them: open or join, look, close, renew a pod's token, drain."""

import time
from dataclasses import dataclass

from common.errors import NotFound, PoolExhausted, StoryDreamError, Superseded, Unavailable
from common.ids import new_id
from common.models import PoolSession, QueuePosition, RepoSnapshot, SessionState
from common.session_store import SessionRecord, now_ms
from common.tokens import POD_TOKEN_SECONDS, PodClaims, Signer
from pool_manager.backend import Lease, PodState
from pool_manager.keeper import Keeper
from pool_manager.lifecycle import Opening, Parts, open_session
from pool_manager.pool_plan import estimate_seconds
from pool_manager.settings import PoolManagerSettings
from pool_manager.steps.find import find, find_by_id
from pool_manager.workers import Workers

# States in which waiting longer changes nothing.
SETTLED = frozenset({SessionState.READY, SessionState.BROKEN, SessionState.FAILED, SessionState.CLOSED})
# Ends after which another try may go well at once: the pod was bad, another session was first, or it was ended by no
# user just when this one came.
WORTH_ANOTHER_TRY = frozenset({"pod_failed", "pod_died", "superseded", "resumed", "idle", "moved"})
TRIES = 3
DRAIN_SECONDS = 25.0
# Word of each change wakes a waiter at once, another replica's by way of Redis; one that got lost is seen at this pace.
_LOOK_AGAIN_SECONDS = 0.25


@dataclass(frozen=True)
class OpenRequest:
    project_id: str
    user_id: str
    epoch_floor: int
    repo: RepoSnapshot | None
    wait_seconds: float


@dataclass(frozen=True)
class Drained:
    """How many sessions were asked to end, and how many had by the end of the time."""

    sessions: int
    released: int


class Sessions:
    def __init__(
        self, parts: Parts, workers: Workers, keeper: Keeper, signer: Signer, settings: PoolManagerSettings
    ) -> None:
        self._parts = parts
        self._workers = workers
        self._keeper = keeper
        self._signer = signer
        self._settings = settings

    def open(self, request: OpenRequest) -> PoolSession:
        """Open the project or join its session; waits up to `wait_seconds` for it to be ready.

        Raises PoolExhausted when no pod is to be had, Unavailable while draining or without Redis.
        """
        until = time.monotonic() + request.wait_seconds
        for _ in range(TRIES):
            if not self._keeper.opens:
                raise Unavailable("The workspaces are shutting down.", retryAfter=10)
            record = self._wait(self._join_or_start(request), until)
            if record.state is SessionState.FAILED and record.reason == PoolExhausted.code:
                raise PoolExhausted(record.step, retryAfter=60)
            if record.live or record.reason not in WORTH_ANOTHER_TRY:
                break
        return self._tell(record)

    def get(self, session_id: str) -> PoolSession:
        """Raises NotFound (`session_not_found`)."""
        return self._tell(_known(find_by_id(self._parts.backend, self._parts.store, session_id)))

    def of_project(self, project_id: str) -> PoolSession:
        """The live session, or for a while the one that ended last. Raises NotFound (`session_not_found`)."""
        live = find(self._parts.backend, self._parts.store, project_id)
        return self._tell(_known(live or self._parts.store.active(project_id)))

    def close(self, session_id: str, reason: str) -> None:
        """Save and release; returns when the pod is gone. Does nothing for a session that is not known."""
        lease = self._lease_of(session_id)
        if lease is None:  # it still waits for the lease, or it has ended
            self._parts.store.close(session_id, SessionState.CLOSED, "Closed", reason)
            self._parts.changes.tell()
            return
        self._keeper.end(lease, reason)
        until = time.monotonic() + DRAIN_SECONDS
        while self._lease_of(session_id) is not None and time.monotonic() < until:
            self._parts.backend.wait_for_change(_LOOK_AGAIN_SECONDS)

    def token(self, claims: PodClaims) -> tuple[str, int]:
        """A new pod token and when it expires (ms since 1970). Raises Superseded where a higher epoch exists."""
        lease = self._parts.backend.lease_of(claims.project_id)
        highest = max(self._epoch_in_redis(claims), lease.epoch if lease else 0)
        other = lease is not None and lease.epoch == claims.epoch and lease.session_id != claims.session_id
        if claims.epoch < highest or other:
            raise Superseded("A newer session has the project.", epoch=highest)
        return self._signer.mint_pod(claims), now_ms() + POD_TOKEN_SECONDS * 1000

    def drain(self) -> Drained:
        """Save and release everything, take nothing new; bounded in time. For a clean stop of the whole product: other
        pool managers take nothing new, either, until somebody resumes claims and refill."""
        self._keeper.drain()
        leases = self._parts.backend.leases()
        for lease in leases:
            self._keeper.end(lease, "shutdown")
        until = time.monotonic() + DRAIN_SECONDS
        while self._parts.backend.leases() and time.monotonic() < until:
            self._parts.backend.wait_for_change(_LOOK_AGAIN_SECONDS)
        for pod in self._parts.backend.pods():
            # Elsewhere the leader retires them: controllers would refill what is removed.
            if not self._keeper.leadership.shared and pod.state in (PodState.WARM, PodState.WARMING):
                self._parts.backend.remove(pod)
        return Drained(len(leases), len(leases) - len(self._parts.backend.leases()))

    def _join_or_start(self, request: OpenRequest) -> str:
        found = find(self._parts.backend, self._parts.store, request.project_id)
        if found is not None and 0 < found.epoch < request.epoch_floor:
            self._supersede(found)
            found = None
        session_id = found.session_id if found else new_id()
        if found is None:
            winner = self._parts.store.open(request.project_id, session_id, request.user_id)
            if winner != session_id:
                return winner
        elif found.pod_name is not None:
            return session_id
        # Also for one that was found without a pod: whoever was opening it may have died, and all steps are idempotent.
        again = found is not None
        opening = Opening(request.project_id, session_id, request.user_id, request.epoch_floor, request.repo, again)
        self._workers.run(f"open:{session_id}", lambda: open_session(self._parts, opening))
        return session_id

    def _supersede(self, session: SessionRecord) -> None:
        """The project has a higher epoch: this session can't commit any more, and whoever joined it would lose work."""
        self._parts.store.close(session.session_id, SessionState.CLOSED, "A newer session took over", "superseded")
        lease = self._lease_of(session.session_id)
        if lease is not None:
            self._keeper.end(lease, "superseded")

    def _lease_of(self, session_id: str) -> Lease | None:
        return next((one for one in self._parts.backend.leases() if one.session_id == session_id), None)

    def _wait(self, session_id: str, until: float) -> SessionRecord:
        while True:
            since = self._parts.changes.count
            record = _known(self._parts.store.get(session_id))
            left = until - time.monotonic()
            if record.state in SETTLED or left <= 0:
                return record
            self._parts.changes.wait(since, min(left, _LOOK_AGAIN_SECONDS))

    def _epoch_in_redis(self, claims: PodClaims) -> int:
        try:
            return self._parts.store.raise_epoch(claims.project_id, claims.epoch)
        except StoryDreamError:
            return 0  # without Redis the lease alone decides; a pod must be able to save then, too

    def _tell(self, record: SessionRecord) -> PoolSession:
        return PoolSession(
            session_id=record.session_id,
            project_id=record.project_id,
            epoch=record.epoch,
            state=record.state,
            step=record.step,
            pod_name=record.pod_name,
            preview_url=record.preview_url,
            events_url=record.events_url,
            agent_url=record.agent_url,
            queue=self._queue(record),
            created_at=record.created_at,
            last_activity=record.last_activity,
            reason=record.reason,
        )

    def _queue(self, record: SessionRecord) -> QueuePosition | None:
        if record.state is not SessionState.QUEUED or self._parts.paused():
            return None  # while claims are paused nobody knows how long it takes; `step` says so
        position = self._parts.line.position(record.session_id)
        if position is None:
            return None
        idle_pods = [pod for pod in self._parts.backend.pods() if pod.state in (PodState.WARM, PodState.WARMING)]
        room = len(idle_pods) + self._settings.pool_max - len(self._parts.backend.pods())
        seconds = estimate_seconds(position, self._keeper.sizer.warm_seconds, room)
        return QueuePosition(position=position, estimate_seconds=seconds)


def _known(record: SessionRecord | None) -> SessionRecord:
    if record is None:
        raise NotFound("There is no such session.", code="session_not_found")
    return record
