"""What is known of a sound before it is made."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sounds.synth import Random, Signal

Category = Literal[
    "whooshes & transitions",
    "impacts & hits",
    "clicks & UI",
    "risers & ambience",
    "notifications & stings",
    "music",
]


@dataclass(frozen=True)
class Recipe:
    """`make` gets the same random numbers each time, and gives stereo. Only music has `bpm` and `beats`; only what
    `loops` runs on from its end into its beginning."""

    id: str
    name: str
    tags: tuple[str, ...]
    make: Callable[[Random], Signal]
    category: Category = "music"
    bpm: float | None = None
    beats: int | None = None
    loops: bool = False

    @property
    def kind(self) -> Literal["effect", "music"]:
        return "effect" if self.bpm is None else "music"

    def made(self) -> Signal:
        return self.make(np.random.default_rng(zlib.crc32(self.id.encode())))
