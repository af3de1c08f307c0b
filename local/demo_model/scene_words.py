"""How people speak of scenes: which one, where to, and what is to happen to it."""

import re
from collections.abc import Sequence
from typing import Final

from local.demo_model.measures import NUMBERS
from local.demo_model.wishes import MoveScene, Place, RemoveScene, SceneRef, SwapScenes

_SCENE: Final = r"(?:scene|slide|part|section|chapter)"
_ORDINALS: Final = {"first": 1, "opening": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "last": -1,
    "final": -1, "closing": -1}  # fmt: skip
_COUNTS: Final = {word: int(number) for word, number in NUMBERS.items() if number >= 1 and word != "a"}
_NUMBERED: Final = re.compile(rf"\b{_SCENE}s?\s+(?:number\s+)?(\d+|{'|'.join(_COUNTS)})\b", re.IGNORECASE)
_FURTHER: Final = re.compile(
    rf"\b{_SCENE}s?\s+\d+\s+(?:and|with|before|after)\s+(\d+)\b(?!\s*(?:s|sec)\w*)", re.IGNORECASE
)
_ORDINAL: Final = re.compile(rf"\b({'|'.join(_ORDINALS)})\s+(?:{_SCENE}|one)\b", re.IGNORECASE)
_BY_NAME: Final = re.compile(rf"\bthe\s+(\w[\w-]*(?:\s+\w[\w-]*)??)\s+{_SCENE}\b", re.IGNORECASE)
_ENDS: Final = re.compile(r"\bthe (intro|outro|opening|ending|end card|hook)\b", re.IGNORECASE)
_NO_NAME: Final = {"new", "next", "same", "whole", "other", "previous", "each", "every"}
_ADD: Final = re.compile(
    rf"\b(?:add|append|insert|create|put in|new|another|closing|end|final)\b.*\b({_SCENE}|ending|end card|outro)\b",
    re.IGNORECASE,
)
_ADDS: Final = re.compile(r"\b(?:add|append|insert|create|put in|new|another)\b", re.IGNORECASE)
_REMOVE: Final = re.compile(r"\b(remove|delete|drop|cut|get rid of|take out|lose)\b", re.IGNORECASE)
_MOVE: Final = re.compile(r"\b(move|put|place|bring|shift|show)\b", re.IGNORECASE)
_SWAP: Final = re.compile(r"\b(swap|switch|exchange)\b", re.IGNORECASE)
_TO_START: Final = re.compile(r"\b(?:to|at) the (?:start|beginning|front|top)\b|\bfirst$|\bcome first\b", re.IGNORECASE)
_TO_END: Final = re.compile(r"\b(?:to|at) the (?:end|back)\b|\blast$|\bcome last\b", re.IGNORECASE)
_BESIDE: Final = re.compile(r"\b(before|after|in front of|behind|ahead of|following)\b", re.IGNORECASE)
_BEFORE: Final = {"before", "in front of", "ahead of"}


def find_scene(text: str, names: Sequence[str]) -> SceneRef | None:
    """The first scene that is spoken of."""
    found = scenes_in(text, names)
    return found[0] if found else None


def scenes_in(text: str, names: Sequence[str]) -> list[SceneRef]:
    """Every scene that is spoken of, in order."""
    found: dict[int, SceneRef] = {}
    for match in _NUMBERED.finditer(text):
        word = match.group(1).lower()
        found[match.start()] = SceneRef(_COUNTS.get(word) or int(word))
    further = _FURTHER.search(text)
    if further is not None:
        found[further.start(1)] = SceneRef(int(further.group(1)))
    for match in _ORDINAL.finditer(text):
        found[match.start()] = SceneRef(_ORDINALS[match.group(1).lower()])
    taken = list(found)
    for name in sorted(names, key=len, reverse=True):
        for match in re.finditer(rf"\b{re.escape(name)}\b", text, re.IGNORECASE):
            if _speaks_of_it(text, match):
                found[match.start()] = SceneRef(words=name)
    if not found:
        for match in [*_BY_NAME.finditer(text), *_ENDS.finditer(text)]:
            words = match.group(1)
            if words.lower().split()[0] not in _NO_NAME | set(_ORDINALS):
                found[match.start()] = SceneRef(words=words)
    return [found[start] for start in sorted(found)] if taken or found else []


def _speaks_of_it(text: str, match: re.Match[str]) -> bool:
    """A scene's name is often a word like "quote" or "title": it means the scene after `the` or before `scene`, unless
    the sentence gives that part a text or a colour."""
    after = text[match.end() :].lstrip().lower()
    before = text[: match.start()].rstrip().lower()
    if re.match(_SCENE, after):
        return True
    verb = _REMOVE.search(before) or _MOVE.search(before) or _SWAP.search(before) or _BESIDE.search(before)
    in_it = before.endswith((" in the", "in the", "in", "of the", "of"))
    stretched = re.search(r"\b(seconds?|longer|shorter|secs?)\b", text, re.IGNORECASE)
    return verb is not None or in_it or stretched is not None


def find_move(text: str, names: Sequence[str]) -> RemoveScene | MoveScene | SwapScenes | None:
    """Whether an existing scene is to go, to move, or to change places."""
    scenes = scenes_in(text, names)
    if not scenes or _ADDS.search(text):
        return None
    if _SWAP.search(text) and len(scenes) > 1:
        return SwapScenes(scenes[0], scenes[1])
    if _REMOVE.search(text):
        return RemoveScene(scenes[0])
    if _MOVE.search(text):
        place = _place(text, scenes[1:])
        return None if place is None else MoveScene(scenes[0], place)
    return None


def find_addition(text: str, names: Sequence[str]) -> Place | None:
    """Where a new scene goes, if one is asked for."""
    if not _ADD.search(text) or not _ADDS.search(text):
        closing = re.match(r"\W*(?:closing|end|final) (?:scene|slide|card)\b", text, re.IGNORECASE)
        return Place() if closing else None
    beside = _BESIDE.search(text)
    place = _place(text, scenes_in(text[beside.start() :], names) if beside else [])
    return place or Place()


def _place(text: str, others: Sequence[SceneRef]) -> Place | None:
    beside = _BESIDE.search(text)
    if beside is not None and others:
        return Place("before" if beside.group(1).lower() in _BEFORE else "after", others[0])
    if _TO_START.search(text):
        return Place("start")
    return Place("end") if _TO_END.search(text) else None
