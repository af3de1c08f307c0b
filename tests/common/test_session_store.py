"""Sessions in a real Redis: one live session a project, ends that last, epochs that only rise, nothing lost."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
import redis

from common.errors import Unavailable
from common.ids import new_id
from common.models import SessionState
from common.redis_client import CONNECTIONS_MAX
from common.session_store import SessionRecord, SessionStore, now_ms
from tests.servers import redis_server


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
def store(redis_url: str, raw: redis.Redis) -> SessionStore:
    return SessionStore(redis_url)


def _record(project_id: str, session_id: str, epoch: int, state: SessionState = SessionState.READY) -> SessionRecord:
    now = now_ms()
    return SessionRecord(session_id, project_id, "user-one", epoch, state, "Ready", now, now, pod_name="pod-one")


def _opened(store: SessionStore, project_id: str, epoch: int = 1) -> str:
    session_id = new_id()
    assert store.open(project_id, session_id, "user-one") == session_id
    assert store.record(_record(project_id, session_id, epoch))
    return session_id


def test_more_threads_than_connections_wait_for_one(store: SessionStore) -> None:
    """With a pool that doesn't wait, a burst of 200 openings is told that Redis doesn't answer."""
    barrier, failed = threading.Barrier(3 * CONNECTIONS_MAX), []
    pool = store._redis.connection_pool
    assert isinstance(pool, redis.BlockingConnectionPool)
    pool.timeout *= 20  # that they wait is shown, not how soon a busy machine serves the last of them

    def ask() -> None:
        barrier.wait()
        try:
            for _ in range(5):
                store.ping()
        except Unavailable as error:
            failed.append(error)

    threads = [threading.Thread(target=ask) for _ in range(3 * CONNECTIONS_MAX)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def test_fifty_openers_at_once_get_one_session(store: SessionStore) -> None:
    answers: list[str] = []
    barrier = threading.Barrier(50)

    def open_one() -> None:
        barrier.wait()
        answers.append(store.open("project-race", new_id(), "user-one"))

    threads = [threading.Thread(target=open_one) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 50
    assert len(set(answers)) == 1


def test_a_session_reads_back_as_recorded(store: SessionStore) -> None:
    session_id = _opened(store, "project-read")
    found = store.active("project-read")
    assert found is not None
    assert (found.session_id, found.epoch, found.state, found.pod_name) == (session_id, 1, "ready", "pod-one")
    assert found.live


def test_an_ended_session_tells_why_and_makes_room(store: SessionStore) -> None:
    first = _opened(store, "project-end")
    assert store.close(first, SessionState.FAILED, "The workspace stopped", "pod_died")
    assert not store.close(first, SessionState.CLOSED, "Closed", "user")
    ended = store.active("project-end")
    assert ended is not None
    assert (ended.state, ended.reason) == ("failed", "pod_died")
    assert not store.record(_record("project-end", first, 9)), "an ended session never comes back to life"
    second = new_id()
    assert store.open("project-end", second, "user-two") == second


def test_an_older_epoch_is_refused(store: SessionStore) -> None:
    first = _opened(store, "project-fence", epoch=3)
    store.close(first, SessionState.CLOSED, "Closed", "idle")
    second = new_id()
    store.open("project-fence", second, "user-one")
    assert not store.record(_record("project-fence", second, 2))
    assert store.record(_record("project-fence", second, 4))
    assert store.epoch("project-fence") == 4
    assert store.raise_epoch("project-fence", 2) == 4
    assert store.raise_epoch("project-fence", 7) == 7


def test_two_live_sessions_of_one_epoch_can_not_be(store: SessionStore) -> None:
    _opened(store, "project-same", epoch=2)
    assert not store.record(_record("project-same", new_id(), 2))


def test_what_a_loss_of_redis_took_is_recorded_again(store: SessionStore, raw: redis.Redis) -> None:
    session_id = _opened(store, "project-lost", epoch=5)
    before = store.get(session_id)
    raw.flushall()
    late = new_id()
    assert store.open("project-lost", late, "user-two") == late, "an empty Redis knows no better"
    assert before is not None
    assert store.record(before)
    now_active = store.active("project-lost")
    assert now_active is not None
    assert now_active.session_id == session_id
    joined = store.get(late)
    assert joined is not None
    assert (joined.state, joined.reason) == ("closed", "superseded")


def test_recording_again_keeps_activity_and_work_in_flight(store: SessionStore) -> None:
    session_id = _opened(store, "project-busy")
    until = now_ms() + 60_000
    assert store.touch(session_id, {"browser": until, "turn": until + 1})
    before = store.get(session_id)
    assert before is not None
    assert store.record(replace(before, step="Still ready", last_activity=1, busy={}))
    after = store.get(session_id)
    assert after is not None
    assert after.busy == {"browser": until, "turn": until + 1}
    assert after.last_activity == before.last_activity


def test_renewing_keeps_a_state_that_is_further_and_rebuilds_one_that_is_lost(
    store: SessionStore, raw: redis.Redis
) -> None:
    session_id = _opened(store, "project-renewed")
    earlier = replace(_record("project-renewed", session_id, 1, SessionState.CLAIMING), step="Looking")
    assert store.renew(earlier)
    kept = store.get(session_id)
    assert kept is not None
    assert (kept.state, kept.step) == (SessionState.READY, "Ready")
    raw.flushall()
    assert store.renew(earlier)
    rebuilt = store.active("project-renewed")
    assert rebuilt is not None
    assert (rebuilt.session_id, rebuilt.state, rebuilt.step) == (session_id, SessionState.CLAIMING, "Looking")
    store.close(session_id, SessionState.CLOSED, "Closed", "user")
    assert not store.renew(earlier)


def test_activity_is_noted_for_live_sessions_only(store: SessionStore, raw: redis.Redis) -> None:
    assert not store.touch(new_id(), {"browser": now_ms()})
    session_id = _opened(store, "project-touch")
    store.close(session_id, SessionState.CLOSED, "Closed", "user")
    assert not store.touch(session_id, {"browser": now_ms()})
    ended = store.get(session_id)
    assert ended is not None
    assert ended.busy == {}


def test_every_change_of_state_is_told_once(store: SessionStore) -> None:
    session_id = _opened(store, "project-told")
    store.record(_record("project-told", session_id, 1))
    store.close(session_id, SessionState.CLOSED, "Closed", "user")
    told = store.events()
    assert [event["state"] for event in told.events] == ["claiming", "ready", "closed"]
    assert {event["sessionId"] for event in told.events} == {session_id}
    assert told.events[-1]["reason"] == "user"
    assert store.events(told.cursor).events == []
    assert not told.gap


def test_a_cursor_that_was_trimmed_away_is_told_as_a_gap(store: SessionStore, raw: redis.Redis) -> None:
    _opened(store, "project-gap-1")
    cursor = store.events(limit=1).cursor
    raw.xtrim("session-events:log", maxlen=1, approximate=False)
    assert store.events(cursor).gap


def test_a_silent_redis_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        SessionStore("redis://127.0.0.1:1/0").get("a" * 32)
