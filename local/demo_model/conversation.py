"""Where a conversation stands: the plan of its newest request, replayed over what the tools have answered so far.

The server keeps nothing between two requests: the same conversation always gets the same answer.
"""

import re
from typing import Any

from local.demo_model.acting import act, give_up
from local.demo_model.pointing import LOOKING
from local.demo_model.talking import FINDING
from local.demo_model.workspace import Answer, Call, Plan, Say

Json = dict[str, Any]

# What the agent adds to a conversation by itself (session_pod/agent/prompts).
_MOVED = "<notice>\nThe project was changed"
_TO_SUMMARIZE = "<earlier-summary>"
_ASIDES = (
    "<project-facts>",
    "<notice>",
    "<looking-at>",
    "<changed-by-others>",
    "The project's BRIEF.md",
    "What was said before",
)
SUMMARY_LINES, SUMMARY_CHARS = 60, 4_000


def next_blocks(messages: list[Json], tools: frozenset[str]) -> list[Json]:
    """The content blocks of the next answer: text, and at its end one tool use if the plan needs one; `tools` are the
    names of those that may be used."""
    spoken = [index for index, message in enumerate(messages) if message.get("role") == "user" and _request(message)]
    if not spoken:
        raise ValueError("messages: there must be a user message")
    request = _request(messages[spoken[-1]])
    if request.startswith(_TO_SUMMARIZE):
        return _texts([_summary(request)])
    # After a notice (the files changed under the turn) the request is done again from its beginning.
    start = max(index for index in range(spoken[-1], len(messages)) if index == spoken[-1] or _notices(messages[index]))
    earlier = [_request(messages[index]) for index in spoken[:-1]]
    plan = (
        give_up(request)
        if request.startswith(FINDING)
        else act(request, tools, earlier, _looking(messages[spoken[-1]]))
    )
    return _continue(plan, _answers(messages[start + 1 :]), len(messages))


def _continue(plan: Plan, answers: list[Answer], length: int) -> list[Json]:
    said: list[str] = []
    used = 0
    reply: Answer | None = None
    while True:
        try:
            step = plan.send(reply)
        except StopIteration:
            break
        reply = None
        if isinstance(step, Say):
            said.append(step.text)
            continue
        if used == len(answers):
            return [*_texts(said), _tool_use(step, length, used)]
        reply = answers[used]
        used += 1
        said.clear()  # what came before a tool that has answered was said in an earlier answer
    return _texts(said) or _texts(["Done."])


def _texts(said: list[str]) -> list[Json]:
    text = "\n\n".join(part.strip() for part in said if part.strip())
    return [{"type": "text", "text": text}] if text else []


def _tool_use(call: Call, length: int, used: int) -> Json:
    return {"type": "tool_use", "id": f"toolu_demo_{length:04d}_{used:04d}", "name": call.name, "input": call.arguments}


def _request(message: Json) -> str:
    """What a person (or a finding) says in a message: its last text; empty for answers, facts and notices alone."""
    content = message.get("content", "")
    texts = (
        [content] if isinstance(content, str) else [str(block.get("text", "")) for block in _blocks(message, "text")]
    )
    return "" if not texts or texts[-1].startswith(_ASIDES) else texts[-1].strip()


def _looking(message: Json) -> str:
    """Where the person was looking when they wrote it."""
    texts = (str(block.get("text", "")) for block in _blocks(message, "text"))
    return next((text for text in texts if text.startswith(LOOKING)), "")


def _summary(asked: str) -> str:
    """The newest lines of what is to be summarised, as they are: a model that can't sum up keeps the words."""
    lines = [
        line.strip() for line in asked.splitlines() if line.strip() and not re.fullmatch(r"\s*</?[\w-]+>\s*", line)
    ]
    return "\n".join(lines[-SUMMARY_LINES:])[:SUMMARY_CHARS] or "Nothing was said yet."


def _notices(message: Json) -> bool:
    texts = [_text(message), *(_text(block) for block in _blocks(message, "tool_result"))]
    return message.get("role") == "user" and any(text.startswith(_MOVED) for text in texts)


def _answers(messages: list[Json]) -> list[Answer]:
    """The tools' answers since the request, in the order in which the tools were asked for."""
    asked = [block["id"] for message in messages for block in _blocks(message, "tool_use")]
    found = {block["tool_use_id"]: block for message in messages for block in _blocks(message, "tool_result")}
    answers = []
    for identity in asked:
        if identity not in found:
            break
        block = found[identity]
        answers.append(Answer(_text(block), bool(block.get("is_error", False))))
    return answers


def _blocks(message: Json, kind: str) -> list[Json]:
    content = message.get("content")
    if not isinstance(content, list):
        return []
    return [block for block in content if isinstance(block, dict) and block.get("type") == kind]


def _text(holder: Json) -> str:
    content = holder.get("content", "")
    if isinstance(content, str):
        return content
    return "\n".join(str(block.get("text", "")) for block in _blocks(holder, "text"))
