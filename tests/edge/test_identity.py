"""ID tokens: checked, remembered for a while, and checked anew where a revoked one must be noticed."""

import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from common.errors import Unauthenticated, Unavailable
from common.settings import GoogleSettings
from edge import identity
from edge.identity import FirebaseIdentity
from tests.edge.fakes import AccountServer, account_server
from tests.edge.firestore_emulator import id_token
from tests.servers import free_port


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[AccountServer]:
    with account_server() as server:
        monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", server.host)
        yield server


@pytest.fixture
def clock() -> list[float]:
    return [time.time()]


@pytest.fixture
def firebase(server: AccountServer, clock: list[float]) -> Iterator[FirebaseIdentity]:
    settings = GoogleSettings(firebase_auth_emulator_host=server.host)
    checked = FirebaseIdentity(settings, clock=lambda: clock[0])
    yield checked
    checked.close()


def test_a_good_token_names_its_user(firebase: FirebaseIdentity) -> None:
    caller = firebase.verify(id_token("olga", name="Olga"))
    assert (caller.uid, caller.email, caller.name) == ("olga", "olga@example.com", "Olga")
    assert caller.author().name == "Olga"


@pytest.mark.parametrize(
    "token",
    [
        "",
        "nonsense",
        "a.b.c",
        "x" * 9_000,
        "Bearer owner",
        "owner",
        id_token("olga", aud="another-project"),
        id_token("olga", iss="https://securetoken.google.com/another-project"),
        id_token("olga", exp=int(time.time()) - 60),
        id_token("olga", iat=int(time.time()) + 3600),
        id_token(""),
        id_token("x" * 129),
        id_token("a/b"),
        id_token(".."),
        id_token("__name__"),
    ],
)
def test_a_bad_token_is_refused(firebase: FirebaseIdentity, token: str) -> None:
    with pytest.raises(Unauthenticated):
        firebase.verify(token)


def test_a_token_is_remembered_five_minutes_at_most(firebase: FirebaseIdentity, clock: list[float]) -> None:
    token = id_token("olga")
    first = firebase.verify(token)
    assert firebase.verify(token) is first
    clock[0] += identity.CACHE_SECONDS + 1
    assert firebase.verify(token) is not first


def test_a_token_is_not_remembered_beyond_its_end(firebase: FirebaseIdentity, clock: list[float]) -> None:
    token = id_token("olga", exp=int(time.time()) + 20)
    first = firebase.verify(token)
    clock[0] += 21
    assert firebase.verify(token) is not first


def test_the_memory_is_bounded(firebase: FirebaseIdentity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "CACHE_ENTRIES", 10)
    for number in range(30):
        firebase.verify(id_token(f"user{number}"))
    assert len(firebase._cache) == 10


def test_signing_out_everywhere_is_noticed_where_it_matters(firebase: FirebaseIdentity, server: AccountServer) -> None:
    token = id_token("olga")
    firebase.verify(token, check_revoked=True)
    server.signed_out_at["olga"] = int(time.time()) + 60
    assert firebase.verify(token).uid == "olga"
    with pytest.raises(Unauthenticated) as refusal:
        firebase.verify(token, check_revoked=True)
    assert refusal.value.problem_code == "token_revoked"


def test_a_deleted_account_is_noticed_where_it_matters(firebase: FirebaseIdentity, server: AccountServer) -> None:
    firebase.delete_user("olga")
    assert server.deleted == {"olga"}
    with pytest.raises(Unauthenticated):
        firebase.verify(id_token("olga"), check_revoked=True)


def test_many_at_once_are_never_mixed_up(firebase: FirebaseIdentity) -> None:
    tokens = {f"user{number}": id_token(f"user{number}") for number in range(8)}
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: firebase.verify(tokens[f"user{number % 8}"]).uid, range(400)))
    assert found == [f"user{number % 8}" for number in range(400)]


def test_an_account_service_that_is_away_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    host = f"127.0.0.1:{free_port()}"
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", host)
    firebase = FirebaseIdentity(GoogleSettings(firebase_auth_emulator_host=host))
    with pytest.raises(Unavailable):
        firebase.verify(id_token("olga"), check_revoked=True)
    firebase.close()


def test_without_the_emulator_an_unsigned_token_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("FIREBASE_AUTH_EMULATOR_HOST", raising=False)
    credentials = {"type": "authorized_user", "client_id": "x", "client_secret": "x", "refresh_token": "x"}
    (tmp_path / "credentials.json").write_text(json.dumps(credentials))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "credentials.json"))
    firebase = FirebaseIdentity(GoogleSettings(firebase_auth_emulator_host=None))
    with pytest.raises(Unauthenticated):
        firebase.verify(id_token("olga"))
    firebase.close()


def test_an_emulator_that_the_settings_do_not_know_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = GoogleSettings(firebase_auth_emulator_host=None)
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    with pytest.raises(ValueError, match="FIREBASE_AUTH_EMULATOR_HOST"):
        FirebaseIdentity(settings.model_copy(update={"firebase_auth_emulator_host": None}))


def test_an_account_that_is_disabled_or_gone_ends_within_a_minute(
    firebase: FirebaseIdentity, server: AccountServer, clock: list[float]
) -> None:
    for uid, ended in (("dora", server.disabled), ("gone", server.deleted)):
        firebase.require_account(uid)
        ended.add(uid)
        firebase.require_account(uid)
        clock[0] += identity.ACCOUNT_SECONDS + 1
        for _ in range(2):
            with pytest.raises(Unauthenticated):
                firebase.require_account(uid)
    server.disabled.clear()
    firebase.require_account("dora")


def test_deleting_an_account_is_noticed_at_once(firebase: FirebaseIdentity) -> None:
    firebase.require_account("olga")
    firebase.delete_user("olga")
    with pytest.raises(Unauthenticated):
        firebase.require_account("olga")


def test_few_accounts_are_remembered(firebase: FirebaseIdentity, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(identity, "CACHE_ENTRIES", 2)
    for number in range(5):
        firebase.require_account(f"user-{number}")
    assert len(firebase._accounts) == 2
