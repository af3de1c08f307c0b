"""What a pod of the cluster is to the pool manager; pure."""

from dataclasses import dataclass

from pool_manager.backend import LeaseState, Pod, PodState
from pool_manager.kubernetes import names
from pool_manager.kubernetes.names import PoolLabel
from pool_manager.kubernetes.objects import HOPELESS, ClusterLease, ClusterNode, ClusterPod


@dataclass(frozen=True)
class Patience:
    """Milliseconds: how long a pod may take to become warm, and how long it may then be unready."""

    warm: int
    silent: int


def view(
    pod: ClusterPod, lease: ClusterLease | None, node: ClusterNode | None, at: int, patience: Patience, port: int
) -> Pod:
    """The pod as it was at `at` (ms since 1970), when the cluster was last heard: an API that is away makes no pod
    silent. `lease` is the one that names the pod's session, held or closing."""
    state, reason = _state(pod, lease, at, patience)
    held = lease is not None and pod.pool == PoolLabel.CLAIMED
    leaving = node.going if node is not None and state is PodState.CLAIMED else None
    return Pod(
        name=pod.name,
        uid=pod.uid,
        ip=pod.ip,
        state=state,
        started_at=pod.created_at,
        agent_url=f"http://{pod.ip}:{port}",
        warmed_at=pod.warmed_at,
        lease=lease.lease() if lease is not None and held else None,
        active=pod.annotations.get(names.ACTIVE),
        reason=reason,
        leaving=leaving,
        isolation=pod.isolation,
    )


def gone(lease: ClusterLease) -> Pod:
    """The activated pod of a lease, after it vanished whole."""
    return Pod(
        name=lease.bound or "",
        uid="",
        ip="",
        state=PodState.FAILED,
        started_at=lease.created_at,
        agent_url="http://gone.invalid",
        warmed_at=lease.created_at,
        lease=lease.lease(),
        active="ready",
        reason="it vanished, with its node or by force",
    )


def _state(pod: ClusterPod, lease: ClusterLease | None, at: int, patience: Patience) -> tuple[PodState, str | None]:
    if pod.pool not in (PoolLabel.WARM, PoolLabel.CLAIMED):
        return PodState.CLOSING, pod.annotations.get(names.REASON)
    if pod.pool == PoolLabel.WARM:
        if pod.deleting:
            return PodState.CLOSING, None
        reason = _failure(pod, at, patience)
        if reason is not None:
            return PodState.FAILED, reason
        return (PodState.WARM if pod.ready else PodState.WARMING), None
    if lease is None or lease.state is LeaseState.CLOSING:
        return PodState.CLOSING, None
    if pod.deleting:
        return PodState.FAILED, "it is being deleted"
    reason = "a container of it crashed" if pod.crashed else _failure(pod, at, patience)
    return (PodState.CLAIMED if reason is None else PodState.FAILED), reason


def _failure(pod: ClusterPod, at: int, patience: Patience) -> str | None:
    """Why the pod is given up, None while it isn't."""
    if pod.dead:
        return pod.trouble or f"it ended ({pod.phase})"
    if pod.ready:
        return None
    if pod.trouble in HOPELESS:
        return pod.trouble
    if pod.warmed_at is None:
        # A pod that waits for a node waits for the cluster to grow: that is not its failure.
        late = pod.started_at is not None and at - pod.started_at > patience.warm
        more = f" ({pod.trouble})" if pod.trouble else ""
        return f"it wasn't warm within {patience.warm // 1000} s{more}" if late else None
    changed = pod.ready_changed_at or pod.warmed_at
    return f"it was unready for {patience.silent // 1000} s" if at - changed > patience.silent else None
