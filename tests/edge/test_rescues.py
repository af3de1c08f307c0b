"""What pods could not save: offered at the next open, brought back on top of what came since, or let go."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from common.chat_models import Finding, FixCard, TurnLimit
from common.errors import StoryDreamError, Unavailable
from common.git.messages import AGENT
from common.message_store import TurnClaim
from common.models import CONTENT_MAX_BYTES, MessageStatus
from common.rescue_envelope import ENVELOPE_HEADERS, ENVELOPE_MAX_BYTES, RescueEnvelope, RescueLine, UnsentEnd
from edge.rescuing import adopt, object_name
from tests.edge.conftest import Edge
from tests.edge.pods import Pod, opened

TURN = "turn-00001"


@pytest.fixture
def pod(edge: Edge, tmp_path: Path) -> Pod:
    return opened(edge, tmp_path)


def _rescues(pod: Pod, uid: str = "olga") -> list[dict[str, Any]]:
    answer = pod.edge.as_user(uid).get(f"/api/projects/{pod.project.id}/rescues")
    assert answer.status_code == 200, answer.text
    items: list[dict[str, Any]] = answer.get_json()["items"]
    return items


def _leave(pod: Pod, data: bytes, name: str | None = None) -> str:
    """An object as a dying pod leaves it; → its name."""
    name = name or object_name(pod.project.id, pod.epoch, pod.session_id)
    pod.edge.services.objects.put(name, data)
    return name


def _envelope(pod: Pod, files: Mapping[str, str] | None = None, *ends: UnsentEnd, **changes: Any) -> bytes:
    head, pack = pod.commit(dict(files), "Make it fast") if files else (None, b"")
    base = pod.repo().base if files else None
    line = RescueLine(head=head, base=base, epoch=pod.epoch, session_id=pod.session_id, messages=list(ends))
    return RescueEnvelope(line.model_copy(update=changes), pack).data()


def _left(pod: Pod) -> list[str]:
    return list(pod.edge.services.objects.list(f"rescue/{pod.project.id}/"))


def _turn(pod: Pod) -> None:
    """A message of Olga's that the pod works on, and what it has said so far."""
    url = f"/api/projects/{pod.project.id}/messages"
    pod.edge.as_user("olga").post(url, json={"id": "message-1", "content": "Make it fast"})
    claim = TurnClaim(turn_id=TURN, epoch=pod.epoch)
    pod.edge.services.messages.claim(pod.project.id, "message-1", claim)
    said = {"role": "assistant", "content": "I was", "status": "streaming", "attachments": []}
    pod.edge.services.messages.write(pod.project.id, "answer-0001", claim, said)


def _said(content: str = "I was just about to.", **changes: Any) -> UnsentEnd:
    whole = {"id": "answer-0001", "turn_id": TURN, "status": "stopped", "role": "assistant", "content": content}
    return UnsentEnd(**{**whole, **changes})


ASKED = UnsentEnd(id="message-1", turn_id=TURN, status="stopped", error="The workspace was closed.")


def test_work_that_was_put_aside_is_offered_brought_back_and_offered_no_more(pod: Pod) -> None:
    head, pack = pod.commit({"kept.txt": "kept"}, "Make it fast")
    assert pod.put_aside(head, pack).status_code == 201
    other = pod.save("other.txt", "somebody else's").get_json()["sha"]
    (work,) = _rescues(pod)
    assert (work["name"], work["sha"], work["summary"]) == (f"{pod.epoch}-{head[:7]}", head, "Make it fast")
    assert (work["files"], work["epoch"]) == (["kept.txt"], pod.epoch)
    olga = pod.edge.as_user("olga")
    url = f"/api/projects/{pod.project.id}/rescues/{work['name']}/apply"
    answer = olga.post(url)
    assert answer.status_code == 201
    point = answer.get_json()
    assert (point["parent"], point["authorId"], point["summary"]) == (other, "olga", "Bring back “Make it fast”")
    files = [entry["path"] for entry in olga.get(f"/api/projects/{pod.project.id}/files").get_json()["items"]]
    assert {"kept.txt", "other.txt"} <= set(files)
    assert pod.edge.services.projects.get(pod.project.id).current_commit_sha == point["sha"]
    assert (pod.session_id, f"head {point['sha']}") in pod.edge.hints.told
    notices = [message.content for message in pod.edge.services.messages.page(pod.project.id)]
    assert len(notices) == 2
    assert notices[1].startswith("Brought back")
    assert _rescues(pod) == []
    assert olga.post(url).get_json()["sha"] == point["sha"], "a repeated request makes no second version"
    assert len(pod.edge.services.messages.page(pod.project.id)) == 2


def test_work_that_is_let_go_is_offered_no_more_and_stays(pod: Pod) -> None:
    head, pack = pod.commit({"kept.txt": "kept"}, "Kept")
    pod.put_aside(head, pack)
    (work,) = _rescues(pod)
    url = f"/api/projects/{pod.project.id}/rescues/{work['name']}"
    olga = pod.edge.as_user("olga")
    assert [olga.delete(url).status_code for _ in range(2)] == [204, 204]
    assert _rescues(pod) == []
    assert pod.edge.services.repositories.manifest(pod.project.id).refs[f"rescue/{work['name']}"] == head


def test_what_was_never_rescued_is_not_found_and_a_wrong_name_is_refused(pod: Pod) -> None:
    olga = pod.edge.as_user("olga")
    url = f"/api/projects/{pod.project.id}/rescues"
    assert olga.post(f"{url}/9-abcdef0/apply").status_code == 404
    assert olga.delete(f"{url}/9-abcdef0").status_code == 404
    for name in ("main", "9-ABCDEF0", "9-abcdef01", "1234567890123-abcdef0", "-abcdef0"):
        assert olga.delete(f"{url}/{name}").status_code == 422


def test_only_editors_are_offered_rescued_work(pod: Pod) -> None:
    pod.put_aside(*pod.commit({"kept.txt": "kept"}, "Kept"))
    pod.edge.join(pod.project, "vera", "viewer")
    pod.edge.join(pod.project, "eddi", "editor")
    assert len(_rescues(pod, "eddi")) == 1
    url = f"/api/projects/{pod.project.id}/rescues"
    assert pod.edge.as_user("vera").get(url).status_code == 403
    assert pod.edge.as_user("mallory").get(url).status_code == 404


def test_what_a_dying_pod_left_by_its_signed_url_is_taken_in_at_the_next_look(pod: Pod) -> None:
    body = {"epoch": pod.epoch, "busy": {}, "state": "active"}
    url = pod.client.post("/pod/v1/heartbeat", json=body).get_json()["rescueUrl"]
    assert "x-goog-content-length-range" in url
    _turn(pod)
    data = _envelope(pod, {"kept.txt": "kept"}, _said(token_count=7), ASKED)
    assert httpx.put(url, content=data, headers=ENVELOPE_HEADERS).status_code == 200
    pod.edge.as_user("olga").get("/api/me")
    newer = pod.edge.as_pod(pod.project.id, pod.epoch + 1)
    assert newer.get("/pod/v1/repo").status_code == 200
    (work,) = _rescues(pod)
    assert (work["epoch"], work["summary"], work["files"]) == (pod.epoch, "Make it fast", ["kept.txt"])
    asked, answer, notice = pod.edge.services.messages.page(pod.project.id)
    assert (asked.status, asked.error) == (MessageStatus.STOPPED, "The workspace was closed.")
    assert (answer.status, answer.content) == (MessageStatus.STOPPED, "I was just about to.")
    assert "put aside" in notice.content
    assert pod.edge.as_user("olga").get("/api/me").get_json()["usage"]["outputTokens"] == 7
    assert _left(pod) == []
    assert len(_rescues(pod)) == 1


def test_the_next_pod_has_it_taken_in_before_it_ends_what_was_left_unfinished(pod: Pod) -> None:
    _turn(pod)
    _leave(pod, _envelope(pod, {"kept.txt": "kept"}, _said(), ASKED))
    newer = pod.edge.as_pod(pod.project.id, pod.epoch + 1)
    assert newer.post("/pod/v1/rescues").status_code == 204
    assert newer.get("/pod/v1/messages?status=running").get_json()["messages"] == []
    assert _left(pod) == []
    assert len(_rescues(pod)) == 1
    assert pod.client.post("/pod/v1/rescues").get_json()["code"] == "superseded"


def test_only_words_were_left_and_the_answer_had_never_been_stored(pod: Pod) -> None:
    _turn(pod)
    limit = TurnLimit(kind="steps", used=60, of=60, unit="steps")
    card = FixCard(type="fix", finding=Finding(message="x is not defined"), fingerprint="f1")
    said = _said("All is done.", id="answer-0002", status="done", checkpoint_sha="a" * 40, limit=limit, card=card)
    _leave(pod, _envelope(pod, None, said, ASKED.model_copy(update={"status": "done"})))
    assert _rescues(pod) == []
    messages = {message.id: message for message in pod.edge.services.messages.page(pod.project.id)}
    assert (messages["answer-0002"].content, messages["answer-0002"].turn_id) == ("All is done.", TURN)
    assert (messages["answer-0002"].limit, messages["answer-0002"].card) == (limit, card)
    assert messages["message-1"].status is MessageStatus.DONE
    assert len(messages) == 3


def test_what_has_ended_is_never_overwritten(pod: Pod) -> None:
    _turn(pod)
    claim = TurnClaim(turn_id=TURN, epoch=pod.epoch)
    stored = pod.edge.services.messages
    stored.write(pod.project.id, "answer-0001", claim, {"role": "assistant", "content": "Done.", "status": "done"})
    stored.end(pod.project.id, "message-1", claim, MessageStatus.DONE)
    _leave(pod, _envelope(pod, None, _said("Forged"), ASKED, _said("Forged", id="answer-0002")))
    assert _rescues(pod) == []
    assert [message.content for message in stored.page(pod.project.id)] == ["Make it fast", "Done."]
    assert stored.get(pod.project.id, "message-1").status is MessageStatus.DONE


def test_another_projects_messages_are_out_of_reach(pod: Pod, tmp_path: Path) -> None:
    other = opened(pod.edge, tmp_path, uid="mallory")
    _turn(pod)
    _leave(other, _envelope(other, None, _said("Forged"), ASKED))
    assert _rescues(other, "mallory") == []
    assert pod.edge.services.messages.get(pod.project.id, "answer-0001").content == "I was"
    assert pod.edge.services.messages.page(other.project.id) == []


@pytest.mark.parametrize("what", ["epoch", "session", "garbage", "empty", "name", "pack", "another project's pack"])
def test_junk_is_thrown_away_and_nothing_changes(pod: Pod, tmp_path: Path, what: str) -> None:
    generation = pod.edge.services.repositories.manifest(pod.project.id).generation
    whole = _envelope(pod, {"kept.txt": "kept"})
    line = whole.partition(b"\n")[0]
    name = f"rescue/{pod.project.id}/{pod.epoch}-{pod.session_id}.txt" if what == "name" else None
    made: dict[str, Callable[[], bytes]] = {
        "epoch": lambda: _envelope(pod, {"kept.txt": "kept"}, epoch=pod.epoch + 7),
        "session": lambda: _envelope(pod, {"kept.txt": "kept"}, session_id="session-0002"),
        "garbage": lambda: b"PACK but not really",
        "empty": lambda: b"",
        "name": lambda: whole,
        "pack": lambda: line + b"\nPACK but not really",
        "another project's pack": lambda: line + b"\n" + opened(pod.edge, tmp_path).commit({"x": "y"}, "Other")[1],
    }
    _leave(pod, made[what](), name)
    assert _rescues(pod) == []
    assert _left(pod) == []
    assert pod.edge.services.repositories.manifest(pod.project.id).generation == generation
    assert pod.edge.services.messages.page(pod.project.id) == []


def test_an_object_over_the_limit_is_not_even_read(pod: Pod, monkeypatch: pytest.MonkeyPatch) -> None:
    _leave(pod, b"x" * (ENVELOPE_MAX_BYTES + 1))
    monkeypatch.setattr("common.object_store.ObjectStore.get", None)
    adopt(pod.edge.services, pod.project)
    assert _left(pod) == []


def test_an_answer_over_the_limit_is_left_out_and_the_rest_is_taken(pod: Pod) -> None:
    _turn(pod)
    _leave(pod, _envelope(pod, {"kept.txt": "kept"}, _said("é" * (CONTENT_MAX_BYTES // 2 + 1)), ASKED))
    assert len(_rescues(pod)) == 1
    assert pod.edge.services.messages.get(pod.project.id, "answer-0001").content == "I was"
    assert pod.edge.services.messages.get(pod.project.id, "message-1").status is MessageStatus.STOPPED


def test_two_who_look_at_once_take_it_in_once(pod: Pod) -> None:
    _turn(pod)
    _leave(pod, _envelope(pod, {"kept.txt": "kept"}, _said(), ASKED))

    def look(_: int) -> None:
        try:
            adopt(pod.edge.services, pod.project)
        except StoryDreamError as error:
            assert error.status in (409, 503)  # noqa: PT017 - the other one was first; the next look ends it

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look, range(4)))
    assert len(_rescues(pod)) == 1
    assert _left(pod) == []
    assert len([one for one in pod.edge.services.messages.page(pod.project.id) if one.role == "system"]) == 1


def test_while_storage_is_away_nothing_is_lost_and_what_was_kept_is_still_offered(
    pod: Pod, monkeypatch: pytest.MonkeyPatch
) -> None:
    pod.put_aside(*pod.commit({"kept.txt": "kept"}, "Kept"))
    _leave(pod, _envelope(pod, {"more.txt": "more"}))

    def away(*_: object) -> None:
        raise Unavailable

    with monkeypatch.context() as patched:
        patched.setattr("edge.rescuing.keep", away)
        assert len(_rescues(pod)) == 1
        assert pod.client.post("/pod/v1/rescues").status_code == 503
    assert len(_left(pod)) == 1
    assert len(_rescues(pod)) == 2


def test_what_is_already_in_the_history_is_not_offered(pod: Pod) -> None:
    head, pack = pod.commit({"a.txt": "one"}, "One")
    line = RescueLine(head=head, base=pod.repo().base, epoch=pod.epoch, session_id=pod.session_id)
    assert pod.save_commit(head, pack).status_code == 201
    _leave(pod, RescueEnvelope(line, pack).data())
    assert _rescues(pod) == []
    assert _left(pod) == []


def test_purging_a_project_removes_what_its_pods_left(pod: Pod) -> None:
    _leave(pod, _envelope(pod, {"kept.txt": "kept"}))
    olga, url = pod.edge.as_user("olga"), f"/api/projects/{pod.project.id}"
    assert (olga.delete(url).status_code, olga.delete(f"{url}?purge=true").status_code) == (204, 204)
    pod.edge.as_cloud_tasks().post("/tasks/erase", json={"projectId": pod.project.id})
    assert _left(pod) == []


def test_work_on_an_older_head_comes_back_beside_edits_made_since(pod: Pod) -> None:
    pod.put_aside(*pod.commit({"src/MyVideo.tsx": "export const MyVideo = () => null;\n"}, "Rewrite"))
    services, url = pod.edge.services, f"/api/projects/{pod.project.id}"
    changes: dict[str, bytes | None] = {"notes.txt": b"mine"}
    services.repositories.commit_files(pod.project.id, pod.repo().head, changes, AGENT, "Notes")
    (work,) = _rescues(pod)
    point = pod.edge.as_user("olga").post(f"{url}/rescues/{work['name']}/apply").get_json()
    read = services.repositories.read_files(pod.project.id, point["sha"], ["notes.txt", "src/MyVideo.tsx"])
    assert read == {"notes.txt": b"mine", "src/MyVideo.tsx": b"export const MyVideo = () => null;\n"}
