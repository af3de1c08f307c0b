"""What a kubelet writes into a pod's status."""

from typing import Any

from tests.pool_manager.kube.defaults import now
from tests.pool_manager.kube.resources import Json


def running(pod: Json, address: str) -> Json:
    """Started, not ready yet."""
    started = {"running": {"startedAt": now()}}
    return {
        "phase": "Running",
        "podIP": address,
        "podIPs": [{"ip": address}],
        "hostIP": "127.0.0.1",
        "startTime": now(),
        "containerStatuses": _containers(pod, started, is_ready=False),
        "conditions": _conditions(pod, {"Initialized": True, "ContainersReady": False, "Ready": False}),
    }


def ready(pod: Json, is_ready: bool) -> Json:
    """The same when nothing changes, so that nothing is written."""
    conditions = _conditions(pod, {"ContainersReady": is_ready, "Ready": is_ready})
    old: list[Json] = pod["status"].get("containerStatuses") or []
    waits = any("waiting" in one["state"] for one in old)
    if conditions == pod["status"].get("conditions") and not (is_ready and waits):
        return {}
    state = {"running": {"startedAt": now()}} if waits else None
    return {"conditions": conditions, "containerStatuses": _containers(pod, state, is_ready), "reason": None}


def crashed(pod: Json, times: int) -> Json:
    waiting = {"reason": "CrashLoopBackOff", "message": "back-off restarting failed container"}
    containers = _containers(pod, {"waiting": waiting}, is_ready=False)
    last = {"terminated": {"exitCode": 1, "reason": "Error", "finishedAt": now()}}
    containers = [{**one, "restartCount": times, "lastState": last} for one in containers]
    return {"conditions": _conditions(pod, {"ContainersReady": False, "Ready": False}), "containerStatuses": containers}


def image_missing(pod: Json) -> Json:
    waiting = {"reason": "ImagePullBackOff", "message": "Back-off pulling image: not found"}
    return {
        "hostIP": "127.0.0.1",
        "startTime": now(),
        "conditions": _conditions(pod, {"ContainersReady": False, "Ready": False}),
        "containerStatuses": _containers(pod, {"waiting": waiting}, is_ready=False),
    }


def failed(pod: Json, reason: str, message: str) -> Json:
    """Ended for good, as a node under pressure or a node that is gone leaves it."""
    return {
        "phase": "Failed",
        "reason": reason,
        "message": message,
        "conditions": _conditions(pod, {"ContainersReady": False, "Ready": False, "DisruptionTarget": True}),
    }


def unready(pod: Json, reason: str) -> Json:
    """Said by the node controller of a pod whose node is silent; the phase stays what it was."""
    return {"conditions": _conditions(pod, {"Ready": False}), "reason": reason}


def _conditions(pod: Json, values: dict[str, bool]) -> list[Json]:
    old: dict[str, Json] = {one["type"]: one for one in pod["status"].get("conditions") or ()}
    for kind, value in values.items():
        if old.get(kind, {}).get("status") != str(value):
            old[kind] = {"type": kind, "status": str(value), "lastTransitionTime": now()}
    return list(old.values())


def _containers(pod: Json, state: Json | None, is_ready: bool) -> list[Json]:
    """`state` None keeps each one's own."""
    old: dict[str, Any] = {one["name"]: one for one in pod["status"].get("containerStatuses") or ()}
    found = []
    for container in pod["spec"]["containers"]:
        name = container["name"]
        before = old.get(name, {"restartCount": 0, "lastState": {}, "state": {}})
        fresh = {"name": name, "image": container.get("image", ""), "imageID": "", "started": True, "ready": is_ready}
        found.append({**before, **fresh, "state": state or before["state"]})
    return found
