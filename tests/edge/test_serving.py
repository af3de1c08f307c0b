"""Which routes are served where, the page, and what the page needs before sign-in."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from edge.app import create_app
from edge.settings import EdgeSettings
from tests.edge.conftest import Edge

ROOT = Path(__file__).parents[2]


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
    assert client.get("/git/project-1.git/info/refs").status_code == pod
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
    for path in ("/api/nope", "/pod/v1", "/tasks/nope", "/assets/gone.js", "/x.png%00", *escapes):
        with client.get(path) as answer:
            assert answer.status_code == 404, path
            assert answer.content_type == "application/problem+json"
    assert client.post("/projects").status_code == 404
    assert client.get("/git/x").text == "There is nothing here\n"


def _policy(edge: Edge, folder: Path, **changes: object) -> dict[str, list[str]]:
    (folder / "index.html").write_text("<title>StoryDream</title>")
    with _with(edge, frontend_dir=folder, **changes).get("/") as page:
        parts = page.headers["Content-Security-Policy"].split("; ")
    return {name: sources for name, *sources in (part.split(" ") for part in parts)}


def test_the_page_runs_our_scripts_only_and_reaches_the_emulators_and_local_pods(edge: Edge, tmp_path: Path) -> None:
    settings = edge.services.settings
    policy = _policy(edge, tmp_path)
    assert (
        policy["default-src"] == policy["object-src"] == policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    )
    assert policy["script-src"] == ["'self'", "https://apis.google.com"]
    assert policy["require-trusted-types-for"] == ["'script'"]
    auth, firestore = f"http://{settings.firebase_auth_emulator_host}", f"http://{settings.firestore_emulator_host}"
    assert policy["connect-src"] == ["'self'", auth, firestore, "ws://127.0.0.1:*", settings.storage_emulator_host]
    assert policy["frame-src"] == ["'self'", "http://*.localhost:*", auth]


def test_in_production_the_page_reaches_google_and_its_own_previews_and_nothing_local(
    edge: Edge, tmp_path: Path
) -> None:
    policy = _policy(
        edge,
        tmp_path,
        firebase_auth_emulator_host=None,
        firestore_emulator_host=None,
        storage_emulator_host=None,
        firebase_auth_domain="auth.example.test",
        preview_domain="preview.example.test",
    )
    google = [f"https://{name}.googleapis.com" for name in ("identitytoolkit", "securetoken", "firestore")]
    assert policy["connect-src"] == [
        "'self'",
        *google,
        "wss://*.preview.example.test",
        "https://storage.googleapis.com",
    ]
    assert policy["frame-src"] == ["'self'", "https://*.preview.example.test", "https://auth.example.test"]
    sources = {source for listed in policy.values() for source in listed}
    assert not [source for source in sources if "localhost" in source or "127.0.0.1" in source or "http:" in source]
    assert [name for name, listed in policy.items() if "'unsafe-inline'" in listed] == ["style-src"]
    assert "'unsafe-eval'" not in sources


def test_bad_settings_are_refused_by_name() -> None:
    with pytest.raises(ValueError, match="service"):
        EdgeSettings(service="both")
    with pytest.raises(ValueError, match="idle_minutes"):
        EdgeSettings(idle_minutes=0)


def test_allowed_models_come_as_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORYDREAM_ALLOWED_MODELS", "claude-*, other")
    assert EdgeSettings().allowed_models == ("claude-*", "other")


def test_firebase_hosting_serves_the_pages_with_the_same_rules_for_scripts(edge: Edge, tmp_path: Path) -> None:
    ours = _policy(edge, tmp_path)
    hosting = json.loads((ROOT / "firebase.json").read_text())["hosting"]
    policies = [
        {name: sources for name, *sources in (part.split(" ") for part in header["value"].split("; "))}
        for entry in hosting["headers"]
        for header in entry["headers"]
        if header["key"] == "Content-Security-Policy"
    ]
    assert len(policies) == 3
    open_to_https = {"img-src", "media-src", "connect-src", "frame-src"}  # whose hosts only a deployment knows
    for policy in policies:
        assert policy.keys() == ours.keys()
        assert {name: policy[name] for name in policy.keys() - open_to_https} == {
            name: ours[name] for name in ours.keys() - open_to_https
        }
        assert not any("http:" in source for sources in policy.values() for source in sources)
