"""Claim a warm pod for a lease: once committed it is for good, a pod can't get two sessions, nor a session two pods."""

import logging
import random
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from common.errors import Conflict, NotFound, Superseded, Unavailable
from common.session_store import now_ms
from pool_manager.backend import Lease, LeaseState
from pool_manager.kubernetes import names
from pool_manager.kubernetes.cache import WatchCache
from pool_manager.kubernetes.client import PODS, KubernetesClient, Selection
from pool_manager.kubernetes.confirm import Confirmer
from pool_manager.kubernetes.leases import Leases
from pool_manager.kubernetes.names import PoolLabel
from pool_manager.kubernetes.objects import ClusterLease, ClusterPod, Json
from pool_manager.pod_client import PodSilent

logger = logging.getLogger(__name__)

ATTEMPTS = 4


class Claims:
    def __init__(
        self,
        client: KubernetesClient,
        pods: WatchCache[ClusterPod],
        leases: Leases,
        confirmer: Confirmer,
        namespace: str,
        manager: str,
        cap: int,
    ) -> None:
        """`cap` bounds the pods that left the pool, whatever became of them."""
        self._client = client
        self._pods = pods
        self._leases = leases
        self._confirmer = confirmer
        self._namespace = namespace
        self._manager = manager
        self._cap = cap
        self._unsure: dict[str, ClusterPod] = {}
        self._locks: dict[str, tuple[threading.Lock, list[None]]] = {}
        self._lock = threading.Lock()

    def claim(
        self, lease: Lease, candidates: Callable[[], list[ClusterPod]], in_window: Callable[[], bool]
    ) -> ClusterPod | None:
        """The lease's pod, or one of `candidates`, picked at random; None when there is none, or none may be taken.

        Raises Superseded when the lease isn't held any more, PodSilent when its pod is just being taken away,
        Unavailable when the API doesn't say how the claim ended: asking again finds out.
        """
        with self._one_at_a_time(lease.session_id):
            held = self._held(lease)
            taken_over = held.manager != self._manager
            if taken_over and self._leases.take_over(lease) is None:
                raise _superseded()
            pod = self._its_own(lease, held, uncached=taken_over)
            if pod is not None:
                self.confirm(pod)
            else:
                pod = self._pick(lease, candidates, in_window)
            if pod is None or not taken_over:
                return pod
            return self._bound(lease, pod)

    def confirm(self, pod: ClusterPod) -> None:
        """Wait until no ReplicaSet can delete a claimed pod any more, if it wasn't seen to let go. Raises PodSilent
        when it is being deleted."""
        if pod.owned and self._confirmer.in_line(pod) is None:
            raise PodSilent("The workspace is going away.")

    def pods_of(self, session_id: str) -> list[ClusterPod]:
        """All pods that carry the session's label, as they are now."""
        found = self._client.list_all(Selection(PODS, self._namespace, f"{names.SESSION}={session_id}")).items
        for pod in found:
            self._pods.put(pod)
        return found

    def _held(self, lease: Lease) -> ClusterLease:
        """The lease as last seen or, if that isn't how it should be, as it is now."""
        for read in (self._leases.seen, self._leases.get):
            found = read(lease.project_id)
            if found is not None and found.of(lease) and found.state is LeaseState.HELD:
                return found
        self._unsure.pop(lease.session_id, None)
        raise _superseded()

    def _its_own(self, lease: Lease, held: ClusterLease, *, uncached: bool) -> ClusterPod | None:
        """The pod that the lease has already."""
        unsure = self._unsure.get(lease.session_id)
        if unsure is not None:
            taken = self._take(unsure, lease)
            if taken is not None:
                return taken
        found = self.pods_of(lease.session_id) if uncached else self._pods.by(f"session:{lease.session_id}")
        mine = [pod for pod in found if pod.pool == PoolLabel.CLAIMED and held.bound in (None, pod.name)]
        if mine and not any(pod.lives for pod in mine):
            # Whether it was activated isn't known here: a second pod of this epoch would be a second writer.
            raise PodSilent("The workspace is going away.")
        return next((pod for pod in sorted(mine, key=_activated_first) if pod.lives), None)

    def _pick(
        self, lease: Lease, candidates: Callable[[], list[ClusterPod]], in_window: Callable[[], bool]
    ) -> ClusterPod | None:
        tried: set[str] = set()
        while True:
            # At random: of many who take the first one all but one lose (5 to 14 s and 240 conflicts for 20 pods).
            left = [pod for pod in candidates() if f"{pod.name}/{pod.version}" not in tried]
            if not left:
                return None
            candidate = random.choice(left)  # noqa: S311 - not for secrets
            tried.add(f"{candidate.name}/{candidate.version}")
            if not self._may_take(candidate, lease):
                return None
            pod = self._take(candidate, lease)
            if pod is None:
                continue
            final = self._checked(lease, pod)
            if final.uid != pod.uid:
                return final
            if not in_window():
                self._confirmer.behind(pod)
                return pod
            confirmed = self._confirmer.in_line(pod)
            if confirmed is not None:
                return confirmed
            self._disown(pod)

    def _may_take(self, candidate: ClusterPod, lease: Lease) -> bool:
        """Whether the cap leaves room for it, with those that others here are just claiming; noted, if so.

        The ReplicaSet makes a new pod for each that is claimed, also beyond the cap: until the leader has shrunk the
        pool, that one may be warm, and is nobody's.
        """
        with self._lock:
            taken = {pod.name for pod in list(self._unsure.values())} | {candidate.name}
            if self._pods.count_beside(PoolLabel.WARM, taken) > self._cap:
                return False
            self._unsure[lease.session_id] = candidate
            return True

    def _take(self, candidate: ClusterPod, lease: Lease) -> ClusterPod | None:
        """Claim this pod as it was read; None when it is not to be had. A 409, a 404 or no answer at all says nothing
        by itself: our own claim may have gone through. The pod's present state does."""
        body = _claimed(candidate, lease, self._manager)
        for _ in range(ATTEMPTS):
            try:
                taken = self._client.patch(PODS, self._namespace, candidate.name, body)
            except (Conflict, NotFound, Unavailable):
                current = self._now(candidate)
                if current is None:
                    break
                if current.session_id == lease.session_id and current.lives:
                    taken = current
                elif current.version == candidate.version:
                    continue  # the claim may still be on its way, so no other pod is tried as long as this can get it
                else:
                    break
            self._pods.put(taken)
            del self._unsure[lease.session_id]
            return taken
        else:
            raise Unavailable("The Kubernetes API doesn't say whether the claim went through.", retryAfter=1)
        del self._unsure[lease.session_id]
        return None

    def _now(self, pod: ClusterPod) -> ClusterPod | None:
        try:
            current = self._client.get(PODS, self._namespace, pod.name)
        except NotFound:
            self._pods.forget(pod)
            return None
        self._pods.put(current)
        return current if current.uid == pod.uid else None

    def _checked(self, lease: Lease, pod: ClusterPod) -> ClusterPod:
        """Read the Lease after the claim: whoever closes it looks for its pods afterwards, and whoever takes it over
        does, too, so one of both sees the other. A pod that a closed lease got is nobody's."""
        held = self._leases.get(lease.project_id)
        if held is None or not held.of(lease) or held.state is not LeaseState.HELD:
            self._disown(pod)
            raise _superseded()
        if held.manager == self._manager and held.bound is None:
            return pod
        return self._bound(lease, pod)  # another pool manager may have claimed for it, too: one pod is the one

    def _bound(self, lease: Lease, pod: ClusterPod) -> ClusterPod:
        """The lease's one pod: this one, or that of the pool manager that was at it before."""
        held = self._leases.bind(lease, pod.name)
        if held is None:
            self._disown(pod)
            raise _superseded()
        if held.bound == pod.name:
            return pod
        self._disown(pod)
        bound = next((one for one in self.pods_of(lease.session_id) if one.name == held.bound), None)
        if bound is None or not bound.lives:
            raise PodSilent("The workspace is going away.")
        return bound

    def _disown(self, pod: ClusterPod) -> None:
        """It was never activated: nobody's any more, to be deleted, never to be warm again."""
        labels = {names.POOL: PoolLabel.RETIRING.value, names.SESSION: None, names.PROJECT: None, names.EPOCH: None}
        body = {"metadata": {"uid": pod.uid, "labels": labels}}
        try:
            self._pods.put(self._client.patch(PODS, self._namespace, pod.name, body, repeatable=True))
        except NotFound:
            self._pods.forget(pod)
        except Conflict:
            logger.warning("A pod was replaced by another of its name", extra={"fields": {"pod": pod.name}})

    @contextmanager
    def _one_at_a_time(self, session_id: str) -> Iterator[None]:
        """Threads of one process that claim for the same lease take turns."""
        with self._lock:
            lock, waiting = self._locks.setdefault(session_id, (threading.Lock(), []))
            waiting.append(None)
        try:
            with lock:
                yield
        finally:
            with self._lock:
                waiting.pop()
                if not waiting:
                    del self._locks[session_id]


def _claimed(pod: ClusterPod, lease: Lease, manager: str) -> Json:
    """The merge patch that claims; under the resourceVersion that was read, so that a pod can't get two sessions.

    (A JSON Patch with `test` doesn't notice a deletionTimestamp that was set since.)
    """
    labels = {
        names.POOL: PoolLabel.CLAIMED.value,
        names.SESSION: lease.session_id,
        names.PROJECT: names.to_name(lease.project_id),
        names.EPOCH: str(lease.epoch),
    }
    notes = {
        names.USER: lease.user_id,
        names.CREATED_AT: str(lease.created_at),
        names.CLAIMED_AT: str(now_ms()),
        names.WARMED_AT: str(pod.warmed_at or pod.created_at),
        names.RESTARTS: str(pod.restarts),
        names.MANAGER: manager,
    }
    meta = {"uid": pod.uid, "resourceVersion": str(pod.version), "labels": labels, "annotations": notes}
    return {"metadata": meta}


def _activated_first(pod: ClusterPod) -> bool:
    return names.ACTIVE not in pod.annotations


def _superseded() -> Superseded:
    return Superseded("Another session has the project by now.")
