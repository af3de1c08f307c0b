"""Reserve the project: one lease, so that a project can't have two pods."""

import time

from common.errors import Superseded, Unavailable
from common.session_store import SessionStore
from pool_manager.backend import Backend, Lease, LeaseState, PodState
from pool_manager.steps.record import record_again, renew_lease

# An earlier session saves (15 s at most) and its pod ends (6 s): its successor waits for that and a little more.
RESERVE_SECONDS = 30.0
_LOOK_AGAIN_SECONDS = 0.25


def reserve(backend: Backend, store: SessionStore, session_id: str, project_id: str, user_id: str, floor: int) -> Lease:
    """The lease, with an epoch above `floor` and all that Redis and the backend remember.

    Raises Superseded when another live session has the lease (then Redis points to that one), Unavailable when an
    ending session doesn't let go of it.
    """
    floor = max(floor, store.epoch(project_id))
    until = time.monotonic() + RESERVE_SECONDS
    while time.monotonic() < until:
        lease = backend.reserve(project_id, session_id, user_id, floor)
        if lease.session_id == session_id:
            return lease
        if _joinable(backend, store, lease):
            raise Superseded("The project is open already.")
        backend.wait_for_change(_LOOK_AGAIN_SECONDS)
    raise Unavailable("The project's last session is still closing.", retryAfter=5)


def _joinable(backend: Backend, store: SessionStore, lease: Lease) -> bool:
    """Whether the lease's session lives; Redis, which didn't know it, learns of it."""
    if lease.state is not LeaseState.HELD:
        return False
    known = store.get(lease.session_id)
    if known is not None and not known.live:
        return False
    for pod in backend.pods():
        if pod.lease is not None and pod.lease.session_id == lease.session_id:
            return pod.state is PodState.CLAIMED and record_again(backend, store, pod) is not None
    return renew_lease(store, lease)
