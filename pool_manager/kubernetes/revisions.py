"""Which pool revision serves, and which is coming; pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from pool_manager.kubernetes.names import PoolLabel
from pool_manager.kubernetes.objects import ClusterPod, PoolDeployment


@dataclass(frozen=True)
class Revisions:
    """`serving` is claimed from; `wanted` is where the pool goes: two only while a new one hasn't shown itself."""

    serving: str
    wanted: str


def decide(deployments: Iterable[PoolDeployment], pods: Iterable[ClusterPod], asked: str | None) -> Revisions | None:
    """`asked` names the revision to go over to, else it is the newest one. None when there is no Deployment.

    A revision serves once a pod of it became warm: a new one that never warms up takes nobody's pods away.
    """
    newest_first = sorted(deployments, key=lambda one: (one.revision == asked, one.created_at, one.name), reverse=True)
    if not newest_first:
        return None
    shown = {pod.revision for pod in pods if _shows(pod)}
    serving = next((one.revision for one in newest_first if one.revision in shown), newest_first[0].revision)
    return Revisions(serving, newest_first[0].revision)


def _shows(pod: ClusterPod) -> bool:
    """Whether the pod proves that its revision works."""
    return (pod.pool == PoolLabel.WARM and pod.ready and pod.lives) or (pod.pool == PoolLabel.CLAIMED and not pod.dead)
