"""The last step of every sound: no rumble, a given loudness, no peak that clips, silence at both ends.

Loudness is ITU-R BS.1770: K-weighted, blocks of 400 ms, gated. A short effect is measured over its loudest 400 ms, or
over all of it where it is shorter, since silence around a click says nothing about how loud the click is.
"""

from functools import cache
from typing import Final

import numpy as np

from sounds.synth import RATE, Signal, highpass, lowpass, samples, shaped

LUFS: Final = -16.0
CEILING: Final = 10 ** (-2.2 / 20)  # the encoder adds up to 1 dB to the highest peak
_LEAD_IN: Final = 0.014
_BLOCK: Final = 0.4
_FLOOR: Final = 10 ** (-60 / 20)


def mastered_loop(sound: Signal, breath: float) -> Signal:
    """Of exactly the same length; both ends are at zero, so that no player can click where it starts over.

    It starts 14 ms before its first beat: a decoder has no past at its first frame, so what it plays there isn't clean
    yet. `breath`: how long before the end the sound goes down, in seconds.
    """
    result = highpass(sound - sound.mean(axis=1, keepdims=True), 28, ring=True)
    result = np.roll(result, samples(_LEAD_IN), axis=1)
    length = result.shape[-1]
    edge = np.minimum(np.arange(length) / samples(0.004), (length - 1 - np.arange(length)) / samples(breath))
    result *= np.sin(np.clip(edge, 0, 1) * np.pi / 2)
    for _ in range(3):  # limiting takes loudness away again
        result = limited(result * _factor(LUFS, loudness(result)))
    return result


def mastered_effect(effect: Signal) -> Signal:
    """Cut where nothing can be heard any more, faded at its ends; it starts within 14 ms of silence, as a loop does."""
    result = lowpass(highpass(effect, 24), 15_000, 4)  # the encoder takes away what is above 16 kHz
    result = _heard(result)
    for _ in range(3):
        result = limited(result * _factor(LUFS, loudest(result)))
    length = result.shape[-1]
    edge = np.minimum(np.arange(length) / samples(0.001), (length - 1 - np.arange(length)) / samples(0.008))
    return np.pad(result * np.clip(edge, 0, 1), ((0, 0), (samples(_LEAD_IN), 0)))


def _heard(signal: Signal) -> Signal:
    level = np.abs(signal).max(axis=0)
    heard = np.flatnonzero(level > level.max() * _FLOOR)
    return signal[:, max(0, heard[0] - samples(0.002)) : heard[-1] + samples(0.01)]


def limited(signal: Signal) -> Signal:
    """Under the ceiling, by a gain that is lowered 2 ms ahead of a peak and comes back within 60 ms."""
    level = np.abs(signal).max(axis=0)
    if level.max() <= CEILING:
        return signal
    ahead = samples(0.002)
    wanted = np.minimum(1, CEILING / np.maximum(level, 1e-9))
    held = np.lib.stride_tricks.sliding_window_view(np.pad(wanted, ahead, mode="edge"), 2 * ahead + 1).min(axis=1)
    back = samples(0.06)
    kernel = np.exp(-np.arange(back) / (back / 4))
    released = 1 - np.convolve(1 - held, kernel / kernel.sum())[: len(held)]
    smooth = np.convolve(
        np.pad(np.minimum(held, released), ahead, mode="edge"), np.ones(2 * ahead + 1) / (2 * ahead + 1), "valid"
    )
    result = signal * smooth
    return np.asarray(np.clip(result, -CEILING, CEILING))


def loudness(signal: Signal) -> float:
    """Integrated, in LUFS."""
    powers = _block_powers(signal)
    loud = powers[powers > 10 ** ((-70 + 0.691) / 10)]
    if not len(loud):
        return -70.0
    gate = loud.mean() / 10
    return _lufs(float(loud[loud > gate].mean()))


def loudest(signal: Signal) -> float:
    """The loudest 400 ms, or all of a shorter sound, in LUFS; silence around it doesn't count."""
    return _lufs(float(_block_powers(_heard(signal)).max()))


def _block_powers(signal: Signal) -> Signal:
    weighted = shaped(signal, lambda frequencies: _k_weight(len(frequencies)))
    length = min(samples(_BLOCK), signal.shape[-1])
    sums = np.concatenate([[0.0], np.cumsum((weighted**2).sum(axis=0))])
    starts = np.arange(0, signal.shape[-1] - length + 1, max(1, length // 4))
    return np.asarray((sums[starts + length] - sums[starts]) / length)


@cache
def _k_weight(count: int) -> Signal:
    """The standard's filters, as gain up to half the rate: a shelf of 4 dB above 1.7 kHz, a high-pass at 38 Hz."""
    z = np.exp(-1j * np.linspace(0, np.pi, count))
    return np.asarray(np.abs(_biquad(z, _shelf())) * np.abs(_biquad(z, _rumble())))


def _biquad(z: np.ndarray, parts: tuple[tuple[float, ...], tuple[float, ...]]) -> np.ndarray:
    (b0, b1, b2), (a0, a1, a2) = parts
    return np.asarray((b0 + b1 * z + b2 * z**2) / (a0 + a1 * z + a2 * z**2))


def _shelf() -> tuple[tuple[float, ...], tuple[float, ...]]:
    k = np.tan(np.pi * 1681.974450955533 / RATE)
    high, q = 10 ** (3.999843853973347 / 20), 0.7071752369554196
    middle = high**0.4996667741545416
    return (
        (high + middle * k / q + k * k, 2 * (k * k - high), high - middle * k / q + k * k),
        (1 + k / q + k * k, 2 * (k * k - 1), 1 - k / q + k * k),
    )


def _rumble() -> tuple[tuple[float, ...], tuple[float, ...]]:
    k, q = np.tan(np.pi * 38.13547087602444 / RATE), 0.5003270373238773
    scale = 1 + k / q + k * k
    return (scale, -2 * scale, scale), (scale, 2 * (k * k - 1), 1 - k / q + k * k)


def _factor(wanted: float, found: float) -> float:
    return float(10 ** ((wanted - found) / 20))


def _lufs(power: float) -> float:
    return float(-0.691 + 10 * np.log10(max(power, 1e-12)))
