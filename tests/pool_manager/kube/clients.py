"""The official client on a fake cluster, and the objects that the tests here make with it."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from kubernetes import client, config

from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster
from tests.pool_manager.kube.resources import Json

POOL = "storydream.io/pool"
POOL_LABELS = {"app.kubernetes.io/name": "session-pod", POOL: "warm", "storydream.io/revision": "r1"}


_new_client: Callable[[str], Any] = config.new_client_from_config


class Clients:
    """Each API by its name, unchanged; untyped, since bodies here are plain objects as in the API itself."""

    def __init__(self, cluster: Cluster, user: str = "pool-manager") -> None:
        self.cluster = cluster
        self.client: Any = _new_client(str(cluster.kubeconfig(user)))
        self.core: Any = client.CoreV1Api(self.client)
        self.apps: Any = client.AppsV1Api(self.client)
        self.leases: Any = client.CoordinationV1Api(self.client)
        self.policy: Any = client.PolicyV1Api(self.client)

    def close(self) -> None:
        self.client.close()

    def make_pool(self, replicas: int, name: str = "pool-r1") -> None:
        """The pool's Deployment; returns when all of its pods are Ready."""
        self.apps.create_namespaced_deployment(NAMESPACE, deployment(name, replicas))
        self.until_warm(replicas)

    def until_warm(self, count: int) -> list[Any]:
        def enough() -> list[Any] | None:
            found = self.warm()
            return found if len(found) == count else None

        pods: list[Any] = eventually(enough)
        return pods

    def warm(self) -> list[Any]:
        """Ready, not dying, to be claimed."""
        pods = self.core.list_namespaced_pod(NAMESPACE, label_selector=f"{POOL}=warm").items
        return [pod for pod in pods if ready(pod) and pod.metadata.deletion_timestamp is None]

    def claim(self, pod: Any, session: str, project: str = "project-one") -> Any:
        """As the pool manager does it: labels under the resourceVersion that was read."""
        labels = {POOL: "claimed", "storydream.io/session": session, "storydream.io/project": project}
        metadata = {"resourceVersion": pod.metadata.resource_version, "labels": labels}
        return self.core.patch_namespaced_pod(pod.metadata.name, NAMESPACE, {"metadata": metadata})

    def hold(self, project: str, session: str) -> Any:
        body = {
            "metadata": {"name": project, "labels": {"storydream.io/lease": "project"}},
            "spec": {"holderIdentity": session},
        }
        return self.leases.create_namespaced_lease(NAMESPACE, body)

    def until_ready(self, name: str) -> Any:
        def ready_one() -> Any | None:
            pod = self.pod(name)
            return pod if ready(pod) else None

        return eventually(ready_one)

    def pod(self, name: str) -> Any:
        return self.core.read_namespaced_pod(name, NAMESPACE)

    def gone(self, name: str) -> bool:
        return name not in {pod["metadata"]["name"] for pod in self.cluster.pods()}


def deployment(name: str, replicas: int, image: str = "session-pod:1") -> Json:
    template = {
        "metadata": {"labels": POOL_LABELS},
        "spec": {"containers": [{"name": "agent", "image": image}, {"name": "project", "image": image}]},
    }
    spec = {"replicas": replicas, "selector": {"matchLabels": POOL_LABELS}, "template": template}
    return {"metadata": {"name": name}, "spec": spec}


def bare_pod(name: str, **labels: str) -> Json:
    """Without a controller."""
    return {"metadata": {"name": name, "labels": labels}, "spec": {"containers": [{"name": "agent", "image": "x"}]}}


def ready(pod: Any) -> bool:
    return any(one.type == "Ready" and one.status == "True" for one in pod.status.conditions or ())


def refused(call: Callable[[], Any]) -> Json:
    """The Status that a call is refused with."""
    with pytest.raises(client.ApiException) as caught:
        call()
    status: Json = json.loads(caught.value.body or "")
    assert status["kind"] == "Status"
    assert status["code"] == caught.value.status
    return status
