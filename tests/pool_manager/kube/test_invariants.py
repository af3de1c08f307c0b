"""The invariants see what they are there to see, and nothing where all is well."""

from typing import Any

from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.agents import Fate
from tests.pool_manager.kube.clients import POOL, Clients
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster


def _free(clients: Clients, project: str) -> None:
    clients.leases.patch_namespaced_lease(project, NAMESPACE, {"spec": {"holderIdentity": None}})


def _settled_claim(clients: Clients, session: str, project: str) -> Any:
    pod = clients.warm()[0]
    clients.claim(pod, session, project)
    eventually(lambda: clients.pod(pod.metadata.name).metadata.owner_references is None)
    return pod


def test_a_session_from_its_lease_to_its_release_breaks_none(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(2)
    for session in ("session-one", "session-two"):  # one after another, of the same project
        if session == "session-one":
            clients.hold("project-one", session)
        else:
            clients.leases.patch_namespaced_lease("project-one", NAMESPACE, {"spec": {"holderIdentity": session}})
        pod = _settled_claim(clients, session, "project-one")
        assert (cluster.leaks(), cluster.killed_sessions()) == ([], [])
        _free(clients, "project-one")
        clients.core.delete_namespaced_pod(pod.metadata.name, NAMESPACE)
        eventually(lambda name=pod.metadata.name: clients.gone(name))  # type: ignore[misc]
    assert (cluster.double_claims(), cluster.leaks(), cluster.killed_sessions()) == ([], [], [])


def test_two_pods_of_one_project_are_a_double_claim_unless_the_first_is_dying(
    cluster: Cluster, clients: Clients
) -> None:
    cluster.fates(Fate(stop_seconds=None))
    clients.make_pool(2)
    first = _settled_claim(clients, "session-one", "project-one")
    clients.core.delete_namespaced_pod(first.metadata.name, NAMESPACE)
    second = _settled_claim(clients, "session-two", "project-one")
    assert cluster.double_claims() == []
    clients.until_warm(2)
    _settled_claim(clients, "session-two", "project-one")
    assert cluster.double_claims() == ["project project-one had 2 pods at once"]
    assert not clients.gone(first.metadata.name)
    assert not clients.gone(second.metadata.name)


def test_each_kind_of_leak_is_seen(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(1)
    pod = _settled_claim(clients, "session-one", "project-one")
    assert cluster.leaks() == [f"pod {pod.metadata.name} is claimed by session-one, which holds no lease"]
    clients.hold("project-one", "session-one")
    assert cluster.leaks() == []
    clients.hold("project-two", "session-two")
    assert cluster.leaks() == ["lease project-two is held by session-two, which has no pod"]
    _free(clients, "project-two")
    clients.until_warm(1)
    cluster.pause("replicaset")
    clients.core.patch_namespaced_pod(pod.metadata.name, NAMESPACE, {"metadata": {"labels": {POOL: "warm"}}})
    _free(clients, "project-one")
    assert cluster.leaks() == [f"pod {pod.metadata.name} is warm and nobody's"]


def test_a_session_is_killed_by_whoever_begins_the_end_of_its_pod(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(1)
    clients.hold("project-one", "session-one")
    pod = _settled_claim(clients, "session-one", "project-one")
    stranger = Clients(cluster, "stranger")
    stranger.core.delete_namespaced_pod(pod.metadata.name, NAMESPACE)
    eventually(lambda: clients.gone(pod.metadata.name))
    stranger.close()
    assert cluster.killed_sessions() == [f"{pod.metadata.name} of session session-one: stranger, "]
    assert cluster.killed_sessions("stranger") == []
