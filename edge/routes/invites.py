"""Invites: a role that waits for an e-mail address, made and withdrawn by a project's owner, accepted or declined by
who proves to have that address. No mail is sent: the owner passes the link on."""

from typing import Annotated

from flask import Response
from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from common.errors import NotFound
from common.ids import Id
from common.models import Model, Project
from common.sharing_models import EMAIL_MAX, GivenRole, Invite, ReceivedInvite
from edge.access import access, caller, require_caller
from edge.answers import BEARER, Page, ProjectPath, answer, blueprint, nothing
from edge.policy import Operation
from edge.services import services
from edge.sharing import accept, invite, name_of

bp = blueprint("invites", __name__, BEARER)
bp.before_request(require_caller)

_EMAIL = (
    r"^[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]+@[^\s@<>()\[\],;:\\\"\x00-\x1f\x7f]+\.[^\s@.<>()\[\],;:\\\"\x00-\x1f\x7f]+$"
)


def _plain(value: str) -> str:
    """An address of the usual form; whether somebody reads it only a mail could tell."""
    if ".." in value:
        raise PydanticCustomError("email", "should be an e-mail address")
    return value


Email = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=EMAIL_MAX, pattern=_EMAIL), AfterValidator(_plain)
]


class NewInvite(Model):
    """Whom to let in, and as what."""

    email: Email
    role: GivenRole


class InvitePath(ProjectPath):
    """… and one of its invites."""

    invite_id: Id = Field(alias="invite_id")


class OwnInvitePath(Model):
    """An invite for oneself."""

    invite_id: Id = Field(alias="invite_id")


@bp.get("/api/projects/<project_id>/invites", responses={200: Page[Invite]})
def list_invites(path: ProjectPath) -> Response:
    """The invites that wait, oldest first."""
    access(path.project_id, Operation.SHARE)
    return answer(Page[Invite](items=services().sharing.invites(path.project_id)))


@bp.post("/api/projects/<project_id>/invites", responses={201: Invite})
def create_invite(path: ProjectPath, body: NewInvite) -> Response:
    """Invite an e-mail address, or change the role that waits for it. 409 `already_member`, `too_many_members`."""
    allowed = access(path.project_id, Operation.SHARE)
    return answer(invite(services(), allowed.project, body.email, body.role, allowed.caller), 201)


@bp.delete("/api/projects/<project_id>/invites/<invite_id>", responses={204: None})
def withdraw_invite(path: InvitePath) -> Response:
    """It lets nobody in any more. 204 also for one that is gone."""
    access(path.project_id, Operation.SHARE)
    services().sharing.withdraw_invite(path.project_id, path.invite_id)
    return nothing()


@bp.get("/api/me/invites", responses={200: Page[ReceivedInvite]})
def list_own_invites() -> Response:
    """What waits for one's own e-mail address; nothing as long as the address isn't confirmed."""
    who, held = caller(), services()
    waiting = held.sharing.invites_for(who.email) if who.email and who.email_verified else []
    received = []
    for one in waiting:
        try:
            project = held.projects.get(one.project_id)
        except NotFound:
            continue  # purged a moment ago
        if project.deleted_at is None:
            told = one.model_dump(include={"id", "project_id", "role", "created_at"})
            by = name_of(held, one.invited_by)
            received.append(ReceivedInvite(**told, project_name=project.name, invited_by=by))
    return answer(Page[ReceivedInvite](items=received))


@bp.post("/api/me/invites/<invite_id>/accept", responses={200: Project})
def accept_invite(path: OwnInvitePath) -> Response:
    """Join the project. 403 `email_unverified`, 404 `invite_not_found` also for an invite of somebody else's."""
    return answer(accept(services(), caller(), path.invite_id))


@bp.delete("/api/me/invites/<invite_id>", responses={204: None})
def decline_invite(path: OwnInvitePath) -> Response:
    """It is gone. 204 also for one that was never one's own."""
    who = caller()
    if who.email and who.email_verified:
        services().sharing.decline(path.invite_id, who.email)
    return nothing()
