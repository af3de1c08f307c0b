"""A project is downloaded at any version: as a zip with all that builds it, or as a bundle that git clones."""

import io
import json
import subprocess
import zipfile
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from common.errors import TooLarge
from common.git.cli import git_environment
from common.git.messages import AGENT
from common.models import Project
from edge.archiving import write_bundle, write_zip
from edge.downloads import AT_ONCE, DOWNLOAD_MAX_BYTES, Download
from tests.edge.conftest import Edge


def _commit(edge: Edge, project: Project, changes: dict[str, bytes | None], summary: str = "Change") -> str:
    """→ the new head."""
    store = edge.services.repositories
    return store.commit_files(project.id, store.manifest(project.id).head, changes, AGENT, summary).head


def _list_uploads(edge: Edge, project: Project, listed: dict[str, Any], **files: bytes) -> None:
    """Name uploads in the project, and put these into storage, by id."""
    _commit(edge, project, {"public/assets.json": json.dumps(listed).encode()})
    for asset_id, content in files.items():
        edge.services.objects.put(f"assets/{project.id}/uploads/{asset_id.replace('_', '-')}", content)


def _zip(edge: Edge, project: Project, query: str = "", uid: str = "olga") -> zipfile.ZipFile:
    with edge.as_user(uid).get(f"/api/projects/{project.id}/archive{query}") as response:
        assert response.status_code == 200, response.data
        assert response.content_type == "application/zip"
        assert response.headers["Cache-Control"] == "no-store"
        archive = zipfile.ZipFile(io.BytesIO(response.data))
    assert archive.testzip() is None
    assert len(set(archive.namelist())) == len(archive.namelist())
    return archive


def _files(archive: zipfile.ZipFile) -> dict[str, bytes]:
    """By path within the one folder that holds everything."""
    (folder,) = {name.partition("/")[0] for name in archive.namelist()}
    return {name.removeprefix(f"{folder}/"): archive.read(name) for name in archive.namelist()}


def test_the_zip_holds_all_files_in_one_folder_and_what_builds_them(edge: Edge) -> None:
    project = edge.project()
    head = _commit(edge, project, {"src/ünï code.ts": b"export {};\n", "public/x.bin": bytes(range(256))})
    archive = _zip(edge, project)
    assert {name.partition("/")[0] for name in archive.namelist()} == {f"Slow-Coast-{head[:7]}"}
    files = _files(archive)
    stored = edge.services.repositories.files(project.id, head)
    assert set(files) == {entry.path for entry in stored} | {"package-lock.json", "README.md"}
    assert files["src/ünï code.ts"] == b"export {};\n"
    assert files["public/x.bin"] == bytes(range(256))
    assert b"npm ci" in files["README.md"]


def test_any_version_can_be_downloaded_by_sha_and_by_name(edge: Edge) -> None:
    project = edge.project()
    first = project.current_commit_sha
    second = _commit(edge, project, {"later.ts": b"1"})
    _commit(edge, project, {"later.ts": b"2"})
    edge.services.repositories.name(project.id, second, "Final cut")
    assert "later.ts" not in _files(_zip(edge, project, f"?sha={first}"))
    assert _files(_zip(edge, project, f"?sha={second}"))["later.ts"] == b"1"
    assert _files(_zip(edge, project, "?sha=name:Final%20cut"))["later.ts"] == b"1"
    assert _files(_zip(edge, project, "?format=zip"))["later.ts"] == b"2"


def test_readers_download_and_strangers_find_nothing(edge: Edge) -> None:
    project, theirs = edge.project(), edge.project("mallory")
    edge.join(project, "vera", "viewer")
    url = f"/api/projects/{project.id}/archive"
    assert _files(_zip(edge, project, uid="vera"))
    assert edge.as_nobody().get(url).status_code == 401
    for query in ("", "?format=bundle"):
        assert edge.as_user("mallory").get(url + query).status_code == 404
    foreign = _commit(edge, theirs, {"s.txt": b"secret"})
    for sha in (foreign, "a" * 40, "name:nowhere"):
        for kind in ("zip", "bundle"):
            assert edge.as_user("olga").get(f"{url}?sha={sha}&format={kind}").status_code == 404, (sha, kind)
    for query in ("?sha=main", "?sha=../x", "?sha=--all", "?format=tar", "?sha=", "?what=1"):
        assert edge.as_user("olga").get(url + query).status_code == 422, query
    bare = edge.project(seeded=False)
    assert edge.as_user("olga").get(f"/api/projects/{bare.id}/archive").status_code == 404


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("Slow Coast", "Slow-Coast", "Slow-Coast"),
        ("Été à Zürich", "Ete-a-Zurich", "%C3%89t%C3%A9-%C3%A0-Z%C3%BCrich"),
        ("हिन्दी", "video", "%E0%A4%B9%E0%A4%BF%E0%A4%A8%E0%A5%8D%E0%A4%A6%E0%A5%80"),
        ('a"; filename="evil.exe', "a-filename-evil.exe", "a-filename-evil.exe"),
        ("x\r\nSet-Cookie: a=b", "x-Set-Cookie-a-b", "x-Set-Cookie-a-b"),
        ("../../etc/passwd", "etc-passwd", "etc-passwd"),
        ("\u202egpj.exe ☃", "gpj.exe", "gpj.exe"),
        ("...", "video", "video"),
    ],
)
def test_the_download_is_called_as_the_project_and_nothing_gets_out_of_the_name(
    edge: Edge, name: str, plain: str, whole: str
) -> None:
    project = edge.project(name=name)
    stem = f"{plain}-{project.current_commit_sha[:7]}"
    with edge.as_user("olga").get(f"/api/projects/{project.id}/archive") as response:
        disposition = response.headers["Content-Disposition"]
        archive = zipfile.ZipFile(io.BytesIO(response.data))
    assert disposition == f"attachment; filename=\"{stem}.zip\"; filename*=UTF-8''{whole}{stem[-8:]}.zip"
    assert "Set-Cookie" not in response.headers
    assert {entry.partition("/")[0] for entry in archive.namelist()} == {stem}


def test_uploads_are_in_the_zip_and_what_is_missing_is_named(edge: Edge) -> None:
    project, other = edge.project(), edge.project()
    listed = {
        "photo.jpg": {"assetId": "asset-0001", "size": 5, "md5": "x", "type": "image/jpeg"},
        "deep/notes.txt": {"assetId": "asset-0002", "size": 5_000_000, "md5": "x", "type": "text/plain"},
        "lost.mp4": {"assetId": "asset-0003", "size": 9, "md5": "x", "type": "video/mp4"},
        "theirs.txt": {"assetId": f"../../{other.id}/uploads/asset-0009", "size": 1, "md5": "x", "type": "text/plain"},
        "../../out.txt": {"assetId": "asset-0001", "size": 5, "md5": "x", "type": "text/plain"},
    }
    _list_uploads(edge, project, listed, asset_0001=b"\xff\xd8pic", asset_0002=b"line\n" * 1_000_000)
    _list_uploads(edge, other, {}, asset_0003=b"secret", asset_0009=b"secret")
    archive = _zip(edge, project)
    files = _files(archive)
    assert files["public/uploads/photo.jpg"] == b"\xff\xd8pic"
    assert files["public/uploads/deep/notes.txt"] == b"line\n" * 1_000_000
    assert [path for path in files if path.startswith("public/uploads/")] == [
        "public/uploads/photo.jpg",
        "public/uploads/deep/notes.txt",
    ]
    assert not any(b"secret" in content for content in files.values())
    assert all(".." not in name for name in archive.namelist())
    told = files["README.md"].decode().partition("missing here")[2]
    assert [name in told for name in listed] == [False, False, True, True, True]


def test_a_download_that_is_too_large_is_refused_before_it_begins(edge: Edge) -> None:
    project = edge.project()
    big = {"assetId": "asset-0001", "size": DOWNLOAD_MAX_BYTES, "md5": "x", "type": "video/mp4"}
    _list_uploads(edge, project, {"big.mp4": big})
    olga = edge.as_user("olga")
    refused = olga.get(f"/api/projects/{project.id}/archive").get_json()
    assert (refused["status"], refused["code"], refused["limitBytes"]) == (413, "too_large", DOWNLOAD_MAX_BYTES)
    assert "128 MiB" in refused["detail"]
    with olga.get(f"/api/projects/{project.id}/archive?format=bundle") as response:
        assert response.status_code == 200


def test_an_upload_that_is_larger_than_it_says_is_refused_too(edge: Edge) -> None:
    project = edge.project()
    lying = {"assetId": "asset-0001", "size": 1, "md5": "x", "type": "video/mp4"}
    _list_uploads(edge, project, {"lying.mp4": lying}, asset_0001=b"x" * 200_000)
    store, version = edge.services.repositories, edge.services.repositories.manifest(project.id).head
    checkpoint = store.checkpoint(project.id, version)
    with closing(Download("olga", limit_bytes=200_000)) as download, pytest.raises(TooLarge):
        write_zip(download, store, edge.services.objects, project, checkpoint)
    with (
        closing(Download("olga", limit_bytes=1_000)) as download,
        store.exported(project.id) as repository,
        pytest.raises(TooLarge),
    ):
        write_bundle(download, repository)


def test_few_downloads_are_made_at_once_and_small_ones_keep_nobody_waiting(edge: Edge) -> None:
    project = edge.project()
    url = f"/api/projects/{project.id}/archive"
    olga = edge.as_user("olga")
    unread = [olga.get(url) for _ in range(AT_ONCE + 2)]
    assert [response.status_code for response in unread] == [200] * (AT_ONCE + 2)
    held = [Download(f"other-{number}") for number in range(AT_ONCE)]
    for query in ("", "?format=bundle"):
        refused = olga.get(url + query)
        assert (refused.status_code, refused.get_json()["code"]) == (429, "rate_limited")
        assert int(refused.headers["Retry-After"]) > 0
    for download in (*held, *held):
        download.close()
    for response in unread:
        response.close()
    for _ in range(AT_ONCE + 1):
        assert olga.get(f"{url}?sha={'a' * 40}").status_code == 404
        assert _zip(edge, project)


def _git(folder: Path, *arguments: str) -> str:
    run = subprocess.run(
        ["git", *arguments], cwd=folder, env=git_environment(), capture_output=True, text=True, check=True, timeout=30
    )
    return run.stdout.strip()


def _cloned(edge: Edge, project: Project, folder: Path, query: str = "") -> Path:
    with edge.as_user("olga").get(f"/api/projects/{project.id}/archive?format=bundle{query}") as response:
        assert response.status_code == 200, response.data
        assert response.content_type == "application/x-git-bundle"
        assert response.headers["Content-Disposition"].endswith(".bundle")
        folder.mkdir()
        (folder / "x.bundle").write_bytes(response.data)
    _git(folder, "clone", "-q", "x.bundle", "clone")
    _git(folder / "clone", "fsck", "--strict")
    return folder / "clone"


def test_git_clones_the_bundle_with_all_history_and_names(edge: Edge, tmp_path: Path) -> None:
    project = edge.project()
    first = project.current_commit_sha
    second = _commit(edge, project, {"later.ts": b"1", "public/big.bin": bytes(range(256)) * 2_000}, "One")
    head = _commit(edge, project, {"later.ts": b"2"}, "Two")
    edge.services.repositories.name(project.id, second, "cut-1")
    clone = _cloned(edge, project, tmp_path / "head")
    assert _git(clone, "rev-parse", "HEAD", "main", "cut-1").split() == [head, head, second]
    assert _git(clone, "symbolic-ref", "HEAD") == "refs/heads/main"
    assert _git(clone, "status", "--porcelain") == ""
    assert first in _git(clone, "rev-list", "main").split()
    for entry in edge.services.repositories.files(project.id, head):
        stored = edge.services.repositories.read_file(project.id, head, entry.path)
        assert (clone / entry.path).read_bytes() == stored
    earlier = _cloned(edge, project, tmp_path / "earlier", f"&sha={first}")
    assert _git(earlier, "rev-parse", "HEAD") == first
    assert _git(earlier, "tag") == ""
    named = _cloned(edge, project, tmp_path / "named", "&sha=name:cut-1")
    assert _git(named, "rev-parse", "main", "cut-1").split() == [second, second]
