"""The scale subresource: the replicas of a Deployment or a ReplicaSet, and nothing else of it."""

from tests.pool_manager.kube.errors import bad_request
from tests.pool_manager.kube.resources import Json
from tests.pool_manager.kube.store import Version


def scale_of(version: Version) -> Json:
    metadata, spec = version.body["metadata"], version.body["spec"]
    status = version.body.get("status") or {}
    labels = (spec["selector"].get("matchLabels") or {}).items()
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": {
            field: metadata[field] for field in ("name", "namespace", "uid", "resourceVersion", "creationTimestamp")
        },
        "spec": {"replicas": spec["replicas"]},
        "status": {
            "replicas": status.get("replicas", 0),
            "selector": ",".join(f"{key}={value}" for key, value in sorted(labels)),
        },
    }


def replicas_of(scale: Json) -> object:
    """Raises ApiError 400 for what isn't a scale."""
    spec = scale.get("spec")
    if not isinstance(spec, dict):
        raise bad_request("a Scale needs spec.replicas")
    return spec.get("replicas", 0)
