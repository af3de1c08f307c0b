"""`/pod/v1`: one project, one epoch, and nothing more than a pod needs."""

import io
import secrets
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from common.git.messages import AGENT
from common.models import SessionState
from common.session_store import SessionRecord, SessionStore
from common.tokens import PodClaims, Signer, generate_key_pair
from tests.edge.conftest import Edge
from tests.edge.pods import Pod, opened


@pytest.fixture
def pod(edge: Edge, tmp_path: Path) -> Pod:
    return opened(edge, tmp_path)


def test_a_checkpoint_is_durable_once_it_is_answered(pod: Pod) -> None:
    size = {"width": 1280, "height": 720, "fps": 25, "durationInFrames": 50}
    answer = pod.save("src/note.ts", "export {};\n", videoSettings=size)
    assert answer.status_code == 201, answer.text
    stored = pod.edge.services.projects.get(pod.project.id)
    assert stored.current_commit_sha == answer.get_json()["sha"]
    assert stored.video_settings is not None
    assert stored.video_settings.width == 1280
    olga = pod.edge.as_user("olga")
    assert olga.get(f"/api/projects/{pod.project.id}/files/src/note.ts").text == "export {};\n"


def test_a_save_that_makes_many_packs_asks_for_their_compaction(pod: Pod, monkeypatch: pytest.MonkeyPatch) -> None:
    pod.save("a.txt", "small")
    assert pod.edge.tasks.of("/tasks/compact") == []
    monkeypatch.setattr("common.git.compaction.PACKS_MAX", 0)
    pod.save("b.txt", secrets.token_hex(300_000))
    assert pod.edge.tasks.of("/tasks/compact") == [({"projectId": pod.project.id}, None)]
    assert pod.edge.as_cloud_tasks().post("/tasks/compact", json={"projectId": pod.project.id}).status_code == 200
    assert pod.save("c.txt", "goes on").status_code == 201


def test_a_checkpoint_on_an_old_head_is_refused_with_the_new_one(pod: Pod) -> None:
    first = pod.repo()
    assert pod.save("a.txt", "one").status_code == 201
    answer = pod.save("b.txt", "two", expectedHead=first.head)
    assert (answer.status_code, answer.get_json()["code"]) == (409, "head_moved")
    assert answer.get_json()["head"] == pod.repo().head
    assert answer.get_json()["line"] == pod.repo().line


def test_fetching_packs_leaves_the_fence_to_who_opens(pod: Pod) -> None:
    before = pod.repo()
    packs = pod.client.get("/pod/v1/repo").get_json()["packs"]
    newer = pod.edge.as_pod(pod.project.id, pod.epoch + 1)
    assert {newer.get(f"/pod/v1/repo/packs/{name}").status_code for name in packs} == {200}
    assert pod.repo().generation == before.generation
    assert pod.edge.services.projects.get(pod.project.id).epoch == pod.epoch
    assert newer.get("/pod/v1/repo").status_code == 200
    assert {pod.client.get(f"/pod/v1/repo/packs/{name}").status_code for name in packs} == {409}


def test_a_newer_session_fences_the_older_pod_off(pod: Pod) -> None:
    newer = pod.edge.as_pod(pod.project.id, pod.epoch + 1)
    assert newer.get("/pod/v1/repo").status_code == 200  # a validly signed higher epoch raises the stored one
    assert pod.edge.services.projects.get(pod.project.id).epoch == pod.epoch + 1
    late = [
        pod.client.get("/pod/v1/repo"),
        pod.client.post("/pod/v1/heartbeat", json={"epoch": pod.epoch, "busy": {}, "state": "active"}),
        pod.client.put(
            "/pod/v1/messages/message-00001", json={"status": "running", "turnId": "turn-00001", "epoch": pod.epoch}
        ),
        pod.post({}, b""),
        pod.client.post("/pod/v1/model/v1/messages", json={"model": "claude-x", "max_tokens": 1, "messages": []}),
    ]
    assert {(answer.status_code, answer.get_json()["code"]) for answer in late} == {(409, "superseded")}


def test_a_superseded_pod_may_still_put_its_work_aside_and_the_chat_says_so_once(pod: Pod) -> None:
    before = pod.repo().head
    head, pack = pod.commit({"kept.txt": "kept"}, "Kept")
    pod.edge.as_pod(pod.project.id, pod.epoch + 1).get("/pod/v1/repo")
    for _ in range(2):
        assert pod.put_aside(head, pack).status_code == 201
    refs = pod.edge.services.repositories.manifest(pod.project.id).refs
    assert refs[f"rescue/{pod.epoch}-{head[:7]}"] == head
    assert refs["main"] == before
    (notice,) = pod.edge.services.messages.page(pod.project.id)
    assert (notice.role, notice.checkpoint_sha) == ("system", head)
    assert "put aside" in notice.content


def test_work_is_put_aside_under_its_own_name_only(pod: Pod) -> None:
    head, pack = pod.commit({"kept.txt": "kept"}, "Kept")
    for name in (f"{pod.epoch + 5}-{head[:7]}", f"{pod.epoch}-{'0' * 7}", "x"):
        assert pod.client.put(f"/pod/v1/rescue/{name}?head={head}", data=pack).status_code == 422


def test_a_version_that_was_saved_after_all_is_not_put_aside(pod: Pod) -> None:
    head, pack = pod.commit({"a.txt": "one"}, "One")
    assert pod.save_commit(head, pack).status_code == 201
    assert pod.put_aside(head, pack).status_code == 201
    assert pod.edge.as_user("olga").get(f"/api/projects/{pod.project.id}/rescues").get_json()["items"] == []
    assert pod.edge.services.messages.page(pod.project.id) == []


def test_work_for_a_purged_project_is_not_kept(pod: Pod) -> None:
    head, pack = pod.commit({"kept.txt": "kept"}, "Kept")
    pod.edge.services.projects.purge(pod.project.id)
    assert pod.put_aside(head, pack).status_code == 404
    assert pod.edge.services.messages.page(pod.project.id) == []


def test_the_packs_wanted_hold_no_large_files_and_nothing_of_the_past(pod: Pod) -> None:
    large = {"film.bin": secrets.token_bytes(300_000)}
    pod.edge.services.repositories.commit_files(pod.project.id, pod.repo().head, dict(large), AGENT, "A film")
    manifest = pod.repo()
    assert len(manifest.fields.large_packs) == 1
    told = pod.client.get("/pod/v1/repo").get_json()["packs"]
    assert told == [f"{name}.{kind}" for name in manifest.hot_packs for kind in ("pack", "idx")]
    assert not set(told) & {f"{name}.pack" for name in manifest.fields.large_packs}
    for kind in ("pack", "idx"):
        assert pod.client.get(f"/pod/v1/repo/packs/{manifest.fields.large_packs[0]}.{kind}").status_code == 200


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ({}, 400),
        ({"meta": "{}"}, 400),
        ({"meta": "{", "pack": (io.BytesIO(b"x"), "p")}, 422),
        ({"meta": "{}", "pack": (io.BytesIO(b"x"), "p")}, 422),
    ],
)
def test_a_checkpoint_that_is_not_whole_is_refused(pod: Pod, data: dict[str, Any], code: int) -> None:
    answer = pod.client.post("/pod/v1/checkpoints", data=data, content_type="multipart/form-data")
    assert answer.status_code == code
    assert answer.content_type == "application/problem+json"


def test_a_pack_of_garbage_is_refused(pod: Pod) -> None:
    manifest = pod.repo()
    meta = {"expectedHead": manifest.head, "head": "a" * 40, "base": manifest.base, "epoch": pod.epoch}
    answer = pod.post({**meta, "turnId": "turn-00001", "summary": "x"}, b"PACK but not really")
    assert (answer.status_code, answer.get_json()["code"]) == (422, "pack_invalid")


def test_a_pack_that_is_too_large_is_refused(pod: Pod) -> None:
    answer = pod.post({}, b"x" * (27 * 1024 * 1024))
    assert (answer.status_code, answer.get_json()["code"]) == (413, "pack_too_large")


def test_only_packs_that_the_manifest_lists_are_given_out(pod: Pod) -> None:
    assert pod.client.get(f"/pod/v1/repo/packs/pack-{'a' * 40}.pack").status_code == 404
    assert pod.client.get("/pod/v1/repo/packs/manifest.json").status_code == 422


def test_a_turn_from_claim_to_end(pod: Pod) -> None:
    edge = pod.edge
    edge.as_user("olga").post(f"/api/projects/{pod.project.id}/messages", json={"id": "message-1", "content": "Hi"})
    (queued,) = pod.client.get("/pod/v1/messages?status=queued").get_json()["messages"]
    assert queued["id"] == "message-1"

    def put(message_id: str, **body: Any) -> TestResponse:
        body = {"turnId": "turn-00001", "epoch": pod.epoch, **body}
        return pod.client.put(f"/pod/v1/messages/{message_id}", json=body)

    assert put("message-1", status="running").get_json()["status"] == "running"
    other = put("message-1", status="running", turnId="turn-00002")
    assert (other.status_code, other.get_json()["code"]) == (409, "message_taken")
    action = {"type": "file_edit", "filePath": "src/Root.tsx", "summary": "Made it blue"}
    assert put("answer-0001", role="assistant", content="Wor", status="streaming").status_code == 200
    answer = put("answer-0001", role="assistant", content="Done.", status="done", actions=[action], tokenCount=12)
    assert answer.get_json()["actions"][0]["summary"] == "Made it blue"
    assert put("message-1", status="done", checkpointSha="a" * 40).get_json()["checkpointSha"] == "a" * 40
    conversation = pod.client.get("/pod/v1/messages").get_json()["messages"]
    assert [message["role"] for message in conversation] == ["user", "assistant"]


def test_a_finished_turn_is_counted_once_for_who_asked_for_it(pod: Pod) -> None:
    pod.edge.join(pod.project, "eddi", "editor")
    eddi = pod.edge.as_user("eddi")
    eddi.get("/api/me")
    eddi.post(f"/api/projects/{pod.project.id}/messages", json={"id": "message-0009", "content": "Blue"})
    turn = {"turnId": "turn-00009", "epoch": pod.epoch}
    assert pod.client.put("/pod/v1/messages/message-0009", json={**turn, "status": "running"}).status_code == 200
    answer = {**turn, "role": "assistant", "content": "Done.", "tokenCount": 12}
    for status in ("streaming", "done", "done"):
        assert pod.client.put("/pod/v1/messages/answer-0009", json={**answer, "status": status}).status_code == 200
    usage = eddi.get("/api/me").get_json()["usage"]
    assert (usage["turns"], usage["outputTokens"], len(usage["month"])) == (1, 12, 7)
    other = {**answer, "turnId": "turn-00010", "status": "done"}  # of nobody: stored, and counted for nobody
    assert pod.client.put("/pod/v1/messages/answer-0010", json=other).status_code == 200
    assert eddi.get("/api/me").get_json()["usage"]["turns"] == 1


def test_an_answer_of_more_than_256_kib_is_too_large(pod: Pod) -> None:
    body = {"role": "assistant", "status": "done", "turnId": "turn-00001", "epoch": pod.epoch}
    fits = pod.client.put("/pod/v1/messages/answer-0001", json={**body, "content": "x" * 262_144})
    assert fits.status_code == 200
    longer = pod.client.put("/pod/v1/messages/answer-0002", json={**body, "content": "é" * 131_073})
    assert (longer.status_code, longer.get_json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    "body",
    [
        {"status": "queued"},
        {"status": "streaming"},
        {"status": "done", "content": "x"},
        {"status": "done", "role": "assistant"},
        {"status": "done", "role": "user", "content": "x"},
        {"status": "queued", "role": "assistant", "content": "x"},
        {"status": "done", "epoch": 0},
    ],
)
def test_a_message_that_makes_no_sense_is_refused(pod: Pod, body: dict[str, Any]) -> None:
    whole = {"turnId": "turn-00001", "epoch": pod.epoch, **body}
    assert pod.client.put("/pod/v1/messages/answer-0001", json=whole).status_code == 422


def test_a_heartbeat_tells_what_the_pod_must_know(pod: Pod) -> None:
    manifest = pod.repo()
    body = {"epoch": pod.epoch, "busy": {"browser": True, "turn": False}, "state": "active", "head": manifest.head}
    told = pod.client.post("/pod/v1/heartbeat", json=body).get_json()
    assert told["head"] == manifest.head
    assert told["token"] == f"renewed-{pod.session_id}"
    assert told["queued"] is False
    assert told["revokedUids"] == []
    assert f"rescue/{pod.project.id}/" in told["rescueUrl"]


def test_a_heartbeat_tells_of_a_head_that_was_moved_on_the_edge(pod: Pod) -> None:
    first = pod.repo().head
    pod.save("a.txt", "one")
    restored = pod.edge.as_user("olga").post(f"/api/projects/{pod.project.id}/checkpoints/{first}/restore").get_json()
    body = {"epoch": pod.epoch, "busy": {}, "state": "active", "head": first}
    assert pod.client.post("/pod/v1/heartbeat", json=body).get_json()["head"] == restored["sha"]


def test_an_expired_token_is_renewed_by_a_heartbeat_and_good_for_nothing_else(
    pod: Pod, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("common.tokens.POD_TOKEN_SECONDS", -600)
    expired = pod.edge.as_pod(pod.project.id, pod.epoch, pod.session_id)
    assert expired.get("/pod/v1/repo").get_json()["code"] == "token_expired"
    body = {"epoch": pod.epoch, "busy": {}, "state": "active"}
    assert expired.post("/pod/v1/heartbeat", json=body).get_json()["token"] == f"renewed-{pod.session_id}"
    monkeypatch.setattr("common.tokens.POD_TOKEN_SECONDS", -25 * 3600)
    dead = pod.edge.as_pod(pod.project.id, pod.epoch, pod.session_id)
    assert dead.post("/pod/v1/heartbeat", json=body).status_code == 401


def test_forged_tokens_and_browsers_are_refused(pod: Pod, tmp_path: Path) -> None:
    generate_key_pair(tmp_path / "mine.pem", tmp_path / "mine.pub.pem")
    mine = Signer((tmp_path / "mine.pem").read_bytes())
    claims = PodClaims(pod.project.id, pod.session_id, pod.epoch)
    edge_signed = pod.edge.keys.edge.mint_ticket(pod.session_id, pod.epoch, "olga", "owner")
    activation = pod.edge.keys.pool_manager.mint_activation(claims, "pod-uid-1")
    for token in (mine.mint_pod(claims), edge_signed, activation, "nonsense", ""):
        headers = {"Authorization": f"Bearer {token}"}
        assert pod.edge.as_nobody().get("/pod/v1/repo", headers=headers).status_code == 401
    assert pod.edge.as_user("olga").get("/pod/v1/repo").status_code == 401
    assert pod.client.get("/api/projects").status_code == 401


def test_a_pod_sees_its_own_project_only(pod: Pod) -> None:
    other = pod.edge.project("mallory")
    pod.edge.as_user("mallory").post(
        f"/api/projects/{other.id}/messages", json={"id": "message-of-mallory", "content": "a secret"}
    )
    claim = {"status": "running", "turnId": "turn-00001", "epoch": pod.epoch}
    assert pod.client.put("/pod/v1/messages/message-of-mallory", json=claim).status_code == 404
    assert "a secret" not in pod.client.get("/pod/v1/messages?limit=100").text


def test_a_pod_of_a_purged_project_is_told_that_it_is_gone(pod: Pod) -> None:
    pod.edge.services.projects.purge(pod.project.id)
    assert pod.client.get("/pod/v1/repo").status_code == 404


def test_while_the_pool_manager_is_away_the_pod_keeps_its_token(pod: Pod) -> None:
    pod.edge.pool.away = True
    body = {"epoch": pod.epoch, "busy": {}, "state": "active"}
    token = pod.client.environ_base["HTTP_AUTHORIZATION"].removeprefix("Bearer ")
    assert pod.client.post("/pod/v1/heartbeat", json=body).get_json()["token"] == token


def test_work_in_flight_holds_the_session_and_idleness_does_not(edge: Edge, redis_url: str) -> None:
    project = edge.project()
    told = edge.as_user("olga").post(f"/api/projects/{project.id}/session").get_json()
    record = SessionRecord(
        session_id=told["sessionId"], project_id=project.id, user_id="olga", epoch=told["epoch"],
        state=SessionState.READY, step="", created_at=0, last_activity=0,
    )  # fmt: skip
    index = SessionStore(redis_url)
    index.record(record)
    pod = edge.as_pod(project.id, told["epoch"], told["sessionId"])
    before = _record(index, told).last_activity
    assert pod.post("/pod/v1/heartbeat", json={"epoch": told["epoch"]}).status_code == 200
    assert _record(index, told).last_activity == before
    pod.post("/pod/v1/heartbeat", json={"epoch": told["epoch"], "busy": {"browser": 1, "turn": True}})
    busy = _record(index, told).busy
    assert set(busy) >= {"browser", "turn"}


def _record(index: SessionStore, told: dict[str, Any]) -> SessionRecord:
    record = index.get(told["sessionId"])
    assert record is not None
    return record
