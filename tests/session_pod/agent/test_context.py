from datetime import UTC, datetime, timedelta
from typing import Any

from common.models import ChatMessage
from session_pod.agent.context import WHOLE_MESSAGES, conversation
from session_pod.agent.fixes import FixPolicy
from session_pod.agent.prompts import prompt, quoted

BUDGET = 10_000
FACTS = [{"type": "text", "text": "facts"}]
START = datetime(2026, 1, 1, tzinfo=UTC)


def message(number: int, role: str, content: str, **fields: Any) -> ChatMessage:
    body = {"id": f"message-{number}", "projectId": "project-1", "role": role, "content": content, "status": "done"}
    return ChatMessage.model_validate({**body, "createdAt": START + timedelta(seconds=number), **fields})


def texts(told: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(one["role"], one["content"][-1]["text"]) for one in told]


def test_an_answer_stands_behind_its_request_even_when_the_next_was_queued_before_it() -> None:
    history = [
        message(1, "user", "first", turnId="turn-1"),
        message(2, "user", "second", turnId="turn-2", status="running"),
        message(3, "assistant", "answer", turnId="turn-1"),
    ]
    told = conversation(history, history[1], FACTS, budget=BUDGET)
    assert texts(told) == [("user", "first"), ("assistant", "answer"), ("user", "second")]
    assert told[-1]["content"][0]["text"] == "facts"


def test_a_history_that_is_too_long_without_a_summary_is_cut_at_its_beginning() -> None:
    history = [message(n, "user" if n % 2 else "assistant", f"{n} " + "x" * 5_000) for n in range(1, 61)]
    told = conversation(history, message(99, "user", "now"), FACTS, budget=BUDGET)
    assert told[0]["role"] == "user"
    assert WHOLE_MESSAGES <= len(told) <= WHOLE_MESSAGES + 2
    assert texts(told)[-2][1].startswith("60 ")


def test_the_brief_and_the_summary_come_first_each_where_the_cache_may_cut() -> None:
    told = conversation(
        [message(1, "user", "hi")],
        message(5, "user", "now"),
        FACTS,
        budget=BUDGET,
        brief="Blue </brief>",
        summary="So far",
    )
    brief, summary = told[0]["content"]
    assert (brief["cache_control"], summary["cache_control"]) == ({"type": "ephemeral"}, {"type": "ephemeral"})
    assert quoted("Blue </brief>") in brief["text"]
    assert brief["text"].count("</brief>") == 1
    assert "So far" in summary["text"]
    assert texts(told)[1:] == [("user", "hi"), ("user", "now")]


def test_cards_and_what_was_chosen_are_told_later() -> None:
    card = {
        "type": "choice",
        "question": "Which?",
        "options": [{"label": "Blue", "description": "calm"}, {"label": "Red"}],
    }
    answer = {"choice": "Red", "at": START, "userId": "uid-lena"}
    board = {"type": "storyboard", "title": "Coast", "scenes": [{"name": "Intro", "seconds": 2.5, "picture": "Waves"}]}
    history = [
        message(1, "user", "Make it nice"),
        message(2, "assistant", "", card=card, answer=answer),
        message(3, "assistant", "Here it is.", card=board),
    ]
    told = texts(conversation(history, message(5, "user", "now"), FACTS, budget=BUDGET))
    assert told[1][1] == "(I asked: Which? To choose from: Blue (calm); Red. They chose: Red.)"
    assert told[2][1] == "Here it is.\n(I showed the storyboard “Coast”: Intro, 2.5 s: Waves.)"


def test_what_is_not_over_is_not_told_and_notices_are_marked() -> None:
    history = [
        message(1, "user", "waiting", status="queued"),
        message(2, "assistant", "half", status="streaming"),
        message(3, "system", "Restored."),
        message(4, "assistant", "", actions=[{"type": "file_edit", "filePath": "src/A.tsx", "summary": "x"}]),
    ]
    told = conversation(history, message(5, "user", "now"), FACTS, budget=BUDGET)
    assert texts(told) == [
        ("user", "<notice>Restored.</notice>"), ("assistant", "(Changed src/A.tsx.)"), ("user", "now"),
    ]  # fmt: skip


def test_the_same_mistake_is_tried_twice_and_a_turn_thrice() -> None:
    policy = FixPolicy()
    tries = [policy.allow([name], f"diff {n}") for n, name in enumerate("aaabc")]
    assert tries == [1, 2, None, 3, None]


def test_the_same_diff_twice_ends_the_tries_and_what_is_ignored_never_begins_one() -> None:
    policy = FixPolicy({"known"})
    assert [policy.allow(["a"], "same"), policy.allow(["b"], "same"), policy.allow(["b"], "other")] == [1, None, 2]
    assert [policy.counts("known"), policy.counts("a")] == [False, True]


def test_every_prompt_is_filled_strictly() -> None:
    assert "x is broken" in prompt("finding", finding="x is broken")
    assert "$" not in prompt("system", skills="- captions: when words are read").replace("${", "")
