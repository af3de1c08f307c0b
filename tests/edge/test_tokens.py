"""Personal access tokens: told once, stored as a hash, revoked at once, gone with their user."""

import hashlib
import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from common.errors import Conflict, Unauthenticated
from common.firestore import Client
from common.token_store import TOKENS_MAX, TokenStore
from tests.edge.conftest import Edge
from tests.edge.fakes import AccountServer
from tests.edge.test_me import _exported

TOKENS = "/api/me/tokens"


def _made(edge: Edge, uid: str = "olga", **body: Any) -> dict[str, Any]:
    answer = edge.as_user(uid).post(TOKENS, json={"name": "laptop", **body})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def _listed(edge: Edge, uid: str = "olga") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = edge.as_user(uid).get(TOKENS).get_json()["items"]
    return items


def _ask(edge: Edge, project_id: str, authorization: str | None) -> TestResponse:
    headers = {} if authorization is None else {"Authorization": authorization}
    return edge.as_nobody().get(f"/git/{project_id}.git/info/refs?service=git-upload-pack", headers=headers)


def _basic(token: str, user: str = "anybody") -> str:
    return f"Basic {b64encode(f'{user}:{token}'.encode()).decode()}"


def test_a_token_is_told_once_and_listed_without_its_secret(edge: Edge) -> None:
    made = _made(edge, name=" laptop ", expiresInDays=30)
    assert made["token"].startswith(f"sdt_{made['id']}_")
    assert len(made["token"].removeprefix(f"sdt_{made['id']}_")) >= 32
    expires = datetime.fromisoformat(made["expiresAt"]) - datetime.fromisoformat(made["createdAt"])
    assert timedelta(days=29, hours=23) < expires < timedelta(days=30, hours=1)
    (listed,) = _listed(edge)
    assert listed == {name: value for name, value in made.items() if name != "token"}
    assert (listed["name"], listed["lastUsedAt"]) == ("laptop", None)
    assert _listed(edge, "eddi") == []


def test_only_a_hash_of_the_secret_is_stored(edge: Edge, admin: Client) -> None:
    made = _made(edge)
    secret = made["token"].removeprefix(f"sdt_{made['id']}_")
    stored = admin.document("tokens", made["id"]).get().to_dict() or {}
    assert stored["hash"] == hashlib.sha256(secret.encode()).hexdigest()
    assert secret not in json.dumps(stored, default=str)
    assert (stored["uid"], stored["expiresAt"]) == ("olga", None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": "x" * 61}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"name": "x", "expiresInDays": 0}, "expiresInDays"),
        ({"name": "x", "expiresInDays": 366}, "expiresInDays"),
        ({"name": "x", "uid": "eddi"}, "uid"),
    ],
)
def test_a_token_that_can_not_be_made_names_its_field(edge: Edge, body: dict[str, Any], field: str) -> None:
    answer = edge.as_user("olga").post(TOKENS, json=body)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["field"] == field


def test_who_signed_out_everywhere_can_make_no_token(edge: Edge, accounts: AccountServer) -> None:
    olga = edge.as_user("olga")
    assert olga.get(TOKENS).status_code == 200
    accounts.signed_out_at["olga"] = int(datetime.now(UTC).timestamp()) + 5
    refused = olga.post(TOKENS, json={"name": "laptop"})
    assert (refused.status_code, refused.get_json()["code"]) == (401, "token_revoked")


def test_a_user_has_no_more_than_twenty(edge: Edge, admin: Client) -> None:
    for _ in range(TOKENS_MAX - 2):
        _made(edge)

    def attempt(_: int) -> int:
        return edge.as_user("olga").post(TOKENS, json={"name": "one more"}).status_code

    with ThreadPoolExecutor(4) as pool:
        codes = sorted(pool.map(attempt, range(4)))
    assert codes == [201, 201, 409, 409]
    assert len(_listed(edge)) == TOKENS_MAX
    with pytest.raises(Conflict, match="revoke one") as refused:
        TokenStore(admin).create("olga", "x", None)
    assert refused.value.problem_code == "too_many_tokens"
    assert _made(edge, "eddi")["token"]


def test_revoking_is_for_ones_own_and_tells_nothing(edge: Edge) -> None:
    project, made = edge.project(), _made(edge)
    for token_id in (made["id"], "0" * 32):
        assert edge.as_user("mallory").delete(f"{TOKENS}/{token_id}").status_code == 204
    assert _ask(edge, project.id, _basic(made["token"])).status_code == 200
    for _ in range(2):
        assert edge.as_user("olga").delete(f"{TOKENS}/{made['id']}").status_code == 204
    assert _ask(edge, project.id, _basic(made["token"])).status_code == 401
    assert _listed(edge) == []


@pytest.mark.parametrize("user", ["", "git", "olga@example.com", "ö"])
def test_a_token_is_the_password_whatever_the_name(edge: Edge, user: str) -> None:
    assert _ask(edge, edge.project().id, _basic(_made(edge)["token"], user)).status_code == 200


def test_what_is_no_token_is_asked_for_again(edge: Edge) -> None:
    project, token = edge.project(), _made(edge)["token"]
    swapped = token[:-1] + ("A" if token[-1] != "A" else "B")
    wrong = [None, "", "Basic", "Basic !!!", f"Bearer {token}", "Basic " + "QQ" * 2_000, "Basic /w=="]
    passwords = ["", "sdt_", swapped, token + "x", token[:-1], f"sdt_{'0' * 32}_{'a' * 43}", "x" * 900, "a\x00b"]
    answers = [_ask(edge, project.id, one) for one in (*wrong, *map(_basic, passwords))]
    for answer in answers:
        assert answer.status_code == 401
        assert answer.headers["WWW-Authenticate"] == 'Basic realm="StoryDream"'
        assert answer.content_type == "text/plain; charset=utf-8"
    assert _ask(edge, "project-none", None).status_code == 401
    assert _ask(edge, project.id, _basic(token)).status_code == 200


class Counted:
    """Firestore that counts what is read."""

    def __init__(self, admin: Client) -> None:
        self._admin = admin
        self.reads = 0

    def document(self, *path: str) -> Any:
        self.reads += 1
        return self._admin.document(*path)


def test_an_unknown_token_costs_one_read_and_a_malformed_one_none(admin: Client) -> None:
    counted = Counted(admin)
    store = TokenStore(counted)  # type: ignore[arg-type]
    for token, reads in (
        ("sdt_x_y", 0),
        ("", 0),
        (f"sdt_{'../' * 10}aa_{'a' * 43}", 0),
        (f"sdt_{'0' * 32}_{'a' * 43}", 1),
    ):
        counted.reads = 0
        with pytest.raises(Unauthenticated):
            store.verify(token)
        assert counted.reads == reads


def test_an_expired_token_says_so(edge: Edge, admin: Client) -> None:
    project, made = edge.project(), _made(edge, expiresInDays=1)
    admin.document("tokens", made["id"]).update({"expiresAt": datetime.now(UTC) - timedelta(seconds=1)})
    answer = _ask(edge, project.id, _basic(made["token"]))
    assert (answer.status_code, answer.text) == (401, "The access token has expired.\n")


def test_its_last_use_is_kept_to_the_hour(edge: Edge, admin: Client) -> None:
    project, made = edge.project(), _made(edge)
    document = admin.document("tokens", made["id"])
    for _ in range(2):
        _ask(edge, project.id, _basic(made["token"]))
        first = document.get()
    assert _listed(edge)[0]["lastUsedAt"] is not None
    _ask(edge, project.id, _basic(made["token"]))
    assert document.get().update_time == first.update_time
    document.update({"lastUsedAt": datetime.now(UTC) - timedelta(minutes=61)})
    _ask(edge, project.id, _basic(made["token"]))
    assert datetime.now(UTC) - document.get().get("lastUsedAt") < timedelta(minutes=1)


def test_erasing_the_account_takes_its_tokens(edge: Edge, admin: Client) -> None:
    _made(edge)
    kept = _made(edge, "eddi")
    assert edge.as_user("olga").delete("/api/me").status_code == 204
    assert [token.id for token in admin.collection("tokens").stream()] == [kept["id"]]


def test_the_export_names_the_tokens_and_tells_no_secret(edge: Edge) -> None:
    made = _made(edge, name="laptop")
    archive = _exported(edge, "olga")
    (told,) = json.loads(archive.read("access-tokens.json"))
    assert (told["id"], told["name"]) == (made["id"], "laptop")
    assert not {"token", "hash", "uid"} & set(told)
