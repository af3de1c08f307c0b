from common.models import MessageStatus
from common.tokens import PodClaims
from tests.session_pod.agent.harness import Harness, until


def test_a_turn_that_died_with_its_pod_is_explained_and_not_replayed(warm: Harness) -> None:
    old = {"turnId": "turn-of-before", "epoch": 1}
    asked = warm.edge.say("Make it fast", status="running", **old)
    half = warm.edge.say("I was just", role="assistant", status="streaming", authorId=None, **old)
    waiting = warm.edge.say("And then this")
    warm.edge.epoch = 2
    warm.claims = PodClaims(warm.claims.project_id, warm.claims.session_id, 2)
    assert warm.activate().status_code == 200
    warm.ended(waiting)
    messages = warm.edge.messages
    assert messages[asked].status is MessageStatus.FAILED
    assert (messages[half].status, messages[half].content) == (MessageStatus.FAILED, "I was just")
    (notice,) = [message for message in messages.values() if message.role == "system"]
    assert "stopped unexpectedly" in notice.content
    assert len(warm.edge.model.requests) == 1
    assert "And then this" in str(warm.edge.model.requests[0]["messages"][-1])


def test_what_the_edge_can_take_from_a_rescue_is_no_orphan(warm: Harness) -> None:
    old = {"turnId": "turn-of-before", "epoch": 1}
    asked = warm.edge.say("Make it fast", status="running", **old)
    warm.edge.adopts[asked] = MessageStatus.STOPPED
    warm.edge.epoch = 2
    warm.claims = PodClaims(warm.claims.project_id, warm.claims.session_id, 2)
    assert warm.activate().status_code == 200
    warm.ended(warm.edge.say("And then this"))
    assert warm.edge.messages[asked].status is MessageStatus.STOPPED
    assert not [message for message in warm.edge.messages.values() if message.role == "system"]


def test_a_rescue_that_cannot_be_taken_in_holds_nobody_up(warm: Harness) -> None:
    warm.edge.fail("POST", "/pod/v1/rescues", times=100)
    assert warm.activate().status_code == 200
    warm.ended(warm.edge.say("Hello"))


def test_what_this_session_itself_runs_is_no_orphan(warm: Harness) -> None:
    mine = warm.edge.say("Running", status="running", turnId="turn-of-now", epoch=1)
    assert warm.activate().status_code == 200
    until("a heartbeat", lambda: warm.edge.heartbeats)
    assert warm.edge.messages[mine].status is MessageStatus.RUNNING
