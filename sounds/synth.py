"""What every sound here is made of: oscillators, noise, envelopes, filters, room and place, on arrays of samples.

Mono is an array of n samples, stereo one of 2 × n. Filters work on the spectrum, so they don't shift anything in time.
"""

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

Signal = NDArray[np.float64]
Random = np.random.Generator

RATE: Final = 44_100
_WINDOW: Final = 1024  # of the moving filters: 23 ms, short enough for a fast sweep


def samples(seconds: float) -> int:
    return round(seconds * RATE)


def silence(seconds: float) -> Signal:
    return np.zeros(samples(seconds))


def times(seconds: float) -> Signal:
    return np.arange(samples(seconds)) / RATE


def sine(frequency: float | Signal, seconds: float, phase: float = 0.0) -> Signal:
    """`frequency` in Hz, or one for each sample."""
    return np.sin(2 * np.pi * (_turns(frequency, seconds) + phase))


def saw(frequency: float | Signal, seconds: float, phase: float = 0.0) -> Signal:
    """Without the aliases that a plain one has (polynomial band-limited steps)."""
    step = np.broadcast_to(np.asarray(frequency, dtype=float), (samples(seconds),)) / RATE
    position = (_turns(frequency, seconds) + phase) % 1.0
    result = 2 * position - 1
    after, before = position / step, (position - 1) / step
    result -= np.where(position < step, 2 * after - after**2 - 1, 0)
    result -= np.where(position > 1 - step, before**2 + 2 * before + 1, 0)
    return result


def square(frequency: float | Signal, seconds: float, width: float = 0.5) -> Signal:
    return (saw(frequency, seconds) - saw(frequency, seconds, width)) * 0.5


def fm(carrier: float, ratio: float, index: Signal, seconds: float) -> Signal:
    """A sine whose phase is moved by another: `ratio` times its frequency, `index` radians far."""
    return np.sin(2 * np.pi * _turns(carrier, seconds) + index * sine(carrier * ratio, seconds))


def _turns(frequency: float | Signal, seconds: float) -> Signal:
    step = np.broadcast_to(np.asarray(frequency, dtype=float), (samples(seconds),)) / RATE
    return np.concatenate([[0.0], np.cumsum(step)[:-1]]) if len(step) else step


def noise(random: Random, seconds: float) -> Signal:
    return random.standard_normal(samples(seconds)) * 0.35


def decay(seconds: float, tau: float, attack: float = 0.001) -> Signal:
    """Up within `attack`, then down to 1/e each `tau` seconds, and to nothing at the end."""
    time = times(seconds)
    fade = np.clip((seconds - time) / min(0.01, seconds / 4), 0, 1)
    return np.minimum(time / attack, 1) * np.exp(-time / tau) * fade


def curve(seconds: float, *points: tuple[float, float], power: float = 1.0) -> Signal:
    """Straight between points (part of the length from 0 to 1, value); `power` bends what rises and falls."""
    where, values = zip(*points, strict=True)
    return np.asarray(np.interp(np.linspace(0, 1, samples(seconds)), where, values)) ** power


def glide(seconds: float, *points: tuple[float, float]) -> Signal:
    """Like `curve`, for frequencies: straight in octaves."""
    where, values = zip(*points, strict=True)
    return np.asarray(np.exp(np.interp(np.linspace(0, 1, samples(seconds)), where, np.log(values))))


def shaped(signal: Signal, gain: Callable[[Signal], Signal], *, ring: bool = False) -> Signal:
    """Through a filter given by its gain at each frequency. `ring`: the end runs on into the beginning."""
    length = signal.shape[-1]
    size = length if ring else 1 << (length + RATE // 4).bit_length()  # a power of two is quick
    spectrum = np.fft.rfft(signal, size)
    return np.asarray(np.fft.irfft(spectrum * gain(_frequencies(size)), size)[..., :length])


def _frequencies(size: int) -> Signal:
    return np.fft.rfftfreq(size, 1 / RATE).astype(np.float64)


def lowpass(signal: Signal, cutoff: float, order: int = 2, *, ring: bool = False) -> Signal:
    return shaped(signal, lambda f: 1 / np.sqrt(1 + (f / cutoff) ** (2 * order)), ring=ring)


def highpass(signal: Signal, cutoff: float, order: int = 2, *, ring: bool = False) -> Signal:
    return shaped(signal, lambda f: 1 / np.sqrt(1 + (cutoff / np.maximum(f, 1e-3)) ** (2 * order)), ring=ring)


def band(signal: Signal, low: float, high: float, order: int = 2) -> Signal:
    return highpass(lowpass(signal, high, order), low, order)


def peak(signal: Signal, centre: float, octaves: float, gain: float) -> Signal:
    """Lift (or lower) a region around `centre`; `gain` is a factor."""
    return shaped(signal, lambda f: 1 + (gain - 1) * _bell(f, centre, octaves))


def swept(signal: Signal, centre: Signal, octaves: float) -> Signal:
    """Only what is around `centre` (Hz, one for each sample), which moves: the heart of a whoosh."""
    return _moving(signal, centre, lambda f, c: _bell(f, c, octaves))


def swept_lowpass(signal: Signal, cutoff: Signal, resonance: float = 0.0) -> Signal:
    """Below a cutoff that moves, with an emphasis just at it."""
    return _moving(signal, cutoff, lambda f, c: 1 / np.sqrt(1 + (f / c) ** 6) + resonance * _bell(f, c, 0.25))


def _bell(frequencies: Signal, centre: float | Signal, octaves: float) -> Signal:
    return np.exp(-0.5 * (np.log2(np.maximum(frequencies, 1e-3) / centre) / octaves) ** 2)


def _moving(signal: Signal, centre: Signal, gain: Callable[[Signal, Signal], Signal]) -> Signal:
    hop = _WINDOW // 4
    window = np.sqrt(np.hanning(_WINDOW + 1)[:-1])
    padded = np.pad(signal, (_WINDOW, 2 * _WINDOW))
    starts = np.arange(0, len(padded) - _WINDOW, hop)
    middles = np.clip(starts - _WINDOW // 2, 0, len(signal) - 1)
    blocks = padded[starts[:, None] + np.arange(_WINDOW)] * window
    gains = gain(_frequencies(_WINDOW)[None, :], centre[middles][:, None])
    filtered = np.fft.irfft(np.fft.rfft(blocks, axis=1) * gains, axis=1) * window / 2
    result = np.zeros(len(padded))
    for start, block in zip(starts, filtered, strict=True):
        result[start : start + _WINDOW] += block
    return result[_WINDOW : _WINDOW + len(signal)]


def saturated(signal: Signal, drive: float) -> Signal:
    """Warmer and denser, at about the same level."""
    return np.asarray(np.tanh(signal * drive) / np.tanh(drive))


def placed(signal: Signal, position: float | Signal = 0.0) -> Signal:
    """Stereo from mono: −1 is left, 1 is right, at equal power wherever it stands."""
    angle = (np.asarray(position) + 1) * np.pi / 4
    return np.asarray(np.stack([signal * np.cos(angle), signal * np.sin(angle)]) * np.sqrt(2))


def mixed(*layers: tuple[float, float, Signal], seconds: float | None = None) -> Signal:
    """Stereo of layers (start in seconds, gain, mono or stereo), as long as the last of them or as `seconds`."""
    length = max(samples(start) + layer.shape[-1] for start, _, layer in layers)
    result = np.zeros((2, length))
    for start, gain, layer in layers:
        first = samples(start)
        result[:, first : first + layer.shape[-1]] += gain * (placed(layer) if layer.ndim == 1 else layer)
    if seconds is None:
        return result
    return np.pad(result, ((0, 0), (0, max(0, samples(seconds) - length))))[:, : samples(seconds)]


def room(random: Random, seconds: float, brightness: float = 0.5, before: float = 0.012) -> Signal:
    """The answer of a room, in stereo: noise that decays within `seconds`, treble sooner than bass."""
    length = samples(seconds)
    result = np.zeros((2, length + samples(before)))
    edges = [
        (60, 400, 1.0),
        (400, 1_800, 0.85),
        (1_800, 5_500, 0.35 + 0.45 * brightness),
        (5_500, 14_000, brightness * 0.5),
    ]
    time = np.arange(length) / RATE
    for low, high, part in edges:
        sound = random.standard_normal((2, length)) * np.exp(-6.9 * time / max(seconds * part, 0.05))
        result[:, samples(before) :] += band(sound, low, high, 3) * (0.4 + 0.6 * part)
    result[:, samples(before) :] *= np.minimum(time / 0.004, 1)
    return np.asarray(result / np.sqrt(np.sum(result**2) / 2))


def reverberant(signal: Signal, answer: Signal, wet: float, *, ring: bool = False) -> Signal:
    """A stereo signal in a room. `ring`: what sounds on after the end is heard at the beginning, as in a loop."""
    length = signal.shape[-1]
    size = length if ring else length + answer.shape[-1]
    tail = np.fft.irfft(np.fft.rfft(signal, size) * np.fft.rfft(_wrapped(answer, size), size), size)
    return np.pad(signal, ((0, 0), (0, size - length))) + wet * tail


def _wrapped(answer: Signal, size: int) -> Signal:
    turns = -(-answer.shape[-1] // size)
    padded = np.pad(answer, ((0, 0), (0, turns * size - answer.shape[-1])))
    return np.asarray(padded.reshape(2, turns, size).sum(axis=1))
