"""End a session: nobody joins any more, its pod saves, then the pod goes and the lease is free."""

import logging

from common.errors import StoryDreamError, Unavailable
from common.models import SessionState
from common.session_store import SessionStore
from pool_manager.backend import Backend, Lease, Pod
from pool_manager.pod_client import Pods

logger = logging.getLogger(__name__)


def release(
    backend: Backend, store: SessionStore, pods: Pods, lease: Lease, state: SessionState, step: str, reason: str
) -> None:
    """Save before kill. May run again after a crash in its midst; does nothing when the lease is another session's."""
    if not backend.begin_close(lease):
        return
    try:
        store.close(lease.session_id, state, step, reason)
    except Unavailable as error:
        logger.warning("The end of a session could not be recorded: %s", error.detail)
    saved = all(_save(pods, pod, lease) for pod in _pods_of(backend, lease))
    backend.release(lease, saved)
    fields = {"project_id": lease.project_id, "session_id": lease.session_id, "reason": reason, "saved": saved}
    logger.info("Session ended", extra={"fields": fields})


def _pods_of(backend: Backend, lease: Lease) -> list[Pod]:
    """The session's pods. One that another pool manager has just claimed may not have been seen here yet: without a
    closer look it would be ended unsaved."""
    seen = [pod for pod in backend.pods() if pod.lease is not None and pod.lease.session_id == lease.session_id]
    if seen:
        return seen
    pod = backend.pod_for(lease.project_id)
    return [pod] if pod is not None and pod.lease is not None and pod.lease.session_id == lease.session_id else []


def _save(pods: Pods, pod: Pod, lease: Lease) -> bool:
    if pod.active is None and not _works(pods, pod):
        return True  # it never had its project, or the one that it is just getting is unchanged
    try:
        return pods.save(pod, lease).saved
    except StoryDreamError as error:
        logger.warning("A pod did not save: %s", error.detail, extra={"fields": {"pod": pod.name}})
        return False


def _works(pods: Pods, pod: Pod) -> bool:
    """Whether it has its project by now: another pool manager may have seen to that, and not be heard of here yet."""
    try:
        return pods.health(pod).state == "active"
    except StoryDreamError:
        return False
