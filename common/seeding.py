"""A new project gets its repository: the one way, whether the function does it or a person asks for it again."""

import logging
from datetime import datetime, timedelta
from typing import Final, Protocol

from common.errors import Invalid, NotFound, StoryDreamError
from common.git_manifest import Manifest
from common.models import Project, ProjectStatus, VideoSettings
from common.video_settings import ROOT_FILE, read_video_settings

logger = logging.getLogger(__name__)

GIVE_UP_AFTER: Final = timedelta(minutes=5)
"""How long a delivery is tried again before the project is told to have failed: a person waits in front of it."""


class Projects(Protocol):
    """The slice of common/project_store.py that seeding needs."""

    def get(self, project_id: str) -> Project: ...
    def mark_ready(self, project_id: str, sha: str, generation: int) -> bool: ...
    def mark_failed(self, project_id: str, reason: str) -> bool: ...
    def set_video_settings(self, project_id: str, settings: VideoSettings) -> None: ...


class Repositories(Protocol):
    """The slice of common/git_store.py that seeding needs."""

    def seed(
        self, project_id: str, template_id: str, created_at: datetime, video_settings: VideoSettings | None = None
    ) -> Manifest: ...
    def read_file(self, project_id: str, sha: str, path: str) -> bytes: ...


def seed_project(projects: Projects, repositories: Repositories, project_id: str) -> bool:
    """Seed the repository of a project that waits for it, and say that it is ready. Idempotent, in any order.

    False when the project doesn't wait (any more) or is gone. Raises NotFound or Invalid when it can't ever be seeded
    (after telling so on the project), Unavailable when trying again makes sense.
    """
    try:
        project = projects.get(project_id)
    except NotFound:
        return False
    if project.status is not ProjectStatus.SEEDING:
        return False
    try:
        manifest = repositories.seed(project_id, project.template_id, project.created_at, project.video_settings)
    except (NotFound, Invalid) as error:
        projects.mark_failed(project_id, f"The template can't be used: {error.detail}")
        raise
    if project.video_settings is None:
        source = repositories.read_file(project_id, manifest.head, ROOT_FILE).decode()
        projects.set_video_settings(project_id, read_video_settings(source))
    return projects.mark_ready(project_id, manifest.head, manifest.generation)


def seed_on_event(
    projects: Projects, repositories: Repositories, project_id: str, created: datetime, now: datetime
) -> None:
    """One delivery of "this project was created at `created`". Raises Unavailable to be delivered again; after
    GIVE_UP_AFTER the project is marked as failed instead, and a person may ask for it again."""
    fields = {"project_id": project_id}
    try:
        seeded = seed_project(projects, repositories, project_id)
    except (NotFound, Invalid) as error:
        logger.error("project can't be seeded", extra={"fields": {**fields, "reason": error.detail}})
    except StoryDreamError as error:
        if now - created < GIVE_UP_AFTER:
            raise
        logger.error("seeding given up", extra={"fields": {**fields, "reason": error.detail}})
        projects.mark_failed(project_id, "The project's files could not be set up.")
    else:
        logger.info("project seeded" if seeded else "nothing to seed", extra={"fields": fields})
