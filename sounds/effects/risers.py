"""What builds up before something happens, and what lies under a scene while nothing does."""

from functools import partial

import numpy as np

from sounds.effects.impacts import drop, struck
from sounds.recipe import Recipe
from sounds.synth import (
    RATE,
    Random,
    Signal,
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
    saw,
    shaped,
    sine,
    swept,
    swept_lowpass,
)

_LOOP_SECONDS = 6.4  # whole MP3 frames, and whole pictures at 30 a second


def noise_riser(random: Random) -> Signal:
    seconds = 4.0
    envelope = curve(seconds, (0, 0), (0.97, 1), (1, 0), power=1.8)
    path = glide(seconds, (0, 220), (1, 7_500))
    sides = [swept(noise(random, seconds), path * side, 0.6) * envelope for side in (0.97, 1.04)]
    shake = 1 + 0.35 * curve(seconds, (0, 0), (1, 1)) * sine(glide(seconds, (0, 3), (1, 16)), seconds)
    return reverberant(np.stack(sides) * shake, room(random, 1.0, 0.7), 0.2)


def synth_riser(random: Random, seconds: float = 4.0) -> Signal:
    """Saws an octave up while a filter opens; they beat against each other more and more."""
    envelope = curve(seconds, (0, 0), (0.1, 0.25), (0.97, 1), (1, 0), power=1.3)
    sides = []
    for side in (-1, 1):
        voices = np.zeros(samples(seconds))
        for note in (110, 165, 220):
            for detune in (1.0, 1 + 0.004 * side, 1 - 0.007 * side):
                voices += saw(glide(seconds, (0, note), (1, note * 2 * detune)), seconds, float(random.random()))
        sides.append(swept_lowpass(voices / 9, glide(seconds, (0, 260), (1, 9_000)), 0.8) * envelope)
    air = swept(noise(random, seconds), glide(seconds, (0, 900), (1, 9_000)), 0.5) * envelope**2
    return reverberant(mixed((0, 1, np.stack(sides)), (0, 0.5, air)), room(random, 1.4, 0.6), 0.25)


def tension(random: Random) -> Signal:
    """Strings that climb in half-steps apart, as before a fright."""
    seconds = 5.0
    envelope = curve(seconds, (0, 0), (0.15, 0.3), (0.96, 1), (1, 0), power=1.4)
    layers = []
    for i, note in enumerate((196, 207.7, 220, 293.7, 311.1, 415.3)):
        shiver = 1 + 0.006 * sine(5.2 + i * 0.37, seconds, i * 0.2)
        tone = saw(
            glide(seconds, (0, note), (0.5, note * 1.12), (1, note * 1.5)) * shiver, seconds, float(random.random())
        )
        bowing = 1 + 0.4 * sine(glide(seconds, (0, 7), (1, 15)), seconds, i / 6)
        layers.append(
            (
                0.0,
                0.16,
                placed(swept_lowpass(tone, glide(seconds, (0, 700), (1, 5_200))) * bowing * envelope, i / 2.5 - 1),
            )
        )
    layers.append((0.0, 0.4, placed(sine(glide(seconds, (0, 45), (1, 65)), seconds) * envelope)))
    return reverberant(mixed(*layers), room(random, 2.0, 0.5), 0.35)


def downlifter(random: Random) -> Signal:
    seconds = 2.8
    envelope = curve(seconds, (0, 0), (0.02, 1), (0.3, 0.55), (1, 0), power=1.4)
    path = glide(seconds, (0, 8_000), (1, 180))
    sides = [swept(noise(random, seconds), path * side, 0.6) * envelope for side in (0.96, 1.05)]
    tone = saw(glide(seconds, (0, 520), (1, 60)), seconds)
    fall = swept_lowpass(tone, glide(seconds, (0, 3_000), (1, 160))) * envelope
    return reverberant(mixed((0, 1, np.stack(sides)), (0, 0.3, fall)), room(random, 1.8, 0.5), 0.3)


def _evolving(random: Random, seconds: float, slowest: int, fastest: int) -> Signal:
    """Between 0 and 1, never the same for long, and whole periods in `seconds`."""
    turns = np.arange(slowest, fastest + 1)
    time = np.arange(samples(seconds)) / samples(seconds)
    waves = [np.sin(2 * np.pi * (t * time + random.random())) / t**0.5 for t in turns]
    total = np.sum(waves, axis=0)
    return np.asarray((total - total.min()) / (np.ptp(total) or 1))


def _whole(frequency: float) -> float:
    """The nearest frequency that fits a loop without a seam."""
    return round(frequency * _LOOP_SECONDS) / _LOOP_SECONDS


def drone(random: Random, notes: tuple[float, ...], cutoff: float, breath: float) -> Signal:
    """Many slow voices that come and go on their own; loops."""
    result = np.zeros((2, samples(_LOOP_SECONDS)))
    for note in notes:
        for detune, place in ((-2 / _LOOP_SECONDS, -0.8), (0.0, 0.0), (1 / _LOOP_SECONDS, 0.8)):
            voice = saw(_whole(note) + detune, _LOOP_SECONDS, float(random.random()))
            result += placed(voice * (0.3 + 0.7 * _evolving(random, _LOOP_SECONDS, 1, 4)), place) / len(notes)
    result = lowpass(result, cutoff, 2, ring=True)
    air = shaped(
        random.standard_normal((2, samples(_LOOP_SECONDS))), lambda f: 1 / (1 + (f / 600) ** 2) * (f > 90), ring=True
    )
    result += breath * air * (0.4 + 0.6 * _evolving(random, _LOOP_SECONDS, 1, 3))
    return reverberant(result, room(random, 3.0, 0.3), 0.5, ring=True)


def _coloured(random: Random, low: float, high: float, tilt: float) -> Signal:
    """Stereo noise between two frequencies that falls by `tilt` towards the treble; loops."""
    sound = random.standard_normal((2, samples(_LOOP_SECONDS)))
    return shaped(
        sound,
        lambda f: (
            (np.maximum(f, low) / low) ** -tilt / np.sqrt((1 + (low / np.maximum(f, 1)) ** 6) * (1 + (f / high) ** 6))
        ),
        ring=True,
    )


def wind(random: Random) -> Signal:
    gusts = _evolving(random, _LOOP_SECONDS, 1, 7)
    low = _coloured(random, 120, 700, 0.8) * (0.35 + 0.65 * gusts)
    howl = _coloured(random, 480, 900, 0.3) * (gusts**2.5) * 0.6
    leaves = _coloured(random, 2_200, 6_500, 0.6) * (_evolving(random, _LOOP_SECONDS, 2, 9) ** 2) * 0.22
    return low + howl + leaves


def rain(random: Random) -> Signal:
    """A steady sheet of it, and drops close by."""
    sheet = _coloured(random, 900, 9_000, 0.45) * (0.85 + 0.15 * _evolving(random, _LOOP_SECONDS, 1, 6)) * 0.5
    length = samples(_LOOP_SECONDS)
    for _ in range(520):
        pitch = float(random.uniform(1_800, 6_500))
        drip = struck(((pitch, 1, 0.004), (pitch * 0.6, 0.5, 0.006)), 0.03) * float(random.exponential(0.35))
        where = (int(random.integers(length)) + np.arange(len(drip))) % length
        sheet[:, where] += placed(drip, float(random.uniform(-0.9, 0.9)))
    low = _coloured(random, 150, 600, 0.8) * 0.25
    return reverberant(sheet + low, room(random, 0.6, 0.5), 0.1, ring=True)


def ocean(random: Random) -> Signal:
    """Two waves that roll up and run out again."""
    time = np.arange(samples(_LOOP_SECONDS)) / RATE
    result = _coloured(random, 70, 400, 0.9) * 0.3
    for start, size in ((0.2, 1.0), (3.5, 0.7)):
        since = ((time - start) % _LOOP_SECONDS) / 5.0
        swell = np.where(since < 0.36, (np.clip(since, 0, 1) / 0.36) ** 2, np.exp(-(since - 0.36) * 4.2)) * size
        wash = np.where(since < 0.36, 0, (since - 0.36) * np.exp(-(since - 0.36) * 5.5) * 9) * size
        result += _coloured(random, 200, 2_400, 0.7) * swell + _coloured(random, 1_500, 9_000, 0.5) * wash * 0.35
    return result


def heartbeat(random: Random) -> Signal:
    """Eight beats at 75 a minute; loops."""
    layers = []
    for beat in range(8):
        for start, gain, low in ((0.0, 1.0, 46), (0.24, 0.7, 54)):
            thump = lowpass(
                drop(0.3, low * 1.9, low, 0.07, 0.03) + 0.4 * lowpass(noise(random, 0.3), 130) * decay(0.3, 0.05), 240
            )
            layers.append((beat * 0.8 + 0.03 + start, gain, placed(thump)))
    return reverberant(mixed(*layers, seconds=_LOOP_SECONDS), room(random, 0.8, 0.1), 0.15, ring=True)


def clock(random: Random) -> Signal:
    """Tick and tock, ten seconds of it."""
    layers = []
    for second in range(10):
        pitch = 1.0 if second % 2 == 0 else 0.84
        wheel = struck(((2_350 * pitch, 1, 0.012), (3_900 * pitch, 0.6, 0.008), (1_180 * pitch, 0.5, 0.02)), 0.12)
        catch = highpass(noise(random, 0.015), 2_500) * decay(0.015, 0.003)
        layers += [
            (second + 0.02, 0.8, placed(wheel, -0.1)),
            (second + 0.02, 0.5, placed(catch)),
            (second + 0.075, 0.12, placed(catch, 0.2)),
        ]
    return reverberant(mixed(*layers), room(random, 0.5, 0.6), 0.14)


_recipe = partial(Recipe, category="risers & ambience")

SOUNDS = [
    _recipe("riser-noise", "Noise riser", ("build", "4 s", "before a drop"), noise_riser),
    _recipe("riser-synth", "Synth riser", ("build", "4 s", "electronic"), synth_riser),
    _recipe("riser-tension", "Tension riser", ("build", "5 s", "thriller", "strings"), tension),
    _recipe("riser-short", "Short riser", ("build", "1.5 s", "reveal"), partial(synth_riser, seconds=1.5)),
    _recipe("downlifter", "Downlifter", ("fall", "after a drop", "release"), downlifter),
    _recipe(
        "drone-dark",
        "Dark drone",
        ("loop", "tense", "mystery"),
        partial(drone, notes=(36.7, 55, 58.3, 73.4, 110), cutoff=320, breath=0.1),
        loops=True,
    ),
    _recipe(
        "drone-warm",
        "Warm drone",
        ("loop", "calm", "hopeful"),
        partial(drone, notes=(65.4, 98, 130.8, 164.8, 196, 293.7), cutoff=800, breath=0.05),
        loops=True,
    ),
    _recipe("ambience-wind", "Wind", ("loop", "nature", "outdoors"), wind, loops=True),
    _recipe("ambience-rain", "Rain", ("loop", "nature", "calm"), rain, loops=True),
    _recipe("ambience-ocean", "Ocean waves", ("loop", "nature", "calm"), ocean, loops=True),
    _recipe("heartbeat", "Heartbeat", ("loop", "tense", "75 bpm"), heartbeat, loops=True),
    _recipe("clock-tick", "Ticking clock", ("countdown", "ten ticks", "one a second"), clock),
]
