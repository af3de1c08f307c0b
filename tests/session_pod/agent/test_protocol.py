"""The real loop against a scripted model over real HTTP and SSE: every way an answer can end or go wrong."""

from collections.abc import Iterator
from typing import Any

import pytest

from common.chat_models import ChoiceCard
from common.errors import BudgetExhausted, to_problem
from tests.session_pod.agent.harness import Harness, running_harness, until
from tests.session_pod.agent.scripted_model import Answer

EDIT = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Slow Coast", "newText": "Fast Coast"})
UNDO = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Fast Coast", "newText": "Slow Coast"})
VIEW = ("view", {"path": "src/MyVideo.tsx"})


@pytest.fixture(scope="module")
def pod() -> Iterator[Harness]:
    """One pod for all: each test looks at what its own turn added."""
    with running_harness() as harness:
        answer = harness.activate()
        assert answer.status_code == 200, answer.text
        yield harness


class Played:
    """One turn: its requests to the model, its answer, its events."""

    def __init__(self, pod: Harness, *answers: Answer, content: str = "Go", **fields: Any) -> None:
        model = pod.edge.model
        model.script.clear()
        before = len(model.requests)
        model.plays(*answers)
        with pod.browser() as browser:
            message_id = pod.edge.say(content, **fields)
            pod.hint("/turns")
            self.message = pod.ended(message_id, 30)
            turn_id = self.message["turnId"]
            while (event := browser.wait("turn.state", 30, turnId=turn_id))["state"] in ("running", "stopping"):
                continue
        self.end = event
        self.events = browser.seen
        self.requests = model.requests[before:]
        self.answer = next(one for one in pod.edge.answers() if one.turn_id == turn_id)

    def results(self, request: int) -> list[dict[str, Any]]:
        content: list[dict[str, Any]] = self.requests[request]["messages"][-1]["content"]
        return content


@pytest.mark.parametrize("reason", ["end_turn", "stop_sequence"])
def test_an_answer_that_is_over_ends_the_turn(pod: Harness, reason: str) -> None:
    played = Played(pod, Answer("All is well.", stop=reason))
    assert (played.end["state"], len(played.requests)) == ("done", 1)
    assert played.answer.content == "All is well. "


def test_a_pause_is_gone_on_from_with_what_was_said(pod: Harness) -> None:
    played = Played(pod, Answer("One moment", stop="pause_turn"), Answer("and done."))
    assert (played.end["state"], len(played.requests)) == ("done", 2)
    said, go_on = played.requests[1]["messages"][-2:]
    assert (said["role"], said["content"][0]["text"]) == ("assistant", "One moment ")
    assert go_on["content"][0]["text"] == "Go on."


def test_a_model_that_only_pauses_comes_to_an_end(pod: Harness) -> None:
    played = Played(pod, *(Answer("Wait", stop="pause_turn"),) * 20)
    assert (played.end["state"], len(played.requests)) == ("done", 6)


def test_words_that_were_cut_off_are_gone_on_with(pod: Harness) -> None:
    played = Played(pod, Answer("This is long", cut=True), Answer("and ends."))
    assert "cut off" in played.results(1)[0]["text"]
    assert played.answer.content == "This is long \n\nand ends. "


def test_a_refusal_fails_the_turn_and_says_so(pod: Harness) -> None:
    played = Played(pod, Answer("", stop="refusal"))
    assert played.end["state"] == "failed"
    assert "declined" in played.end["reason"]


def test_a_full_context_is_shortened_once(pod: Harness) -> None:
    played = Played(pod, Answer("", stop="model_context_window_exceeded"), Answer("Better."))
    assert (played.end["state"], len(played.requests[1]["messages"])) == ("done", 1)


def test_a_prompt_that_is_too_long_is_shortened_to_the_request(pod: Harness) -> None:
    long = {"type": "error", "error": {"type": "invalid_request_error", "message": "prompt is too long: 300000 tokens"}}
    Played(pod, Answer("Hello."))
    played = Played(pod, Answer(status=400, problem=long), Answer("Better."))
    assert len(played.requests[0]["messages"]) > 1
    ((only,), end) = (played.requests[1]["messages"], played.end["state"])
    assert (only["content"][-1]["text"], end) == ("Go", "done")


@pytest.mark.parametrize(
    "trouble",
    [Answer(status=529), Answer(status=500), Answer("Half", breaks=True), Answer("Half", error="overloaded_error")],
)
def test_overload_and_cut_streams_are_asked_again(pod: Harness, trouble: Answer) -> None:
    played = Played(pod, trouble, Answer("Whole."))
    assert (played.end["state"], played.answer.content) == ("done", "Whole. ")


def test_parallel_tools_are_answered_in_their_order_in_one_message(pod: Harness) -> None:
    played = Played(pod, Answer("", [EDIT, VIEW, UNDO, VIEW]), Answer("Done."))
    results = played.results(1)
    asked = [block["id"] for block in played.requests[1]["messages"][-2]["content"]]
    assert [result["tool_use_id"] for result in results] == asked
    assert ("Fast" in results[1]["content"], "Slow" in results[3]["content"]) == (True, True)


@pytest.mark.parametrize("arguments", ['{"path": "src/My', "[1, 2]", "null", "not JSON at all"])
def test_a_malformed_call_is_answered_and_nothing_is_done(pod: Harness, arguments: str) -> None:
    played = Played(pod, Answer("", [("view", arguments), VIEW]), Answer("Done."))
    broken, fine = played.results(1)
    assert (broken["is_error"], fine["is_error"]) == (True, False)
    assert "no JSON object" in broken["content"]
    assert arguments in broken["content"]
    sent = played.requests[1]["messages"][-2]["content"][0]
    assert (sent["type"], sent["input"]) == ("tool_use", {})


def test_thoughts_go_back_as_they_came(pod: Harness) -> None:
    played = Played(pod, Answer("Look:", [VIEW], thinking="Hm, the title"), Answer("Done.", thinking="Good"))
    thought, words, use = played.requests[1]["messages"][-2]["content"]
    assert thought == {"type": "thinking", "thinking": "Hm, the title", "signature": "c2lnbmVk"}
    assert (words["type"], use["type"]) == ("text", "tool_use")
    assert "title" not in played.answer.content


def test_the_prompt_is_marked_where_the_cache_may_cut(pod: Harness) -> None:
    played = Played(pod, Answer("", [VIEW]), Answer("Done."))
    for request in played.requests:
        marks = [block for block in request["system"] if "cache_control" in block]
        marks += [block for one in request["messages"] for block in one["content"] if "cache_control" in block]
        assert len(marks) == 2
        assert "cache_control" in request["messages"][-1]["content"][-1]
    assert played.requests[0]["system"] == played.requests[1]["system"]
    assert played.requests[0]["tools"] == played.requests[1]["tools"]


def test_the_receipt_adds_up_what_every_answer_used(pod: Harness) -> None:
    used = {
        "input_tokens": 1_000,
        "output_tokens": 200,
        "cache_read_input_tokens": 5_000,
        "cache_creation_input_tokens": 300,
    }
    played = Played(pod, Answer("", [VIEW], usage=used), Answer("Done.", usage=used))
    usage = played.answer.usage
    assert usage is not None
    counts = (usage.input_tokens, usage.output_tokens, usage.cached_tokens, usage.cache_write_tokens)
    assert counts == (2_000, 400, 10_000, 600)
    assert usage.cost_micros > 0
    told = next(event for event in played.events if event["type"] == "usage")
    assert (told["steps"], told["costMicros"], told["cachedTokens"]) == (2, usage.cost_micros, 10_000)


def test_a_spent_budget_ends_the_turn_as_limit_with_its_work_kept(pod: Harness) -> None:
    spent = BudgetExhausted(
        "Today's budget is used up.",
        scope="user", unit="micros", used=2_000_000, limit=2_000_000, resetsAt="2026-01-02T00:00:00Z",
    )  # fmt: skip
    create = ("create", {"path": "kept.ts", "content": "export {};\n"})
    played = Played(pod, Answer("", [create]), Answer(status=429, problem=to_problem(spent, "trace")))
    assert (played.end["state"], played.end["reason"]) == ("limit", "Today's budget is used up.")
    assert played.end["limit"] == {
        "kind": "budget", "used": 2_000_000, "of": 2_000_000, "unit": "micros", "resetsAt": "2026-01-02T00:00:00Z",
    }  # fmt: skip
    assert played.answer.limit is not None
    assert played.answer.limit.kind == "budget"
    assert pod.edge.file("kept.ts") == "export {};\n"


def test_going_in_circles_is_noted_and_then_ends_with_a_question(pod: Harness) -> None:
    played = Played(pod, *(Answer("", [VIEW]),) * 9)
    assert (played.end["state"], len(played.requests)) == ("done", 5)
    noted = ["very call before" in played.results(n)[0]["content"] for n in range(1, 5)]
    assert noted == [False, False, True, True]
    assert played.answer.content.endswith("How would you like me to go on?")


def test_waiting_and_other_results_are_no_circles(pod: Harness) -> None:
    wait = ("bash", {"command": "sleep 0"})
    count = ("bash", {"command": "date +%N"})
    played = Played(pod, *(Answer("", [wait]), Answer("", [count])) * 3, *(Answer("", [wait]),) * 6, Answer("Done."))
    assert (played.end["state"], len(played.requests)) == ("done", 13)
    assert "very call before" not in str(played.requests[-1]["messages"])


def test_a_question_ends_the_turn_with_a_card_and_both_are_read_later(pod: Harness) -> None:
    ask = ("ask_user", {"question": "Which colour?", "options": [{"label": "Blue"}, {"label": "Red"}]})
    played = Played(pod, Answer("Before I begin:", [ask]))
    assert (played.end["state"], len(played.requests)) == ("done", 1)
    assert isinstance(played.answer.card, ChoiceCard)
    told = next(event for event in reversed(played.events) if event["type"] == "message")
    assert (told["status"], told["card"]["question"]) == ("done", "Which colour?")
    later = Played(pod, Answer("Blue it is."), content="Blue")
    before = later.requests[0]["messages"][-2]["content"][0]["text"]
    assert before == "Before I begin:\n(I asked: Which colour? To choose from: Blue; Red.)"


def test_suggestions_come_with_the_last_words_and_end_the_turn(pod: Harness) -> None:
    suggest = ("suggest", {"requests": ["Make the mist thicker", " Add captions ", "Add captions"]})
    played = Played(pod, Answer("", [suggest]), Answer("Misty now.", [suggest]), Answer("Never asked for."))
    assert (played.end["state"], len(played.requests)) == ("done", 2)
    assert played.answer.content.strip() == "Misty now."
    assert played.answer.suggestions == ["Make the mist thicker", "Add captions"]
    told = next(event for event in reversed(played.events) if event["type"] == "message")
    assert told["suggestions"] == ["Make the mist thicker", "Add captions"]
    assert [event for event in played.events if event["type"] == "tool"] == []


def test_nothing_is_suggested_beside_a_question_or_about_a_video_that_does_not_play(pod: Harness) -> None:
    suggest = ("suggest", {"requests": ["Add captions"]})
    ask = ("ask_user", {"question": "Which?", "options": [{"label": "Blue"}, {"label": "Red"}]})
    asked = Played(pod, Answer("One thing:", [suggest, ask]))
    assert (asked.answer.card is not None, asked.answer.suggestions) == (True, None)
    pod.project.broken_while = "Fast"
    try:
        mended = Played(pod, Answer("", [EDIT]), Answer("Done.", [suggest]), Answer("", [UNDO]), Answer("As before."))
    finally:
        pod.project.broken_while = None
    assert (len(mended.requests), mended.answer.suggestions) == (4, None)


def test_nothing_is_asked_about_a_video_that_does_not_play(pod: Harness) -> None:
    ask = ("ask_user", {"question": "Which?", "options": [{"label": "Blue"}, {"label": "Red"}]})
    pod.project.broken_while = "Fast"
    try:
        played = Played(pod, Answer("", [EDIT, ask]), Answer("", [UNDO]), Answer("", [ask]))
    finally:
        pod.project.broken_while = None
    refused = played.results(1)[1]
    assert (refused["is_error"], "Not asked yet" in refused["content"]) == (True, True)
    assert (len(played.requests), played.answer.card is not None) == (3, True)


def test_a_call_that_changes_nothing_is_left_behind_by_a_stop(pod: Harness) -> None:
    pod.project.slow_checks.clear()
    pod.project.checking.clear()
    try:
        pod.edge.model.script.clear()
        pod.edge.model.plays(Answer("", [("check", {})]))
        message_id = pod.edge.say("Check it")
        pod.hint("/turns")
        until("the check", pod.project.checking.is_set, 30)
        pod.hint("/stop", {"turnId": pod.running(message_id), "keep": True})
        assert pod.ended(message_id, 30)["status"] == "stopped"
    finally:
        pod.project.slow_checks.set()


@pytest.mark.parametrize(
    ("setting", "kind", "unit"),
    [({"turn_tokens_max": 15}, "tokens", "tokens"), ({"turn_micros_max": 1}, "money", "micros")],
)
def test_tokens_and_money_have_an_end(setting: dict[str, Any], kind: str, unit: str) -> None:
    with running_harness(**setting) as live:
        assert live.activate().status_code == 200
        played = Played(live, Answer("", [EDIT]), Answer("", [VIEW]))
        assert (played.end["state"], len(played.requests)) == ("limit", 1)
        assert (played.end["limit"]["kind"], played.end["limit"]["unit"]) == (kind, unit)
        assert played.end["limit"]["used"] >= played.end["limit"]["of"]
        assert played.message["checkpointSha"] == live.edge.head
