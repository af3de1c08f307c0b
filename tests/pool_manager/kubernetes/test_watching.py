"""The copy of the cluster: it follows through 410, dropped and late watches, and never empties itself by mistake."""

import time
from collections.abc import Callable

import pytest

from common.errors import NotFound, Unavailable
from pool_manager.backend import PodState
from pool_manager.changes import Changes
from pool_manager.kubernetes import names
from pool_manager.kubernetes.backend import KubernetesBackend
from pool_manager.kubernetes.cache import Pace, WatchCache
from pool_manager.kubernetes.client import ATTEMPTS, LEASES, PODS, KubernetesClient, Selection, Timeouts
from pool_manager.kubernetes.objects import ClusterPod
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster, Fault
from tests.pool_manager.kubernetes.pool import TIMEOUTS, Pool, claimed, count, scaled

SELECTION = Selection(PODS, NAMESPACE, names.POOL_PODS)


def test_a_410_is_followed_by_a_new_list(pool: Pool, cluster: Cluster) -> None:
    """Guard: Gone begins anew with a list."""
    manager = pool.manager()
    scaled(manager, 2)
    lists = cluster.counts["list pods"]
    name = manager.pods()[0].name
    with cluster.away():
        cluster.fail(name)
        cluster.settle()
        cluster.forget_history()
    eventually(lambda: name in {pod.name for pod in manager.pods() if pod.state is PodState.FAILED})
    assert cluster.counts["list pods"] > lists


def test_a_dropped_watch_goes_on_where_it_ended(pool: Pool, cluster: Cluster) -> None:
    """Guard: a watch is resumed from the last version that was seen, without a list."""
    manager = pool.manager()
    scaled(manager, 2)
    lists = cluster.counts["list pods"]
    for depth in (3, 4, 5):
        cluster.faults.drop_watches()
        pool.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": depth}})
        eventually(lambda depth=depth: count(manager, PodState.WARM) == depth)  # type: ignore[misc]
    assert cluster.counts["list pods"] == lists


def test_a_watch_that_tells_nothing_is_ended_and_taken_up_again(pool: Pool, cluster: Cluster) -> None:
    """Guards: `timeoutSeconds` of each watch, and the read timeout behind it. This one is open, and deaf."""
    manager = pool.manager()
    scaled(manager, 2)
    watches = cluster.counts["watch pods"]
    cluster.faults.watches.deaf = True
    pool.apps.patch_namespaced_deployment_scale("pool-r1", NAMESPACE, {"spec": {"replicas": 4}})
    eventually(lambda: cluster.counts["watch pods"] > watches)
    assert count(manager, PodState.WARM) == 2
    cluster.faults.watches.deaf = False
    eventually(lambda: count(manager, PodState.WARM) == 4)


def test_events_that_come_late_and_out_of_order_never_bring_back_the_past(pool: Pool, cluster: Cluster) -> None:
    """Guard: an older resourceVersion never replaces a newer one, nor a deletion."""
    manager = pool.manager()
    scaled(manager, 6)
    back: list[str] = []
    newest: dict[str, int] = {}

    def note(_: ClusterPod | None, new: ClusterPod | None) -> None:
        if new is not None:
            back.extend([new.name] * (new.version < newest.get(new.name, 0)))
            newest[new.name] = new.version

    manager.pod_cache._on_change = note
    cluster.faults.watches.delay_seconds, cluster.faults.watches.reorder_seconds = 0.3, 0.3
    for known in cluster.pods():  # what the claims below are ahead of
        annotations = {"metadata": {"annotations": {"somebody": "else"}}}
        pool.core.patch_namespaced_pod(known["metadata"]["name"], NAMESPACE, annotations)
    done = [claimed(manager) for _ in range(4)]
    lease, released = done[0]
    manager.begin_close(lease)
    manager.release(lease, saved=True)
    cluster.settle()
    eventually(lambda: len(newest) > 4)
    time.sleep(0.8)
    assert back == []
    seen = {pod.name: pod.state for pod in manager.pods()}
    assert released.name not in seen
    assert {seen[pod.name] for _, pod in done[1:]} == {PodState.CLAIMED}
    assert cluster.double_claims() == []


def test_a_lease_that_makes_no_sense_stops_nobody_but_its_own_project(pool: Pool, cluster: Cluster) -> None:
    """Guard: one that can't be read is left out of lists and watches; the thread that watches would end with it."""
    manager = pool.manager()
    scaled(manager, 2)
    odd, _ = claimed(manager)
    spoilt = {"metadata": {"annotations": {"storydream.io/epoch": "seven"}}}
    pool.leases.patch_namespaced_lease(odd.project_id, NAMESPACE, spoilt)
    after, _ = claimed(manager)
    late = pool.manager("late")
    for one in (manager, late):
        eventually(lambda one=one: after in one.leases())  # type: ignore[misc]
        one.observe()
        with pytest.raises(Unavailable, match=odd.project_id):
            one.reserve(odd.project_id, odd.session_id, "user-one", 0)
    assert odd in manager.leases(), "as it was last understood"
    pool.leases.patch_namespaced_lease(odd.project_id, NAMESPACE, {"metadata": {"annotations": {names.EPOCH: "1"}}})
    eventually(lambda: odd in late.leases())


def test_annotations_that_make_no_sense_stop_nobody(pool: Pool, cluster: Cluster) -> None:
    """Guard: numbers among a pod's annotations are read as what anybody may have written there."""
    manager = pool.manager()
    scaled(manager, 2)
    lease, pod = claimed(manager)
    for note in (names.CLAIMED_AT, names.WARMED_AT, names.RESTARTS):
        _annotate(pool, manager, pod.name, note)
    manager.observe()
    assert {one.name: one.state for one in manager.pods()}[pod.name] is PodState.CLAIMED
    claimed(manager)
    manager.begin_close(lease)
    manager.release(lease, saved=False)
    _annotate(pool, manager, pod.name, names.KEEP_UNTIL)
    manager.observe()
    eventually(lambda: pod.name not in {one.name for one in manager.pods()})


@pytest.fixture
def cache(pool: Pool, cluster: Cluster) -> WatchCache[ClusterPod]:
    """Read once, with three pods in it."""
    scaled(pool.manager(), 3)
    client = KubernetesClient(cluster.kubeconfig("cache"), timeouts=TIMEOUTS)
    made = WatchCache(client, SELECTION, Changes(), pace=Pace(relist=0.0))
    made._relist()
    return made


def test_a_suspiciously_empty_list_empties_nothing(
    cache: WatchCache[ClusterPod], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Guard: what a list lacks is asked for by name before it is dropped."""
    monkeypatch.setattr(cache._client, "_ask", _without_items(cache._client._ask))
    cache._relist()
    assert len(cache.all()) == 3


def test_what_a_list_lacks_and_is_gone_by_name_is_dropped(cache: WatchCache[ClusterPod], pool: Pool) -> None:
    pool.apps.delete_namespaced_deployment("pool-r1", NAMESPACE)
    client = cache._client
    eventually(lambda: not client.list_all(SELECTION).items)
    cache._relist()
    assert cache.all() == []


def test_a_failed_list_or_a_failed_look_for_what_it_lacks_empties_nothing(
    cache: WatchCache[ClusterPod], cluster: Cluster, pool: Pool
) -> None:
    """Guard: only the API's own 404 drops a pod."""
    pool.apps.delete_namespaced_deployment("pool-r1", NAMESPACE)
    eventually(lambda: not cluster.pods())
    with cluster.faults.during(Fault("get", "pods", 500)), pytest.raises(Unavailable):
        cache._relist()
    with cluster.faults.during(Fault("list", "pods", 503)), pytest.raises(Unavailable):
        cache._relist()
    assert len(cache.all()) == 3


def test_a_cluster_that_was_never_read_is_not_an_empty_one(pool: Pool, cluster: Cluster) -> None:
    """Guard: `synced`. A pool manager that starts while the API is away must not think that nobody has a pod."""
    client = KubernetesClient(cluster.kubeconfig("cache"), timeouts=TIMEOUTS)
    made = WatchCache(client, SELECTION, Changes())
    for look in (made.all, lambda: made.by("warm"), lambda: made.get("pod")):
        with pytest.raises(Unavailable):
            look()


def test_lists_come_in_pages(pool: Pool, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pool_manager.kubernetes.client.PAGE", 4)
    scaled(pool.manager(), 10)
    client = KubernetesClient(cluster.kubeconfig("cache"), timeouts=TIMEOUTS)
    before = cluster.counts["list pods"]
    listing = client.list_all(SELECTION)
    assert len({pod.name for pod in listing.items}) == 10
    assert cluster.counts["list pods"] - before == 3


def test_a_read_is_tried_again_and_a_write_is_not(pool: Pool, cluster: Cluster) -> None:
    """Guard: urllib3's own retries are off; of a write that fell silent nobody knows whether it happened."""
    client = KubernetesClient(cluster.kubeconfig("cache"), timeouts=TIMEOUTS)
    scaled(pool.manager(), 1)
    name = cluster.pods()[0]["metadata"]["name"]
    with cluster.faults.during(Fault("get", "pods", cut=True, times=2)) as fault:
        assert client.get(PODS, NAMESPACE, name).name == name
        assert fault.hits == 2
    for lost in (
        Fault("patch", "pods", cut=True),
        Fault("patch", "pods", 500),
        Fault("patch", "pods", 504, after=True),
    ):
        with cluster.faults.during(lost), pytest.raises(Unavailable):
            client.patch(PODS, NAMESPACE, name, {"metadata": {"annotations": {"a": "b"}}})
        assert lost.hits == 1
    with cluster.faults.during(Fault("delete", "pods", cut=True)) as fault, pytest.raises(Unavailable):
        client.delete(PODS, NAMESPACE, name, {"uid": "another"})
    assert fault.hits == ATTEMPTS, "the urllib3 below would have sent each of them four times"
    with pytest.raises(NotFound):
        client.get(PODS, NAMESPACE, "no-such-pod")


def test_a_slow_answer_is_given_up(pool: Pool, cluster: Cluster) -> None:
    """Guard: the timeout of each call."""
    client = KubernetesClient(cluster.kubeconfig("cache"), timeouts=Timeouts(connect=5.0, read=2.0))
    with cluster.faults.during(Fault("create", "leases", delay_seconds=60)):
        began = time.monotonic()
        with pytest.raises(Unavailable):
            client.create(LEASES, NAMESPACE, {"metadata": {"name": "project-slow-api"}, "spec": {}})
        assert time.monotonic() - began < 40


def _annotate(pool: Pool, manager: KubernetesBackend, pod_name: str, note: str) -> None:
    """Returns when the manager has seen it."""
    pool.core.patch_namespaced_pod(pod_name, NAMESPACE, {"metadata": {"annotations": {note: "soon"}}})

    def seen() -> bool:
        pod = manager.pod_cache.get(pod_name)
        return pod is not None and pod.annotations.get(note) == "soon"

    eventually(seen)


def _without_items(ask: Callable[..., dict[str, object]]) -> Callable[..., dict[str, object]]:
    """As an API server that just began: a list with 200 and nothing in it."""

    def answer(*arguments: object, **options: object) -> dict[str, object]:
        found = ask(*arguments, **options)
        return {**found, "items": []} if "items" in found else found

    return answer
