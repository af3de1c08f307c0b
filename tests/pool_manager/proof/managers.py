"""Pool managers whose steps run one after another in the caller's thread, and that die after any of them."""

import contextlib
import itertools
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common.errors import Superseded, Unavailable
from common.models import RepoSnapshot, SessionState
from common.session_store import SessionStore, now_ms
from pool_manager import keeper as keeper_module
from pool_manager.backend import Lease, Pod
from pool_manager.changes import Changes
from pool_manager.keeper import Keeper
from pool_manager.kubernetes.client import PODS
from pool_manager.leadership import AlwaysLeads
from pool_manager.lifecycle import Opening, Parts, close_session, open_session
from pool_manager.line import Line
from pool_manager.metrics import Metrics
from pool_manager.owners import SoleOwner
from pool_manager.pod_client import Activated, PodHealth, PodSilent, Saved
from pool_manager.settings import PoolManagerSettings
from pool_manager.workers import Workers
from tests.pool_manager.harness import eventually
from tests.pool_manager.kube.cluster import Cluster
from tests.pool_manager.kubernetes.pool import Pool

OPENING = (
    "reserve",
    "patch the pod",
    "check the lease",
    "confirm",
    "claim",
    "record restoring",
    "activate",
    "mark active",
    "record ready",
)
CLOSING = ("begin close", "record the end", "save", "delete the pod", "release")


class Died(BaseException):
    """The process is gone: nothing catches this, and what comes after it in the code doesn't happen."""


class Agents:
    """The agents of all pods, with the two rules of the real ones: one session for good, and no older epoch."""

    def __init__(self, cluster: Cluster) -> None:
        self.activated: list[tuple[str, int, str]] = []
        """Project, epoch, pod's uid: each activation there was."""
        self.saved: list[str] = []
        """Sessions, once for each save."""
        self._sessions: dict[str, Lease] = {}
        self._cluster = cluster
        self._lock = threading.Lock()

    def health(self, pod: Pod) -> PodHealth:
        self._answers(pod)
        with self._lock:
            held = self._sessions.get(pod.uid)
        if held is None:
            return PodHealth(pod_uid=pod.uid, state="warm")
        return PodHealth(pod_uid=pod.uid, state="active", session_id=held.session_id, epoch=held.epoch)

    def activate(self, pod: Pod, lease: Lease, repo: RepoSnapshot | None) -> Activated:  # noqa: ARG002
        self._answers(pod)
        with self._lock:
            if pod.uid in self._sessions:
                raise Superseded("This pod has a session.")
            self._sessions[pod.uid] = lease
            self.activated.append((lease.project_id, lease.epoch, pod.uid))
        return Activated(state="ready")

    def save(self, pod: Pod, lease: Lease) -> Saved:
        self._answers(pod)
        with self._lock:
            held = self._sessions.get(pod.uid)
            if held is None or held.session_id != lease.session_id:
                raise Superseded("This pod has another session.")
            self.saved.append(lease.session_id)
        return Saved(saved=True)

    def lost(self, uid: str) -> None:
        """The container crashed: it comes back without its session."""
        with self._lock:
            self._sessions.pop(uid, None)

    def _answers(self, pod: Pod) -> None:
        there = next((one for one in self._cluster.pods() if one["metadata"]["uid"] == pod.uid), None)
        silent = self._cluster.kubelets.lost_nodes
        if there is None or there["status"].get("phase") != "Running" or there["spec"].get("nodeName") in silent:
            raise PodSilent("The workspace did not answer.")


class Wire:
    """One pool manager's connection to the agents."""

    def __init__(self, agents: Agents) -> None:
        self.health, self.activate, self.save = agents.health, agents.activate, agents.save


class Manager:
    """One process of a pool manager. Its keeper looks only when it is told to."""

    def __init__(self, stage: "Stage", name: str, window_seconds: float) -> None:
        self.name = name
        self.dead = False
        self.backend = stage.pool.manager(name, window_seconds=window_seconds, **stage.settings)
        self.store = SessionStore(stage.redis_url)
        self._pool = stage.pool
        owners = SoleOwner()
        self.settings = PoolManagerSettings(backend="kubernetes", **stage.settings)
        self.parts = Parts(
            backend=self.backend,
            store=self.store,
            pods=Wire(stage.agents),
            line=Line(self.settings.queue_max, self.settings.queue_seconds),
            changes=Changes(),
            owners=owners,
            metrics=Metrics(),
            paused=lambda: False,
            activate_seconds=2.0,
        )
        self.workers = Workers(owners)
        leads = AlwaysLeads(name, stage.folder / f"{name}.json")
        self.keeper = Keeper(self.parts, self.workers, self.settings, leads)
        self._die_after: str | None = None
        self._watch_steps()

    def open(self, project_id: str, session_id: str, die_after: str | None = None) -> SessionState | None:
        """As `Sessions` has it done: the state of the session afterwards, None when somebody has the project open or
        this process died on the way."""
        if self.store.open(project_id, session_id, "user-one") != session_id:
            return None
        self._run(lambda: open_session(self.parts, Opening(project_id, session_id, "user-one")), die_after)
        found = self.store.get(session_id) if not self.dead else None
        return found.state if found is not None else None

    def close(self, lease: Lease, die_after: str | None = None) -> None:
        self._run(lambda: close_session(self.parts, lease, "user"), die_after)

    def look(self) -> None:
        """One round of the keeper, with all that comes of it. An API that is away cuts it short, as in the keeper."""
        with contextlib.suppress(Unavailable):
            self.keeper.tick()
        self._finish()

    def idle_after(self, minutes: float) -> None:
        """Let the leader look for idle sessions so many minutes later than it is."""
        ahead = int(60_000 * minutes)
        keeper_module.now_ms = lambda: now_ms() + ahead  # type: ignore[attr-defined]
        try:
            with contextlib.suppress(Unavailable):
                self.keeper._renew()
        finally:
            keeper_module.now_ms = now_ms  # type: ignore[attr-defined]
        self._finish()

    def kill(self) -> None:
        """As kill -9."""
        if not self.dead:
            self.dead = True
            self._pool.stop(self.backend)
            self.store._redis.close()

    def _finish(self) -> None:
        eventually(lambda: self.workers.count("") == 0, 30)

    def _run(self, work: Callable[[], None], die_after: str | None) -> None:
        """What it could not finish somebody's keeper goes on with."""
        self._die_after = die_after
        try:
            with contextlib.suppress(Died, Unavailable):
                work()
        finally:
            self._die_after = None

    def _after(self, step: str) -> None:
        if step == self._die_after and threading.current_thread() is threading.main_thread():
            self.kill()
            raise Died

    def _watch_steps(self) -> None:
        """Each step is noticed once it has taken effect, where the answer was just about to be used."""
        backend, claims = self.backend, self.backend._claims
        self._wrap(backend, "reserve", lambda *_: "reserve")
        self._wrap(backend._client, "patch", lambda what, *_: "patch the pod" if what is PODS else "")
        self._wrap(claims, "_checked", lambda *_: "check the lease")
        self._wrap(backend._confirmer, "in_line", lambda *_: "confirm")
        self._wrap(backend, "claim", lambda *_: "claim")
        self._wrap(self.parts.pods, "activate", lambda *_: "activate")
        self._wrap(backend, "mark_active", lambda *_: "mark active")
        self._wrap(self.store, "record", lambda record: f"record {record.state.value}")
        self._wrap(backend, "begin_close", lambda *_: "begin close")
        self._wrap(self.store, "close", lambda *_: "record the end")
        self._wrap(self.parts.pods, "save", lambda *_: "save")
        self._wrap(backend._client, "delete", lambda *_: "delete the pod")
        self._wrap(backend, "release", lambda *_: "release")

    def _wrap(self, owner: Any, name: str, step_of: Callable[..., str]) -> None:
        real = getattr(owner, name)

        def watched(*args: Any, **options: Any) -> Any:
            answer = real(*args, **options)
            self._after(step_of(*args))
            return answer

        setattr(owner, name, watched)


class Stage:
    """A cluster with a pool, its agents, an empty Redis; pool managers come and go, each under a name of its own."""

    def __init__(self, cluster: Cluster, redis_url: str, folder: Path, **settings: Any) -> None:
        self.cluster = cluster
        self.redis_url = redis_url
        self.folder = folder
        self.settings: dict[str, Any] = {"pool_size": 2, "pool_max": 20, "queue_seconds": 0.5, **settings}
        self.pool = Pool(cluster)
        self.agents = Agents(cluster)
        self._names = itertools.count(1)
        self._managers: list[Manager] = []

    def manager(self, window_seconds: float = 0.0) -> Manager:
        made = Manager(self, f"manager-{next(self._names)}", window_seconds)
        self._managers.append(made)
        return made

    def close(self) -> None:
        for manager in self._managers:
            manager.kill()
        self.pool.close()
