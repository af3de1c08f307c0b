"""Players: kept file by file, handed out by a signed address, and served so that a stranger's code stays shut in."""

import hashlib
import json
import time
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from werkzeug.test import TestResponse

from edge.players import player_of, want_head
from tests.edge.conftest import Edge
from tests.edge.pods import Pod, opened

FILES = {"main.js": b"import './chunk-a.js';", "chunk-a.js": b"export const a = 1;", "asset-b.css": b"body{}"}


@pytest.fixture
def pod(edge: Edge, tmp_path: Path) -> Pod:
    return opened(edge, tmp_path)


def _about(sha: str, files: dict[str, bytes], **changes: Any) -> dict[str, Any]:
    told = {name: {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)} for name, data in files.items()}
    return {"sha": sha, "files": told, "styles": ["asset-b.css"], **changes}


def _send(pod: Pod, about: dict[str, Any], files: dict[str, bytes], sha: str = "") -> TestResponse:
    sent = {name: (name, data, "application/octet-stream") for name, data in files.items()}
    told = {"about": json.dumps(about)}
    request = httpx.Request("POST", "http://edge.test", data=told, files=sent or {"none": ("", b"")})
    url = f"/pod/v1/players/{sha or about['sha']}"
    return pod.client.post(url, data=request.read(), content_type=request.headers["Content-Type"])


def _keep(pod: Pod, sha: str, files: dict[str, bytes] | None = None) -> None:
    answer = _send(pod, _about(sha, files or FILES), files or FILES)
    assert (answer.status_code, answer.get_json()) == (200, {"lacking": []}), answer.text


def _ask(pod: Pod, sha: str, uid: str = "olga") -> dict[str, Any]:
    answer: dict[str, Any] = (
        pod.edge.as_user(uid).post(f"/api/projects/{pod.project.id}/checkpoints/{sha}/player").get_json()
    )
    return answer


def _load(pod: Pod, url: str, **headers: str) -> TestResponse:
    return pod.edge.as_nobody().get(url, headers={"Sec-Fetch-Site": "cross-site", **headers})


def test_a_version_plays_at_a_signed_address_once_the_pod_has_built_it(pod: Pod) -> None:
    head = pod.project.current_commit_sha
    assert _ask(pod, head) == {"state": "building", "url": None, "problem": None}
    beat = pod.client.post("/pod/v1/heartbeat", json={"epoch": pod.epoch, "busy": {}, "state": "active"}).get_json()
    assert [(one["sha"], one["kind"]) for one in beat["wanted"]] == [(head, "player")]
    assert pod.client.get(f"/pod/v1/players/{head}").get_json()["code"] == "no_player"
    _keep(pod, head)
    assert pod.client.get(f"/pod/v1/players/{head}").status_code == 200
    ready = _ask(pod, head)
    page = _load(pod, ready["url"])
    assert (ready["state"], page.status_code) == ("ready", 200)
    assert '<script type="module" src="main.js">' in page.text
    assert '<link rel="stylesheet" href="asset-b.css" />' in page.text
    script = _load(pod, f"{ready['url']}chunk-a.js")
    assert (script.data, script.content_type) == (FILES["chunk-a.js"], "text/javascript; charset=utf-8")
    assert script.headers["Access-Control-Allow-Origin"] == "*"


def test_a_players_page_and_scripts_have_an_origin_of_their_own_and_are_no_scripts_of_our_pages(pod: Pod) -> None:
    head = pod.project.current_commit_sha
    _keep(pod, head)
    url = _ask(pod, head)["url"]
    app = pod.edge.services.settings.app_origin
    for answer in (_load(pod, url), _load(pod, f"{url}main.js"), _load(pod, f"{url}nothing.js")):
        policy = dict(part.split(" ", 1) for part in answer.headers["Content-Security-Policy"].split("; "))
        assert policy["sandbox"] == "allow-scripts"
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == f"{app}/players/ 'wasm-unsafe-eval'"
        assert policy["frame-ancestors"] == app
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
    for site in ("same-origin", "same-site"):
        assert _load(pod, f"{url}main.js", **{"Sec-Fetch-Site": site}).status_code == 403
    assert _load(pod, url, **{"Sec-Fetch-Site": "same-origin"}).status_code == 200  # the frame that the app makes


def test_an_address_is_good_for_one_version_of_one_project_and_an_hour(pod: Pod, edge: Edge, tmp_path: Path) -> None:
    head = pod.project.current_commit_sha
    _keep(pod, head)
    other = opened(edge, tmp_path, uid="mallory")
    token = edge.keys.edge.mint_player(other.project.id, head)
    assert _load(pod, f"/players/{token}/").status_code == 404
    key = serialization.load_pem_private_key(edge.keys.edge_pem, password=None)
    assert isinstance(key, Ed25519PrivateKey)
    claims = {"aud": "player", "exp": int(time.time()) - 60, "projectId": pod.project.id, "sha": head}
    late = _load(pod, f"/players/{jwt.encode(claims, key, 'EdDSA')}/")
    assert (late.status_code, late.get_json()["code"]) == (404, "player_expired")
    ticket = edge.keys.edge.mint_ticket(pod.session_id, pod.epoch, "olga", "owner")
    assert _load(pod, f"/players/{ticket}/").status_code == 404
    url = _ask(pod, head)["url"]
    edge.as_user("olga").delete(f"/api/projects/{pod.project.id}")
    assert _load(pod, url).status_code == 404


def test_an_address_stays_the_same_for_a_while_so_that_nothing_is_loaded_anew(pod: Pod, edge: Edge) -> None:
    head = pod.project.current_commit_sha
    first, second = (edge.keys.edge.mint_player(pod.project.id, head) for _ in range(2))
    left = jwt.decode(first, options={"verify_signature": False})["exp"] - time.time()
    assert 3_600 - 5 <= left <= 5_400
    assert first == second or left <= 3_600  # half an hour went by in between


def test_public_files_are_those_of_the_version_and_can_be_read_in_part(pod: Pod) -> None:
    first = pod.save("public/tone.txt", "0123456789").get_json()["sha"]
    second = pod.save("public/tone.txt", "abcdefghij").get_json()["sha"]
    _keep(pod, first)
    _keep(pod, second)
    old, new = _ask(pod, first)["url"], _ask(pod, second)["url"]
    assert _load(pod, f"{old}public/tone.txt").text == "0123456789"
    assert _load(pod, f"{new}public/tone.txt").text == "abcdefghij"
    part = _load(pod, f"{old}public/tone.txt", Range="bytes=2-4")
    assert (part.status_code, part.text, part.headers["Content-Range"]) == (206, "234", "bytes 2-4/10")
    assert _load(pod, f"{old}public/tone.txt", Range="bytes=-3").text == "789"
    assert _load(pod, f"{old}public/tone.txt", Range="bytes=50-").text == "0123456789"
    assert _load(pod, f"{old}public/nothing.txt").status_code == 404
    assert _load(pod, f"{old}public/../src/Root.tsx").status_code == 404
    assert _load(pod, f"{old}public/tone.txt", **{"Sec-Fetch-Site": "same-origin"}).status_code == 403


def test_uploads_are_those_that_the_version_names(pod: Pod) -> None:
    asset = "asset-0001"
    pod.edge.services.objects.put(f"assets/{pod.project.id}/uploads/{asset}", b"a long song")
    entry = {"assetId": asset, "size": 11, "md5": "x" * 24, "type": "audio/mpeg"}
    sha = pod.save("public/assets.json", json.dumps({"song.mp3": entry})).get_json()["sha"]
    _keep(pod, sha)
    url = _ask(pod, sha)["url"]
    song = _load(pod, f"{url}public/uploads/song.mp3")
    assert (song.data, song.content_type) == (b"a long song", "audio/mpeg")
    part = _load(pod, f"{url}public/uploads/song.mp3", Range="bytes=7-")
    assert (part.status_code, part.data, part.headers["Content-Length"]) == (206, b"song", "4")
    assert _load(pod, f"{url}public/uploads/other.mp3").status_code == 404


def test_only_what_no_version_has_is_sent(pod: Pod) -> None:
    first = pod.project.current_commit_sha
    second = pod.save("src/note.ts", "export {};\n").get_json()["sha"]
    _keep(pod, first)
    files = {**FILES, "main.js": b"import './chunk-a.js'; play();"}
    assert _send(pod, _about(second, files), {}).get_json() == {"lacking": ["main.js"]}
    assert _ask(pod, second)["state"] == "building"
    assert _send(pod, _about(second, files), {"main.js": files["main.js"]}).get_json() == {"lacking": []}
    assert _load(pod, f"{_ask(pod, second)['url']}main.js").data == files["main.js"]
    assert _load(pod, f"{_ask(pod, first)['url']}main.js").data == FILES["main.js"]


@pytest.mark.parametrize(
    ("name", "data"),
    [("../../evil.js", b"x"), ("evil.html", b"x"), ("chunk-a.js/x", b"x"), ("main.js", None)],
)
def test_a_player_with_files_it_can_not_have_is_refused(pod: Pod, name: str, data: bytes | None) -> None:
    files = {**FILES, name: data} if data is not None else {key: FILES[key] for key in FILES if key != name}
    head = pod.project.current_commit_sha
    assert _send(pod, _about(head, files), files).status_code == 422
    assert _ask(pod, head)["state"] == "building"


def test_a_file_that_is_another_than_was_said_is_refused(pod: Pod) -> None:
    head = pod.project.current_commit_sha
    answer = _send(pod, _about(head, FILES), {**FILES, "chunk-a.js": b"export const a = 2;"})
    assert (answer.status_code, answer.get_json()["errors"][0]["field"]) == (422, "chunk-a.js")
    assert _send(pod, _about(head, FILES), FILES, sha="b" * 40).status_code == 422
    assert _send(pod, _about("b" * 40, FILES), FILES).status_code == 404


def test_who_follows_the_head_gets_the_newest_version_that_has_a_player(pod: Pod) -> None:
    held = pod.edge.services
    first = pod.project.current_commit_sha
    assert player_of(held, pod.project.id).state == "building"
    _keep(pod, first)
    second = pod.save("src/a.ts", "export {};\n").get_json()["sha"]
    assert player_of(held, pod.project.id).sha == first
    third = pod.save("src/b.ts", "export {};\n").get_json()["sha"]
    _keep(pod, third)
    _keep(pod, second)  # late
    newest = player_of(held, pod.project.id)
    assert (newest.sha, newest.state) == (third, "ready")
    assert _load(pod, newest.url or "").status_code == 200
    assert player_of(held, pod.project.id, second).sha == second


def test_a_link_has_the_heads_player_built(pod: Pod) -> None:
    held = pod.edge.services
    want_head(held, held.projects.get(pod.project.id))
    wanted = held.projects.get(pod.project.id).wanted
    assert [(one.sha, one.kind) for one in wanted] == [(pod.project.current_commit_sha, "player")]
    _keep(pod, pod.project.current_commit_sha)
    want_head(held, held.projects.get(pod.project.id))
    assert held.projects.get(pod.project.id).wanted == []
