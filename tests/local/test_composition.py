"""What the services are told: each understands it, and no secret goes where it isn't needed."""

from pathlib import Path

import pytest

from common.prices import Tokens, cost_micros
from edge.settings import EdgeSettings
from local import composition
from local.composition import Composition
from local.ports import choose
from local.settings import LocalSettings, inherited_environment
from pool_manager.settings import PoolManagerSettings


@pytest.fixture
def composed(tmp_path: Path) -> Composition:
    settings = LocalSettings(port=8080, data_dir=tmp_path, anthropic_api_key="sk-secret")
    for folder in ("keys", "redis", "storage"):
        (tmp_path / folder).mkdir()
    ports = choose(composition.PORT_NAMES, tmp_path / "ports.json")
    composed = Composition(settings, tmp_path, ports, "/usr/bin/node", None)
    composed.make_keys()
    return composed


def told(composed: Composition, name: str) -> dict[str, str]:
    service = next(service for service in composed.services() if service.name == name)
    return {**composed.shared_environment(), **service.env}


@pytest.mark.parametrize("name", ["edge", "gateway"])
def test_the_edge_takes_its_settings_and_names_the_queue_that_the_server_has(
    composed: Composition, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for variable, value in told(composed, name).items():
        monkeypatch.setenv(variable, value)
    settings = EdgeSettings()
    tasks = next(service for service in composed.services() if service.name == "tasks")
    assert settings.tasks_queue == tasks.argv[list(tasks.argv).index("--queue") + 1]
    assert settings.tasks_address == f"127.0.0.1:{tasks.port}"
    assert settings.edge_key_file is not None
    assert settings.edge_key_file.stat().st_mode & 0o777 == 0o600
    assert settings.app_origin == composed.url


def test_the_pool_manager_takes_its_settings(composed: Composition, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable, value in told(composed, "pool-manager").items():
        monkeypatch.setenv(variable, value)
    settings = PoolManagerSettings()
    assert settings.gateway_url == composed.shared_environment()["STORYDREAM_GATEWAY_URL"]
    assert settings.pool_manager_key_file is not None
    assert settings.pool_manager_key_file.is_file()


def test_pods_and_gateway_agree_on_the_models_and_the_demo_model_has_no_price(
    composed: Composition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "ANTHROPIC_MODEL" not in composed.shared_environment()
    (tmp_path / "demo" / "keys").mkdir(parents=True)
    ports = choose(composition.PORT_NAMES, tmp_path / "demo-ports.json")
    demo = Composition(LocalSettings(data_dir=tmp_path / "demo"), tmp_path / "demo", ports, "/usr/bin/node", None)
    demo.make_keys()
    for name in ("pool-manager", "gateway"):
        for variable, value in told(demo, name).items():
            monkeypatch.setenv(variable, value)
    pods, edge = PoolManagerSettings().models, EdgeSettings()
    assert pods["ANTHROPIC_MODEL"] == edge.anthropic_model
    assert pods["ANTHROPIC_SUMMARY_MODEL"] == edge.summary_model
    assert edge.demo_model
    assert cost_micros(pods["ANTHROPIC_MODEL"], Tokens(10**6, 10**6)) == 0


def test_the_model_key_reaches_the_edge_alone(composed: Composition) -> None:
    with_key = {service.name for service in composed.services() if "sk-secret" in str(service)}
    assert with_key == {"edge", "gateway"}
    assert "sk-secret" not in str(composed.shared_environment())
    assert "demo-model" not in {service.name for service in composed.services()}


def test_services_inherit_no_secret_and_no_way_to_a_real_cloud() -> None:
    ours = {
        "PATH": "/bin",
        "ANTHROPIC_API_KEY": "sk-secret",
        "GOOGLE_APPLICATION_CREDENTIALS": "/key.json",
        "K_SERVICE": "api",
        "STORYDREAM_POOL_MAX": "3",
        "NO_PROXY": "intranet",
    }
    inherited = inherited_environment(ours)
    assert set(inherited) == {"PATH", "STORYDREAM_POOL_MAX", "NO_PROXY", "no_proxy"}
    assert inherited["NO_PROXY"] == "intranet,127.0.0.1,localhost,.localhost"
