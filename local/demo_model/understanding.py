"""What a request asks for, in the few ways the demo model knows; everything else is named as not understood."""

import re
from dataclasses import dataclass

from local.demo_model.colours import Colour, find_colour

TEXT_MAX = 200
SECONDS_MIN, SECONDS_MAX = 1.0, 600.0
PIXELS_MIN, PIXELS_MAX = 16, 4096


@dataclass(frozen=True)
class ChangeText:
    """`which` is the property that holds it: title or subtitle."""

    which: str
    text: str


@dataclass(frozen=True)
class ChangeColour:
    """`what` is a word of the request: title, background, or the beginning or end of a property's name (sun, hills)."""

    what: str
    colour: Colour


@dataclass(frozen=True)
class ChangeDuration:
    seconds: float


@dataclass(frozen=True)
class ChangeSize:
    width: int
    height: int


@dataclass(frozen=True)
class AddScene:
    text: str


@dataclass(frozen=True)
class Check:
    """Look whether the video compiles."""


Wish = ChangeText | ChangeColour | ChangeDuration | ChangeSize | AddScene | Check

_QUOTED = re.compile(r"[\"“„«]([^\"”“»]{1,200})[\"”“»]|(?<!\w)['‘‚]([^'’]{1,200})['’](?!\w)")
_CLAUSE_END = re.compile(
    r"[;\n]+|[.!?](?=\s|$)|,?\s+(?:and|then|also|plus)\s+(?=(?:then |also )?(?:make|change|set|add|use|turn|put|let|"
    r"give|rename|write|extend|shorten|colou?r|paint|the (?:title|sub-?title|headline|tagline|background|text|video|"
    r"sky|sun|hills|length|duration|size|format))\b)"
    r"|,\s+(?=(?:make|change|set|add|use|turn|put|the (?:title|sub-?title|background|text|video))\b)",
    re.IGNORECASE,
)
_TITLE = re.compile(r"\b(title|headline|heading|titled|called)\b", re.IGNORECASE)
_SUBTITLE = re.compile(r"\b(sub-?title|sub-?heading|tag ?line|second line|line below)\b", re.IGNORECASE)
_TEXT = re.compile(r"\b(text|words?|it (?:says?|reads?))\b", re.IGNORECASE)
_SAYS = re.compile(
    r"(?:\b(?:to|says?|saying|reads?|reading|should be|is|as|with|titled|called|be)\b|[:=])\s+(?P<text>\S.*)$",
    re.IGNORECASE,
)
_SCENE = re.compile(
    r"\b(?:add|append|insert|new|another|closing|end|final)\b.*\b(scene|slide|ending|end card|outro|part)\b",
    re.IGNORECASE,
)
_NUMBER = r"(\d+(?:\.\d+)?|a|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|half a)"
_DURATION = re.compile(_NUMBER + r"[ -]?(s|secs?|seconds?|minutes?|mins?)\b", re.IGNORECASE)
_SIZE = re.compile(r"\b(\d{2,4})\s*[x×]\s*(\d{2,4})\b", re.IGNORECASE)
_FIX = re.compile(r"\b(fix|error|broken|doesn.t (?:work|compile|build)|check)\b", re.IGNORECASE)
_TARGET = re.compile(r"\b(background|backdrop|title|sub-?title|text|sun|sky|hills?|mountains?)\b", re.IGNORECASE)
_WORDS_OF_A_WISH = 3  # "thank you" and "please" are none
_WORDS = {
    "a": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0,
    "nine": 9.0, "ten": 10.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0, "half a": 0.5,
}  # fmt: skip
_SHAPES = (
    (
        re.compile(r"\b(vertical|portrait|9 ?: ?16|tiktok|reels?|shorts?|stor(?:y|ies)|phone)\b", re.IGNORECASE),
        (1080, 1920),
    ),
    (re.compile(r"\b(square|1 ?: ?1)\b", re.IGNORECASE), (1080, 1080)),
    (re.compile(r"\b(4 ?: ?5)\b", re.IGNORECASE), (1080, 1350)),
    (re.compile(r"\b(horizontal|landscape|widescreen|16 ?: ?9|full ?hd|1080p)\b", re.IGNORECASE), (1920, 1080)),
    (re.compile(r"\b(720p)\b", re.IGNORECASE), (1280, 720)),
)
_SAME = {"backdrop": "background", "text": "title", "subtitle": "title", "sub-title": "title", "mountain": "hill"}


@dataclass(frozen=True)
class Understood:
    """The wishes of a request in order, and the parts of it (as written) that hold none the demo model knows."""

    wishes: list[Wish]
    rest: list[str]


def understand(request: str) -> Understood:
    quotes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        quotes.append(match.group(1) or match.group(2))
        return f"\x00{len(quotes) - 1}\x00"

    bare = _QUOTED.sub(keep, request)
    wishes: list[Wish] = []
    rest: list[str] = []
    for clause in filter(None, (part.strip() for part in _CLAUSE_END.split(bare))):
        found = _of_clause(clause, quotes)
        wishes += found
        if not found and len(clause.split()) >= _WORDS_OF_A_WISH:
            rest.append(re.sub(r"\x00(\d+)\x00", lambda at: f"“{quotes[int(at.group(1))]}”", clause))
    if not wishes and _FIX.search(bare):
        return Understood([Check()], [])
    return Understood(wishes, rest)


def _of_clause(clause: str, quotes: list[str]) -> list[Wish]:
    if _SCENE.search(clause):
        return [AddScene(_spoken(clause, quotes) or "The end")]
    size, duration, colour = _size(clause), _duration(clause), find_colour(_without_quotes(clause))
    wishes: list[Wish] = [wish for wish in (size, duration) if wish is not None]
    which = (
        "subtitle" if _SUBTITLE.search(clause) else "title" if _TITLE.search(clause) or _TEXT.search(clause) else None
    )
    text = _spoken(clause, quotes) if which is not None else None
    if which is not None and text is not None and not _only_a_colour(text):
        return [*wishes, ChangeText(which, text)]
    if colour is not None:
        target = _TARGET.search(_without_quotes(clause))
        word = "background" if target is None else target.group(1).lower().rstrip("s")
        wishes.append(ChangeColour(_SAME.get(word, word), colour))
    return wishes


def _spoken(clause: str, quotes: list[str]) -> str | None:
    quoted = re.search(r"\x00(\d+)\x00", clause)
    if quoted is not None:
        return quotes[int(quoted.group(1))].strip() or None
    said = _SAYS.search(clause)
    text = "" if said is None else said["text"].strip().rstrip(".!?,").strip()
    return text[:TEXT_MAX] or None


def _without_quotes(clause: str) -> str:
    return re.sub(r"\x00\d+\x00", "", clause)


def _only_a_colour(text: str) -> bool:
    colour = find_colour(text)
    return colour is not None and len(text) <= len(colour.words) + len(" colour")


def _duration(clause: str) -> ChangeDuration | None:
    found = _DURATION.search(clause)
    if found is None:
        return None
    number = found.group(1).lower()
    seconds = (_WORDS[number] if number in _WORDS else float(number)) * (
        60 if found.group(2).lower().startswith("m") else 1
    )
    return ChangeDuration(seconds) if SECONDS_MIN <= seconds <= SECONDS_MAX else None


def _size(clause: str) -> ChangeSize | None:
    found = _SIZE.search(clause)
    if found is not None:
        width, height = (int(number) // 2 * 2 for number in found.groups())
        good = min(width, height) >= PIXELS_MIN and max(width, height) <= PIXELS_MAX
        return ChangeSize(width, height) if good else None
    return next((ChangeSize(*size) for shape, size in _SHAPES if shape.search(clause)), None)
