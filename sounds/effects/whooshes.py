"""Air that moves past, and other ways from one picture to the next."""

from functools import partial

import numpy as np

from sounds.recipe import Recipe
from sounds.synth import (
    Random,
    Signal,
    band,
    curve,
    decay,
    glide,
    highpass,
    lowpass,
    mixed,
    noise,
    placed,
    reverberant,
    room,
    samples,
    saturated,
    saw,
    sine,
    swept,
    swept_lowpass,
    times,
)

Points = tuple[tuple[float, float], ...]


def whoosh(random: Random, seconds: float, path: Points, peak_at: float, octaves: float, weight: float) -> Signal:
    """Two bands of moving noise and a low body, from left to right, loudest at `peak_at`."""
    envelope = curve(
        seconds, (0, 0), (peak_at * 0.6, 0.3), (peak_at, 1), (min(1, peak_at + 0.25), 0.28), (1, 0), power=1.6
    )
    centre = glide(seconds, *path)
    left, right, shared = (swept(noise(random, seconds), centre, octaves) for _ in range(3))
    treble = 0.4 * swept(noise(random, seconds), centre * 2.6, octaves * 0.7)
    air = 0.55 * np.stack([left, right]) + 0.7 * shared + treble
    body = swept(noise(random, seconds), np.maximum(centre * 0.22, 60), 0.8)
    flutter = 1 + 0.15 * lowpass(noise(random, seconds), 14) * 20
    moving = air * placed(envelope * flutter, curve(seconds, (0, -0.75), (peak_at, 0), (1, 0.75)))
    dry = mixed((0, 1, moving), (0, weight, body * envelope**1.4))
    return reverberant(dry, room(random, 0.7, 0.6), 0.16)


def soft(random: Random) -> Signal:
    return whoosh(random, 1.1, ((0, 260), (0.45, 1_100), (1, 380)), 0.45, 0.75, 0.8)


def fast(random: Random) -> Signal:
    return whoosh(random, 0.55, ((0, 500), (0.5, 3_200), (1, 900)), 0.5, 0.6, 0.5)


def deep(random: Random) -> Signal:
    seconds = 1.6
    air = whoosh(random, seconds, ((0, 110), (0.55, 620), (1, 150)), 0.55, 0.8, 1.6)
    hum = sine(glide(seconds, (0, 38), (0.55, 82), (1, 40)), seconds) * curve(
        seconds, (0, 0), (0.55, 1), (1, 0), power=2
    )
    return mixed((0, 1, air), (0, 0.22, hum))


def airy(random: Random) -> Signal:
    return whoosh(random, 1.4, ((0, 2_400), (0.5, 6_800), (1, 3_200)), 0.5, 0.7, 0.15)


def swish(random: Random) -> Signal:
    return whoosh(random, 0.3, ((0, 1_600), (0.45, 5_200), (1, 2_000)), 0.45, 0.5, 0.2)


def double_swish(random: Random) -> Signal:
    return mixed((0, 0.8, swish(random)), (0.17, 1, np.flip(swish(random), axis=0)))


def sweep(random: Random, path: Points, tones: Points) -> Signal:
    """Bright noise and a soft tone that both climb, or fall."""
    seconds = 1.2
    envelope = curve(seconds, (0, 0), (0.12, 0.5), (0.8, 1), (1, 0), power=1.3)
    air = swept(noise(random, seconds), glide(seconds, *path), 0.45) * envelope
    pitch = glide(seconds, *tones)
    tone = sum(sine(pitch * detune, seconds) for detune in (0.995, 1.0, 1.006)) * envelope / 3
    wide = placed(air, curve(seconds, (0, -0.5), (1, 0.5)))
    return reverberant(mixed((0, 1, wide), (0, 0.13, np.asarray(tone))), room(random, 1.1, 0.6), 0.25)


def glitch(random: Random) -> Signal:
    """Short grains of digital sounds, cut hard, that repeat and tear."""
    layers = []
    start = 0.0
    while start < 0.55:
        length = float(random.choice([0.018, 0.03, 0.045, 0.06]))
        grain = _grain(random, length)
        layers += [
            (start + repeat * length, 0.9 - 0.2 * repeat, placed(grain, float(random.uniform(-0.8, 0.8))))
            for repeat in range(int(random.integers(1, 4)))
        ]
        start += length * float(random.choice([1, 2, 3]))
    layers.append((0.0, 0.5, sine(glide(0.62, (0, 90), (1, 45)), 0.62) * curve(0.62, (0, 0.4), (0.7, 1), (1, 0))))
    return reverberant(mixed(*layers), room(random, 0.4, 0.7), 0.08)


def _grain(random: Random, length: float) -> Signal:
    kind = int(random.integers(3))
    if kind == 0:
        return np.sign(sine(float(random.choice([180, 420, 990, 2_300])), length)) * 0.3
    if kind == 1:
        return np.repeat(noise(random, length)[::24], 24)[: samples(length)]
    return swept(noise(random, length), np.full(samples(length), float(random.uniform(1_500, 7_000))), 0.2) * 1.6


def tape_stop(random: Random) -> Signal:
    """A chord on a tape whose motor is switched off."""
    seconds = 1.1
    speed = np.maximum(1 - (times(seconds) / seconds) ** 1.4, 0.02)
    layers = [saw(note * speed, seconds, phase) for note, phase in ((220, 0.1), (277.2, 0.5), (329.6, 0.8), (110, 0.3))]
    chord = swept_lowpass(np.sum(layers, axis=0) / 4, 300 + 4_200 * speed**1.5)
    wow = 1 + 0.1 * sine(9 * speed, seconds)
    hiss = swept(noise(random, seconds), 400 + 4_000 * speed, 0.8) * 0.2
    return placed(saturated((chord * wow + hiss) * curve(seconds, (0, 1), (0.8, 0.8), (1, 0)), 1.8))


def reverse(random: Random) -> Signal:
    """A cymbal's tail played backwards: it sucks in and stops at the cut."""
    seconds = 1.3
    metal = sum(sine(f, seconds) for f in (3_170, 4_210, 5_330, 6_890, 8_130)) * 0.04
    tail = (highpass(noise(random, seconds), 2_600) + np.asarray(metal)) * decay(seconds, 0.3)
    low = band(noise(random, seconds), 120, 700) * decay(seconds, 0.35) * 0.7
    backwards = np.flip(
        reverberant(mixed((0, 1, tail), (0, 1, low)), room(random, 0.9, 0.8), 0.3)[:, : samples(seconds)], axis=1
    )
    return backwards * curve(seconds, (0, 0), (0.98, 1), (1, 0))


def page(random: Random) -> Signal:
    """Paper: a brush of the finger, the leaf through the air, and it lands."""
    rub = (
        band(noise(random, 0.16), 2_500, 9_000)
        * curve(0.16, (0, 0), (0.5, 1), (1, 0.1))
        * (1 + 3 * np.abs(lowpass(noise(random, 0.16), 90)))
    )
    leaf = swept(noise(random, 0.3), glide(0.3, (0, 1_400), (0.5, 3_600), (1, 1_100)), 0.6) * curve(
        0.3, (0, 0), (0.5, 1), (1, 0), power=1.5
    )
    crackle = (random.random(samples(0.4)) < 0.004) * random.standard_normal(samples(0.4))
    land = lowpass(noise(random, 0.09), 900) * decay(0.09, 0.018)
    return mixed(
        (0, 0.5, placed(rub, -0.3)),
        (0.1, 1, placed(leaf, curve(0.3, (0, -0.5), (1, 0.5)))),
        (0.02, 0.5, band(crackle, 1_500, 8_000)),
        (0.36, 0.9, placed(land, 0.35)),
    )


_recipe = partial(Recipe, category="whooshes & transitions")

SOUNDS = [
    _recipe("whoosh-soft", "Soft whoosh", ("gentle", "slide", "text"), soft),
    _recipe("whoosh-fast", "Fast whoosh", ("quick", "cut", "energetic"), fast),
    _recipe("whoosh-deep", "Deep whoosh", ("heavy", "cinematic", "logo"), deep),
    _recipe("whoosh-airy", "Airy whoosh", ("light", "bright", "elegant"), airy),
    _recipe("swish-short", "Short swish", ("quick", "ui", "text"), swish),
    _recipe("swish-double", "Double swish", ("quick", "playful", "swap"), double_swish),
    _recipe(
        "sweep-up",
        "Sweep up",
        ("rising", "reveal", "tonal"),
        partial(sweep, path=((0, 300), (1, 6_500)), tones=((0, 220), (1, 880))),
    ),
    _recipe(
        "sweep-down",
        "Sweep down",
        ("falling", "close", "tonal"),
        partial(sweep, path=((0, 6_500), (1, 260)), tones=((0, 880), (1, 165))),
    ),
    _recipe("transition-glitch", "Glitch", ("digital", "tech", "cut"), glitch),
    _recipe("transition-tape-stop", "Tape stop", ("retro", "stop", "comic"), tape_stop),
    _recipe("transition-reverse", "Reverse suck-in", ("tension", "before a cut", "build"), reverse),
    _recipe("page-turn", "Page turn", ("paper", "book", "organic"), page),
]
