"""The verbs of the API on the store, with the rules of the real one, for the HTTP server and for the controllers."""

from collections.abc import Callable
from typing import Any

from tests.pool_manager.kube import deletion
from tests.pool_manager.kube.defaults import completed, now, status_of
from tests.pool_manager.kube.errors import (
    ApiError,
    already_exists,
    bad_request,
    forbidden,
    invalid,
    modified,
    not_found,
    precondition,
)
from tests.pool_manager.kube.patches import apply_patch
from tests.pool_manager.kube.resources import NAMESPACES, PODS, Json, Resource
from tests.pool_manager.kube.scaling import replicas_of, scale_of
from tests.pool_manager.kube.selectors import Selector
from tests.pool_manager.kube.store import Author, Key, Store, Version
from tests.pool_manager.kube.validation import check_creation, check_metadata, check_replicas, check_update

_KEPT = ("name", "namespace", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation")
"""What a client can't write in metadata: a different value is quietly put right."""


class Api:
    def __init__(self, store: Store) -> None:
        self.store = store

    def get(self, resource: Resource, key: Key) -> Version:
        version = self.store.get(resource, key)
        if version is None:
            raise not_found(resource, key[1])
        return version

    def list(self, resource: Resource, namespace: str | None = None, selector: Selector | None = None) -> list[Version]:
        with self.store.lock:
            return self.store.tables[resource].select(namespace, selector or Selector())

    def create(self, resource: Resource, namespace: str | None, body: Json, author: Author) -> Version:
        given = body.get("metadata") or {}
        if given.get("resourceVersion"):
            raise ApiError(500, "InternalError", "resourceVersion should not be set on objects to be created")
        if resource.namespaced and given.get("namespace") not in (None, "", namespace):
            raise bad_request("the namespace of the provided object does not match the namespace sent on the request")
        made = completed(resource, body, namespace)
        check_metadata(resource, made)
        check_creation(resource, made)
        key = (namespace or "", made["metadata"]["name"])
        with self.store.lock:
            if resource.namespaced:
                self._check_namespace(resource, key)
            if self.store.get(resource, key) is not None:
                raise already_exists(resource, key[1])
            return self.store.write(resource, made, author)

    def replace(
        self, resource: Resource, key: Key, body: Json, author: Author, subresource: str | None = None
    ) -> tuple[Version, bool]:
        """A PUT → the version, and whether it was created by it."""
        given = body.get("metadata") or {}
        if given.get("name", key[1]) != key[1]:
            raise bad_request(f"the name of the object ({given['name']}) does not match the name on the URL ({key[1]})")
        with self.store.lock:
            current = self.store.get(resource, key)
            if given.get("uid") and (current is None or current.uid != given["uid"]):
                if current is None and not resource.create_on_update:
                    raise not_found(resource, key[1])
                raise precondition(resource, key[1], "UID", given["uid"], current.uid if current else "")
            if current is None:
                if not resource.create_on_update or subresource:
                    raise not_found(resource, key[1])
                fresh = {**body, "metadata": {**given, "name": key[1], "resourceVersion": None}}
                return self.create(resource, key[0], fresh, author), True
            if not given.get("resourceVersion") and not resource.unconditional_update:
                why = "Invalid value: 0x0: must be specified for an update"
                raise invalid(resource, key[1], "metadata.resourceVersion", why)
            new = {"apiVersion": resource.api_version, "kind": resource.kind, **body}
            new["metadata"] = {**given, "name": key[1], "uid": current.uid}
            return self._update(resource, current, new, author, subresource), False

    def patch(
        self, resource: Resource, key: Key, patch: Any, kind: str, author: Author, subresource: str | None = None
    ) -> Version:
        """Under the patch's own resourceVersion when it has one, else on whatever there is."""
        return self.change(resource, key, lambda body: apply_patch(kind, body, patch), author, subresource)

    def change(
        self,
        resource: Resource,
        key: Key,
        change: Callable[[Json], Json],
        author: Author,
        subresource: str | None = None,
    ) -> Version:
        """One read and one write that nothing comes between."""
        with self.store.lock:
            current = self.get(resource, key)
            return self._update(resource, current, change(current.body), author, subresource)

    def set_status(self, resource: Resource, key: Key, status: Json, author: Author) -> Version:
        """What a controller says of its object: the members of `status` given here; None takes one away."""

        def said(body: Json) -> Json:
            merged = {**(body.get("status") or {}), **status}
            return {**body, "status": {name: value for name, value in merged.items() if value is not None}}

        return self.change(resource, key, said, author, "status")

    def bind(self, key: Key, node: str, author: Author) -> Version:
        """A pod's node, which only its scheduler sets, once."""
        with self.store.lock:
            pod = self.get(PODS, key).body
            others = [one for one in pod["status"].get("conditions") or () if one["type"] != "PodScheduled"]
            scheduled = {"type": "PodScheduled", "status": "True", "lastTransitionTime": now()}
            status = {**pod["status"], "conditions": [*others, scheduled]}
            return self.store.write(PODS, {**pod, "spec": {**pod["spec"], "nodeName": node}, "status": status}, author)

    def get_scale(self, resource: Resource, key: Key) -> Json:
        return scale_of(self.get(resource, key))

    def set_scale(self, resource: Resource, key: Key, change: Callable[[Json], Json], author: Author) -> Json:
        """Under the scale's own resourceVersion when it has one."""
        with self.store.lock:
            current = self.get(resource, key)
            asked = change(scale_of(current))
            version = (asked.get("metadata") or {}).get("resourceVersion")
            if version and version != str(current.rv):
                raise modified(resource, key[1])
            replicas = replicas_of(asked)
            check_replicas(resource, key[1], replicas)
            new = {**current.body, "spec": {**current.body["spec"], "replicas": replicas}}
            return scale_of(self._update(resource, current, new, author, None))

    def delete(self, resource: Resource, key: Key, author: Author, options: Json | None = None) -> tuple[Version, bool]:
        return deletion.delete(self.store, resource, key, options or {}, author)

    def _check_namespace(self, resource: Resource, key: Key) -> None:
        namespace = self.store.get(NAMESPACES, ("", key[0]))
        if namespace is None:
            raise not_found(NAMESPACES, key[0])
        if namespace.dying:
            raise forbidden(resource, key[1], f"unable to create new content in namespace {key[0]}: it is terminating")

    def _update(
        self, resource: Resource, current: Version, new: Json, author: Author, subresource: str | None
    ) -> Version:
        old = current.body
        asked_rv = (new.get("metadata") or {}).get("resourceVersion")
        if asked_rv and asked_rv != str(current.rv):
            raise modified(resource, current.key[1])
        new = _settled(resource, old, new, subresource)
        check_update(resource, old, new)
        if new["metadata"] != old["metadata"]:
            check_metadata(resource, new)
        elif new == old:
            return current
        metadata = new["metadata"]
        if resource.has_generation and new.get("spec") != old.get("spec"):
            new = {**new, "metadata": {**metadata, "generation": metadata["generation"] + 1}}
        finished = "deletionTimestamp" in metadata and not metadata.get("finalizers")
        if finished and (resource is not PODS or metadata.get("deletionGracePeriodSeconds") == 0):
            return self.store.remove(resource, current, author, new)
        return self.store.write(resource, new, author)


def _settled(resource: Resource, old: Json, new: Json, subresource: str | None) -> Json:
    """What of a change is taken: status only through /status, and there nothing else but metadata's labels."""
    before = old["metadata"]
    metadata = {key: value for key, value in (new.get("metadata") or {}).items() if value not in (None, [], {})}
    metadata |= {field: before[field] for field in (*_KEPT, "resourceVersion") if field in before}
    for field in ("deletionTimestamp", "deletionGracePeriodSeconds", "managedFields"):
        if field not in before:
            metadata.pop(field, None)
    if metadata == before:
        metadata = before
    settled = {**new, "apiVersion": resource.api_version, "kind": resource.kind, "metadata": metadata}
    if subresource == "status":
        settled = {**old, "metadata": metadata, "status": status_of(resource, new.get("status") or {})}
    elif resource.has_status:
        settled["status"] = old.get("status") or {}
    if settled.get("spec") == old.get("spec") and "spec" in old:
        settled["spec"] = old["spec"]
    return settled
