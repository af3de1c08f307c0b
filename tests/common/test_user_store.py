"""Profiles: made once, read again without a write."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from common.chat_models import TurnUsage
from common.errors import NotFound
from common.firestore import Client
from common.models import Plan, Usage
from common.spending import spent_in
from common.user_store import COUNTED_KEPT, UserStore


@pytest.fixture
def store(admin: Client) -> UserStore:
    return UserStore(admin)


def test_twenty_first_visits_make_one_profile(store: UserStore) -> None:
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda _: store.open("olga", "olga@example.com", "Olga"), range(20)))
    assert all(user == made[0] for user in made)
    assert (made[0].email, made[0].display_name, made[0].plan) == ("olga@example.com", "Olga", Plan.FREE)


def test_a_turn_is_counted_once_and_a_month_begins_anew(store: UserStore) -> None:
    store.open("olga", "olga@example.com", None)
    may, june = datetime(2026, 5, 31, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: store.count_turn("olga", f"turn-{n % 3:04}", _used(10), may, {}), range(6)))
    assert store.open("olga", "", None).usage == Usage(
        month="2026-05", turns=3, input_tokens=3, output_tokens=30, cached_tokens=6, cost_micros=300
    )
    store.count_turn("olga", "turn-0000", _used(10), june, {})
    store.count_turn("olga", "turn-0003", _used(7), june, {})
    assert store.open("olga", "", None).usage == Usage(
        month="2026-06", turns=1, input_tokens=1, output_tokens=7, cached_tokens=2, cost_micros=70
    )
    for number in range(COUNTED_KEPT + 5):
        store.count_turn("olga", f"later-{number:04}", _used(1), june, {})
    assert store.open("olga", "", None).usage.turns == COUNTED_KEPT + 6
    with pytest.raises(NotFound):
        store.count_turn("nobody", "turn-0000", _used(1), june, {})


def test_totals_of_budgets_grow_within_a_window_in_the_turns_own_write(store: UserStore, admin: Client) -> None:
    store.open("olga", "olga@example.com", None)
    today = datetime(2026, 5, 31, tzinfo=UTC)

    def count(turn: str, **spending: tuple[str, int]) -> dict[str, int]:
        store.count_turn("olga", turn, _used(1), today, spending)
        totals = store.totals("olga")
        return {name: spent_in(totals, name, "2026-05-31") for name in ("plan", "user")}

    assert count("turn-0001", plan=("2026-05-31", 500), user=("2026-05-31", 700)) == {"plan": 500, "user": 700}
    before = admin.document("users", "olga").get().update_time
    assert count("turn-0001", plan=("2026-05-31", 400)) == {"plan": 500, "user": 700}
    assert admin.document("users", "olga").get().update_time == before, "nothing new, no write"
    assert count("turn-0001", plan=("2026-05-31", 600)) == {"plan": 600, "user": 700}
    assert count("turn-0002", user=("2026-06", 1)) == {"plan": 600, "user": 0}, "another window"
    assert store.plan("olga") is Plan.FREE
    assert (store.plan("nobody"), store.totals("nobody")) == (Plan.FREE, {})


def _used(output_tokens: int) -> TurnUsage:
    return TurnUsage(
        input_tokens=1,
        output_tokens=output_tokens,
        cached_tokens=2,
        cache_write_tokens=0,
        cost_micros=10 * output_tokens,
    )


def test_visiting_again_writes_nothing(store: UserStore, admin: Client) -> None:
    store.open("olga", "olga@example.com", None)
    before = admin.document("users", "olga").get().update_time
    store.open("olga", "olga@example.com", None)
    assert admin.document("users", "olga").get().update_time == before


def test_changing_a_profile_that_is_gone_is_not_found(store: UserStore) -> None:
    store.open("olga", "olga@example.com", None)
    store.delete("olga")
    store.delete("olga")
    with pytest.raises(NotFound):
        store.update("olga", {"displayName": "Olga"})
