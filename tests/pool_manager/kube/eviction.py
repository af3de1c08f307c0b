"""The eviction subresource: a delete that asks the PodDisruptionBudgets first."""

import math

from tests.pool_manager.kube.api import Api
from tests.pool_manager.kube.errors import ApiError, too_many_requests
from tests.pool_manager.kube.resources import BUDGETS, PODS, REPLICA_SETS, Json
from tests.pool_manager.kube.selectors import matching_labels
from tests.pool_manager.kube.store import Author, Key, Version


def evict(api: Api, key: Key, eviction: Json, author: Author) -> None:
    """Raises ApiError: 429 when a budget forbids it (the real one then gives no Retry-After), 500 for two budgets."""
    with api.store.lock:
        pod = api.get(PODS, key)
        options = eviction.get("deleteOptions") or {}
        if not pod.dying and pod.body["status"].get("phase") == "Running":
            _ask_budgets(api, pod)
        api.delete(PODS, key, Author(author.name, "evicted"), options)


def _ask_budgets(api: Api, pod: Version) -> None:
    budgets = [budget for budget in api.list(BUDGETS, pod.key[0]) if _selects(budget, pod)]
    if len(budgets) > 1:
        message = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support."
        raise ApiError(500, "InternalError", message)
    for budget in budgets:
        pods = [one for one in api.list(PODS, pod.key[0]) if _selects(budget, one)]
        healthy = [one for one in pods if is_ready(one) and not one.dying]
        needed = _needed(api, budget, pods)
        if pod not in healthy and (needed is None or len(healthy) >= needed):
            continue  # an unhealthy pod goes while the others keep the budget (IfHealthyBudget)
        if needed is None or len(healthy) - 1 < needed:
            name = budget.body["metadata"]["name"]
            why = f"The disruption budget {name} needs {needed} healthy pods and has {len(healthy)} currently"
            causes = [{"reason": "DisruptionBudget", "message": why}]
            raise too_many_requests("Cannot evict pod as it would violate the pod's disruption budget.", 0, causes)


def is_ready(pod: Version) -> bool:
    conditions = pod.body["status"].get("conditions") or ()
    return any(one["type"] == "Ready" and one["status"] == "True" for one in conditions)


def _selects(budget: Version, pod: Version) -> bool:
    selector = budget.body["spec"].get("selector")
    return selector is not None and matching_labels(selector).matches(pod.body)


def _needed(api: Api, budget: Version, pods: list[Version]) -> int | None:
    """Healthy pods that must stay. None where it can't be known: a percentage, or maxUnavailable, of pods without a
    controller that has a scale allows no disruption at all in the real API."""
    spec = budget.body["spec"]
    at_least: int | str | None = spec.get("minAvailable")
    if isinstance(at_least, int):
        return at_least
    owners = {owner["uid"]: owner["name"] for pod in pods for owner in pod.owners if owner.get("controller")}
    if any(not [owner for owner in pod.owners if owner.get("controller")] for pod in pods):
        return None
    sets = [api.store.get(REPLICA_SETS, (budget.key[0], name)) for name in owners.values()]
    expected: int = sum(one.body["spec"]["replicas"] for one in sets if one is not None)
    if at_least is not None:
        return math.ceil(expected * int(at_least.rstrip("%")) / 100)
    at_most: int | str = spec.get("maxUnavailable", 1)
    return expected - (math.ceil(expected * int(at_most.rstrip("%")) / 100) if isinstance(at_most, str) else at_most)
