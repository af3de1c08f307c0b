"""Any sequence of what may happen to a pool with two pool managers; after each step what must hold is checked."""

import contextlib
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from unittest import mock

import redis
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from kubernetes.client.exceptions import ApiException
from urllib3.exceptions import HTTPError

from common.errors import Unavailable
from common.ids import new_id
from common.models import SessionState
from common.session_store import BUSY_KINDS, BusyKind, SessionRecord, now_ms
from pool_manager.backend import Lease, LeaseState, PodState
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import NAMESPACE, Fate, Fault, fake_cluster
from tests.pool_manager.kube.resources import Json
from tests.pool_manager.proof import invariants
from tests.pool_manager.proof.managers import CLOSING, OPENING, Manager, Stage

PROJECTS = ("project-one", "project-two", "project-three")
NODES = ("node-1", "node-2", "node-3")
OPERATOR = "operator"
# These may end an open session's pod: whoever deletes it by hand, and whoever cleans up after a node.
MAY_KILL = frozenset({OPERATOR, "node-controller", "cloud"})
HOUR_MS = 3_600_000
# Here nobody else does meanwhile what these wait for.
PATIENCE = ("pool_manager.kubernetes.endings.GONE_SECONDS", "pool_manager.steps.reserve.RESERVE_SECONDS")

FAULTS: dict[str, Callable[[], Fault]] = {
    "the lease changes under a write": lambda: Fault("patch", "leases", 409, times=2),
    "a lease's write has no answer": lambda: Fault("*", "leases", cut=True, after=True, times=1, skip=1),
    "a claim's answer is lost": lambda: Fault("patch", "pods", 503, after=True, times=1),
    "a claim never arrives": lambda: Fault("patch", "pods", cut=True, times=1),
    "one is told to slow down": lambda: Fault("*", "*", 429, times=3, retry_after=0),
    "lists fail": lambda: Fault("list", "*", 500, times=2),
    "a delete's answer is lost": lambda: Fault("delete", "pods", 500, after=True, times=1),
}

which_project = st.sampled_from(PROJECTS)
which_manager = st.integers(0, 1)
which_node = st.sampled_from(NODES)


# Known from the steps alone: what a rule depends on must be the same whenever they are taken again.
was_opened = precondition(lambda self: self.opened)


class PoolMachine(RuleBasedStateMachine):
    """`redis_url` is set by who runs it; `checks` counts how often all was checked."""

    redis_url = ""
    checks = 0

    @initialize()
    def begin(self) -> None:
        self._ending = ExitStack()
        self._flush_redis()
        for patience in PATIENCE:
            self._ending.enter_context(mock.patch(patience, 0.5))
        folder = Path(self._ending.enter_context(tempfile.TemporaryDirectory(prefix="machine-")))
        self.cluster = self._ending.enter_context(fake_cluster())
        self.cluster.fates(Fate(warm_seconds=0.01, stop_seconds=0.01))
        settings: Json = {"pool_size": 2, "pool_max": 12, "pool_depth_max": 3, "quarantine_seconds": 60}
        settings["renew_seconds"] = 0.001  # at each look
        self.stage = Stage(self.cluster, self.redis_url, folder, **settings)
        self._ending.callback(self.stage.close)
        self.names: set[str] = set()
        self.opened: set[str] = set()
        self.revision = 1
        self.stage.pool.deploy("r1")
        self.managers = [self._started(), self._started()]
        self.managers[0].look()
        self._settle()

    @rule(project=which_project, by=which_manager)
    def open(self, project: str, by: int) -> None:
        self.opened.add(project)
        self.managers[by].open(project, new_id())

    @rule(project=which_project, by=which_manager, die_after=st.sampled_from(OPENING))
    def open_and_die(self, project: str, by: int, die_after: str) -> None:
        self.opened.add(project)
        self.managers[by].open(project, new_id(), die_after)
        self._restart_dead()

    @was_opened
    @rule(project=which_project, by=which_manager, die_after=st.none() | st.sampled_from(CLOSING))
    def close(self, project: str, by: int, die_after: str | None) -> None:
        self.opened.discard(project)
        lease = self._lease(project)
        if lease is not None:
            self.managers[by].close(lease, die_after)
            self._restart_dead()

    @rule(by=which_manager)
    def look(self, by: int) -> None:
        self.managers[by].look()

    @rule(by=which_manager)
    def restart(self, by: int) -> None:
        self.managers[by].kill()
        self._restart_dead()

    @rule(project=which_project, kind=st.sampled_from(BUSY_KINDS), by=which_manager)
    def fall_idle_but_for_one(self, project: str, kind: BusyKind, by: int) -> None:
        """Half an hour goes by in which one session works, and the others don't."""
        one = self.managers[by]
        self.opened.add(project)
        if self._open_session(project) is None:
            one.open(project, new_id())
        busy = self._open_session(project)
        if busy is not None:
            one.store.touch(busy.session_id, {kind: now_ms() + HOUR_MS})
        others = [found for other in PROJECTS if other != project and (found := self._open_session(other))]
        eventually(lambda: {session.session_id for session in others} <= _open_at(one))
        one.idle_after(31)
        if busy is not None:
            still = one.store.get(busy.session_id)
            assert still is not None
            assert still.live, f"{project} was reaped amid {kind}: {still.reason}"
            one.store.touch(busy.session_id, {kind: 0})
        for session in others:
            ended = one.store.get(session.session_id)
            assert ended is not None
            assert not ended.live, f"{session.project_id} is idle and still open"

    @was_opened
    @rule(project=which_project)
    def crash_a_container(self, project: str) -> None:
        for pod in self._pods_of(project):
            self.stage.agents.lost(pod["metadata"]["uid"])
            self.cluster.crash(pod["metadata"]["name"])

    @was_opened
    @rule(project=which_project)
    def delete_a_pod_by_hand(self, project: str) -> None:
        for pod in self._pods_of(project):
            with self._by_hand():
                self.stage.pool.evict(pod["metadata"]["name"])

    @rule(node=which_node, cordoned=st.booleans())
    def cordon(self, node: str, cordoned: bool) -> None:
        self.cluster.nodes.cordon(node, cordoned)

    @rule(node=which_node, long=st.booleans())
    def lose_a_node(self, node: str, long: bool) -> None:
        """For a moment, or until its pods are given up and the machine is gone; another one takes its place."""
        self.cluster.nodes.lose(node)
        self._settle()
        if long:
            self.cluster.nodes.delete(node)
            self._settle()
            self.cluster.kubelets.lost_nodes.discard(node)
            self.cluster.nodes.add(node, 100)
        else:
            self.cluster.nodes.bring_back(node)

    @rule(depth=st.integers(0, 5), by=which_manager, stale=st.booleans())
    def scale(self, depth: int, by: int, stale: bool) -> None:
        self.cluster.stale_by(0.1 if stale else 0.0)
        with contextlib.suppress(Unavailable):
            self.managers[by].backend.scale(depth)

    @rule(replicas=st.integers(0, 4))
    def scale_behind_our_back(self, replicas: int) -> None:
        body = {"spec": {"replicas": replicas}}
        with self._by_hand():
            self.stage.pool.apps.patch_namespaced_deployment_scale(f"pool-r{self.revision}", NAMESPACE, body)

    @precondition(lambda self: self.revision < 3)
    @rule()
    def roll_out(self) -> None:
        self.revision += 1
        with self._by_hand():
            self.stage.pool.deploy(f"r{self.revision}")

    @rule(kind=st.sampled_from(["drop", "compact", "late", "prompt"]))
    def disturb_watches(self, kind: str) -> None:
        watches = self.cluster.faults.watches
        if kind == "drop":
            self.cluster.faults.drop_watches()
        elif kind == "compact":
            self.cluster.restart(forget_history=True)
        else:
            watches.delay_seconds = 0.1 if kind == "late" else 0.0

    @rule()
    def empty_redis(self) -> None:
        self._flush_redis()

    @rule(kind=st.sampled_from(sorted(FAULTS)))
    def go_wrong_next_time(self, kind: str) -> None:
        self.cluster.faults.add(FAULTS[kind]())

    @rule(by=which_manager)
    def be_away_while_somebody_looks(self, by: int) -> None:
        live = [found for other in PROJECTS if (found := self._open_session(other))]
        with self.cluster.away():
            self.managers[by].look()
        for session in live:
            still = self.managers[by].store.get(session.session_id)
            assert still is not None
            assert still.live, f"{session.project_id} was ended while the API was away: {still.reason}"

    @invariant()
    def all_holds(self) -> None:
        if not hasattr(self, "managers"):
            return
        type(self).checks += 1
        self._settle()
        history = self.cluster.history
        assert self.cluster.double_claims() == []
        assert invariants.epochs_that_did_not_rise(history) == []
        assert invariants.sessions_with_two_active_pods(history) == []
        assert invariants.pods_that_became_warm_again(history) == []
        assert invariants.sessions_killed(history, self.names, MAY_KILL) == []
        assert invariants.ended_unsaved(history, self.names, self.stage.agents.saved) == []
        activations = [(project, epoch) for project, epoch, _ in self.stage.agents.activated]
        assert len(activations) == len(set(activations)), "two pods were activated in one epoch"

    def teardown(self) -> None:
        """When all is well again, every session ends up open or ended, and then nothing is left of it."""
        if not hasattr(self, "managers"):
            return
        with self._ending:
            self.cluster.faults.clear()
            self.cluster.stale_by(0.0)
            for node in NODES:
                self.cluster.nodes.cordon(node, cordoned=False)
            eventually(self._at_rest)
            for project in PROJECTS:
                self.close(project, 0, None)
            eventually(lambda: self._at_rest() and not self.managers[0].backend.leases())
            assert self.cluster.pods(pool="claimed") == []
            assert self.cluster.leaks() == []
            self.all_holds()

    @staticmethod
    def _by_hand() -> contextlib.AbstractContextManager[None]:
        """What goes wrong next may befall the operator, too, who tries it some other time."""
        return contextlib.suppress(ApiException, HTTPError)

    def _at_rest(self) -> bool:
        """Whether every lease belongs to an open session, as seen by both pool managers after a look."""
        for manager in self.managers:
            manager.look()
        self._settle()
        leases = [lease for manager in self.managers for lease in manager.backend.leases()]
        return all(self._is_served(lease) for lease in leases)

    def _is_served(self, lease: Lease) -> bool:
        found = self._open_session(lease.project_id)
        return lease.state is LeaseState.HELD and found is not None and found.session_id == lease.session_id

    def _started(self) -> Manager:
        made = self.stage.manager(window_seconds=1.0)
        self.names.add(made.name)
        return made

    def _restart_dead(self) -> None:
        self.managers = [self._started() if manager.dead else manager for manager in self.managers]

    def _open_session(self, project: str) -> SessionRecord | None:
        """A session that its user has, on a pod that is well."""
        found = self.managers[0].store.active(project)
        if found is None or found.state is not SessionState.READY:
            return None
        pod = self.managers[0].backend.pod_for(project)
        return found if pod is not None and pod.active and pod.lease and pod.lease.state is LeaseState.HELD else None

    def _lease(self, project: str) -> Lease | None:
        lease = self.managers[0].backend.lease_of(project)
        return lease if lease is not None and lease.state is not LeaseState.FREE else None

    def _pods_of(self, project: str) -> list[Json]:
        return [pod for pod in self.cluster.pods(project=project, pool="claimed") if _runs(pod)]

    def _flush_redis(self) -> None:
        with redis.Redis.from_url(self.redis_url) as raw:
            raw.flushall()

    def _settle(self) -> None:
        self.cluster.settle()


def _open_at(manager: Manager) -> set[str]:
    """The sessions that it has seen to be open by now."""
    open_ones = [pod for pod in manager.backend.pods() if pod.state is PodState.CLAIMED and pod.active]
    return {pod.lease.session_id for pod in open_ones if pod.lease is not None}


def _runs(pod: Json) -> bool:
    meta: dict[str, Any] = pod["metadata"]
    return "deletionTimestamp" not in meta and pod["status"].get("phase") == "Running"
