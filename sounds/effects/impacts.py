"""What hits: from a snap of wood to the boom under a title."""

from functools import partial

import numpy as np

from sounds.recipe import Recipe
from sounds.synth import (
    Random,
    Signal,
    band,
    decay,
    glide,
    highpass,
    lowpass,
    mixed,
    noise,
    peak,
    placed,
    reverberant,
    room,
    saturated,
    saw,
    sine,
    swept_lowpass,
    times,
)


def drop(seconds: float, high: float, low: float, tau: float, bend: float = 0.06) -> Signal:
    """A sine that falls from `high` to `low` Hz within `bend` seconds: the body of every drum."""
    fall = (high - low) * np.exp(-times(seconds) / bend)
    return sine(low + fall, seconds) * decay(seconds, tau)


def struck(modes: tuple[tuple[float, float, float], ...], seconds: float) -> Signal:
    """Something stiff that was hit: modes of (Hz, loudness, decay in seconds)."""
    rung = [gain * sine(f, seconds, i * 0.37) * decay(seconds, tau) for i, (f, gain, tau) in enumerate(modes)]
    return np.asarray(np.sum(rung, axis=0))


def sub(random: Random) -> Signal:
    body = saturated(drop(2.2, 120, 38, 0.7, 0.12) * 1.2, 2.0)
    thump = lowpass(noise(random, 0.2), 220) * decay(0.2, 0.04)
    air = lowpass(noise(random, 1.6), 500) * decay(1.6, 0.35) * 0.25
    return reverberant(mixed((0, 1, body), (0, 1.2, thump), (0, 1, air)), room(random, 1.8, 0.1), 0.12)


def cinematic(random: Random) -> Signal:
    """Layers as trailers stack them: crack, body, metal far behind, and a long hall."""
    crack = band(noise(random, 0.12), 900, 7_000) * decay(0.12, 0.02)
    body = saturated(drop(2.4, 180, 44, 0.55, 0.08), 2.5)
    second = drop(1.2, 320, 90, 0.16, 0.03)
    metal = struck(((311, 0.5, 0.9), (467, 0.4, 0.7), (741, 0.3, 0.5), (1_187, 0.2, 0.35), (1_910, 0.12, 0.2)), 2.4)
    rumble = lowpass(noise(random, 2.4), 160) * decay(2.4, 0.7, 0.01)
    dry = mixed((0, 0.9, crack), (0, 1, body), (0.004, 0.6, second), (0, 0.16, placed(metal, 0.15)), (0, 0.9, rumble))
    return reverberant(dry, room(random, 3.2, 0.4, 0.02), 0.5)


def metal(random: Random) -> Signal:
    ratios = (1, 1.58, 2.24, 2.92, 3.65, 4.61, 5.83, 7.1)
    left = struck(
        tuple(
            (293 * r * random.uniform(0.99, 1.01), 1 / (1 + i * 0.4), 0.9 / (1 + i * 0.35))
            for i, r in enumerate(ratios)
        ),
        1.8,
    )
    right = struck(
        tuple(
            (297 * r * random.uniform(0.99, 1.01), 1 / (1 + i * 0.4), 0.9 / (1 + i * 0.35))
            for i, r in enumerate(ratios)
        ),
        1.8,
    )
    strike = highpass(noise(random, 0.05), 2_000) * decay(0.05, 0.008)
    low = drop(0.6, 160, 70, 0.12)
    return reverberant(
        mixed((0, 0.25, np.stack([left, right])), (0, 0.8, strike), (0, 0.8, low)), room(random, 1.6, 0.7), 0.25
    )


def padded(random: Random) -> Signal:
    body = drop(0.5, 130, 62, 0.09, 0.03)
    cloth = lowpass(noise(random, 0.2), 700) * decay(0.2, 0.03, 0.003)
    return reverberant(mixed((0, 1, body), (0, 0.6, cloth)), room(random, 0.5, 0.2), 0.12)


def glass(random: Random) -> Signal:
    """One hard crack, then splinters that fall and ring."""
    layers = [(0.0, 0.9, placed(highpass(noise(random, 0.09), 2_500) * decay(0.09, 0.014)))]
    for _ in range(46):
        start = float(random.exponential(0.2))
        if start > 1.1:
            continue
        pitch = float(random.uniform(2_400, 9_500))
        length = float(random.uniform(0.08, 0.35))
        ping = struck(
            ((pitch, 1, length / 4), (pitch * 1.51, 0.6, length / 6), (pitch * 2.17, 0.3, length / 8)), length
        )
        layers.append((start, 0.22 * np.exp(-start * 2) + 0.03, placed(ping, float(random.uniform(-0.9, 0.9)))))
    return reverberant(mixed(*layers), room(random, 0.9, 0.9), 0.2)


def punch(random: Random) -> Signal:
    smack = band(noise(random, 0.09), 500, 4_500) * decay(0.09, 0.016)
    body = saturated(drop(0.35, 210, 68, 0.07, 0.02), 3)
    return reverberant(mixed((0, 0.9, smack), (0, 1, body)), room(random, 0.35, 0.4), 0.12)


def wood(random: Random) -> Signal:
    block = struck(((820, 1, 0.045), (1_290, 0.6, 0.03), (2_310, 0.4, 0.016), (410, 0.4, 0.05)), 0.35)
    stick = band(noise(random, 0.02), 1_500, 8_000) * decay(0.02, 0.003)
    return reverberant(mixed((0, 0.8, block), (0, 0.5, stick)), room(random, 0.5, 0.6), 0.18)


def orchestral(random: Random) -> Signal:
    """A short tutti: strings and brass in D minor over timpani."""
    seconds = 1.5
    layers = []
    for note, place in ((73.4, 0), (146.8, -0.4), (220, 0.4), (293.7, -0.2), (349.2, 0.3), (440, 0.5), (587.3, -0.6)):
        for detune in (0.996, 1.0, 1.005):
            tone = saw(note * detune, seconds, float(random.random()))
            tone = swept_lowpass(tone, glide(seconds, (0, 900), (0.03, 4_600), (0.3, 1_500), (1, 500)))
            layers.append((float(random.uniform(0, 0.012)), 0.07, placed(tone * decay(seconds, 0.32, 0.012), place)))
    timpani = drop(seconds, 110, 73.4, 0.4, 0.03) + 0.3 * lowpass(noise(random, seconds), 300) * decay(seconds, 0.06)
    layers.append((0.0, 0.8, placed(timpani)))
    layers.append((0.0, 0.14, placed(highpass(noise(random, seconds), 3_500) * decay(seconds, 0.28))))
    return reverberant(mixed(*layers), room(random, 2.4, 0.5, 0.02), 0.4)


def kick(random: Random) -> Signal:
    click = band(noise(random, 0.012), 1_500, 7_000) * decay(0.012, 0.003)
    return mixed((0, 1, saturated(drop(0.5, 190, 48, 0.13, 0.022), 2.2)), (0, 0.4, click))


def snare(random: Random) -> Signal:
    shell = struck(((186, 1, 0.06), (331, 0.6, 0.045)), 0.3)
    wires = peak(highpass(noise(random, 0.3), 900), 4_200, 1.2, 1.6) * decay(0.3, 0.07)
    return reverberant(mixed((0, 0.7, shell), (0, 0.9, wires)), room(random, 0.4, 0.6), 0.12)


def clap(random: Random) -> Signal:
    """A few people, never quite together, in a room."""
    layers = []
    for start in (0.0, 0.011, 0.021, 0.034):
        hands = band(noise(random, 0.2), 750, 3_800) * decay(0.2, 0.05 if start > 0.03 else 0.006)
        layers.append((start, 1.0, placed(hands, float(random.uniform(-0.5, 0.5)))))
    return reverberant(mixed(*layers), room(random, 0.8, 0.6), 0.3)


def cymbal(random: Random) -> Signal:
    seconds = 2.6
    sides = []
    for _ in range(2):
        partials = np.sum([np.sign(sine(float(f), seconds)) for f in random.uniform(310, 900, 8)], axis=0) / 8
        wash = highpass(partials + noise(random, seconds), 3_200)
        sides.append(wash * (0.7 * decay(seconds, 0.65) + 0.5 * decay(seconds, 0.08)))
    ping = highpass(noise(random, 0.03), 5_000) * decay(0.03, 0.006)
    return reverberant(mixed((0, 1, np.stack(sides)), (0, 0.6, ping)), room(random, 1.2, 0.9), 0.1)


_recipe = partial(Recipe, category="impacts & hits")

SOUNDS = [
    _recipe("boom-sub", "Sub boom", ("deep", "title", "trailer"), sub),
    _recipe("impact-cinematic", "Cinematic impact", ("epic", "title", "logo", "trailer"), cinematic),
    _recipe("impact-metal", "Metal impact", ("industrial", "hard", "ringing"), metal),
    _recipe("impact-soft", "Soft impact", ("gentle", "landing", "text"), padded),
    _recipe("impact-glass", "Breaking glass", ("shatter", "break", "bright"), glass),
    _recipe("hit-punch", "Punch", ("hard", "comic", "sport"), punch),
    _recipe("hit-wood", "Wood block", ("dry", "count", "playful"), wood),
    _recipe("hit-orchestral", "Orchestral hit", ("epic", "dramatic", "reveal"), orchestral),
    _recipe("kick-deep", "Deep kick", ("drum", "beat", "bass"), kick),
    _recipe("snare-tight", "Tight snare", ("drum", "beat", "crisp"), snare),
    _recipe("clap-room", "Clap in a room", ("drum", "beat", "people"), clap),
    _recipe("cymbal-crash", "Crash cymbal", ("drum", "accent", "bright"), cymbal),
]
