"""What must never be, read from the whole history and from what is there now."""

from collections import defaultdict
from collections.abc import Iterable

from tests.pool_manager.kube.resources import LEASES, PODS, Json
from tests.pool_manager.kube.store import Change, Store, Version

POOL = "storydream.io/pool"
SESSION = "storydream.io/session"
PROJECT = "storydream.io/project"


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
            claimed = not change.removes and not pod.dying and pod.labels.get(POOL) == "claimed"
            (pods_of[project].add if claimed else pods_of[project].discard)(uid)
            if claimed and len(pods_of[project]) > 1 and not _was_claimed(change.before):
                found.append(f"project {project} had {len(pods_of[project])} pods at once")
    return found


def killed_sessions(history: Iterable[Change], except_by: Iterable[str] = ()) -> list[str]:
    """Claimed pods whose end somebody else than `except_by` decided while a session held their project's lease."""
    allowed = set(except_by)
    holders: dict[str, str] = {}
    found = []
    for change in history:
        name = change.last.key[1]
        if change.resource is LEASES:
            holder = (change.last.body.get("spec") or {}).get("holderIdentity")
            holders[name] = "" if change.removes else holder or ""
        elif change.resource is PODS and change.ends_life and change.author.name not in allowed:
            session, project = change.last.labels.get(SESSION), change.last.labels.get(PROJECT, "")
            if session and holders.get(project) == session:
                found.append(f"{name} of session {session}: {change.author.name}, {change.author.reason}")
    return found


def leaks(store: Store) -> list[str]:
    """Now: claimed pods whose session holds no lease, held leases without a pod, warm pods without an owner."""
    with store.lock:
        leases = list(store.tables[LEASES].objects.values())
        pods = [pod for pod in store.tables[PODS].objects.values() if not pod.dying]
    holders = {lease.key[1]: holder for lease in leases if (holder := _holder(lease.body))}
    sessions = {pod.labels.get(SESSION) for pod in pods if _was_claimed(pod)}
    found = []
    for pod in pods:
        session = pod.labels.get(SESSION)
        if _was_claimed(pod) and holders.get(pod.labels.get(PROJECT, "")) != session:
            found.append(f"pod {pod.key[1]} is claimed by {session}, which holds no lease")
        if pod.labels.get(POOL) == "warm" and not pod.owners:
            found.append(f"pod {pod.key[1]} is warm and nobody's")
    held = [lease for lease in leases if lease.labels.get("storydream.io/lease") == "project"]
    for lease in held:
        holder = _holder(lease.body)
        if holder and holder not in sessions:
            found.append(f"lease {lease.key[1]} is held by {holder}, which has no pod")
    return found


def _holder(lease: Json) -> str:
    holder: str = (lease.get("spec") or {}).get("holderIdentity") or ""
    return holder


def _was_claimed(pod: Version | None) -> bool:
    return pod is not None and not pod.dying and pod.labels.get(POOL) == "claimed"
