"""How a pod ends: saved ones are deleted, unsaved ones and those that never became warm are kept for a while."""

import logging
import time
from functools import partial

from common.errors import Conflict, NotFound
from common.session_store import now_ms
from pool_manager.backend import Pod, PodState
from pool_manager.changes import Changes
from pool_manager.kubernetes import names
from pool_manager.kubernetes.cache import WatchCache
from pool_manager.kubernetes.chores import Chores
from pool_manager.kubernetes.client import PODS, KubernetesClient
from pool_manager.kubernetes.names import PoolLabel
from pool_manager.kubernetes.objects import ClusterPod, Json

logger = logging.getLogger(__name__)

# A saved pod has nothing left to do on SIGTERM.
SAVED_GRACE_SECONDS = 5
# What deleting a pod takes at most where its node lives: the grace and a little more.
GONE_SECONDS = 8.0
ASK_AGAIN_SECONDS = 2.0
# Of pods that never became warm so many are kept: one shows what is wrong, the others only cost.
SPECIMENS = 3
ATTEMPTS = 4

LEAVING = "leaving"
"""The key in the pods' cache of those that are retiring or quarantined."""


class Endings:
    def __init__(
        self,
        client: KubernetesClient,
        pods: WatchCache[ClusterPod],
        changes: Changes,
        chores: Chores,
        namespace: str,
        quarantine_seconds: float,
    ) -> None:
        self._client = client
        self._pods = pods
        self._changes = changes
        self._chores = chores
        self._namespace = namespace
        self._quarantine_seconds = quarantine_seconds

    def end(self, pod: ClusterPod, *, saved: bool) -> None:
        """End a session's pod; returns when it is gone, or after a while. An unsaved one that lives is quarantined:
        its agent tries on, and gets its time once more when it is deleted in the end."""
        if not saved and pod.lives:
            self.quarantine(pod, "it could not save")
            return
        if not pod.deleting:
            self._delete(pod, SAVED_GRACE_SECONDS if saved else None)
        self._await_gone(pod)

    def remove(self, pod: Pod) -> None:
        """End a pod that no session has, if that is still so."""
        current = self._pods.get(pod.name)
        if current is None or current.uid != pod.uid or current.pool != PoolLabel.WARM or current.deleting:
            return
        if pod.state is PodState.FAILED and pod.warmed_at is None:
            kept = [one for one in self._pods.by(LEAVING) if one.pool == PoolLabel.QUARANTINED]
            if current.lives and len(kept) < SPECIMENS:
                self.quarantine(current, pod.reason or "it never became warm")
                return
        if self.retire(current):
            self._delete(current, None)

    def retire(self, pod: ClusterPod) -> bool:
        """Take a warm pod out of the pool, so that nobody can claim it any more; False when somebody was first.

        It leaves the ReplicaSet's selector, too: that deletes nothing then, and this process deletes it.
        """
        labels = {names.POOL: PoolLabel.RETIRING.value}
        return self._mark(pod, labels, {names.DELETION_COST: "-1000"}) is not None

    def quarantine(self, pod: ClusterPod, reason: str) -> None:
        """Keep a pod for a while, out of everybody's way."""
        until = now_ms() + int(1000 * self._quarantine_seconds)
        notes = {names.REASON: reason[:200], names.KEEP_UNTIL: str(until)}
        if self._mark(pod, {names.POOL: PoolLabel.QUARANTINED.value}, notes) is not None:
            logger.warning("A pod is in quarantine: %s", reason, extra={"fields": {"pod": pod.name}})

    def look(self) -> None:
        """Delete, in the background, what is retiring, and what was in quarantine long enough."""
        for pod in self._pods.by(LEAVING):
            if pod.deleting or (pod.pool == PoolLabel.QUARANTINED and pod.keep_until > now_ms()):
                continue
            self._chores.run(f"delete:{pod.uid}", partial(self._delete, pod, None))

    def _mark(self, pod: ClusterPod, labels: Json, notes: Json) -> ClusterPod | None:
        """Change what the pod is; a warm one only if it is as it was read, for somebody may just be claiming it, and
        then None says that it isn't. A lost answer is settled by whoever asked: it looks again."""
        meta = {"uid": pod.uid, "labels": labels, "annotations": notes}
        warm = pod.pool == PoolLabel.WARM
        if warm:
            meta["resourceVersion"] = str(pod.version)
        try:
            marked = self._client.patch(PODS, self._namespace, pod.name, {"metadata": meta}, repeatable=not warm)
        except NotFound:
            self._pods.forget(pod)
            return None
        except Conflict:
            self._is_there(pod)
            return None
        self._pods.put(marked)
        return marked

    def _delete(self, pod: ClusterPod, grace: int | None) -> None:
        """Of this uid only: another pod by the same name is another's. A 409 is settled by reading which it is."""
        for _ in range(ATTEMPTS):
            try:
                self._client.delete(PODS, self._namespace, pod.name, {"uid": pod.uid}, grace)
            except NotFound:
                self._pods.forget(pod)
            except Conflict:
                if self._is_there(pod):
                    continue
            return

    def _is_there(self, pod: ClusterPod) -> bool:
        """Whether it is, as the API says now, and not another one by its name."""
        try:
            current = self._client.get(PODS, self._namespace, pod.name)
        except NotFound:
            self._pods.forget(pod)
            return False
        self._pods.put(current)
        return current.uid == pod.uid

    def _await_gone(self, pod: ClusterPod) -> None:
        until = time.monotonic() + GONE_SECONDS
        ask_at = time.monotonic() + ASK_AGAIN_SECONDS
        while time.monotonic() < until:
            count = self._changes.count
            current = self._pods.get(pod.name)
            if current is None or current.uid != pod.uid:
                return
            if time.monotonic() > ask_at:
                ask_at = time.monotonic() + ASK_AGAIN_SECONDS
                try:
                    self._pods.put(self._client.get(PODS, self._namespace, pod.name))
                except NotFound:
                    self._pods.forget(pod)
            self._changes.wait(count, 0.2)
        # Its node may be lost. The next session's epoch fences it off, so nobody has to wait for it.
        logger.warning("A deleted pod doesn't go", extra={"fields": {"pod": pod.name}})
