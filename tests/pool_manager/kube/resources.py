"""Which resources the fake serves, with what sets each apart from the others in the real API."""

from dataclasses import dataclass
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True)
class Resource:
    """`create_on_update` and `unconditional_update` are the strategies of the real registry: a PUT makes a Lease that
    doesn't exist, and a PUT of a Lease must carry a resourceVersion."""

    group: str
    plural: str
    singular: str
    kind: str
    short: tuple[str, ...] = ()
    namespaced: bool = True
    has_status: bool = False
    has_scale: bool = False
    has_generation: bool = False
    create_on_update: bool = False
    unconditional_update: bool = True
    version: str = "v1"

    @property
    def api_version(self) -> str:
        return f"{self.group}/{self.version}" if self.group else self.version

    @property
    def qualified(self) -> str:
        """As it stands in error messages."""
        return f"{self.plural}.{self.group}" if self.group else self.plural


PODS = Resource("", "pods", "pod", "Pod", ("po",), has_status=True, has_generation=True)
NODES = Resource("", "nodes", "node", "Node", ("no",), namespaced=False, has_status=True)
NAMESPACES = Resource("", "namespaces", "namespace", "Namespace", ("ns",), namespaced=False, has_status=True)
CONFIG_MAPS = Resource("", "configmaps", "configmap", "ConfigMap", ("cm",))
EVENTS = Resource("", "events", "event", "Event", ("ev",), create_on_update=True)
LEASES = Resource("coordination.k8s.io", "leases", "lease", "Lease", create_on_update=True, unconditional_update=False)
DEPLOYMENTS = Resource(
    "apps", "deployments", "deployment", "Deployment", ("deploy",), has_status=True, has_scale=True, has_generation=True
)
REPLICA_SETS = Resource(
    "apps", "replicasets", "replicaset", "ReplicaSet", ("rs",), has_status=True, has_scale=True, has_generation=True
)
BUDGETS = Resource(
    "policy",
    "poddisruptionbudgets",
    "poddisruptionbudget",
    "PodDisruptionBudget",
    ("pdb",),
    has_status=True,
    has_generation=True,
)
RESOURCES = (PODS, NODES, NAMESPACES, CONFIG_MAPS, EVENTS, LEASES, DEPLOYMENTS, REPLICA_SETS, BUDGETS)
BY_KIND = {(resource.api_version, resource.kind): resource for resource in RESOURCES}


@dataclass(frozen=True)
class Target:
    """What a path of the API names."""

    resource: Resource
    namespace: str | None = None
    name: str | None = None
    subresource: str | None = None


def target_of(path: str) -> Target | None:
    """None when the path is of no resource that is served."""
    parts = [part for part in path.split("/") if part]
    if parts[:2] == ["api", "v1"]:
        group, version, rest = "", "v1", parts[2:]
    elif parts[:1] == ["apis"] and len(parts) > 3:
        group, version, rest = parts[1], parts[2], parts[3:]
    else:
        return None
    namespace = None
    if rest[:1] == ["namespaces"] and len(rest) > 2 and rest[2] not in ("status", "finalize"):
        namespace, rest = rest[1], rest[2:]
    for resource in RESOURCES:
        if rest and (resource.group, resource.version, resource.plural) == (group, version, rest[0]):
            name, subresource = [*rest[1:], None, None][:2]
            return Target(resource, namespace, name, subresource) if len(rest) <= 3 else None
    return None
