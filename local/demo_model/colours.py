"""Colours in words, and how to give a whole palette another colour while each shade keeps its place in it."""

import colorsys
import re
from dataclasses import dataclass

NAMED = {
    "black": "#000000",
    "white": "#ffffff",
    "grey": "#808080",
    "gray": "#808080",
    "silver": "#c0c0c0",
    "red": "#e5322d",
    "crimson": "#dc143c",
    "orange": "#ff8a1f",
    "amber": "#ffbf00",
    "gold": "#ffd24a",
    "yellow": "#ffe14a",
    "lime": "#a4e635",
    "green": "#2fae55",
    "mint": "#8ce8c3",
    "teal": "#159a9c",
    "turquoise": "#40e0d0",
    "cyan": "#22d3ee",
    "sky blue": "#7cc4ff",
    "blue": "#2f6bff",
    "navy": "#14245c",
    "indigo": "#4b3fd1",
    "violet": "#8b5cf6",
    "purple": "#8e3fc4",
    "magenta": "#e0359b",
    "pink": "#ff7ab8",
    "rose": "#f43f5e",
    "coral": "#ff7f5c",
    "brown": "#8a5a3b",
    "beige": "#f0e4cc",
    "cream": "#fff6e0",
}

_COLOUR = re.compile(
    r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b|\b(?:(dark|deep|light|pale|bright)[ -])?("
    + "|".join(sorted(NAMED, key=len, reverse=True))
    + r")\b",
    re.IGNORECASE,
)
_DARKER, _LIGHTER = 0.45, 0.5


@dataclass(frozen=True)
class Colour:
    """A colour as it was asked for (`words`) and as it is written (`value`, #rrggbb)."""

    words: str
    value: str


def find_colour(text: str) -> Colour | None:
    """The first colour named in `text`, by name (with dark, light, …) or as #rgb or #rrggbb."""
    found = _COLOUR.search(text)
    if found is None:
        return None
    words = found.group(0)
    if found.group(2) is None:
        digits = words[1:].lower()
        return Colour(words, "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits)))
    value = NAMED[found.group(2).lower()]
    modifier = (found.group(1) or "").lower()
    hue, light, saturation = _to_hls(value)
    if modifier in ("dark", "deep"):
        value = _from_hls(hue, light * _DARKER, saturation)
    elif modifier in ("light", "pale"):
        value = _from_hls(hue, light + (1 - light) * _LIGHTER, saturation)
    return Colour(words.lower(), value)


def recoloured(shade: str, colour: str) -> str:
    """`shade` (#rrggbb) in the hue and saturation of `colour`, as light as it was within a range around `colour`."""
    hue, light, saturation = _to_hls(colour)
    own_light = _to_hls(shade)[1]
    return _from_hls(hue, 0.55 * light + 0.45 * own_light, saturation * 0.85)


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2.2, from 1 to 21."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def readable_on(background: str) -> str:
    """An off-white or a near-black, whichever is read more easily."""
    return max("#fffaf0", "#15171c", key=lambda ink: contrast(ink, background))


def _luminance(value: str) -> float:
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(value)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _rgb(value: str) -> list[float]:
    digits = value[1:] if len(value) == 7 else "".join(digit * 2 for digit in value[1:])
    return [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]


def _to_hls(value: str) -> tuple[float, float, float]:
    red, green, blue = _rgb(value)
    return colorsys.rgb_to_hls(red, green, blue)


def _from_hls(hue: float, light: float, saturation: float) -> str:
    parts = colorsys.hls_to_rgb(hue, min(1.0, max(0.0, light)), min(1.0, max(0.0, saturation)))
    return "#" + "".join(f"{round(part * 255):02x}" for part in parts)
