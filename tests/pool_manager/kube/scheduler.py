"""The scheduler: a node for each pod that has none, the emptiest of those that take it."""

from collections import Counter

from tests.pool_manager.kube.api import Api
from tests.pool_manager.kube.controller import Controller
from tests.pool_manager.kube.defaults import now
from tests.pool_manager.kube.eviction import is_ready
from tests.pool_manager.kube.resources import NODES, PODS, Json
from tests.pool_manager.kube.store import Change, Key, Version


class Scheduler(Controller):
    name = "scheduler"

    def __init__(self, api: Api) -> None:
        self._load: Counter[str] = Counter()
        self._waiting: set[Key] = set()
        super().__init__(api)

    def on_change(self, change: Change) -> None:
        if change.resource is PODS:
            before = change.before.body["spec"].get("nodeName", "") if change.before else ""
            after = change.after.body["spec"].get("nodeName", "") if change.after else ""
            if before != after:
                self._load[before] -= 1
                self._load[after] += 1
            if change.after is not None and not after:
                self.enqueue(change.last.key, self.delay_seconds)
        if change.resource is NODES or change.removes:
            for key in list(self._waiting):
                self.enqueue(key, self.delay_seconds)

    def sync(self, key: Key) -> None:
        pod = self.api.store.get(PODS, key)
        self._waiting.discard(key)
        if pod is None or pod.dying or pod.body["spec"].get("nodeName"):
            return
        nodes = [node for node in self.api.list(NODES) if self._takes(node, pod)]
        if not nodes:
            self._waiting.add(key)
            self._tell_unschedulable(pod)
            return
        chosen = min(nodes, key=lambda node: self._load[node.key[1]])
        self.api.bind(key, chosen.key[1], self.because("bound"))

    def _takes(self, node: Version, pod: Version) -> bool:
        spec = node.body.get("spec") or {}
        if spec.get("unschedulable") or not is_ready(node) or node.dying:
            return False
        wanted = pod.body["spec"].get("nodeSelector") or {}
        if any(node.labels.get(label) != value for label, value in wanted.items()):
            return False
        tolerations = pod.body["spec"].get("tolerations") or []
        hard = [taint for taint in spec.get("taints") or () if taint["effect"] in ("NoSchedule", "NoExecute")]
        if not all(any(_tolerates(one, taint) for one in tolerations) for taint in hard):
            return False
        return self._load[node.key[1]] < int(node.body["status"]["allocatable"]["pods"])

    def _tell_unschedulable(self, pod: Version) -> None:
        conditions = pod.body["status"].get("conditions") or []
        if any(one["type"] == "PodScheduled" for one in conditions):
            return
        why = {"reason": "Unschedulable", "message": "0 nodes are available", "lastTransitionTime": now()}
        condition = {"type": "PodScheduled", "status": "False", **why}
        self.api.set_status(PODS, pod.key, {"conditions": [*conditions, condition]}, self.because("no node takes it"))


def _tolerates(toleration: Json, taint: Json) -> bool:
    if toleration.get("effect") not in (None, "", taint["effect"]):
        return False
    if toleration.get("operator") == "Exists":
        return toleration.get("key") in (None, "", taint["key"])
    return bool(toleration.get("key") == taint["key"]) and toleration.get("value", "") == taint.get("value", "")
