"""What a client asks before anything else: which version this is and which resources there are."""

from tests.pool_manager.kube.resources import PODS, RESOURCES, Json, Resource

_VERBS = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"]
_VERSION = {"major": "1", "minor": "36", "gitVersion": "v1.36.0", "platform": "linux/amd64", "goVersion": "go1.26"}
_GROUPS = sorted({resource.group for resource in RESOURCES if resource.group})


def discover(path: str) -> Json | None:
    """None when the path is no such question."""
    path = path.rstrip("/")
    if path == "/version":
        return dict(_VERSION)
    if path in ("/livez", "/readyz", "/healthz"):
        return {"status": "ok"}
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "/apis":
        groups = [_group(name) for name in _GROUPS]
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": groups}
    for group in ("", *_GROUPS):
        if path == f"/apis/{group}" and group:
            return _group(group)
        if path == ("/api/v1" if not group else f"/apis/{group}/v1"):
            return _resources(group)
    return None


def _group(name: str) -> Json:
    version = {"groupVersion": f"{name}/v1", "version": "v1"}
    return {"kind": "APIGroup", "apiVersion": "v1", "name": name, "versions": [version], "preferredVersion": version}


def _resources(group: str) -> Json:
    listed = []
    for resource in RESOURCES:
        if resource.group == group:
            listed += [_described(resource), *_subresources(resource)]
    version = f"{group}/v1" if group else "v1"
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": listed}


def _described(resource: Resource) -> Json:
    return {
        "name": resource.plural,
        "singularName": resource.singular,
        "namespaced": resource.namespaced,
        "kind": resource.kind,
        "verbs": _VERBS,
        "shortNames": list(resource.short),
    }


def _subresources(resource: Resource) -> list[Json]:
    base = {"singularName": "", "namespaced": resource.namespaced}
    found = []
    if resource.has_status:
        found.append({**base, "name": f"{resource.plural}/status", "kind": resource.kind, "verbs": ["get", "patch"]})
    if resource.has_scale:
        scale = {"group": "autoscaling", "version": "v1", "kind": "Scale", "verbs": ["get", "patch", "update"]}
        found.append({**base, "name": f"{resource.plural}/scale", **scale})
    if resource is PODS:
        eviction = {"group": "policy", "version": "v1", "kind": "Eviction", "verbs": ["create"]}
        found.append({**base, "name": "pods/eviction", **eviction})
        found.append({**base, "name": "pods/log", "kind": "Pod", "verbs": ["get"]})
    return found
