"""The band. Pitches are MIDI numbers (60 is middle C), lengths seconds; each gives mono."""

from functools import cache

import numpy as np

from sounds.effects.impacts import drop, struck
from sounds.synth import (
    RATE,
    Signal,
    band,
    curve,
    decay,
    fm,
    glide,
    highpass,
    lowpass,
    noise,
    samples,
    saturated,
    saw,
    silence,
    sine,
    square,
    swept_lowpass,
    times,
)


def hertz(pitch: float) -> float:
    return float(440 * 2 ** ((pitch - 69) / 12))


@cache
def piano(pitch: int, length: float) -> Signal:
    """Felt over the hammers: partials a little sharp, each dying sooner than the one below; two strings a note."""
    seconds = length + 0.5
    base = hertz(pitch)
    tau = 1.6 * (220 / base) ** 0.4
    result = silence(seconds)
    for partial in range(1, 11):
        stretched = base * partial * np.sqrt(1 + 0.0004 * partial**2)
        if stretched > 9_000:
            break
        loud = 1 / partial**1.35 * (0.6 if partial == 7 else 1)
        for detune in (0.9996, 1.0005):
            result += (
                loud * sine(stretched * detune, seconds, partial * 0.13) * decay(seconds, tau / partial**0.7, 0.004)
            )
    hammer = band(noise(np.random.default_rng(pitch), 0.04), 200, 2_400) * decay(0.04, 0.01)
    result[: len(hammer)] += hammer * 0.5
    return _released(result, length, 0.4) * 0.3


@cache
def electric_piano(pitch: int, length: float) -> Signal:
    """A tine and its bar: FM that mellows within a moment, and a slow tremolo."""
    seconds = length + 0.4
    base = hertz(pitch)
    body = fm(base, 1.0, decay(seconds, 0.5) * 0.9, seconds) * decay(seconds, 1.3, 0.003)
    tine = fm(base, 14.0, decay(seconds, 0.08) * 0.5, seconds) * decay(seconds, 0.25)
    return _released((body * 0.8 + tine * 0.2) * (1 + 0.12 * sine(4.6, seconds)), length, 0.25) * 0.45


@cache
def pluck(pitch: int, length: float) -> Signal:
    """A plucked string (Karplus and Strong): a burst that goes round and loses its treble each time."""
    seconds = min(length + 0.6, 2.2)
    # Averaging two neighbours takes half a sample: a round is the period less that, read at a rate that puts it right.
    period = RATE / hertz(pitch)
    size = int(period)
    burst = np.random.default_rng(pitch).uniform(-1, 1, size)
    loop = lowpass(np.tile(burst, 3), 3_000 + 60 * max(0, pitch - 50))[size : 2 * size]
    rounds = [loop]
    for _ in range(int(samples(seconds) / size) + 2):
        loop = (0.5 * loop + 0.5 * np.roll(loop, 1)) * (1 - 1.8 / hertz(pitch))
        rounds.append(loop)
    whole = np.concatenate(rounds)
    tone = np.interp(np.arange(samples(seconds)) * (size + 0.5) / period, np.arange(len(whole)), whole)
    return _released(tone * np.minimum(times(seconds) / 0.002, 1), length, 0.5) * 0.55


@cache
def mallet(pitch: int, length: float) -> Signal:
    base = hertz(pitch)
    tau = 0.32 * (440 / base) ** 0.5
    return struck(((base, 1, tau), (base * 3.94, 0.28, tau / 4), (base * 9.3, 0.08, tau / 10)), max(length, 0.9)) * 0.5


@cache
def pizzicato(pitch: int) -> Signal:
    """Strings plucked by the finger: short, with wood in them."""
    seconds = 0.7
    base = hertz(pitch)
    opening = glide(seconds, (0, 4_200), (0.12, 1_300), (1, 400))
    tone = swept_lowpass(saw(base, seconds) + 0.5 * saw(base * 1.004, seconds), opening)
    body = struck(((base, 0.8, 0.16), (290, 0.3, 0.04)), seconds)
    return (tone * decay(seconds, 0.1, 0.002) * 0.6 + body * 0.5) * 0.5


@cache
def bell(pitch: int, length: float) -> Signal:
    seconds = max(length, 1.8)
    base = hertz(pitch)
    shine = fm(base, 3.5, decay(seconds, 0.3) * 1.4, seconds) * decay(seconds, 0.5)
    return (shine + 0.4 * sine(base, seconds) * decay(seconds, 0.7)) * 0.35


@cache
def pad(pitch: int, length: float, dark: float = 1.0, voice: int = 0) -> Signal:
    """Slow saws under a filter that opens and closes; `voice` shifts their phases, for left and right."""
    seconds = length + 0.9
    base = hertz(pitch)
    detunes = (0.994, 0.998, 1.0, 1.003, 1.007)
    tones = [saw(base * detune, seconds, (i * 0.31 + voice * 0.47) % 1) for i, detune in enumerate(detunes)]
    opening = glide(seconds, (0, 500 * dark), (0.4, 1_500 * dark), (1, 600 * dark))
    rise = min(0.5, length / 3) / seconds
    shape = curve(seconds, (0, 0), (rise, 1), (length / seconds, 0.85), (1, 0), power=1.3)
    return swept_lowpass(np.sum(tones, axis=0) / 5, opening) * shape * 0.5


@cache
def strings(pitch: int, length: float, voice: int = 0, attack: float = 0.12) -> Signal:
    """A section: players that are never quite together, with vibrato that comes in late."""
    seconds = length + 0.35
    base = hertz(pitch)
    late = np.clip(times(seconds) / 0.5, 0, 1)
    tones = []
    for i, (detune, rate) in enumerate(((0.996, 5.1), (0.999, 5.6), (1.002, 4.8), (1.005, 5.9))):
        vibrato = 1 + 0.0035 * late * sine(rate, seconds, i * 0.23 + voice * 0.4)
        tones.append(saw(base * detune * vibrato, seconds, (i * 0.29 + voice * 0.41) % 1))
    sound = lowpass(np.sum(tones, axis=0) / 4, 2_600 + pitch * 12.0)
    return (
        sound
        * curve(seconds, (0, 0), (min(attack / seconds, 0.5), 1), (length / seconds, 0.9), (1, 0), power=1.2)
        * 0.45
    )


@cache
def brass(pitch: int, length: float, voice: int = 0) -> Signal:
    seconds = length + 0.12
    tones = [saw(hertz(pitch) * d, seconds, (i * 0.37 + voice * 0.5) % 1) for i, d in enumerate((0.997, 1.0, 1.003))]
    opening = glide(seconds, (0, 450), (min(0.5, 0.07 / seconds), 3_400), (0.7, 2_200), (1, 900))
    shape = curve(seconds, (0, 0), (min(0.5, 0.035 / seconds), 1), (length / seconds, 0.8), (1, 0))
    return swept_lowpass(np.sum(tones, axis=0) / 3, opening) * shape * 0.5


@cache
def synth_pluck(pitch: int) -> Signal:
    seconds = 0.5
    base = hertz(pitch)
    tone = square(base, seconds, 0.35) + 0.6 * saw(base * 1.005, seconds)
    opening = glide(seconds, (0, 5_500), (0.25, 1_400), (1, 500))
    return swept_lowpass(tone, opening, 0.4) * decay(seconds, 0.13, 0.002) * 0.4


@cache
def bass(pitch: int, length: float, bite: float = 0.4) -> Signal:
    """A round one; `bite` is how much of its string one hears."""
    seconds = length + 0.06
    base = hertz(pitch)
    string = swept_lowpass(saw(base, seconds), glide(seconds, (0, 1_800), (0.3, 500), (1, 300)))
    tone = sine(base, seconds) + 0.3 * sine(base * 2, seconds) + bite * string
    shape = curve(seconds, (0, 0), (min(0.3, 0.006 / seconds), 1), (length / seconds, 0.65), (1, 0))
    return saturated(tone * shape * 0.6, 1.4) * 0.6


@cache
def kick(hard: float = 1.0) -> Signal:
    snap = band(noise(np.random.default_rng(1), 0.012), 1_200, 6_000) * decay(0.012, 0.003)
    result = saturated(drop(0.4, 150 + 60 * hard, 50, 0.11, 0.025) * 1.1, 1.6)
    result[: len(snap)] += snap * hard * 0.5
    return result


@cache
def snare() -> Signal:
    wires = highpass(noise(np.random.default_rng(2), 0.28), 1_300) * decay(0.28, 0.065)
    return struck(((192, 1, 0.05), (330, 0.5, 0.04)), 0.28) * 0.5 + wires * 0.8


@cache
def clap() -> Signal:
    random = np.random.default_rng(3)
    result = silence(0.3)
    for start, tau in ((0.0, 0.006), (0.011, 0.006), (0.022, 0.007), (0.033, 0.06)):
        hands = band(noise(random, 0.25), 800, 4_200) * decay(0.25, tau)
        result[samples(start) : samples(start) + len(hands)] += hands
    return result


@cache
def hat(tau: float = 0.025) -> Signal:
    """Closed when `tau` is short, open when it is long."""
    seconds = min(tau * 6, 0.6)
    metal = np.sum([np.sign(sine(f, seconds)) for f in (2_051, 3_077, 4_187, 5_411, 6_661)], axis=0) / 12
    return highpass(noise(np.random.default_rng(4), seconds) + metal, 6_500, 3) * decay(seconds, tau)


@cache
def shaker() -> Signal:
    grains = band(noise(np.random.default_rng(5), 0.09), 4_500, 11_000)
    return grains * curve(0.09, (0, 0), (0.35, 1), (1, 0), power=1.4)


@cache
def taiko(hertz_low: float = 62) -> Signal:
    skin = lowpass(noise(np.random.default_rng(6), 1.2), 700) * decay(1.2, 0.05)
    return saturated(drop(1.2, hertz_low * 2.2, hertz_low, 0.28, 0.03) + skin, 1.5)


@cache
def wood() -> Signal:
    return struck(((1_180, 1, 0.02), (1_870, 0.5, 0.014), (590, 0.3, 0.03)), 0.15) * 0.7


@cache
def snap() -> Signal:
    fingers = band(noise(np.random.default_rng(7), 0.12), 1_500, 4_500) * decay(0.12, 0.016)
    return fingers + struck(((1_650, 0.4, 0.015),), 0.12)


@cache
def crash() -> Signal:
    return highpass(noise(np.random.default_rng(8), 2.4), 3_800) * (0.6 * decay(2.4, 0.6) + 0.4 * decay(2.4, 0.08))


def _released(tone: Signal, length: float, release: float) -> Signal:
    """The key is let go after `length` seconds."""
    time = np.arange(len(tone)) / RATE
    return tone * np.where(time < length, 1, np.exp(-(time - length) / (release / 4)))
