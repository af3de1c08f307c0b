"""Who is at which work: one at a time, and another one when that one died."""

import time

import pytest

from common.errors import Unavailable
from common.session_store import SessionStore
from pool_manager.owners import SharedOwners
from tests.pool_manager.harness import eventually
from tests.servers import free_port

WORK = "open:session-one"
OWNED_MS = 60_000
SHORT_MS = 500


def _two(redis_url: str) -> tuple[SharedOwners, SharedOwners]:
    store = SessionStore(redis_url)
    return SharedOwners(store, "manager-1", OWNED_MS), SharedOwners(store, "manager-2", OWNED_MS)


def _falls_silent(redis_url: str) -> None:
    """What the first one said of its work last doesn't hold for long any more."""
    assert SharedOwners(SessionStore(redis_url), "manager-1", SHORT_MS).take(WORK)


def test_one_of_two_is_at_it_until_it_falls_silent(redis_url: str) -> None:
    first, second = _two(redis_url)
    assert first.take(WORK)
    assert first.take(WORK), "its own it may take again, also after a restart by the same name"
    assert not second.take(WORK)
    assert second.unowned([WORK, "open:session-two"]) == {"open:session-two"}
    assert first.unowned([WORK]) == {WORK}
    _falls_silent(redis_url)
    eventually(lambda: second.unowned([WORK]))
    assert second.take(WORK)


def test_whoever_renews_keeps_it_as_long_as_it_takes(redis_url: str) -> None:
    """Fails when nothing renews: every opening longer than the expiry would be done twice."""
    first, second = _two(redis_url)
    assert first.take(WORK)
    _falls_silent(redis_url)  # but for what comes now
    first.renew()
    time.sleep(3 * SHORT_MS / 1000)
    assert not second.take(WORK)


def test_work_that_is_done_stays_owned_a_little(redis_url: str) -> None:
    """Fails when `done` frees it at once: a replica that hasn't seen the end yet would begin anew."""
    first, second = _two(redis_url)
    assert first.take(WORK)
    first.done(WORK)
    assert not second.take(WORK)


def test_what_is_handed_over_is_free_at_once(redis_url: str) -> None:
    first, second = _two(redis_url)
    assert first.take(WORK)
    first.let_go()
    assert first.lost(WORK)
    assert second.take(WORK)
    first.let_go()
    assert not first.take(WORK), "what is another one's by now isn't let go"


def test_who_was_away_too_long_learns_that_it_was_followed(redis_url: str) -> None:
    first, second = _two(redis_url)
    assert first.take(WORK)
    _falls_silent(redis_url)
    eventually(lambda: second.take(WORK))
    assert not first.lost(WORK)
    first.renew()
    assert first.lost(WORK)
    assert not second.lost(WORK)


def test_without_redis_work_that_was_asked_for_is_done_and_nobody_is_declared_dead() -> None:
    owners = SharedOwners(SessionStore(f"redis://127.0.0.1:{free_port()}/0"), "manager-1")
    assert owners.take(WORK)
    with pytest.raises(Unavailable):
        owners.unowned([WORK])
