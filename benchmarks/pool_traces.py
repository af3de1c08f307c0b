"""When sessions are opened and how long they last: made-up days, each the same for the same seed."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from math import exp, log, pi, sin

IDLE_SECONDS = 1800.0
"""A session that was left open is released after half an hour."""
WORK_MEDIAN_SECONDS = 900.0
_LEFT_OPEN = 0.6
_COMPANIONS = 0.15
_TOGETHER_SECONDS = 3.0


@dataclass(frozen=True)
class Trace:
    """`arrivals` are (second, how long the session lasts); `seconds` is the length of the whole."""

    name: str
    seconds: float
    arrivals: tuple[tuple[float, float], ...]
    start_sessions: int = 0
    """Sessions that are open when it begins."""


def session_seconds(rng: random.Random) -> float:
    """A quarter of an hour of work in the middle, sometimes hours; most people leave their tab open afterwards."""
    work = min(rng.lognormvariate(log(WORK_MEDIAN_SECONDS), 1.0), 8 * 3600.0)
    return work + (IDLE_SECONDS if rng.random() < _LEFT_OPEN else 0.0)


MEAN_SESSION_SECONDS = WORK_MEDIAN_SECONDS * exp(0.5) + _LEFT_OPEN * IDLE_SECONDS


def arrivals(rate: Callable[[float], float], most: float, seconds: float, seed: int) -> tuple[tuple[float, float], ...]:
    """Poisson at `rate(second)` sessions a second, at most `most`, with companions: a class, a team, a shared link."""
    rng = random.Random(seed)
    found: list[tuple[float, float]] = []
    at = 0.0
    alone = 1 - _COMPANIONS / (1 + _COMPANIONS)  # with those who come along the rate is as asked for
    while True:
        at += rng.expovariate(most * alone)
        if at >= seconds:
            return tuple(sorted(found))
        if rng.random() * most >= rate(at):
            continue
        found.append((at, session_seconds(rng)))
        while rng.random() < _COMPANIONS / (1 + _COMPANIONS):
            along = min(at + rng.uniform(0, _TOGETHER_SECONDS), seconds - 0.001)
            found.append((along, session_seconds(rng)))


def steady() -> Trace:
    """Two sessions a minute, four hours long."""
    return Trace("steady", 4 * 3600.0, arrivals(lambda _: 2 / 60, 2 / 60, 4 * 3600.0, 1), start_sessions=86)


def daily_wave() -> Trace:
    """From nearly nobody at night to six sessions a minute in the afternoon."""

    def rate(second: float) -> float:
        return float(0.1 + 5.9 * max(0.0, sin((second / 86_400 - 0.29) * 2 * pi)) ** 1.5) / 60

    return Trace("daily wave", 86_400.0, arrivals(rate, 6 / 60, 86_400.0, 2), start_sessions=5)


def launch_spike() -> Trace:
    """One session a minute, then a launch: two a second within two minutes, half as many every quarter of an hour."""

    def rate(second: float) -> float:
        since = second - 3600
        if since < 0:
            return 1 / 60
        return 1 / 60 + 2 * min(1.0, since / 120) * exp(-log(2) * since / 900)

    return Trace("launch spike", 3 * 3600.0, arrivals(rate, 2.1, 3 * 3600.0, 3), start_sessions=43)


def thousandfold() -> Trace:
    """From 10 to 10,000 sessions at once within an hour, doubling every six minutes; then half an hour as many."""

    def rate(second: float) -> float:
        if second > 3600:
            return 10_000 / MEAN_SESSION_SECONDS
        sessions = 10 * exp(log(1000) * second / 3600)
        return sessions * (log(1000) / 3600 + 1 / MEAN_SESSION_SECONDS)

    return Trace("10 → 10,000", 5400.0, arrivals(rate, 23.1, 5400.0, 4), start_sessions=10)


TRACES = (steady, daily_wave, launch_spike, thousandfold)
