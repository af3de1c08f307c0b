"""Which routes are served where, the page, and what the page needs before sign-in."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edge.app import create_app
from edge.settings import EdgeSettings
from tests.edge.conftest import Edge


def _with(edge: Edge, **changes: object) -> FlaskClient:
    settings = edge.services.settings.model_copy(update=changes)
    return create_app(replace(edge.services, settings=settings)).test_client()


def test_health_and_config_are_public(edge: Edge) -> None:
    client = edge.as_nobody()
    assert client.get("/api/health").get_json() == {"status": "ok", "version": "0.1.0", "isolation": "full"}
    config = client.get("/api/config").get_json()
    assert config["firebase"]["projectId"] == "demo-storydream"
    assert config["emulators"]["firestore"] == edge.services.settings.firestore_emulator_host
    assert config["emulators"]["auth"].startswith("http://127.0.0.1:")
    assert config["limits"]["nameMax"] == 120
    assert config["demoModel"] is False
    assert client.get("/readyz").status_code == 200


@pytest.mark.parametrize(("service", "browser", "pod"), [("all", 401, 401), ("api", 401, 404), ("gateway", 404, 401)])
def test_each_service_answers_its_own_routes_only(edge: Edge, service: str, browser: int, pod: int) -> None:
    client = _with(edge, service=service)
    assert client.get("/api/projects").status_code == browser
    assert client.post("/tasks/sweep").status_code == browser
    assert client.get("/pod/v1/repo").status_code == pod
    assert client.get("/readyz").status_code == 200


def test_the_page_is_served_for_page_routes_only(edge: Edge, tmp_path: Path) -> None:
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<title>StoryDream</title>")
    (tmp_path / "assets" / "app-1.js").write_text("1;")
    (tmp_path.parent / "secret.txt").write_text("secret")
    client = _with(edge, frontend_dir=tmp_path)
    for path in ("/", "/projects", "/projects/project-1"):
        with client.get(path) as page:
            assert (page.status_code, page.get_data(as_text=True)) == (200, "<title>StoryDream</title>")
            assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    with client.get("/assets/app-1.js") as script:
        assert "immutable" in script.headers["Cache-Control"]
    escapes = ("/../secret.txt", "/%2e%2e/secret.txt")
    for path in ("/api/nope", "/pod/v1", "/tasks/nope", "/git/x", "/assets/gone.js", "/x.png%00", *escapes):
        with client.get(path) as answer:
            assert answer.status_code == 404, path
            assert answer.content_type == "application/problem+json"
    assert client.post("/projects").status_code == 404


def test_bad_settings_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="service"):
        EdgeSettings(service="both")
    with pytest.raises(ValueError, match="idle_minutes"):
        EdgeSettings(idle_minutes=0)


def test_allowed_models_come_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYDREAM_ALLOWED_MODELS", "claude-*, other")
    assert EdgeSettings().allowed_models == ("claude-*", "other")
