"""The ReplicaSet controller: refills, releases, adopts, scales down, from a view of the pods that may be stale.

As in the real one: a pod whose labels don't match any more is let go (its ownerReference removed); one whose labels
match again is adopted; what is too many is deleted **by name, without a precondition, by the state in its view**.
"""

import threading
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.pool_manager.kube.api import Api
from tests.pool_manager.kube.controller import Controller
from tests.pool_manager.kube.errors import ApiError
from tests.pool_manager.kube.eviction import is_ready
from tests.pool_manager.kube.patches import STRATEGIC
from tests.pool_manager.kube.pod_view import PodView, controller_of, selects
from tests.pool_manager.kube.resources import PODS, REPLICA_SETS, Json
from tests.pool_manager.kube.store import Change, Key, Version

DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_VIEW: Key = ("", "the view of pods")
_REACTION_SECONDS = 0.01
"""A real one released a claimed pod after 11 to 19 ms and had its replacement after 22 to 32 ms."""

_CREATE_AGAIN_SECONDS = 0.1


class _Expectations:
    """What a ReplicaSet has done and not yet seen: until then it neither creates nor deletes again."""

    def __init__(self) -> None:
        self.creations = 0
        self.deletions: set[Key] = set()

    @property
    def fulfilled(self) -> bool:
        return self.creations <= 0 and not self.deletions


class ReplicaSets(Controller):
    """`stale_seconds`: how old its view of the pods is."""

    name = "replicaset"

    def __init__(self, api: Api) -> None:
        self.stale_seconds = 0.0
        self._view = PodView()
        self._incoming: deque[Change] = deque()
        self._expected: dict[str, _Expectations] = {}
        self._frozen = threading.Event()
        super().__init__(api)
        self.delay_seconds = _REACTION_SECONDS

    def on_change(self, change: Change) -> None:
        if change.resource is PODS:
            self._incoming.append(change)
            self.enqueue(_VIEW, max(self.delay_seconds, self.stale_seconds))
        elif change.resource is REPLICA_SETS:
            self.enqueue(change.last.key, self.delay_seconds)

    @contextmanager
    def stale_view(self) -> Iterator[None]:
        """Within the block it sees no change of a pod, but goes on working from what it saw before: all there was."""
        while self._incoming:
            time.sleep(0.005)
        self._frozen.set()
        try:
            yield
        finally:
            self._frozen.clear()
            self.enqueue(_VIEW)

    def sync(self, key: Key) -> None:
        if key == _VIEW:
            self._refresh()
            return
        replica_set = self.api.store.get(REPLICA_SETS, key)
        if replica_set is None:
            return
        uid = replica_set.uid
        if uid not in self._expected:
            self._expected[uid] = _Expectations()
            self._view.look_for(replica_set)
        active = self._claimed(replica_set)
        if self._expected[uid].fulfilled and not replica_set.dying:
            self._manage(replica_set, active)
        self._tell_status(replica_set, active)

    def _refresh(self) -> None:
        """Sees what has become old enough to be seen."""
        touched: dict[Key, None] = {}
        while self._incoming and not self._frozen.is_set():
            change = self._incoming[0]
            wait = change.at + self.stale_seconds - time.monotonic()
            if wait > 0:
                self.enqueue(_VIEW, wait)
                break
            self._incoming.popleft()
            self._observe(change)
            for replica_set in self._view.apply(change, self.api.list(REPLICA_SETS, change.last.key[0])):
                touched[replica_set.key] = None
        for key in touched:
            self.enqueue(key)

    def _observe(self, change: Change) -> None:
        owner = controller_of(change.last)
        if change.before is None and owner and owner["uid"] in self._expected:
            self._expected[owner["uid"]].creations -= 1
        if change.removes or change.last.dying:
            for expected in self._expected.values():
                expected.deletions.discard(change.last.key)

    def _claimed(self, replica_set: Version) -> list[Version]:
        """Its active pods; lets go of those that don't match any more, adopts those that do."""
        active = []
        for pod in self._view.of(replica_set.uid):
            if pod.dying or pod.body["status"].get("phase") in ("Succeeded", "Failed"):
                continue
            fits = selects(replica_set, pod)
            if controller_of(pod) is None:
                if fits and not replica_set.dying and self._adopt(replica_set, pod):
                    active.append(pod)
            elif fits:
                active.append(pod)
            elif not replica_set.dying:
                reference = {"$patch": "delete", "uid": replica_set.uid}
                self._patch_owner(pod, reference, "its labels don't match any more")
        return active

    def _adopt(self, replica_set: Version, pod: Version) -> bool:
        return self._patch_owner(pod, _reference(replica_set), "its labels match")

    def _patch_owner(self, pod: Version, reference: Json, reason: str) -> bool:
        """False when the pod is gone, another one, or has a controller: not its business any more."""
        self.pace()
        patch = {"metadata": {"uid": pod.uid, "ownerReferences": [reference]}}
        try:
            self.api.patch(PODS, pod.key, patch, STRATEGIC, self.because(reason))
        except ApiError as error:
            if error.code in (404, 422):
                return False
            raise
        return True

    def _manage(self, replica_set: Version, active: list[Version]) -> None:
        surplus = len(active) - replica_set.body["spec"]["replicas"]
        expected = self._expected[replica_set.uid]
        if surplus < 0:
            expected.creations = -surplus
            for _ in range(-surplus):
                self._create(replica_set)
        elif surplus > 0:
            doomed = sorted(active, key=_deletion_rank(active))[:surplus]
            expected.deletions = {pod.key for pod in doomed}
            for pod in doomed:
                self.pace()
                try:
                    self.api.delete(PODS, pod.key, self.because(f"{replica_set.key[1]} has {surplus} too many"))
                except ApiError:
                    expected.deletions.discard(pod.key)

    def _create(self, replica_set: Version) -> None:
        self.pace()
        template = replica_set.body["spec"]["template"]
        metadata = template.get("metadata") or {}
        body: Json = {
            "metadata": {
                "generateName": f"{replica_set.key[1]}-",
                "labels": metadata.get("labels") or {},
                "annotations": metadata.get("annotations") or {},
                "ownerReferences": [_reference(replica_set)],
            },
            "spec": template["spec"],
        }
        try:
            self.api.create(PODS, replica_set.key[0], body, self.because("refill"))
        except ApiError:
            self._expected[replica_set.uid].creations -= 1
            self.enqueue(replica_set.key, _CREATE_AGAIN_SECONDS)

    def _tell_status(self, replica_set: Version, active: list[Version]) -> None:
        ready = sum(is_ready(pod) for pod in active)
        status = {
            "replicas": len(active),
            "fullyLabeledReplicas": len(active),
            "readyReplicas": ready,
            "availableReplicas": ready,
            "observedGeneration": replica_set.body["metadata"]["generation"],
        }
        self.api.set_status(REPLICA_SETS, replica_set.key, status, self.because("status"))


def _reference(replica_set: Version) -> Json:
    return {
        "apiVersion": "apps/v1",
        "kind": "ReplicaSet",
        "name": replica_set.key[1],
        "uid": replica_set.uid,
        "controller": True,
        "blockOwnerDeletion": True,
    }


def _deletion_rank(active: list[Version]) -> Any:
    """Whom the real one deletes first: without a node, not running, not ready, cheap, crowded, ready last, new."""
    crowd = Counter(pod.body["spec"].get("nodeName") for pod in active)

    def rank(pod: Version) -> tuple[Any, ...]:
        spec, status, metadata = pod.body["spec"], pod.body["status"], pod.body["metadata"]
        phase = {"Pending": 0, "Unknown": 1}.get(status.get("phase", ""), 2)
        cost = int((metadata.get("annotations") or {}).get(DELETION_COST, "0"))
        since = next(
            (one["lastTransitionTime"] for one in status.get("conditions") or () if one["type"] == "Ready"), ""
        )
        restarts = sum(one.get("restartCount", 0) for one in status.get("containerStatuses") or ())
        age = (_newest_first(since), -restarts, _newest_first(metadata["creationTimestamp"]))
        return (bool(spec.get("nodeName")), phase, is_ready(pod), cost, -crowd[spec.get("nodeName")], *age)

    return rank


def _newest_first(timestamp: str) -> tuple[int, ...]:
    return tuple(-ord(letter) for letter in timestamp)
