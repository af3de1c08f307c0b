"""What a version is called in the history: one line, from what the agent said it did, else from what was asked."""

import re
from collections.abc import Iterator
from typing import Final

SUMMARY_CHARS: Final = 100
_READ_CHARS: Final = 4_000
_LINE_CHARS: Final = 600
"""Enough for a sentence of 100 characters in any markup, and little enough for the patterns below."""

_FENCED: Final = re.compile(r"^(```|~~~).*?(^\1|\Z)", re.DOTALL | re.MULTILINE)
_HEADING: Final = re.compile(r"^\s*(#{1,6}\s|[-=*_]{3,}\s*$|\|)")
_MARKER: Final = re.compile(r"^\s*(?:[-*+>]\s+|\d{1,3}[.)]\s+|\[[ xX]\]\s+)+")
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_TAG: Final = re.compile(r"</?[a-zA-Z][^<>]*>")
_EMPHASIS: Final = re.compile(r"(\*{1,3}|_{1,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1(?!\w)")
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])[\"'”’)]*\s+(?![a-z0-9])|(?<=[。！？])")
_LEAD: Final = re.compile(r"^(?:all )?(?:done|finished|fertig|erledigt|hecho|listo|fait)\b\s*[:–—-]\s*", re.IGNORECASE)
_SAYS_NOTHING: Final = frozenset(
    {
        "done", "all done", "all set", "finished", "ok", "okay", "sure", "great", "perfect", "here you go", "got it",
        "certainly", "of course", "fertig", "erledigt", "alles klar", "gerne", "hecho", "listo", "c'est fait", "voilà",
    }
)  # fmt: skip


def subject_of(request: str) -> str:
    """The first line of a text, at most 100 characters."""
    return _shortened(next((line.strip() for line in request.splitlines() if line.strip()), "Changes"))


def done_line(closing: str) -> str | None:
    """The first sentence of the agent's last words that says something, without markdown, at most 100 characters;
    None when there is none."""
    for line in _lines(closing):
        for sentence in _SENTENCE_END.split(line):
            plain = _LEAD.sub("", sentence.strip()).rstrip(".。 ")
            if plain.lower().rstrip("!,") not in _SAYS_NOTHING and any(map(str.isalnum, plain)):
                return _shortened(plain[0].upper() + plain[1:])
    return None


def _lines(text: str) -> Iterator[str]:
    """Lines of prose; headings, code, tables and what only leads to a list ("What changed:") are passed over."""
    for line in _FENCED.sub("", text[:_READ_CHARS]).splitlines():
        if not _HEADING.match(line) and not line.rstrip(" *_").endswith(":"):
            yield _plain(line)


def _plain(line: str) -> str:
    line = _TAG.sub("", _LINK.sub(r"\1", _MARKER.sub("", line[:_LINE_CHARS])))
    for _ in range(3):  # **bold _and slanted_**
        line = _EMPHASIS.sub(r"\2", line)
    return " ".join(line.split())


def _shortened(line: str) -> str:
    if len(line) <= SUMMARY_CHARS:
        return line
    cut = line[: SUMMARY_CHARS - 1]
    words = cut.rpartition(" ")[0]
    return f"{(words if len(words) > SUMMARY_CHARS // 2 else cut).rstrip(' ,;:')}…"
