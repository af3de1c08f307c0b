"""Record a session in Redis, where everybody else reads it."""

import logging

from common.errors import Unavailable
from common.models import SessionState
from common.session_store import SessionRecord, SessionStore, now_ms
from pool_manager.backend import Backend, Lease, Pod

logger = logging.getLogger(__name__)

STEPS = {
    SessionState.RESTORING: "Restoring your project",
    SessionState.READY: "Ready",
    SessionState.BROKEN: "Ready, but the video doesn't compile",
}


def record_lease(store: SessionStore, lease: Lease, state: SessionState, step: str) -> bool:
    """Record a session that has no pod yet. False when it has ended meanwhile."""
    return _write(store, _of_lease(lease, state, step))


def renew_lease(store: SessionStore, lease: Lease) -> bool:
    """As `record_lease`, of a session that somebody else opens: what is known of its state stands."""
    return store.renew(_of_lease(lease, SessionState.CLAIMING, "Looking for a workspace"))


def record(backend: Backend, store: SessionStore, lease: Lease, pod: Pod, state: SessionState) -> bool:
    """Record a session and its pod. False when it has ended meanwhile."""
    return _write(store, _of_pod(backend, lease, pod, state))


def record_again(backend: Backend, store: SessionStore, pod: Pod) -> SessionRecord | None:
    """Record what the backend knows of a claimed pod, renewing its lease in Redis; None when the session has ended."""
    if pod.lease is None:
        return None
    if pod.active:
        session = _of_pod(backend, pod.lease, pod, SessionState(pod.active))
        recorded = store.record(session)
    else:  # as last seen: whoever opens it may be done by now
        session = _of_pod(backend, pod.lease, pod, SessionState.RESTORING)
        recorded = store.renew(session)
    if not recorded:
        return None
    return store.get(session.session_id) or session


def _of_lease(lease: Lease, state: SessionState, step: str) -> SessionRecord:
    ids = (lease.session_id, lease.project_id, lease.user_id, lease.epoch)
    return SessionRecord(*ids, state, step, created_at=lease.created_at, last_activity=now_ms())


def _of_pod(backend: Backend, lease: Lease, pod: Pod, state: SessionState) -> SessionRecord:
    at = backend.addresses(pod, lease.session_id)
    return SessionRecord(
        session_id=lease.session_id,
        project_id=lease.project_id,
        user_id=lease.user_id,
        epoch=lease.epoch,
        state=state,
        step=STEPS[state],
        created_at=lease.created_at,
        last_activity=now_ms(),
        pod_name=pod.name,
        pod_ip=pod.ip,
        preview_url=at.preview_url,
        events_url=at.events_url,
        agent_url=at.agent_url,
    )


def _write(store: SessionStore, session: SessionRecord) -> bool:
    try:
        return store.record(session)
    except Unavailable as error:
        # Redis is the index, not the truth: the session goes on, and the keeper records it when Redis is back.
        logger.warning("A session could not be recorded: %s", error.detail)
        return True
