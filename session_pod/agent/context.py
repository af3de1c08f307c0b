"""What the model is told: the brief, the conversation so far (in full while it is short, else its summary and what came
after it), and the facts of the project."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from common.chat_models import ChoiceCard, FixCard, StoryboardCard
from common.models import ChatMessage, MessageRole, MessageStatus
from session_pod.agent.blocks import from_user, words
from session_pod.agent.caching import CACHED
from session_pod.agent.prompts import prompt, quoted
from session_pod.agent.tools.find import walk

Json = dict[str, Any]

WHOLE_MESSAGES = 30
"""This many of the newest messages are always told, however long they are."""
CHARS_A_TOKEN = 4  # measured on English prose and TSX: 3.6 to 4.4
MESSAGE_CHARS = 8_000
FILES_TOLD = 200
_COMPOSITION = re.compile(r"<Composition\b[^>]*?/>", re.DOTALL)

_SPOKEN = {
    MessageStatus.DONE,
    MessageStatus.FAILED,
    MessageStatus.STOPPED,
}


def conversation(
    history: Sequence[ChatMessage],
    current: ChatMessage,
    asked: list[Json],
    *,
    budget: int,
    brief: str = "",
    summary: str = "",
) -> list[Json]:
    """Messages for the model, oldest first, ending with the blocks of `asked` and what the user asks now.

    `history` is oldest first, what came after the summary where there is one, and may hold anything; only what has
    ended is used. `budget` (tokens) is only kept where a summary that is due could not be written.
    """
    told: list[Json] = []
    room = 2 * budget * CHARS_A_TOKEN
    for count, message in enumerate(reversed(spoken(history, current))):
        text = told_of(message)
        room -= len(text)
        if room < 0 and count >= WHOLE_MESSAGES:
            break
        if text:
            role = "assistant" if message.role is MessageRole.ASSISTANT else "user"
            told.append({"role": role, "content": [words(text)]})
    told.reverse()
    while told and told[0]["role"] == "assistant":
        told.pop(0)
    kept = _kept(brief, summary)
    asking = from_user(*asked, words(current.content or "(nothing)"))
    return [*([from_user(*kept)] if kept else []), *told, asking]


def spoken(history: Sequence[ChatMessage], current: ChatMessage) -> list[ChatMessage]:
    """What is told of the past: messages that have ended, each answer right behind its request."""
    return _in_turn_order([one for one in history if one.id != current.id and one.status in _SPOKEN])


def _kept(brief: str, summary: str) -> list[Json]:
    """What stays the same over many turns, each a place where the cache may cut."""
    texts = [prompt("brief", brief=quoted(brief))] if brief else []
    texts += [prompt("summary", summary=quoted(summary))] if summary else []
    return [{**words(text), **CACHED} for text in texts]


def _in_turn_order(messages: list[ChatMessage]) -> list[ChatMessage]:
    """Each answer right behind its request, also when the next request was queued before the answer came."""
    asked = {message.turn_id for message in messages if message.role is MessageRole.USER and message.turn_id}
    answers: dict[str, list[ChatMessage]] = {}
    for message in messages:
        if message.role is not MessageRole.USER and message.turn_id in asked:
            answers.setdefault(message.turn_id, []).append(message)
    ordered: list[ChatMessage] = []
    for message in messages:
        if message.role is MessageRole.USER:
            ordered += [message, *answers.pop(message.turn_id or "", [])]
        elif message.turn_id not in asked:
            ordered.append(message)
    return ordered


def told_of(message: ChatMessage) -> str:
    """A message as the model reads it later."""
    text = message.content.strip()
    if len(text) > MESSAGE_CHARS:
        text = f"{text[:MESSAGE_CHARS]} …"
    if message.role is MessageRole.SYSTEM:
        return f"<notice>{quoted(text)}</notice>" if text else ""
    if message.role is MessageRole.ASSISTANT:
        if not text:
            changed = sorted({action.file_path for action in message.actions if action.file_path})
            text = f"(Changed {', '.join(changed[:10])}.)" if changed else ""
        if message.card is not None:
            chosen = f" They chose: {message.answer.choice}." if message.answer else ""
            text = f"{text}\n({_asked(message.card)}{chosen})".strip()
    return text


def _asked(card: ChoiceCard | StoryboardCard | FixCard) -> str:
    match card:
        case ChoiceCard():
            options = "; ".join(
                f"{option.label} ({option.description})" if option.description else option.label
                for option in card.options
            )
            return f"I asked: {card.question} To choose from: {options}."
        case StoryboardCard():
            scenes = " | ".join(
                f"{scene.name}, {scene.seconds:g} s: {scene.picture}" + (f" “{scene.text}”" if scene.text else "")
                for scene in card.scenes
            )
            note = f" Note: {card.note}" if card.note else ""
            return f"I showed the storyboard “{card.title}”: {scenes}.{note}"
        case FixCard():
            return f"I could not mend: {quoted(card.finding.message[:300])}."


def project_facts(root: Path) -> str:
    """The files and the registered composition."""
    files = list(walk(root))
    listed = "\n".join(files[:FILES_TOLD]) + ("\n…" if len(files) > FILES_TOLD else "")
    return prompt("facts", files=quoted(listed), settings=quoted(_composition(root)))


def _composition(root: Path) -> str:
    source = root / "src" / "Root.tsx"
    if source.is_symlink() or not source.is_file() or source.stat().st_size > MESSAGE_CHARS * 8:
        return ""
    found = _COMPOSITION.search(source.read_text(errors="replace"))
    return f"Registered in src/Root.tsx: {' '.join(found.group(0).split())[:1000]}" if found else ""
