"""What a user writes must have exactly the shape that the services rely on."""

import re
from pathlib import Path
from typing import Any

import pytest

from common import chat_models, models
from common.firestore import DELETE_FIELD, SERVER_TIMESTAMP, Client, UserClients
from common.ids import ID_PATTERN
from common.project_store import MESSAGES, PROJECTS, PURGED
from tests.rules.people import (
    PROJECT_ID,
    SIZE,
    allowed,
    as_person,
    make_project,
    message_document,
    message_of,
    minimal,
    project_document,
    project_of,
)

ELEMENT = {"file": "src/MyVideo.tsx", "line": 3, "column": 5, "name": "Intro", "text": "Hello"}
RULES = (Path(__file__).resolve().parents[2] / "firestore.rules").read_text()


@pytest.fixture(autouse=True)
def project(admin: Client, users: UserClients) -> None:
    make_project(admin, users)


def _creates(users: UserClients, data: dict[str, Any], project_id: str = "project-2", role: str = "none") -> bool:
    return allowed(lambda: as_person(users, role).document(PROJECTS, project_id).create(data))


def test_a_well_made_project_is_allowed(users: UserClients) -> None:
    size = SIZE.model_dump(by_alias=True)
    assert _creates(users, project_of("stranger", description="About", videoSettings=size))


@pytest.mark.parametrize(
    "wrong",
    [
        {"userId": "olga"},
        {"id": "project-3"},
        {"gitRepoPath": "repos/project-1/repo.git"},
        {"status": "ready"},
        {"currentCommitSha": "a" * 40},
        {"epoch": 1},
        {"epoch": -1},
        {"members": {"stranger": "owner", "olga": "editor"}},
        {"members": {"stranger": "editor"}},
        {"members": {}},
        {"memberIds": ["stranger", "olga"]},
        {"memberIds": []},
        {"name": ""},
        {"name": 7},
        {"name": "x" * (models.NAME_MAX + 1)},
        {"description": "x" * (models.DESCRIPTION_MAX + 1)},
        {"deletedAt": SERVER_TIMESTAMP},
        {"lastOpenedAt": "2020-01-01"},
        {"templateId": None},
        {"templateId": "x" * 41},
        {"createdAt": "2020-01-01"},
        {"videoSettings": {"width": 1080}},
        {"videoSettings": {**SIZE.model_dump(by_alias=True), "width": 1081}},
        {"videoSettings": {**SIZE.model_dump(by_alias=True), "fps": 0}},
        {"videoSettings": {**SIZE.model_dump(by_alias=True), "height": models.DIMENSION_MAX + 2}},
        {"videoSettings": {**SIZE.model_dump(by_alias=True), "more": 1}},
        {"origin": {"projectId": PROJECT_ID}},
        {"origin": {"sha": "a" * 40}},
        {"origin": "project-1"},
        {"plan": "team"},
        {"thumbnailUrl": "https://example.com/x.png"},
    ],
)
def test_a_project_that_claims_too_much_is_refused(wrong: dict[str, Any], users: UserClients) -> None:
    assert not _creates(users, project_of("stranger", **wrong))


@pytest.mark.parametrize(
    "wrong",
    [
        {"projectId": "project-9"},
        {"projectId": "../project-1"},
        {"projectId": 7},
        {"sha": "main"},
        {"sha": "A" * 40},
        {"sha": None},
        {"more": True},
    ],
)
def test_an_origin_that_is_no_version_of_a_project_is_refused(wrong: dict[str, Any], users: UserClients) -> None:
    origin = {"projectId": PROJECT_ID, "sha": "a" * 40}
    assert not _creates(users, project_of("eddi", origin={**origin, **wrong}), role="editor")
    assert _creates(users, project_of("eddi", origin=origin), role="editor")


def test_what_a_project_began_as_never_changes(users: UserClients) -> None:
    origin = {"projectId": PROJECT_ID, "sha": "a" * 40}
    assert _creates(users, project_of("eddi", origin=origin), role="editor")
    copy = as_person(users, "editor").document(PROJECTS, "project-2")
    for changed in ({"origin": {**origin, "sha": "b" * 40}}, {"origin": None}, {"origin": DELETE_FIELD}):
        assert not allowed(copy.update, {**changed, "updatedAt": SERVER_TIMESTAMP})
    assert allowed(copy.update, {"name": "Mine", "updatedAt": SERVER_TIMESTAMP})


def test_a_project_needs_no_more_than_its_essential_fields(users: UserClients) -> None:
    assert _creates(users, minimal("project", project_of("stranger")))
    opened = project_of("stranger", "project-3", lastOpenedAt=SERVER_TIMESTAMP)
    assert _creates(users, opened, "project-3")


def test_a_project_without_an_essential_field_is_refused(users: UserClients) -> None:
    essential = minimal("project", project_of("stranger"))
    for field in essential:
        rest = {name: value for name, value in essential.items() if name != field}
        assert not _creates(users, rest), field


def test_a_project_with_its_essential_fields_only_can_be_changed_trashed_and_talked_in(users: UserClients) -> None:
    assert _creates(users, minimal("project", project_of("stranger")))
    client = as_person(users, "none")
    project = client.document(PROJECTS, "project-2")
    message = minimal("message", message_of("stranger", projectId="project-2"))
    assert allowed(lambda: project.collection(MESSAGES).document("message-00001").create(message))
    assert allowed(lambda: project.update({"name": "New", "updatedAt": SERVER_TIMESTAMP}))
    assert allowed(lambda: project.update({"deletedAt": SERVER_TIMESTAMP, "updatedAt": SERVER_TIMESTAMP}))
    assert not allowed(lambda: project.update({"name": "Newer", "updatedAt": SERVER_TIMESTAMP}))
    assert allowed(lambda: project.update({"deletedAt": None, "updatedAt": SERVER_TIMESTAMP}))


@pytest.mark.parametrize("bad_id", ["short", "-begins-badly", "Has-Capitals", "x" * 41, "with.dots.in"])
def test_an_id_that_cannot_be_a_host_label_is_refused(bad_id: str, users: UserClients) -> None:
    assert not _creates(users, project_of("stranger", bad_id), bad_id)


def test_the_id_of_a_purged_project_is_never_given_again(admin: Client, users: UserClients) -> None:
    admin.document(PURGED, "project-2").set({"at": SERVER_TIMESTAMP})
    assert not _creates(users, project_of("stranger"))


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": "assistant"},
        {"role": "system"},
        {"status": "running"},
        {"status": "done"},
        {"authorId": "eddi"},
        {"projectId": "project-2"},
        {"id": "message-00002"},
        {"content": ""},
        {"content": None},
        {"content": "x" * (models.PROMPT_MAX + 1)},
        {"attachments": [f"asset-000{n:02}" for n in range(models.ATTACHMENTS_MAX + 1)]},
        {"attachments": None},
        {"context": {"sha": "not a sha"}},
        {"context": {"frame": -1}},
        {"context": {"frame": 1, "more": 2}},
        {"context": {"element": "src/MyVideo.tsx:3"}},
        {"context": {"element": {"file": "src/MyVideo.tsx"}}},
        {"context": {"element": {"line": 3}}},
        {"context": {"element": {**ELEMENT, "file": ""}}},
        {"context": {"element": {**ELEMENT, "file": "x" * (chat_models.ELEMENT_FILE_MAX + 1)}}},
        {"context": {"element": {**ELEMENT, "line": 0}}},
        {"context": {"element": {**ELEMENT, "line": "3"}}},
        {"context": {"element": {**ELEMENT, "column": -1}}},
        {"context": {"element": {**ELEMENT, "name": "x" * (chat_models.ELEMENT_NAME_MAX + 1)}}},
        {"context": {"element": {**ELEMENT, "text": "x" * (chat_models.ELEMENT_TEXT_MAX + 1)}}},
        {"context": {"element": {**ELEMENT, "more": 1}}},
        {"card": {"type": "choice"}},
        {"answer": {"choice": "undo"}},
        {"createdAt": "2020-01-01"},
        {"turnId": "turn-0001"},
        {"epoch": 9},
        {"actions": []},
    ],
)
def test_a_message_that_claims_too_much_is_refused(wrong: dict[str, Any], users: UserClients) -> None:
    mine = message_document(as_person(users, "owner"), "message-00001")
    assert not allowed(lambda: mine.create(message_of("olga", **wrong)))


def test_a_well_made_message_is_allowed(users: UserClients) -> None:
    mine = message_document(as_person(users, "owner"), "message-00001")
    full = message_of(
        "olga", content="x" * models.PROMPT_MAX, attachments=["asset-0001"], context={"sha": "a" * 40, "frame": 12}
    )
    full["context"]["element"] = ELEMENT
    assert allowed(lambda: mine.create(full))
    assert allowed(lambda: mine.update({"context": {"element": {"file": "src/MyVideo.tsx", "line": 3}}}))


def test_a_message_without_an_essential_field_is_refused(users: UserClients) -> None:
    mine = message_document(as_person(users, "owner"), "message-00001")
    essential = minimal("message", message_of("olga"))
    for field in essential:
        rest = {name: value for name, value in essential.items() if name != field}
        assert not allowed(mine.create, rest), field
    assert allowed(mine.create, essential)
    assert allowed(lambda: mine.update({"content": "Other words"}))


def test_a_queued_message_may_change_its_words_only(users: UserClients) -> None:
    mine = message_document(as_person(users, "owner"), "message-of-olga")
    for wrong in ({"status": "done"}, {"authorId": "eddi"}, {"createdAt": SERVER_TIMESTAMP}, {"content": ""}):
        assert not allowed(mine.update, wrong)
    assert allowed(lambda: mine.update({"content": "Other words", "attachments": ["asset-0001"]}))


def test_a_project_and_its_first_message_come_together_or_not_at_all(users: UserClients) -> None:
    client = as_person(users, "none")
    batch = client.batch()
    batch.create(client.document(PROJECTS, "project-2"), project_of("stranger"))
    bad = message_of("stranger", projectId="project-2", status="done")
    batch.create(client.document(PROJECTS, "project-2", MESSAGES, "message-00001"), bad)
    assert not allowed(batch.commit)
    assert not allowed(client.document(PROJECTS, "project-2").get)


def test_changing_a_project_must_say_when(users: UserClients) -> None:
    mine = project_document(as_person(users, "owner"))
    assert not allowed(lambda: mine.update({"name": "New"}))
    assert not allowed(lambda: mine.update({"name": "New", "deletedAt": SERVER_TIMESTAMP}))
    assert allowed(lambda: mine.update({"name": "New", "updatedAt": SERVER_TIMESTAMP}))
    assert mine.id == PROJECT_ID


def test_the_limits_in_the_rules_are_those_of_the_models() -> None:
    def limit(pattern: str) -> set[int]:
        return {int(found) for found in re.findall(pattern, RULES)}

    assert limit(r"isText\(project\.name, (\d+)\)") == {models.NAME_MAX}
    assert limit(r"isText\(project\.description, (\d+)\)") == {models.DESCRIPTION_MAX}
    assert limit(r"isText\(message\.content, (\d+)\)") == {models.PROMPT_MAX}
    assert limit(r"attachments', \[\]\)\.size\(\) <= (\d+)") == {models.ATTACHMENTS_MAX}
    for name in ("width", "height"):
        found = re.findall(rf"isIntegerIn\(value\.{name}, (\d+), (\d+)\)", RULES)
        assert found == [(str(models.DIMENSION_MIN), str(models.DIMENSION_MAX))]
    assert limit(r"isIntegerIn\(value\.fps, 1, (\d+)\)") == {models.FPS_MAX}
    assert limit(r"isIntegerIn\(value\.durationInFrames, 1, (\d+)\)") == {models.DURATION_MAX_FRAMES}
    assert limit(r"context\.frame, 0, (\d+)\)") == {models.DURATION_MAX_FRAMES}
    assert limit(r"isText\(element\.file, (\d+)\)") == {chat_models.ELEMENT_FILE_MAX}
    assert limit(r"isIntegerIn\(element\.(?:line, 1|column, 0), (\d+)\)") == {chat_models.ELEMENT_LINE_MAX}
    assert limit(r"isText\(element\.name, (\d+)\)") == {chat_models.ELEMENT_NAME_MAX}
    assert limit(r"isText\(element\.text, (\d+)\)") == {chat_models.ELEMENT_TEXT_MAX}
    assert f"matches('{ID_PATTERN}')" in RULES
