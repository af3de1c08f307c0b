"""What the real API checks before it writes: names, labels, owners, and what may not change."""

import re

from tests.pool_manager.kube.errors import ApiError, invalid
from tests.pool_manager.kube.resources import DEPLOYMENTS, PODS, REPLICA_SETS, Json, Resource
from tests.pool_manager.kube.selectors import matching_labels

_SUBDOMAIN = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_QUALIFIED = re.compile(r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]")
_LABEL_VALUE = re.compile(r"(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?")
_ANNOTATION_BYTES = 256 * 1024
_CHANGEABLE_IN_A_POD = frozenset({"containers", "initContainers", "activeDeadlineSeconds", "tolerations"})
"""Of containers only the image; everything else of a pod's spec is fixed at its creation."""


def check_metadata(resource: Resource, body: Json) -> None:
    """Raises ApiError 422."""
    metadata = body["metadata"]
    name = metadata["name"]
    if len(name) > 253 or not _SUBDOMAIN.fullmatch(name):
        raise invalid(resource, name, "metadata.name", f'Invalid value: "{name}": a lowercase RFC 1123 subdomain')
    for field in ("labels", "annotations"):
        for key, value in (metadata.get(field) or {}).items():
            _check_key(resource, name, f"metadata.{field}", key)
            if not isinstance(value, str):
                raise ApiError(400, "BadRequest", f"json: cannot unmarshal {value!r} of {field} into a string")
    for key, value in (metadata.get("labels") or {}).items():
        if len(value) > 63 or not _LABEL_VALUE.fullmatch(value):
            why = f'Invalid value: "{value}": a valid label must be at most 63 alphanumeric characters, -, _ or .'
            raise invalid(resource, name, f"metadata.labels[{key}]", why)
    annotations = metadata.get("annotations") or {}
    if sum(len(key) + len(value.encode()) for key, value in annotations.items()) > _ANNOTATION_BYTES:
        raise invalid(resource, name, "metadata.annotations", f"Too long: must have at most {_ANNOTATION_BYTES} bytes")
    _check_owners(resource, name, metadata.get("ownerReferences") or [])


def _check_key(resource: Resource, name: str, field: str, key: str) -> None:
    prefix, slash, short = key.rpartition("/")
    clean = len(short) <= 63 and _QUALIFIED.fullmatch(short) and (not slash or _SUBDOMAIN.fullmatch(prefix))
    if not clean:
        raise invalid(resource, name, field, f'Invalid value: "{key}": not a qualified name')


def _check_owners(resource: Resource, name: str, owners: list[Json]) -> None:
    for owner in owners:
        for field in ("apiVersion", "kind", "name", "uid"):
            if not owner.get(field):
                raise invalid(resource, name, f"metadata.ownerReferences.{field}", "Invalid value: must not be empty")
    if sum(bool(owner.get("controller")) for owner in owners) > 1:
        why = "Invalid value: Only one reference can have Controller set to true"
        raise invalid(resource, name, "metadata.ownerReferences", why)


def check_creation(resource: Resource, body: Json) -> None:
    """Raises ApiError 422."""
    name = body["metadata"]["name"]
    spec = body.get("spec") or {}
    if resource is PODS and not spec.get("containers"):
        raise invalid(resource, name, "spec.containers", "Required value")
    if resource in (DEPLOYMENTS, REPLICA_SETS):
        selector, template = spec.get("selector"), spec.get("template") or {}
        if not selector:
            raise invalid(resource, name, "spec.selector", "Required value")
        labels = {"metadata": {"labels": (template.get("metadata") or {}).get("labels") or {}}}
        if not matching_labels(selector).matches(labels):
            why = "Invalid value: `selector` does not match template `labels`"
            raise invalid(resource, name, "spec.template.metadata.labels", why)
        check_replicas(resource, name, spec.get("replicas", 1))


def check_replicas(resource: Resource, name: str, replicas: object) -> None:
    if not isinstance(replicas, int) or replicas < 0:
        raise invalid(resource, name, "spec.replicas", f"Invalid value: {replicas}: must be 0 or more")


def check_update(resource: Resource, old: Json, new: Json) -> None:
    """Raises ApiError 422 where something changed that can't."""
    before, after = old["metadata"], new["metadata"]
    name = before["name"]
    if after.get("uid") != before["uid"]:
        raise invalid(resource, name, "metadata.uid", f'Invalid value: "{after.get("uid")}": field is immutable')
    if "deletionTimestamp" in before:
        added = set(after.get("finalizers") or ()) - set(before.get("finalizers") or ())
        if added:
            why = f"Forbidden: no new finalizers can be added if the object is being deleted, found {sorted(added)}"
            raise invalid(resource, name, "metadata.finalizers", why)
    old_spec, new_spec = old.get("spec") or {}, new.get("spec") or {}
    if old_spec is new_spec:
        return
    if resource is PODS and _fixed(old_spec) != _fixed(new_spec):
        why = "Forbidden: pod updates may not change fields other than images, activeDeadlineSeconds and tolerations"
        raise invalid(resource, name, "spec", why)
    if resource in (DEPLOYMENTS, REPLICA_SETS):
        check_replicas(resource, name, new_spec.get("replicas"))
        if old_spec.get("selector") != new_spec.get("selector"):
            raise invalid(resource, name, "spec.selector", "Invalid value: field is immutable")


def _fixed(spec: Json) -> Json:
    containers = [{**one, "image": None} for one in spec.get("containers") or ()]
    return {
        "containers": containers,
        **{key: value for key, value in spec.items() if key not in _CHANGEABLE_IN_A_POD},
    }
