import json
import socket
import time

import pytest
import simple_websocket

from common.ids import new_id
from session_pod.agent.events import OUTBOX_MAX_BYTES
from tests.session_pod.agent.harness import Browser, Harness, running_harness, until
from tests.session_pod.agent.scripted_model import Answer


def _closed(browser: Browser) -> int:
    """The close code, once the server has closed."""
    while browser.next() is not None:
        pass
    assert not browser.ws.connected
    return int(browser.ws.close_reason)


def test_a_newcomer_gets_a_snapshot_with_a_cursor_and_then_events(live: Harness) -> None:
    with live.browser() as browser:
        snapshot = browser.wait("snapshot")
        assert snapshot["session"]["state"] == "ready"
        assert snapshot["save"] == {"state": "saved", "sha": live.edge.head}
        live.turn("Hello")
        browser.wait("turn.state", state="done")
    numbers = [event["seq"] for event in browser.seen if "seq" in event]
    assert numbers == list(range(snapshot["seq"], snapshot["seq"] + len(numbers)))


def test_a_cursor_replays_exactly_what_was_missed(live: Harness) -> None:
    with live.browser() as first:
        seen = first.wait("snapshot")["seq"]
    live.turn("Hello")
    cursor = {"sessionId": live.claims.session_id, "seq": seen}
    with live.browser(cursor=cursor) as again:
        again.wait("turn.state", state="done")
    numbers = [event["seq"] for event in again.seen if "seq" in event]
    assert numbers[0] == seen + 1
    assert numbers == sorted(set(numbers))
    assert "snapshot" not in {event["type"] for event in again.seen}


def test_a_foreign_or_impossible_cursor_gets_a_snapshot(live: Harness) -> None:
    for cursor in ({"sessionId": new_id(), "seq": 1}, {"sessionId": live.claims.session_id, "seq": 10_000}):
        with live.browser(cursor=cursor) as browser:
            browser.wait("snapshot")


def test_whoever_joins_in_mid_answer_gets_the_whole_text_so_far(live: Harness) -> None:
    live.edge.model.plays(Answer("one two three four five six seven eight nine ten", waits=4))
    live.edge.say("Count")
    live.hint("/turns")
    until("the first words", lambda: [answer.content for answer in live.edge.answers()] == ["one two three four "])
    with live.browser() as browser:
        live.edge.model.go_on()
        browser.wait("turn.state", state="done")
    text = ""
    for delta in (event for event in browser.seen if event["type"] == "text.delta"):
        assert delta["offset"] <= len(text)
        text = text[: delta["offset"]] + delta["text"]
    assert text == "one two three four five six seven eight nine ten "


def test_a_ticket_counts_once(live: Harness) -> None:
    ticket = live.ticket()
    with live.browser(ticket=ticket) as first, live.browser(ticket=ticket) as second:
        first.wait("snapshot")
        assert second.wait("error")["code"] == "ticket_used"
        assert _closed(second) == 4401


def test_tickets_of_other_sessions_epochs_or_keys_open_nothing(live: Harness) -> None:
    forged = live.keys.signers["pool"].mint_ticket(live.claims.session_id, 1, "uid-x", "owner")
    for ticket in (live.ticket(session_id=new_id()), live.ticket(epoch=2), live.ticket(epoch=0), forged, "x"):
        with live.browser(ticket=ticket) as browser:
            assert _closed(browser) in (4401, 4409)
            assert {event["type"] for event in browser.seen} == {"error"}


def test_a_socket_that_does_not_say_hello_first_is_closed(live: Harness) -> None:
    ws = simple_websocket.Client(f"{live.url.replace('http', 'ws')}/events")
    ws.send(json.dumps({"type": "ping"}))
    with pytest.raises(simple_websocket.ConnectionClosed) as closed:
        ws.receive(timeout=40)
    assert closed.value.reason == 4401
    ws.thread.join(2)


def test_a_warm_pod_has_no_events(warm: Harness) -> None:
    with warm.browser() as browser:
        assert _closed(browser) == 4401


def test_pings_are_answered_and_bad_frames_explained(live: Harness) -> None:
    with live.browser(role="viewer") as browser:
        browser.send(type="ping")
        browser.wait("pong")
        for frame in ("no json", "[]", '{"type":"nope"}', '{"type":"turn.stop"}'):
            browser.ws.send(frame)
            assert browser.wait("error")["code"] == "invalid"
        browser.send(type="ping")
        browser.wait("pong")


def test_queue_shortcuts_say_where_to_go(live: Harness) -> None:
    with live.browser() as browser:
        browser.send(type="queue.remove", messageId=new_id())
        assert browser.wait("error")["code"] == "not_supported"


def test_an_editors_preview_error_is_shown_and_a_viewers_is_not(live: Harness) -> None:
    error = {"type": "preview.error", "message": "boom", "kind": "render", "file": "src/A.tsx", "fingerprint": "f"}
    with live.browser(role="viewer") as viewer, live.browser(role="editor", uid="uid-2") as editor:
        viewer.send(**error)
        assert viewer.wait("error")["code"] == "forbidden"
        editor.send(**error)
        shown = viewer.wait("preview.state", state="error")
        assert shown["error"]["message"] == "boom"
        assert live.edge.model.requests == []  # shown, not worked on


def test_pages_that_stay_behind_get_their_server_started_anew_and_not_once_for_each(live: Harness) -> None:
    with live.browser(role="viewer") as viewer, live.browser(role="editor", uid="uid-2") as editor:
        viewer.send(type="preview.restart")
        assert viewer.wait("error")["code"] == "forbidden"
        heads = len(live.project.heads)
        editor.send(type="preview.restart")
        editor.send(type="preview.restart")
        until("the pages to be told the head again", lambda: len(live.project.heads) > heads)
        assert live.project.restarts == 1
        assert live.project.heads[-1] == {"sha": live.edge.head, "dirty": False}


def test_a_socket_wants_a_new_ticket_in_time() -> None:
    with running_harness(ticket_seconds=10.0) as live:
        assert live.activate().status_code == 200
        with live.browser() as renewing, live.browser(uid="uid-2") as lazy:
            renewing.wait("snapshot")
            time.sleep(5)
            renewing.send(type="hello", ticket=live.ticket())
            assert _closed(lazy) == 4401
            renewing.send(type="ping")
            renewing.wait("pong")


def test_a_renewal_with_a_bad_or_foreign_ticket_closes(live: Harness) -> None:
    for ticket in ("x", live.ticket(uid="uid-other")):
        with live.browser() as browser:
            browser.wait("snapshot")
            browser.send(type="hello", ticket=ticket)
            assert _closed(browser) == 4401


def test_a_revoked_user_is_cut_off_within_a_heartbeat(live: Harness) -> None:
    with live.browser(uid="uid-gone") as gone, live.browser() as stays:
        gone.wait("snapshot")
        live.edge.revoked = ["uid-gone"]
        assert _closed(gone) == 4403
        stays.send(type="ping")
        stays.wait("pong")
    until("the preview to know", lambda: live.project.armed[-1].get("uidsRevoked") == ["uid-gone"])


def test_presence_and_the_lease_follow_who_is_connected(live: Harness) -> None:
    with live.browser() as first:
        until("the lease", lambda: live.edge.heartbeats and live.edge.heartbeats[-1]["busy"]["browser"])
        with live.browser(uid="uid-2", role="viewer"):
            lena = {"uid": "uid-lena", "role": "owner", "name": ""}
            first.wait("presence", people=[lena, {"uid": "uid-2", "role": "viewer", "name": ""}], writer="uid-lena")
    until("the lease to end", lambda: not live.edge.heartbeats[-1]["busy"]["browser"])


def test_a_reader_that_does_not_read_is_let_go_and_the_others_notice_nothing(live: Harness) -> None:
    with live.browser() as good:
        good.wait("snapshot")
        slow = socket.create_connection(("127.0.0.1", live.settings.agent_port))
        slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        _handshake(slow, live)
        until("both", lambda: live.pod.session and live.pod.session.clients.count == 2)
        session = live.pod.session
        assert session is not None
        for number in range(OUTBOX_MAX_BYTES // 50_000 + 20):
            session.bench.events.emit("check", kind="transform", ok=True, findings=[], filler=f"{number}" * 25_000)
            good.wait("check")  # who reads keeps up, however the threads take turns
        until("the slow one to go", lambda: session.clients.count == 1)
        slow.close()
        live.turn("Hello")
        good.wait("turn.state", state="done")


def _handshake(raw: socket.socket, live: Harness) -> None:
    """A WebSocket by hand that then reads nothing."""
    raw.sendall(
        f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{live.settings.agent_port}\r\nUpgrade: websocket\r\n"
        "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        "Sec-WebSocket-Version: 13\r\n\r\n".encode()
    )
    assert b"101" in raw.recv(64)
    payload = json.dumps({"v": 1, "type": "hello", "ticket": live.ticket(uid="uid-slow")}).encode()
    raw.sendall(bytes([0x81, 0x80 | 126]) + len(payload).to_bytes(2, "big") + bytes(4) + payload)
