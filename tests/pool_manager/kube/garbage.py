"""The garbage collector: what all its owners have left is deleted; foreground and orphaning deletions are finished."""

from tests.pool_manager.kube.controller import Controller
from tests.pool_manager.kube.deletion import FOREGROUND, ORPHAN
from tests.pool_manager.kube.errors import ApiError
from tests.pool_manager.kube.resources import BY_KIND, RESOURCES, Json, Resource
from tests.pool_manager.kube.store import Change, Key, Version

_BY_PLURAL = {resource.plural: resource for resource in RESOURCES}


class GarbageCollector(Controller):
    """As in the real one, an owner must be in the object's own namespace and have the uid that is named: else it is
    absent, and an object with only such owners is deleted, whoever put them there."""

    name = "garbage-collector"

    def on_change(self, change: Change) -> None:
        if change.removes:
            for resource, key in self.api.store.dependents(change.last.uid):
                self._look(resource, key)
            for owner in change.last.owners:
                self._look_at_owner(owner, change.last.key[0])
        else:
            before = change.before.owners if change.before else []
            if change.last.owners and change.last.owners != before:
                self._look(change.resource, change.last.key)
            if change.last.dying:
                self._look(change.resource, change.last.key)

    def sync(self, key: Key) -> None:
        plural, _, namespace = key[0].partition("|")
        resource, place = _BY_PLURAL[plural], (namespace, key[1])
        version = self.api.store.get(resource, place)
        if version is None:
            return
        finalizers = version.body["metadata"].get("finalizers") or ()
        if version.dying and FOREGROUND in finalizers:
            self._finish_foreground(resource, version)
        elif version.dying and ORPHAN in finalizers:
            self._finish_orphaning(resource, version)
        elif version.owners and not version.dying:
            self._check_owners(resource, version)

    def _look(self, resource: Resource, key: Key) -> None:
        self.enqueue((f"{resource.plural}|{key[0]}", key[1]), self.delay_seconds)

    def _look_at_owner(self, owner: Json, namespace: str) -> None:
        resource = BY_KIND.get((owner["apiVersion"], owner["kind"]))
        if resource is not None:
            self._look(resource, (namespace if resource.namespaced else "", owner["name"]))

    def _check_owners(self, resource: Resource, version: Version) -> None:
        absent = [owner for owner in version.owners if self._owner(owner, version.key[0]) is None]
        if not absent:
            return
        preconditions = {"uid": version.uid}
        if len(absent) == len(version.owners):
            names = ", ".join(f"{owner['kind']} {owner['name']}" for owner in absent)
            options = {"preconditions": preconditions, "propagationPolicy": "Background"}
            self._delete(resource, version.key, f"its owner is gone: {names}", options)
        else:
            self._drop_owners(resource, version.key, {owner["uid"] for owner in absent})

    def _owner(self, owner: Json, namespace: str) -> Version | None:
        resource = BY_KIND.get((owner["apiVersion"], owner["kind"]))
        if resource is None:
            return None
        found = self.api.store.get(resource, (namespace if resource.namespaced else "", owner["name"]))
        return found if found is not None and found.uid == owner["uid"] else None

    def _finish_foreground(self, resource: Resource, version: Version) -> None:
        waiting = False
        for dependent, key in self.api.store.dependents(version.uid):
            found = self.api.store.get(dependent, key)
            if found is None:
                continue
            blocks = any(one["uid"] == version.uid and one.get("blockOwnerDeletion") for one in found.owners)
            waiting = waiting or blocks
            if not found.dying:
                options = {"propagationPolicy": "Foreground"} if dependent.has_scale else {}
                self._delete(dependent, key, f"with its owner {version.key[1]}", options)
        if not waiting:
            self._drop_finalizer(resource, version.key, FOREGROUND)

    def _finish_orphaning(self, resource: Resource, version: Version) -> None:
        for dependent, key in self.api.store.dependents(version.uid):
            self._drop_owners(dependent, key, {version.uid})
        self._drop_finalizer(resource, version.key, ORPHAN)

    def _delete(self, resource: Resource, key: Key, reason: str, options: Json) -> None:
        try:
            self.api.delete(resource, key, self.because(reason), options)
        except ApiError as error:
            if error.code not in (404, 409):
                raise

    def _drop_owners(self, resource: Resource, key: Key, uids: set[str]) -> None:
        def without(body: Json) -> Json:
            kept = [one for one in body["metadata"].get("ownerReferences") or () if one["uid"] not in uids]
            return {**body, "metadata": {**body["metadata"], "ownerReferences": kept}}

        self.api.change(resource, key, without, self.because("an owner is gone"))

    def _drop_finalizer(self, resource: Resource, key: Key, name: str) -> None:
        def without(body: Json) -> Json:
            kept = [one for one in body["metadata"].get("finalizers") or () if one != name]
            return {**body, "metadata": {**body["metadata"], "finalizers": kept}}

        self.api.change(resource, key, without, self.because(f"{name} is done"))
