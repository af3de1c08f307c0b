"""Claim a warm pod for the lease; wait in line where there is none, or while an operator has paused claims."""

from collections.abc import Callable
from dataclasses import dataclass

from common.errors import PoolExhausted
from common.models import SessionState
from common.session_store import SessionStore
from pool_manager.backend import Backend, Lease, Pod
from pool_manager.line import RETRY_AFTER_SECONDS, Line
from pool_manager.steps.record import record_lease

WAITING = "Waiting for a free workspace"
PAUSED = "Opening is paused for maintenance: yours goes on by itself"
STILL_PAUSED = "Opening is paused for maintenance. Try again in a few minutes."


@dataclass(frozen=True)
class Claimed:
    """A lease's pod. `waited`: in line for it; `before`: it had been claimed already, and perhaps activated."""

    pod: Pod
    waited: bool = False
    before: bool = False


def claim(
    backend: Backend, store: SessionStore, line: Line, lease: Lease, paused: Callable[[], bool], *, again: bool
) -> Claimed:
    """The lease's pod, for good; `again` for a session that may have claimed or waited before.

    Raises Superseded when the session was closed meanwhile, PoolExhausted when the line is full or takes too long.
    """
    before = again and _has_pod(backend, lease)
    if before or (not paused() and len(line) == 0):
        pod = backend.claim(lease)
        if pod is not None:
            return Claimed(pod, before=before)
    told = ""

    def tell() -> None:
        nonlocal told
        step = PAUSED if paused() else WAITING
        if step != told:
            told = step
            record_lease(store, lease, SessionState.QUEUED, step)

    def take() -> Pod | None:
        return None if paused() else backend.claim(lease)

    try:
        return Claimed(
            line.wait(lease.session_id, take, since=1000 * lease.created_at if again else 0, tell=tell), True
        )
    except PoolExhausted as error:
        if told == PAUSED:
            raise PoolExhausted(STILL_PAUSED, retryAfter=RETRY_AFTER_SECONDS) from error
        raise


def _has_pod(backend: Backend, lease: Lease) -> bool:
    pod = backend.pod_for(lease.project_id)
    return pod is not None and pod.lease is not None and pod.lease.session_id == lease.session_id
