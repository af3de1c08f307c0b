"""Role × operation under `firestore.rules`, and the same as the edge's policy says."""

from collections.abc import Callable

import pytest

from common.firestore import DELETE_FIELD, SERVER_TIMESTAMP, Client, UserClients, where
from common.project_store import MESSAGES, PROJECTS
from common.sharing_store import INVITES, LINKS, REQUESTS
from edge.policy import ALLOWED, Operation
from edge.writes import WRITES, Identity
from tests.rules.people import (
    PEOPLE,
    PROJECT_ID,
    SIZE,
    allowed,
    as_person,
    listen,
    make_project,
    message_document,
    message_of,
    project_document,
    project_of,
)

Attempt = Callable[[Client, str], object]


def _change(**fields: object) -> Attempt:
    return lambda client, _: project_document(client).update({**fields, "updatedAt": SERVER_TIMESTAMP})


OPERATIONS: dict[str, tuple[Operation, Attempt]] = {
    "read": (Operation.READ, lambda client, _: project_document(client).get()),
    "list messages": (
        Operation.READ,
        lambda client, _: list(project_document(client).collection(MESSAGES).stream()),
    ),
    "read a message": (Operation.READ, lambda client, _: message_document(client, "message-of-olga").get()),
    "listen to the project": (Operation.READ, lambda client, _: listen(client, f"{PROJECTS}/{PROJECT_ID}")),
    "listen to the chat": (
        Operation.READ,
        lambda client, _: listen(client, f"{PROJECTS}/{PROJECT_ID}/{MESSAGES}"),
    ),
    "rename": (Operation.CHANGE, _change(name="New")),
    "describe": (Operation.CHANGE, _change(description="About")),
    "resize": (Operation.CHANGE, _change(videoSettings=SIZE.model_dump(by_alias=True))),
    "trash": (Operation.TRASH, _change(deletedAt=SERVER_TIMESTAMP)),
    "copy": (
        Operation.DUPLICATE,
        lambda client, uid: client.document(PROJECTS, "project-2").create(
            project_of(uid, origin={"projectId": PROJECT_ID, "sha": "a" * 40})
        ),
    ),
    "send": (
        Operation.SEND,
        lambda client, uid: message_document(client, "message-00001").create(message_of(uid)),
    ),
}


@pytest.fixture(autouse=True)
def project(admin: Client, users: UserClients) -> None:
    make_project(admin, users)


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_rules_allow_what_the_policy_allows(name: str, role: str, users: UserClients) -> None:
    operation, attempt = OPERATIONS[name]
    permitted = role in ALLOWED[operation]
    assert allowed(lambda: attempt(as_person(users, role), PEOPLE[role])) is permitted


@pytest.mark.parametrize("role", PEOPLE)
def test_only_its_author_changes_or_withdraws_a_queued_message(role: str, users: UserClients) -> None:
    theirs = message_document(as_person(users, role), "message-of-olga")
    assert allowed(lambda: theirs.update({"content": "Changed"})) is (role == "owner")
    assert allowed(theirs.delete) is (role == "owner")


def test_a_message_that_a_turn_has_taken_up_stays_as_it_is(admin: Client, users: UserClients) -> None:
    message_document(admin, "message-of-olga").update({"status": "running"})
    mine = message_document(as_person(users, "owner"), "message-of-olga")
    assert not allowed(lambda: mine.update({"content": "Changed"}))
    assert not allowed(mine.delete)


def test_an_editor_who_lost_the_role_cannot_change_what_they_wrote(admin: Client, users: UserClients) -> None:
    project_document(admin).update({"members.eddi": DELETE_FIELD, "memberIds": ["olga"]})
    assert not allowed(lambda: message_document(as_person(users, "editor"), "message-of-eddi").update({"content": "x"}))


@pytest.mark.parametrize("role", PEOPLE)
def test_everybody_lists_what_they_own_or_share_and_nothing_else(role: str, users: UserClients) -> None:
    client = as_person(users, role)
    mine = where(client.collection(PROJECTS), "memberIds", "array_contains", PEOPLE[role])
    assert [found.id for found in mine.stream()] == ([] if role == "none" else [PROJECT_ID])
    assert not allowed(lambda: list(client.collection(PROJECTS).stream()))
    theirs = where(client.collection(PROJECTS), "userId", "==", "olga")
    assert allowed(lambda: list(theirs.stream())) is (role == "owner")
    assert not allowed(lambda: list(client.collection_group(MESSAGES).stream()))


def test_in_the_trash_nobody_writes_and_only_the_owner_takes_it_back(users: UserClients) -> None:
    assert allowed(_change(deletedAt=SERVER_TIMESTAMP), as_person(users, "owner"), "")
    for role in PEOPLE:
        client = as_person(users, role)
        assert not allowed(message_document(client, "message-00001").create, message_of(PEOPLE[role]))
        assert not allowed(_change(name="New"), client, "")
        assert not allowed(OPERATIONS["copy"][1], client, PEOPLE[role])
        assert allowed(_change(deletedAt=None), client, "") is (role == "owner")
        if role == "owner":
            _change(deletedAt=SERVER_TIMESTAMP)(client, "")


ATTEMPTS_OF_THE_SERVICE: dict[str, Attempt] = {
    "project.status": _change(status="failed"),
    "project.epoch": _change(epoch=7),
    "project.currentCommitSha": _change(currentCommitSha="b" * 40),
    "project.lastOpenedAt": _change(lastOpenedAt=SERVER_TIMESTAMP),
    "project.summary": _change(summary={"text": "x", "untilMessageId": "y"}),
    "project.members": _change(members={"olga": "owner", "stranger": "owner"}, memberIds=["olga", "stranger"]),
    "project.watchable": _change(watchable=True),
    "project.spent": _change(spent={"project": {"window": "2026-11-26", "micros": 0}}),
    "project.purge": lambda client, _: project_document(client).delete(),
    "message.claim": lambda client, _: message_document(client, "message-of-olga").update({"status": "running"}),
    "message.end": lambda client, _: message_document(client, "message-of-olga").update({"status": "done"}),
    "message.answer": lambda client, uid: message_document(client, "message-00001").create(
        message_of(uid, role="assistant", status="done")
    ),
    "message.cardAnswer": lambda client, uid: message_document(client, "message-of-olga").update(
        {"answer": {"choice": "Blue", "userId": uid}}
    ),
    "message.notice": lambda client, uid: message_document(client, "message-00001").create(
        message_of(uid, role="system")
    ),
    "user.profile": lambda client, uid: client.document("users", uid).set({"id": uid, "plan": "team"}),
    "user.usage": lambda client, uid: client.document("users", uid).set({"usage": {"turns": 0}}, merge=True),
    "user.spent": lambda client, uid: client.document("users", uid).set({"spent": {}}, merge=True),
    "user.token": lambda client, uid: client.document("tokens", "0" * 32).set({"uid": uid, "hash": "0" * 64}),
    "invite": lambda client, _: client.document(INVITES, "0" * 32).set(
        {"id": "0" * 32, "projectId": PROJECT_ID, "email": "stranger@example.com", "role": "editor"}
    ),
    "accessRequest": lambda client, uid: project_document(client).collection(REQUESTS).document(uid).set({"uid": uid}),
    "watchLink": lambda client, _: client.document(LINKS, "guessed").set({"token": "guessed", "projectId": PROJECT_ID}),
    "export": lambda client, _: project_document(client).collection("exports").add({"format": "mp4"}),
    "asset": lambda client, _: project_document(client).collection("assets").add({"name": "x.png"}),
}


def test_every_write_of_the_table_is_tried() -> None:
    of_users = {write for write, identity in WRITES.items() if identity is Identity.USER}
    assert set(ATTEMPTS_OF_THE_SERVICE) == set(WRITES) - of_users
    assert of_users == {
        "project.create",
        "project.name",
        "project.description",
        "project.videoSettings",
        "project.trash",
        "project.untrash",
        "message.create",
        "message.change",
        "message.withdraw",
    }


@pytest.mark.parametrize("role", PEOPLE)
@pytest.mark.parametrize("write", ATTEMPTS_OF_THE_SERVICE)
def test_what_services_write_no_user_can(write: str, role: str, users: UserClients) -> None:
    assert not allowed(lambda: ATTEMPTS_OF_THE_SERVICE[write](as_person(users, role), PEOPLE[role]))


def test_a_profile_is_read_by_its_user_only(admin: Client, users: UserClients) -> None:
    admin.document("users", "olga").set({"id": "olga"})
    assert allowed(as_person(users, "owner").document("users", "olga").get)
    assert not allowed(as_person(users, "editor").document("users", "olga").get)
    assert not allowed(lambda: list(as_person(users, "owner").collection("users").stream()))


def test_nobody_reads_or_revokes_an_access_token_by_themselves(admin: Client, users: UserClients) -> None:
    admin.document("tokens", "0" * 32).set({"uid": "olga", "hash": "0" * 64})
    for role in PEOPLE:
        client = as_person(users, role)
        token = client.document("tokens", "0" * 32)
        mine = where(client.collection("tokens"), "uid", "==", PEOPLE[role])
        assert not allowed(token.get)
        assert not allowed(token.delete)
        assert not allowed(lambda token=token: token.update({"uid": "stranger"}))
        assert not allowed(lambda mine=mine: list(mine.stream()))


@pytest.mark.parametrize("role", PEOPLE)
def test_who_is_invited_asks_or_watches_is_read_through_the_edge_only(
    role: str, admin: Client, users: UserClients
) -> None:
    mine = {"projectId": PROJECT_ID, "email": f"{PEOPLE[role]}@example.com"}
    admin.document(INVITES, "0" * 32).set(mine)
    admin.document(LINKS, "token").set({"token": "token", **mine})
    project_document(admin).collection(REQUESTS).document(PEOPLE[role]).set({"uid": PEOPLE[role]})
    client = as_person(users, role)
    requests = project_document(client).collection(REQUESTS)
    for document in (
        client.document(INVITES, "0" * 32),
        client.document(LINKS, "token"),
        requests.document(PEOPLE[role]),
    ):
        assert not allowed(document.get)
        assert not allowed(document.delete)
    for query in (
        where(client.collection(INVITES), "email", "==", mine["email"]),
        where(client.collection(LINKS), "projectId", "==", PROJECT_ID),
        requests,
    ):
        assert not allowed(lambda query=query: list(query.stream()))
