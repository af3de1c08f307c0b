"""Projects in Firestore: idempotent creation, copies that only move forward, an id that is never given twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from common.errors import Conflict, IdTaken, NotFound, Superseded
from common.firestore import Client, UserClients
from common.models import ProjectStatus, ProjectSummary, VideoSettings
from common.project_store import MESSAGES, PROJECTS, FirstMessage, ProjectDraft, ProjectStore
from tests.edge.firestore_emulator import id_token

DRAFT = ProjectDraft(id="project-1", name="Slow Coast", description="Waves")
SIZE = VideoSettings(width=1080, height=1920, fps=30, duration_in_frames=240)


@pytest.fixture
def olga(users: UserClients) -> Client:
    return users.of(id_token("olga"))


@pytest.fixture
def store(admin: Client, olga: Client) -> ProjectStore:
    """With Olga's project `project-1`."""
    store = ProjectStore(admin)
    store.create_as(olga, "olga", DRAFT)
    return store


def test_what_creating_answers_is_what_is_stored(store: ProjectStore, olga: Client) -> None:
    made = store.create_as(olga, "olga", DRAFT.model_copy(update={"id": "project-2", "video_settings": SIZE}))
    assert made == store.get("project-2")
    assert made.status is ProjectStatus.SEEDING
    assert (made.epoch, made.current_commit_sha, made.members) == (0, "", {"olga": "owner"})


def test_creating_the_same_again_gives_what_is_there(store: ProjectStore, olga: Client) -> None:
    store.mark_ready("project-1", "a" * 40, 5)
    assert store.create_as(olga, "olga", DRAFT) == store.get("project-1")
    assert store.get("project-1").status is ProjectStatus.READY


def test_twenty_creations_of_one_id_make_one_project(store: ProjectStore, olga: Client) -> None:
    draft = DRAFT.model_copy(update={"id": "project-3"})
    first = FirstMessage(id="message-00001", content="Hello")
    with ThreadPoolExecutor(20) as pool:
        made = list(pool.map(lambda _: store.create_as(olga, "olga", draft, first), range(20)))
    assert all(project == made[0] for project in made)


def test_an_id_of_somebody_else_is_taken(store: ProjectStore, users: UserClients) -> None:
    with pytest.raises(IdTaken) as refusal:
        store.create_as(users.of(id_token("mallory")), "mallory", DRAFT)
    assert refusal.value.extra == {}
    assert store.get("project-1").user_id == "olga"


def test_the_id_of_a_purged_project_stays_taken(store: ProjectStore, olga: Client, users: UserClients) -> None:
    store.purge("project-1")
    store.purge("project-1")
    with pytest.raises(NotFound):
        store.get("project-1")
    for uid, client in (("olga", olga), ("mallory", users.of(id_token("mallory")))):
        with pytest.raises(IdTaken):
            store.create_as(client, uid, DRAFT)


def test_trash_and_back(store: ProjectStore, olga: Client) -> None:
    assert store.trash_as(olga, "project-1").deleted_at is not None
    assert store.list_as(olga, "olga") == []
    assert [project.id for project in store.list_as(olga, "olga", trash=True)] == ["project-1"]
    assert store.any_in_trash()
    assert store.restore_as(olga, "project-1").deleted_at is None
    assert [project.id for project in store.list_as(olga, "olga")] == ["project-1"]
    assert not store.any_in_trash()


def test_only_what_is_long_in_the_trash_is_old(store: ProjectStore, olga: Client) -> None:
    store.trash_as(olga, "project-1")
    assert list(store.trash_older_than(datetime.now(UTC))) == []
    assert [old.id for old in store.trash_older_than(datetime.now(UTC) + timedelta(days=31))] == ["project-1"]


def test_the_video_size_is_copied_with_the_head_and_never_from_an_older_one(store: ProjectStore) -> None:
    new, old = (VideoSettings(width=width, height=1080, fps=30, duration_in_frames=90) for width in (1280, 640))
    store.set_head("project-1", "b" * 40, 20, new)
    store.set_head("project-1", "a" * 40, 10, old)
    assert (store.get("project-1").current_commit_sha, store.get("project-1").video_settings) == ("b" * 40, new)
    store.set_head("project-1", "c" * 40, 30)
    assert store.get("project-1").video_settings == new
    store.set_head("project-1", "c" * 40, 30, old)  # the head came first, by an open
    assert store.get("project-1").video_settings == old


def test_a_member_sees_the_project_and_an_outsider_does_not(store: ProjectStore, users: UserClients) -> None:
    vera = users.of(id_token("vera"))
    assert store.list_as(vera, "vera") == []
    store.set_member("project-1", "vera", "viewer")
    assert [project.id for project in store.list_as(vera, "vera")] == ["project-1"]
    assert [project.id for project in store.shared_with("vera")] == ["project-1"]
    store.set_member("project-1", "vera", None)
    assert store.list_as(vera, "vera") == []


def test_the_owner_cannot_be_made_less(store: ProjectStore) -> None:
    store.set_member("project-1", "olga", None)
    assert store.get("project-1").members == {"olga": "owner"}


def test_changing_as_a_stranger_is_as_if_there_were_no_project(store: ProjectStore, users: UserClients) -> None:
    with pytest.raises(NotFound):
        store.update_as(users.of(id_token("mallory")), "project-1", {"name": "Mine"})


def test_an_epoch_only_rises(store: ProjectStore) -> None:
    store.raise_epoch("project-1", 3)
    store.raise_epoch("project-1", 2)
    assert store.get("project-1").epoch == 3
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda epoch: store.raise_epoch("project-1", epoch), [4, 9, 5, 7, 6]))
    assert store.get("project-1").epoch == 9


def test_a_head_is_only_replaced_by_a_newer_manifests(store: ProjectStore) -> None:
    store.set_head("project-1", "b" * 40, 20)
    store.set_head("project-1", "a" * 40, 10)
    assert store.get("project-1").current_commit_sha == "b" * 40
    store.record_open("project-1", 2, "c" * 40, 30)
    project = store.get("project-1")
    assert (project.current_commit_sha, project.epoch) == ("c" * 40, 2)
    assert project.last_opened_at is not None


def test_joining_again_within_a_minute_writes_nothing(store: ProjectStore, admin: Client) -> None:
    store.record_open("project-1", 1, "a" * 40, 10)
    before = admin.document(PROJECTS, "project-1").get().update_time
    store.record_open("project-1", 1, "a" * 40, 10)
    assert admin.document(PROJECTS, "project-1").get().update_time == before


def test_twenty_openers_at_once_record_one_epoch(store: ProjectStore) -> None:
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda _: store.record_open("project-1", 4, "a" * 40, 10), range(20)))
    project = store.get("project-1")
    assert (project.epoch, project.current_commit_sha) == (4, "a" * 40)


def test_seeding_ends_once(store: ProjectStore) -> None:
    assert store.mark_failed("project-1", "The template is missing.")
    assert not store.mark_ready("project-1", "a" * 40, 1)
    assert store.get("project-1").status_reason == "The template is missing."
    assert store.seed_again("project-1")
    assert not store.seed_again("project-1")
    assert store.mark_ready("project-1", "a" * 40, 1)
    assert not store.mark_failed("project-1", "late")
    project = store.get("project-1")
    assert (project.status, project.status_reason) == (ProjectStatus.READY, None)
    assert not store.mark_ready("no-such-project", "a" * 40, 1)


def test_a_summary_of_an_older_epoch_is_refused(store: ProjectStore) -> None:
    store.raise_epoch("project-1", 2)
    summary = ProjectSummary(text="So far", until_message_id="message-00001")
    with pytest.raises(Superseded):
        store.set_summary("project-1", 1, summary)
    store.set_summary("project-1", 2, summary)
    assert store.get("project-1").summary == summary


def test_erasing_takes_the_messages_of_a_project_that_is_gone_only(
    store: ProjectStore, olga: Client, admin: Client
) -> None:
    draft = DRAFT.model_copy(update={"id": "project-2"})
    store.create_as(olga, "olga", draft, FirstMessage(id="message-00001", content="Hello"))
    with pytest.raises(Conflict):
        store.erase_documents("project-2")
    store.purge("project-2")
    assert store.erase_documents("project-2") >= 1
    assert not list(admin.collection(PROJECTS, "project-2", MESSAGES).stream())
    store.erase_documents("project-2")
