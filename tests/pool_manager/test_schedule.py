"""The operator's schedule: days, hours and zones, with their clock changes."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from pool_manager.schedule import parse_schedule
from pool_manager.settings import PoolManagerSettings

OFFICE = parse_schedule("mon-fri 08:00-18:00 Europe/Berlin=10; sat,sun 10:00-16:00 Europe/Berlin=4")


def _least(text: str, at: str) -> int:
    hours = parse_schedule(text).at(datetime.fromisoformat(at))
    return hours.least if hours is not None else 0


@pytest.mark.parametrize(
    ("at", "least"),
    [
        ("2026-11-25T06:59:59+00:00", 0),
        ("2026-11-25T07:00:00+00:00", 10),
        ("2026-11-25T16:59:59+00:00", 10),
        ("2026-11-25T17:00:00+00:00", 0),
        ("2026-07-01T06:00:00+00:00", 10),  # summer time
        ("2026-11-28T09:00:00+00:00", 4),
        ("2026-11-28T08:30:00+00:00", 0),
    ],
)
def test_hours_are_those_of_the_zone(at: str, least: int) -> None:
    hours = OFFICE.at(datetime.fromisoformat(at))
    assert (hours.least if hours is not None else 0) == least


def test_hours_may_pass_midnight_and_belong_to_the_day_they_begin_on() -> None:
    night = "fri 22:00-02:00 UTC=7"
    assert [_least(night, f"2026-11-{at}:00+00:00") for at in ("27T23:00", "28T01:59", "28T02:00", "27T01:00")] == [
        7,
        7,
        0,
        0,
    ]


def test_a_whole_week_and_days_around_its_end() -> None:
    always = parse_schedule("mon-sun 00:00-24:00 UTC=3")
    start = datetime(2026, 11, 23, tzinfo=UTC)
    assert all(always.at(start + timedelta(minutes=17 * step)) for step in range(600))
    assert parse_schedule("sat-mon 10:00-11:00 UTC=1").hours[0].days == frozenset({5, 6, 0})


def test_the_greatest_of_several_counts() -> None:
    assert _least("mon-sun 00:00-24:00 UTC=3; wed 09:00-10:00 UTC=9", "2026-11-25T09:30:00+00:00") == 9


@given(st.datetimes(timezones=st.just(UTC)))
def test_outside_all_hours_nothing_is_asked_for_and_inside_never_more_than_the_most(at: datetime) -> None:
    hours = OFFICE.at(at)
    assert hours is None or (hours.cover(at) and hours.least <= OFFICE.most)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("always=3", "is not like"),
        ("mon-fri 08:00-18:00 Europe/Berln=3", "no time zone Europe/Berln"),
        ("mon-fry 08:00-18:00 UTC=3", "mon-fry is no day"),
        ("mon 08:00-25:00 UTC=3", "25:00 is no time"),
        ("mon 08:00-18:00 ../../etc/passwd=3", "no time zone"),
        ("mon 08:00-18:00 UTC=-3", "is not like"),
    ],
)
def test_what_can_not_be_read_is_named_at_the_start(text: str, named: str) -> None:
    with pytest.raises(ValidationError, match=named):
        PoolManagerSettings(pool_schedule=text)


def test_bounds_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(ValidationError, match="pool_schedule asks for 9"):
        PoolManagerSettings(pool_schedule="mon 08:00-18:00 UTC=9", pool_max=8)
    with pytest.raises(ValidationError, match="pool_depth_max 2 is less"):
        PoolManagerSettings(pool_depth_max=2, pool_size=3)


def test_on_one_machine_claims_alone_never_deepen_the_pool() -> None:
    assert PoolManagerSettings(pool_size=2).depth_max == 2
    assert PoolManagerSettings(pool_size=2, pool_max=500, backend="kubernetes").depth_max == 500
    assert PoolManagerSettings(pool_depth_max=6).depth_max == 6
