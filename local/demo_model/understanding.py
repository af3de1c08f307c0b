"""What a request asks for, in the ways that the demo model knows; everything else is named as not understood."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from local.demo_model import scene_words
from local.demo_model.colours import find_colour
from local.demo_model.drafting import find_draft
from local.demo_model.measures import find_duration, find_factor, find_size
from local.demo_model.music_words import find_music
from local.demo_model.quotes import TEXT_MAX, Quoted
from local.demo_model.wishes import (
    AddScene,
    ChangeColour,
    ChangeDuration,
    ChangeText,
    Check,
    ReplaceText,
    ScaleDuration,
    SceneRef,
    Wish,
)

_VERBS: Final = (
    r"make|change|set|add|use|turn|put|let|give|rename|write|extend|shorten|lengthen|colou?r|paint|remove|delete|drop|"
    r"move|swap|replace|insert|cut|in (?:the )?\w+ ?(?:scene|\d)"
)
_THINGS: Final = (
    r"title|sub-?title|headline|tagline|background|text|video|sky|sun|hills|length|duration|size|format|accent|"
    r"button|caption|music|scene"
)
_CLAUSE_END: Final = re.compile(
    rf"[;\n]+|[.!?](?=\s|$)|,?\s+(?:and|then|also|plus)\s+(?=(?:then |also )?(?:(?:{_VERBS})|the (?:{_THINGS}))\b)"
    rf"|,\s+(?=(?:{_VERBS}|the (?:{_THINGS}))\b)",
    re.IGNORECASE,
)
_TITLE: Final = re.compile(r"\b(title|headline|heading|titled|called)\b", re.IGNORECASE)
_PART: Final = re.compile(
    r"\b(sub-?title|sub-?heading|tag ?line|second line|line below|kicker|eyebrow|label|button|call to action|cta|quote|"
    r"author|role|name|caption|description|date|place|location|question|hook|url|website|handle|emphasis|price|badge|"
    r"venue|city|word|product|brand(?! colou?r))\b",
    re.IGNORECASE,
)
_SUBTITLES: Final = re.compile(r"sub-?heading|tag ?line|second line|line below|sub-?title", re.IGNORECASE)
_TEXT: Final = re.compile(r"\b(text|words?|(?:it|scene|that|should|must) (?:says?|reads?)|say|write)\b", re.IGNORECASE)
_SAYS: Final = re.compile(
    r"(?:\b(?:to|says?|saying|reads?|reading|write|should be|is|as|with|titled|called|be)\b|[:=])\s+(?P<text>\S.*)$",
    re.IGNORECASE,
)
_IN_SCENE: Final = re.compile(r"\s+(?:in|on) (?:the )?(?:\w+ )?(?:scene|slide)(?: \d+)?$", re.IGNORECASE)
_REPLACE: Final = re.compile(r"\x00(\d+)\x00\s+(?:to|with|by|into|→|->)\s+\x00(\d+)\x00")
_FIX: Final = re.compile(r"\b(fix|error|broken|doesn.t (?:work|compile|build)|check)\b", re.IGNORECASE)
_TARGET: Final = re.compile(
    r"\b(background|backdrop|title|sub-?title|text|headline|sun|sky|hills?|mountains?|accent|highlight|"
    r"(?:brand|primary|main) colou?r)\b",
    re.IGNORECASE,
)
_SAME: Final = {
    **{f"{which} {word}": "accent" for which in ("brand", "primary", "main") for word in ("color", "colour")},
    **dict.fromkeys(("text", "subtitle", "sub-title", "headline"), "title"),
    "highlight": "accent",
    "backdrop": "background",
    "mountain": "hill",
}
_WORDS_OF_A_WISH: Final = 3  # "thank you" and "please" are none


@dataclass(frozen=True)
class Understood:
    """The wishes of a request in order, and the parts of it (as written) that hold none the demo model knows."""

    wishes: list[Wish] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)


def understand(request: str, names: Sequence[str] = ()) -> Understood:
    """`names`: what the video's scenes are called, so that they are known without the word scene."""
    draft = find_draft(request)
    if draft is not None:
        return Understood([draft])
    quoted = Quoted.of(request)
    wishes: list[Wish] = []
    rest: list[str] = []
    last: SceneRef | None = None
    for clause in filter(None, (part.strip(" ,") for part in _CLAUSE_END.split(quoted.bare))):
        found = _of_clause(clause, quoted, names, last)
        last = next((wish.scene for wish in found if isinstance(wish, ChangeText | ChangeColour)), None) or last
        wishes += found
        if not found and len(clause.split()) >= _WORDS_OF_A_WISH:
            rest.append(quoted.restored(clause))
    if not wishes and _FIX.search(quoted.bare):
        return Understood([Check()])
    return Understood(wishes, rest)


def _of_clause(clause: str, quoted: Quoted, names: Sequence[str], last: SceneRef | None) -> list[Wish]:
    bare = quoted.without(clause)
    music = find_music(bare)
    if music is not None:
        return [music]
    moved = scene_words.find_move(bare, names)
    if moved is not None:
        return [moved]
    place = scene_words.find_addition(bare, names)
    if place is not None:
        return [AddScene(_spoken(clause, quoted) or "The end", place)]
    replaced = _REPLACE.search(clause)
    if replaced is not None:
        return [ReplaceText(*(quoted.texts[int(number)] for number in replaced.groups()))]
    scene = scene_words.find_scene(bare, names)
    if scene is None and re.search(r"\b(?:there|its?|same scene)\b", bare, re.IGNORECASE):
        scene = last
    return _changes(clause, bare, quoted, scene)


def _changes(clause: str, bare: str, quoted: Quoted, scene: SceneRef | None) -> list[Wish]:
    size = find_size(bare)
    wishes: list[Wish] = [] if size is None else [size]
    seconds, factor = find_duration(bare), find_factor(bare)
    if seconds is not None:
        wishes.append(ChangeDuration(seconds, scene))
    elif factor is not None:
        wishes.append(ScaleDuration(factor, scene))
    which = _which(bare, in_scene=scene is not None and "\x00" in clause)
    text = _spoken(clause, quoted) if which is not None else None
    if which is not None and text is not None and not _only_a_colour(text):
        return [*wishes, ChangeText(which, text, scene)]
    colour = find_colour(bare)
    if colour is not None:
        target = _TARGET.search(bare)
        word = "background" if target is None else target.group(1).lower().rstrip("s")
        wishes.append(ChangeColour(_SAME.get(word, word), colour, scene))
    return wishes


def _which(bare: str, *, in_scene: bool) -> str | None:
    part = _PART.search(bare)
    if part is not None:
        word = part.group(1).lower()
        return "subtitle" if _SUBTITLES.fullmatch(word) else word
    if _TITLE.search(bare):
        return "title"
    return "text" if in_scene or _TEXT.search(bare) else None


def _spoken(clause: str, quoted: Quoted) -> str | None:
    first = quoted.first(clause)
    if first is not None:
        return first or None
    said = _SAYS.search(clause)
    text = "" if said is None else said["text"].strip().rstrip(".!?,").strip()
    return _IN_SCENE.sub("", text)[:TEXT_MAX] or None


def _only_a_colour(text: str) -> bool:
    colour = find_colour(text)
    return colour is not None and len(text) <= len(colour.words) + len(" colour")
