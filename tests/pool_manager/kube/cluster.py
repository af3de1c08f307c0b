"""A whole fake cluster for the length of a `with` block: API server, controllers, kubelets, nodes, faults.

What it doesn't show, since it has none of it: who may do what (RBAC, admission, quotas), server-side apply, networks
and their policies, scheduling by CPU and memory, the status of disruption budgets, the emptying of a deleted namespace.
"""

import json
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.pool_manager.kube import invariants
from tests.pool_manager.kube.agents import Fate, StartAgent
from tests.pool_manager.kube.api import Api
from tests.pool_manager.kube.controller import Controller
from tests.pool_manager.kube.deployment import Deployments
from tests.pool_manager.kube.faults import Fault, Faults
from tests.pool_manager.kube.frontend import Frontend
from tests.pool_manager.kube.garbage import GarbageCollector
from tests.pool_manager.kube.http_server import KubeServer
from tests.pool_manager.kube.kubelet import Kubelets
from tests.pool_manager.kube.nodes import Nodes
from tests.pool_manager.kube.pod_status import failed
from tests.pool_manager.kube.replicaset import ReplicaSets
from tests.pool_manager.kube.resources import LEASES, NAMESPACES, PODS, Json
from tests.pool_manager.kube.scheduler import Scheduler
from tests.pool_manager.kube.selectors import Requirement, Selector
from tests.pool_manager.kube.store import Author, Change, Key, Store
from tests.servers import free_port

NAMESPACE = "storydream-sessions"
_HUMAN = Author("test")


class Cluster:
    """What a test does to the world and asks of it. Pods and leases named without a namespace are in `NAMESPACE`.

    Controllers by name, for `pause` and so on: deployment, replicaset, scheduler, kubelet, node-controller,
    garbage-collector; the attributes `replica_sets`, `kubelets` and `nodes` have more.
    """

    def __init__(self, folder: Path, node_names: list[str], pods_a_node: int, start_agent: StartAgent | None) -> None:
        self.store = Store()
        self.api = Api(self.store)
        self.faults = Faults()
        self.logs: dict[str, str] = {}
        """Of pods by name, for /log."""
        self._folder = folder
        self.replica_sets = ReplicaSets(self.api)
        self.kubelets = Kubelets(self.api, start_agent)
        self.nodes = Nodes(self.api, self.kubelets, eviction_seconds=0.5)
        others: list[Controller] = [Deployments(self.api), Scheduler(self.api), GarbageCollector(self.api)]
        self._controllers = {one.name: one for one in (self.replica_sets, self.kubelets, self.nodes, *others)}
        for name in ("default", "storydream", NAMESPACE):
            self.api.create(NAMESPACES, None, {"metadata": {"name": name}}, _HUMAN)
        for name in node_names:
            self.nodes.add(name, pods_a_node)
        self._frontend = Frontend(self.api, self.faults, self._log_of)
        self._server = KubeServer(self._frontend, self.faults, free_port())
        for controller in self._controllers.values():
            controller.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.port}"

    @property
    def counts(self) -> Counter[str]:
        """Requests by verb and resource, as in "patch pods" or "create pods/eviction"."""
        return self._frontend.counts

    @property
    def history(self) -> list[Change]:
        """Every change since the beginning, with its author and reason."""
        with self.store.lock:
            return list(self.store.history)

    def kubeconfig(self, user: str = "pool-manager") -> Path:
        """For the official client and for kubectl. The user becomes the author of what is done with it."""
        config = {
            "apiVersion": "v1",
            "kind": "Config",
            "current-context": "fake",
            "clusters": [{"name": "fake", "cluster": {"server": self.url}}],
            "users": [{"name": user, "user": {"token": user}}],
            "contexts": [{"name": "fake", "context": {"cluster": "fake", "user": user, "namespace": NAMESPACE}}],
        }
        path = self._folder / f"kubeconfig-{user}.yaml"
        path.write_text(json.dumps(config))
        return path

    def pods(self, **labels: str) -> list[Json]:
        """Those with these labels of the domain storydream.io, as in `pods(pool="warm")`."""
        wanted = tuple(Requirement(f"storydream.io/{key}", "in", frozenset([value])) for key, value in labels.items())
        return [version.body for version in self.api.list(PODS, NAMESPACE, Selector(wanted))]

    def leases(self) -> list[Json]:
        return [version.body for version in self.api.list(LEASES, NAMESPACE)]

    def deletions(self) -> list[Change]:
        """Of each pod that ended: the change that decided it, with who did it and why."""
        return [change for change in self.history if change.resource is PODS and change.ends_life]

    def double_claims(self) -> list[str]:
        return invariants.double_claims(self.history)

    def leaks(self) -> list[str]:
        return invariants.leaks(self.store)

    def killed_sessions(self, *except_by: str) -> list[str]:
        """Claimed pods ended by somebody else than these users while their session held the lease."""
        return invariants.killed_sessions(self.history, except_by)

    def pause(self, controller: str) -> None:
        """Returns when it does nothing any more."""
        self._controllers[controller].pause()

    def resume(self, controller: str) -> None:
        self._controllers[controller].resume()

    def slow(self, controller: str, seconds: float, writes_per_second: float | None = None) -> None:
        """So long from a change to the controller's look at it; real controllers write 20 times a second at most."""
        self._controllers[controller].slow(seconds, writes_per_second)

    def stale_by(self, seconds: float) -> None:
        """The ReplicaSet controller sees pods as they were so long ago, and deletes accordingly."""
        self.replica_sets.stale_seconds = seconds

    def fates(self, fate: Fate | Callable[[Json], Fate]) -> None:
        """Of all pods that are bound from now on."""
        self.kubelets.fate = fate if callable(fate) else lambda _: fate

    def crash(self, pod: str) -> None:
        """Its container dies; the kubelet starts it again after a while."""
        self.kubelets.crash((NAMESPACE, pod))

    def finish(self, pod: str) -> None:
        """A pod that is being deleted ends by itself now, before its grace is over."""
        self.kubelets.end((NAMESPACE, pod))

    def fail(self, pod: str, reason: str = "Evicted") -> None:
        """Ended for good, as by a node under pressure: the object stays, in phase Failed."""
        key = (NAMESPACE, pod)
        status = failed(self.api.get(PODS, key).body, reason, "The node was low on resource: memory.")
        self.api.set_status(PODS, key, status, Author("kubelet", reason))
        self.kubelets.enqueue(key)

    def forget_history(self) -> None:
        """Compaction: whoever watches or pages from before now is told 410."""
        with self.store.lock:
            for table in self.store.tables.values():
                table.forget(len(table.log))
                table.forgotten_rv = self.store.rv

    @contextmanager
    def away(self) -> Iterator[None]:
        """No request is answered within the block, watches are cut; controllers and pods go on."""
        self.faults.away = True
        self.faults.drop_watches()
        self._server.cut_connections()
        try:
            yield
        finally:
            self.faults.away = False

    def restart(self, forget_history: bool = True) -> None:
        """The API server restarts: connections are cut, and with them the watches; its objects are in etcd."""
        with self.away():
            if forget_history:
                self.forget_history()

    def settle(self, seconds: float = 40.0) -> None:
        """Returns when no controller has anything to do now. Raises TimeoutError."""
        until = time.monotonic() + seconds
        quiet = 0
        while quiet < 3:
            quiet = quiet + 1 if all(one.idle for one in self._controllers.values()) else 0
            if time.monotonic() > until:
                raise TimeoutError("the controllers don't come to rest")
            time.sleep(0.02)

    def close(self) -> None:
        self._server.close()
        for controller in self._controllers.values():
            controller.stop()
        self.kubelets.kill_all()

    def _log_of(self, key: Key) -> str:
        return self.logs.get(key[1], "")


@contextmanager
def fake_cluster(
    nodes: int = 3, pods_a_node: int = 100_000, start_agent: StartAgent | None = None
) -> Iterator[Cluster]:
    """Nodes are named node-1, node-2, …; the namespaces default, storydream and storydream-sessions exist."""
    names = [f"node-{number + 1}" for number in range(nodes)]
    with tempfile.TemporaryDirectory(prefix="kube-") as folder:
        cluster = Cluster(Path(folder), names, pods_a_node, start_agent)
        try:
            yield cluster
        finally:
            cluster.close()


__all__ = ["NAMESPACE", "Cluster", "Fate", "Fault", "fake_cluster"]
