"""Reading and changing JSX source as text: exact old and new pieces for the agent's `edit` tool."""

import json
import re
from dataclasses import dataclass

_STRING = r"\"[^\"\n]*\"|\{\s*(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'|`[^`$]*`)\s*\}"
_HEX = re.compile(r"(?P<quote>[\"'])(?P<value>#[0-9a-fA-F]{6})(?P=quote)")
_NEEDS_BRACES = frozenset('"&\\<>{}\n')


class CannotEdit(Exception):
    """The source isn't written in a way that the demo model knows; `str()` says what it looked for."""


@dataclass(frozen=True)
class Edit:
    """One call of the `edit` tool: `old` occurs exactly once in the file."""

    old: str
    new: str


def numbered_to_text(viewed: str) -> str:
    """The file's text from what the `view` tool answered: `number<tab>line`."""
    lines = []
    for line in viewed.split("\n"):
        number, tab, rest = line.partition("\t")
        if tab and number.strip().isdigit():
            lines.append(rest)
    return "\n".join(lines)


def text_property(source: str, name: str, text: str) -> Edit:
    """Give the JSX property `name` (a string literal) a new text. Raises CannotEdit."""
    found = re.search(rf"\b{name}=(?P<value>{_STRING})", source)
    if found is None:
        raise CannotEdit(f'a text written as {name}="…"')
    return _unique(source, found.start(), found.end(), f"{name}={_literal(text)}")


def number_properties(source: str, element: str, values: dict[str, int]) -> list[Edit]:
    """Give number properties of the first `<element …>` new values. Raises CannotEdit."""
    start, end = _element(source, element)
    edits = []
    for name, value in values.items():
        found = re.compile(rf"\b{name}=\{{\s*\d+\s*\}}").search(source, start, end)
        if found is None:
            raise CannotEdit(f"{name}={{…}} on <{element}> as a plain number")
        edits.append(_unique(source, found.start(), found.end(), f"{name}={{{value}}}"))
    return edits


def number_property(source: str, element: str, name: str) -> int:
    """The value of a number property of the first `<element …>`. Raises CannotEdit."""
    start, end = _element(source, element)
    found = re.compile(rf"\b{name}=\{{\s*(\d+)\s*\}}").search(source, start, end)
    if found is None:
        raise CannotEdit(f"{name}={{…}} on <{element}> as a plain number")
    return int(found.group(1))


def colours(source: str) -> list[tuple[str, str]]:
    """Every colour written as `name="#rrggbb"` or `name: '#rrggbb'`, in order: (name, colour)."""
    return [(name, value) for name, value, _, _ in _colours(source)]


def colour_properties(source: str, new: dict[str, str]) -> list[Edit]:
    """Give the named colours new values. Names that aren't there are left out."""
    return [
        _unique(source, start, end, source[start:end].replace(value, new[name]))
        for name, value, start, end in _colours(source)
        if name in new and new[name].lower() != value.lower()
    ]


def _colours(source: str) -> list[tuple[str, str, int, int]]:
    found = []
    for match in _HEX.finditer(source):
        before = re.search(r"(\w+)\s*[=:]\s*\{?\s*$", source[: match.start()])
        if before is not None:
            found.append((before.group(1), match["value"], before.start(), match.end()))
    return found


def _element(source: str, element: str) -> tuple[int, int]:
    start = re.search(rf"<{element}\b", source)
    end = -1 if start is None else source.find("/>", start.end())
    if start is None or end < 0:
        raise CannotEdit(f"an element <{element} … />")
    return start.start(), end


def self_closing(source: str, element: str) -> str | None:
    """The text of the first `<element … />`, or None."""
    try:
        start, end = _element(source, element)
    except CannotEdit:
        return None
    return source[start : end + len("/>")]


def _literal(text: str) -> str:
    return f"{{{json.dumps(text, ensure_ascii=False)}}}" if _NEEDS_BRACES & set(text) else f'"{text}"'


def _unique(source: str, start: int, end: int, new: str) -> Edit:
    """Grow the piece over its surroundings until it occurs once, as the `edit` tool wants it."""
    left, right = start, end
    while source.count(source[left:right]) > 1 and (left > 0 or right < len(source)):
        left = max(0, left - 8)
        right = min(len(source), right + 8)
    return Edit(source[left:right], source[left:start] + new + source[end:right])


def with_text(opening: str, text: str) -> str:
    """A self-closing element from its opening, with a `text` property."""
    return f"{opening} text={_literal(text)} />"
