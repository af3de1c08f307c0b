"""Budgets in a real Redis: parallel answers can't overspend, a dead process' hold ends, nothing is counted twice."""

import threading
import time
from collections.abc import Iterator

import pytest
import redis

from common.budget_store import BudgetStore, Held, Line, Verdict
from common.errors import Unavailable
from common.ids import new_id
from tests.servers import free_port, redis_server


@pytest.fixture(scope="module")
def redis_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture
def raw(redis_url: str) -> Iterator[redis.Redis]:
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    client.flushall()
    yield client
    client.close()


@pytest.fixture
def store(redis_url: str, raw: redis.Redis) -> BudgetStore:
    return BudgetStore(redis_url)


def _line(name: str = "user:olga:2026-11-26", limit: int = 1000, at_once: int = 0) -> Line:
    return Line(name, limit, at_once, int(time.time()) + 3600)


def _begun(store: BudgetStore, *lines: Line, spent: int = 0) -> tuple[Line, ...]:
    for line in lines:
        store.begin(line, spent)
    return lines


def _held(lines: tuple[Line, ...], micros: int) -> Held:
    return Held(new_id(), micros, lines)


def test_two_hundred_parallel_answers_never_spend_more_than_there_is(store: BudgetStore) -> None:
    lines = _begun(store, _line(limit=1000), _line("project:coast:2026-11-26", limit=800))
    barrier, admitted = threading.Barrier(50), []

    def work() -> None:
        barrier.wait()
        for _ in range(4):
            held = _held(lines, 90)
            if store.hold(held).outcome == "held":
                assert store.settle(held, 70, "coast:turn-0001", {"calls": 1})
                admitted.append(held)

    threads = [threading.Thread(target=work) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.spent(lines) == [70 * len(admitted)] * 2
    assert 710 < 70 * len(admitted) <= 800  # until less than one answer may cost is left
    assert store.turn("coast:turn-0001") == {"calls": len(admitted)}


def test_the_line_that_stands_against_it_is_told_and_nothing_is_held(store: BudgetStore, raw: redis.Redis) -> None:
    lines = _begun(store, _line(), _line("project:coast:2026-11-26", limit=100), spent=60)
    assert store.hold(_held(lines, 41)) == Verdict("exhausted", 1, 60)
    assert raw.keys("budget:*:held") == []
    assert store.hold(_held(lines, 40)).outcome == "held"


def test_what_is_free_goes_through_a_used_up_budget(store: BudgetStore) -> None:
    lines = _begun(store, _line(limit=100), spent=100)
    assert store.hold(_held(lines, 0)).outcome == "held"
    assert store.hold(_held(lines, 1)).outcome == "exhausted"


def test_only_so_many_answers_at_once(store: BudgetStore) -> None:
    lines = _begun(store, _line(at_once=2))
    first, second = _held(lines, 0), _held(lines, 0)
    assert [store.hold(first).outcome, store.hold(second).outcome] == ["held", "held"]
    assert store.hold(_held(lines, 0)) == Verdict("crowded", 0, 2)
    assert store.hold(second).outcome == "held", "asked again for the same answer"
    store.settle(first, 0, "coast:turn-0001", {})
    assert store.hold(_held(lines, 0)).outcome == "held"


def test_a_dead_process_gives_back_what_it_held_and_a_living_one_keeps_it(store: BudgetStore, raw: redis.Redis) -> None:
    (line,) = lines = _begun(store, _line(limit=100))
    dead, alive = _held(lines, 60), _held(lines, 40)
    assert [store.hold(dead).outcome, store.hold(alive).outcome] == ["held", "held"]
    for member in (dead, alive):
        raw.zadd(f"budget:{line.key}:held", {f"{member.id}:{member.micros}": 1})
    store.keep(alive)
    assert store.hold(_held(lines, 61)) == Verdict("exhausted", 0, 40)
    assert store.hold(_held(lines, 60)).outcome == "held"


def test_an_answer_is_settled_once_even_after_its_hold_ended(store: BudgetStore, raw: redis.Redis) -> None:
    (line,) = lines = _begun(store, _line())
    held = _held(lines, 500)
    store.hold(held)
    raw.delete(f"budget:{line.key}:held")
    for _ in range(3):
        assert store.settle(held, 300, "coast:turn-0001", {"outputTokens": 7})
    assert store.spent(lines) == [300]
    assert store.turn("coast:turn-0001") == {"outputTokens": 7}


def test_after_a_loss_nothing_is_counted_until_it_is_said_what_was_spent(store: BudgetStore, raw: redis.Redis) -> None:
    lines = _begun(store, _line())
    held = _held(lines, 100)
    store.hold(held)
    raw.flushall()
    assert store.hold(_held(lines, 100)) == Verdict("unknown", 0, 0)
    assert not store.settle(held, 80, "coast:turn-0001", {})
    assert store.spent(lines) == [None]
    store.begin(lines[0], 250)
    store.begin(lines[0], 0)  # somebody else, later
    assert store.settle(held, 80, "coast:turn-0001", {})
    assert store.spent(lines) == [330]


def test_counters_end_after_their_window(store: BudgetStore, raw: redis.Redis) -> None:
    (line,) = lines = _begun(store, _line())
    held = _held(lines, 1)
    store.hold(held)
    store.settle(held, 1, "coast:turn-0001", {"calls": 1})
    assert all(0 < raw.ttl(key) <= 3 * 24 * 3600 for key in raw.keys("budget:*"))
    assert raw.exists(f"budget:{line.key}:spent")


def test_silence_is_unavailable() -> None:
    with pytest.raises(Unavailable, match="budgets"):
        BudgetStore(f"redis://127.0.0.1:{free_port()}/0").spent([_line()])
