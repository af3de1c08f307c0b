"""What a pod remembers through the edge: a summary that only moves forward, the past by its words, others' edits."""

from pathlib import Path

import pytest
from werkzeug.test import TestResponse

from common.message_store import TurnClaim
from tests.edge.conftest import Edge
from tests.edge.pods import Pod, opened


@pytest.fixture
def pod(edge: Edge, tmp_path: Path) -> Pod:
    return opened(edge, tmp_path)


def said(pod: Pod, message_id: str, content: str) -> None:
    claim = TurnClaim(turn_id="turn-00001", epoch=pod.epoch)
    fields = {"role": "assistant", "content": content, "status": "done", "attachments": []}
    pod.edge.services.messages.write(pod.project.id, message_id, claim, fields)


def summarise(pod: Pod, text: str, until: str) -> TestResponse:
    return pod.client.put("/pod/v1/summary", json={"text": text, "untilMessageId": until})


def test_a_summary_moves_forward_only(pod: Pod) -> None:
    assert pod.client.get("/pod/v1/summary").get_json() == {"summary": None}
    for number in (1, 2, 3):
        said(pod, f"message-0000{number}", "Blue it is.")
    assert summarise(pod, "They want it blue.", "message-00002").status_code == 204
    back = summarise(pod, "Nothing yet.", "message-00001")
    assert (back.status_code, back.get_json()["code"]) == (409, "summary_older")
    assert summarise(pod, "They want it very blue.", "message-00002").status_code == 204
    assert summarise(pod, "They want it red.", "message-00003").status_code == 204
    kept = pod.client.get("/pod/v1/summary").get_json()["summary"]
    assert (kept["text"], kept["untilMessageId"]) == ("They want it red.", "message-00003")
    stored = pod.edge.services.projects.get(pod.project.id).summary
    assert stored is not None
    assert stored.text == "They want it red."


def test_a_summary_of_nothing_or_by_a_replaced_pod_is_refused(pod: Pod) -> None:
    assert summarise(pod, "x", "message-00009").get_json()["errors"][0]["field"] == "untilMessageId"
    said(pod, "message-00001", "Blue it is.")
    assert summarise(pod, "x" * 8_001, "message-00001").status_code == 422
    pod.edge.as_pod(pod.project.id, pod.epoch + 1).get("/pod/v1/repo")
    assert summarise(pod, "x", "message-00001").get_json()["code"] == "superseded"


def test_the_past_is_searched_by_its_words_best_first(pod: Pod) -> None:
    said(pod, "message-00001", "The logo is a lighthouse, drawn in white.")
    said(pod, "message-00002", "Music plays softly. " * 200 + "The lighthouses turn at the end.")
    said(pod, "message-00003", "The title is in Café style.")
    pod.save_commit(*pod.commit({"a.txt": "x"}, "The harbour scene is gone"))

    def found(query: str) -> list[dict[str, str]]:
        answer = pod.client.get("/pod/v1/history", query_string={"q": query})
        assert answer.status_code == 200, answer.text
        passages: list[dict[str, str]] = answer.get_json()["passages"]
        return passages

    assert [one["id"] for one in found("which lighthouse logo?")] == ["message-00001", "message-00002"]
    long = found("lighthouse turns")[0]
    assert (long["id"], len(long["text"]) < 1_000, "lighthouses turn" in long["text"]) == ("message-00002", True, True)
    assert [one["id"] for one in found("cafe")] == ["message-00003"]
    (harbour,) = found('harbour" OR *')
    assert (harbour["kind"], harbour["text"]) == ("checkpoint", "The harbour scene is gone")
    assert found("zebra") == found("?!") == []
    assert pod.client.get("/pod/v1/history", query_string={"q": ""}).status_code == 422


def test_what_others_changed_is_told_as_a_diff_against_the_head(pod: Pod) -> None:
    before = pod.repo().head
    pod.save("src/note.ts", "export {};\n")
    told = pod.client.get("/pod/v1/changes", query_string={"since": before}).get_json()
    assert [(file["path"], file["additions"]) for file in told["files"]] == [("src/note.ts", 1)]
    assert pod.client.get("/pod/v1/changes", query_string={"since": "f" * 40}).status_code == 404
