"""What the manifests promise: schemas, least rights, two users a pod, no way out but the proxy, nothing by root."""

import re
from typing import Any

import kubernetes_validate
import pytest

from pool_manager.kubernetes import names
from pool_manager.settings import PoolManagerSettings
from session_pod.runner.settings import RunnerSettings
from session_pod.settings import AgentSettings
from tests.k8s.conftest import Json, Manifests

VERSION = "1.34"
EXTENSIONS = {  # kinds of GKE and of the External Secrets operator; their schemas are with them
    "ComputeClass",
    "ExternalSecret",
    "GCPBackendPolicy",
    "Gateway",
    "HTTPRoute",
    "HealthCheckPolicy",
    "PodMonitoring",
    "SecretStore",
}
POOL = "pool-r1"


def _containers(manifests: Manifests) -> list[tuple[str, Json]]:
    return [(name, container) for name, spec in manifests.pod_specs() for container in spec["containers"]]


def _cpu(text: str) -> float:
    return float(text[:-1]) / 1000 if text.endswith("m") else float(text)


def _mib(text: str) -> float:
    units = {"Mi": 1, "Gi": 1024}
    return float(text[:-2]) * units[text[-2:]]


def test_every_object_is_what_its_schema_says(manifests: Manifests) -> None:
    for one in manifests.objects:
        if one["kind"] not in EXTENSIONS:
            kubernetes_validate.validate(one, VERSION, strict=True)


def test_only_the_pool_manager_gets_a_token_of_kubernetes(manifests: Manifests) -> None:
    for account in manifests.of("ServiceAccount"):
        assert account["automountServiceAccountToken"] is False, account["metadata"]["name"]
    with_token = [name for name, spec in manifests.pod_specs() if spec["automountServiceAccountToken"]]
    assert with_token == ["pool-manager"]
    projected = [
        volume for _, spec in manifests.pod_specs() for volume in spec.get("volumes", []) if "projected" in volume
    ]
    assert projected == []


def test_nothing_runs_as_root_or_may_become_it_or_write_to_its_image(manifests: Manifests) -> None:
    for name, spec in manifests.pod_specs():
        pod = spec["securityContext"]
        assert pod["runAsNonRoot"] is True, name
        assert pod["seccompProfile"] == {"type": "RuntimeDefault"}, name
        assert not any(spec.get(key) for key in ("hostNetwork", "hostPID", "hostIPC", "shareProcessNamespace")), name
        for container in spec["containers"]:
            context = container["securityContext"]
            user = context.get("runAsUser", pod.get("runAsUser"))
            assert isinstance(user, int), (name, container["name"])
            assert user > 0, (name, container["name"])
            assert context["allowPrivilegeEscalation"] is False
            assert context["readOnlyRootFilesystem"] is True
            assert context["capabilities"] == {"drop": ["ALL"]}
        assert not any("hostPath" in volume for volume in spec.get("volumes", [])), name


def test_both_namespaces_hold_pods_to_restricted(manifests: Manifests) -> None:
    for namespace in manifests.of("Namespace"):
        assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "restricted"


def test_everything_is_bounded_and_watched(manifests: Manifests) -> None:
    for name, container in _containers(manifests):
        for kind in ("requests", "limits"):
            assert set(container["resources"][kind]) == {"cpu", "memory", "ephemeral-storage"}, (name, kind)
        assert "livenessProbe" in container, (name, container["name"])
    for name, spec in manifests.pod_specs():
        assert any("readinessProbe" in container for container in spec["containers"]), name
        for volume in spec.get("volumes", []):
            assert "emptyDir" not in volume or "sizeLimit" in volume["emptyDir"], (name, volume["name"])


def test_a_session_pod_is_two_users_that_share_one_folder_and_nothing_else(manifests: Manifests) -> None:
    spec = manifests.one("Deployment", POOL)["spec"]["template"]["spec"]
    agent, project = spec["containers"]
    assert (agent["name"], project["name"]) == ("agent", "project")
    users = [container["securityContext"]["runAsUser"] for container in (agent, project)]
    assert len(set(users)) == 2
    assert spec["securityContext"]["fsGroup"] == spec["securityContext"]["runAsGroup"]
    mounts = [{mount["name"] for mount in container["volumeMounts"]} for container in (agent, project)]
    assert mounts[0] & mounts[1] == {"pod", "sockets"}
    assert "agent" in mounts[0] - mounts[1], "the git folder is the agent's alone"
    assert spec["enableServiceLinks"] is False


def test_a_session_pod_has_what_the_design_allows_it(manifests: Manifests) -> None:
    containers = manifests.one("Deployment", POOL)["spec"]["template"]["spec"]["containers"]
    requests = [container["resources"]["requests"] for container in containers]
    limits = [container["resources"]["limits"] for container in containers]
    assert sum(_cpu(one["cpu"]) for one in requests) >= 0.25
    assert sum(_cpu(one["cpu"]) for one in limits) <= 1
    assert sum(_mib(one["memory"]) for one in requests) >= 512
    assert sum(_mib(one["memory"]) for one in limits) <= 2048


def test_no_secret_comes_near_a_session_pod(manifests: Manifests) -> None:
    spec = manifests.one("Deployment", POOL)["spec"]["template"]["spec"]
    text = str(spec)
    assert "secret" not in text.lower()
    settings = manifests.one("ConfigMap", "session-pod")["data"]
    assert "PRIVATE KEY" not in str(settings)
    assert not [name for name in settings if re.search("TOKEN|PASSWORD|API_KEY|SECRET|CREDENTIAL", name)]


def test_only_the_pool_manager_sets_how_many_pods_there_are(manifests: Manifests) -> None:
    deployment = manifests.one("Deployment", POOL)
    assert "replicas" not in deployment["spec"]
    selector = deployment["spec"]["selector"]["matchLabels"]
    labels = deployment["spec"]["template"]["metadata"]["labels"]
    revision = deployment["metadata"]["labels"][names.REVISION]
    wanted = {names.APP: names.SESSION_POD, names.POOL: names.PoolLabel.WARM.value, names.REVISION: revision}
    assert selector == wanted
    assert wanted.items() <= labels.items()
    assert deployment["metadata"]["name"] == f"pool-{revision}"


def test_a_budget_keeps_every_claimed_pod_by_an_integer(manifests: Manifests) -> None:
    """A pod without a controller has no `maxUnavailable` and no percentage."""
    budget = manifests.one("PodDisruptionBudget", "session-pods-claimed")["spec"]
    assert isinstance(budget["minAvailable"], int)
    assert budget["minAvailable"] > int(manifests.one("ConfigMap", "pool-manager")["data"]["STORYDREAM_POOL_MAX"])
    assert budget["selector"]["matchLabels"] == {names.APP: names.SESSION_POD, names.POOL: "claimed"}


def test_the_quota_leaves_room_for_the_pools_own_cap(manifests: Manifests) -> None:
    hard = manifests.one("ResourceQuota", "session-pods")["spec"]["hard"]
    cap = int(manifests.one("ConfigMap", "pool-manager")["data"]["STORYDREAM_POOL_MAX"])
    containers = manifests.one("Deployment", POOL)["spec"]["template"]["spec"]["containers"]
    assert int(hard["pods"]) >= cap
    for kind in ("requests", "limits"):
        memory = sum(_mib(container["resources"][kind]["memory"]) for container in containers)
        cpu = sum(_cpu(container["resources"][kind]["cpu"]) for container in containers)
        assert _mib(hard[f"{kind}.memory"]) >= cap * memory, kind
        assert _cpu(hard[f"{kind}.cpu"]) >= cap * cpu, kind


def test_the_pool_managers_rights_are_these_and_no_more(manifests: Manifests) -> None:
    rights: dict[tuple[str, str], set[str]] = {}
    for role in (*manifests.of("Role"), *manifests.of("ClusterRole")):
        where = role["metadata"].get("namespace", "*")
        for rule in role["rules"]:
            for resource in rule["resources"]:
                rights.setdefault((where, resource), set()).update(rule["verbs"])
    assert rights == {
        ("storydream-sessions", "pods"): {"get", "list", "watch", "patch", "delete"},
        ("storydream-sessions", "pods/log"): {"get"},
        ("storydream-sessions", "leases"): {"get", "list", "watch", "create", "patch", "delete"},
        ("storydream-sessions", "deployments"): {"list", "watch"},
        ("storydream-sessions", "deployments/scale"): {"get", "patch"},
        ("storydream", "leases"): {"create", "get", "patch"},
        ("*", "nodes"): {"list", "watch"},
    }
    subjects = [
        subject
        for kind in ("RoleBinding", "ClusterRoleBinding")
        for one in manifests.of(kind)
        for subject in one["subjects"]
    ]
    assert {(subject["kind"], subject["name"]) for subject in subjects} == {("ServiceAccount", "pool-manager")}


def test_nothing_is_reached_unless_a_policy_says_so(manifests: Manifests) -> None:
    for namespace in ("storydream", "storydream-sessions"):
        policy = manifests.one("NetworkPolicy", "default-deny", namespace)["spec"]
        assert policy == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}


def test_no_other_policy_widens_what_a_session_pod_reaches(production: Manifests) -> None:
    policies = [one for one in production.of("NetworkPolicy") if one["metadata"]["namespace"] == "storydream-sessions"]
    assert {one["metadata"]["name"] for one in policies} == {"default-deny", "session-pod"}


def test_a_session_pod_reaches_names_and_the_proxy_only(manifests: Manifests) -> None:
    spec = manifests.one("NetworkPolicy", "session-pod")["spec"]
    assert "ipBlock" not in str(spec)
    ways = [(_peers(rule["to"]), {port["port"] for port in rule["ports"]}) for rule in spec["egress"]]
    assert ways == [(["kube-dns"], {53}), (["egress-proxy"], {3128})]
    sources = [(_peers(rule["from"]), {port["port"] for port in rule["ports"]}) for rule in spec["ingress"]]
    assert sources == [(["preview-gateway"], {3000, 3001}), (["pool-manager"], {3001})]


def _peers(rules: list[Json]) -> list[str]:
    return [value for rule in rules for value in rule["podSelector"]["matchLabels"].values()]


def test_the_proxy_reaches_nothing_private(manifests: Manifests) -> None:
    (rule,) = manifests.one("NetworkPolicy", "egress-proxy")["spec"]["egress"]
    excepted = set(rule["to"][0]["ipBlock"]["except"])
    assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10"} <= excepted
    assert [port["port"] for port in rule["ports"]] == [443]


def test_every_setting_in_a_config_map_is_one_that_its_service_reads(manifests: Manifests) -> None:
    known = {
        "pool-manager": _variables(PoolManagerSettings),
        "session-pod": _variables(AgentSettings)
        | _variables(RunnerSettings)
        | {"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"},
    }
    for name, variables in known.items():
        data = manifests.one("ConfigMap", name)["data"]
        assert set(data) <= variables, name
    for container in manifests.one("Deployment", POOL)["spec"]["template"]["spec"]["containers"]:
        assert {variable["name"] for variable in container["env"]} <= known["session-pod"]


def _variables(kind: Any) -> set[str]:
    found = {f"STORYDREAM_{name.upper()}" for name in kind.model_fields}
    return found | {str(field.validation_alias) for field in kind.model_fields.values() if field.validation_alias}


def test_the_pool_managers_settings_are_good(manifests: Manifests, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in manifests.one("ConfigMap", "pool-manager")["data"].items():
        monkeypatch.setenv(name, value)
    settings = PoolManagerSettings()
    assert settings.backend == "kubernetes"
    grace = manifests.one("Deployment", "pool-manager")["spec"]["template"]["spec"]["terminationGracePeriodSeconds"]
    assert grace > settings.handover_seconds + 10


def test_the_manager_is_twice_there_in_different_places_and_never_wholly_away(production: Manifests) -> None:
    spec = production.one("Deployment", "pool-manager")["spec"]
    assert spec["replicas"] == 2
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    keys = {one["topologyKey"] for one in spec["template"]["spec"]["topologySpreadConstraints"]}
    assert keys == {"topology.kubernetes.io/zone", "kubernetes.io/hostname"}
    assert production.one("PodDisruptionBudget", "pool-manager")["spec"]["minAvailable"] == 1


def test_other_peoples_code_runs_in_gvisor_on_spot_nodes_where_there_are_some(production: Manifests) -> None:
    spec = production.one("Deployment", POOL)["spec"]["template"]["spec"]
    assert spec["runtimeClassName"] == "gvisor"
    (wanted,) = spec["nodeSelector"].values()
    priorities = production.one("ComputeClass", wanted)["spec"]["priorities"]
    assert [one["spot"] for one in priorities] == [True, True, False], "and on others where there are none"
    assert spec["terminationGracePeriodSeconds"] <= 25, "what a Spot node gives"


def test_secrets_come_by_reference(production: Manifests) -> None:
    assert production.of("Secret") == []
    (external,) = production.of("ExternalSecret")
    mounted = production.one("Deployment", "pool-manager")["spec"]["template"]["spec"]["volumes"][0]["secret"]
    assert external["spec"]["target"]["name"] == mounted["secretName"]
    data = production.one("ConfigMap", "pool-manager")["data"]
    files = {data[name].rpartition("/")[2] for name in data if name.endswith("_KEY_FILE")}
    assert files == {one["secretKey"] for one in external["spec"]["data"]}


def test_a_session_never_pushes_out_what_everybody_needs(manifests: Manifests) -> None:
    classes = {one["metadata"]["name"]: one for one in manifests.of("PriorityClass")}
    assert classes["storydream-session"]["preemptionPolicy"] == "Never"
    assert classes["storydream-session"]["value"] < classes["storydream-platform"]["value"]
    used = {name: spec.get("priorityClassName") for name, spec in manifests.pod_specs() if name != "redis"}
    assert used.pop(POOL) == "storydream-session"
    assert set(used.values()) == {"storydream-platform"}
