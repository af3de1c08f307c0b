"""Projects' Leases: each change is made under the resourceVersion that was read, and a lost answer is read again."""

import random
import time
from collections.abc import Callable
from datetime import UTC, datetime

from common.errors import Conflict, NotFound, Unavailable
from common.session_store import now_ms
from pool_manager.backend import Lease, LeaseState
from pool_manager.kubernetes import names
from pool_manager.kubernetes.cache import WatchCache
from pool_manager.kubernetes.client import LEASES, KubernetesClient
from pool_manager.kubernetes.objects import ClusterLease, Json

# Of 20 who want one Lease each loses at most 19 times; beyond that something else is wrong.
ATTEMPTS = 20
PAUSE_SECONDS = 0.02


class Leases:
    def __init__(self, client: KubernetesClient, cache: WatchCache[ClusterLease], namespace: str, manager: str) -> None:
        """`cache` has those that are held or closing; `manager` names this pool manager in the Leases it takes."""
        self._client = client
        self._cache = cache
        self._namespace = namespace
        self._manager = manager

    def taken(self) -> list[ClusterLease]:
        """Those that are held or closing, as last seen."""
        return self._cache.all()

    def seen(self, project_id: str) -> ClusterLease | None:
        """The project's, if it is held or closing, as last seen."""
        return self._cache.get(names.to_name(project_id))

    def get(self, project_id: str) -> ClusterLease | None:
        """As it is now, also when free."""
        try:
            found = self._client.get(LEASES, self._namespace, names.to_name(project_id))
        except NotFound:
            return None
        self._cache.put(found)
        return found

    def reserve(self, project_id: str, session_id: str, user_id: str, epoch_floor: int) -> ClusterLease:
        """Take it with epoch 1 + max(epoch_floor, its own), or return it as somebody has it."""

        def take(current: ClusterLease | None) -> Json | None:
            if current is not None and current.taken:
                return None
            epoch = 1 + max(epoch_floor, current.epoch if current is not None else 0)
            notes = {
                names.SESSION: session_id,
                names.EPOCH: str(epoch),
                names.USER: user_id,
                names.CREATED_AT: str(now_ms()),
                names.MANAGER: self._manager,
                names.BOUND: None,
            }
            return _change(LeaseState.HELD, session_id, notes)

        lease = self._amend(project_id, take)
        if lease is None:
            raise Unavailable("The project's lease could not be taken.", retryAfter=1)
        return lease

    def take_over(self, lease: Lease) -> ClusterLease | None:
        """Claim for a lease that another pool manager took; None when it isn't held by this session any more."""

        def take(current: ClusterLease | None) -> Json | None:
            if not _held(current, lease) or (current is not None and current.manager == self._manager):
                return None
            return {"metadata": {"annotations": {names.MANAGER: self._manager}}}

        current = self._amend(lease.project_id, take)
        return current if _held(current, lease) else None

    def bind(self, lease: Lease, pod_name: str) -> ClusterLease | None:
        """Say that this pod is the lease's one pod, unless another is → the lease as it stands; None as above."""

        def bind(current: ClusterLease | None) -> Json | None:
            if not _held(current, lease) or (current is not None and current.bound is not None):
                return None
            return {"metadata": {"annotations": {names.BOUND: pod_name}}}

        current = self._amend(lease.project_id, bind)
        return current if _held(current, lease) else None

    def close(self, lease: Lease) -> bool:
        """Let it be closing; False when it is free or another session's."""

        def close(current: ClusterLease | None) -> Json | None:
            if current is None or not current.of(lease) or current.state is LeaseState.CLOSING:
                return None
            return _change(LeaseState.CLOSING, lease.session_id, {})

        current = self._amend(lease.project_id, close)
        return current is not None and current.of(lease)

    def free(self, lease: Lease) -> None:
        """Let go of it, if it is this session's; its epoch stays."""

        def free(current: ClusterLease | None) -> Json | None:
            if current is None or not current.of(lease):
                return None
            return _change(LeaseState.FREE, None, {names.BOUND: None, names.MANAGER: None})

        self._amend(lease.project_id, free)

    def _amend(self, project_id: str, decide: Callable[[ClusterLease | None], Json | None]) -> ClusterLease | None:
        """Read, decide, write, until the decision is that nothing is left to do → the lease as it stands.

        A write of which the answer was lost is settled by the read that the next attempt begins with.
        """
        lost: Unavailable | None = None
        for _ in range(ATTEMPTS):
            current = self.get(project_id)
            body = decide(current)
            if body is None:
                return current
            try:
                written = self._write(project_id, current, body)
            except (Conflict, NotFound):
                time.sleep(PAUSE_SECONDS * random.random())  # noqa: S311 - not for secrets
                continue
            except Unavailable as error:
                lost = error
                time.sleep(5 * PAUSE_SECONDS * random.random())  # noqa: S311 - not for secrets
                continue
            self._cache.put(written)
            return written
        raise lost or Unavailable("The project's lease changes all the time.", retryAfter=1)

    def _write(self, project_id: str, current: ClusterLease | None, body: Json) -> ClusterLease:
        name = names.to_name(project_id)
        if current is None:
            labels = {**body["metadata"]["labels"], names.PROJECT: name}
            notes = {key: value for key, value in body["metadata"]["annotations"].items() if value is not None}
            meta = {"name": name, "labels": labels, "annotations": notes}
            kind = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease"}
            return self._client.create(LEASES, self._namespace, {**kind, "metadata": meta, "spec": body["spec"]})
        meta = {**body["metadata"], "resourceVersion": str(current.version), "uid": current.uid}
        return self._client.patch(LEASES, self._namespace, name, {**body, "metadata": meta})


def _held(current: ClusterLease | None, lease: Lease) -> bool:
    return current is not None and current.state is LeaseState.HELD and current.session_id == lease.session_id


def _change(state: LeaseState, holder: str | None, notes: dict[str, str | None]) -> Json:
    """The merge patch to this state."""
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {
        "metadata": {
            "labels": {names.LEASE: "project", names.TAKEN: None if state is LeaseState.FREE else "true"},
            "annotations": {names.STATE: state.value, **notes},
        },
        "spec": {"holderIdentity": holder, "renewTime": now},
    }
