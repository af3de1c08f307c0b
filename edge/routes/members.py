"""The people of a project: listed by all, changed and removed by its owner; leaving; the pen of an open project."""

from typing import Literal, Self

from flask import Response
from pydantic import Field, model_validator

from common.errors import NotFound
from common.models import Model
from common.sharing_models import GivenRole, Member, Pen
from edge.access import access, require_caller
from edge.answers import BEARER, Page, ProjectPath, answer, blueprint, nothing
from edge.policy import Operation
from edge.services import services
from edge.sharing import change_member, members, remove_member, require_member

bp = blueprint("members", __name__, BEARER, "/api/projects/<project_id>")
bp.before_request(require_caller)


class MemberPath(ProjectPath):
    """… and one of its people; `me` is who asks."""

    uid: str = Field(min_length=1, max_length=128)


class RoleChange(Model):
    """What a member may do from now on."""

    role: GivenRole


class PenWish(Model):
    """`ask` for the pen; as who has it, `keep` it or `give` it `to` somebody."""

    action: Literal["ask", "keep", "give"] = "ask"
    to: str | None = Field(default=None, max_length=128)

    @model_validator(mode="after")
    def _names_whom(self) -> Self:
        if (self.action == "give") != (self.to is not None):
            raise ValueError("`to` says whom the pen is given, and belongs to `give` only")
        return self


@bp.get("/members", responses={200: Page[Member]})
def list_members(path: ProjectPath) -> Response:
    """Everybody who may open the project, the owner first; e-mail addresses are told to the owner only."""
    allowed = access(path.project_id, Operation.READ)
    return answer(Page[Member](items=members(services(), allowed.project, allowed.role)))


@bp.put("/members/<uid>", responses={200: Member})
def put_member(path: MemberPath, body: RoleChange) -> Response:
    """Another role for a member, also where they have the project open. 409 `owner_stays`."""
    allowed = access(path.project_id, Operation.SHARE)
    return answer(change_member(services(), allowed.project, path.uid, body.role))


@bp.delete("/members/<uid>", responses={204: None})
def delete_member(path: MemberPath) -> Response:
    """Take a member's access away, at once also where they have the project open; with `me`, leave."""
    leaves = path.uid == "me"
    allowed = access(path.project_id, Operation.LEAVE if leaves else Operation.SHARE)
    uid = allowed.caller.uid if leaves else path.uid
    require_member(allowed.project, uid)
    remove_member(services(), allowed.project, uid)
    return nothing()


@bp.post("/takeover", responses={200: Pen})
def take_over(path: ProjectPath, body: PenWish) -> Response:
    """Ask for the pen of the open project: yours at once when nobody who is there has it, else when they give it, or
    don't answer for half a minute and you ask again. 404 `session_not_found` when it isn't open."""
    allowed = access(path.project_id, Operation.TAKE_OVER)
    held = services()
    session = held.pool.of_project(path.project_id)
    if session is None:
        raise NotFound("The project isn't open.", code="session_not_found")
    return answer(held.hints.pen(session, allowed.caller.uid, body.action, body.to))
