"""Notes that tell something: a message, a success, a mistake, a name."""

from functools import partial

import numpy as np

from sounds.effects.impacts import drop, struck
from sounds.recipe import Recipe
from sounds.synth import (
    Random,
    Signal,
    curve,
    decay,
    fm,
    glide,
    highpass,
    mixed,
    noise,
    placed,
    reverberant,
    room,
    saw,
    sine,
    square,
    swept,
    swept_lowpass,
)

C4, D4, E4, F4, G4, A4, B4 = 261.63, 293.66, 329.63, 349.23, 392.0, 440.0, 493.88


def bell(pitch: float, seconds: float = 1.8) -> Signal:
    shine = fm(pitch, 3.5, decay(seconds, 0.25) * 2.2, seconds) * decay(seconds, seconds / 4)
    return 0.7 * shine + 0.3 * sine(pitch, seconds) * decay(seconds, seconds / 3)


def chime(pitch: float, seconds: float = 1.4) -> Signal:
    """Glass, struck softly."""
    return struck(
        ((pitch, 1, 0.4), (pitch * 2.01, 0.35, 0.28), (pitch * 3.03, 0.18, 0.15), (pitch * 5.4, 0.06, 0.06)), seconds
    )


def marimba(pitch: float, seconds: float = 0.9) -> Signal:
    return struck(((pitch, 1, 0.22), (pitch * 3.93, 0.3, 0.06), (pitch * 9.2, 0.1, 0.02)), seconds)


def _phrase(random: Random, voice: Signal | None, notes: list[tuple[float, float, Signal]], wet: float) -> Signal:
    """Notes (start, gain, sound) from left to right over a bed, in a bright room."""
    layers = [] if voice is None else [(0.0, 1.0, voice)]
    for index, (start, gain, note) in enumerate(notes):
        spread = (index / (len(notes) - 1) - 0.5) * 0.7 if len(notes) > 1 else 0.0
        layers.append((start, gain, placed(note, spread)))
    return reverberant(mixed(*layers), room(random, 1.6, 0.7), wet)


def notify_chime(random: Random) -> Signal:
    return _phrase(random, None, [(0, 0.8, chime(E4 * 2)), (0.13, 1, chime(A4 * 2))], 0.2)


def notify_bell(random: Random) -> Signal:
    return _phrase(random, None, [(0, 1, bell(G4 * 2, 2.2))], 0.18)


def notify_marimba(random: Random) -> Signal:
    return _phrase(
        random, None, [(0, 0.8, marimba(C4 * 2)), (0.11, 0.9, marimba(E4 * 2)), (0.22, 1, marimba(G4 * 2))], 0.14
    )


def success(random: Random) -> Signal:
    notes = [(0.0, 0.7, chime(C4 * 2)), (0.09, 0.8, chime(G4 * 2)), (0.2, 1.0, chime(C4 * 4, 1.6))]
    return _phrase(random, placed(sine(C4, 1.2) * decay(1.2, 0.4, 0.05) * 0.25), notes, 0.2)


def brass(pitch: float, seconds: float, random: Random) -> Signal:
    """Three players: the tone opens with the breath."""
    tone = np.sum([saw(pitch * detune, seconds, float(random.random())) for detune in (0.997, 1.0, 1.004)], axis=0) / 3
    opening = glide(seconds, (0, 500), (0.08 / seconds, 3_800), (0.6, 2_600), (1, 800))
    return swept_lowpass(tone, opening) * curve(seconds, (0, 0), (0.03 / seconds, 1), (0.7, 0.75), (1, 0))


def fanfare(random: Random) -> Signal:
    """Pick-up, pick-up, and the chord that everyone waits for."""
    layers = []
    for start, length, notes in (
        (0, 0.16, (G4, B4, D4 * 2)),
        (0.18, 0.16, (G4, B4, D4 * 2)),
        (0.36, 1.5, (C4, G4, C4 * 2, E4 * 2, G4 * 2)),
    ):
        for index, note in enumerate(notes):
            layers.append((float(start), 0.3, placed(brass(note, length, random), index / 2.5 - 0.8)))
    layers.append((0.36, 0.8, placed(drop(1.0, 150, 65.4, 0.3, 0.03))))
    layers.append((0.36, 0.16, placed(highpass(noise(random, 1.6), 4_000) * decay(1.6, 0.4))))
    layers += [
        (0.36 + i * 0.06, 0.14, placed(chime(C4 * 4 * ratio), 0.6 - i * 0.3))
        for i, ratio in enumerate((1, 1.26, 1.5, 2))
    ]
    return reverberant(mixed(*layers), room(random, 2.0, 0.6), 0.3)


def error(random: Random) -> Signal:
    """Two notes down, muffled: says no without shouting."""
    layers = []
    for start, pitch in ((0.0, 311.1), (0.15, 233.1)):
        tone = square(pitch, 0.3, 0.4) * decay(0.3, 0.11, 0.004)
        layers.append((start, 0.7, swept_lowpass(tone, glide(0.3, (0, 1_500), (1, 400)))))
    return reverberant(mixed(*layers), room(random, 0.5, 0.3), 0.14)


def coin(random: Random) -> Signal:
    short = square(B4 * 2, 0.08, 0.25) * decay(0.08, 0.2)
    long = square(E4 * 4, 0.7, 0.25) * decay(0.7, 0.18)
    shine = chime(E4 * 8, 0.7)
    return reverberant(mixed((0, 0.5, short), (0.075, 0.6, long), (0.075, 0.3, shine)), room(random, 0.7, 0.8), 0.12)


def sparkle(random: Random) -> Signal:
    """Fairy dust: many tiny bells that climb a pentatonic scale."""
    layers = []
    scale = [C4 * 4 * 2 ** (step / 12) for step in (0, 2, 4, 7, 9, 12, 14, 16, 19, 21, 24)]
    for count in range(26):
        start = count * 0.038 + float(random.uniform(0, 0.03))
        pitch = scale[min(len(scale) - 1, int(count / 2.4 + random.integers(0, 2)))]
        layers.append(
            (start, float(random.uniform(0.25, 0.6)), placed(chime(pitch, 0.6), float(random.uniform(-0.9, 0.9))))
        )
    air = swept(noise(random, 1.2), glide(1.2, (0, 5_000), (1, 11_000)), 0.4) * curve(1.2, (0, 0), (0.4, 1), (1, 0))
    layers.append((0.0, 0.25, placed(air)))
    return reverberant(mixed(*layers), room(random, 1.8, 1.0), 0.3)


def logo_warm(random: Random) -> Signal:
    """A breath of air, then a wide added-ninth chord with a mallet on top: for a name that appears."""
    air = swept(noise(random, 0.7), glide(0.7, (0, 500), (1, 3_000)), 0.6) * curve(
        0.7, (0, 0), (0.9, 1), (1, 0), power=2
    )
    layers = [(0.0, 0.35, placed(air))]
    seconds = 2.6
    for index, note in enumerate((C4 / 2, G4 / 2, D4, E4, G4)):
        for detune in (0.997, 1.003):
            tone = swept_lowpass(
                saw(note * detune, seconds, float(random.random())), glide(seconds, (0, 500), (0.12, 2_400), (1, 500))
            )
            layers.append(
                (
                    0.6,
                    0.09,
                    placed(
                        tone * curve(seconds, (0, 0), (0.06, 1), (0.35, 0.7), (1, 0), power=1.3),
                        (index / 2 - 1) * (1 if detune > 1 else -1),
                    ),
                )
            )
    layers += [(0.62 + i * 0.14, 0.4, placed(marimba(n), i * 0.3 - 0.3)) for i, n in enumerate((G4, C4 * 2, E4 * 2))]
    layers.append((0.6, 0.7, placed(drop(1.2, 110, 65.4, 0.4, 0.04))))
    return reverberant(mixed(*layers), room(random, 2.6, 0.5), 0.35)


def logo_bright(random: Random) -> Signal:
    """Four quick plucks up to a ringing fifth: modern and short."""
    layers = []
    for index, note in enumerate((D4, A4, D4 * 2, F4 * 2 * 2 ** (1 / 12))):
        pluck = swept_lowpass(
            saw(note, 0.5, 0.2) + 0.5 * saw(note * 2.003, 0.5), glide(0.5, (0, 6_000), (0.3, 1_200), (1, 500))
        )
        layers.append((index * 0.11, 0.4, placed(pluck * decay(0.5, 0.13), index * 0.4 - 0.6)))
    layers += [(0.44, 0.5, placed(bell(D4 * 4, 2.0), -0.3)), (0.44, 0.4, placed(bell(A4 * 4, 2.0), 0.3))]
    layers += [
        (0.44, 0.8, placed(drop(0.9, 150, 73.4, 0.25, 0.03))),
        (0.44, 0.1, placed(highpass(noise(random, 1.0), 5_000) * decay(1.0, 0.25))),
    ]
    return reverberant(mixed(*layers), room(random, 2.0, 0.8), 0.28)


_recipe = partial(Recipe, category="notifications & stings")

SOUNDS = [
    _recipe("notify-chime", "Two-note chime", ("message", "friendly"), notify_chime),
    _recipe("notify-bell", "Bell", ("message", "attention", "clear"), notify_bell),
    _recipe("notify-marimba", "Marimba notification", ("message", "warm", "app"), notify_marimba),
    _recipe("success-short", "Success", ("confirm", "done", "positive"), success),
    _recipe("success-fanfare", "Fanfare", ("win", "award", "celebrate"), fanfare),
    _recipe("error-soft", "Soft error", ("wrong", "no", "negative"), error),
    _recipe("coin", "Coin", ("game", "money", "retro"), coin),
    _recipe("sparkle", "Sparkle", ("magic", "shine", "reveal"), sparkle),
    _recipe("sting-logo-warm", "Warm logo sting", ("logo", "brand", "3 s", "friendly"), logo_warm),
    _recipe("sting-logo-bright", "Bright logo sting", ("logo", "brand", "2 s", "modern"), logo_bright),
]
