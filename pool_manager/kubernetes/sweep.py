"""The sweep for what nobody owns, both ways: claimed pods without a held lease, held leases without a pod.

Everything else is decided from what is there, so orphans are left only by a process that died between two writes, or
by a claim that was answered after its session had ended. So there is no hurry: the sweep looks at old ones only, takes
few at a time, and does nothing at all where a reading failed or looks suspicious.
"""

import logging
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from common.errors import Conflict, NotFound
from common.session_store import SessionEvents, SessionRecord, now_ms
from pool_manager.kubernetes import names
from pool_manager.kubernetes.cache import WatchCache
from pool_manager.kubernetes.client import LEASES, PODS, Gone, KubernetesClient, Listing, Selection
from pool_manager.kubernetes.endings import Endings
from pool_manager.kubernetes.leases import Leases
from pool_manager.kubernetes.names import PoolLabel
from pool_manager.kubernetes.objects import ClusterLease, ClusterPod

logger = logging.getLogger(__name__)


class Index(Protocol):
    """What the sweep asks of Redis."""

    def get(self, session_id: str) -> SessionRecord | None: ...
    def events(self, cursor: str = "0-0", limit: int = 100) -> SessionEvents: ...


@dataclass(frozen=True)
class SweepRules:
    """Ages in seconds. A claim takes milliseconds, so a minute is old for a pod. A lease may wait in line for a pod
    (two minutes), then somebody resumes it. A free lease is kept as the memory of its project's epoch, which the edge
    remembers, too."""

    pod_age: float = 60
    lease_age: float = 600
    free_lease_age: float = 30 * 86_400
    cap: int = 10


class Sweep:
    """For one pool manager at a time, the leader. Raises what reading the cluster or Redis raises."""

    def __init__(
        self,
        client: KubernetesClient,
        pods: WatchCache[ClusterPod],
        leases: Leases,
        endings: Endings,
        index: Index,
        namespace: str,
        rules: SweepRules | None = None,
    ) -> None:
        self._client = client
        self._pods = pods
        self._leases = leases
        self._endings = endings
        self._index = index
        self._namespace = namespace
        self._rules = rules or SweepRules()
        self._token = ""

    def run(self) -> Mapping[str, int]:
        """How many of each kind were dealt with; `refused` when the readings didn't look right."""
        all_pods = self._client.list_all(Selection(PODS, self._namespace, names.POOL_PODS))
        all_leases = self._client.list_all(Selection(LEASES, self._namespace, names.TAKEN_LEASES))
        pods, leases = all_pods.items, all_leases.items
        claimed = [pod for pod in pods if pod.pool == PoolLabel.CLAIMED and not pod.deleting]
        suspicion = self._suspicion(all_pods, all_leases, claimed)
        if suspicion is not None:
            logger.error("Nothing is swept: %s", suspicion)
            return {"refused": 1}
        done: Counter[str] = Counter()
        by_session = {lease.session_id: lease for lease in leases}
        # Whose lease can't be read may still have its pod, and a pod that can't be read may be any lease's.
        known = [pod for pod in claimed if pod.labels.get(names.PROJECT) not in all_leases.unread]
        orphans = [pod for pod in known if self._is_orphan(pod, by_session)]
        sessions = {pod.session_id for pod in pods if pod.pool == PoolLabel.CLAIMED}
        empty = [lease for lease in leases if lease.session_id not in sessions and self._is_old(lease)]
        if all_pods.unread:
            empty = []
        if self._too_many(orphans, claimed) or self._too_many(empty, leases):
            logger.error("Nothing is swept: half of all would be")
            return {"refused": 1}
        done["orphan_pod"] = sum(map(self._end_pod, orphans[: self._rules.cap]))
        done["orphan_lease"] = sum(map(self._free, empty[: self._rules.cap]))
        done["old_lease"] = self._forget_old()
        return {kind: count for kind, count in done.items() if count}

    def _suspicion(
        self, pods: Listing[ClusterPod], leases: Listing[ClusterLease], claimed: list[ClusterPod]
    ) -> str | None:
        """Why the readings can't be trusted."""
        if _count(pods) < len(self._pods.all()) / 2 or _count(leases) < len(self._leases.taken()) / 2:
            return "a list lacks more than half of what is known"
        if not self._index.events(limit=1).events:
            return "Redis is empty"
        open_sessions = [pod.session_id for pod in claimed if names.ACTIVE in pod.annotations and pod.session_id]
        if open_sessions and not any(self._index.get(session) for session in open_sessions):
            return "Redis knows none of the open sessions"
        return None

    def _too_many(
        self, found: list[ClusterPod] | list[ClusterLease], of: list[ClusterPod] | list[ClusterLease]
    ) -> bool:
        return len(found) > self._rules.cap and 2 * len(found) > len(of)

    def _is_orphan(self, pod: ClusterPod, leases: Mapping[str, ClusterLease]) -> bool:
        lease = leases.get(pod.session_id or "")  # two pods of one session: the one that its lease is bound to stays
        if lease is not None and lease.bound in (None, pod.name):
            return False
        return now_ms() - pod.claimed_at > 1000 * self._rules.pod_age

    def _is_old(self, lease: ClusterLease) -> bool:
        since = lease.renewed_at or lease.created_at
        return now_ms() - since > 1000 * self._rules.lease_age

    def _end_pod(self, pod: ClusterPod) -> bool:
        """It may hold work: it gets a while in quarantine, where its agent can still bring that to safety."""
        try:
            current = self._client.get(PODS, self._namespace, pod.name)
        except NotFound:
            return False
        project = names.from_name(pod.labels.get(names.PROJECT, ""))
        lease = self._leases.get(project) if project else None
        held = {lease.session_id: lease} if lease is not None and lease.taken else {}
        if current.uid != pod.uid or current.pool != PoolLabel.CLAIMED or not self._is_orphan(current, held):
            return False
        self._endings.quarantine(current, "no lease is held for it")
        return True

    def _free(self, lease: ClusterLease) -> bool:
        """Unless Redis says that the session lives: then somebody will go on with it."""
        known = self._index.get(lease.session_id)
        if known is not None and known.live:
            return False
        labels = f"{names.SESSION}={lease.session_id}"
        if self._client.list_all(Selection(PODS, self._namespace, labels)).items:
            return False
        current = self._leases.get(lease.project_id)
        if current is None or current.version != lease.version:
            return False
        logger.warning("A lease without a pod is freed", extra={"fields": {"project_id": lease.project_id}})
        self._leases.free(lease.lease())
        return True

    def _forget_old(self) -> int:
        """Leases of projects that nobody opened for long; a page at each sweep."""
        try:
            page = self._client.page(Selection(LEASES, self._namespace, names.FREE_LEASES), self._token)
        except Gone:
            self._token = ""
            return 0
        self._token = page.token
        limit = now_ms() - int(1000 * self._rules.free_lease_age)
        old = [lease for lease in page.items if lease.renewed_at is not None and lease.renewed_at < limit]
        return sum(map(self._forget, old))

    def _forget(self, lease: ClusterLease) -> bool:
        as_read = {"uid": lease.uid, "resourceVersion": str(lease.version)}
        try:
            self._client.delete(LEASES, self._namespace, lease.name, as_read)
        except (NotFound, Conflict):
            return False
        return True


def _count(listing: Listing[ClusterPod] | Listing[ClusterLease]) -> int:
    return len(listing.items) + len(listing.unread)
