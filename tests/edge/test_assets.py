"""Uploads from their announcement to a version that names them: what the bucket took is looked into, never believed."""

import hashlib
import io
import json
from datetime import timedelta
from typing import Any

import httpx
import pytest
from PIL import Image

from common.asset_models import ASSETS_FILE, AssetStatus
from common.ids import new_id
from common.models import Project
from edge.assets import staged, stored
from edge.services import now
from edge.uploading import GIVEN_UP_AFTER
from tests.edge.conftest import Edge

EVIL = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" onload="alert(1)"><script>alert(1)</script>
<rect width="4" height="4" fill="red"/><image href="https://evil.test/x.png"/><foreignObject/></svg>"""


def png(width: int = 64, height: int = 32) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(file, "PNG")
    return file.getvalue()


def announced(data: bytes, name: str = "Logo für uns.PNG", content_type: str = "image/png") -> dict[str, Any]:
    return {
        "id": new_id(),
        "name": name,
        "contentType": content_type,
        "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }


class Uploader:
    """A browser that uploads into a project."""

    def __init__(self, edge: Edge, project: Project, uid: str = "olga") -> None:
        self.client = edge.as_user(uid)
        self.url = f"/api/projects/{project.id}/assets"

    def begin(self, wish: dict[str, Any]) -> dict[str, Any]:
        response = self.client.post(self.url, json=wish)
        assert response.status_code == 201, response.text
        return dict(response.get_json())

    def send(self, data: bytes, wish: dict[str, Any]) -> None:
        begun = self.begin(wish)
        httpx.put(begun["url"], content=data, headers=begun["headers"], timeout=20).raise_for_status()

    def upload(self, data: bytes, **about: str) -> dict[str, Any]:
        wish = announced(data, **about)
        self.send(data, wish)
        response = self.client.post(f"{self.url}/{wish['id']}/complete")
        assert response.status_code == 200, response.text
        return dict(response.get_json())


@pytest.fixture
def project(edge: Edge) -> Project:
    return edge.project()


@pytest.fixture
def uploader(edge: Edge, project: Project) -> Uploader:
    return Uploader(edge, project)


def register(edge: Edge, project: Project, version: str | None = None) -> dict[str, Any]:
    repositories = edge.services.repositories
    head = version or repositories.manifest(project.id).head
    return dict(json.loads(repositories.read_file(project.id, head, ASSETS_FILE)))


def test_an_upload_becomes_a_checkpoint_that_names_it(edge: Edge, project: Project, uploader: Uploader) -> None:
    edge.as_user("olga").post(f"/api/projects/{project.id}/session")
    data = png()
    asset = uploader.upload(data)
    assert (asset["name"], asset["status"], asset["kind"]) == ("Logo-für-uns.png", "ready", "image")
    assert (asset["width"], asset["height"], asset["size"]) == (64, 32, len(data))
    assert register(edge, project)["Logo-für-uns.png"] == {
        "assetId": asset["id"],
        "size": len(data),
        "md5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
        "type": "image/png",
    }
    head = edge.services.repositories.manifest(project.id).head
    assert edge.services.repositories.checkpoint(project.id, head).summary == "Add Logo-für-uns.png"
    assert edge.services.repositories.checkpoint(project.id, head).author_id == "olga"
    assert any(told == f"head {head}" for _, told in edge.hints.told)
    assert edge.services.objects.get(stored(project.id, asset["id"]))[0] == data
    assert list(edge.services.objects.list(staged(project.id, asset["id"]))) == []


def test_each_step_may_be_repeated(edge: Edge, project: Project, uploader: Uploader) -> None:
    data = png()
    wish = announced(data)
    assert uploader.begin(wish)["asset"]["id"] == uploader.begin(wish)["asset"]["id"]
    uploader.send(data, wish)
    done = [uploader.client.post(f"{uploader.url}/{wish['id']}/complete").get_json() for _ in range(2)]
    assert done[0] == done[1]
    again = uploader.begin(wish)
    assert (again["asset"]["status"], again["url"]) == ("ready", None)
    commits, _ = edge.services.repositories.log(project.id, None, 10)
    assert [one.summary for one in commits].count("Add Logo-für-uns.png") == 1
    other = uploader.client.post(uploader.url, json={**announced(png(9, 9)), "id": wish["id"]})
    assert other.get_json()["code"] == "id_taken"


def test_the_signed_url_takes_just_this_file_once(uploader: Uploader) -> None:
    data = png()
    begun = uploader.begin(announced(data))
    assert begun["headers"] == {
        "content-type": "image/png",
        "x-goog-content-length-range": f"{len(data)},{len(data)}",
        "x-goog-if-generation-match": "0",
    }
    signed = httpx.URL(begun["url"]).params["X-Goog-SignedHeaders"].split(";")
    assert set(begun["headers"]) < set(signed)


def test_names_are_made_safe_and_free(edge: Edge, project: Project, uploader: Uploader) -> None:
    names = [uploader.upload(png(size, 8), name=name)["name"] for size, name in ((1, "a.png"), (2, "A.PNG"))]
    assert names == ["a.png", "A-2.png"]
    assert uploader.upload(png(3, 3), name="../../etc/pass wd\u202e.exe")["name"] == "pass-wd.png"
    assert uploader.upload(png(4, 4), name="C:\\x\\..png")["name"] == "image.png"
    assert len(uploader.upload(png(5, 5), name="x" * 200)["name"]) <= 80
    assert len(register(edge, project)) == 5


@pytest.mark.parametrize(
    ("data", "content_type", "reason"),
    [
        (b"<!doctype html><script>alert(1)</script>", "image/png", "but inside it is something else"),
        (b"GIF89a/*" + b"\0" * 200, "image/jpeg", "but inside it is image/gif"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "image/svg+xml", "isn’t an SVG"),
        (b'<!DOCTYPE s [<!ENTITY a "aa">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>', "image/svg+xml", "read"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x01\x00\x00\x00\x01\x00\x00" + b"\0" * 40, "image/png", "too many"),
        (b"PK\x03\x04" + b"\0" * 100, "font/woff2", "but inside it is application/zip"),
    ],
)
def test_what_isnt_what_it_says_is_refused_and_gone(
    edge: Edge, project: Project, uploader: Uploader, data: bytes, content_type: str, reason: str
) -> None:
    head = edge.services.repositories.manifest(project.id).head
    wish = announced(data, "x.png", content_type)
    uploader.send(data, wish)
    for _ in range(2):  # told again, not tried again
        refused = uploader.client.post(f"{uploader.url}/{wish['id']}/complete")
        assert (refused.status_code, refused.get_json()["code"]) == (422, "upload_refused")
        assert reason in refused.get_json()["detail"]
    assert edge.services.repositories.manifest(project.id).head == head
    for place in (staged(project.id, wish["id"]), stored(project.id, wish["id"])):
        assert list(edge.services.objects.list(place)) == []
    assert edge.services.assets.bytes(project.id)[0] == 0


def test_other_bytes_than_those_announced_are_refused(edge: Edge, project: Project, uploader: Uploader) -> None:
    wish = announced(png(64, 32))
    uploader.send(png(32, 64), wish)
    refused = uploader.client.post(f"{uploader.url}/{wish['id']}/complete").get_json()
    assert "changed or cut" in refused["detail"]


def test_nothing_is_taken_up_before_it_came(uploader: Uploader) -> None:
    wish = announced(png())
    uploader.begin(wish)
    refused = uploader.client.post(f"{uploader.url}/{wish['id']}/complete")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "not_uploaded")


@pytest.mark.parametrize("content_type", ["text/html", "application/pdf", "image/heic", "application/zip", "x"])
def test_what_a_video_cant_use_isnt_even_begun(uploader: Uploader, content_type: str) -> None:
    refused = uploader.client.post(uploader.url, json=announced(b"x", "x", content_type))
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["field"] == "contentType"


def test_an_svg_is_stored_without_what_runs_or_reaches_out(edge: Edge, project: Project, uploader: Uploader) -> None:
    wish = announced(EVIL, "logo.svg", "image/svg+xml")
    uploader.send(EVIL, wish)
    asset = uploader.client.post(f"{uploader.url}/{wish['id']}/complete").get_json()
    kept = edge.services.objects.get(stored(project.id, asset["id"]))[0]
    assert b"rect" in kept
    assert not any(bad in kept for bad in (b"script", b"onload", b"evil.test", b"foreignObject"))
    assert asset["sha256"] == hashlib.sha256(kept).hexdigest()
    assert uploader.begin(wish)["asset"]["status"] == "ready"


def test_a_full_project_takes_no_more_until_something_is_removed(
    edge: Edge, project: Project, uploader: Uploader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(edge.services.settings, "asset_room_free", 1)
    monkeypatch.setattr(edge.services.settings, "asset_mib", 1)
    first = uploader.upload(png(), name="one.png")
    large = {**announced(b"x", "big.mp4", "video/mp4"), "size": 1024 * 1024}
    full = uploader.client.post(uploader.url, json=large)
    assert (full.status_code, full.get_json()["code"]) == (409, "assets_full")
    assert uploader.client.post(uploader.url, json={**large, "size": 2 * 1024 * 1024}).status_code == 413
    assert uploader.client.delete(f"{uploader.url}/{first['id']}").status_code == 204
    assert uploader.client.post(uploader.url, json=large).status_code == 201


def test_removing_leaves_older_versions_whole_and_can_be_undone(
    edge: Edge, project: Project, uploader: Uploader
) -> None:
    asset = uploader.upload(png(), name="logo.png")
    with_it = edge.services.repositories.manifest(project.id).head
    for _ in range(2):
        assert uploader.client.delete(f"{uploader.url}/{asset['id']}").status_code == 204
    assert register(edge, project) == {}
    assert register(edge, project, with_it)["logo.png"]["assetId"] == asset["id"]
    assert edge.services.objects.get(stored(project.id, asset["id"]))[0] == png()
    listed = uploader.client.get(uploader.url).get_json()["items"]
    assert [(one["status"], httpx.get(one["url"]).content) for one in listed] == [("removed", png())]
    back = uploader.client.post(f"{uploader.url}/{asset['id']}/restore").get_json()
    assert (back["status"], register(edge, project)["logo.png"]["assetId"]) == ("ready", asset["id"])


def test_a_message_with_a_file_puts_it_back_into_a_restored_version(
    edge: Edge, project: Project, uploader: Uploader
) -> None:
    before = edge.services.repositories.manifest(project.id).head
    asset = uploader.upload(png(), name="logo.png")
    client = uploader.client
    assert client.post(f"/api/projects/{project.id}/checkpoints/{before}/restore").status_code == 201
    messages = f"/api/projects/{project.id}/messages"
    assert client.post(messages, json={"content": "Use it", "attachments": [asset["id"]]}).status_code == 202
    assert register(edge, project)["logo.png"]["assetId"] == asset["id"]
    unknown = client.post(messages, json={"content": "Use it", "attachments": [new_id()]})
    assert unknown.get_json()["errors"][0]["field"] == "attachments"


def test_a_register_that_cant_be_read_is_made_anew(edge: Edge, project: Project, uploader: Uploader) -> None:
    first = uploader.upload(png(), name="one.png")
    head = edge.services.repositories.manifest(project.id).head
    edits = {"expectedHead": head, "files": [{"path": ASSETS_FILE, "content": "{ mine"}]}
    assert uploader.client.post(f"/api/projects/{project.id}/edits", json=edits).status_code == 201
    uploader.upload(png(9, 9), name="two.png")
    assert [*register(edge, project)] == ["one.png", "two.png"]
    assert register(edge, project)["one.png"]["assetId"] == first["id"]


def test_an_upload_that_nobody_ends_is_forgotten(edge: Edge, project: Project, uploader: Uploader) -> None:
    wish, done = announced(png()), uploader.upload(png(5, 5))
    uploader.send(png(), wish)
    tasks = edge.tasks.of("/tasks/upload")
    assert {task["assetId"] for task, _ in tasks} == {wish["id"], done["id"]}
    assert all(due is not None and due > now() + GIVEN_UP_AFTER - timedelta(minutes=5) for _, due in tasks)
    outcomes = {
        task["assetId"]: edge.as_cloud_tasks().post("/tasks/upload", json=task).get_json()["outcome"]
        for task, _ in tasks
    }
    assert outcomes == {wish["id"]: "done", done["id"]: "already"}
    assert list(edge.services.objects.list(f"incoming/{project.id}/")) == []
    assert [one.id for one in edge.services.assets.every(project.id)] == [done["id"]]


def test_a_copy_plays_the_files_of_its_own_history(edge: Edge, project: Project, uploader: Uploader) -> None:
    gone = uploader.upload(png(1, 1), name="gone.png")
    uploader.client.delete(f"{uploader.url}/{gone['id']}")
    kept = uploader.upload(png(2, 2), name="kept.png")
    copy = uploader.client.post(f"/api/projects/{project.id}/duplicate", json={}).get_json()
    assets = {one.id: one.status for one in edge.services.assets.every(copy["id"])}
    assert assets == {gone["id"]: AssetStatus.REMOVED, kept["id"]: AssetStatus.READY}
    assert edge.services.objects.get(stored(copy["id"], kept["id"]))[0] == png(2, 2)
    theirs = uploader.client.get(f"/api/projects/{copy['id']}/assets").get_json()["items"]
    assert [one["name"] for one in theirs if one["status"] == "ready"] == ["kept.png"]


def test_a_pod_learns_where_each_file_of_its_own_project_is(edge: Edge, project: Project, uploader: Uploader) -> None:
    asset, other = uploader.upload(png()), Uploader(edge, edge.project()).upload(png(3, 3))
    pod = edge.as_pod(project.id, 1)
    assert [one["id"] for one in pod.get("/pod/v1/assets").get_json()["items"]] == [asset["id"]]
    found = pod.get(f"/pod/v1/assets/{asset['id']}").get_json()
    assert (found["size"], found["sha256"]) == (asset["size"], asset["sha256"])
    assert httpx.get(found["url"]).content == png()
    assert pod.get(f"/pod/v1/assets/{other['id']}").status_code == 404


def test_the_list_comes_in_pages(uploader: Uploader) -> None:
    ids = [uploader.upload(png(size, size))["id"] for size in (1, 2, 3)]
    first = uploader.client.get(uploader.url, query_string={"limit": 2}).get_json()
    rest = uploader.client.get(uploader.url, query_string={"limit": 2, "cursor": first["cursor"]}).get_json()
    assert [one["id"] for one in [*first["items"], *rest["items"]]] == ids[::-1]
    assert rest["cursor"] is None
