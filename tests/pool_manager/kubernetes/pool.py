"""A pool on the fake cluster, and a pool manager's backend on it, as short as tests want it."""

from collections.abc import Callable
from typing import Any

from kubernetes import client, config

from common.ids import new_id
from pool_manager.backend import Lease, Pod, PodState
from pool_manager.kubernetes.backend import KubernetesBackend
from pool_manager.kubernetes.cache import Pace
from pool_manager.kubernetes.client import KubernetesClient, Timeouts
from pool_manager.kubernetes.window import ShrinkWindow
from pool_manager.settings import PoolManagerSettings
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster

Json = dict[str, Any]

PACE = Pace(watch=2.0, relist=60.0, pause=0.05, pause_max=0.2)
TIMEOUTS = Timeouts(connect=5.0, read=20.0)


def pool_deployment(revision: str, replicas: int = 0, spec: Json | None = None) -> Json:
    """As the manifests have it, as far as the pool manager and the controllers look."""
    labels = {
        "app.kubernetes.io/name": "session-pod",
        "storydream.io/pool": "warm",
        "storydream.io/revision": revision,
    }
    containers = [{"name": name, "image": f"session-pod:{revision}"} for name in ("agent", "project")]
    template = {"metadata": {"labels": labels}, "spec": spec or {"containers": containers}}
    return {
        "metadata": {"name": f"pool-{revision}", "labels": {"app.kubernetes.io/name": "session-pod"}},
        "spec": {"replicas": replicas, "selector": {"matchLabels": labels}, "template": template},
    }


class Pool:
    """The fake cluster with one pool, and pool managers on it; `manager` is the first."""

    def __init__(self, cluster: Cluster) -> None:
        self.cluster = cluster
        self._api: Any = config.new_client_from_config(  # type: ignore[no-untyped-call]
            str(cluster.kubeconfig("operator"))
        )
        self.apps: Any = client.AppsV1Api(self._api)
        self.core: Any = client.CoreV1Api(self._api)
        self.leases: Any = client.CoordinationV1Api(self._api)
        self._managers: list[tuple[KubernetesBackend, KubernetesClient]] = []

    def deploy(self, revision: str, replicas: int = 0) -> None:
        self.apps.create_namespaced_deployment(NAMESPACE, pool_deployment(revision, replicas))

    def manager(self, user: str = "manager", *, window_seconds: float = 0.0, **settings: Any) -> KubernetesBackend:
        """A pool manager's backend whose deeds are that user's. It begins outside of any shrink window."""
        defaults: Json = {"backend": "kubernetes", "pool_size": 1, "pool_max": 100, "silent_seconds": 1}
        api = KubernetesClient(self.cluster.kubeconfig(user), timeouts=TIMEOUTS)
        window = ShrinkWindow(window_seconds)
        made = KubernetesBackend(PoolManagerSettings(**{**defaults, **settings}), api, pace=PACE, window=window)
        self._managers.append((made, api))
        return made

    def stop(self, manager: KubernetesBackend) -> None:
        """As a kill: nothing is tidied up."""
        for backend, api in [one for one in self._managers if one[0] is manager]:
            backend.close()
            api.close()
            self._managers.remove((backend, api))

    def close(self) -> None:
        for backend, _ in list(self._managers):
            self.stop(backend)
        self._api.close()

    def evict(self, pod_name: str) -> None:
        """As `kubectl delete pod`."""
        self.core.delete_namespaced_pod(pod_name, NAMESPACE)

    def labels(self, pod_name: str) -> dict[str, str]:
        found = next(pod for pod in self.cluster.pods() if pod["metadata"]["name"] == pod_name)
        labels: dict[str, str] = found["metadata"]["labels"]
        return labels


def count(manager: KubernetesBackend, state: PodState) -> int:
    return sum(pod.state is state for pod in manager.pods())


def scaled(manager: KubernetesBackend, depth: int) -> None:
    """Returns when so many pods are warm, and none is on its way in."""

    def there() -> bool:
        manager.scale(depth)
        manager.observe()
        return count(manager, PodState.WARM) == depth and not count(manager, PodState.WARMING)

    eventually(there)


def reserved(manager: KubernetesBackend, project_id: str | None = None, floor: int = 0) -> Lease:
    return manager.reserve(project_id or f"project-{new_id()[:12]}", new_id(), "user-one", floor)


def claimed(manager: KubernetesBackend, lease: Lease | None = None) -> tuple[Lease, Pod]:
    lease = lease or reserved(manager)
    pod = manager.claim(lease)
    assert pod is not None
    return lease, pod


def settled(manager: KubernetesBackend) -> Callable[[], bool]:
    """Whether every claimed pod belongs to its Lease by now."""

    def look() -> bool:
        manager.observe()
        pods = [pod for pod in manager.pod_cache.all() if pod.pool == "claimed"]
        return all(pod.leased and not pod.owned for pod in pods)

    return look
