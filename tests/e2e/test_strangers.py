"""A stranger learns nothing: 404 on every route of a project, no event, no preview, no live document."""

import re
from typing import Any

import httpx
import pytest
from google.cloud import firestore

from common.ids import new_id
from common.tokens import PodClaims, Signer, generate_key_pair
from tests.e2e.client import Events, Person
from tests.e2e.stack import Stack


def _project_routes(openapi: dict[str, Any]) -> list[tuple[str, str]]:
    routes = []
    for path, operations in openapi["paths"].items():
        if re.match(r"^/api/projects/\{[^}]+\}", path):
            routes += [
                (method.upper(), path) for method in operations if method in ("get", "post", "put", "patch", "delete")
            ]
    return routes


def test_every_project_route_answers_a_stranger_404(lena: Person, mallory: Person) -> None:
    """Also one who sends nothing that makes sense."""
    project_id = lena.create_project()
    sha = lena.get(f"/projects/{project_id}")["currentCommitSha"]
    message_id = lena.say(project_id, "Hello")
    routes = _project_routes(lena.get("/openapi.json"))
    assert len(routes) >= 15
    routes.remove(("POST", "/api/projects/{project_id}/access-requests"))  # says the same of a project and of none
    for method, path in routes:
        first, *rest = re.findall(r"\{[^}]+\}", path)
        filled = path.replace(first, project_id)
        for name in rest:
            filled = filled.replace(name, sha if "sha" in name else message_id if "message" in name else "src/Root.tsx")
        response = mallory.http.request(
            method, filled.removeprefix("/api"), json={} if method in ("POST", "PUT", "PATCH") else None
        )
        assert response.status_code == 404, f"{method} {filled}: {response.status_code} {response.text}"


def test_a_project_of_somebody_else_cannot_be_told_from_one_that_is_not_there(lena: Person, mallory: Person) -> None:
    theirs = mallory.http.get(f"/projects/{lena.create_project()}").json()
    nothing = mallory.http.get(f"/projects/{new_id()}").json()
    for problem in (theirs, nothing):
        problem.pop("traceId")
    assert theirs == nothing


def test_a_taken_id_is_a_conflict_without_detail(lena: Person, mallory: Person) -> None:
    project_id = lena.create_project()
    response = mallory.http.post("/projects", json={"id": project_id, "name": "Mine"})
    assert response.status_code == 409
    assert "Slow Coast" not in response.text
    assert lena.uid not in response.text


def test_a_live_listener_of_a_stranger_is_denied(lena: Person, mallory: Person) -> None:
    project_id = lena.create_project()
    url = (
        f"http://{mallory.firestore}/v1/projects/{mallory.firebase_project}/databases/(default)/documents"
        f"/projects/{project_id}"
    )
    for path in ("", "/messages"):
        assert (
            httpx.get(url + path, headers={"Authorization": f"Bearer {mallory.token}"}, timeout=30).status_code == 403
        )
        assert httpx.get(url + path, headers={"Authorization": f"Bearer {lena.token}"}, timeout=30).status_code == 200
        assert httpx.get(url + path, timeout=30).status_code == 403


def test_no_event_without_a_good_ticket(lena: Person, tmp_path: Any) -> None:
    session = lena.open(lena.create_project())
    generate_key_pair(tmp_path / "mine.pem", tmp_path / "mine.pub.pem")
    forged = Signer((tmp_path / "mine.pem").read_bytes()).mint_ticket(
        session["sessionId"], session["epoch"], "uid", "owner"
    )
    for ticket in (forged, "nonsense", ""):
        with Events({**session, "ticket": ticket}) as events:
            assert all(event["type"] == "error" for event in events)


def test_no_preview_without_a_good_ticket(lena: Person) -> None:
    session = lena.open(lena.create_project())
    local = re.sub(r"//[0-9a-f]+\.localhost", "//127.0.0.1", session["previewUrl"].split("?")[0])
    for path in (
        "",
        "?ticket=nonsense",
        "project/src/Root.tsx",
        "@vite/client",
        "@fs/etc/passwd",
        "project/.git/config",
    ):
        assert httpx.get(local + path, timeout=30).status_code == 403
    upgrade = {"Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    key = {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "vite-hmr"}
    assert httpx.get(local, headers={**upgrade, **key}, timeout=30).status_code == 403


POD_ROUTES = [
    ("GET", "repo"),
    ("GET", f"repo/packs/pack-{'a' * 40}.pack"),
    ("POST", "checkpoints"),
    ("GET", "messages?status=queued"),
    ("PUT", "messages/message-00001"),
    ("POST", "heartbeat"),
    ("POST", "model/v1/messages"),
]


@pytest.mark.parametrize(("method", "path"), POD_ROUTES)
def test_a_forged_or_missing_pod_token_is_refused(method: str, path: str, scripted_stack: Stack, tmp_path: Any) -> None:
    generate_key_pair(tmp_path / "mine.pem", tmp_path / "mine.pub.pem")
    forged = Signer((tmp_path / "mine.pem").read_bytes()).mint_pod(PodClaims("project-1", "5" * 32, 9))
    for token in (forged, "nonsense", None):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        response = httpx.request(method, f"{scripted_stack.url}/pod/v1/{path}", headers=headers, timeout=30)
        assert response.status_code == 401, response.text
        assert response.headers["content-type"] == "application/problem+json"


def test_a_pod_token_of_one_project_reads_nothing_of_another(scripted_stack: Stack, lena: Person) -> None:
    mine, other = lena.create_project(), lena.create_project()
    session = lena.open(mine)
    message_id = lena.say(other, "a secret")
    token = scripted_stack.pod_token(mine, session)
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=f"{scripted_stack.url}/pod/v1", headers=headers, timeout=30) as http:
        assert "a secret" not in http.get("/messages", params={"limit": 100}).text
        claim = http.put(
            f"/messages/{message_id}", json={"status": "running", "turnId": "turn-000001", "epoch": session["epoch"]}
        )
        assert claim.status_code == 404


def test_the_emulator_is_reached_with_rules_in_force(scripted_stack: Stack, lena: Person) -> None:
    """The fail-closed trap: a client that sends the admin bearer would make every test above pass for nothing."""
    assert firestore is not None
    response = httpx.get(
        f"http://{lena.firestore}/v1/projects/{lena.firebase_project}/databases/(default)/documents/users/{lena.uid}",
        timeout=30,
    )
    assert response.status_code == 403
