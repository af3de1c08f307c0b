"""How people speak of music."""

import re
from typing import Final

from local.demo_model.wishes import AddMusic, ChangeMusic

_MUSIC: Final = re.compile(r"\b(music|soundtrack|song|track|tune|background sound|audio|beat)\b", re.IGNORECASE)
_OTHERWISE: Final = re.compile(r"\b(compose|record|sing|generate|write|rap|which|what)\b", re.IGNORECASE)
_REMOVE: Final = re.compile(r"\b(remove|delete|drop|no|without|get rid of|take out|stop|mute|silence)\b", re.IGNORECASE)
_QUIETER: Final = re.compile(
    r"\b(quieter|softer|lower|turn (?:it|the \w+) down|less loud|volume down)\b", re.IGNORECASE
)
_LOUDER: Final = re.compile(r"\b(louder|turn (?:it|the \w+) up|volume up)\b", re.IGNORECASE)
MOODS: Final = {
    "upbeat": r"upbeat|happy|energetic|lively|fun|cheerful|fast|dance|pop",
    "calm": r"calm|soft|quiet|relax\w*|peaceful|gentle|slow|ambient|piano",
    "corporate": r"corporate|business|professional|tech|inspiring|motivational",
    "cinematic": r"cinematic|epic|dramatic|orchestral|film",
    "lofi": r"lo-?fi|chill|cozy|cosy|study|mellow",
    "playful": r"playful|funny|quirky|kids|bouncy",
    "tense": r"tense|suspense\w*|dark|mysterious|thriller",
    "celebratory": r"celebrat\w+|party|festive|joyful|birthday|wedding",
}  # fmt: skip


def find_music(text: str) -> AddMusic | ChangeMusic | None:
    """What is to happen to the background music, if it is spoken of."""
    about_music = _MUSIC.search(text) is not None
    if _QUIETER.search(text) and (about_music or not re.search(r"\b(title|text|color|colour)\b", text)):
        return ChangeMusic("quieter")
    if _LOUDER.search(text):
        return ChangeMusic("louder")
    if not about_music or _OTHERWISE.search(text):
        return None
    return ChangeMusic("remove") if _REMOVE.search(text) else AddMusic(find_mood(text))


def find_mood(text: str) -> str:
    """The bundled set's word for a mood; empty when none is named."""
    return next((mood for mood, words in MOODS.items() if re.search(rf"\b(?:{words})\b", text, re.IGNORECASE)), "")
