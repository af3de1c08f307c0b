"""What the cluster's objects say, as far as the pool needs it: read from JSON once, unchangeable afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from common.models import Isolation
from pool_manager.backend import Lease, LeaseState
from pool_manager.kubernetes import names
from pool_manager.kubernetes.names import PoolLabel

Json = dict[str, Any]

# These don't get better by waiting; a slow image pull does.
HOPELESS = frozenset({"CrashLoopBackOff", "InvalidImageName", "CreateContainerConfigError", "RunContainerError"})
# Set by the node controller, the autoscaler and GKE on a node that is about to go, or can't be reached.
GOING_TAINTS = frozenset(
    {
        "node.kubernetes.io/unreachable",
        "node.kubernetes.io/not-ready",
        "node.kubernetes.io/out-of-service",
        "ToBeDeletedByClusterAutoscaler",
        "cloud.google.com/impending-node-termination",
    }
)
# Readiness is first reported within a second of the pod's start, in whole seconds: later than this it has changed.
_FIRST_REPORT_MS = 2_000


class Stored(Protocol):
    """What every object has. `version` is its resourceVersion: a number that grows with each change in the cluster."""

    @property
    def name(self) -> str: ...
    @property
    def uid(self) -> str: ...
    @property
    def version(self) -> int: ...


@dataclass(frozen=True)
class ClusterPod:
    """A pod. Times in ms since 1970; `started_at` when its node took it; `owned` while a ReplicaSet has it."""

    name: str
    uid: str
    version: int
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    owned: bool
    leased: bool
    deleting: bool
    created_at: int
    started_at: int | None
    node: str | None
    ip: str
    phase: str
    ready: bool
    ready_changed_at: int | None
    trouble: str | None
    restarts: int
    isolation: Isolation

    @property
    def pool(self) -> str:
        return self.labels.get(names.POOL, "")

    @property
    def session_id(self) -> str | None:
        return self.labels.get(names.SESSION)

    @property
    def revision(self) -> str:
        return self.labels.get(names.REVISION, "")

    @property
    def dead(self) -> bool:
        return self.phase in ("Failed", "Succeeded")

    @property
    def lives(self) -> bool:
        """Whether it will still be there in a moment."""
        return not self.dead and not self.deleting

    @property
    def counted(self) -> bool:
        """Whether its ReplicaSet counts it: in the pool, and not on its way out."""
        return self.pool == PoolLabel.WARM and self.lives

    @property
    def crashed(self) -> bool:
        """Whether a container ended since the pod was claimed. It starts again, ready and without its session."""
        before = _number(self.annotations, names.RESTARTS)
        return before is not None and self.restarts > before

    @property
    def claimed_at(self) -> int:
        """0 where nobody noted it."""
        return _number(self.annotations, names.CLAIMED_AT) or 0

    @property
    def keep_until(self) -> int:
        """How long it is in quarantine; 0 where nobody noted it."""
        return _number(self.annotations, names.KEEP_UNTIL) or 0

    @property
    def warmed_at(self) -> int | None:
        """When it became warm; None when it never did."""
        noted = _number(self.annotations, names.WARMED_AT)
        if noted is not None:
            return noted
        if self.ready_changed_at is None:
            return None
        was_ready = self.started_at is not None and self.ready_changed_at - self.started_at > _FIRST_REPORT_MS
        return self.ready_changed_at if self.ready or was_ready else None


@dataclass(frozen=True)
class ClusterLease:
    """A project's Lease, or the leader's. `bound` names the one pod it has, where that was in question.

    `renewed_at` in ms since 1970: when its state last changed.
    """

    name: str
    uid: str
    version: int
    project_id: str
    session_id: str
    epoch: int
    user_id: str
    created_at: int
    state: LeaseState
    manager: str | None
    bound: str | None
    renewed_at: int | None

    @property
    def taken(self) -> bool:
        return self.state is not LeaseState.FREE

    def lease(self) -> Lease:
        return Lease(self.project_id, self.session_id, self.epoch, self.user_id, self.created_at, self.state)

    def of(self, lease: Lease) -> bool:
        """Whether it is this session's, held or closing."""
        return self.taken and self.session_id == lease.session_id


@dataclass(frozen=True)
class PoolDeployment:
    """The Deployment of a pool revision. `surplus` while its controllers have pods to delete: too many, or old ones."""

    name: str
    uid: str
    version: int
    revision: str
    created_at: int
    generation: int
    replicas: int
    surplus: bool


@dataclass(frozen=True)
class ClusterNode:
    """A node. `going` says why its pods will have to leave, None where they may stay."""

    name: str
    uid: str
    version: int
    ready: bool
    going: str | None

    @property
    def schedulable(self) -> bool:
        return self.ready and self.going is None


def read_pod(item: Json) -> ClusterPod:
    meta, spec, status = item["metadata"], item.get("spec", {}), item.get("status", {})
    ready = _condition(status, "Ready")
    owners = meta.get("ownerReferences") or []
    return ClusterPod(
        **_identity(meta),
        labels=meta.get("labels") or {},
        annotations=meta.get("annotations") or {},
        owned=any(owner.get("controller") for owner in owners),
        leased=any(owner.get("kind") == "Lease" for owner in owners),
        deleting=bool(meta.get("deletionTimestamp")),
        created_at=_ms(meta["creationTimestamp"]) or 0,
        started_at=_ms(status.get("startTime")),
        node=spec.get("nodeName"),
        ip=status.get("podIP", ""),
        phase=status.get("phase", "Pending"),
        ready=ready.get("status") == "True",
        ready_changed_at=_ms(ready.get("lastTransitionTime")),
        trouble=_trouble(status),
        restarts=sum(int(one.get("restartCount", 0)) for one in status.get("containerStatuses") or []),
        isolation="full" if spec.get("runtimeClassName") == "gvisor" else "unknown",
    )


def read_lease(item: Json) -> ClusterLease:
    """Raises ValueError for an epoch or a state that is none: to guess one could give a project two writers."""
    meta = item["metadata"]
    notes = meta.get("annotations") or {}
    holder = (item.get("spec") or {}).get("holderIdentity")
    return ClusterLease(
        **_identity(meta),
        project_id=names.from_name(meta["name"]),
        session_id=holder or notes.get(names.SESSION, ""),
        epoch=int(notes.get(names.EPOCH, 0)),
        user_id=notes.get(names.USER, ""),
        created_at=_number(notes, names.CREATED_AT) or 0,
        state=LeaseState(notes.get(names.STATE, LeaseState.HELD)) if holder else LeaseState.FREE,
        manager=notes.get(names.MANAGER),
        bound=notes.get(names.BOUND),
        renewed_at=_ms((item.get("spec") or {}).get("renewTime")),
    )


def read_deployment(item: Json) -> PoolDeployment:
    meta, spec, status = item["metadata"], item.get("spec", {}), item.get("status", {})
    generation, replicas = int(meta.get("generation", 1)), int(spec.get("replicas", 1))
    present, updated = int(status.get("replicas", 0)), int(status.get("updatedReplicas", 0))
    labels = spec.get("selector", {}).get("matchLabels", {})
    return PoolDeployment(
        **_identity(meta),
        revision=labels.get(names.REVISION, ""),
        created_at=_ms(meta["creationTimestamp"]) or 0,
        generation=generation,
        replicas=replicas,
        surplus=present > replicas or updated < present,
    )


def read_node(item: Json) -> ClusterNode:
    spec = item.get("spec", {})
    taints = [taint["key"] for taint in spec.get("taints") or [] if taint["key"] in GOING_TAINTS]
    going = "its node is being drained" if spec.get("unschedulable") else None
    if taints:
        going = f"its node has the taint {taints[0]}"
    ready = _condition(item.get("status", {}), "Ready").get("status", "True") == "True"
    return ClusterNode(**_identity(item["metadata"]), ready=ready, going=going)


def claimable(pod: ClusterPod, node: ClusterNode | None) -> bool:
    """Warm, Ready, not on its way out, and on a node that will stay (one that isn't known counts as such)."""
    fit = pod.counted and pod.ready and bool(pod.ip)
    return fit and (node is None or node.schedulable)


def _identity(meta: Json) -> Json:
    return {"name": meta["name"], "uid": meta["uid"], "version": int(meta["resourceVersion"])}


def _number(notes: Mapping[str, str], name: str) -> int | None:
    """A number among the annotations, where anybody may write anything; None when it is none."""
    text = notes.get(name, "")
    return int(text) if text.isdecimal() else None


def _condition(status: Json, kind: str) -> Json:
    found: Json = next((one for one in status.get("conditions") or [] if one["type"] == kind), {})
    return found


def _trouble(status: Json) -> str | None:
    """Why its containers don't run, in a few words."""
    if status.get("reason"):
        return f"{status['reason']}: {status.get('message', '')}"[:200].rstrip(": ")
    for container in status.get("containerStatuses") or []:
        waiting = (container.get("state") or {}).get("waiting") or {}
        if waiting.get("reason") not in (None, "ContainerCreating", "PodInitializing"):
            return str(waiting["reason"])
        ended = (container.get("state") or {}).get("terminated") or {}
        if ended:
            return f"its container {container.get('name', '')} ended: {ended.get('reason', 'unknown')}"
    return None


def _ms(text: str | None) -> int | None:
    """RFC 3339 → ms since 1970."""
    return int(datetime.fromisoformat(text).timestamp() * 1000) if text else None
