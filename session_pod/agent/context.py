"""What the model is told: the conversation so far, in full while it is short, and the facts of the project."""

import re
from pathlib import Path
from typing import Any

from common.models import ChatMessage, MessageRole, MessageStatus
from session_pod.agent.prompts import prompt
from session_pod.agent.tools.find import walk

Json = dict[str, Any]

HISTORY_MESSAGES = 60
HISTORY_CHARS = 60_000  # about 15,000 tokens
MESSAGE_CHARS = 8_000
FILES_TOLD = 200
_COMPOSITION = re.compile(r"<Composition\b[^>]*?/>", re.DOTALL)

_SPOKEN = {
    MessageStatus.DONE,
    MessageStatus.FAILED,
    MessageStatus.STOPPED,
}


def conversation(history: list[ChatMessage], current: ChatMessage, facts: str) -> list[Json]:
    """Messages for the model, oldest first, ending with what the user asks now.

    `history` is oldest first and may hold anything; only what has ended is used.
    """
    ended = [message for message in history if message.id != current.id and message.status in _SPOKEN]
    earlier = _in_turn_order(ended)
    told: list[Json] = []
    room = HISTORY_CHARS
    for message in reversed(earlier):
        text = _said(message)
        room -= len(text)
        if room < 0:
            break
        if text:
            role = "assistant" if message.role is MessageRole.ASSISTANT else "user"
            told.append({"role": role, "content": [{"type": "text", "text": text}]})
    told.reverse()
    while told and told[0]["role"] == "assistant":
        told.pop(0)
    content = [{"type": "text", "text": facts}, {"type": "text", "text": current.content or "(nothing)"}]
    return [*told, {"role": "user", "content": content}]


def _in_turn_order(messages: list[ChatMessage]) -> list[ChatMessage]:
    """Each answer right behind its request, also when the next request was queued before the answer came."""
    asked = {message.turn_id for message in messages if message.role is MessageRole.USER and message.turn_id}
    answers = [message for message in messages if message.role is not MessageRole.USER and message.turn_id in asked]
    ordered: list[ChatMessage] = []
    for message in messages:
        if message in answers:
            continue
        ordered.append(message)
        if message.role is MessageRole.USER and message.turn_id:
            ordered += [answer for answer in answers if answer.turn_id == message.turn_id]
    return ordered


def _said(message: ChatMessage) -> str:
    text = message.content.strip()
    if len(text) > MESSAGE_CHARS:
        text = f"{text[:MESSAGE_CHARS]} …"
    if message.role is MessageRole.SYSTEM:
        return f"<notice>{text}</notice>" if text else ""
    if message.role is MessageRole.ASSISTANT and not text:
        changed = sorted({action.file_path for action in message.actions if action.file_path})
        return f"(Changed {', '.join(changed[:10])}.)" if changed else ""
    return text


def project_facts(root: Path, current: ChatMessage) -> str:
    """The files, the registered composition and where the user is looking."""
    files = list(walk(root))
    listed = "\n".join(files[:FILES_TOLD]) + ("\n…" if len(files) > FILES_TOLD else "")
    looking = ""
    if current.context is not None and current.context.frame is not None:
        looking = f"\nThe person is looking at frame {current.context.frame}."
    return prompt("facts", files=listed, settings=_composition(root), looking=looking)


def _composition(root: Path) -> str:
    source = root / "src" / "Root.tsx"
    if source.is_symlink() or not source.is_file() or source.stat().st_size > MESSAGE_CHARS * 8:
        return ""
    found = _COMPOSITION.search(source.read_text(errors="replace"))
    return f"Registered in src/Root.tsx: {' '.join(found.group(0).split())[:1000]}" if found else ""
