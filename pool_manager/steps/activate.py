"""Activate the claimed pod: it gets its project, once."""

import time

from common.errors import UpstreamFailed
from common.models import RepoSnapshot, SessionState
from pool_manager.backend import Lease, Pod
from pool_manager.pod_client import Pods

_LOOK_AGAIN_SECONDS = 0.2


def activate(pods: Pods, pod: Pod, lease: Lease, repo: RepoSnapshot | None) -> SessionState:
    """`ready`, or `broken` where the project's video doesn't compile.

    Raises UpstreamFailed when the pod doesn't answer, and the named error of its refusal.
    """
    return SessionState(pods.activate(pod, lease, repo).state)


def activate_again(pods: Pods, pod: Pod, lease: Lease, seconds: float) -> SessionState:
    """As `activate`, for a pod that an earlier pool manager claimed: perhaps it has its project, or is just at it."""
    if pod.active:
        return SessionState(pod.active)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        health = pods.health(pod)
        if health.state == "warm":
            return activate(pods, pod, lease, None)
        if health.state == "active" and health.session_id == lease.session_id:
            return SessionState.READY
        if health.state != "activating":
            raise UpstreamFailed(f"The workspace is {health.state}.")
        time.sleep(_LOOK_AGAIN_SECONDS)
    raise UpstreamFailed("The workspace did not become active in time.")
