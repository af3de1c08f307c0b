"""What others did to the project since the agent's last turn: told to the model, so that it keeps it."""

import logging
from collections.abc import Sequence
from typing import Any, Final

from common.errors import StoryDreamError
from common.models import ChatMessage, MessageRole
from common.version_models import FileDiff, VersionDiff
from session_pod.agent.blocks import words
from session_pod.agent.edge_client import EdgeClient
from session_pod.agent.prompts import prompt, quoted

logger = logging.getLogger(__name__)

Json = dict[str, Any]

FILES_TOLD: Final = 40
HUNK_CHARS: Final = 6_000
_SIGN: Final = {"context": " ", "added": "+", "removed": "-"}


def changed_elsewhere(edge: EdgeClient, head: str, history: Sequence[ChatMessage]) -> list[Json]:
    """A block for the model, or none: when the head is still the agent's own last checkpoint, when there was none, or
    when it can't be found out now."""
    own = next((one.checkpoint_sha for one in reversed(history) if _is_agents(one)), None)
    if own is None or own == head:
        return []
    try:
        diff = edge.changes_since(own)
    except StoryDreamError as error:
        logger.warning("others' changes are not known", extra={"fields": {"reason": error.detail}})
        return []
    if not diff.files:
        return []
    return [words(prompt("elsewhere", changes=quoted(told(diff))))]


def told(diff: VersionDiff) -> str:
    """Every file with what came and went, then as many hunks as there is room for."""
    lines = [f"{file.path} +{file.additions} -{file.deletions}" for file in diff.files[:FILES_TOLD]]
    lines += [f"… and {len(diff.files) - FILES_TOLD} more files"] * (len(diff.files) > FILES_TOLD)
    room = HUNK_CHARS
    for file in diff.files:
        hunks = _hunks(file)
        if not hunks:
            continue
        if len(hunks) > room:
            lines.append(f"{hunks[:room]}\n… (cut; look at the files)")
            break
        room -= len(hunks)
        lines.append(hunks)
    return "\n".join(lines)


def _hunks(file: FileDiff) -> str:
    if not file.hunks:
        return ""
    shown = [f"{_SIGN[line.kind]}{line.text}" for hunk in file.hunks for line in hunk.lines]
    return "\n".join([f"--- {file.path}", *shown])


def _is_agents(message: ChatMessage) -> bool:
    return message.role is MessageRole.ASSISTANT and message.checkpoint_sha is not None
