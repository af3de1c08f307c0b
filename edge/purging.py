"""Removing a project for good: its session, its document at once, its repository and messages by a task behind it."""

import logging

from common.errors import StoryDreamError, Unavailable
from common.models import Project
from edge.services import Services

logger = logging.getLogger(__name__)

FOLDERS = ("repos", "assets", "incoming", "rescue", "strips", "players")


def purge(services: Services, project: Project) -> None:
    """Idempotent. The document goes first: without it no pod can save and nobody can read."""
    services.projects.purge(project.id)
    close_session(services, project.id, "purged")
    try:
        services.tasks.enqueue(f"erase-{project.id}", "/tasks/erase", {"projectId": project.id})
    except Unavailable as error:  # the function that sees the document go asks for the same task
        logger.warning("erasure not queued", extra={"fields": {"project_id": project.id, "reason": error.detail}})


def erase(services: Services, project_id: str) -> int:
    """Remove what a purged project left behind → the number of documents and objects. Idempotent.

    Raises Conflict when the project exists.
    """
    erased = services.projects.erase_documents(project_id)
    services.sharing.forget_project(project_id)
    for folder in FOLDERS:
        for name in services.objects.list(f"{folder}/{project_id}/"):
            services.objects.delete(name)
            erased += 1
    return erased


def close_session(services: Services, project_id: str, reason: str) -> None:
    """Close the project's session if it has one; the pool manager's silence is not the caller's problem, as an
    unwatched session ends by idleness."""
    try:
        session = services.pool.of_project(project_id)
        if session is not None:
            services.pool.close(session.session_id, reason)
    except StoryDreamError as error:
        logger.warning("session not closed", extra={"fields": {"project_id": project_id, "reason": error.detail}})
