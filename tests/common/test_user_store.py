"""Profiles: made once, read again without a write."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from common.errors import NotFound
from common.firestore import Client
from common.models import Plan
from common.user_store import UserStore


@pytest.fixture
def store(admin: Client) -> UserStore:
    return UserStore(admin)


def test_twenty_first_visits_make_one_profile(store: UserStore) -> None:
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda _: store.open("olga", "olga@example.com", "Olga"), range(20)))
    assert all(user == made[0] for user in made)
    assert (made[0].email, made[0].display_name, made[0].plan) == ("olga@example.com", "Olga", Plan.FREE)


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
