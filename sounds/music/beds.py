"""The eight beds. A beat is a whole number of pictures at 30 a second, and a bed a whole number of MP3 frames."""

from sounds.music import lively, quiet
from sounds.recipe import Recipe

SOUNDS = [
    Recipe(
        "music-calm", "Still water", ("calm", "warm", "piano", "wellness"), quiet.calm, bpm=75, beats=32, loops=True
    ),
    Recipe(
        "music-upbeat",
        "First light",
        ("upbeat", "pop", "energetic", "social"),
        lively.upbeat,
        bpm=120,
        beats=64,
        loops=True,
    ),
    Recipe(
        "music-corporate",
        "Next steps",
        ("corporate", "confident", "product", "explainer"),
        lively.corporate,
        bpm=100,
        beats=64,
        loops=True,
    ),
    Recipe(
        "music-cinematic",
        "Over the ridge",
        ("cinematic", "epic", "strings", "launch"),
        quiet.cinematic,
        bpm=60,
        beats=32,
        loops=True,
    ),
    Recipe(
        "music-lofi", "Rainy window", ("lo-fi", "relaxed", "study", "vlog"), quiet.lofi, bpm=75, beats=32, loops=True
    ),
    Recipe(
        "music-playful", "Tiptoe", ("playful", "fun", "kids", "quirky"), lively.playful, bpm=112.5, beats=48, loops=True
    ),
    Recipe(
        "music-tense", "No time", ("tense", "thriller", "countdown", "tech"), quiet.tense, bpm=90, beats=48, loops=True
    ),
    Recipe(
        "music-celebratory",
        "Confetti",
        ("celebratory", "party", "event", "brass"),
        lively.celebratory,
        bpm=120,
        beats=64,
        loops=True,
    ),
]
