"""Claim a warm pod for the lease; wait in line where there is none."""

from common.models import SessionState
from common.session_store import SessionStore
from pool_manager.backend import Backend, Lease, Pod
from pool_manager.line import Line
from pool_manager.steps.record import record_lease


def claim(backend: Backend, store: SessionStore, line: Line, lease: Lease) -> Pod:
    """The lease's pod, for good.

    Raises Superseded when the session was closed meanwhile, PoolExhausted when the line is full or takes too long.
    """
    if len(line) == 0:
        pod = backend.claim(lease)
        if pod is not None:
            return pod
    record_lease(store, lease, SessionState.QUEUED, "Waiting for a free workspace")
    return line.wait(lease.session_id, lambda: backend.claim(lease))
