"""Makes every sound and the catalogue: `python -m sounds [id …]`, about two minutes for all.

What is made is the same each time. With ids only those are made anew; the catalogue keeps what it says of the others.
"""

import json
import sys
from pathlib import Path
from typing import Any, Final

import numpy as np

from sounds.effects import clicks, impacts, risers, stings, whooshes
from sounds.mastering import mastered_effect, mastered_loop
from sounds.mp3 import FRAME, decoded, encoded
from sounds.music import beds
from sounds.recipe import Recipe
from sounds.synth import RATE, Signal, samples

SOUNDS_DIR: Final = Path(__file__).resolve().parents[1] / "session_pod" / "image" / "sounds"
CATALOGUE: Final = SOUNDS_DIR / "catalogue.json"
RECIPES: Final = [
    *beds.SOUNDS,
    *whooshes.SOUNDS,
    *impacts.SOUNDS,
    *clicks.SOUNDS,
    *risers.SOUNDS,
    *stings.SOUNDS,
]
_KBITS: Final = 128
_BREATH_SECONDS: Final = {"music": 0.03, "effect": 0.01}


def rendered(recipe: Recipe) -> Signal:
    """The sound as it goes to the encoder."""
    return (
        mastered_loop(recipe.made(), _BREATH_SECONDS[recipe.kind]) if recipe.loops else mastered_effect(recipe.made())
    )


def main(ids: list[str]) -> None:
    unknown = set(ids) - {recipe.id for recipe in RECIPES}
    if unknown:
        raise SystemExit(f"There is no sound {', '.join(sorted(unknown))}.")
    known = {entry["id"]: entry for entry in json.loads(CATALOGUE.read_text())} if CATALOGUE.exists() else {}
    entries = []
    for recipe in RECIPES:
        if not ids or recipe.id in ids:
            sound = rendered(recipe)
            data = encoded(sound, _KBITS, loops=recipe.loops)
            file = SOUNDS_DIR / f"{recipe.id}.mp3"
            file.write_bytes(data)
            known[recipe.id] = _entry(recipe, sound, len(data))
            peak = 20 * np.log10(np.abs(decoded(file)).max())
            print(f"{recipe.id}: {known[recipe.id]['seconds']} s, {len(data)} bytes, peak {peak:.1f} dBFS", flush=True)
        entries.append(known[recipe.id])
    CATALOGUE.write_text("[\n" + ",\n".join(f"  {json.dumps(entry)}" for entry in entries) + "\n]\n")


def _entry(recipe: Recipe, sound: Signal, size: int) -> dict[str, Any]:
    frames = -(-sound.shape[1] // FRAME)
    entry: dict[str, Any] = {
        "id": recipe.id,
        "name": recipe.name,
        "category": recipe.category,
        "kind": recipe.kind,
        "tags": list(recipe.tags),
        "seconds": round(frames * FRAME / RATE, 3),
        "loops": recipe.loops,
    }
    if recipe.bpm is None:
        entry["peakSeconds"] = round(_peak_at(sound), 2)
    else:
        entry |= {"bpm": recipe.bpm, "beats": recipe.beats}
    return entry | {"bytes": size, "file": f"{recipe.id}.mp3"}


def _peak_at(sound: Signal) -> float:
    """When it is loudest, over 20 ms: what falls on the cut."""
    power = (sound**2).sum(axis=0)
    window = min(samples(0.02), len(power))
    return float(np.argmax(np.convolve(power, np.ones(window), "valid")) + window / 2) / RATE


if __name__ == "__main__":
    main(sys.argv[1:])
