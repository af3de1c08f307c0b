"""Budgets in Redis: what is spent in a window and what is held for answers that run, counted so that parallel turns
can't spend more than there is. An index like all of Redis: whoever uses it brings back what it has lost (`begin`)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from common import budget_scripts
from common.redis_client import ask, connect

HOLD_SECONDS: Final = 180
"""What is held for an answer whose process died is free again after this; a running one renews it (`keep`)."""
KEPT_SECONDS: Final = 2 * 24 * 3600
"""How long a settled answer and a turn's counts are remembered, and a window's counters after its end."""

Outcome = Literal["held", "unknown", "exhausted", "crowded"]


@dataclass(frozen=True)
class Line:
    """One budget in one window that an answer counts against: at most `limit` micro-dollars, at most `at_once` answers
    at a time (0: any number). `ends` in s since 1970."""

    key: str
    limit: int
    at_once: int
    ends: int


@dataclass(frozen=True)
class Verdict:
    """Whether an answer may begin; if not, which line stands against it and how much (or many) it has already."""

    outcome: Outcome
    line: int = 0
    used: int = 0


@dataclass(frozen=True)
class Held:
    """What is held for one answer against each of its lines."""

    id: str
    micros: int
    lines: tuple[Line, ...]


class BudgetStore:
    """Every method raises Unavailable when Redis does not answer within its time, and may be called again with the same
    arguments without harm."""

    def __init__(self, url: str) -> None:
        """Nothing connects yet. `url` as `redis://host:port/db`."""
        self._redis = connect(url)
        self._hold = self._redis.register_script(budget_scripts.HOLD)
        self._keep = self._redis.register_script(budget_scripts.KEEP)
        self._settle = self._redis.register_script(budget_scripts.SETTLE)

    def hold(self, held: Held) -> Verdict:
        """Hold what an answer may cost at most, against all its lines or none."""
        limits = [number for line in held.lines for number in (line.limit, line.at_once)]
        args: list[str | int] = [held.id, held.micros, 1000 * HOLD_SECONDS, *limits]
        outcome, line, used = ask(lambda: self._hold(keys=_keys(held.lines), args=args), _WHAT)
        return Verdict(outcome, max(0, int(line) - 1), int(used))

    def keep(self, held: Held) -> None:
        """Hold it for HOLD_SECONDS from now on: the answer still runs."""
        keys = [_held(line) for line in held.lines]
        ask(lambda: self._keep(keys=keys, args=[held.id, held.micros, 1000 * HOLD_SECONDS]), _WHAT)

    def settle(self, held: Held, micros: int, turn: str, counts: Mapping[str, int]) -> bool:
        """Count what the answer cost in place of what was held, and add `counts` to its turn's; once, whatever became
        of the hold. False when it isn't known what was spent before: `begin`, and settle again."""
        pairs = [item for name, value in counts.items() for item in (name, value)]
        keys = [f"budget:settled:{held.id}", _turn(turn), *_keys(held.lines)]
        args: list[str | int] = [held.id, held.micros, micros, KEPT_SECONDS, *pairs]
        return int(ask(lambda: self._settle(keys=keys, args=args), _WHAT)) == 0

    def begin(self, line: Line, spent: int) -> None:
        """Say what was spent before, where that isn't known."""
        ask(lambda: self._redis.set(_spent(line), spent, nx=True, exat=line.ends + KEPT_SECONDS), _WHAT)

    def spent(self, lines: Sequence[Line]) -> list[int | None]:
        """What was spent of each, None where that isn't known."""
        found = ask(lambda: self._redis.mget([_spent(line) for line in lines]), _WHAT)
        return [None if value is None else int(value) for value in found]

    def turn(self, turn: str) -> dict[str, int]:
        """The counts of a turn; empty when none are known."""
        found: dict[str, str] = ask(lambda: self._redis.hgetall(_turn(turn)), _WHAT)
        return {name: int(value) for name, value in found.items()}


_WHAT: Final = "The index of budgets"


def _keys(lines: Sequence[Line]) -> list[str]:
    return [key for line in lines for key in (_spent(line), _held(line))]


def _spent(line: Line) -> str:
    return f"budget:{line.key}:spent"


def _held(line: Line) -> str:
    return f"budget:{line.key}:held"


def _turn(turn: str) -> str:
    return f"budget:turn:{turn}"
