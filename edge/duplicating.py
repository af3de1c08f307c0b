"""Copies of a project: a new one of the caller's, with the history up to a version and nothing else of the original:
no chat, no members."""

import hashlib
import logging

from common.errors import IdTaken, Invalid, NotFound, Unavailable
from common.models import Project, ProjectOrigin, ProjectStatus
from common.project_store import ProjectDraft
from common.seeding import seed_project
from edge.access import Access
from edge.assets import copy_all
from edge.committing import require_ready
from edge.opening import watch_seeding
from edge.services import Services
from edge.texts import copy_name

logger = logging.getLogger(__name__)


def duplicate(services: Services, allowed: Access, version: str | None, project_id: str, name: str | None) -> Project:
    """→ the copy, `ready` unless storage didn't answer in time: then it is `seeding`, and becomes so by itself. The
    same id again gives the same project.

    Raises NotFound for a version that isn't in the original's history, Conflict (`not_ready`) while the original is
    being set up, and IdTaken: also when the rules no longer let the caller read the original.
    """
    original, caller = allowed.project, allowed.caller
    require_ready(original)
    sha = services.repositories.checkpoint(original.id, version or _head(services, original)).sha
    draft = ProjectDraft(
        id=project_id,
        name=name or copy_name(original.name),
        description=original.description,
        template_id=original.template_id,
        origin=ProjectOrigin(project_id=original.id, sha=sha),
    )
    project = services.projects.create_as(allowed.user, caller.uid, draft)
    if project.origin is None or project.origin.project_id != original.id:
        raise IdTaken
    copy_all(services, original, project.origin.sha, project.id)
    if project.status is not ProjectStatus.SEEDING:
        return project
    # The function that sees the new document does the same: whoever is first makes it ready.
    watch_seeding(services, project.id)
    _say_so(services, project.id, original.name, project.origin.sha)
    try:
        seed_project(services.projects, services.repositories, project.id)
    except (NotFound, Invalid, Unavailable) as error:  # it says why on the project, or is tried again
        logger.warning("copy not ready", extra={"fields": {"project_id": project.id, "reason": error.detail}})
    return services.projects.get(project.id)


def _head(services: Services, project: Project) -> str:
    return services.repositories.manifest(project.id).head


def _say_so(services: Services, project_id: str, name: str, sha: str) -> None:
    """The first words in the copy's chat. Whoever it is shared with later reads them too: they tell no more than the
    name of the original, and a version that is in the copy's own history."""
    message_id = hashlib.sha256(f"copied to {project_id}".encode()).hexdigest()[:32]
    services.messages.announce(project_id, message_id, f"Copied from “{name}” at {sha[:7]}.", sha)
