"""Events that come twice, late, in any order, or while storage is down: a project ends ready or failed."""

import threading
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from common.errors import Unavailable
from common.firestore import Client
from common.git.manifest import Manifest
from common.git.messages import AGENT
from common.git.store import GitStore
from common.ids import new_id
from common.models import Project, ProjectStatus, VideoSettings
from common.object_store import ObjectStore
from common.project_store import ProjectStore
from common.seeding import seed_or_give_up, seed_project
from functions import main

CREATED = datetime(2026, 5, 1, tzinfo=UTC)


class Queue:
    """Remembers the tasks it was given; a name is taken once."""

    def __init__(self) -> None:
        self.tasks: dict[str, tuple[str, dict[str, Any]]] = {}

    def enqueue(self, name: str, path: str, payload: dict[str, Any]) -> bool:
        return self.tasks.setdefault(name, (path, payload)) == (path, payload)


class Down:
    """A store that answers `failures` times that it is down, then works."""

    def __init__(self, repositories: GitStore, failures: int) -> None:
        self.repositories = repositories
        self.failures = failures

    def seed(
        self, project_id: str, template_id: str, created_at: datetime, video_settings: VideoSettings | None = None
    ) -> Manifest:
        if self.failures:
            self.failures -= 1
            raise Unavailable
        return self.repositories.seed(project_id, template_id, created_at, video_settings)

    def duplicate(self, source_id: str, version: str, target_id: str) -> Manifest:
        return self.repositories.duplicate(source_id, version, target_id)

    def read_file(self, project_id: str, version: str, path: str) -> bytes:
        return self.repositories.read_file(project_id, version, path)


@pytest.fixture
def projects(admin: Client) -> ProjectStore:
    return ProjectStore(admin)


@pytest.fixture
def repositories(objects: ObjectStore, tmp_path: Path) -> GitStore:
    return GitStore(objects, tmp_path / "cache")


@pytest.fixture
def held(projects: ProjectStore, repositories: GitStore) -> main.Parts:
    return main.Parts(projects, repositories, Queue())


def _created(admin: Client, **changes: object) -> str:
    project_id = new_id()
    data = {
        "id": project_id,
        "userId": "lena",
        "name": "A film",
        "gitRepoPath": f"repos/{project_id}/repo.git",
        "currentCommitSha": "",
        "createdAt": CREATED,
        "updatedAt": CREATED,
        "status": "seeding",
        "members": {"lena": "owner"},
        "memberIds": ["lena"],
        "templateId": "default",
        "deletedAt": None,
        "epoch": 0,
        **changes,
    }
    admin.document("projects", project_id).set(data)
    return project_id


def _project(projects: ProjectStore, project_id: str) -> Project:
    return projects.get(project_id)


def test_a_created_project_becomes_ready_on_its_first_checkpoint(
    admin: Client, held: main.Parts, projects: ProjectStore, repositories: GitStore
) -> None:
    project_id = _created(admin)
    main.on_created(held, project_id)
    project = _project(projects, project_id)
    assert project.status is ProjectStatus.READY
    assert project.current_commit_sha == repositories.manifest(project_id).head
    assert project.video_settings == VideoSettings.model_validate(
        {"width": 1920, "height": 1080, "fps": 30, "durationInFrames": 180}
    )


def test_the_size_asked_for_is_in_the_code(admin: Client, held: main.Parts, repositories: GitStore) -> None:
    wanted = {"width": 1080, "height": 1920, "fps": 25, "durationInFrames": 50}
    project_id = _created(admin, videoSettings=wanted)
    main.on_created(held, project_id)
    head = repositories.manifest(project_id).head
    assert "width={1080}" in repositories.read_file(project_id, head, "src/Root.tsx").decode()


def test_the_same_event_again_changes_nothing(
    admin: Client, held: main.Parts, projects: ProjectStore, repositories: GitStore
) -> None:
    project_id = _created(admin)
    main.on_created(held, project_id)
    before, manifest = _project(projects, project_id), repositories.manifest(project_id)
    main.on_created(held, project_id)
    assert _project(projects, project_id) == before
    assert repositories.manifest(project_id) == manifest


def test_two_deliveries_at_once_make_one_repository(
    admin: Client, held: main.Parts, projects: ProjectStore, repositories: GitStore
) -> None:
    project_id = _created(admin)
    threads = [threading.Thread(target=main.on_created, args=(held, project_id)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert _project(projects, project_id).status is ProjectStatus.READY
    assert len(repositories.log(project_id, None, 10)[0]) == 1


def test_an_event_that_comes_after_work_has_begun_undoes_none_of_it(
    admin: Client, held: main.Parts, projects: ProjectStore, repositories: GitStore
) -> None:
    project_id = _created(admin)
    main.on_created(held, project_id)
    moved = repositories.restore(project_id, repositories.manifest(project_id).template.head, AGENT, "x")
    projects.set_head(project_id, moved.head, moved.generation)
    main.on_created(held, project_id)
    assert _project(projects, project_id).current_commit_sha == moved.head


def test_a_creation_that_comes_after_the_removal_makes_nothing(held: main.Parts, objects: ObjectStore) -> None:
    project_id = new_id()
    main.on_created(held, project_id)
    assert list(objects.list(f"repos/{project_id}/")) == []


def test_a_removed_project_is_erased_by_one_task(held: main.Parts) -> None:
    project_id = new_id()
    main.on_deleted(held, project_id)
    main.on_deleted(held, project_id)
    assert isinstance(held.tasks, Queue)
    assert held.tasks.tasks == {f"erase-{project_id}": ("/tasks/erase", {"projectId": project_id})}


def test_a_failure_that_passes_is_waited_out(admin: Client, projects: ProjectStore, repositories: GitStore) -> None:
    project_id = _created(admin)
    seed_or_give_up(projects, Down(repositories, 2), project_id)
    assert _project(projects, project_id).status is ProjectStatus.READY


def test_a_failure_that_stays_ends_as_failed_and_can_be_tried_again(
    admin: Client, projects: ProjectStore, repositories: GitStore
) -> None:
    project_id = _created(admin)
    seed_or_give_up(projects, Down(repositories, 1000), project_id, patience=0.5)
    failed = _project(projects, project_id)
    assert failed.status is ProjectStatus.FAILED
    assert failed.status_reason
    assert projects.seed_again(project_id)
    assert seed_project(projects, repositories, project_id)
    assert _project(projects, project_id).status is ProjectStatus.READY


def test_a_template_that_is_not_there_fails_at_once_with_the_reason(
    admin: Client, held: main.Parts, projects: ProjectStore
) -> None:
    project_id = _created(admin, templateId="absent")
    main.on_created(held, project_id)
    failed = _project(projects, project_id)
    assert failed.status is ProjectStatus.FAILED
    assert "template" in (failed.status_reason or "")


@pytest.mark.parametrize("name", ["project_created", "project_deleted"])
def test_a_failed_event_is_delivered_again_when_deployed(name: str) -> None:
    trigger = vars(getattr(main, name))["__firebase_endpoint__"].eventTrigger
    assert trigger["retry"] is True
    assert trigger["eventFilterPathPatterns"] == {"document": "projects/{projectId}"}
