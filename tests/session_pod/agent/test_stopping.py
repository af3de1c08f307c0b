import time

from tests.session_pod.agent.harness import Harness, running_harness, until
from tests.session_pod.agent.scripted_model import Answer

EDIT = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Slow Coast", "newText": "Fast Coast"})
LONG = Answer("Speaking on and on for a good while " * 60, pause=0.1)


def _speaking(live: Harness) -> str:
    """A turn that has edited and now speaks; → the message's id."""
    live.edge.model.plays(Answer("", [EDIT]), LONG)
    message_id = live.edge.say("Make it fast")
    live.hint("/turns")
    until("the edit", lambda: "Fast" in (live.root / "src/MyVideo.tsx").read_text())
    until("the words", lambda: len(live.edge.model.requests) == 2)
    return message_id


def test_a_stop_shows_at_once_and_ends_the_model_call(live: Harness) -> None:
    message_id = _speaking(live)
    with live.browser() as browser:
        browser.wait("text.delta")
        started = time.monotonic()
        assert live.hint("/stop", {"turnId": live.running(message_id), "keep": True}).status_code == 202
        browser.wait("turn.state", state="stopping")
        browser.wait("turn.state", state="stopped")
        # The answer would go on for 42 s more. How soon "stopping" shows is no test's to say: machines are shared.
        assert time.monotonic() - started < 30
    assert live.edge.model.aborted.wait(30)


def test_a_stop_that_keeps_makes_the_work_a_checkpoint(live: Harness) -> None:
    message_id = _speaking(live)
    live.hint("/stop", {"turnId": live.running(message_id), "keep": True})
    message = live.ended(message_id)
    assert (message["status"], message["checkpointSha"]) == ("stopped", live.edge.head)
    assert "Fast" in str(live.edge.file("src/MyVideo.tsx"))


def test_a_stop_that_discards_puts_the_files_back(live: Harness) -> None:
    before = live.edge.head
    message_id = _speaking(live)
    live.hint("/stop", {"turnId": live.running(message_id), "keep": False})
    assert live.ended(message_id)["status"] == "stopped"
    assert live.edge.head == before
    assert "Slow" in (live.root / "src/MyVideo.tsx").read_text()
    assert live.edge.answers()[0].status == "stopped"


def test_a_stop_ends_a_running_command(live: Harness) -> None:
    live.edge.model.plays(Answer("", [("bash", {"command": "touch started; sleep 100", "timeoutSeconds": 100})]))
    message_id = live.edge.say("Wait")
    live.hint("/turns")
    until("the command", (live.root / "started").exists)
    started = time.monotonic()
    live.hint("/stop", {"turnId": live.running(message_id), "keep": False})
    assert live.ended(message_id)["status"] == "stopped"
    assert time.monotonic() - started < 60


def test_stopping_a_turn_that_is_over_or_unknown_changes_nothing(live: Harness) -> None:
    turn_id = live.turn("Hello")["turnId"]
    for _ in range(2):
        assert live.hint("/stop", {"turnId": turn_id, "keep": True}).status_code == 202
    assert live.turn("Again")["status"] == "done"


def test_an_editor_stops_by_the_socket_and_a_viewer_may_not(live: Harness) -> None:
    message_id = _speaking(live)
    turn_id = live.running(message_id)
    with live.browser(role="viewer", uid="uid-watcher") as viewer, live.browser(role="editor") as editor:
        viewer.send(type="turn.stop", turnId=turn_id, keep=False)
        assert viewer.wait("error")["code"] == "forbidden"
        assert live.edge.messages[message_id].status == "running"
        editor.send(type="turn.stop", turnId=turn_id, keep=True)
        viewer.wait("turn.state", state="stopped")


def test_the_step_limit_ends_the_turn_with_its_work_kept() -> None:
    with running_harness(turn_steps_max=2) as live:
        assert live.activate().status_code == 200
        look = Answer("", [("view", {"path": "."})])
        live.edge.model.plays(Answer("", [EDIT]), look, look)
        with live.browser() as browser:
            message = live.turn("Go round in circles")
            assert "2 steps" in browser.wait("turn.state", state="limit")["reason"]
        assert message["status"] == "done"
        assert message["checkpointSha"] == live.edge.head
        assert "2 steps" in str(live.edge.answers()[0].error)


def test_the_time_limit_ends_the_turn() -> None:
    with running_harness(turn_seconds_max=1) as live:
        assert live.activate().status_code == 200
        live.edge.model.plays(Answer("slowly " * 12, [("view", {"path": "."})], pause=0.1))
        with live.browser() as browser:
            live.turn("Take your time")
            browser.wait("turn.state", state="limit")
