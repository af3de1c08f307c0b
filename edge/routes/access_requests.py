"""Asking to be let into a project, and its owner's answer."""

from typing import Annotated, Self

from flask import Response, request
from pydantic import Field, StringConstraints, model_validator

from common.errors import NotFound
from common.models import Model
from common.sharing_models import NOTE_MAX, AccessRequest, GivenRole
from edge.access import access, caller, require_caller, require_person
from edge.answers import BEARER, Page, ProjectPath, answer, blueprint, nothing
from edge.opening import called
from edge.policy import Operation, role_of
from edge.services import now, services
from edge.sharing import let_in, require_verified

bp = blueprint("access_requests", __name__, BEARER, "/api/projects/<project_id>/access-requests")


Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=NOTE_MAX)]


class NewRequest(Model):
    """What one would like to do there, and a word to the owner."""

    role: GivenRole = "viewer"
    note: Note | None = None


class RequestPath(ProjectPath):
    """… and who asked."""

    uid: str = Field(min_length=1, max_length=128)


class RequestAnswer(Model):
    """A role lets them in, `deny` doesn't."""

    role: GivenRole | None = None
    deny: bool = False

    @model_validator(mode="after")
    def _is_one_of_both(self) -> Self:
        if self.deny == (self.role is not None):
            raise ValueError("give either a `role` or `deny`")
        return self


@bp.before_request
def _require() -> None:
    """Whoever asks is a stranger to the project: that route alone answers them as if it were there."""
    (require_person if request.endpoint == f"{bp.name}.ask_for_access" else require_caller)()


@bp.post("", responses={202: None})
def ask_for_access(path: ProjectPath, body: NewRequest) -> Response:
    """Ask the owner to be let in. 202 whether or not there is such a project: a stranger learns nothing of it. 403
    `email_unverified`, as an owner decides by the address."""
    who, held = caller(), services()
    require_verified(who)
    asked = AccessRequest(
        uid=who.uid,
        name=called(held, who),
        email=who.email,
        role=body.role,
        note=body.note or None,
        created_at=now(),
    )
    try:
        project = held.projects.get(path.project_id)
    except NotFound:
        return Response(status=202)
    if project.deleted_at is None and role_of(project, who.uid) is None:
        held.sharing.ask(project.id, asked)
    return Response(status=202)


@bp.get("", responses={200: Page[AccessRequest]})
def list_access_requests(path: ProjectPath) -> Response:
    """Who waits for an answer, oldest first."""
    access(path.project_id, Operation.SHARE)
    return answer(Page[AccessRequest](items=services().sharing.requests(path.project_id)))


@bp.post("/<uid>", responses={204: None})
def answer_access_request(path: RequestPath, body: RequestAnswer) -> Response:
    """Let them in, or not. 404 `request_not_found` for one who doesn't wait (any more). 409 `too_many_members`."""
    allowed = access(path.project_id, Operation.SHARE)
    held = services()
    if not any(request.uid == path.uid for request in held.sharing.requests(path.project_id)):
        raise NotFound("They don't wait for an answer any more.", code="request_not_found")
    if body.role is not None:
        let_in(held, allowed.project, path.uid, body.role)
    held.sharing.end_request(path.project_id, path.uid)
    return nothing()
