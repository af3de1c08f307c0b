"""What goes wrong on purpose: the ReplicaSet's stale view, errors by rule, lost answers, an absent API server."""

import threading
import time
from contextlib import suppress
from typing import Any

import pytest
import urllib3
from kubernetes import client

from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.agents import Fate
from tests.pool_manager.kube.clients import POOL, Clients, bare_pod, ready, refused
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster, Fault
from tests.pool_manager.kube.replicaset import DELETION_COST


def _scale(clients: Clients, replicas: int) -> None:
    clients.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": replicas}})


def test_scaling_down_from_a_stale_view_deletes_a_pod_whose_claim_was_answered_200(
    cluster: Cluster, clients: Clients
) -> None:
    clients.make_pool(3)
    pod = clients.warm()[0]
    clients.hold("project-one", "session-one")
    with cluster.replica_sets.stale_view():
        claimed = clients.claim(pod, "session-one")
        assert claimed.metadata.labels[POOL] == "claimed"
        _scale(clients, 0)
        eventually(lambda: len(cluster.deletions()) == 3)
    killed = cluster.killed_sessions("pool-manager")
    assert len(killed) == 1
    assert killed[0].startswith(f"{pod.metadata.name} of session session-one: replicaset")


def test_a_view_that_is_stale_by_so_long_sees_a_claim_so_much_later(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(2)
    cluster.stale_by(0.6)
    pod = clients.warm()[0]
    began = time.monotonic()
    clients.claim(pod, "session-one")
    eventually(lambda: clients.pod(pod.metadata.name).metadata.owner_references is None)
    assert time.monotonic() - began >= 0.6


def test_a_settled_claim_survives_the_same_scaling_down(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(3)
    pod = clients.warm()[0]
    clients.hold("project-one", "session-one")
    clients.claim(pod, "session-one")
    eventually(lambda: clients.pod(pod.metadata.name).metadata.owner_references is None)
    cluster.settle()
    with cluster.replica_sets.stale_view():
        _scale(clients, 0)
        eventually(lambda: len(cluster.deletions()) == 3)
    assert cluster.killed_sessions() == []


def test_the_pods_of_the_lowest_deletion_cost_go_first(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(4)
    retiring = clients.warm()[2].metadata.name
    cost = {"metadata": {"annotations": {DELETION_COST: "-100"}}}
    clients.core.patch_namespaced_pod(retiring, NAMESPACE, cost)
    cluster.settle()
    _scale(clients, 3)
    eventually(lambda: clients.gone(retiring))
    assert len(cluster.deletions()) == 1


def test_pods_that_are_not_ready_go_before_those_that_are(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(2)
    warm = {pod.metadata.name for pod in clients.warm()}
    cluster.fates(Fate(warm_seconds=60))
    _scale(clients, 4)
    eventually(lambda: len(cluster.pods()) == 4)
    cluster.settle()
    _scale(clients, 2)
    eventually(lambda: len(cluster.pods()) == 2)
    assert {pod["metadata"]["name"] for pod in cluster.pods()} == warm


def test_a_rollout_replaces_the_pods_a_few_at_a_time(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(4)
    old = {pod.metadata.name for pod in clients.warm()}
    available = [4]
    image = {"spec": {"template": {"spec": {"containers": [{"name": "agent", "image": "session-pod:2"}]}}}}
    clients.apps.patch_namespaced_deployment("pool-r1", NAMESPACE, image)

    def rolled() -> bool:
        available.append(len(clients.warm()))
        status = clients.apps.read_namespaced_deployment("pool-r1", NAMESPACE).status
        return bool(status.updated_replicas == 4 and status.replicas == 4 and status.available_replicas == 4)

    eventually(rolled)
    assert min(available) >= 3
    eventually(lambda: old.isdisjoint(pod["metadata"]["name"] for pod in cluster.pods()))


def test_a_slow_controller_releases_and_refills_late(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(3)
    began = time.monotonic()
    cluster.slow("replicaset", 0.0, writes_per_second=5)
    for number, pod in enumerate(clients.warm()):
        clients.claim(pod, f"session-{number}", f"project-{number}")
    clients.until_warm(3)
    assert time.monotonic() - began > 0.9  # three released and three made are six writes


def test_a_paused_controller_does_nothing_until_it_goes_on(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(1)
    cluster.pause("replicaset")
    pod = clients.warm()[0]
    clients.claim(pod, "session-one")
    time.sleep(0.2)
    assert clients.pod(pod.metadata.name).metadata.owner_references is not None
    assert clients.warm() == []
    cluster.resume("replicaset")
    clients.until_warm(1)


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (409, "Conflict"),
        (410, "Expired"),
        (429, "TooManyRequests"),
        (503, "ServiceUnavailable"),
    ],
)
def test_an_error_by_rule_befalls_what_it_names(cluster: Cluster, clients: Clients, status: int, reason: str) -> None:
    clients.core.create_namespaced_pod(NAMESPACE, bare_pod("one"))
    cluster.faults.add(Fault("patch", "pods", status=status, skip=1, times=1, retry_after=7))
    label = {"metadata": {"labels": {"a": "b"}}}
    clients.core.patch_namespaced_pod("one", NAMESPACE, label)
    clients.core.read_namespaced_pod("one", NAMESPACE)
    answer = refused(lambda: clients.core.patch_namespaced_pod("one", NAMESPACE, {"metadata": {"labels": {"a": "c"}}}))
    assert (answer["code"], answer["reason"], answer["details"]["retryAfterSeconds"]) == (status, reason, 7)
    assert clients.pod("one").metadata.labels == {"a": "b"}
    clients.core.patch_namespaced_pod("one", NAMESPACE, label)


def test_retry_after_is_a_header_too(cluster: Cluster, clients: Clients) -> None:
    cluster.faults.add(Fault("list", "pods", status=429, retry_after=3))
    answer = _plain_get(clients, f"/api/v1/namespaces/{NAMESPACE}/pods")
    assert (answer.status, answer.headers["Retry-After"]) == (429, "3")


@pytest.mark.parametrize("fault", [{"status": 500}, {"cut": True}])
def test_a_lost_answer_hides_a_write_that_took_effect(cluster: Cluster, clients: Clients, fault: Any) -> None:
    clients.make_pool(1)
    pod = clients.warm()[0]
    with (
        cluster.faults.during(Fault("patch", "pods", after=True, **fault)),
        pytest.raises((client.ApiException, urllib3.exceptions.HTTPError)),
    ):
        clients.claim(pod, "session-one")
    assert clients.pod(pod.metadata.name).metadata.labels["storydream.io/session"] == "session-one"
    assert refused(lambda: clients.claim(pod, "session-one"))["code"] == 409


def test_a_refused_write_took_no_effect(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(1)
    pod = clients.warm()[0]
    with cluster.faults.during(Fault("patch", "pods", status=503)):
        assert refused(lambda: clients.claim(pod, "session-one"))["code"] == 503
    clients.claim(pod, "session-two")
    assert cluster.double_claims() == []


def test_a_share_of_the_requests_fails(cluster: Cluster, clients: Clients) -> None:
    fault = cluster.faults.add(Fault("list", "*", status=500, share=0.5))
    failed = 0
    for _ in range(60):
        try:
            clients.core.list_namespaced_pod(NAMESPACE)
        except client.ApiException:
            failed += 1
    assert failed == fault.hits
    assert 10 < failed < 50


def test_answers_can_be_slow(cluster: Cluster, clients: Clients) -> None:
    cluster.faults.add(Fault("list", "pods", delay_seconds=0.4))
    began = time.monotonic()
    clients.core.list_namespaced_pod(NAMESPACE)
    assert time.monotonic() - began >= 0.4
    with pytest.raises(urllib3.exceptions.HTTPError):
        clients.core.list_namespaced_pod(NAMESPACE, _request_timeout=0.1)


def test_while_the_server_is_away_controllers_and_kubelets_go_on(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(1)
    name = clients.warm()[0].metadata.name
    with cluster.away():
        with pytest.raises(urllib3.exceptions.HTTPError):
            clients.core.list_namespaced_pod(NAMESPACE)
        cluster.fail(name)
        eventually(lambda: len(cluster.pods()) == 2)
    assert clients.until_warm(1)[0].metadata.name != name


def test_a_restart_cuts_watches_and_loses_their_history(cluster: Cluster, clients: Clients) -> None:
    version = clients.core.create_namespaced_pod(NAMESPACE, bare_pod("one")).metadata.resource_version
    began, ended = threading.Event(), threading.Event()

    def follow() -> None:
        answer = clients.core.list_namespaced_pod(
            NAMESPACE, watch=True, timeout_seconds=60, resource_version=version, _preload_content=False
        )
        began.set()
        with suppress(urllib3.exceptions.HTTPError):
            while answer.read(1):
                pass
        ended.set()

    threading.Thread(target=follow, daemon=True).start()
    assert began.wait(30)
    cluster.restart()
    assert ended.wait(30)
    event = _plain_get(clients, f"/api/v1/namespaces/{NAMESPACE}/pods?watch=1&resourceVersion={version}").json()
    assert (event["type"], event["object"]["code"], event["object"]["reason"]) == ("ERROR", 410, "Expired")
    assert ready(clients.until_ready("one"))


def _plain_get(clients: Clients, path: str) -> Any:
    """Without the official client, which waits by itself as long as Retry-After says."""
    with urllib3.PoolManager(retries=False) as pool:
        return pool.request("GET", clients.cluster.url + path)
