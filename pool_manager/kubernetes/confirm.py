"""Confirm a claim: the ReplicaSet has let go of the pod and it isn't being deleted; then it belongs to its Lease."""

import logging
import threading
import time
from collections.abc import Callable
from functools import partial

from common.errors import Conflict, NotFound
from common.session_store import now_ms
from pool_manager.changes import Changes
from pool_manager.kubernetes.cache import WatchCache
from pool_manager.kubernetes.chores import Chores
from pool_manager.kubernetes.client import PODS, KubernetesClient
from pool_manager.kubernetes.objects import ClusterLease, ClusterPod, Json

logger = logging.getLogger(__name__)

# The controllers' default rate of 20 requests a second made a burst of 50 wait 2.0 s at worst.
CONFIRM_SECONDS = 5.0
LOOK_AGAIN_SECONDS = 0.05
# Whoever claimed a pod settles it; should that pool manager be gone, anybody does.
ABANDONED_MS = 10_000
ATTEMPTS = 5

UNSETTLED = "unsettled"
"""The key in the pods' cache of those that are claimed and not yet owned by their Lease."""


class Confirmer:
    def __init__(
        self,
        client: KubernetesClient,
        pods: WatchCache[ClusterPod],
        lease_of: Callable[[ClusterPod], ClusterLease | None],
        changes: Changes,
        chores: Chores,
        namespace: str,
    ) -> None:
        """`lease_of` gives the lease that a claimed pod is for, as last seen."""
        self._client = client
        self._pods = pods
        self._lease_of = lease_of
        self._changes = changes
        self._namespace = namespace
        self._mine: set[str] = set()
        self._chores = chores
        self._lock = threading.Lock()

    def in_line(self, pod: ClusterPod) -> ClusterPod | None:
        """Wait for the ReplicaSet to let go → the pod as it is then, to be settled `behind`; None when it is being
        deleted.

        Decided by uncached reads: no ReplicaSet and no deletionTimestamp in the same version of the pod means that
        the ReplicaSet knows of the claim, so it has no stale view left in which the pod could be deleted.
        """
        until = time.monotonic() + CONFIRM_SECONDS
        while True:
            count = self._changes.count
            try:
                now = self._client.get(PODS, self._namespace, pod.name)
            except NotFound:
                self._pods.forget(pod)
                return None
            self._pods.put(now)
            if not now.lives:
                return None
            if now.owned and time.monotonic() <= until:
                self._changes.wait(count, LOOK_AGAIN_SECONDS)
                continue
            if now.owned:  # no controller is at work that could delete it
                logger.warning("A ReplicaSet doesn't let go of a claimed pod", extra={"fields": {"pod": pod.name}})
            self.behind(now)
            return now

    def behind(self, pod: ClusterPod) -> None:
        """Settle this pod when the ReplicaSet has let go; `look` does it. A pod that turns out to be dying shows up
        as failed, and `mark_active` refuses it."""
        with self._lock:
            self._mine.add(pod.uid)

    def look(self) -> None:
        """Settle, in the background, what can be settled."""
        unsettled = self._pods.by(UNSETTLED)
        with self._lock:
            self._mine &= {pod.uid for pod in unsettled}
        for pod in unsettled:
            lease = self._lease_of(pod)
            if pod.owned or not pod.lives or lease is None:
                continue
            if pod.uid in self._mine or now_ms() - pod.claimed_at > ABANDONED_MS:
                self._chores.run(f"settle:{pod.uid}", partial(self._own, pod, lease))

    def _own(self, pod: ClusterPod, lease: ClusterLease) -> None:
        """Make the Lease the pod's owner, so that deleting the Lease collects the pod."""
        current = pod
        for _ in range(ATTEMPTS):
            if current.owned or current.leased or not current.lives or current.uid != pod.uid:
                break
            try:
                self._pods.put(self._client.patch(PODS, self._namespace, pod.name, _owner(current, lease)))
                break
            except NotFound:
                self._pods.forget(pod)
                break
            except Conflict:
                current = self._client.get(PODS, self._namespace, pod.name)
                self._pods.put(current)
        else:
            return
        with self._lock:
            self._mine.discard(pod.uid)


def _owner(pod: ClusterPod, lease: ClusterLease) -> Json:
    owner = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease", "name": lease.name, "uid": lease.uid}
    meta = {"uid": pod.uid, "resourceVersion": str(pod.version), "ownerReferences": [owner]}
    return {"metadata": meta}
