"""What holds after every step, read from the whole history of the cluster."""

from collections import defaultdict
from collections.abc import Container, Iterable

from tests.pool_manager.kube.resources import LEASES, PODS
from tests.pool_manager.kube.store import Change, Version

POOL = "storydream.io/pool"
SESSION = "storydream.io/session"
ACTIVE = "storydream.io/active"


def epochs_that_did_not_rise(history: Iterable[Change]) -> list[str]:
    """Of each project's Lease: a new session has a higher epoch than all before it, and no epoch ever falls."""
    found, highest, holders = [], defaultdict[str, int](int), dict[str, str]()
    for change in history:
        if change.resource is not LEASES or change.removes or not (session := _note(change.last, "session")):
            continue
        project, epoch = change.last.key[1], int(_note(change.last, "epoch") or 0)
        fresh = holders.get(project) != session
        if epoch < highest[project] or (fresh and epoch == highest[project]):
            found.append(f"{project}: {epoch} for {session} after {highest[project]}")
        holders[project], highest[project] = session, max(epoch, highest[project])
    return found


def sessions_with_two_active_pods(history: Iterable[Change]) -> list[str]:
    """A committed claim is sticky: who was handed a pod never gets another one under the same session."""
    pods: dict[str, set[str]] = defaultdict(set)
    for change in history:
        if change.resource is PODS and _is_open(change.last):
            pods[change.last.labels[SESSION]].add(change.last.key[1])
    return [f"{session} had {sorted(names)}" for session, names in pods.items() if len(names) > 1]


def pods_that_became_warm_again(history: Iterable[Change]) -> list[str]:
    """Nothing that left the pool returns to it."""
    changes = [one for one in history if one.resource is PODS and one.before is not None and not one.removes]
    return [
        f"{one.last.key[1]} by {one.author.name}"
        for one in changes
        if one.last.labels.get(POOL) == "warm" and one.before and one.before.labels.get(POOL) not in (None, "warm")
    ]


def sessions_killed(history: Iterable[Change], managers: Container[str], others: Container[str]) -> list[str]:
    """Open sessions' pods whose end was decided by somebody else than `others`, or by one of the pool managers while
    the session still held its lease."""
    found: list[str] = []
    states: dict[str, str] = {}
    for change in history:
        if change.resource is LEASES and not change.removes:
            states[_note(change.last, "session")] = _note(change.last, "state")
        elif change.resource is PODS and change.ends_life and _is_open(change.last):
            session, author = change.last.labels[SESSION], change.author.name
            released = author in managers and states.get(session) != "held"
            if not released and author not in others:
                found.append(f"{change.last.key[1]} of {session} by {author}: {change.author.reason}")
    return found


def ended_unsaved(history: Iterable[Change], managers: Container[str], saved: Container[str]) -> list[str]:
    """Pods of open sessions that a pool manager ended as saved, and that were not."""
    return [
        f"{change.last.key[1]} of {change.last.labels[SESSION]}"
        for change in history
        if change.resource is PODS
        and change.ends_life
        and change.author.name in managers
        and _is_open(change.last)
        and change.last.body["status"].get("phase") == "Running"
        and change.last.labels[SESSION] not in saved
    ]


def _is_open(pod: Version) -> bool:
    """Whether a session has it and it was activated."""
    notes = pod.body["metadata"].get("annotations") or {}
    return pod.labels.get(POOL) == "claimed" and ACTIVE in notes and SESSION in pod.labels


def _note(lease: Version, name: str) -> str:
    value: str = (lease.body["metadata"].get("annotations") or {}).get(f"storydream.io/{name}") or ""
    return value
