"""Lists and watches: selectors, pages, the resourceVersion a watch starts at, 410, bookmarks, and their faults."""

import threading
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from kubernetes import client, watch

from tests.pool_manager.kube.clients import POOL, Clients, ready, refused
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster


def _make(clients: Clients, name: str, **labels: str) -> Any:
    return clients.core.create_namespaced_config_map(NAMESPACE, {"metadata": {"name": name, "labels": labels}})


def _label(clients: Clients, name: str, **labels: str | None) -> Any:
    return clients.core.patch_namespaced_config_map(name, NAMESPACE, {"metadata": {"labels": labels}})


def _watched(clients: Clients, seconds: int = 1, **options: Any) -> list[tuple[str, str]]:
    """Type and name of each event until the watch ends by itself."""
    events = _events(clients.core.list_namespaced_config_map, timeout_seconds=seconds, **options)
    return [(event["type"], event["raw_object"]["metadata"].get("name", "")) for event in events]


def _events(listing: Any, following: Any = None, **options: Any) -> list[Any]:
    """Of a watch of what a method lists, until it ends."""
    watching: Any = following or _watch()
    return list(watching.stream(listing, NAMESPACE, **options))


_watch: Callable[[], Any] = watch.Watch


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("kind=a", ["one", "two"]),
        ("kind==a,size=big", ["one"]),
        ("kind!=a", ["four", "three"]),
        ("kind in (a, b)", ["one", "three", "two"]),
        ("kind in (a,b),size notin (big)", ["three", "two"]),
        ("size", ["one", "three"]),
        ("!size,kind", ["two"]),
        ("kind=nothing", []),
    ],
)
def test_label_selectors(clients: Clients, selector: str, names: list[str]) -> None:
    _make(clients, "one", kind="a", size="big")
    _make(clients, "two", kind="a")
    _make(clients, "three", kind="b", size="small")
    _make(clients, "four")
    found = clients.core.list_namespaced_config_map(NAMESPACE, label_selector=selector)
    assert [one.metadata.name for one in found.items] == names


def test_field_selectors(clients: Clients) -> None:
    clients.make_pool(3)
    pods = clients.warm()
    by_name = clients.core.list_namespaced_pod(NAMESPACE, field_selector=f"metadata.name={pods[0].metadata.name}")
    assert [pod.metadata.uid for pod in by_name.items] == [pods[0].metadata.uid]
    node = pods[1].spec.node_name
    on_node = clients.core.list_pod_for_all_namespaces(field_selector=f"spec.nodeName={node},status.phase=Running")
    assert [pod.spec.node_name for pod in on_node.items] == [node]
    assert not clients.core.list_namespaced_pod(NAMESPACE, field_selector="status.phase!=Running").items
    status = refused(lambda: clients.core.list_namespaced_pod(NAMESPACE, field_selector="spec.hostname=x"))
    assert status["message"] == "field label not supported: spec.hostname"


def test_pages_are_of_one_moment(cluster: Cluster, clients: Clients) -> None:
    for number in range(5):
        _make(clients, f"map-{number}")
    first = clients.core.list_namespaced_config_map(NAMESPACE, limit=2)
    assert (len(first.items), first.metadata.remaining_item_count) == (2, 3)
    clients.core.delete_namespaced_config_map("map-3", NAMESPACE)
    _make(clients, "map-25")
    token = first.metadata._continue
    rest = clients.core.list_namespaced_config_map(NAMESPACE, limit=9, _continue=token)
    assert [one.metadata.name for one in rest.items] == ["map-2", "map-3", "map-4"]
    assert rest.metadata.resource_version == first.metadata.resource_version
    cluster.forget_history()
    status = refused(lambda: clients.core.list_namespaced_config_map(NAMESPACE, limit=2, _continue=token))
    assert (status["code"], status["reason"]) == (410, "Expired")


def test_a_list_can_be_of_an_exact_moment_and_not_of_the_future(clients: Clients) -> None:
    made = _make(clients, "one")
    _make(clients, "two")
    exact = clients.core.list_namespaced_config_map(
        NAMESPACE, resource_version=made.metadata.resource_version, resource_version_match="Exact"
    )
    assert [one.metadata.name for one in exact.items] == ["one"]
    newer = clients.core.list_namespaced_config_map(NAMESPACE, resource_version=made.metadata.resource_version)
    assert len(newer.items) == 2
    status = refused(lambda: clients.core.list_namespaced_config_map(NAMESPACE, resource_version="999999"))
    assert (status["code"], status["details"]["retryAfterSeconds"]) == (504, 1)


@pytest.mark.parametrize("query", ["limit=many", "resourceVersion=new", "watch=1&resourceVersion=new"])
def test_a_number_that_is_none_is_refused_by_name(clients: Clients, query: str) -> None:
    url = f"{clients.cluster.url}/api/v1/namespaces/{NAMESPACE}/pods?{query}"
    answer = httpx.get(url, timeout=40.0, trust_env=False)
    assert (answer.status_code, answer.json()["reason"]) == (400, "BadRequest")
    assert query.split("&")[-1].partition("=")[0] in answer.json()["message"]


def test_a_watch_begins_after_the_version_it_is_given(clients: Clients) -> None:
    _make(clients, "before")
    listed = clients.core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    _make(clients, "after")
    _label(clients, "after", a="b")
    clients.core.delete_namespaced_config_map("before", NAMESPACE)
    events = _watched(clients, resource_version=listed)
    assert events == [("ADDED", "after"), ("MODIFIED", "after"), ("DELETED", "before")]
    assert _watched(clients) == [("ADDED", "after")]


def test_what_leaves_the_selection_is_told_as_deleted(clients: Clients) -> None:
    listed = clients.core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    _make(clients, "one", pool="warm")
    _label(clients, "one", pool="claimed")
    _label(clients, "one", more="labels")
    _label(clients, "one", pool="warm")
    events = _watched(clients, resource_version=listed, label_selector="pool=warm")
    assert events == [("ADDED", "one"), ("DELETED", "one"), ("ADDED", "one")]


def test_a_deleted_event_carries_a_newer_version(clients: Clients) -> None:
    made = _make(clients, "one")
    clients.core.delete_namespaced_config_map("one", NAMESPACE)
    options = {"resource_version": made.metadata.resource_version, "timeout_seconds": 1}
    events = _events(clients.core.list_namespaced_config_map, **options)
    assert [event["type"] for event in events] == ["DELETED"]
    assert int(events[0]["object"].metadata.resource_version) > int(made.metadata.resource_version)


def test_a_version_that_is_forgotten_is_gone(cluster: Cluster, clients: Clients) -> None:
    listed = clients.core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    _make(clients, "one")
    cluster.forget_history()
    with pytest.raises(client.ApiException) as caught:
        _watched(clients, resource_version=listed)
    assert caught.value.status == 410
    now = clients.core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    assert _watched(clients, resource_version=now) == []


def test_bookmarks_tell_how_far_a_quiet_watch_has_come(cluster: Cluster, clients: Clients) -> None:
    listed = clients.core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    other = clients.hold("project-one", "session-one")
    options = {"resource_version": listed, "allow_watch_bookmarks": True, "timeout_seconds": 1}
    following = _watch()
    events = _events(clients.core.list_namespaced_config_map, following, **options)
    assert [event["type"] for event in events] == ["BOOKMARK"]
    assert following.resource_version == other.metadata.resource_version


def test_a_dropped_watch_ends_early_and_can_go_on_where_it_was(cluster: Cluster, clients: Clients) -> None:
    listed = clients.core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    _make(clients, "one")
    ended = threading.Event()

    def drop() -> None:
        """Again and again: the first time it may not have begun."""
        while not ended.wait(0.3):
            cluster.faults.drop_watches()

    dropping = threading.Thread(target=drop)
    dropping.start()
    began = time.monotonic()
    following = _watch()
    options = {"resource_version": listed, "timeout_seconds": 60}
    events = _events(clients.core.list_namespaced_config_map, following, **options)
    took = time.monotonic() - began
    ended.set()
    dropping.join()
    assert [event["object"].metadata.name for event in events] == ["one"]
    assert took < 40
    _make(clients, "two")
    assert _watched(clients, resource_version=following.resource_version) == [("ADDED", "two")]


def test_a_deaf_watch_stays_open_and_tells_nothing(cluster: Cluster, clients: Clients) -> None:
    listed = clients.core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    cluster.faults.watches.deaf = True
    _make(clients, "one")
    assert _watched(clients, resource_version=listed) == []
    cluster.faults.clear()
    assert _watched(clients, resource_version=listed) == [("ADDED", "one")]


def test_delayed_events_come_late_and_whole(cluster: Cluster, clients: Clients) -> None:
    listed = clients.core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    cluster.faults.watches.delay_seconds = 0.5
    began = time.monotonic()
    _make(clients, "one")
    options = {"resource_version": listed, "timeout_seconds": 30}
    following = _watch()
    for event in following.stream(clients.core.list_namespaced_config_map, NAMESPACE, **options):
        assert event["object"].metadata.name == "one"
        assert time.monotonic() - began >= 0.5
        break
    assert following.resource_version > listed


def test_reordered_events_keep_their_order_within_an_object(cluster: Cluster, clients: Clients) -> None:
    listed = clients.core.list_namespaced_config_map(NAMESPACE).metadata.resource_version
    cluster.faults.watches.reorder_seconds = 0.2
    names = [f"map-{number:02}" for number in range(20)]
    for name in names:
        _make(clients, name)
        _label(clients, name, a="b")
    time.sleep(0.3)
    events = _watched(clients, resource_version=listed)
    assert sorted(events) == sorted([(kind, name) for name in names for kind in ("ADDED", "MODIFIED")])
    assert [name for kind, name in events if kind == "ADDED"] != names
    assert all(events.index(("ADDED", name)) < events.index(("MODIFIED", name)) for name in names)
    cluster.faults.watches.within = True
    events = _watched(clients, resource_version=listed)
    assert any(events.index(("ADDED", name)) > events.index(("MODIFIED", name)) for name in names)


def test_a_claim_is_seen_at_once_by_who_watches_the_warm_pods(clients: Clients) -> None:
    clients.make_pool(1)
    pod = clients.warm()[0]
    version = clients.core.list_namespaced_pod(NAMESPACE).metadata.resource_version
    options = {"label_selector": f"{POOL}=warm", "resource_version": version, "timeout_seconds": 30}
    threading.Timer(0.2, lambda: clients.claim(pod, "session-one")).start()
    events = []
    for event in _watch().stream(clients.core.list_namespaced_pod, NAMESPACE, **options):
        events.append(event)
        if event["type"] == "MODIFIED" and ready(event["object"]):
            break
    assert (events[0]["type"], events[0]["object"].metadata.name) == ("DELETED", pod.metadata.name)
    assert events[1]["type"] == "ADDED"
    assert {event["object"].metadata.name for event in events[1:]} == {events[-1]["object"].metadata.name}
