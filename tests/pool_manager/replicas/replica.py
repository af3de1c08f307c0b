"""A whole pool manager, wired as `pool_manager/main.py` does it, in this process; and the world that several share."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import httpx
from flask import Flask
from flask.testing import FlaskClient

from common.errors import Unavailable
from common.models import PoolSession, RepoSnapshot
from common.session_store import SessionStore
from common.tokens import Signer, Verifier
from pool_manager.app import create_app
from pool_manager.backend import Lease, Pod, PodState
from pool_manager.changes import Changes
from pool_manager.keeper import Keeper
from pool_manager.kubernetes.client import KubernetesClient
from pool_manager.kubernetes.leader import LeaderLease, Times
from pool_manager.lifecycle import Parts
from pool_manager.line import Line
from pool_manager.metrics import Metrics
from pool_manager.news import follow
from pool_manager.owners import SharedOwners
from pool_manager.pod_client import Activated, PodClient
from pool_manager.report import Report
from pool_manager.sessions import OpenRequest, Sessions
from pool_manager.settings import PoolManagerSettings
from pool_manager.workers import Workers
from tests.pool_manager.harness import eventually, make_keys
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster, fake_cluster
from tests.pool_manager.kube.live_agents import LiveAgents
from tests.pool_manager.kube.resources import DEPLOYMENTS
from tests.pool_manager.kubernetes.pool import TIMEOUTS, Pool

# A leader stays one however a loaded machine stalls; where one dies, the others don't wait as long.
TIMES = Times(duration=40.0, deadline=30.0, retry=0.1)
TIMES_WHERE_ONE_DIES = Times(duration=4.0, deadline=3.0, retry=0.1)
OWNED_MS = 40_000
OWNED_MS_WHERE_ONE_DIES = 3_000
SETTLED_SECONDS = 0.5  # longer than the leader's view lags behind


class FreezablePods(PodClient):
    """A pool manager that stops in the midst of an activation, as one whose node is gone: no answer, no end."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.freezes = False
        self.frozen = threading.Event()
        self.thaw = threading.Event()

    def activate(self, pod: Pod, lease: Lease, repo: RepoSnapshot | None) -> Activated:
        if self.freezes:
            self.frozen.set()
            self.thaw.wait()
        return super().activate(pod, lease, repo)


class Replica:
    """One pool manager of `world`, running."""

    def __init__(self, world: "World", name: str, **settings: Any) -> None:
        self.name = name
        self._dead = False
        self.settings = PoolManagerSettings(**{**world.settings, "manager_name": name, **settings})
        signer = Signer(self.settings.private_key.read_bytes())
        self.backend = world.pool.manager(name, **{**world.settings, **settings})
        self.store = SessionStore(world.redis_url)
        self.pods = FreezablePods(signer, "http://127.0.0.1:1", 20.0, 20.0)
        self._client = KubernetesClient(world.cluster.kubeconfig(name), timeouts=TIMEOUTS)
        self.leader = LeaderLease(self._client, "storydream", name, world.times)
        self.owners = SharedOwners(self.store, name, world.owned_ms)
        line = Line(self.settings.queue_max, self.settings.queue_seconds, self.store, self._warm)
        self.parts = Parts(
            backend=self.backend,
            store=self.store,
            pods=self.pods,
            line=line,
            changes=Changes(),
            owners=self.owners,
            metrics=Metrics(),
            paused=lambda: self.leader.paused.claims,
            activate_seconds=20.0,
        )
        self.workers = Workers(self.owners)
        self.keeper = Keeper(self.parts, self.workers, self.settings, self.leader, [self.backend.sweep(self.store).run])
        self.report = Report(self.parts, self.keeper, self.settings)
        self.parts.metrics.watch(self.report.gauges)
        self.sessions = Sessions(self.parts, self.workers, self.keeper, signer, self.settings)
        edge = Signer((self.settings.data_dir / "keys" / "edge.pem").read_bytes())
        self._token = edge.mint_service()
        verifier = Verifier(self.settings.edge_key.read_bytes())
        self.app: Flask = create_app(self.sessions, self.keeper, self.report, self.parts, verifier)
        self._pool = world.pool
        self.leader.start()
        self.owners.start()
        self._news = follow(self.parts, self.leader)
        self.keeper.start()

    def open(self, project_id: str, wait: float = 20.0) -> PoolSession:
        return self.sessions.open(OpenRequest(project_id, "user-one", 0, None, wait))

    def line_up(self, project_id: str) -> PoolSession:
        """Open a project for which there is no pod; returns when it waits in line."""
        opened = self.open(project_id, wait=0.0)

        def waits() -> PoolSession | None:
            now = self.sessions.get(opened.session_id)
            assert not now.pod_name, f"{project_id} has got a pod"
            return now if now.queue else None

        waiting: PoolSession = eventually(waits)
        return waiting

    def open_and_freeze(self, project_id: str) -> PoolSession:
        """Returns in the midst of the activation, which goes no further."""
        self.pods.freezes = True
        opened = self.open(project_id, wait=0.0)
        assert self.pods.frozen.wait(30)
        return self.sessions.get(opened.session_id)

    def state(self, session_id: str) -> str:
        return self.sessions.get(session_id).state.value

    def client(self) -> FlaskClient:
        """HTTP as the edge speaks it."""
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {self._token}"
        return client

    def die(self) -> None:
        """As a node that is gone: nothing is tidied up, and nothing here is renewed any more."""
        self._dead = True
        self.owners._lost |= self.owners._mine
        self.keeper.stop()
        self.owners.stop()
        self.leader.stop()
        self._news.set()

    def close(self) -> None:
        self.die()
        self.workers.finish(2)
        self._pool.stop(self.backend)
        self._client.close()
        self.pods.close()

    def _warm(self) -> int:
        if self._dead:
            raise Unavailable  # whoever waits in line here ends, and touches nothing any more
        return sum(pod.state is PodState.WARM for pod in self.backend.pods())


class World:
    """A cluster with one pool, its agents, a Redis, and the pool managers that a test starts."""

    def __init__(self, folder: Path, cluster: Cluster, agents: LiveAgents, redis_url: str) -> None:
        self.cluster = cluster
        self.agents = agents
        self.redis_url = redis_url
        self.store = SessionStore(redis_url)
        self.times = TIMES
        self.owned_ms = OWNED_MS
        self.pool = Pool(cluster)
        self.pool.deploy("r1")
        self.settings: dict[str, Any] = {
            "data_dir": folder,
            "pod_agent_port": agents.port,
            "pool_size": 2,
            "pool_max": 12,
            "pool_depth_max": 2,
            "renew_seconds": 0.3,
            "quarantine_seconds": 60,
        }
        self.replicas: list[Replica] = []

    def one_dies(self) -> None:
        """Before any is started."""
        self.times, self.owned_ms = TIMES_WHERE_ONE_DIES, OWNED_MS_WHERE_ONE_DIES

    def start(self, *names: str, **settings: Any) -> list[Replica]:
        """Pool managers by these names; returns when pods are warm."""
        started = [Replica(self, name, **settings) for name in names]
        self.replicas += started
        wanted = started[0].settings.pool_size
        eventually(lambda: all(replica._warm() >= wanted for replica in started))
        return started

    def until_full(self, pods: int) -> None:
        """Returns when so many pods are claimed and there are no others, nor will be: a ReplicaSet refills what was
        claimed before it was shrunk, and that pod is retired then."""
        since = time.monotonic()

        def stays_full() -> bool:
            nonlocal since
            if self._wanted() or len(self.cluster.pods()) != pods:
                since = time.monotonic()
            return time.monotonic() - since > SETTLED_SECONDS

        eventually(stays_full)
        assert len(self.cluster.pods(pool="claimed")) == pods

    def _wanted(self) -> int:
        pools = self.cluster.api.list(DEPLOYMENTS, NAMESPACE)
        return sum(version.body["spec"]["replicas"] for version in pools)

    def leaders(self) -> list[Replica]:
        return [replica for replica in self.replicas if replica.leader.leads]

    def close(self) -> None:
        for replica in self.replicas:
            replica.close()
        self.pool.close()


@contextmanager
def make_world(folder: Path, redis_url: str) -> Iterator[World]:
    """A world with keys of its own, ended with all that was started in it."""
    make_keys(folder)
    agents = LiveAgents(folder, (folder / "keys" / "pool-manager.pub.pem").read_text())
    # An agent is a thread of this process here, and as slow as that is.
    patient = mock.patch("pool_manager.pod_client.HEALTH_TIMEOUT", httpx.Timeout(20.0))
    with patient, fake_cluster(start_agent=agents) as cluster:
        world = World(folder, cluster, agents, redis_url)
        try:
            yield world
        finally:
            world.close()
