"""A loop that is written on: what sounds past its end is heard at its beginning."""

from collections.abc import Iterable
from typing import Final

import numpy as np

from sounds.synth import (
    RATE,
    Random,
    Signal,
    highpass,
    lowpass,
    placed,
    reverberant,
    room,
    samples,
)

FRAMES_A_SECOND: Final = 30
_PITCHES: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_CHORDS: Final = {
    "": (0, 4, 7),
    "m": (0, 3, 7),
    "7": (0, 4, 7, 10),
    "maj7": (0, 4, 7, 11),
    "m7": (0, 3, 7, 10),
    "maj9": (0, 4, 7, 11, 14),
    "m9": (0, 3, 7, 10, 14),
    "9": (0, 4, 7, 10, 14),
    "add9": (0, 4, 7, 14),
    "madd9": (0, 3, 7, 14),
    "sus2": (0, 2, 7),
    "sus4": (0, 5, 7),
    "6": (0, 4, 7, 9),
}


class Score:
    """`beat_frames`: how many pictures at 30 a second one beat lasts; whole, so that cuts can fall on beats."""

    def __init__(self, random: Random, beat_frames: int, beats: int) -> None:
        self.random = random
        self.beat = beat_frames / FRAMES_A_SECOND
        self._length = samples(self.beat * beats)
        self._buses: dict[str, Signal] = {}

    def play(
        self, bus: str, at: float, sound: Signal, gain: float = 1.0, place: float = 0.0, loose: float = 0.0
    ) -> None:
        """At a beat, on one of the buses; `loose` is how many seconds a hand may be early or late."""
        target = self._buses.setdefault(bus, np.zeros((2, self._length)))
        start = round((at * self.beat + float(self.random.uniform(-1, 1)) * loose) * RATE) % self._length
        rest = gain * (placed(sound, place) if sound.ndim == 1 else sound)
        while rest.shape[1]:
            part = rest[:, : self._length - start]
            target[:, start : start + part.shape[1]] += part
            rest, start = rest[:, part.shape[1] :], 0

    def duck(self, bus: str, at: Iterable[float], depth: float) -> None:
        """Make room for a kick: the bus goes down at each of these beats and comes back within a beat."""
        gain = np.ones(self._length)
        size = samples(self.beat * 0.9)
        dip = 1 - depth * (1 - np.linspace(0, 1, size) ** 0.7)
        for beat in at:
            where = (samples(beat * self.beat) + np.arange(size)) % self._length
            gain[where] = np.minimum(gain[where], dip)
        soft = np.zeros(self._length)
        soft[: samples(0.008)] = 1 / samples(0.008)
        self._buses[bus] *= np.fft.irfft(np.fft.rfft(gain) * np.fft.rfft(soft), self._length)

    def mixed(self, levels: dict[str, float], hall: float, wet: dict[str, float]) -> Signal:
        """All buses, each at its level (RMS); `wet`: how much of which is heard in a room of `hall` seconds."""
        dry = np.zeros((2, self._length))
        sent = np.zeros((2, self._length))
        for bus, sound in self._buses.items():
            even = levels[bus] * sound / (np.sqrt(np.mean(sound**2)) + 1e-9)
            dry += even
            sent += wet.get(bus, 0.0) * even
        sent = highpass(sent, 220, ring=True)
        echo = reverberant(sent, room(self.random, hall, 0.55, 0.02), 1.0, ring=True) - sent
        return lowpass(dry + echo, 16_000, 2, ring=True) * 0.1


def chord(name: str, octave: int = 4) -> list[int]:
    """MIDI numbers of a chord such as `Am7`, `F`, `Gadd9` or `Bbmaj7`, from its root upwards."""
    root = _PITCHES[name[0]] + (name[1:2] == "#") - (name[1:2] == "b") + 12 * (octave + 1)
    return [root + step for step in _CHORDS[name[1:].lstrip("#b")]]


def voiced(name: str, low: int) -> list[int]:
    """The same chord with each note in the octave above `low`: chords then follow each other without leaps."""
    return sorted({low + (note - low) % 12 for note in chord(name)})
