"""A pod whose project a newer session has: it keeps its work, says so, and writes nothing more."""

import pygit2

from common.rescue_envelope import RescueEnvelope
from tests.session_pod.agent.harness import Harness, until
from tests.session_pod.agent.scripted_model import Answer

EDIT = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Slow Coast", "newText": "Fast Coast"})
SPEAKING = Answer("Speaking on and on for a good while " * 60, pause=0.1)


def _edited(live: Harness) -> str:
    live.edge.model.plays(Answer("", [EDIT]), SPEAKING)
    message_id = live.edge.say("Make it fast")
    live.hint("/turns")
    until("the edit", lambda: "Fast" in (live.root / "src/MyVideo.tsx").read_text())
    return message_id


def test_a_superseded_pod_stops_keeps_its_work_and_writes_nothing_more(live: Harness) -> None:
    with live.browser() as browser:
        message_id = _edited(live)
        head = live.edge.head
        live.edge.epoch = 2
        assert browser.wait("turn.state", state="failed")["reason"]
        closed = browser.wait("session.state", state="closed")
        assert closed["reason"] == "superseded"
        assert "put aside" in closed["step"]
        assert browser.next() is None
    assert live.edge.head == head
    assert live.edge.messages[message_id].status == "running"
    ((name, pack),) = live.edge.rescued.items()
    assert name.startswith("1-")
    kept = live.edge.rescued_commit(pack, name[2:])
    assert kept.tree["src/MyVideo.tsx"].peel(pygit2.Blob).data == b'export const title = "Fast Coast";\n'
    assert live.http.get("/healthz").json()["state"] == "closing"
    assert live.project.armed[-1]["closed"] is True


def test_a_superseded_pod_with_nothing_unsaved_says_only_that_it_was_replaced(live: Harness) -> None:
    with live.browser() as browser:
        live.edge.epoch = 2
        assert "put aside" not in browser.wait("session.state", state="closed")["step"]
    assert live.edge.rescued == {}


def test_a_superseded_pod_that_cannot_reach_the_edge_leaves_its_work_at_the_rescue_url(live: Harness) -> None:
    live.edge.rescue_url = f"{live.edge.url}/rescue-url/last"
    until("two heartbeats", lambda: len(live.edge.heartbeats) >= 2)
    live.edge.fail("PUT", "/pod/v1/rescue/", times=100)
    _edited(live)
    live.edge.epoch = 2
    data = until("the rescue", lambda: live.edge.rescued.get("last"))
    envelope = RescueEnvelope.parse(data)
    assert envelope.line.messages == []
    assert envelope.line.head is not None
    kept = live.edge.rescued_commit(envelope.pack, envelope.line.head)
    assert kept.message.startswith("Make it fast\n")
