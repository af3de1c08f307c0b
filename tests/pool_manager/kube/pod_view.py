"""The ReplicaSet controller's own cache of pods: it sees what it has been told, which may be older than the truth."""

from collections import defaultdict

from tests.pool_manager.kube.resources import Json
from tests.pool_manager.kube.selectors import matching_labels
from tests.pool_manager.kube.store import Change, Key, Version


def controller_of(version: Version) -> Json | None:
    return next((owner for owner in version.owners if owner.get("controller")), None)


def selects(replica_set: Version, pod: Version) -> bool:
    return replica_set.key[0] == pod.key[0] and matching_labels(replica_set.body["spec"]["selector"]).matches(pod.body)


class PodView:
    def __init__(self) -> None:
        self._pods: dict[Key, Version] = {}
        self._owned: dict[str, set[Key]] = defaultdict(set)
        self._adoptable: dict[str, set[Key]] = defaultdict(set)

    def of(self, uid: str) -> list[Version]:
        """Pods that a ReplicaSet owns, and those without a controller that it selects."""
        return [self._pods[key] for key in self._owned[uid] | self._adoptable[uid]]

    def apply(self, change: Change, replica_sets: list[Version]) -> list[Version]:
        """→ the ReplicaSets that it concerns."""
        key = change.last.key
        before = self._pods.pop(key, None)
        owner_before = controller_of(before) if before else None
        if owner_before:
            self._owned[owner_before["uid"]].discard(key)
        owner = None
        if change.after is not None:
            self._pods[key] = change.after
            owner = controller_of(change.after)
            if owner:
                self._owned[owner["uid"]].add(key)
        concerned = {one["uid"] for one in (owner_before, owner) if one}
        for replica_set in replica_sets:
            fits = change.after is not None and owner is None and selects(replica_set, change.after)
            adoptable = self._adoptable[replica_set.uid]
            if fits:
                adoptable.add(key)
            if fits or key in adoptable:
                concerned.add(replica_set.uid)
            if not fits:
                adoptable.discard(key)
        return [one for one in replica_sets if one.uid in concerned]

    def look_for(self, replica_set: Version) -> None:
        """Of a ReplicaSet that is new: the pods it can adopt."""
        found = (key for key, pod in self._pods.items() if not controller_of(pod) and selects(replica_set, pod))
        self._adoptable[replica_set.uid].update(found)
