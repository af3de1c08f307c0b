"""What the pool is called in the cluster: labels, annotations, object names. Shared with the manifests under k8s/."""

from enum import StrEnum

APP = "app.kubernetes.io/name"
SESSION_POD = "session-pod"

POOL = "storydream.io/pool"
REVISION = "storydream.io/revision"
SESSION = "storydream.io/session"
PROJECT = "storydream.io/project"
EPOCH = "storydream.io/epoch"
LEASE = "storydream.io/lease"
TAKEN = "storydream.io/taken"
"""On a Lease while it is held or closing: what is watched grows with live sessions, not with projects ever opened."""

USER = "storydream.io/user"
CREATED_AT = "storydream.io/created-at"
ACTIVE = "storydream.io/active"
REASON = "storydream.io/reason"
STATE = "storydream.io/state"
MANAGER = "storydream.io/manager"
"""On a Lease: which pool manager claims for it."""
BOUND = "storydream.io/pod"
"""On a Lease: the one pod it has, where more than one pool manager may have claimed for it."""
CLAIMED_AT = "storydream.io/claimed-at"
WARMED_AT = "storydream.io/warmed-at"
RESTARTS = "storydream.io/restarts"
"""How often the pod's containers had been restarted when it was claimed: once more, and its session is lost."""
KEEP_UNTIL = "storydream.io/keep-until"
DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"

POOL_PODS = f"{APP}={SESSION_POD}"
TAKEN_LEASES = f"{LEASE}=project,{TAKEN}=true"
FREE_LEASES = f"{LEASE}=project,!{TAKEN}"


class PoolLabel(StrEnum):
    """The label `storydream.io/pool`. Only `warm` is in a ReplicaSet's selector; nothing ever returns to it."""

    WARM = "warm"
    CLAIMED = "claimed"
    RETIRING = "retiring"
    QUARANTINED = "quarantined"


# An id may end with "-", a DNS name and a label's value may not. No id has a ".", so this stays one to one.
_ENDS_WITH_DASH = "0.dash"


def to_name(project_id: str) -> str:
    """A project's id as the name of an object and the value of a label."""
    return project_id + _ENDS_WITH_DASH if project_id.endswith("-") else project_id


def from_name(name: str) -> str:
    """The project's id again."""
    return name.removesuffix(_ENDS_WITH_DASH)
