"""The admission policies, their expressions evaluated as the API server would: what the pool manager does passes, what
a thief of its token would do doesn't."""

import copy
from collections.abc import Callable

import celpy
import pytest
from celpy.adapter import json_to_cel
from celpy.evaluation import CELEvalError

from tests.k8s.conftest import Json, Manifests

CHANGED = "storydream-session-pods"
CREATED = "storydream-session-pods-created"


def _pod(manifests: Manifests, pool: str = "warm") -> Json:
    template = manifests.one("Deployment", "pool-r1")["spec"]["template"]
    pod: Json = copy.deepcopy({"metadata": template["metadata"], "spec": template["spec"]})
    pod["metadata"]["labels"]["storydream.io/pool"] = pool
    pod["metadata"]["ownerReferences"] = [{"kind": "ReplicaSet", "name": "pool-r1-x", "controller": True}]
    return pod


def _refusals(manifests: Manifests, policy: str, pod: Json, before: Json | None = None) -> list[str]:
    """The messages of the validations that don't hold; one that can't be evaluated doesn't (failurePolicy)."""
    spec = manifests.one("ValidatingAdmissionPolicy", policy)["spec"]
    assert spec["failurePolicy"] == "Fail"
    refused = []
    for validation in spec["validations"]:
        environment = celpy.Environment()
        program = environment.program(environment.compile(validation["expression"]))
        given = {"object": json_to_cel(pod), "oldObject": json_to_cel(before)}
        try:
            holds = bool(program.evaluate(given))
        except CELEvalError:
            holds = False
        if not holds:
            refused.append(validation["message"])
    return refused


def _label(name: str, value: str | None) -> Callable[[Json], None]:
    def change(pod: Json) -> None:
        if value is None:
            del pod["metadata"]["labels"][name]
        else:
            pod["metadata"]["labels"][name] = value

    return change


def _owned_by(kind: str) -> Callable[[Json], None]:
    return lambda pod: pod["metadata"].update(ownerReferences=[{"kind": kind, "name": "x"}])


def _other_image(pod: Json) -> None:
    pod["spec"]["containers"][0]["image"] = "somebody/elses"


def _annotated(pod: Json) -> None:
    pod["metadata"].setdefault("annotations", {})["storydream.io/active"] = "ready"


@pytest.mark.parametrize(
    ("pool", "change"),
    [
        ("warm", _label("storydream.io/pool", "claimed")),
        ("warm", _label("storydream.io/pool", "retiring")),
        ("claimed", _label("storydream.io/pool", "quarantined")),
        ("claimed", _owned_by("Lease")),
        ("claimed", _annotated),
        ("claimed", _label("storydream.io/epoch", "7")),
    ],
)
def test_what_the_pool_manager_does_passes(manifests: Manifests, pool: str, change: Callable[[Json], None]) -> None:
    before = _pod(manifests, pool)
    after = copy.deepcopy(before)
    change(after)
    assert _refusals(manifests, CHANGED, after, before) == []


@pytest.mark.parametrize(
    ("pool", "change"),
    [
        ("warm", _other_image),
        ("claimed", _label("storydream.io/pool", "warm")),
        ("quarantined", _label("storydream.io/pool", "warm")),
        ("warm", _label("storydream.io/pool", None)),
        ("warm", _label("storydream.io/revision", "r2")),
        ("warm", _label("app.kubernetes.io/name", "pool-manager")),
        ("claimed", _owned_by("Deployment")),
    ],
)
def test_what_nobody_should_do_with_its_rights_is_refused(
    manifests: Manifests, pool: str, change: Callable[[Json], None]
) -> None:
    before = _pod(manifests, pool)
    after = copy.deepcopy(before)
    change(after)
    assert _refusals(manifests, CHANGED, after, before)


def test_it_is_asked_of_the_pool_manager_in_the_sessions_namespace(manifests: Manifests) -> None:
    spec = manifests.one("ValidatingAdmissionPolicy", CHANGED)["spec"]
    (condition,) = spec["matchConditions"]
    assert condition["expression"] == "request.userInfo.username == 'system:serviceaccount:storydream:pool-manager'"
    for policy in (CHANGED, CREATED):
        binding = manifests.one("ValidatingAdmissionPolicyBinding", policy)["spec"]
        assert "Deny" in binding["validationActions"]
        assert binding["matchResources"]["namespaceSelector"]["matchLabels"] == {
            "kubernetes.io/metadata.name": "storydream-sessions"
        }


def test_a_pod_as_the_pool_makes_it_may_be_created(manifests: Manifests) -> None:
    assert _refusals(manifests, CREATED, _pod(manifests)) == []


def _with_token(pod: Json) -> None:
    pod["spec"]["automountServiceAccountToken"] = True


def _with_secret_volume(pod: Json) -> None:
    pod["spec"]["volumes"].append({"name": "s", "secret": {"secretName": "pool-manager-keys"}})


def _with_host_path(pod: Json) -> None:
    pod["spec"]["volumes"].append({"name": "h", "hostPath": {"path": "/"}})


def _with_secret_variable(pod: Json) -> None:
    source = {"secretKeyRef": {"name": "keys", "key": "edge"}}
    pod["spec"]["containers"][1].setdefault("env", []).append({"name": "X", "valueFrom": source})


def _with_secret_environment(pod: Json) -> None:
    pod["spec"]["containers"][0]["envFrom"].append({"secretRef": {"name": "keys"}})


@pytest.mark.parametrize(
    "change", [_with_token, _with_secret_volume, _with_host_path, _with_secret_variable, _with_secret_environment]
)
def test_a_pod_with_a_token_or_a_secret_may_not(manifests: Manifests, change: Callable[[Json], None]) -> None:
    pod = _pod(manifests)
    change(pod)
    assert len(_refusals(manifests, CREATED, pod)) == 1
