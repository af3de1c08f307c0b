"""Keep so many pods warm: only `replicas` is set, and the pool is never shrunk under pods that can be claimed."""

import logging
from collections.abc import Callable

from common.errors import Conflict
from common.session_store import now_ms
from pool_manager.kubernetes import names
from pool_manager.kubernetes.cache import WatchCache
from pool_manager.kubernetes.client import PODS, KubernetesClient, Scale, Selection
from pool_manager.kubernetes.confirm import CONFIRM_SECONDS, UNSETTLED
from pool_manager.kubernetes.endings import Endings
from pool_manager.kubernetes.names import PoolLabel
from pool_manager.kubernetes.objects import ClusterPod, PoolDeployment
from pool_manager.kubernetes.revisions import Revisions
from pool_manager.kubernetes.window import ShrinkWindow

logger = logging.getLogger(__name__)

# Between the first mark and the lower number the ReplicaSet refills (22 to 32 ms after a pod left it), so few at once.
RETIRE_AT_ONCE = 5
# Each pod that becomes ready or goes changes the Deployment's status, and with it the version that a write goes by.
ATTEMPTS = 5


class Scaling:
    def __init__(
        self,
        client: KubernetesClient,
        pods: WatchCache[ClusterPod],
        deployments: WatchCache[PoolDeployment],
        endings: Endings,
        window: ShrinkWindow,
        namespace: str,
    ) -> None:
        self._client = client
        self._pods = pods
        self._deployments = deployments
        self._endings = endings
        self._window = window
        self._namespace = namespace
        self._written: dict[str, Scale] = {}

    def scale(self, depth: int, cap: int, revisions: Revisions, schedulable: Callable[[ClusterPod], bool]) -> None:
        """One step towards `depth` pods without a session in the wanted revision, and none in the others.

        `cap` bounds pods of all kinds, also those that are terminating, retiring or in quarantine. While the wanted
        revision has not shown itself, the serving one keeps its depth.
        """
        pods = self._pods.all()
        room = max(0, cap - sum(not pod.counted for pod in pods))
        wanted = min(depth, room)
        targets = {revisions.wanted: wanted}
        if revisions.serving != revisions.wanted:
            coming = max(min(depth, room - wanted), min(wanted, 1) if room > 1 else 0)
            targets = {revisions.wanted: coming, revisions.serving: min(wanted, room - coming)}
        for deployment in self._deployments.all():
            target = targets.get(deployment.revision, 0)
            replicas = self._replicas(deployment)
            if target > replicas:
                self._set(deployment, target)
            elif target < replicas:
                self._shrink(deployment, target, schedulable)

    def _replicas(self, deployment: PoolDeployment) -> int:
        """As last seen or, if that is newer, as last written here."""
        written = self._written.get(deployment.name)
        return written.replicas if written is not None and written.version > deployment.version else deployment.replicas

    def _shrink(self, deployment: PoolDeployment, target: int, schedulable: Callable[[ClusterPod], bool]) -> None:
        """First take the surplus out of the pool under the same lock that claims use, then ask for fewer.

        The number never falls below the warm pods that are there: a ReplicaSet would delete pods then which somebody
        can claim, or has just claimed. So nothing is done, either, while it hasn't let go of a pod that was claimed
        before the window was open: this is asked for again at each look.
        """
        self._window.open()
        if any(self._may_be_unseen(pod, deployment) for pod in self._pods.by(UNSETTLED)):
            return
        labels = f"{names.POOL}={PoolLabel.WARM},{names.REVISION}={deployment.revision}"
        there = [pod for pod in self._client.list_all(Selection(PODS, self._namespace, labels)).items if pod.lives]
        for pod in there:
            self._pods.put(pod)
        there.sort(key=lambda pod: (pod.ready, schedulable(pod), -pod.created_at))
        surplus = there[: max(0, len(there) - target)][:RETIRE_AT_ONCE]
        retired = sum(self._endings.retire(pod) for pod in surplus)
        self._set(deployment, max(target, len(there) - retired))
        self._endings.look()

    @staticmethod
    def _may_be_unseen(pod: ClusterPod, deployment: PoolDeployment) -> bool:
        """Whether the ReplicaSet may take a claimed pod for a warm one. One that takes longer isn't at work."""
        here = pod.revision == deployment.revision and pod.owned and pod.lives
        return here and now_ms() - pod.claimed_at < 1000 * CONFIRM_SECONDS

    def _set(self, deployment: PoolDeployment, replicas: int) -> None:
        """Tried again where only the status changed meanwhile; a number that somebody else just set stands for now."""
        current = self._client.scale(self._namespace, deployment.name)
        before = current.replicas
        for _ in range(ATTEMPTS):
            if current.replicas == replicas:
                self._written[deployment.name] = current
                return
            if current.replicas != before:
                return
            try:
                written = self._client.set_scale(self._namespace, deployment.name, replicas, current.version)
            except Conflict:
                current = self._client.scale(self._namespace, deployment.name)
                continue
            self._written[deployment.name] = written
            fields = {"deployment": deployment.name, "from": before, "to": replicas}
            logger.info("The pool's size changes", extra={"fields": fields})
            return
