"""The pool as the design measured it on a real cluster: claim, conflict, release, refill, adoption, collection."""

from concurrent.futures import ThreadPoolExecutor

from kubernetes import client

from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.clients import POOL, Clients, refused
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster


def test_a_claim_releases_the_pod_and_the_pool_is_refilled(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(3)
    pod = clients.warm()[0]
    assert [owner.kind for owner in pod.metadata.owner_references] == ["ReplicaSet"]
    clients.claim(pod, "session-one")
    eventually(lambda: clients.pod(pod.metadata.name).metadata.owner_references is None)
    assert pod.metadata.name not in {one.metadata.name for one in clients.until_warm(3)}
    assert len(cluster.pods()) == 4
    assert cluster.deletions() == []


def test_of_many_claimers_of_one_version_one_wins(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(1)
    pod = clients.warm()[0]

    def claim(number: int) -> int:
        try:
            clients.claim(pod, f"session-{number}")
        except client.ApiException as error:
            return int(error.status)
        return 200

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(claim, range(8)))
    assert sorted(answers) == [200, *[409] * 7]
    assert cluster.double_claims() == []


def test_without_the_resource_version_two_claims_are_both_answered_200(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(1)
    pod = clients.warm()[0]
    for number in range(2):
        pod.metadata.resource_version = None
        clients.claim(pod, f"session-{number}", project=f"project-{number}")
    assert len(cluster.double_claims()) == 1


def test_a_used_pod_that_becomes_warm_again_is_adopted_again(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(2)
    pod = clients.warm()[0]
    clients.claim(pod, "session-one")
    eventually(lambda: clients.pod(pod.metadata.name).metadata.owner_references is None)
    clients.until_warm(2)
    clients.core.patch_namespaced_pod(pod.metadata.name, NAMESPACE, {"metadata": {"labels": {POOL: "warm"}}})
    eventually(lambda: len(cluster.deletions()) == 1)  # three are one too many
    assert {change.author.name for change in cluster.deletions()} == {"replicaset"}
    adoptions = [change for change in cluster.history if change.author.reason == "its labels match"]
    assert [change.last.key[1] for change in adoptions] == [pod.metadata.name]


def test_deleting_its_lease_collects_a_pod(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(1)
    pod = clients.warm()[0]
    clients.claim(pod, "session-one")
    lease = clients.hold("project-one", "session-one")
    eventually(lambda: clients.pod(pod.metadata.name).metadata.owner_references is None)
    owner = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "name": "project-one", "uid": lease.metadata.uid}
    clients.core.patch_namespaced_pod(pod.metadata.name, NAMESPACE, {"metadata": {"ownerReferences": [owner]}})
    cluster.settle()
    assert not clients.gone(pod.metadata.name)
    assert cluster.leaks() == []
    clients.leases.delete_namespaced_lease("project-one", NAMESPACE)
    eventually(lambda: clients.gone(pod.metadata.name))
    assert [change.author.name for change in cluster.deletions()] == ["garbage-collector"]


def test_an_owner_of_another_uid_is_no_owner(cluster: Cluster, clients: Clients) -> None:
    clients.make_pool(1)
    pod = clients.warm()[0]
    clients.claim(pod, "session-one")
    clients.hold("project-one", "session-one")
    eventually(lambda: clients.pod(pod.metadata.name).metadata.owner_references is None)
    owner = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "name": "project-one", "uid": "another"}
    clients.core.patch_namespaced_pod(pod.metadata.name, NAMESPACE, {"metadata": {"ownerReferences": [owner]}})
    eventually(lambda: clients.gone(pod.metadata.name))
    assert len(cluster.killed_sessions()) == 1
    assert cluster.killed_sessions("garbage-collector") == []


def test_a_claimed_pod_survives_scale_to_zero_rollout_and_the_end_of_its_deployment(
    cluster: Cluster, clients: Clients
) -> None:
    clients.make_pool(2)
    pod = clients.warm()[0]
    clients.claim(pod, "session-one")
    clients.hold("project-one", "session-one")
    eventually(lambda: clients.pod(pod.metadata.name).metadata.owner_references is None)
    clients.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": 0}})
    eventually(lambda: [one["metadata"]["name"] for one in cluster.pods()] == [pod.metadata.name])
    image = {"spec": {"template": {"spec": {"containers": [{"name": "agent", "image": "session-pod:2"}]}}}}
    clients.apps.patch_namespaced_deployment("pool-r1", NAMESPACE, image)
    clients.apps.delete_namespaced_deployment("pool-r1", NAMESPACE)
    eventually(lambda: not clients.apps.list_namespaced_replica_set(NAMESPACE).items)
    cluster.settle()
    assert not clients.gone(pod.metadata.name)
    assert cluster.killed_sessions() == []


def test_the_lease_of_a_project_is_made_once(clients: Clients) -> None:
    clients.hold("project-one", "session-one")
    status = refused(lambda: clients.hold("project-one", "session-two"))
    assert (status["code"], status["reason"]) == (409, "AlreadyExists")
    assert status["details"] == {"name": "project-one", "group": "coordination.k8s.io", "kind": "leases"}
