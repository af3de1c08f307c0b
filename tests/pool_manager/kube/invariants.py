"""What must never be, read from the whole history and from what is there now. Sessions' ids are taken to be unique."""

from collections import defaultdict
from collections.abc import Iterable

from tests.pool_manager.kube.resources import LEASES, PODS
from tests.pool_manager.kube.store import Change, Store, Version

POOL = "storydream.io/pool"
SESSION = "storydream.io/session"
PROJECT = "storydream.io/project"
LEASE = "storydream.io/lease"


def double_claims(history: Iterable[Change]) -> list[str]:
    """Pods that two sessions had, and projects that had two claimed pods at the same time, neither of them dying."""
    found: list[str] = []
    session_of: dict[str, str] = {}
    pods_of: dict[str, set[str]] = defaultdict(set)
    for change in history:
        if change.resource is not PODS:
            continue
        pod, uid = change.last, change.last.uid
        session, project = pod.labels.get(SESSION), pod.labels.get(PROJECT)
        if session and session_of.setdefault(uid, session) != session:
            found.append(f"pod {pod.key[1]} had the sessions {session_of[uid]} and {session}")
            session_of[uid] = session
        if project:
            claimed = not change.removes and _is_claimed(pod)
            (pods_of[project].add if claimed else pods_of[project].discard)(uid)
            begins = claimed and not (change.before and _is_claimed(change.before))
            if begins and len(pods_of[project]) > 1:
                found.append(f"project {project} had {len(pods_of[project])} pods at once")
    return found


def killed_sessions(history: Iterable[Change], except_by: Iterable[str] = ()) -> list[str]:
    """Claimed pods whose end somebody else than `except_by` decided while their session held a lease."""
    allowed = set(except_by)
    holders: dict[str, str] = {}
    held_by: dict[str, str] = {}
    found = []
    for change in history:
        name = change.last.key[1]
        if change.resource is LEASES:
            held_by.pop(holders.pop(name, ""), None)
            if not change.removes and (holder := _holder(change.last)):
                holders[name], held_by[holder] = holder, name
        elif change.resource is PODS and change.ends_life and change.author.name not in allowed:
            session = change.last.labels.get(SESSION)
            if session in held_by:
                found.append(f"{name} of session {session}: {change.author.name}, {change.author.reason}")
    return found


def leaks(store: Store) -> list[str]:
    """Now: claimed pods whose session holds no lease, held leases without a pod, warm pods without an owner."""
    with store.lock:
        leases = [one for one in store.tables[LEASES].objects.values() if one.labels.get(LEASE) == "project"]
        pods = [pod for pod in store.tables[PODS].objects.values() if not pod.dying]
    holders = {_holder(lease): lease.key[1] for lease in leases if _holder(lease)}
    sessions = {pod.labels.get(SESSION) for pod in pods if _is_claimed(pod)}
    orphans = [
        f"pod {pod.key[1]} is claimed by {pod.labels.get(SESSION)}, which holds no lease"
        for pod in pods
        if _is_claimed(pod) and pod.labels.get(SESSION) not in holders
    ]
    strays = [f"pod {pod.key[1]} is warm and nobody's" for pod in pods if _is_warm(pod) and not pod.owners]
    waiting = [
        f"lease {lease} is held by {holder}, which has no pod"
        for holder, lease in holders.items()
        if holder not in sessions
    ]
    return orphans + strays + waiting


def _holder(lease: Version) -> str:
    holder: str = (lease.body.get("spec") or {}).get("holderIdentity") or ""
    return holder


def _is_claimed(pod: Version) -> bool:
    return not pod.dying and pod.labels.get(POOL) == "claimed"


def _is_warm(pod: Version) -> bool:
    return pod.labels.get(POOL) == "warm"
