"""Pods from Pending to gone: warm-up, real agents, crashes, grace, pods that never become ready, nodes that go."""

import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from kubernetes import watch

from tests.pool_manager.harness import eventually, make_keys
from tests.pool_manager.kube.agents import Fate
from tests.pool_manager.kube.clients import POOL, Clients, bare_pod, ready, refused
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster, fake_cluster
from tests.pool_manager.kube.live_agents import LiveAgents

_watch: Callable[[], Any] = watch.Watch


@pytest.fixture(scope="module")
def agents(tmp_path_factory: pytest.TempPathFactory) -> LiveAgents:
    folder = tmp_path_factory.mktemp("agents")
    make_keys(folder)
    return LiveAgents(folder, (folder / "keys" / "pool-manager.pub.pem").read_text())


@pytest.fixture
def live(agents: LiveAgents) -> Iterator[Clients]:
    """A cluster whose pods have agents."""
    with fake_cluster(start_agent=agents) as cluster:
        made = Clients(cluster)
        yield made
        made.close()


def _health(agents: LiveAgents, pod: Any) -> dict[str, Any]:
    url = f"http://{pod.status.pod_ip}:{agents.port}/healthz"
    answer: dict[str, Any] = httpx.get(url, timeout=20.0, trust_env=False).json()
    return answer


def _events_of(clients: Clients, name: str, version: str) -> list[Any]:
    """What the pod was like at each change after this version, up to now."""
    options = {"field_selector": f"metadata.name={name}", "resource_version": version, "timeout_seconds": 1}
    return [event["object"] for event in _watch().stream(clients.core.list_namespaced_pod, NAMESPACE, **options)]


def test_a_pod_is_pending_then_running_then_ready(cluster: Cluster, clients: Clients) -> None:
    cluster.fates(Fate(start_seconds=0.1, warm_seconds=0.2))
    cluster.pause("kubelet")
    made = clients.core.create_namespaced_pod(NAMESPACE, bare_pod("one"))
    assert clients.pod("one").status.phase == "Pending"
    cluster.resume("kubelet")
    done = clients.until_ready("one")
    assert done.spec.node_name.startswith("node-")
    assert [status.ready for status in done.status.container_statuses] == [True]
    changes = _events_of(clients, "one", made.metadata.resource_version)
    assert list(dict.fromkeys((pod.status.phase, ready(pod)) for pod in changes)) == [
        ("Pending", False),
        ("Running", False),
        ("Running", True),
    ]


def test_each_pod_has_an_agent_at_its_own_address_and_is_ready_when_that_is_warm(
    agents: LiveAgents, live: Clients
) -> None:
    live.make_pool(3)
    pods = live.warm()
    assert len({pod.status.pod_ip for pod in pods}) == 3
    for pod in pods:
        health = _health(agents, pod)
        assert (health["podUid"], health["state"]) == (pod.metadata.uid, "warm")


def test_a_pod_whose_container_crashes_comes_back_as_the_same_pod_without_its_session(
    agents: LiveAgents, live: Clients
) -> None:
    live.make_pool(1)
    pod = live.warm()[0]
    live.claim(pod, "session-one")
    live.cluster.kubelets.backoff_seconds = 30.0
    live.cluster.crash(pod.metadata.name)
    eventually(lambda: not ready(live.pod(pod.metadata.name)))
    crashed = live.pod(pod.metadata.name).status.container_statuses[0]
    assert (crashed.restart_count, crashed.state.waiting.reason) == (1, "CrashLoopBackOff")
    with pytest.raises(httpx.TransportError):
        _health(agents, pod)
    live.cluster.kubelets.start_again((NAMESPACE, pod.metadata.name))
    eventually(lambda: ready(live.pod(pod.metadata.name)))
    again = live.pod(pod.metadata.name)
    assert (again.metadata.uid, again.metadata.labels[POOL]) == (pod.metadata.uid, "claimed")
    assert _health(agents, again)["state"] == "warm"
    assert again.status.container_statuses[0].state.running is not None


def test_a_deleted_pod_serves_until_it_has_stopped_and_its_grace_is_the_limit(
    agents: LiveAgents, live: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(agents, "stop_seconds", 60.0)
    live.make_pool(1)
    pod = live.warm()[0]
    live.core.delete_namespaced_pod(pod.metadata.name, NAMESPACE, grace_period_seconds=90)
    dying = live.pod(pod.metadata.name)
    assert dying.metadata.deletion_timestamp is not None
    assert dying.metadata.deletion_grace_period_seconds == 90
    assert _health(agents, pod)["state"] == "warm"
    live.cluster.kubelets.die((NAMESPACE, pod.metadata.name))  # it has stopped
    eventually(lambda: live.gone(pod.metadata.name))
    with pytest.raises(httpx.TransportError):
        _health(agents, pod)


def test_a_pod_that_does_not_stop_is_killed_when_its_grace_is_over(cluster: Cluster, clients: Clients) -> None:
    cluster.fates(Fate(stop_seconds=60))
    clients.core.create_namespaced_pod(NAMESPACE, bare_pod("stubborn"))
    clients.until_ready("stubborn")
    began = time.monotonic()
    clients.core.delete_namespaced_pod("stubborn", NAMESPACE, grace_period_seconds=1)
    eventually(lambda: clients.gone("stubborn"))
    assert time.monotonic() - began >= 1


def test_a_pod_can_end_by_itself_before_its_grace_is_over(cluster: Cluster, clients: Clients) -> None:
    cluster.fates(Fate(stop_seconds=None))
    clients.core.create_namespaced_pod(NAMESPACE, bare_pod("saving"))
    clients.until_ready("saving")
    clients.core.delete_namespaced_pod("saving", NAMESPACE)
    time.sleep(0.2)
    assert not clients.gone("saving")
    cluster.finish("saving")
    eventually(lambda: clients.gone("saving"), 20)  # its grace is 30 s


def test_grace_can_be_made_shorter_and_not_longer(cluster: Cluster, clients: Clients) -> None:
    cluster.fates(Fate(stop_seconds=None))
    clients.core.create_namespaced_pod(NAMESPACE, bare_pod("stubborn"))
    clients.until_ready("stubborn")
    clients.core.delete_namespaced_pod("stubborn", NAMESPACE)
    clients.core.delete_namespaced_pod("stubborn", NAMESPACE, grace_period_seconds=60)
    assert clients.pod("stubborn").metadata.deletion_grace_period_seconds == 30
    clients.core.patch_namespaced_pod("stubborn", NAMESPACE, {"metadata": {"labels": {"still": "patched"}}})
    clients.core.delete_namespaced_pod("stubborn", NAMESPACE, grace_period_seconds=0)
    assert clients.gone("stubborn")


@pytest.mark.parametrize(
    ("problem", "waiting"), [("crash", "CrashLoopBackOff"), ("image", "ImagePullBackOff"), ("never-ready", None)]
)
def test_pods_that_fail_to_warm_never_become_ready(
    cluster: Cluster, clients: Clients, problem: Any, waiting: Any
) -> None:
    cluster.fates(Fate(warm_seconds=0.02, problem=problem))
    cluster.logs["bad"] = "first line\nsecond line\n"
    clients.core.create_namespaced_pod(NAMESPACE, bare_pod("bad"))

    def reasons() -> list[str | None]:
        statuses = clients.pod("bad").status.container_statuses or []
        return [status.state.waiting.reason if status.state.waiting else None for status in statuses]

    eventually(lambda: reasons() == [waiting])
    time.sleep(0.2)
    assert not ready(clients.pod("bad"))
    assert clients.core.read_namespaced_pod_log("bad", NAMESPACE, tail_lines=1) == "second line\n"


def test_a_failed_pod_stays_as_an_object_and_is_replaced(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(1)
    name = clients.warm()[0].metadata.name
    cluster.fail(name)
    assert clients.until_warm(1)[0].metadata.name != name
    assert (clients.pod(name).status.phase, clients.pod(name).status.reason) == ("Failed", "Evicted")


def test_a_cordoned_node_keeps_its_pods_and_gets_no_new_ones(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(3)
    cluster.nodes.cordon("node-1")
    before = {pod["metadata"]["name"]: pod["spec"]["nodeName"] for pod in cluster.pods()}
    assert set(before.values()) == {"node-1", "node-2", "node-3"}
    clients.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": 9}})
    after = {pod.metadata.name: pod.spec.node_name for pod in clients.until_warm(9)}
    assert before.items() <= after.items()
    assert list(after.values()).count("node-1") == 1


def test_without_a_node_that_takes_it_a_pod_waits(cluster: Cluster, clients: Clients) -> None:
    for number in (1, 2, 3):
        cluster.nodes.cordon(f"node-{number}")
    clients.core.create_namespaced_pod(NAMESPACE, bare_pod("homeless"))
    eventually(lambda: clients.pod("homeless").status.conditions)
    assert clients.pod("homeless").status.conditions[0].reason == "Unschedulable"
    assert clients.pod("homeless").status.phase == "Pending"
    cluster.nodes.cordon("node-2", cordoned=False)
    conditions = {one.type: one.status for one in clients.until_ready("homeless").status.conditions}
    assert (conditions["PodScheduled"], conditions["Ready"]) == ("True", "True")


def test_the_pods_of_a_lost_node_are_unready_then_told_to_go_and_stay_until_it_is_back(
    cluster: Cluster, clients: Clients
) -> None:
    clients.make_pool(3)
    lost = next(pod for pod in clients.warm() if pod.spec.node_name == "node-1")
    cluster.nodes.lose("node-1")
    eventually(lambda: not ready(clients.pod(lost.metadata.name)))
    assert clients.pod(lost.metadata.name).status.phase == "Running"
    eventually(lambda: clients.pod(lost.metadata.name).metadata.deletion_timestamp)
    clients.until_warm(3)
    assert not clients.gone(lost.metadata.name)
    cluster.nodes.bring_back("node-1")
    eventually(lambda: clients.gone(lost.metadata.name))
    assert [(one.author.name, one.last.key[1]) for one in cluster.deletions()] == [
        ("node-controller", lost.metadata.name)
    ]


def test_when_a_machine_is_gone_its_pods_are_collected(agents: LiveAgents, live: Clients) -> None:
    live.make_pool(3)
    lost = next(pod for pod in live.warm() if pod.spec.node_name == "node-1")
    live.cluster.nodes.delete("node-1")
    eventually(lambda: live.gone(lost.metadata.name))
    with pytest.raises(httpx.TransportError):
        _health(agents, lost)
    assert {pod.spec.node_name for pod in live.until_warm(3)} == {"node-2", "node-3"}


def test_eviction_asks_the_disruption_budget(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(2)
    one, two = clients.warm()
    for pod, session in ((one, "session-one"), (two, "session-two")):
        clients.claim(pod, session, f"project-{session}")
    budget = {"minAvailable": 2, "selector": {"matchLabels": {POOL: "claimed"}}}
    clients.policy.create_namespaced_pod_disruption_budget(NAMESPACE, {"metadata": {"name": "claimed"}, "spec": budget})
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": one.metadata.name}}
    status = refused(lambda: clients.core.create_namespaced_pod_eviction(one.metadata.name, NAMESPACE, eviction))
    assert (status["code"], status["reason"]) == (429, "TooManyRequests")
    assert status["details"]["causes"][0]["reason"] == "DisruptionBudget"
    clients.policy.patch_namespaced_pod_disruption_budget("claimed", NAMESPACE, {"spec": {"minAvailable": 1}})
    clients.core.create_namespaced_pod_eviction(one.metadata.name, NAMESPACE, eviction)
    eventually(lambda: clients.gone(one.metadata.name))
    assert cluster.deletions()[-1].author.reason == "evicted"


def test_a_budget_in_per_cent_lets_no_pod_without_a_controller_go(cluster: Cluster, clients: Clients) -> None:
    for name in ("one", "two"):
        clients.core.create_namespaced_pod(NAMESPACE, bare_pod(name, kind="loose"))
        clients.until_ready(name)
    spec = {"minAvailable": "10%", "selector": {"matchLabels": {"kind": "loose"}}}
    clients.policy.create_namespaced_pod_disruption_budget(NAMESPACE, {"metadata": {"name": "ten"}, "spec": spec})
    eviction = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": "one"}}
    assert refused(lambda: clients.core.create_namespaced_pod_eviction("one", NAMESPACE, eviction))["code"] == 429
    assert not cluster.deletions()
