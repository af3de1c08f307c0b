"""The chat over REST: stored before it is answered, woken or opened after, changed only while it waits."""

from typing import Any

import pytest

from common.message_store import TurnClaim
from common.models import PROMPT_MAX
from tests.edge.conftest import Edge


def send(edge: Edge, project_id: str, message_id: str = "message-00001", uid: str = "olga") -> int:
    body = {"id": message_id, "content": "Make it blue", "attachments": [], "context": {"frame": 12}}
    return edge.as_user(uid).post(f"/api/projects/{project_id}/messages", json=body).status_code


def test_sending_stores_opens_and_leaves_a_task_behind(edge: Edge) -> None:
    project = edge.project()
    assert send(edge, project.id) == 202
    assert len(edge.pool.opened) == 1
    ((payload, due),) = edge.tasks.of("/tasks/queued")
    assert payload == {"projectId": project.id, "attempt": 1}
    assert due is not None


def test_sending_into_an_open_session_hints_the_pod(edge: Edge) -> None:
    project = edge.project()
    edge.as_user("olga").post(f"/api/projects/{project.id}/session")
    assert send(edge, project.id) == 202
    assert [what for _, what in edge.hints.told] == ["turns"]


def test_a_pool_that_has_no_pod_left_takes_no_message_away(edge: Edge) -> None:
    project = edge.project()
    edge.pool.exhausted = True
    assert send(edge, project.id) == 202


def test_a_repeated_send_is_one_message(edge: Edge) -> None:
    project = edge.project()
    for _ in range(3):
        assert send(edge, project.id) == 202
    listed = edge.as_user("olga").get(f"/api/projects/{project.id}/messages").get_json()
    assert [message["id"] for message in listed["items"]] == ["message-00001"]


def test_somebody_elses_message_id_is_a_conflict(edge: Edge) -> None:
    project = edge.project()
    edge.join(project, "eddi", "editor")
    send(edge, project.id)
    assert send(edge, project.id, uid="eddi") == 409


def test_while_it_waits_a_message_is_changed_and_withdrawn(edge: Edge) -> None:
    project = edge.project()
    send(edge, project.id)
    olga = edge.as_user("olga")
    url = f"/api/projects/{project.id}/messages/message-00001"
    assert olga.patch(url, json={"content": "Make it red"}).get_json()["content"] == "Make it red"
    assert olga.patch(url, json={"context": {"sha": "a" * 40}}).get_json()["context"]["sha"] == "a" * 40
    for _ in range(2):
        assert olga.delete(url).status_code == 204


def test_a_message_that_is_being_worked_on_stays(edge: Edge) -> None:
    project = edge.project()
    send(edge, project.id)
    epoch = edge.services.projects.get(project.id).epoch
    edge.services.messages.claim(project.id, "message-00001", TurnClaim(turn_id="turn-00001", epoch=epoch))
    olga = edge.as_user("olga")
    url = f"/api/projects/{project.id}/messages/message-00001"
    for response in (olga.patch(url, json={"content": "x"}), olga.delete(url)):
        assert (response.status_code, response.get_json()["code"]) == (409, "message_taken")


def test_nobody_changes_what_another_wrote(edge: Edge) -> None:
    project = edge.project()
    edge.join(project, "eddi", "editor")
    send(edge, project.id)
    eddi = edge.as_user("eddi")
    url = f"/api/projects/{project.id}/messages/message-00001"
    assert eddi.patch(url, json={"content": "x"}).status_code == 403
    assert eddi.delete(url).status_code == 403


def test_the_conversation_is_read_in_pages_from_its_end(edge: Edge) -> None:
    project = edge.project()
    for number in range(5):
        send(edge, project.id, f"message-0000{number}")
    olga = edge.as_user("olga")
    page = olga.get(f"/api/projects/{project.id}/messages?limit=3").get_json()
    assert [message["id"][-1] for message in page["items"]] == ["2", "3", "4"]
    page = olga.get(f"/api/projects/{project.id}/messages?limit=3&cursor={page['cursor']}").get_json()
    assert [message["id"][-1] for message in page["items"]] == ["0", "1"]
    assert page["cursor"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"content": ""}, "content"),
        ({"content": "   "}, "content"),
        ({"content": "x" * (PROMPT_MAX + 1)}, "content"),
        ({"content": "😀" * (PROMPT_MAX // 2 + 1)}, "content"),
        ({"content": 7}, "content"),
        ({}, "content"),
        ({"content": "x", "id": "short"}, "id"),
        ({"content": "x", "attachments": ["no id!"]}, "attachments.0"),
        ({"content": "x", "context": {"frame": -1}}, "context.frame"),
        ({"content": "x", "context": {"sha": "abc"}}, "context.sha"),
        ({"content": "x", "role": "assistant"}, "role"),
        ({"content": "\ud800"}, "content"),
    ],
)
def test_what_cannot_be_a_message_is_refused_with_its_field(edge: Edge, body: dict[str, object], field: str) -> None:
    project = edge.project(seeded=False)
    response = edge.as_user("olga").post(f"/api/projects/{project.id}/messages", json=body)
    assert response.status_code == 422
    assert field in [error["field"] for error in response.get_json()["errors"]]


def test_the_longest_message_passes_the_rules_too(edge: Edge) -> None:
    project = edge.project()
    for content in ("x" * PROMPT_MAX, "😀" * (PROMPT_MAX // 2)):
        response = edge.as_user("olga").post(f"/api/projects/{project.id}/messages", json={"content": content})
        assert response.status_code == 202, response.text


CHOICE = {"type": "choice", "question": "Which colour?", "options": [{"label": "Blue"}, {"label": "Red"}]}


def answered(edge: Edge, project_id: str, choice: str, uid: str = "olga", message_id: str = "message-00002") -> Any:
    url = f"/api/projects/{project_id}/messages/{message_id}/answer"
    return edge.as_user(uid).post(url, json={"choice": choice})


def ask_with_card(edge: Edge, project_id: str, card: dict[str, Any]) -> None:
    claim = TurnClaim(turn_id="turn-00001", epoch=edge.services.projects.get(project_id).epoch)
    fields = {"role": "assistant", "content": "Which?", "status": "done", "attachments": [], "card": card}
    edge.services.messages.write(project_id, "message-00002", claim, fields)


def test_a_card_is_answered_once(edge: Edge) -> None:
    project = edge.project()
    edge.join(project, "eddi", "editor")
    ask_with_card(edge, project.id, CHOICE)
    first = answered(edge, project.id, "Blue", "eddi")
    assert first.status_code == 200
    assert (first.get_json()["answer"]["choice"], first.get_json()["answer"]["userId"]) == ("Blue", "eddi")
    assert answered(edge, project.id, "Blue").get_json()["answer"]["userId"] == "eddi"
    second = answered(edge, project.id, "Red")
    assert (second.status_code, second.get_json()["code"]) == (409, "already_answered")


def test_only_who_may_send_answers_a_card_and_only_with_its_choices(edge: Edge) -> None:
    project = edge.project()
    edge.join(project, "vera", "viewer")
    fix = {"type": "fix", "finding": {"message": "x is not defined"}, "fingerprint": "f1"}
    ask_with_card(edge, project.id, fix)
    assert answered(edge, project.id, "undo", "vera").status_code == 403
    assert answered(edge, project.id, "undo", "nobody").status_code == 404
    wrong = answered(edge, project.id, "go_ahead")
    assert (wrong.status_code, wrong.get_json()["errors"][0]["field"]) == (422, "choice")
    assert answered(edge, project.id, "undo", message_id="message-00009").status_code == 404
    assert answered(edge, project.id, "ignore").status_code == 200
    send(edge, project.id)
    assert answered(edge, project.id, "undo", message_id="message-00001").status_code == 422
