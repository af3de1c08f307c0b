"""What people do with kubectl, done to the fake: another client than ours, written by those who wrote the API."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.clients import POOL, Clients
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster

KUBECTL = shutil.which("kubectl")
pytestmark = pytest.mark.skipif(KUBECTL is None, reason="kubectl is not installed")


class Kubectl:
    def __init__(self, cluster: Cluster, home: Path) -> None:
        self._environment = {"PATH": os.environ["PATH"], "HOME": str(home), "KUBECONFIG": str(cluster.kubeconfig())}

    def __call__(self, *words: str) -> str:
        return self.run(*words).stdout

    def run(self, *words: str, check: bool = True) -> "subprocess.CompletedProcess[str]":
        assert KUBECTL is not None
        done = subprocess.run(
            [KUBECTL, *words], env=self._environment, capture_output=True, text=True, timeout=100, check=False
        )
        assert not check or done.returncode == 0, done.stderr
        return done

    def read(self, *words: str) -> Any:
        return json.loads(self("get", *words, "-o", "json"))


@pytest.fixture
def kubectl(cluster: Cluster, tmp_path: Path) -> Kubectl:
    return Kubectl(cluster, tmp_path)


def test_people_see_the_pool(kubectl: Kubectl, clients: Clients) -> None:
    clients.make_pool(2)
    assert "v1.36" in kubectl("version")
    assert kubectl("get", "pods", "-l", f"{POOL}=warm", "--no-headers").count("pool-r1-") == 2
    pods = kubectl.read("po", "--field-selector", "status.phase=Running")["items"]
    assert {one["metadata"]["name"] for one in pods} == {pod.metadata.name for pod in clients.warm()}
    assert kubectl.read("deploy", "pool-r1")["status"]["readyReplicas"] == 2
    assert "NotFound" in kubectl.run("get", "lease", "nobody", check=False).stderr
    kubectl("rollout", "status", "deployment/pool-r1", "--timeout=60s")


def test_people_label_scale_and_delete(kubectl: Kubectl, clients: Clients) -> None:
    clients.make_pool(2)
    name = clients.warm()[0].metadata.name
    kubectl("label", "pod", name, f"{POOL}=quarantined", "--overwrite")
    eventually(lambda: clients.pod(name).metadata.owner_references is None)
    kubectl("annotate", "pod", name, "storydream.io/reason=looked at")
    assert clients.pod(name).metadata.annotations["storydream.io/reason"] == "looked at"
    kubectl("scale", "deployment/pool-r1", "--replicas=3")
    clients.until_warm(3)
    kubectl("delete", "pod", name, "--timeout=60s")
    assert clients.gone(name)
    kubectl("delete", "deployment", "pool-r1", "--timeout=60s")
    eventually(lambda: not clients.cluster.pods())


def test_people_apply_objects(kubectl: Kubectl, clients: Clients, tmp_path: Path) -> None:
    lease = {
        "apiVersion": "coordination.k8s.io/v1",
        "kind": "Lease",
        "metadata": {"name": "project-one", "namespace": NAMESPACE},
        "spec": {"holderIdentity": "session-one"},
    }
    file = tmp_path / "lease.json"
    file.write_text(json.dumps(lease))
    assert "created" in kubectl("apply", "--validate=false", "-f", str(file))
    assert "unchanged" in kubectl("apply", "--validate=false", "-f", str(file))
    file.write_text(json.dumps({**lease, "spec": {"holderIdentity": "session-two"}}))
    assert "configured" in kubectl("apply", "--validate=false", "-f", str(file))
    assert clients.leases.read_namespaced_lease("project-one", NAMESPACE).spec.holder_identity == "session-two"


def test_people_drain_a_node(kubectl: Kubectl, cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(3)
    pod = next(one for one in clients.warm() if one.spec.node_name == "node-1")
    kubectl("drain", "node-1", "--ignore-daemonsets", "--timeout=60s")
    assert clients.gone(pod.metadata.name)
    assert [change.author.reason for change in cluster.deletions()] == ["evicted"]
    assert "node-1" not in {one.spec.node_name for one in clients.until_warm(3)}
    assert kubectl.read("node", "node-1")["spec"]["unschedulable"]
    kubectl("uncordon", "node-1")
    clients.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": 6}})
    assert "node-1" in {one.spec.node_name for one in clients.until_warm(6)}
