"""Find the project's live session: Redis first, else the backend, which is the truth."""

from common.models import SessionState
from common.session_store import SessionRecord, SessionStore
from pool_manager.backend import Backend, Pod, PodState
from pool_manager.steps.record import record_again


def find(backend: Backend, store: SessionStore, project_id: str) -> SessionRecord | None:
    """The session to join, None when there is none. Heals Redis on the way; kills nothing."""
    known = store.active(project_id)
    if known is not None and known.live:
        checked = checked_against_pods(backend, store, known)
        return checked if checked.live else None
    pod = backend.pod_for(project_id)
    if pod is None or pod.state is not PodState.CLAIMED or pod.lease is None:
        return None
    if known is not None and known.session_id == pod.lease.session_id:
        return None  # it has ended, and its pod is about to
    return record_again(backend, store, pod)


def find_by_id(backend: Backend, store: SessionStore, session_id: str) -> SessionRecord | None:
    """A session, live or ended a short while ago."""
    known = store.get(session_id)
    if known is not None:
        return checked_against_pods(backend, store, known) if known.live else known
    for pod in backend.pods():
        if pod.state is PodState.CLAIMED and pod.lease is not None and pod.lease.session_id == session_id:
            return record_again(backend, store, pod)
    return None


def checked_against_pods(backend: Backend, store: SessionStore, known: SessionRecord) -> SessionRecord:
    """The record as it stands; ended as failed when its pod is gone, even before the keeper has noticed."""
    if known.pod_name is None or _serves(backend.pod_for(known.project_id), known):
        return known
    store.close(known.session_id, SessionState.FAILED, "The workspace stopped unexpectedly", "pod_died")
    return store.get(known.session_id) or known


def _serves(pod: Pod | None, session: SessionRecord) -> bool:
    return pod is not None and pod.lease is not None and pod.lease.session_id == session.session_id
