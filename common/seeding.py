"""A new project gets its repository, from its template or as a copy: the one way, whether the function does it, the
edge, or a person who asks for it again."""

import logging
from datetime import datetime
from typing import Final, Protocol

from tenacity import Retrying, retry_if_exception_type, stop_after_delay, wait_random_exponential

from common.errors import Invalid, NotFound, SettingsNotLiteral, StoryDreamError, Unavailable
from common.git.manifest import Manifest
from common.models import Project, ProjectStatus, VideoSettings
from common.video_settings import ROOT_FILE, read_video_settings

logger = logging.getLogger(__name__)

PATIENCE_SECONDS: Final = 45.0
"""How long seeding is tried before the project is said to have failed: a person waits in front of it."""


class Projects(Protocol):
    """The slice of common/project_store.py that seeding needs."""

    def get(self, project_id: str) -> Project: ...
    def mark_ready(self, project_id: str, sha: str, generation: int) -> bool: ...
    def mark_failed(self, project_id: str, reason: str) -> bool: ...
    def set_video_settings(self, project_id: str, settings: VideoSettings) -> None: ...


class Files(Protocol):
    """Who reads a project's files; see common/git/store.py."""

    def read_file(self, project_id: str, version: str, path: str) -> bytes: ...


class Repositories(Files, Protocol):
    """The slice of common/git/store.py that seeding needs."""

    def seed(
        self, project_id: str, template_id: str, created_at: datetime, video_settings: VideoSettings | None = None
    ) -> Manifest: ...
    def duplicate(self, source_id: str, version: str, target_id: str) -> Manifest: ...


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
    origin = project.origin
    try:
        if origin is None:
            manifest = repositories.seed(project_id, project.template_id, project.created_at, project.video_settings)
        else:
            manifest = repositories.duplicate(origin.project_id, origin.sha, project_id)
    except (NotFound, Invalid) as error:
        what = "The template can't be used" if origin is None else "The original can't be copied"
        projects.mark_failed(project_id, f"{what}: {error.detail}")
        raise
    if not projects.mark_ready(project_id, manifest.head, manifest.generation):
        return False
    if origin is not None or project.video_settings is None:  # the code of a copy stays as it is, whatever was wished
        settings = registered_settings(repositories, project_id, manifest.head)
        if settings is not None and settings != project.video_settings:
            projects.set_video_settings(project_id, settings)
    return True


def registered_settings(repositories: Files, project_id: str, version: str) -> VideoSettings | None:
    """What `src/Root.tsx` says at a version; None where it computes them, can't be read, or isn't there."""
    try:
        return read_video_settings(repositories.read_file(project_id, version, ROOT_FILE).decode())
    except (NotFound, SettingsNotLiteral, UnicodeDecodeError):
        return None


def seed_or_give_up(
    projects: Projects, repositories: Repositories, project_id: str, patience: float = PATIENCE_SECONDS
) -> None:
    """One delivery of "this project was created". Tries for `patience` seconds, then marks the project as failed, and
    a person may ask for it again. Raises Unavailable only when not even that can be written."""
    fields: dict[str, str] = {"project_id": project_id}
    tries = Retrying(
        retry=retry_if_exception_type(Unavailable),
        stop=stop_after_delay(patience),
        wait=wait_random_exponential(multiplier=0.5, max=8),
        reraise=True,
    )
    try:
        seeded = tries(seed_project, projects, repositories, project_id)
    except (NotFound, Invalid):
        logger.exception("project can't be seeded", extra={"fields": fields})
    except StoryDreamError:
        logger.exception("seeding given up", extra={"fields": fields})
        projects.mark_failed(project_id, "The project's files could not be set up.")
    else:
        logger.info("project seeded" if seeded else "nothing to seed", extra={"fields": fields})
