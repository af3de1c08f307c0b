"""Projects: create, copy, list, change, trash and back, remove for good."""

import logging
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from flask import Response
from pydantic import Field

from common.errors import Conflict, IdTaken, Invalid, NotFound, Unavailable
from common.ids import Id, new_id
from common.models import Model, Project, ProjectStatus, VideoSettings
from common.project_store import FirstMessage, ProjectDraft
from common.seeding import seed_project
from common.task_queue import due_name
from common.template_catalogue import templates
from common.version_models import Version
from edge.access import access, caller, require_caller
from edge.answers import BEARER, Page, PageQuery, ProjectPath, answer, blueprint, from_cursor, nothing, to_cursor
from edge.duplicating import duplicate
from edge.opening import watch_seeding
from edge.policy import Operation
from edge.purging import close_session, purge
from edge.services import services
from edge.texts import Description, ProjectName, Prompt, TemplateId, first_message_id, name_from
from edge.video_size import change_video_settings

bp = blueprint("projects", __name__, BEARER)
bp.before_request(require_caller)

logger = logging.getLogger(__name__)


class NewProject(Model):
    """What a project begins with. With a `prompt`, it begins with that message waiting for the first turn."""

    id: Id | None = None
    name: ProjectName | None = None
    prompt: Prompt | None = None
    description: Description | None = None
    template_id: TemplateId = "default"
    video_settings: VideoSettings | None = None


class ProjectChange(Model):
    """What may be changed; what is absent stays."""

    name: ProjectName | None = None
    description: Description | None = None
    video_settings: VideoSettings | None = None


class Copy(Model):
    """Which version to copy, by sha or by name, the newest when absent; and what the copy is to be called."""

    sha: Version | None = None
    id: Id | None = None
    name: ProjectName | None = None


class ProjectsQuery(PageQuery):
    """Which projects: owned, shared with me, both (by default), or in the trash; `q` looks in names."""

    filter: Literal["all", "owned", "shared", "trash"] = "all"
    q: str = Field(default="", max_length=100)
    sort: Literal["updated", "opened", "created", "name"] = "updated"


class RemovalQuery(Model):
    """`purge=true` removes a project that is in the trash for good."""

    purge: bool = False


@bp.get("/api/projects", responses={200: Page[Project]})
def list_projects(query: ProjectsQuery) -> Response:
    """One's own and shared projects."""
    who = caller()
    held = services()
    found = held.projects.list_as(held.user_clients.of(who.token), who.uid, trash=query.filter == "trash")
    if query.filter in ("owned", "shared"):
        found = [project for project in found if (project.user_id == who.uid) == (query.filter == "owned")]
    if query.q:
        wanted = query.q.casefold()
        found = [project for project in found if wanted in project.name.casefold()]
    found = _sorted(found, query.sort) if query.filter != "trash" or query.sort != "updated" else found
    return answer(_page(found, query))


def _sorted(projects: list[Project], sort: str) -> list[Project]:
    never = datetime(1970, 1, 1, tzinfo=UTC)
    match sort:
        case "name":
            return sorted(projects, key=lambda project: (project.name.casefold(), project.id))
        case "opened":
            return sorted(projects, key=lambda project: (project.last_opened_at or never, project.id), reverse=True)
        case "created":
            return sorted(projects, key=lambda project: (project.created_at, project.id), reverse=True)
        case _:
            return sorted(projects, key=lambda project: (project.updated_at, project.id), reverse=True)


def _page(projects: list[Project], query: PageQuery) -> Page[Project]:
    """The part after the project that the cursor names; from the start, if that one is gone."""
    start = 0
    if query.cursor is not None:
        last = from_cursor(query.cursor)
        start = next((index + 1 for index, project in enumerate(projects) if project.id == last), 0)
    items = projects[start : start + query.limit]
    more = start + query.limit < len(projects)
    return Page[Project](items=items, cursor=to_cursor(items[-1].id) if more and items else None)


@bp.post("/api/projects", responses={201: Project})
def create_project(body: NewProject) -> Response:
    """Create a project. It is `seeding` first, then `ready`; the same id again gives the same project."""
    who = caller()
    held = services()
    _require_template(body.template_id)
    project_id = body.id or new_id()
    name = body.name or name_from(body.prompt)
    draft = ProjectDraft(
        id=project_id,
        name=name,
        description=body.description or None,
        template_id=body.template_id,
        video_settings=body.video_settings,
    )
    first = FirstMessage(id=first_message_id(project_id), content=body.prompt) if body.prompt else None
    project = held.projects.create_as(held.user_clients.of(who.token), who.uid, draft, first)
    if project.status is ProjectStatus.SEEDING:
        watch_seeding(held, project_id)
    return answer(project, 201)


def _require_template(template_id: str) -> None:
    known = [template.id for template in templates()]
    if template_id not in known:
        message = f"There is no template {template_id!r}. Take one of: {', '.join(known)}."
        raise Invalid(message, errors=[{"field": "templateId", "message": message}])


@bp.get("/api/projects/<project_id>", responses={200: Project})
def get_project(path: ProjectPath) -> Response:
    """One project."""
    return answer(access(path.project_id, Operation.READ).project)


@bp.patch("/api/projects/<project_id>", responses={200: Project})
def change_project(path: ProjectPath, body: ProjectChange) -> Response:
    """Rename, describe, or change the video's size, rate and length: the last is also committed to the code."""
    allowed = access(path.project_id, Operation.CHANGE)
    held = services()
    changes: dict[str, Any] = {}
    if body.name is not None:
        changes["name"] = body.name
    if "description" in body.model_fields_set:
        changes["description"] = body.description or None
    if body.video_settings is not None:
        change_video_settings(held, allowed.project, allowed.caller, body.video_settings)
        changes["videoSettings"] = body.video_settings.model_dump(by_alias=True)
    project = held.projects.update_as(allowed.user, path.project_id, changes) if changes else allowed.project
    return answer(project)


@bp.delete("/api/projects/<project_id>", responses={204: None})
def remove_project(path: ProjectPath, query: RemovalQuery) -> Response:
    """To the trash for 30 days; with `purge=true` a project that is in the trash goes for good."""
    held = services()
    if query.purge:
        allowed = access(path.project_id, Operation.PURGE, check_revoked=True)
        if allowed.project.deleted_at is None:
            raise Conflict("Only a project in the trash can be removed for good.", code="not_in_trash")
        purge(held, allowed.project)
        return nothing()
    allowed = access(path.project_id, Operation.TRASH)
    if allowed.project.deleted_at is None:
        held.projects.trash_as(allowed.user, path.project_id)
        _schedule_sweep()
    close_session(held, path.project_id, "trashed")
    return nothing()


def _schedule_sweep() -> None:
    """The trash is swept daily for as long as there is something in it."""
    due = (datetime.now(UTC) + timedelta(days=1)).replace(hour=3, minute=0, second=0, microsecond=0)
    try:
        services().tasks.enqueue(due_name("sweep", "trash", due), "/tasks/sweep", {}, due)
    except Unavailable as error:  # the next removal schedules it again
        logger.warning("no sweep scheduled", extra={"fields": {"reason": error.detail}})


@bp.post("/api/projects/<project_id>/restore", responses={200: Project})
def restore_project(path: ProjectPath) -> Response:
    """Back from the trash."""
    allowed = access(path.project_id, Operation.UNTRASH)
    if allowed.project.deleted_at is None:
        return answer(allowed.project)
    return answer(services().projects.restore_as(allowed.user, path.project_id))


@bp.post("/api/projects/<project_id>/duplicate", responses={201: Project})
def duplicate_project(path: ProjectPath, body: Copy) -> Response:
    """Copy a project at a version, as a project of one's own: files and history, without chat and members. The same
    id again gives the same copy."""
    allowed = access(path.project_id, Operation.DUPLICATE)
    try:
        copy = duplicate(services(), allowed, body.sha, body.id or new_id(), body.name)
    except IdTaken:
        access(path.project_id, Operation.DUPLICATE)  # the role was taken away, or the project went, just now
        raise
    return answer(copy, 201)


@bp.post("/api/projects/<project_id>/seed", responses={200: Project})
def retry_seed(path: ProjectPath) -> Response:
    """Set the project up again after that failed."""
    held = services()
    project = access(path.project_id, Operation.SEED).project
    if project.status is ProjectStatus.READY:
        return answer(project)
    if project.origin is not None:
        access(project.origin.project_id, Operation.DUPLICATE)  # as it was when the copy was asked for
    held.projects.seed_again(project.id)
    try:
        seed_project(held.projects, held.repositories, project.id)
    except (NotFound, Invalid) as error:  # it says why on the project
        logger.warning("project can't be seeded", extra={"fields": {"reason": error.detail}})
    return answer(held.projects.get(project.id))
