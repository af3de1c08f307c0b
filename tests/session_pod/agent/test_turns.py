import pygit2

from common.chat_models import CardAnswer, FixCard
from common.models import ActionType, MessageStatus
from tests.session_pod.agent.harness import Harness, until
from tests.session_pod.agent.scripted_model import Answer

EDIT = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Slow Coast", "newText": "Fast Coast"})


def test_a_turn_edits_saves_and_ends_in_that_order(live: Harness) -> None:
    live.edge.model.plays(Answer("I will change it.", [EDIT]), Answer("The title is new."))
    with live.browser() as browser:
        message = live.turn("Make it fast\nplease")
        browser.wait("turn.state", state="done")
    assert message["status"] == "done"
    assert message["checkpointSha"] == live.edge.head
    assert live.edge.file("src/MyVideo.tsx") == 'export const title = "Fast Coast";\n'
    assert live.edge.fsck() == ""
    commit = live.edge.log()[0]
    trailers = f"Turn: {message['turnId']}\nMessage: {message['id']}\nAuthor: uid-lena\n"
    assert commit == f"The title is new\n\nAsked: Make it fast\n\n{trailers}"

    (answer,) = live.edge.answers()
    assert answer.content == "I will change it. \n\nThe title is new. "
    assert answer.status is MessageStatus.DONE
    assert answer.checkpoint_sha == live.edge.head
    assert [(action.type, action.file_path) for action in answer.actions] == [(ActionType.FILE_EDIT, "src/MyVideo.tsx")]
    assert answer.token_count == 14

    kinds = [event["type"] for event in browser.seen]
    assert browser.seen[kinds.index("checkpoint")]["summary"] == "The title is new"
    saved = next(i for i, e in enumerate(browser.seen) if e["type"] == "save.state" and e.get("turnId"))
    done = next(i for i, e in enumerate(browser.seen) if e["type"] == "message" and e["status"] == "done")
    assert saved < kinds.index("checkpoint") < done < len(kinds) - 1
    ends = [e for e in browser.seen if e["type"] == "turn.state" and e["state"] in ("done", "failed", "stopped")]
    assert len(ends) == 1


def test_text_streams_as_deltas_with_offsets_that_add_up(live: Harness) -> None:
    live.edge.model.plays(Answer("Ein 🎬 Film über die Küste", pause=0.01))
    with live.browser() as browser:
        live.turn("Hallo")
        browser.wait("turn.state", state="done")
    deltas = [event for event in browser.seen if event["type"] == "text.delta"]
    text = b""
    for delta in deltas:
        assert "seq" not in delta
        assert delta["offset"] * 2 == len(text)
        text += delta["text"].encode("utf-16-le")
    assert text.decode("utf-16-le") == "Ein 🎬 Film über die Küste "


def test_messages_wait_their_turn_and_the_model_hears_what_was_said_before(live: Harness) -> None:
    live.edge.model.plays(Answer("First answer.", pause=0.1), Answer("Second answer."))
    first = live.edge.say("First wish")
    second = live.edge.say("Second wish")
    live.hint("/turns")
    live.ended(first)
    live.ended(second)
    told = live.edge.model.requests[1]["messages"]
    texts = [(one["role"], one["content"][-1]["text"].strip()) for one in told]
    assert texts == [("user", "First wish"), ("assistant", "First answer."), ("user", "Second wish")]
    assert "src/MyVideo.tsx" in told[-1]["content"][0]["text"]
    assert "durationInFrames={180}" in told[-1]["content"][0]["text"]


def test_without_a_hint_the_heartbeat_finds_the_queue(live: Harness) -> None:
    live.ended(live.edge.say("Hello"))


def test_a_turn_without_changes_makes_no_checkpoint(live: Harness) -> None:
    before = live.edge.head
    message = live.turn("What is this?")
    assert live.edge.head == before
    assert message["checkpointSha"] is None


def test_tools_answer_the_model_also_when_they_fail(live: Harness) -> None:
    live.edge.model.plays(
        Answer("", [("view", {"path": "src/MyVideo.tsx"}), ("view", {"path": "../../etc/passwd"}), ("nope", {})]),
        Answer("", [("bash", {"command": "echo hi > made.txt; cat made.txt; exit 3"})]),
        Answer("", [("edit", {"path": "src/MyVideo.tsx", "oldText": "o", "newText": "x"})]),
    )
    live.turn("Look around")
    results = live.edge.model.requests[1]["messages"][-1]["content"]
    assert results[0]["content"] == '1\texport const title = "Slow Coast";'
    assert results[1]["is_error"]
    assert "out of the project" in results[1]["content"]
    assert "There is no tool 'nope'" in results[2]["content"]
    assert live.edge.model.requests[2]["messages"][-1]["content"][0]["content"] == "exit code 3\nhi\n"
    assert "occurs 4 times" in live.edge.model.requests[3]["messages"][-1]["content"][0]["content"]
    assert live.edge.file("made.txt") == "hi\n"


def test_code_that_breaks_is_shown_to_the_agent_which_mends_it(live: Harness) -> None:
    live.project.broken_while = "Fast"
    mend = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Fast", "newText": "Calm"})
    live.edge.model.plays(Answer("", [EDIT]), Answer("Done."), Answer("", [mend]), Answer("Mended."))
    with live.browser() as browser:
        assert live.turn("Make it fast")["status"] == "done"
        browser.wait("turn.state", state="done")
    shown = live.edge.model.requests[2]["messages"][-1]["content"][0]["text"]
    assert "<finding>\nsrc/MyVideo.tsx:1:3 error (transform): Unexpected token\n</finding>" in shown
    assert [e["n"] for e in browser.seen if e["type"] == "fix.attempt"] == [1]
    assert [e["ok"] for e in browser.seen if e["type"] == "check"] == [False, True]
    assert live.edge.file("src/MyVideo.tsx") == 'export const title = "Calm Coast";\n'


def test_a_turn_that_mends_twice_is_one_checkpoint_that_says_what_was_done(live: Harness) -> None:
    live.project.broken_while = "Fast"
    other = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Fast", "newText": "Fastest"})
    mend = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Fastest", "newText": "Calm"})
    live.edge.model.plays(
        Answer("", [EDIT]),
        Answer("The title is fast."),
        Answer("", [other]),
        Answer("The title is mended."),
        Answer("", [mend]),
        Answer("The title is **calm** now. It plays again."),
    )
    before = live.edge.head
    with live.browser() as browser:
        message = live.turn("Make it fast")
        browser.wait("turn.state", state="done")
    assert [e["n"] for e in browser.seen if e["type"] == "fix.attempt"] == [1, 2]
    assert len([e for e in browser.seen if e["type"] == "checkpoint"]) == 1
    assert len(live.edge.acknowledged) == 1
    newest, oldest = live.edge.log()
    assert (oldest, message["checkpointSha"]) == ("Template\n", live.edge.head)
    assert str(live.edge.git[live.edge.head].peel(pygit2.Commit).parent_ids[0]) == before
    assert newest.startswith("The title is calm now\n\nAsked: Make it fast\n\nTurn: ")


def test_words_that_say_nothing_leave_the_request_as_the_checkpoints_name(live: Harness) -> None:
    live.edge.model.plays(Answer("Let me look.", [EDIT]), Answer("Done."))
    live.turn("Make it fast")
    assert live.edge.log()[0].startswith("Make it fast\n\nTurn: ")


def test_the_agent_gives_up_mending_the_same_mistake_after_two_tries_and_asks(live: Harness) -> None:
    live.project.broken_while = "Fast"
    before = live.edge.head
    tries = [("edit", {"path": "src/MyVideo.tsx", "oldText": "Coast", "newText": f"Coast{n}"}) for n in range(3)]
    again = (answer for one in tries for answer in (Answer("", [one]), Answer("It should play now.")))
    live.edge.model.plays(Answer("", [EDIT]), Answer("Done."), *again)
    message = live.turn("Make it fast")
    assert message["status"] == "done"
    assert len(live.edge.model.requests) == 6  # the edit and its end, and both for each of two tries
    assert live.edge.log()[0].startswith("Make it fast\n\nTurn: ")
    (answer,) = live.edge.answers()
    assert answer.error == "The video still shows an error: Unexpected token"
    assert isinstance(answer.card, FixCard)
    assert (answer.card.finding.message, answer.card.finding.file) == ("Unexpected token", "src/MyVideo.tsx")
    assert answer.card.undo_sha == before
    assert '+export const title = "Fast Coast10";' in str(answer.card.diff)
    assert live.edge.file("src/MyVideo.tsx") == 'export const title = "Fast Coast10";\n'

    ignored = CardAnswer(choice="ignore", at=answer.created_at, user_id="uid-lena")
    live.edge.messages[answer.id] = answer.model_copy(update={"answer": ignored})
    live.edge.model.script.clear()
    live.edge.model.plays(Answer("", [("create", {"path": "src/New.ts", "content": "export {};"})]), Answer("Done."))
    live.turn("Add a file")
    assert len(live.edge.model.requests) == 8  # nothing is mended
    assert live.edge.answers()[-1].card is None


def test_a_try_that_changes_nothing_is_the_last(live: Harness) -> None:
    live.project.broken_while = "Fast"
    live.edge.model.plays(Answer("", [EDIT]), *(Answer("I can't mend it."),) * 3)
    live.turn("Make it fast")
    assert len(live.edge.model.requests) == 3
    assert isinstance(live.edge.answers()[0].card, FixCard)


def test_an_error_of_an_editors_preview_page_is_shown_to_the_agent(live: Harness) -> None:
    live.project.report("ok")
    until("the report", lambda: live.pod.session and live.pod.session.bench.preview.mark() == 1)
    live.edge.model.plays(Answer("", [EDIT]), Answer("Done.", waits=1), Answer("Nothing to mend."))
    message = live.edge.say("Make it fast")
    live.hint("/turns")
    live.running(message)
    until("the edit", lambda: "Fast" in (live.root / "src/MyVideo.tsx").read_text())
    live.project.report("error", kind="render", message="x is not a function", file="src/MyVideo.tsx", line=7)
    until("the error", lambda: live.pod.session and live.pod.session.bench.preview.mark() == 2)
    live.edge.model.go_on()
    live.ended(message)
    assert "src/MyVideo.tsx:7 error (render): x is not a function" in str(live.edge.model.requests[2]["messages"][-1])


def test_a_viewers_broken_preview_starts_no_work(live: Harness) -> None:
    live.project.report("error", role="viewer", message="forged")
    live.edge.model.plays(Answer("", [EDIT]), Answer("Done."))
    live.turn("Make it fast")
    assert len(live.edge.model.requests) == 2


def test_a_busy_model_is_asked_again_and_its_half_answer_replaced(live: Harness) -> None:
    live.edge.model.plays(Answer(status=529), Answer("Half an ans", breaks=True), Answer("A whole answer."))
    with live.browser() as browser:
        assert live.turn("Hello")["status"] == "done"
        browser.wait("turn.state", state="done")
    (answer,) = live.edge.answers()
    assert answer.content == "A whole answer. "
    text = ""
    for delta in (event for event in browser.seen if event["type"] == "text.delta"):
        text = text[: delta["offset"]] + delta["text"]
    assert text == "A whole answer. "


def test_a_refusing_model_ends_the_turn_as_failed_with_the_reason(live: Harness) -> None:
    live.edge.model.plays(Answer(status=400))
    with live.browser() as browser:
        assert live.turn("Hello")["status"] == "failed"
        assert "turned the request down" in browser.wait("turn.state", state="failed")["reason"]
    (answer,) = live.edge.answers()
    assert answer.status is MessageStatus.FAILED
    assert "turned the request down" in answer.content
    assert live.turn("Again")["status"] == "done"


def test_a_tool_call_that_was_cut_off_is_not_run(live: Harness) -> None:
    live.edge.model.plays(Answer("", [("create", {"path": "half.ts", "content": "exp"})], cut=True))
    live.turn("Write")
    assert "cut off" in live.edge.model.requests[1]["messages"][-1]["content"][0]["content"]
    assert live.edge.file("half.ts") is None


def test_work_done_before_a_failure_is_kept_as_a_checkpoint(live: Harness) -> None:
    live.edge.model.plays(Answer("", [EDIT]), Answer(status=400))
    message = live.turn("Make it fast")
    assert message["status"] == "failed"
    assert message["checkpointSha"] == live.edge.head
    assert "Fast" in str(live.edge.file("src/MyVideo.tsx"))
    assert live.edge.log()[0].startswith("Make it fast\n\nTurn: ")


def test_the_model_is_called_with_the_pod_token_only(live: Harness) -> None:
    live.turn("Hello")
    request = live.edge.model.requests[0]
    live.keys.verifier("pool").verify_pod(request["token"].removeprefix("Bearer "))
    assert {tool["name"] for tool in request["tools"]} >= {
        "view", "edit", "create", "delete", "glob", "grep", "check", "bash", "search_history", "ask_user", "plan",
    }  # fmt: skip


def test_a_withdrawn_or_taken_message_is_passed_over(live: Harness) -> None:
    live.edge.fail("GET", "/messages", times=2)
    with live.edge.lock:  # a heartbeat may have the pod look at the queue meanwhile
        first, second = live.edge.say("gone"), live.edge.say("stays")
        del live.edge.messages[first]
    live.hint("/turns")
    live.ended(second)
    assert len(live.edge.answers()) == 1
