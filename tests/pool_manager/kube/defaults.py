"""What the real API fills in when an object is created."""

import datetime
import random
import uuid

from tests.pool_manager.kube.errors import invalid
from tests.pool_manager.kube.resources import BUDGETS, DEPLOYMENTS, NAMESPACES, PODS, REPLICA_SETS, Json, Resource

_SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789"
_GRACE_SECONDS = 30
_COUNTS: dict[Resource, Json] = {
    REPLICA_SETS: {"replicas": 0},
    BUDGETS: {"currentHealthy": 0, "desiredHealthy": 0, "disruptionsAllowed": 0, "expectedPods": 0},
}
"""Of a status: what is there also before any controller has looked, and while it is zero. Clients rely on it."""


def now(after_seconds: float = 0.0) -> str:
    """As in metadata: RFC 3339 with whole seconds."""
    at = datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=after_seconds)
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")


def completed(resource: Resource, body: Json, namespace: str | None) -> Json:
    """As it is stored. Raises ApiError 422 when it has no name."""
    given = body.get("metadata") or {}
    name = given.get("name") or ""
    if not name and given.get("generateName"):
        name = given["generateName"][:58] + "".join(random.choices(_SUFFIX_LETTERS, k=5))
    if not name:
        raise invalid(resource, "", "metadata.name", "Required value: name or generateName is required")
    metadata = {key: value for key, value in given.items() if value is not None}
    metadata |= {"name": name, "uid": str(uuid.uuid4()), "creationTimestamp": now()}
    for field in ("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"):
        metadata.pop(field, None)
    if resource.namespaced:
        metadata["namespace"] = namespace
    if resource.has_generation:
        metadata["generation"] = 1
    made = {**body, "apiVersion": resource.api_version, "kind": resource.kind, "metadata": metadata}
    if resource in (PODS, DEPLOYMENTS, REPLICA_SETS, BUDGETS):
        made["spec"] = _spec(resource, body.get("spec") or {})
        made["status"] = {"phase": "Pending", "qosClass": "Burstable"} if resource is PODS else status_of(resource, {})
    if resource is NAMESPACES:
        made["status"] = {"phase": "Active"}
    return made


def status_of(resource: Resource, said: Json) -> Json:
    """A status as it is stored."""
    return {**_COUNTS.get(resource, {}), **said}


def _spec(resource: Resource, spec: Json) -> Json:
    if resource is PODS:
        return {
            "restartPolicy": "Always",
            "terminationGracePeriodSeconds": _GRACE_SECONDS,
            "dnsPolicy": "ClusterFirst",
            "serviceAccountName": "default",
            "schedulerName": "default-scheduler",
            **spec,
        }
    if resource is DEPLOYMENTS:
        rolling = {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}}
        return {"replicas": 1, "strategy": rolling, "revisionHistoryLimit": 10, **spec}
    if resource is REPLICA_SETS:
        return {"replicas": 1, **spec}
    return spec
