"""The one source of a video's size, rate and length: the literals of the first `<Composition …/>` in `src/Root.tsx`."""

import re
from typing import Final

from pydantic import ValidationError

from common.errors import SettingsNotLiteral
from common.models import VideoSettings

ROOT_FILE: Final = "src/Root.tsx"
FIELDS: Final = ("width", "height", "fps", "durationInFrames")

SOURCE_MAX_CHARACTERS: Final = 32_768
"""Far above any `Root.tsx`; finding the strings of a text made for it takes time that grows with its square."""

_COMMENT_OR_STRING: Final = re.compile(
    r"""//[^\n]*|/\*.*?(?:\*/|\Z)|"(?:\\.|[^"\\\n])*+"|'(?:\\.|[^'\\\n])*+'|`(?:\\.|[^`\\])*+`""", re.DOTALL
)
_TAG: Final = re.compile(r"<Composition(?![\w.])")
_ATTRIBUTE: Final = re.compile(r"\s+([A-Za-z_][\w-]*)\s*=\s*")
_LITERAL: Final = re.compile(r"\{\s*(\d[\d_]*)\s*\}")


def read_video_settings(source: str) -> VideoSettings:
    """The settings that `src/Root.tsx` registers. Raises SettingsNotLiteral when one isn't a plain number, is missing,
    or is out of bounds."""
    spans = _spans(source)
    values = {name: int(source[start:end].replace("_", "")) for name, (start, end) in spans.items()}
    try:
        return VideoSettings.model_validate(values)
    except ValidationError as error:
        problem = error.errors()[0]
        name = str(problem["loc"][0]) if problem["loc"] else "settings"
        raise SettingsNotLiteral(f"{ROOT_FILE}: {name}: {problem['msg']}.") from error


def with_video_settings(source: str, settings: VideoSettings) -> str:
    """`src/Root.tsx` with these settings and nothing else changed. Raises SettingsNotLiteral."""
    values = settings.model_dump(by_alias=True)
    for name, (start, end) in sorted(_spans(source).items(), key=lambda item: item[1], reverse=True):
        source = f"{source[:start]}{values[name]}{source[end:]}"
    return source


def _spans(source: str) -> dict[str, tuple[int, int]]:
    """Where each setting's digits stand in `source`."""
    if len(source) > SOURCE_MAX_CHARACTERS:
        raise SettingsNotLiteral(f"{ROOT_FILE} is too long to find the first <Composition> in it.")
    code = _COMMENT_OR_STRING.sub(_blanked, source)
    tag = _TAG.search(code)
    if tag is None:
        raise SettingsNotLiteral(f"{ROOT_FILE} has no <Composition>.")
    spans: dict[str, tuple[int, int]] = {}
    position = tag.end()
    while attribute := _ATTRIBUTE.match(code, position):
        literal = _LITERAL.match(code, attribute.end())
        name = attribute[1]
        if literal and name in FIELDS and name not in spans:
            spans[name] = literal.span(1)
        position = _value_end(code, attribute.end())
    missing = [name for name in FIELDS if name not in spans]
    if missing:
        raise SettingsNotLiteral(f"{ROOT_FILE}: {', '.join(missing)} of the first <Composition> is not a plain number.")
    return spans


def _value_end(code: str, position: int) -> int:
    """Where an attribute's value ends: a string, or an expression in balanced braces."""
    if code[position : position + 1] != "{":
        closing = code.find('"', position + 1)
        return len(code) if closing < 0 else closing + 1
    depth = 0
    for index in range(position, len(code)):
        depth += {"{": 1, "}": -1}.get(code[index], 0)
        if depth == 0:
            return index + 1
    return len(code)


def _blanked(match: re.Match[str]) -> str:
    """Comments and strings count for nothing, but keep their length and their quotes."""
    text = match[0]
    return f'"{" " * (len(text) - 2)}"' if text[0] in "\"'`" else " " * len(text)
