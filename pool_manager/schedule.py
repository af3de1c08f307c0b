"""The operator's schedule: how many pods are warm at least at which time of the week.

`mon-fri 08:00-18:00 Europe/Berlin=10; sat,sun 10:00-16:00 UTC=4`: days, hours and zone, then a number. Where several
apply the greatest does; hours may pass midnight and belong to the day on which they begin.
"""

import re
from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ENTRY = re.compile(r"(?P<days>[a-z,-]+) (?P<begin>\d\d:\d\d)-(?P<end>\d\d:\d\d) (?P<zone>\S+)=(?P<least>\d{1,4})")
_MIDNIGHT = time(0)


@dataclass(frozen=True)
class Hours:
    """From `begin` to before the next `end` on each of `days` (0 = Monday); an `end` of 00:00 is the day's end."""

    days: frozenset[int]
    begin: time
    end: time
    zone: ZoneInfo
    least: int
    text: str

    def cover(self, at: datetime) -> bool:
        """Whether a moment is among them; `at` knows its own zone."""
        local = at.astimezone(self.zone)
        today, now = local.weekday(), local.time()
        if self.begin < self.end:
            return today in self.days and self.begin <= now < self.end
        evening = today in self.days and now >= self.begin
        morning = (today - 1) % 7 in self.days and now < self.end
        return evening or morning


@dataclass(frozen=True)
class Schedule:
    hours: tuple[Hours, ...] = ()

    def at(self, at: datetime) -> Hours | None:
        """Those that count at a moment; None when the schedule asks for nothing."""
        return max((hours for hours in self.hours if hours.cover(at)), key=lambda one: one.least, default=None)

    @property
    def most(self) -> int:
        return max((hours.least for hours in self.hours), default=0)


def parse_schedule(text: str) -> Schedule:
    """Raises ValueError saying which part can't be read and why."""
    return Schedule(tuple(_hours(part.strip()) for part in text.split(";") if part.strip()))


def _hours(text: str) -> Hours:
    match = _ENTRY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not like 'mon-fri 08:00-18:00 Europe/Berlin=10'")
    begin = _time(text, match["begin"])
    end = _MIDNIGHT if match["end"] == "24:00" else _time(text, match["end"])
    return Hours(_days(text, match["days"]), begin, end, _zone(text, match["zone"]), int(match["least"]), text)


def _time(text: str, value: str) -> time:
    try:
        return time.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{text!r}: {value} is no time of day") from None


def _days(text: str, value: str) -> frozenset[int]:
    found: set[int] = set()
    for part in value.split(","):
        first, _, last = part.partition("-")
        if first not in _DAYS or (last or first) not in _DAYS:
            raise ValueError(f"{text!r}: {part} is no day; days are {', '.join(_DAYS)}")
        begin, end = _DAYS.index(first), _DAYS.index(last or first)
        found |= {day % 7 for day in range(begin, end + 1 + (7 if end < begin else 0))}
    return frozenset(found)


def _zone(text: str, value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError(f"{text!r}: there is no time zone {value}") from None
