"""Role × operation on REST, each route in one row; strangers can't tell a project from none."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from common.asset_models import Asset
from common.ids import new_id
from common.message_store import TurnClaim
from common.picture_models import Clip, StripAbout
from edge.app import describe
from edge.pictures import keep_strip
from edge.policy import ALLOWED, Operation
from edge.services import now
from tests.edge.conftest import Edge
from tests.edge.pods import opened

ROLES = ("owner", "editor", "commenter", "viewer", "none")
PEOPLE = {role: f"{role}-person" for role in ROLES}
PROJECT = "/api/projects/{project_id}"
SIZE = {"width": 1080, "height": 1080, "fps": 30, "durationInFrames": 240}
ONE_FILE = {"path": "notes.txt", "content": "Hello"}
SHA = "a" * 40
GUEST = "guest"
UPLOAD = {"name": "logo.gif", "contentType": "image/gif", "size": 9, "sha256": SHA + "a" * 24}
HEAD = "the project's head"

ROUTES: dict[tuple[str, str], tuple[Operation, dict[str, Any] | None]] = {
    ("GET", PROJECT): (Operation.READ, None),
    ("PATCH", PROJECT): (Operation.CHANGE, {"name": "New", "videoSettings": SIZE}),
    ("DELETE", PROJECT): (Operation.TRASH, None),
    ("POST", f"{PROJECT}/restore"): (Operation.UNTRASH, None),
    ("POST", f"{PROJECT}/seed"): (Operation.SEED, None),
    ("GET", f"{PROJECT}/messages"): (Operation.READ, None),
    ("POST", f"{PROJECT}/messages"): (Operation.SEND, {"content": "Hello"}),
    ("PATCH", f"{PROJECT}/messages/{{message_id}}"): (Operation.SEND, {"content": "Changed"}),
    ("DELETE", f"{PROJECT}/messages/{{message_id}}"): (Operation.SEND, None),
    ("POST", f"{PROJECT}/messages/{{message_id}}/answer"): (Operation.SEND, {"choice": "ignore"}),
    ("POST", f"{PROJECT}/session"): (Operation.OPEN, None),
    ("GET", f"{PROJECT}/session"): (Operation.OPEN, None),
    ("DELETE", f"{PROJECT}/session"): (Operation.CLOSE, None),
    ("POST", f"{PROJECT}/session/stop"): (Operation.STOP, {"turnId": "turn-00001"}),
    ("GET", f"{PROJECT}/checkpoints"): (Operation.READ, None),
    ("GET", f"{PROJECT}/checkpoints/{{version}}"): (Operation.READ, None),
    ("GET", f"{PROJECT}/checkpoints/{{version}}/diff"): (Operation.READ, None),
    ("POST", f"{PROJECT}/checkpoints/{{version}}/restore"): (Operation.RESTORE_CHECKPOINT, None),
    ("GET", f"{PROJECT}/checkpoints/{{sha}}/strip"): (Operation.READ, None),
    ("GET", f"{PROJECT}/checkpoints/{{sha}}/strip/about"): (Operation.READ, None),
    ("GET", f"{PROJECT}/checkpoints/{{sha}}/poster"): (Operation.READ, None),
    ("POST", f"{PROJECT}/checkpoints/{{sha}}/strip"): (Operation.OPEN, None),
    ("POST", f"{PROJECT}/checkpoints/{{sha}}/player"): (Operation.OPEN, None),
    ("PUT", f"{PROJECT}/checkpoints/{{sha}}/name"): (Operation.NAME_CHECKPOINT, {"name": "Final cut"}),
    ("GET", f"{PROJECT}/branches"): (Operation.READ, None),
    ("POST", f"{PROJECT}/branches"): (Operation.MAKE_BRANCH, {"name": "Blue idea", "sha": HEAD}),
    ("POST", f"{PROJECT}/edits"): (Operation.EDIT_FILES, {"expectedHead": HEAD, "files": [ONE_FILE]}),
    ("POST", f"{PROJECT}/duplicate"): (Operation.DUPLICATE, {"sha": HEAD}),
    ("GET", f"{PROJECT}/rescues"): (Operation.RESCUE, None),
    ("POST", f"{PROJECT}/rescues/{{name}}/apply"): (Operation.RESCUE, None),
    ("DELETE", f"{PROJECT}/rescues/{{name}}"): (Operation.RESCUE, None),
    ("GET", f"{PROJECT}/archive"): (Operation.READ, None),
    ("GET", f"{PROJECT}/members"): (Operation.READ, None),
    ("PUT", f"{PROJECT}/members/{{uid}}"): (Operation.SHARE, {"role": "viewer"}),
    ("GET", f"{PROJECT}/invites"): (Operation.SHARE, None),
    ("POST", f"{PROJECT}/invites"): (Operation.SHARE, {"email": "tove@example.org", "role": "viewer"}),
    ("DELETE", f"{PROJECT}/invites/{{invite_id}}"): (Operation.SHARE, None),
    ("GET", f"{PROJECT}/links"): (Operation.SHARE, None),
    ("POST", f"{PROJECT}/links"): (Operation.SHARE, None),
    ("DELETE", f"{PROJECT}/links"): (Operation.SHARE, None),
    ("GET", f"{PROJECT}/access-requests"): (Operation.SHARE, None),
    ("POST", f"{PROJECT}/access-requests/{{uid}}"): (Operation.SHARE, {"role": "viewer"}),
    ("POST", f"{PROJECT}/takeover"): (Operation.TAKE_OVER, {}),
    ("DELETE", f"{PROJECT}/members/{{uid}}"): (Operation.SHARE, None),
    ("GET", f"{PROJECT}/assets"): (Operation.READ, None),
    ("POST", f"{PROJECT}/assets"): (Operation.EDIT_FILES, UPLOAD),
    ("POST", f"{PROJECT}/assets/{{asset_id}}/complete"): (Operation.EDIT_FILES, None),
    ("DELETE", f"{PROJECT}/assets/{{asset_id}}"): (Operation.EDIT_FILES, None),
    ("POST", f"{PROJECT}/assets/{{asset_id}}/restore"): (Operation.EDIT_FILES, None),
    ("GET", f"{PROJECT}/files"): (Operation.READ, None),
    ("GET", f"{PROJECT}/files/{{file_path}}"): (Operation.READ, None),
}


FOR_STRANGERS = {("POST", f"{PROJECT}/access-requests")}
"""Answered the same for every project and for none (tests/edge/test_sharing.py)."""


def test_every_project_route_has_its_row(edge: Edge) -> None:
    described = {
        (method.upper(), path)
        for path, operations in describe(edge.app).get("paths", {}).items()  # type: ignore[arg-type]
        if path.startswith(PROJECT)
        for method in operations
    }
    assert described - FOR_STRANGERS == set(ROUTES)


def _call(edge: Edge, role: str, project_id: str, method: str, path: str) -> TestResponse:
    project = edge.services.projects.get(project_id)
    message_id = _message(edge, role, project_id) if "message_id" in path else ""
    message_id = _card(edge, project_id) if path.endswith("/answer") else message_id
    head = project.current_commit_sha
    rescue = _rescue(edge, project_id) if "{name}" in path else ""
    uid = _asker(edge, project_id) if "access-requests/" in path else GUEST
    if "/strip" in path or path.endswith("/poster"):
        _draw(edge, project_id, head)
    names = {"project_id": project_id, "message_id": message_id, "sha": head, "version": head, "name": rescue}
    names |= {"uid": uid, "invite_id": "0" * 32}
    names["asset_id"] = _asset(edge, project_id) if "asset_id" in path else ""
    url = path.format(**names, file_path="src/Root.tsx")
    body = ROUTES[method, path][1]
    if body is not None:
        body = {name: head if value is HEAD else value for name, value in body.items()}
    client: FlaskClient = edge.as_user(PEOPLE[role])
    call: Callable[..., TestResponse] = getattr(client, method.lower())
    return call(url, json=body) if body is not None else call(url)


def _message(edge: Edge, role: str, project_id: str) -> str:
    """A queued message of that person's, if they may write at all."""
    message_id = new_id()
    edge.as_user(PEOPLE[role]).post(f"/api/projects/{project_id}/messages", json={"id": message_id, "content": "Hello"})
    return message_id


def _asset(edge: Edge, project_id: str) -> str:
    """A file that was uploaded and looked into."""
    fields = {"name": "logo.gif", "kind": "image", "content_type": "image/gif", "size": 9, "sha256": "a" * 64}
    asset = Asset(id=new_id(), project_id=project_id, status="checked", author_id="x", created_at=now(), **fields)
    return edge.services.assets.create(asset).id


def _asker(edge: Edge, project_id: str) -> str:
    """Somebody who asks to be let in."""
    response = edge.as_user("asker").post(f"/api/projects/{project_id}/access-requests", json={})
    assert response.status_code == 202
    return "asker"


def _draw(edge: Edge, project_id: str, sha: str) -> None:
    """Pictures of a checkpoint, as a pod sends them."""
    clip = Clip(width=1280, height=720, fps=30, duration_in_frames=90)
    about = StripAbout(sha=sha, clip=clip, frames=[0, 89], columns=2, tile_width=320, tile_height=180)
    jpeg = b"\xff\xd8\xff\xe0"
    keep_strip(edge.services, edge.services.projects.get(project_id), about, jpeg, jpeg)


def _card(edge: Edge, project_id: str) -> str:
    """A message of the agent's that asks for a decision."""
    message_id = new_id()
    claim = TurnClaim(turn_id=new_id(), epoch=edge.services.projects.get(project_id).epoch)
    card = {"type": "fix", "finding": {"message": "x is not defined"}, "fingerprint": "f1"}
    fields = {"role": "assistant", "content": "", "status": "done", "attachments": [], "card": card}
    edge.services.messages.write(project_id, message_id, claim, fields)
    return message_id


def _rescue(edge: Edge, project_id: str) -> str:
    """Work that a pod put aside; → its name."""
    pod = opened(edge, edge.services.settings.data_dir, edge.services.projects.get(project_id), PEOPLE["owner"])
    head, pack = pod.commit({"kept.txt": "kept"}, "Kept")
    assert pod.put_aside(head, pack).status_code == 201
    return f"{pod.epoch}-{head[:7]}"


@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_what_the_policy_says(edge: Edge, role: str) -> None:
    project = edge.project(PEOPLE["owner"])
    for member in ("editor", "commenter", "viewer"):
        edge.join(project, PEOPLE[member], member)
    edge.join(project, GUEST, "viewer")
    edge.as_user(PEOPLE["owner"]).post(f"/api/projects/{project.id}/session")
    for method, path in ROUTES:  # in this order: what one row takes away, a later one doesn't need
        response = _call(edge, role, project.id, method, path)
        operation = ROUTES[method, path][0]
        if role == "none":
            expected = response.status_code == 404
        elif role in ALLOWED[operation]:
            expected = response.status_code < 300
        else:
            expected = response.status_code == 403
        assert expected, f"{role}: {method} {path}: {response.status_code} {response.text}"
        response.close()


def test_a_project_of_others_looks_exactly_like_none(edge: Edge) -> None:
    project = edge.project()
    mallory = edge.as_user("mallory")
    for suffix in (
        "",
        "/messages",
        "/session",
        "/checkpoints",
        "/files",
        f"/checkpoints/{SHA}",
        f"/checkpoints/{SHA}/diff",
        "/branches",
        "/rescues",
    ):
        theirs = mallory.get(f"/api/projects/{project.id}{suffix}")
        nothing = mallory.get(f"/api/projects/{new_id()}{suffix}")
        assert theirs.status_code == nothing.status_code == 404
        assert re.sub(r'"traceId": "\w+"', "", theirs.text) == re.sub(r'"traceId": "\w+"', "", nothing.text)


def test_without_a_token_nothing_is_answered(edge: Edge) -> None:
    for method, path in ROUTES:
        ids = {"project_id": "project-1", "message_id": "message-1", "sha": SHA, "version": SHA, "name": "1-abcdef0"}
        url = path.format(**ids, file_path="x", uid=GUEST, invite_id="0" * 32, asset_id="asset-001")
        response = edge.as_nobody().open(url, method=method, json={} if method in ("POST", "PUT", "PATCH") else None)
        assert response.status_code == 401, f"{method} {path}"
        assert response.headers["WWW-Authenticate"] == "Bearer"
