"""Creating, replacing, patching and deleting as the real API documents it, with its Status objects."""

from typing import Any

import pytest

from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.clients import POOL_LABELS, Clients, bare_pod, deployment, refused
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster
from tests.pool_manager.kube.patches import JSON_PATCH, MERGE, STRATEGIC
from tests.pool_manager.kube.resources import Json

_OWNER = {"apiVersion": "v1", "kind": "Pod", "name": "p"}


def _map(name: str = "settings", **data: str) -> Json:
    return {"metadata": {"name": name}, "data": data}


def _patch(clients: Clients, body: Any, kind: str, name: str = "settings") -> Any:
    """With a kind of patch that the client wouldn't choose by itself."""
    path = f"/api/v1/namespaces/{NAMESPACE}/configmaps/{name}"
    found = clients.client.call_api(
        "PATCH",
        clients.cluster.url + path,
        {"Content-Type": kind, "Accept": "application/json", "Authorization": "Bearer test"},
        body,
    )
    found.read()
    return clients.client.response_deserialize(found, {"200": "V1ConfigMap"}).data


def test_each_write_has_a_greater_resource_version_and_a_write_of_nothing_has_none(clients: Clients) -> None:
    first = clients.core.create_namespaced_config_map(NAMESPACE, _map(a="1"))
    other = clients.core.create_namespaced_config_map(NAMESPACE, _map("other"))
    same = clients.core.patch_namespaced_config_map("settings", NAMESPACE, {"data": {"a": "1"}})
    changed = clients.core.patch_namespaced_config_map("settings", NAMESPACE, {"data": {"a": "2"}})
    versions = [int(one.metadata.resource_version) for one in (first, other, same, changed)]
    assert versions[0] == versions[2] < versions[1] < versions[3]
    assert first.metadata.uid == changed.metadata.uid != other.metadata.uid


def test_the_official_client_reads_what_no_controller_has_looked_at_yet(cluster: Cluster, clients: Clients) -> None:
    """As from the real API, where a status has the counts that its models ask for from the beginning."""
    for controller in ("replicaset", "scheduler"):
        cluster.pause(controller)
    clients.apps.create_namespaced_deployment(NAMESPACE, deployment("pool-r1", 2))
    clients.core.create_namespaced_pod(NAMESPACE, bare_pod("alone"))
    budget = {"metadata": {"name": "all"}, "spec": {"maxUnavailable": 0, "selector": {"matchLabels": POOL_LABELS}}}
    clients.policy.create_namespaced_pod_disruption_budget(NAMESPACE, budget)
    (made,) = eventually(lambda: clients.apps.list_namespaced_replica_set(NAMESPACE).items)
    assert made.status.replicas == 0
    (only,) = clients.apps.list_namespaced_deployment(NAMESPACE).items
    assert only.spec.replicas == 2
    assert clients.apps.read_namespaced_deployment_scale("pool-r1", NAMESPACE).status.replicas == 0
    (pod,) = clients.core.list_namespaced_pod(NAMESPACE).items
    assert pod.status.phase == "Pending"
    (read,) = clients.policy.list_namespaced_pod_disruption_budget(NAMESPACE).items
    assert (read.status.disruptions_allowed, read.status.expected_pods) == (0, 0)
    replaced = clients.apps.patch_namespaced_replica_set_status(made.metadata.name, NAMESPACE, {"status": None})
    assert replaced.status.replicas == 0


def test_what_is_not_there_is_named(clients: Clients) -> None:
    status = refused(lambda: clients.core.read_namespaced_pod("nobody", NAMESPACE))
    assert (status["code"], status["reason"], status["message"]) == (404, "NotFound", 'pods "nobody" not found')
    assert status["details"] == {"name": "nobody", "kind": "pods"}
    status = refused(lambda: clients.core.create_namespaced_config_map("nowhere", _map()))
    assert status["message"] == 'namespaces "nowhere" not found'


@pytest.mark.parametrize(
    ("metadata", "field"),
    [
        ({"name": "Upper"}, "metadata.name"),
        ({"name": "dash-"}, "metadata.name"),
        ({"name": "ok", "labels": {"storydream.io/session": "x" * 64}}, "metadata.labels[storydream.io/session]"),
        ({"name": "ok", "labels": {"a": "with space"}}, "metadata.labels[a]"),
        ({"name": "ok", "labels": {"bad key": "1"}}, "metadata.labels"),
        (
            {"name": "ok", "ownerReferences": [{**_OWNER, "uid": ""}]},
            "metadata.ownerReferences",
        ),
        ({"name": "ok", "annotations": {"a": "x" * 262_144}}, "metadata.annotations"),
    ],
)
def test_names_labels_and_owners_are_checked(clients: Clients, metadata: Json, field: str) -> None:
    status = refused(lambda: clients.core.create_namespaced_config_map(NAMESPACE, {"metadata": metadata}))
    assert (status["code"], status["reason"]) == (422, "Invalid")
    assert status["details"]["causes"][0]["field"].startswith(field)


def test_a_second_controller_is_refused(clients: Clients) -> None:
    owners = [{**_OWNER, "uid": uid, "controller": True} for uid in ("1", "2")]
    metadata = {"name": "owned", "ownerReferences": owners}
    status = refused(lambda: clients.core.create_namespaced_config_map(NAMESPACE, {"metadata": metadata}))
    assert "Only one reference can have Controller set to true" in status["message"]


def test_a_put_needs_the_version_that_is_there(clients: Clients) -> None:
    clients.core.create_namespaced_config_map(NAMESPACE, _map(a="1"))
    read = clients.core.read_namespaced_config_map("settings", NAMESPACE)
    read.data = {"a": "2"}
    clients.core.replace_namespaced_config_map("settings", NAMESPACE, read)
    status = refused(lambda: clients.core.replace_namespaced_config_map("settings", NAMESPACE, read))
    assert (status["code"], status["reason"]) == (409, "Conflict")
    assert "the object has been modified" in status["message"]
    read.metadata.resource_version = None
    read.data = {"a": "3"}
    assert clients.core.replace_namespaced_config_map("settings", NAMESPACE, read).data == {"a": "3"}


def test_a_put_of_a_lease_needs_a_version_and_makes_one_that_is_missing(clients: Clients) -> None:
    body: Json = {"metadata": {"name": "one"}, "spec": {"holderIdentity": "a"}}
    made = clients.leases.replace_namespaced_lease("one", NAMESPACE, body)
    assert made.spec.holder_identity == "a"
    status = refused(lambda: clients.leases.replace_namespaced_lease("one", NAMESPACE, body))
    assert "must be specified for an update" in status["message"]
    made.metadata.uid = "another"
    status = refused(lambda: clients.leases.replace_namespaced_lease("one", NAMESPACE, made))
    assert "Precondition failed: UID in precondition: another" in status["message"]


def test_a_patch_of_a_stale_version_conflicts_and_one_without_a_version_does_not(clients: Clients) -> None:
    first = clients.core.create_namespaced_config_map(NAMESPACE, _map(a="1"))
    clients.core.patch_namespaced_config_map("settings", NAMESPACE, {"data": {"b": "2"}})
    stale = {"metadata": {"resourceVersion": first.metadata.resource_version}, "data": {"a": "stale"}}
    for kind in (MERGE, STRATEGIC):
        status = refused(lambda kind=kind: _patch(clients, stale, kind))  # type: ignore[misc]
        assert (status["code"], status["reason"]) == (409, "Conflict")
    other = {"metadata": {"uid": "another"}, "data": {"a": "stale"}}
    assert refused(lambda: _patch(clients, other, MERGE))["code"] == 422
    assert _patch(clients, {"data": {"a": None}}, MERGE).data == {"b": "2"}


def test_a_json_patch_whose_test_fails_is_422_and_changes_nothing(clients: Clients) -> None:
    clients.core.create_namespaced_config_map(NAMESPACE, _map(a="1"))
    set_a = {"op": "replace", "path": "/data/a", "value": "2"}
    status = refused(lambda: _patch(clients, [set_a, {"op": "test", "path": "/data/a", "value": "1"}], JSON_PATCH))
    assert (status["code"], status["reason"]) == (422, "Invalid")
    assert clients.core.read_namespaced_config_map("settings", NAMESPACE).data == {"a": "1"}
    labels = {"op": "add", "path": "/metadata/labels", "value": {"storydream.io/pool": "warm"}}
    escaped = {"op": "replace", "path": "/metadata/labels/storydream.io~1pool", "value": "claimed"}
    patched = _patch(clients, [{"op": "test", "path": "/data/a", "value": "1"}, set_a, labels, escaped], JSON_PATCH)
    assert (patched.data, patched.metadata.labels) == ({"a": "2"}, {"storydream.io/pool": "claimed"})


def test_a_strategic_patch_merges_owners_by_uid_and_a_merge_patch_replaces_them(
    cluster: Cluster, clients: Clients
) -> None:
    cluster.pause("garbage-collector")
    metadata = {"name": "settings", "ownerReferences": [{**_OWNER, "uid": "1"}]}
    clients.core.create_namespaced_config_map(NAMESPACE, {"metadata": metadata})
    two = {"metadata": {"ownerReferences": [{**_OWNER, "uid": "2"}]}}
    both = _patch(clients, two, STRATEGIC)
    assert [one.uid for one in both.metadata.owner_references] == ["1", "2"]
    without = {"metadata": {"ownerReferences": [{"$patch": "delete", "uid": "1"}]}}
    assert [one.uid for one in _patch(clients, without, STRATEGIC).metadata.owner_references] == ["2"]
    one = {"metadata": {"ownerReferences": [{**_OWNER, "uid": "3"}]}}
    assert [one.uid for one in _patch(clients, one, MERGE).metadata.owner_references] == ["3"]


def test_an_unknown_kind_of_patch_is_415(clients: Clients) -> None:
    clients.core.create_namespaced_config_map(NAMESPACE, _map())
    assert refused(lambda: _patch(clients, "{}", "application/apply-patch+yaml"))["code"] == 415


def test_of_a_pods_spec_only_the_image_may_change(clients: Clients) -> None:
    clients.core.create_namespaced_pod(NAMESPACE, bare_pod("one"))
    image = {"spec": {"containers": [{"name": "agent", "image": "evil"}]}}
    assert clients.core.patch_namespaced_pod("one", NAMESPACE, image).spec.containers[0].image == "evil"
    host = {"spec": {"hostNetwork": True}}
    assert refused(lambda: clients.core.patch_namespaced_pod("one", NAMESPACE, host))["code"] == 422


def test_status_is_written_only_through_its_subresource(clients: Clients) -> None:
    clients.core.create_namespaced_pod(NAMESPACE, bare_pod("one"))
    clients.until_ready("one")
    status = {"metadata": {"labels": {"a": "b"}}, "status": {"message": "hello"}}
    assert clients.core.patch_namespaced_pod("one", NAMESPACE, status).status.message is None
    patched = clients.core.patch_namespaced_pod_status("one", NAMESPACE, status)
    assert (patched.status.message, patched.status.phase) == ("hello", "Running")


def test_the_selector_of_a_deployment_must_match_its_pods_and_never_changes(clients: Clients) -> None:
    body = deployment("pool-r1", 1)
    body["spec"]["selector"] = {"matchLabels": {"other": "pods"}}
    status = refused(lambda: clients.apps.create_namespaced_deployment(NAMESPACE, body))
    assert "`selector` does not match template `labels`" in status["message"]
    clients.apps.create_namespaced_deployment(NAMESPACE, deployment("pool-r1", 1))
    other = {"spec": {"selector": {"matchLabels": {"more": "labels"}}}}
    status = refused(lambda: clients.apps.patch_namespaced_deployment("pool-r1", NAMESPACE, other))
    assert "field is immutable" in status["message"]


def test_scale_reads_and_writes_replicas_alone(clients: Clients) -> None:
    clients.make_pool(2)
    scale = clients.apps.read_namespaced_deployment_scale("pool-r1", NAMESPACE)
    assert (scale.spec.replicas, scale.kind) == (2, "Scale")
    scale.spec.replicas = 3
    clients.apps.replace_namespaced_deployment_scale("pool-r1", NAMESPACE, scale)
    clients.until_warm(3)
    status = refused(lambda: clients.apps.replace_namespaced_deployment_scale("pool-r1", NAMESPACE, scale))
    assert (status["code"], status["reason"]) == (409, "Conflict")
    negative = {"spec": {"replicas": -1}}
    status = refused(lambda: clients.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, negative))
    assert status["code"] == 422


@pytest.mark.parametrize("field", ["uid", "resourceVersion"])
def test_a_delete_holds_to_its_preconditions(clients: Clients, field: str) -> None:
    made = clients.core.create_namespaced_config_map(NAMESPACE, _map())
    wrong = {"preconditions": {field: "12"}}
    status = refused(lambda: clients.core.delete_namespaced_config_map("settings", NAMESPACE, body=wrong))
    assert (status["code"], status["reason"]) == (409, "Conflict")
    right = {"uid": made.metadata.uid, "resourceVersion": made.metadata.resource_version}
    gone = clients.core.delete_namespaced_config_map("settings", NAMESPACE, body={"preconditions": right})
    assert (gone["status"], gone["details"]["uid"]) == ("Success", made.metadata.uid)
    assert refused(lambda: clients.core.read_namespaced_config_map("settings", NAMESPACE))["code"] == 404


def test_a_dying_pod_can_be_patched_but_gets_no_new_finalizer(cluster: Cluster, clients: Clients) -> None:
    cluster.pause("kubelet")
    clients.core.create_namespaced_pod(NAMESPACE, bare_pod("one"))
    cluster.settle()
    dying = clients.core.delete_namespaced_pod("one", NAMESPACE)
    assert dying.metadata.deletion_timestamp is not None
    version = {"resourceVersion": dying.metadata.resource_version}
    patched = clients.core.patch_namespaced_pod("one", NAMESPACE, {"metadata": {**version, "labels": {"a": "b"}}})
    assert patched.metadata.labels == {"a": "b"}
    late = {"metadata": {"finalizers": ["storydream.io/save"]}}
    status = refused(lambda: clients.core.patch_namespaced_pod("one", NAMESPACE, late))
    assert "no new finalizers can be added if the object is being deleted" in status["message"]


def test_an_object_with_a_finalizer_stays_until_that_is_taken_away(clients: Clients) -> None:
    body = {"metadata": {"name": "one", "finalizers": ["storydream.io/save"]}, "spec": {}}
    clients.leases.create_namespaced_lease(NAMESPACE, body)
    clients.leases.delete_namespaced_lease("one", NAMESPACE)
    assert clients.leases.read_namespaced_lease("one", NAMESPACE).metadata.deletion_timestamp is not None
    clients.leases.patch_namespaced_lease("one", NAMESPACE, {"metadata": {"finalizers": None}})
    assert refused(lambda: clients.leases.read_namespaced_lease("one", NAMESPACE))["code"] == 404


def test_a_deployment_can_go_before_after_or_without_its_pods(cluster: Cluster, clients: Clients) -> None:
    for policy in ("Background", "Foreground"):
        clients.make_pool(2)
        clients.apps.delete_namespaced_deployment("pool-r1", NAMESPACE, propagation_policy=policy)
        cluster.settle()
        while cluster.pods():
            cluster.settle()
        removals = [one.last.body["kind"] for one in cluster.history if one.removes]
        assert removals.count("Pod") == 2 * len([kind for kind in removals if kind == "Deployment"])
        last = removals.index("Deployment", len(removals) - 4)
        assert (last == len(removals) - 1) == (policy == "Foreground")
    clients.make_pool(2)
    clients.apps.delete_namespaced_deployment("pool-r1", NAMESPACE, propagation_policy="Orphan")
    cluster.settle()
    assert clients.apps.list_namespaced_replica_set(NAMESPACE).items[0].metadata.owner_references is None
    assert len(clients.warm()) == 2


def test_a_collection_is_deleted_by_its_selector(clients: Clients) -> None:
    for name, kind in (("one", "a"), ("two", "a"), ("three", "b")):
        clients.core.create_namespaced_config_map(NAMESPACE, {"metadata": {"name": name, "labels": {"kind": kind}}})
    clients.core.delete_collection_namespaced_config_map(NAMESPACE, label_selector="kind=a")
    assert [one.metadata.name for one in clients.core.list_namespaced_config_map(NAMESPACE).items] == ["three"]


def test_every_change_is_in_the_history_with_its_author(cluster: Cluster) -> None:
    one, two = Clients(cluster, "manager-1"), Clients(cluster, "manager-2")
    one.core.create_namespaced_config_map(NAMESPACE, _map())
    two.core.patch_namespaced_config_map("settings", NAMESPACE, {"data": {"a": "1"}})
    one.core.delete_namespaced_config_map("settings", NAMESPACE)
    changes = [change for change in cluster.history if change.last.key[1] == "settings"]
    assert [(change.verb, change.author.name) for change in changes] == [
        ("created", "manager-1"),
        ("changed", "manager-2"),
        ("removed", "manager-1"),
    ]
    assert cluster.counts["patch configmaps"] == 1
    one.close()
    two.close()
