import json

from session_pod.agent.events import FRAME_MAX_BYTES, LOG_MAX_BYTES, OUTBOX_EPHEMERAL_BYTES, EventLog, Outbox


def _drain(outbox: Outbox) -> list[dict[str, object]]:
    frames = []
    while (frame := outbox.get(0)) is not None:
        frames.append(json.loads(frame))
    return frames


def test_the_log_is_bounded_and_a_cursor_before_it_gets_a_snapshot() -> None:
    events = EventLog("session-1", 1)
    for _ in range(60):
        events.emit("check", kind="transform", ok=True, findings=["x" * 50_000])
    outbox = Outbox()
    events.connect(outbox, "session-1", 1)
    assert _drain(outbox)[0]["type"] == "snapshot"
    outbox = Outbox()
    events.connect(outbox, "session-1", 60 - LOG_MAX_BYTES // 60_000)
    assert all(event["type"] == "check" for event in _drain(outbox))


def test_a_frame_is_never_over_the_limit() -> None:
    events, outbox = EventLog("session-1", 1), Outbox()
    events.connect(outbox, None, None)
    events.emit("message", turn_id="turn-1", messageId="m", content="ü" * FRAME_MAX_BYTES)
    last = _drain(outbox)[-1]
    assert last["truncated"] is True
    assert (last["type"], last["messageId"], last["turnId"]) == ("message", "m", "turn-1")


def test_a_client_that_lost_text_gets_it_whole_when_it_can_take_it_again() -> None:
    events, outbox = EventLog("session-1", 1), Outbox()
    events.connect(outbox, None, None)
    events.text_starts("message-1")
    events.text("x" * 100_000, turn_id="turn-1")
    for _ in range(OUTBOX_EPHEMERAL_BYTES // 10_000):
        events.emit_ephemeral("presence", people=["x" * 10_000])
    events.text("y" * 100_000, turn_id="turn-1")
    assert outbox.lost_text
    _drain(outbox)
    events.text("end", turn_id="turn-1")
    text = ""
    for event in _drain(outbox):
        text = text[: int(str(event["offset"]))] + str(event["text"])
    assert text == "x" * 100_000 + "y" * 100_000 + "end"


def test_lasting_events_are_never_dropped_silently() -> None:
    outbox = Outbox()
    while outbox.put("x" * 100_000):
        pass
    assert outbox.overflowed
    assert outbox.closed
    assert outbox.get(0) is None


def test_offsets_count_as_browsers_do() -> None:
    events, outbox = EventLog("session-1", 1), Outbox()
    events.connect(outbox, None, None)
    events.text_starts("message-1")
    events.text("🎬", turn_id="turn-1")
    events.text("a", turn_id="turn-1")
    assert [event["offset"] for event in _drain(outbox)[1:]] == [0, 2]
