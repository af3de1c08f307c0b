"""Which budgets there are, how much each gives and when it starts anew; pure decisions, in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final, Literal

from common.budget_store import Held, Line

Period = Literal["day", "month"]
Scope = Literal["user", "plan", "project", "summary"]

_ALLOWANCE: Final = re.compile(r"(\d{1,6}(?:\.\d{1,6})?)/(day|month)")
_MICROS: Final = 1_000_000


@dataclass(frozen=True)
class Allowance:
    """So many micro-dollars a day or month."""

    micros: int
    period: Period

    @classmethod
    def parse(cls, text: str) -> "Allowance":
        """Of dollars and a period: `2.50/day`, `60/month`. Raises ValueError."""
        match = _ALLOWANCE.fullmatch(text.strip())
        if match is None:
            raise ValueError("should be dollars a day or month, such as 2.50/day or 60/month")
        period: Period = "day" if match[2] == "day" else "month"
        return cls(int(Decimal(match[1]) * _MICROS), period)


@dataclass(frozen=True)
class Window:
    """A day or month of a budget: its name (also in Redis and Firestore) and when it ends."""

    name: str
    ends: datetime


@dataclass(frozen=True)
class Budget:
    """What one user, plan or project may spend in the present window; `of` is a uid or a project's id."""

    scope: Scope
    of: str
    allowance: Allowance
    window: Window
    at_once: int = 0

    @property
    def line(self) -> Line:
        """As it is counted."""
        key = f"{self.scope}:{self.of}:{self.window.name}"
        return Line(key, self.allowance.micros, self.at_once, int(self.window.ends.timestamp()))


@dataclass(frozen=True)
class Reservation:
    """What is held for one answer, against which budgets (a line each, in their order), and whose counts it adds to."""

    held: Held
    budgets: tuple[Budget, ...]
    turn: str


def window(period: Period, now: datetime, reset_hour: int) -> Window:
    """The window that `now` lies in: days begin at `reset_hour` UTC, months at that hour of their first day."""
    shift = timedelta(hours=reset_hour)
    local = now.astimezone(UTC) - shift
    begins = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if period == "day":
        return Window(f"{begins:%Y-%m-%d}", begins + timedelta(days=1) + shift)
    next_month = (begins.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Window(f"{begins:%Y-%m}", next_month + shift)
