"""The backend on Kubernetes: several pool managers may share a cluster; everything that counts is in the cluster."""

import logging
from functools import partial

from common.errors import Conflict, NotFound
from common.ids import new_id
from common.session_store import now_ms
from pool_manager.backend import Addresses, Lease, LeaseState, Pod, PodState
from pool_manager.changes import Changes
from pool_manager.kubernetes import names
from pool_manager.kubernetes.cache import Pace, WatchCache
from pool_manager.kubernetes.chores import Chores
from pool_manager.kubernetes.claims import Claims
from pool_manager.kubernetes.client import DEPLOYMENTS, LEASES, NODES, PODS, KubernetesClient, Selection
from pool_manager.kubernetes.confirm import UNSETTLED, Confirmer
from pool_manager.kubernetes.endings import LEAVING, Endings
from pool_manager.kubernetes.leases import Leases
from pool_manager.kubernetes.names import PoolLabel
from pool_manager.kubernetes.objects import ClusterLease, ClusterNode, ClusterPod, PoolDeployment, claimable
from pool_manager.kubernetes.revisions import Revisions, decide
from pool_manager.kubernetes.scaling import Scaling
from pool_manager.kubernetes.sweep import Index, Sweep, SweepRules
from pool_manager.kubernetes.views import Patience, gone, view
from pool_manager.kubernetes.window import ShrinkWindow
from pool_manager.pod_client import PodSilent
from pool_manager.settings import PoolManagerSettings

logger = logging.getLogger(__name__)

# How long a start waits for the first reading of the cluster; it goes on without, and answers 503 until then.
FIRST_READING_SECONDS = 15.0
# Deployments that weren't heard of for so many watches may have shrunk meanwhile.
WATCHES_MISSED = 3
CONTAINERS = ("agent", "project")
LOG_LINES = 40


class KubernetesBackend:
    def __init__(
        self,
        settings: PoolManagerSettings,
        client: KubernetesClient,
        *,
        pace: Pace | None = None,
        window: ShrinkWindow | None = None,
    ) -> None:
        """Begins to watch; what earlier pool managers did is adopted from labels, annotations and Leases."""
        self._settings = settings
        self._client = client
        self._pace = pace or Pace()
        self._window = window or ShrinkWindow()
        self._namespace = settings.sessions_namespace
        self._patience = Patience(int(1000 * settings.warm_seconds), int(1000 * settings.silent_seconds))
        self._changes = Changes()
        self._chores = Chores()
        watch = partial(WatchCache, client, changes=self._changes, pace=self._pace)
        here = self._namespace
        self.pod_cache: WatchCache[ClusterPod] = watch(Selection(PODS, here, names.POOL_PODS), keys=_keys)
        self._lease_cache: WatchCache[ClusterLease] = watch(
            Selection(LEASES, here, names.TAKEN_LEASES),
            keep=lambda lease: lease.taken,
            keys=lambda lease: (lease.session_id,),
        )
        self._deployments: WatchCache[PoolDeployment] = watch(
            Selection(DEPLOYMENTS, here, names.POOL_PODS), on_change=self._window.seen
        )
        self._nodes: WatchCache[ClusterNode] = watch(Selection(NODES, here))
        manager = new_id()
        self._leases = Leases(client, self._lease_cache, here, manager)
        self._confirmer = Confirmer(client, self.pod_cache, self._lease_of, self._changes, self._chores, here)
        self._claims = Claims(client, self.pod_cache, self._leases, self._confirmer, here, manager, settings.pool_max)
        self._endings = Endings(client, self.pod_cache, self._changes, self._chores, here, settings.quarantine_seconds)
        self._scaling = Scaling(client, self.pod_cache, self._deployments, self._endings, self._window, here)
        self._vanished: set[str] = set()
        self._caches = (self.pod_cache, self._lease_cache, self._deployments, self._nodes)
        for cache in self._caches:
            cache.start()
        for cache in self._caches:
            if not cache.wait(FIRST_READING_SECONDS):
                logger.error("The cluster could not be read yet")
                break

    def close(self) -> None:
        """Let others go on; the pods stay."""
        for cache in self._caches:
            cache.stop()
        self._chores.stop()

    def pods(self) -> list[Pod]:
        """Also those that vanished whole, with their node or by force, under a session: as failed."""
        vanished = [lease for lease in self._lease_cache.all() if self._has_vanished(lease)]
        return [*(self._view(pod) for pod in self.pod_cache.all()), *map(gone, vanished)]

    def leases(self) -> list[Lease]:
        return [lease.lease() for lease in self._lease_cache.all()]

    def lease_of(self, project_id: str) -> Lease | None:
        found = self._leases.get(project_id)
        return found.lease() if found is not None else None

    def pod_for(self, project_id: str) -> Pod | None:
        """None only when the cluster says so now: a cache may lag behind what another pool manager did."""
        lease = self._leases.seen(project_id) or self._leases.get(project_id)
        if lease is None or not lease.taken:
            return None
        key = f"session:{lease.session_id}"
        found = self.pod_cache.by(key) or self._claims.pods_of(lease.session_id)
        mine = [
            pod for pod in map(self._view, found) if pod.lease and pod.state in (PodState.CLAIMED, PodState.CLOSING)
        ]
        return next(iter(sorted(mine, key=lambda pod: pod.active is None)), None)

    def reserve(self, project_id: str, session_id: str, user_id: str, epoch_floor: int) -> Lease:
        return self._leases.reserve(project_id, session_id, user_id, epoch_floor).lease()

    def claim(self, lease: Lease) -> Pod | None:
        pod = self._claims.claim(lease, self._candidates, self._in_window)
        return self._view(pod) if pod is not None else None

    def mark_active(self, lease: Lease, state: str) -> None:
        """Raises PodSilent when the pod is gone or going: it isn't handed over, and another try gets another one."""
        pods = self._session_pods(lease)
        if not pods:
            raise PodSilent("The workspace is gone.")
        for pod in pods:
            if self._in_window():  # perhaps only since it was claimed
                self._claims.confirm(pod)
            body = {"metadata": {"uid": pod.uid, "annotations": {names.ACTIVE: state}}}
            try:
                marked = self._client.patch(PODS, self._namespace, pod.name, body, repeatable=True)
            except NotFound:
                self.pod_cache.forget(pod)
                raise PodSilent("The workspace is gone.") from None
            except Conflict:  # another pod has its name
                raise PodSilent("The workspace is gone.") from None
            self.pod_cache.put(marked)
            if not marked.lives:
                raise PodSilent("The workspace is going away.")
            # So that it is known, should the pod vanish whole: its lease must never get another one.
            self._chores.run(f"bind:{lease.session_id}", partial(self._bind, lease, pod.name))

    def begin_close(self, lease: Lease) -> bool:
        return self._leases.close(lease)

    def release(self, lease: Lease, saved: bool) -> None:
        if not self._leases.close(lease):
            return
        # Read after the Lease is closing: a claim that came in before is seen here, a later one sees the Lease.
        for pod in self._claims.pods_of(lease.session_id):
            if pod.pool == PoolLabel.CLAIMED:
                self._endings.end(pod, saved=saved)
        self._leases.free(lease)

    def remove(self, pod: Pod) -> None:
        self._endings.remove(pod)

    def scale(self, depth: int) -> None:
        revisions = self._revisions()
        if revisions is None:
            logger.warning("There is no Deployment of session pods", extra={"fields": {"namespace": self._namespace}})
            return
        self._scaling.scale(depth, self._settings.pool_max, revisions, self._stays)

    def observe(self) -> None:
        """The watch sees pods die. This settles claims, deletes what is due, and asks for pods that nobody sees."""
        self._confirmer.look()
        self._endings.look()
        leases = self._lease_cache.all()
        self._vanished &= {lease.bound for lease in leases if lease.bound}
        for lease in leases:
            if lease.bound and self.pod_cache.get(lease.bound) is None and not self._has_vanished(lease):
                self._chores.run(f"look:{lease.bound}", partial(self._look_for, lease.bound))

    def wait_for_change(self, seconds: float) -> None:
        self._changes.wait(self._changes.count, seconds)

    def addresses(self, pod: Pod, session_id: str) -> Addresses:
        scheme, domain = self._settings.preview_scheme, self._settings.preview_domain
        host = f"{session_id}.{domain}"
        socket = "wss" if scheme == "https" else "ws"
        return Addresses(f"{scheme}://{host}/", f"{socket}://{host}/__agent/events", pod.agent_url)

    def sweep(self, index: Index, rules: SweepRules | None = None) -> Sweep:
        """What looks for orphans, from time to time, in one pool manager."""
        parts = (self._client, self.pod_cache, self._leases, self._endings)
        return Sweep(*parts, index, self._namespace, rules)

    def last_words(self, pod: Pod) -> str:
        """What its containers wrote last. Raises NotFound, and Invalid where one never started."""
        logs = [(name, self._client.log(self._namespace, pod.name, name, LOG_LINES)) for name in CONTAINERS]
        return "\n".join(f"{name}: {line}" for name, log in logs for line in log.splitlines())

    def _bind(self, lease: Lease, pod_name: str) -> None:
        self._leases.bind(lease, pod_name)

    def _look_for(self, pod_name: str) -> None:
        try:
            self.pod_cache.put(self._client.get(PODS, self._namespace, pod_name))
        except NotFound:
            self._vanished.add(pod_name)
            self._changes.tell()

    def _has_vanished(self, lease: ClusterLease) -> bool:
        """Whether the API said so: a name is never given twice."""
        return lease.state is LeaseState.HELD and lease.bound in self._vanished

    def _view(self, pod: ClusterPod) -> Pod:
        lease = self._lease_of(pod)
        at = self.pod_cache.heard_at
        return view(pod, lease, self._node(pod), at, self._patience, self._settings.pod_agent_port)

    def _lease_of(self, pod: ClusterPod) -> ClusterLease | None:
        """The lease that a claimed pod is for, held or closing."""
        found = self._lease_cache.by(pod.session_id) if pod.session_id is not None else []
        return next((lease for lease in found if lease.bound in (None, pod.name)), None)

    def _session_pods(self, lease: Lease) -> list[ClusterPod]:
        found = self.pod_cache.by(f"session:{lease.session_id}") or self._claims.pods_of(lease.session_id)
        held = self._leases.seen(lease.project_id)
        bound = held.bound if held is not None else None
        return [pod for pod in found if pod.pool == PoolLabel.CLAIMED and bound in (None, pod.name)]

    def _candidates(self) -> list[ClusterPod]:
        revisions = self._revisions()
        serving = revisions.serving if revisions is not None else None
        warm = self.pod_cache.by(PoolLabel.WARM)
        return [pod for pod in warm if pod.revision == serving and claimable(pod, self._node(pod))]

    def _revisions(self) -> Revisions | None:
        return decide(self._deployments.all(), self.pod_cache.all(), self._settings.pool_revision)

    def _in_window(self) -> bool:
        """Whether the pool shrinks, or may without being heard of: where no watch stands, or one that hangs."""
        heard = (now_ms() - self._deployments.heard_at) / 1000
        deaf = not self._deployments.listens or heard > WATCHES_MISSED * self._pace.watch
        return deaf or self._window.is_open

    def _node(self, pod: ClusterPod) -> ClusterNode | None:
        """Its node; None when it has none, or where nodes can't be read."""
        return self._nodes.get(pod.node) if pod.node is not None and self._nodes.synced else None

    def _stays(self, pod: ClusterPod) -> bool:
        node = self._node(pod)
        return node is None or node.schedulable


def _keys(pod: ClusterPod) -> tuple[str, ...]:
    """What the pods' cache finds them under."""
    if pod.pool in (PoolLabel.RETIRING, PoolLabel.QUARANTINED):
        return (LEAVING,)
    if pod.pool != PoolLabel.CLAIMED:
        return (PoolLabel.WARM,) if pod.counted else ()
    session = f"session:{pod.session_id}"
    return (session,) if pod.leased else (session, UNSETTLED)
