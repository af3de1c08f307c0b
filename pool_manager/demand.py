"""How many warm pods the claims ask for, pure: their rate, and the Poisson quantile of those during one warm-up."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

LONG_SECONDS = 600.0
"""A lull of a few minutes between bursts doesn't empty the pool."""
SHORT_SECONDS = 30.0
"""At least; and not less than one warm-up, which is as far as a prediction has to reach."""
_SIGMAS = 2.0


@dataclass(frozen=True)
class Rate:
    """Claims a second, and what they were read from."""

    per_second: float
    rising: bool = False


def rate_of(claims: Sequence[float], now: float, warm_seconds: float) -> Rate:
    """The rate to be ready for. `claims` in order of time, seconds as `now`; only the last `LONG_SECONDS` count.

    Claims come in bursts, so the greater of a short and a long window's rate. Where the short window has
    significantly more than the one before it, as at a launch, it goes on like that until a pod started now is warm.
    """
    short = max(SHORT_SECONDS, warm_seconds)
    latest, before = _count(claims, now - short, now), _count(claims, now - 2 * short, now - short)
    long_rate = _count(claims, now - max(LONG_SECONDS, short), now) / max(LONG_SECONDS, short)
    rate = max(latest / short, long_rate)
    # The difference of two Poisson counts has the variance of their sum.
    if latest - before <= _SIGMAS * sqrt(latest + before):
        return Rate(rate)
    slope = (latest - before) / short**2
    # The window's rate is that of its middle; the pods started now are claimed during the warm-up that follows.
    return Rate(max(rate, latest / short + slope * (short / 2 + warm_seconds)), rising=True)


def _count(claims: Sequence[float], after: float, until: float) -> int:
    return max(0, _position(claims, until) - _position(claims, after))


def _position(claims: Sequence[float], at: float) -> int:
    return bisect_left(claims, at)


def depth_for(claims: float, miss_rate: float) -> int:
    """The smallest pool in which at most `miss_rate` of the claims find no warm pod; `claims` is the mean number of
    claims during one warm-up.

    A pool that starts a pod for each that is claimed is a base-stock inventory: a claim misses when as many others came
    during the warm-up before it as the pool is deep. So it is the Poisson quantile of those plus one.
    """
    if claims <= 0:
        return 0
    # From far below the mean, where the sum of all that is left out is below 1e-20.
    count = max(0, int(claims - 10 * sqrt(claims)))
    share = exp(count * log(claims) - claims - lgamma(count + 1))
    reached = share
    while reached < 1 - miss_rate:
        count += 1
        share *= claims / count
        reached += share
        if share < 1e-18 and count > claims:
            break  # rounding keeps the sum from ever getting there
    return count + 1


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of the values don't exceed. `values` isn't empty."""
    ordered = sorted(values)
    return ordered[max(0, -int(-len(ordered) * percent // 100) - 1)]
