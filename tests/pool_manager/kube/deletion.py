"""How things go away: preconditions, grace, finalizers, propagation. A pod on a node is marked; its kubelet ends it."""

from tests.pool_manager.kube.defaults import now
from tests.pool_manager.kube.errors import not_found, precondition
from tests.pool_manager.kube.resources import PODS, Json, Resource
from tests.pool_manager.kube.store import Author, Key, Store, Version

FOREGROUND = "foregroundDeletion"
ORPHAN = "orphan"


def delete(store: Store, resource: Resource, key: Key, options: Json, author: Author) -> tuple[Version, bool]:
    """→ its last state and whether it is gone. Raises ApiError 404, or 409 when a precondition fails.

    Asked again, the grace of a pod can only become shorter.
    """
    with store.lock:
        version = store.get(resource, key)
        if version is None:
            raise not_found(resource, key[1])
        _check_preconditions(resource, version, options.get("preconditions") or {})
        finalizers = _finalizers(version, options.get("propagationPolicy"))
        grace = _grace(resource, version, options.get("gracePeriodSeconds"))
        if not grace and not finalizers:
            return store.remove(resource, version, author), True
        marked = _marked(version, grace, finalizers)
        if marked == version.body:
            return version, False
        return store.write(resource, marked, author), False


def _check_preconditions(resource: Resource, version: Version, wanted: Json) -> None:
    found = {"uid": version.uid, "resourceVersion": str(version.rv)}
    for field, label in (("uid", "UID"), ("resourceVersion", "ResourceVersion")):
        if wanted.get(field) and wanted[field] != found[field]:
            raise precondition(resource, version.key[1], label, wanted[field], found[field])


def _finalizers(version: Version, policy: str | None) -> list[str]:
    old: list[str] = version.body["metadata"].get("finalizers") or []
    if policy is None:
        return old
    kept = [one for one in old if one not in (FOREGROUND, ORPHAN)]
    return [*kept, *{"Foreground": [FOREGROUND], "Orphan": [ORPHAN]}.get(policy, [])]


def _grace(resource: Resource, version: Version, asked: int | None) -> int:
    """Seconds. Only pods have any, and only once they are on a node and haven't ended by themselves."""
    if resource is not PODS:
        return 0
    spec, metadata = version.body["spec"], version.body["metadata"]
    if not spec.get("nodeName") or version.body["status"].get("phase") in ("Succeeded", "Failed"):
        return 0
    grace: int = spec["terminationGracePeriodSeconds"] if asked is None else asked
    shortest: int = min(grace, metadata.get("deletionGracePeriodSeconds", grace))
    return shortest


def _marked(version: Version, grace: int, finalizers: list[str]) -> Json:
    old = version.body["metadata"]
    metadata = {**old, "finalizers": finalizers}
    if not finalizers:
        del metadata["finalizers"]
    if old.get("deletionGracePeriodSeconds") != grace or "deletionTimestamp" not in old:
        metadata |= {"deletionTimestamp": now(grace), "deletionGracePeriodSeconds": grace}
        if "generation" in old and "deletionTimestamp" not in old:
            metadata["generation"] = old["generation"] + 1
    return {**version.body, "metadata": metadata}
