"""What the user was looking at: the frame as a picture, what they clicked, and the code that drew it."""

import logging
from pathlib import Path
from typing import Any, Final

from common.chat_models import ClickedElement, MessageContext
from common.errors import StoryDreamError
from session_pod.agent.blocks import image, words
from session_pod.agent.project import ProjectClient
from session_pod.agent.prompts import prompt, quoted
from session_pod.agent.tools import paths

logger = logging.getLogger(__name__)

Json = dict[str, Any]

PICTURE_SECONDS: Final = 5.0
PICTURE_WIDTH: Final = 960
LINES_AROUND: Final = 12
LINE_CHARS: Final = 300


def looking_at(root: Path, head: str, context: MessageContext | None, project: ProjectClient) -> list[Json]:
    """Blocks for the model: the place, the code around it, and the picture where it is there within 5 s; none when
    it isn't known where the user was."""
    if context is None or (context.frame is None and context.element is None):
        return []
    lines = [f"Frame {context.frame}."] if context.frame is not None else []
    if context.sha is not None and context.sha != head:
        lines.append(f"They saw version {context.sha[:7]}; the files are at {head[:7]} now, so it may look different.")
    if context.element is not None:
        lines += _clicked(root, context.element)
    blocks = [words(prompt("looking", place="\n".join(lines)))]
    return blocks if context.frame is None else [*blocks, *_picture(project, context.frame)]


def _clicked(root: Path, element: ClickedElement) -> list[str]:
    what = f"<{element.name}>" if element.name else "an element"
    text = f" that says “{element.text}”" if element.text else ""
    column = f":{element.column}" if element.column is not None else ""
    told = [quoted(f"They clicked {what}{text}, drawn at {element.file}:{element.line}{column}.")]
    try:
        code = paths.read_text(root, element.file).splitlines()
    except StoryDreamError as error:
        return [*told, quoted(error.detail)]
    first = max(1, element.line - LINES_AROUND)
    shown = code[first - 1 : element.line + LINES_AROUND]
    return [*told, *(quoted(f"{first + n}\t{line[:LINE_CHARS]}") for n, line in enumerate(shown))]


def _picture(project: ProjectClient, frame: int) -> list[Json]:
    try:
        sheet = project.frames([frame], width=PICTURE_WIDTH, seconds=PICTURE_SECONDS)
    except StoryDreamError as error:
        logger.info("no picture of the frame", extra={"fields": {"reason": error.detail}})
        return []
    return [image("image/jpeg", sheet.jpeg)]
