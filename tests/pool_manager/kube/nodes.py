"""Nodes: cordoned, lost, back, gone; and the controller that ends the pods of a lost node after a while."""

from collections.abc import Callable

from tests.pool_manager.kube.api import Api
from tests.pool_manager.kube.controller import Controller
from tests.pool_manager.kube.defaults import now
from tests.pool_manager.kube.kubelet import Kubelets
from tests.pool_manager.kube.pod_status import failed, unready
from tests.pool_manager.kube.resources import NODES, PODS, Json
from tests.pool_manager.kube.store import Author, Change, Key, Version

_UNREACHABLE = {"key": "node.kubernetes.io/unreachable", "effect": "NoExecute"}
_CORDONED = {"key": "node.kubernetes.io/unschedulable", "effect": "NoSchedule"}


class Nodes(Controller):
    """As the real one: the pods of a silent node become unready at once and keep their phase; after `eviction_seconds`
    they are told to go, and stay Terminating until the node is back, or gone for good."""

    name = "node-controller"

    def __init__(self, api: Api, kubelets: Kubelets, eviction_seconds: float) -> None:
        self._kubelets = kubelets
        self._eviction_seconds = eviction_seconds
        super().__init__(api)

    def on_change(self, change: Change) -> None:
        if change.resource is NODES:
            self.enqueue(change.last.key, self.delay_seconds)
            if change.before is not None and _silent(change.last) and not _silent(change.before):
                self.enqueue(("evict", change.last.key[1]), self._eviction_seconds)

    def sync(self, key: Key) -> None:
        node = self.api.store.get(NODES, ("", key[1]))
        if node is None:
            self._collect(key[1])
        elif _silent(node):
            for pod in self._pods(key[1]):
                if key[0] == "evict":
                    self.api.delete(PODS, pod.key, self.because(f"{key[1]} is lost"))
                else:
                    status = unready(pod.body, "NodeLost")
                    self.api.set_status(PODS, pod.key, status, self.because(f"{key[1]} is silent"))

    def add(self, name: str, pods: int, labels: dict[str, str] | None = None) -> None:
        ready = {"type": "Ready", "status": "True", "lastTransitionTime": now()}
        body = {
            "metadata": {"name": name, "labels": {"kubernetes.io/hostname": name, **(labels or {})}},
            "spec": {},
            "status": {"allocatable": {"pods": str(pods)}, "conditions": [ready]},
        }
        self.api.create(NODES, None, body, Author("kubelet", "registered"))

    def cordon(self, name: str, cordoned: bool = True) -> None:
        spec: Json = {"unschedulable": True, "taints": [_CORDONED]} if cordoned else {}
        self._change(name, lambda body: {**body, "spec": spec})

    def lose(self, name: str) -> None:
        """Its kubelet falls silent; what runs on it goes on running, unseen."""
        self._kubelets.lost_nodes.add(name)
        self._say(name, "Unknown", {"taints": [_UNREACHABLE]})

    def bring_back(self, name: str) -> None:
        self._kubelets.lost_nodes.discard(name)
        self._say(name, "True", {})
        self._kubelets.look_again(name)

    def delete(self, name: str) -> None:
        """The machine is gone: everything on it dies at once, and its pods are collected."""
        self._kubelets.lost_nodes.add(name)
        for pod in self._pods(name):
            self._kubelets.die(pod.key)
        self.api.delete(NODES, ("", name), Author("cloud", "the machine is gone"))

    def _collect(self, name: str) -> None:
        for pod in self._pods(name):
            status = failed(pod.body, "NodeLost", f"{name} is gone")
            self.api.set_status(PODS, pod.key, status, self.because(f"{name} is gone"))
            self.api.delete(PODS, pod.key, self.because(f"{name} is gone"), {"gracePeriodSeconds": 0})

    def _pods(self, node: str) -> list[Version]:
        return [pod for pod in self.api.list(PODS) if pod.body["spec"].get("nodeName") == node]

    def _say(self, name: str, status: str, spec: Json) -> None:
        condition = {"type": "Ready", "status": status, "lastTransitionTime": now()}

        def said(body: Json) -> Json:
            return {**body, "spec": spec, "status": {**body["status"], "conditions": [condition]}}

        self._change(name, said)

    def _change(self, name: str, change: Callable[[Json], Json]) -> None:
        with self.api.store.lock:
            node = self.api.get(NODES, ("", name))
            self.api.store.write(NODES, change(node.body), Author("kubelet", "node"))


def _silent(node: Version) -> bool:
    return any(one["type"] == "Ready" and one["status"] == "Unknown" for one in node.body["status"]["conditions"])
