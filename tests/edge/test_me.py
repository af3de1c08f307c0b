"""The account: made on the first visit, erased with all that is one's own."""

import io
import json
import zipfile
from contextlib import closing

import pytest

from common.errors import NotFound, TooLarge
from common.models import PAGE_MAX
from edge.downloads import AT_ONCE, Download
from edge.exporting import export_account
from edge.identity import Caller
from tests.edge.conftest import Edge
from tests.edge.fakes import AccountServer


def test_the_first_visit_makes_the_profile(edge: Edge) -> None:
    olga = edge.as_user("olga")
    user = olga.get("/api/me").get_json()
    assert (user["id"], user["email"], user["plan"]) == ("olga", "olga@example.com", "free")
    changed = olga.patch("/api/me", json={"displayName": "Olga", "preferences": {"theme": "light"}}).get_json()
    assert (changed["displayName"], changed["preferences"]["theme"]) == ("Olga", "light")
    assert olga.get("/api/me").get_json()["displayName"] == "Olga"


def test_nobody_raises_their_own_plan(edge: Edge) -> None:
    response = edge.as_user("olga").patch("/api/me", json={"plan": "team"})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "plan"


def test_erasing_an_account_takes_own_projects_and_leaves_shared_ones(edge: Edge, accounts: AccountServer) -> None:
    mine, shared = edge.project(), edge.project("eddi")
    edge.join(shared, "olga", "editor")
    edge.as_user("olga").get("/api/me")
    assert edge.as_user("olga").delete("/api/me").status_code == 204
    with pytest.raises(NotFound):
        edge.services.projects.get(mine.id)
    assert "olga" not in edge.services.projects.get(shared.id).members
    assert accounts.deleted == {"olga"}
    assert edge.tasks.of("/tasks/erase") == [({"projectId": mine.id}, None)]


def _exported(edge: Edge, uid: str) -> zipfile.ZipFile:
    with edge.as_user(uid).get("/api/me/export") as response:
        assert (response.status_code, response.content_type) == (200, "application/zip")
        assert response.headers["Cache-Control"] == "no-store"
        return zipfile.ZipFile(io.BytesIO(response.data))


def _sent(archive: zipfile.ZipFile, name: str) -> list[str]:
    return [message["content"] for message in json.loads(archive.read(name))]


def test_the_export_holds_what_is_ones_own_and_nothing_else(edge: Edge) -> None:
    mine, bare = edge.project(prompt="A slow coast"), edge.project(seeded=False)
    shared, strange = edge.project("eddi"), edge.project("mallory")
    edge.join(shared, "olga", "editor")
    for uid in ("eddi", "olga"):
        url = f"/api/projects/{shared.id}/messages"
        assert edge.as_user(uid).post(url, json={"id": f"message-{uid}", "content": f"by {uid}"}).status_code == 202
    edge.as_user("olga").delete(f"/api/projects/{bare.id}")
    archive = _exported(edge, "olga")
    assert archive.testzip() is None
    assert json.loads(archive.read("profile.json"))["email"] == "olga@example.com"
    assert json.loads(archive.read(f"projects/{mine.id}/project.json"))["name"] == "Slow Coast"
    assert _sent(archive, f"projects/{mine.id}/messages.json") == ["A slow coast"]
    assert b"registerRoot" in archive.read(f"projects/{mine.id}/files/src/index.ts")
    assert _sent(archive, f"projects/{bare.id}/messages.json") == []
    assert json.loads(archive.read(f"projects/{mine.id}/uploads.json")) == []
    assert _sent(archive, f"shared/{shared.id}/messages.json") == ["by olga"]
    names = archive.namelist()
    assert len(names) == len(set(names))
    assert not any(f"projects/{shared.id}/" in name or strange.id in name for name in names)
    assert not any(name.startswith(f"projects/{bare.id}/files/") for name in names)


def test_the_export_holds_long_conversations_in_order(edge: Edge) -> None:
    project = edge.project()
    for number in range(PAGE_MAX + 5):
        edge.services.messages.announce(project.id, f"message-{number:05}", f"notice {number}")
    said = _sent(_exported(edge, "olga"), f"projects/{project.id}/messages.json")
    assert said == [f"notice {number}" for number in range(PAGE_MAX + 5)]


def test_few_exports_are_made_at_once_and_each_gives_its_place_back(edge: Edge) -> None:
    held = [Download(f"other-{number}") for number in range(AT_ONCE)]
    refused = edge.as_user("olga").get("/api/me/export")
    assert (refused.status_code, refused.get_json()["code"]) == (429, "rate_limited")
    assert int(refused.headers["Retry-After"]) > 0
    for download in (*held, *held):
        download.close()
    for _ in range(AT_ONCE + 1):
        _exported(edge, "olga")


def test_an_export_that_grows_too_large_is_refused(edge: Edge) -> None:
    edge.project()
    user = edge.services.users.open("olga", "olga@example.com", None)
    with closing(Download("olga", limit_bytes=500)) as download, pytest.raises(TooLarge):
        export_account(download, edge.services, Caller("olga", "olga@example.com", None, ""), user)
