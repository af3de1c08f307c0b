import base64
import json

from session_pod.agent.events import EventLog, Outbox
from session_pod.agent.pictures import PICTURE_MAX_BYTES, PICTURES_MAX, Pictures
from tests.session_pod.agent.harness import Harness


def test_the_newest_pictures_are_kept_and_none_that_fits_no_frame() -> None:
    pictures = Pictures()
    assert not pictures.keep("huge", "image/jpeg", b"x" * (PICTURE_MAX_BYTES + 1))
    for number in range(PICTURES_MAX + 1):
        assert pictures.keep(f"tool-{number}", "image/jpeg", b"x" * PICTURE_MAX_BYTES)
    assert pictures.told("tool-0") == {"toolId": "tool-0"}
    told = pictures.told("tool-1")
    assert base64.b64decode(told["data"]) == b"x" * PICTURE_MAX_BYTES
    assert len(json.dumps(told)) < 256 * 1024


def test_who_asks_gets_the_picture_and_nobody_else(live: Harness) -> None:
    live.pod.session.bench.events.pictures.keep("tool-1", "image/jpeg", b"sheet")  # type: ignore[union-attr]
    with live.browser(role="viewer") as asks, live.browser() as other:
        asks.wait("snapshot")
        other.wait("snapshot")
        asks.send(type="picture", toolId="tool-1")
        got = asks.wait("picture")
        assert (got["mediaType"], base64.b64decode(got["data"])) == ("image/jpeg", b"sheet")
        other.send(type="picture", toolId="tool-2")
        assert "data" not in other.wait("picture")
    assert [event.get("toolId") for event in other.seen if event["type"] == "picture"] == ["tool-2"]


def test_an_event_announces_a_picture_without_carrying_it() -> None:
    events, outbox = EventLog("session-1", 1), Outbox()
    events.connect(outbox, None, None)
    events.emit("tool", turn_id="turn-1", toolId="tool-1", state="done", picture=True)
    outbox.get(0)
    assert json.loads(outbox.get(0) or "")["picture"] is True
