"""Lengths and sizes in words."""

import re
from typing import Final

from local.demo_model.wishes import ChangeSize

SECONDS_MIN, SECONDS_MAX = 1.0, 600.0
PIXELS_MIN, PIXELS_MAX = 16, 4096
LONGER, SHORTER = 1.5, 2 / 3

NUMBERS: Final = {
    "a": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0,
    "nine": 9.0, "ten": 10.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0, "half a": 0.5,
}  # fmt: skip
_NUMBER: Final = rf"(\d+(?:\.\d+)?|{'|'.join(sorted(NUMBERS, key=len, reverse=True))})"
_DURATION: Final = re.compile(rf"\b{_NUMBER}[ -]?(s|secs?|seconds?|minutes?|mins?)\b", re.IGNORECASE)
_LONGER: Final = re.compile(r"\b(longer|extend|lengthen|slower|slow down)\b", re.IGNORECASE)
_SHORTER: Final = re.compile(r"\b(shorter|shorten|faster|speed up|quicker|tighter)\b", re.IGNORECASE)
_TWICE: Final = re.compile(r"\b(twice|double|two times)\b", re.IGNORECASE)
_HALF: Final = re.compile(r"\b(half|halve)\b", re.IGNORECASE)
_SIZE: Final = re.compile(r"\b(\d{2,4})\s*[x×]\s*(\d{2,4})\b", re.IGNORECASE)
_SHAPES: Final = (
    (r"vertical|portrait|9 ?: ?16|tik ?tok|reels?|shorts|instagram stor(?:y|ies)|for (?:the )?phones?", (1080, 1920)),
    (r"square|1 ?: ?1", (1080, 1080)),
    (r"4 ?: ?5", (1080, 1350)),
    (r"horizontal|landscape|widescreen|16 ?: ?9|full ?hd|1080p|you ?tube", (1920, 1080)),
    (r"720p", (1280, 720)),
    (r"4k|2160p|uhd", (3840, 2160)),
)


def find_duration(text: str) -> float | None:
    """Seconds, if a length that a video or scene may have is named."""
    found = _DURATION.search(text)
    if found is None:
        return None
    number = found.group(1).lower()
    seconds = (NUMBERS[number] if number in NUMBERS else float(number)) * (
        60 if found.group(2).lower().startswith("m") else 1
    )
    return seconds if SECONDS_MIN <= seconds <= SECONDS_MAX else None


def find_factor(text: str) -> float | None:
    """How much longer or shorter something should be, when no number is named."""
    if _LONGER.search(text):
        return 2.0 if _TWICE.search(text) else LONGER
    if _SHORTER.search(text):
        return 0.5 if _HALF.search(text) else SHORTER
    if _TWICE.search(text) and "long" in text.lower():
        return 2.0
    return 0.5 if _HALF.search(text) and "long" in text.lower() else None


def find_size(text: str) -> ChangeSize | None:
    """Even numbers of pixels, as video needs them."""
    found = _SIZE.search(text)
    if found is not None:
        width, height = (int(number) // 2 * 2 for number in found.groups())
        good = min(width, height) >= PIXELS_MIN and max(width, height) <= PIXELS_MAX
        return ChangeSize(width, height) if good else None
    for shape, size in _SHAPES:
        if re.search(rf"\b(?:{shape})\b", text, re.IGNORECASE):
            return ChangeSize(*size)
    return None
