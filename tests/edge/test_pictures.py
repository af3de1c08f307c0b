"""Strips of checkpoints: kept as a pod sends them, told to readers only, asked for where there are none."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from werkzeug.test import TestResponse

from common.models import SessionState
from common.picture_models import WANTED_MAX, Wanted
from tests.edge.conftest import Edge
from tests.edge.pods import Pod, opened

JPEG = b"\xff\xd8\xff\xe0 a picture"
CLIP = {"width": 1280, "height": 720, "fps": 30, "durationInFrames": 90}
SHAPE = {"clip": CLIP, "frames": [0, 30, 60, 89], "columns": 4, "tileWidth": 320, "tileHeight": 180}


@pytest.fixture
def pod(edge: Edge, tmp_path: Path) -> Pod:
    return opened(edge, tmp_path)


def _post(pod: Pod, sha: str, strip: bytes = JPEG, of: str = "", **about: Any) -> TestResponse:
    told = {"sha": of or sha, **SHAPE, **about}
    files = {"strip": ("strip.jpg", strip), "poster": ("poster.jpg", JPEG + b"!")}
    request = httpx.Request("POST", "http://edge.test", data={"about": json.dumps(told)}, files=files)
    kind = request.headers["Content-Type"]
    return pod.client.post(f"/pod/v1/strips/{sha}", data=request.read(), content_type=kind)


def _of(pod: Pod, sha: str, what: str, uid: str = "olga") -> TestResponse:
    return pod.edge.as_user(uid).get(f"/api/projects/{pod.project.id}/checkpoints/{sha}/{what}")


def _ask(pod: Pod, sha: str, uid: str = "olga") -> TestResponse:
    return pod.edge.as_user(uid).post(f"/api/projects/{pod.project.id}/checkpoints/{sha}/strip")


def _wanted(pod: Pod) -> list[Any]:
    beat = pod.client.post("/pod/v1/heartbeat", json={"epoch": pod.epoch, "busy": {}, "state": "active"}).get_json()
    return [(one["sha"], one["kind"]) for one in beat["wanted"]]


def test_a_strip_is_told_to_readers_for_ever_once_the_pod_has_drawn_it(pod: Pod) -> None:
    head = pod.project.current_commit_sha
    assert {_of(pod, head, what).get_json()["code"] for what in ("strip", "strip/about", "poster")} == {"no_strip"}
    assert _post(pod, head).status_code == 204
    assert _of(pod, head, "strip/about").get_json() == {"sha": head, **SHAPE}
    strip, poster = _of(pod, head, "strip"), _of(pod, head, "poster")
    assert (strip.data, poster.data) == (JPEG, JPEG + b"!")
    assert strip.content_type == "image/jpeg"
    assert strip.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    assert strip.headers["Vary"] == "Authorization"
    assert "sandbox" in strip.headers["Content-Security-Policy"]
    assert _of(pod, head, "strip", "mallory").status_code == 404


def test_the_newest_checkpoints_poster_stands_for_the_project(pod: Pod) -> None:
    first = pod.project.current_commit_sha
    newest = pod.save("src/note.ts", "export {};\n").get_json()["sha"]
    before = pod.edge.services.projects.get(pod.project.id)
    assert _post(pod, first).status_code == 204
    assert pod.edge.services.projects.get(pod.project.id).thumbnail_url is None
    assert _post(pod, newest).status_code == 204
    after = pod.edge.services.projects.get(pod.project.id)
    path = f"/api/projects/{pod.project.id}/checkpoints/{newest}/poster"
    assert after.thumbnail_url == path
    assert after.updated_at == before.updated_at
    assert pod.edge.as_user("olga").get(path).data == JPEG + b"!"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"frames": []}, "frames"),
        ({"frames": [30, 0]}, "frames"),
        ({"frames": list(range(25))}, "frames"),
        ({"tileWidth": 2_000}, "tileWidth"),
        ({"of": "b" * 40}, "about.sha"),
        ({"strip": b"<script>"}, "strip"),
    ],
)
def test_a_bad_strip_is_refused_by_its_field(pod: Pod, wrong: dict[str, Any], field: str) -> None:
    answer = _post(pod, pod.project.current_commit_sha, **wrong)
    assert answer.status_code == 422, answer.text
    assert field in [error["field"] for error in answer.get_json()["errors"]]
    assert _of(pod, pod.project.current_commit_sha, "strip").status_code == 404


def test_pictures_that_are_too_large_or_of_no_checkpoint_are_refused(pod: Pod) -> None:
    head = pod.project.current_commit_sha
    assert _post(pod, head, JPEG + bytes(1_100_000)).status_code == 413
    assert _post(pod, "a" * 40).status_code == 404
    assert pod.client.post(f"/pod/v1/strips/{head}", data={}).status_code == 400


def test_a_strip_that_is_asked_for_is_wanted_of_the_pod_until_it_is_there(pod: Pod) -> None:
    head = pod.project.current_commit_sha
    assert _ask(pod, head).get_json() == {"state": "building", "url": None, "problem": None}
    assert _ask(pod, head).status_code == 200
    assert (pod.session_id, "wanted") in pod.edge.hints.told
    assert _wanted(pod) == [(head, "strip")]
    assert _post(pod, head).status_code == 204
    assert _wanted(pod) == []
    assert _ask(pod, head).get_json()["state"] == "ready"
    assert _ask(pod, "a" * 40).status_code == 404
    assert _ask(pod, head, "mallory").status_code == 404


def test_what_can_not_be_drawn_is_told_for_a_while_and_then_tried_again(pod: Pod) -> None:
    head = pod.project.current_commit_sha
    why = {"kind": "strip", "problem": "The video throws at frame 3."}
    assert pod.client.post(f"/pod/v1/wanted/{head}", json=why).status_code == 204
    assert pod.edge.services.projects.get(pod.project.id).wanted == []  # nobody had asked
    _ask(pod, head)
    assert pod.client.post(f"/pod/v1/wanted/{head}", json=why).status_code == 204
    assert _wanted(pod) == []
    assert _ask(pod, head).get_json() == {"state": "failed", "url": None, "problem": why["problem"]}
    long_ago = datetime.now(UTC) - timedelta(minutes=2)
    failed = Wanted(sha=head, kind="strip", at=long_ago, problem=why["problem"])
    pod.edge.services.projects.want(pod.project.id, failed)
    assert _ask(pod, head).get_json()["state"] == "building"
    assert _wanted(pod) == [(head, "strip")]


def test_a_closed_project_is_opened_for_what_is_asked_for(pod: Pod) -> None:
    pod.edge.pool.sessions[pod.project.id] = pod.edge.pool.sessions[pod.project.id].model_copy(
        update={"state": SessionState.CLOSED}
    )
    pod.edge.pool.close(pod.session_id, "idle")
    pod.edge.join(pod.project, "vera", "viewer")
    assert _ask(pod, pod.project.current_commit_sha, "vera").get_json()["state"] == "building"
    assert pod.project.id in pod.edge.pool.sessions


def test_no_more_is_wanted_at_once_than_a_pod_can_make(pod: Pod) -> None:
    for number in range(WANTED_MAX + 5):
        one = Wanted(sha=f"{number:040x}", kind="player", at=datetime.now(UTC))
        pod.edge.services.projects.want(pod.project.id, one)
    kept = [one.sha for one in pod.edge.services.projects.get(pod.project.id).wanted]
    assert kept == [f"{number:040x}" for number in range(5, WANTED_MAX + 5)]
