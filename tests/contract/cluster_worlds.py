"""Clusters for the contract suite: the written fake, and a real one when STORYDREAM_TEST_KUBECONFIG names it."""

import os
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from kubernetes import client, config

from common.ids import new_id
from pool_manager.backend import Backend, Pod
from pool_manager.kubernetes.backend import KubernetesBackend
from pool_manager.kubernetes.client import KubernetesClient
from pool_manager.settings import PoolManagerSettings
from tests.pool_manager.kube.cluster import NAMESPACE, Fate, fake_cluster
from tests.pool_manager.kubernetes.pool import pool_deployment

REAL_CLUSTER = os.environ.get("STORYDREAM_TEST_KUBECONFIG")

# Longer than a test takes from a claim to its last look, so that what refills the pool doesn't mix in.
WARM_SECONDS = 1.5
AGENT_PORT = 3001
IMAGE = "docker.io/library/python:3.13-slim"
# Answers the readiness probe as an agent does, until it is told to break.
STAND_IN = f"""
import http.server
class Agent(http.server.BaseHTTPRequestHandler):
    broken = False
    def do_GET(self):
        Agent.broken = Agent.broken or self.path == "/break"
        self.send_response(503 if self.path == "/healthz" and Agent.broken else 200)
        self.end_headers()
http.server.ThreadingHTTPServer(("", {AGENT_PORT}), Agent).serve_forever()
"""


class ClusterWorld:
    """A pool manager's backend on some cluster with a Deployment `pool-r1` of no pods."""

    cap = 6

    def __init__(self, kubeconfig: Path, namespace: str, deployment: dict[str, Any], **settings: Any) -> None:
        self._settings = PoolManagerSettings(
            backend="kubernetes",
            kubeconfig=kubeconfig,
            sessions_namespace=namespace,
            pool_size=2,
            pool_max=self.cap,
            quarantine_seconds=0,
            **settings,
        )
        apps: Any = client.AppsV1Api(_api(kubeconfig))
        apps.create_namespaced_deployment(namespace, deployment)
        apps.api_client.close()
        self._start()

    def _start(self) -> None:
        self._client = KubernetesClient(self._settings.kubeconfig)
        self.kubernetes = KubernetesBackend(self._settings, self._client)
        self.backend: Backend = self.kubernetes

    def _stop(self) -> None:
        self.kubernetes.close()
        self._client.close()

    def restart(self) -> None:
        self._stop()
        self._start()


class FakeClusterWorld(ClusterWorld):
    def __init__(self, _folder: Path) -> None:
        self._stack = ExitStack()
        self.cluster = self._stack.enter_context(fake_cluster())
        self.cluster.fates(Fate(warm_seconds=WARM_SECONDS))
        super().__init__(self.cluster.kubeconfig(), NAMESPACE, pool_deployment("r1"))

    def break_pod(self, pod: Pod) -> None:
        self.cluster.fail(pod.name)

    @contextmanager
    def without_warm_ups(self) -> Iterator[None]:
        self.cluster.pause("kubelet")
        try:
            yield
        finally:
            self.cluster.resume("kubelet")

    def tear_down(self) -> None:
        self._stop()
        self._stack.close()


class RealClusterWorld(ClusterWorld):
    """Makes a namespace of its own and takes it away again. Pods are a stand-in that only answers the probe."""

    def __init__(self, _folder: Path) -> None:
        assert REAL_CLUSTER is not None
        kubeconfig = Path(REAL_CLUSTER)
        self._namespace = f"storydream-test-{new_id()[:8]}"
        self._core = _core(kubeconfig)
        self._core.create_namespace({"metadata": {"name": self._namespace}})
        try:
            super().__init__(kubeconfig, self._namespace, pool_deployment("r1", spec=_stand_in()), silent_seconds=1)
        except BaseException:
            self._core.delete_namespace(self._namespace)
            raise

    def break_pod(self, pod: Pod) -> None:
        """Returns when the kubelet has noticed."""
        self._core.connect_get_namespaced_pod_proxy_with_path(f"{pod.name}:{AGENT_PORT}", self._namespace, "break")
        until = time.monotonic() + 10
        while time.monotonic() < until and _ready(self._core.read_namespaced_pod(pod.name, self._namespace)):
            time.sleep(0.1)

    def without_warm_ups(self) -> AbstractContextManager[object]:
        return nullcontext()  # a real pod takes long

    def tear_down(self) -> None:
        self._stop()
        self._core.delete_namespace(self._namespace)
        self._core.api_client.close()


def _api(kubeconfig: Path) -> Any:
    return config.new_client_from_config(str(kubeconfig))  # type: ignore[no-untyped-call]


def _core(kubeconfig: Path) -> Any:
    return client.CoreV1Api(_api(kubeconfig))


def _stand_in() -> dict[str, Any]:
    restricted = {
        "runAsNonRoot": True,
        "runAsUser": 65534,
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "seccompProfile": {"type": "RuntimeDefault"},
    }
    probe = {"httpGet": {"path": "/healthz", "port": AGENT_PORT}, "periodSeconds": 1, "failureThreshold": 1}
    container = {
        "name": "agent",
        "image": IMAGE,
        "command": ["python3", "-c", STAND_IN],
        "readinessProbe": probe,
        "securityContext": restricted,
        "resources": {"requests": {"cpu": "10m", "memory": "32Mi"}},
    }
    return {"automountServiceAccountToken": False, "terminationGracePeriodSeconds": 1, "containers": [container]}


def _ready(pod: Any) -> bool:
    return any(one.type == "Ready" and one.status == "True" for one in pod.status.conditions or ())
