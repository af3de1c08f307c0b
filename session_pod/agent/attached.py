"""The files that came with a message: their paths, and how its pictures look."""

import json
import logging
import time
from collections.abc import Sequence
from typing import Any, Final

from common.errors import StoryDreamError
from session_pod.agent.blocks import image, words
from session_pod.agent.prompts import prompt, quoted
from session_pod.agent.turn import Turn
from session_pod.agent.video import Asset
from session_pod.agent.workbench import Workbench

logger = logging.getLogger(__name__)

Json = dict[str, Any]

PICTURES_MAX: Final = 4
"""More are told by name, and can be looked into one by one."""
SECONDS_MAX: Final = 20.0
"""For all of them together: what isn't looked into by then is told by name."""


def fetch_attached(bench: Workbench, turn: Turn) -> None:
    """Before anything is asked of the model: the head that has the message's files may still be on its way here."""
    if set(turn.message.attachments) <= bench.uploads.names().keys():
        return
    try:
        bench.follow(turn.note())
    except StoryDreamError as error:
        logger.warning("attached files are not here", extra={"fields": {"reason": error.detail}})


def attached(bench: Workbench, ids: Sequence[str]) -> list[Json]:
    """Blocks for the model; none without files. A picture is told as it looks, scaled to what the model takes."""
    if not ids:
        return []
    deadline = time.monotonic() + SECONDS_MAX
    bench.uploads.bring()
    names = bench.uploads.names()
    lines: list[str] = []
    pictures: list[Json] = []
    for name in (names[asset_id] for asset_id in ids if asset_id in names):
        seen = _look(bench, name) if time.monotonic() < deadline else None
        lines.append(quoted(_told(name, seen)))
        if seen is not None and seen.picture and len(pictures) < 2 * PICTURES_MAX:
            pictures += [words(quoted(f"How {json.dumps(name, ensure_ascii=False)} looks:"))]
            pictures += [image("image/jpeg", seen.picture)]
    return [words(prompt("attached", files="\n".join(lines))), *pictures] if lines else []


def _look(bench: Workbench, name: str) -> Asset | None:
    try:
        return bench.project.asset(f"uploads/{name}")
    except StoryDreamError as error:
        logger.info("a file was not looked into", extra={"fields": {"reason": error.detail}})
        return None


def _told(name: str, seen: Asset | None) -> str:
    call = f"staticFile({json.dumps(f'uploads/{name}', ensure_ascii=False)})"
    if seen is None:
        return f"- {call}"
    size = f", {seen.width} × {seen.height} pixels" if seen.width and seen.height else ""
    length = f", {seen.seconds:.1f} s" if seen.seconds else ""
    tempo = f", {seen.bpm:.0f} beats a minute" if seen.bpm else ""
    problem = f" ({seen.problem})" if seen.problem else ""
    return f"- {call}: {seen.kind}{size}{length}{tempo}{problem}"
