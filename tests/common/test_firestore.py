"""The user-scoped client: rules judge every call by its own user, and the service refuses to run where they don't."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from google.api_core import exceptions

from common.errors import Conflict, IdTaken, NotFound, Unavailable
from common.firestore import Client, RulesBypassed, UserClients, firestore_errors, swap, user_clients
from common.settings import GoogleSettings
from tests.edge.firestore_emulator import firestore_emulator, id_token
from tests.servers import free_port

OPEN_RULES = "service cloud.firestore { match /databases/{db}/documents { match /{any=**} { allow read; } } }"


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An emulator that has just started answers its first call late on a busy machine."""
    monkeypatch.setattr("common.firestore._SELF_TEST_SECONDS", 40.0)


@pytest.mark.usefixtures("patient")
def test_the_self_test_passes_where_rules_judge(users: UserClients) -> None:
    users.self_test()


@pytest.mark.usefixtures("patient")
def test_the_self_test_fails_where_anybody_may_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = tmp_path / "open.rules"
    rules.write_text(f"rules_version = '2';\n{OPEN_RULES}\n")
    with firestore_emulator(rules) as host:
        monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", host)
        with pytest.raises(RulesBypassed):
            user_clients(GoogleSettings()).self_test()


def test_the_self_test_says_unavailable_when_nobody_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", f"127.0.0.1:{free_port()}")
    with pytest.raises(Unavailable):
        user_clients(GoogleSettings()).self_test()


def test_a_forged_admin_bearer_is_no_user_client(users: UserClients) -> None:
    """On the emulator the bearer `owner` is admin; the edge passes on verified ID tokens only (edge/identity.py)."""
    with pytest.raises(exceptions.GoogleAPIError):
        users.of("not-a-token").document("projects", "project-1").get(timeout=5)


def test_many_users_on_one_channel_are_never_mixed_up(admin: Client, users: UserClients) -> None:
    people = [f"user{n}" for n in range(12)]
    for uid in people:
        admin.document("users", uid).set({"id": uid})
    mistakes: list[str] = []
    lock = threading.Lock()

    def look(number: int) -> None:
        me, other = people[number % 12], people[(number * 5 + 1) % 12]
        client = users.of(id_token(me))
        if (client.document("users", me).get().to_dict() or {}).get("id") != me:
            with lock:
                mistakes.append(me)
        if other != me:
            with pytest.raises(exceptions.PermissionDenied):
                client.document("users", other).get()

    with ThreadPoolExecutor(12) as pool:
        list(pool.map(look, range(240)))
    assert mistakes == []


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        (exceptions.AlreadyExists, IdTaken),
        (exceptions.NotFound, NotFound),
        (exceptions.FailedPrecondition, Conflict),
        (exceptions.Aborted, Conflict),
        (exceptions.DeadlineExceeded, Unavailable),
        (exceptions.ServiceUnavailable, Unavailable),
        (exceptions.ResourceExhausted, Unavailable),
    ],
)
def test_firestore_failures_say_what_to_do_next(theirs: type[Exception], ours: type[Exception]) -> None:
    with pytest.raises(ours), firestore_errors():
        raise theirs("x")


def test_swapping_counts_right_under_many_writers(admin: Client) -> None:
    document = admin.document("counters", "one")
    document.set({"n": 0})

    def add(_: int) -> None:
        swap(document, lambda snapshot: {"n": snapshot.get("n") + 1})

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(20)))
    assert document.get().get("n") == 20


def test_swapping_nothing_writes_nothing(admin: Client) -> None:
    document = admin.document("counters", "one")
    document.set({"n": 0})
    before = document.get().update_time
    swap(document, lambda _: None)
    assert document.get().update_time == before
