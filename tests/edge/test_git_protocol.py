"""`/git`, spoken by hand: what a git client never sends, or sends so seldom that no test could wait for it."""

import gzip
from base64 import b64encode

import pytest
from flask.testing import FlaskClient

from common.git.pack_format import PackedObject, pack_whole
from common.models import Project
from edge.git_wire import pkt
from edge.places import Places
from edge.routes import git_http
from tests.edge.conftest import Edge
from tests.edge.git_client import new_token

PUSHES = "application/x-git-receive-pack-request"
FETCHES = "application/x-git-upload-pack-request"


@pytest.fixture
def project(edge: Edge) -> Project:
    return edge.project("lena")


@pytest.fixture
def raw(edge: Edge) -> FlaskClient:
    """Lena's client, speaking HTTP by hand."""
    client = edge.as_nobody()
    password = b64encode(f"lena:{new_token(edge, 'lena')}".encode()).decode()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Basic {password}"
    return client


def _push_body(old: str, new: str, pack: bytes) -> bytes:
    return pkt(f"{old} {new} refs/heads/main\x00report-status") + b"0000" + pack


def test_a_stranger_can_not_tell_a_project_from_none(edge: Edge, raw: FlaskClient) -> None:
    theirs = edge.project("eddi")
    told = []
    for project_id in (theirs.id, "project-none", "..", "A", "x" * 80):
        for method, path, kind in (
            ("GET", "info/refs?service=git-upload-pack", None),
            ("GET", "info/refs?service=git-receive-pack", None),
            ("POST", "git-upload-pack", FETCHES),
            ("POST", "git-receive-pack", PUSHES),
        ):
            answer = raw.open(f"/git/{project_id}.git/{path}", method=method, content_type=kind, data=b"0000")
            told.append((answer.status_code, answer.content_type, answer.text))
    assert set(told) == {(404, "text/plain; charset=utf-8", "There is nothing here\n")}


@pytest.mark.parametrize("kind", ["application/json", "text/plain", "multipart/form-data", FETCHES])
def test_what_a_browser_could_send_is_no_push(raw: FlaskClient, project: Project, kind: str) -> None:
    answer = raw.post(f"/git/{project.id}.git/git-receive-pack", data=b"0000", content_type=kind)
    assert (answer.status_code, answer.content_type) == (415, "text/plain; charset=utf-8")


def test_a_client_that_tries_its_password_out_hears_nothing_more(raw: FlaskClient, project: Project) -> None:
    answer = raw.post(f"/git/{project.id}.git/git-receive-pack", data=b"0000", content_type=PUSHES)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.content_type == "application/x-git-receive-pack-result"


def test_only_a_git_client_is_answered(raw: FlaskClient, project: Project) -> None:
    for query in ("", "?service=git-upload-archive"):
        answer = raw.get(f"/git/{project.id}.git/info/refs{query}")
        assert (answer.status_code, answer.text) == (400, "Use a git client: this is not a folder to browse.\n")
    assert raw.get(f"/git/{project.id}.git/HEAD").status_code == 404
    assert raw.get(f"/git/{project.id}.git/git-upload-pack").status_code == 405


def test_a_request_may_be_gzipped(raw: FlaskClient, project: Project) -> None:
    url, asked = f"/git/{project.id}.git/git-upload-pack", pkt("command=ls-refs\n") + b"0000"
    headers = {"Content-Type": FETCHES, "Git-Protocol": "version=2"}
    for body, encoding in ((gzip.compress(asked), "gzip"), (asked, "identity")):
        with raw.post(url, data=body, headers={**headers, "Content-Encoding": encoding}) as answer:
            assert answer.status_code == 200
            assert b"refs/heads/main" in answer.data
    assert raw.post(url, data=b"x", headers={**headers, "Content-Encoding": "br"}).status_code == 415


def test_a_push_that_unpacks_to_too_much_is_refused(edge: Edge, raw: FlaskClient, project: Project) -> None:
    head = edge.services.repositories.manifest(project.id).head
    pack = pack_whole([PackedObject("blob", b"%d" % number + bytes(9 * 1024 * 1024), 0, 0) for number in range(8)])
    body = _push_body(head, "1" * 40, pack)
    answer = raw.post(f"/git/{project.id}.git/git-receive-pack", data=body, content_type=PUSHES)
    assert answer.status_code == 200
    assert b"ng refs/heads/main The commits unpack to more than 64 MiB" in answer.data
    assert edge.services.repositories.manifest(project.id).head == head


def test_two_moves_of_main_in_one_push_are_refused(edge: Edge, raw: FlaskClient, project: Project) -> None:
    head = edge.services.repositories.manifest(project.id).head
    line = f"{head} {'1' * 40} refs/heads/main"
    body = pkt(f"{line}\x00report-status") + pkt(line) + b"0000" + pack_whole([])
    answer = raw.post(f"/git/{project.id}.git/git-receive-pack", data=body, content_type=PUSHES)
    assert answer.data.count(b"ng refs/heads/main main can be moved once in a push") == 2


def test_a_push_that_breaks_off_changes_nothing(edge: Edge, raw: FlaskClient, project: Project) -> None:
    head = edge.services.repositories.manifest(project.id).head
    for body in (b"00a0cut", _push_body(head, "1" * 40, b"PACK\0\0\0\2\0\0\0\5 and so on and on and on")):
        answer = raw.post(f"/git/{project.id}.git/git-receive-pack", data=body, content_type=PUSHES)
        assert answer.status_code == 400 or b"ng refs/heads/main The pack's checksum is wrong" in answer.data
    assert edge.services.repositories.manifest(project.id).head == head


def test_too_many_at_once_are_told_to_wait(raw: FlaskClient, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_http, "_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(git_http, "_fetches", Places(most=0, each=0))
    monkeypatch.setattr(git_http, "_pushes", Places(most=0, each=0))
    for method, path, kind in (
        ("GET", "info/refs?service=git-upload-pack", None),
        ("POST", "git-upload-pack", FETCHES),
        ("POST", "git-receive-pack", PUSHES),
    ):
        answer = raw.open(f"/git/{project.id}.git/{path}", method=method, content_type=kind, data=b"0000")
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, "10")


def test_places_are_given_back(raw: FlaskClient, project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(git_http, "_WAIT_SECONDS", 0.01)
    monkeypatch.setattr(git_http, "_fetches", Places(most=1, each=1))
    url = f"/git/{project.id}.git/git-upload-pack"
    asked = pkt("command=ls-refs\n") + b"0000"
    headers = {"Content-Type": FETCHES, "Git-Protocol": "version=2"}
    for _ in range(3):
        with raw.post(url, data=asked, headers=headers) as answer:
            assert answer.status_code == 200
    left = raw.post(url, data=asked, headers=headers, buffered=False)
    assert raw.post(url, data=asked, headers=headers).status_code == 429
    left.close()
    with raw.post(url, data=asked, headers=headers) as answer:
        assert answer.status_code == 200
