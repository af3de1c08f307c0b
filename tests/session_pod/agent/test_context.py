from datetime import UTC, datetime, timedelta
from typing import Any

from common.models import ChatMessage
from session_pod.agent.context import HISTORY_CHARS, conversation
from session_pod.agent.fixes import FixPolicy
from session_pod.agent.prompts import prompt

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
    told = conversation(history, history[1], "facts")
    assert texts(told) == [("user", "first"), ("assistant", "answer"), ("user", "second")]
    assert told[-1]["content"][0]["text"] == "facts"


def test_a_long_history_is_cut_at_its_beginning_and_starts_with_a_request() -> None:
    history = [message(n, "user" if n % 2 else "assistant", f"{n} " + "x" * 5_000) for n in range(1, 41)]
    told = conversation(history, message(50, "user", "now"), "facts")
    assert told[0]["role"] == "user"
    assert sum(len(text) for _, text in texts(told)) <= HISTORY_CHARS
    assert texts(told)[-2][1].startswith("40 ")


def test_what_is_not_over_is_not_told_and_notices_are_marked() -> None:
    history = [
        message(1, "user", "waiting", status="queued"),
        message(2, "assistant", "half", status="streaming"),
        message(3, "system", "Restored."),
        message(4, "assistant", "", actions=[{"type": "file_edit", "filePath": "src/A.tsx", "summary": "x"}]),
    ]
    told = conversation(history, message(5, "user", "now"), "facts")
    assert texts(told) == [
        ("user", "<notice>Restored.</notice>"), ("assistant", "(Changed src/A.tsx.)"), ("user", "now"),
    ]  # fmt: skip


def test_the_same_mistake_is_tried_twice_and_a_turn_thrice() -> None:
    policy = FixPolicy()
    assert [policy.allow(["a"]), policy.allow(["a"]), policy.allow(["a"])] == [1, 2, None]
    assert [policy.allow(["b"]), policy.allow(["c"])] == [3, None]


def test_every_prompt_is_filled_strictly() -> None:
    assert "x is broken" in prompt("finding", finding="x is broken")
    assert "$" not in prompt("system").replace("${", "")
