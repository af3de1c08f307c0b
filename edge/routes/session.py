"""A project's session: open or join, look, stop a turn, close."""

from flask import Response

from common.errors import NotFound, Superseded
from common.ids import Id
from common.models import Model, ProjectStatus, Session
from edge.access import access, require_caller
from edge.answers import BEARER, ProjectPath, answer, blueprint, nothing
from edge.opening import fence, open_session, told, told_of_seeding
from edge.policy import Operation
from edge.services import services

bp = blueprint("session", __name__, BEARER)
bp.before_request(require_caller)


class StopOrder(Model):
    """Which turn to stop, and whether to keep what it has done so far."""

    turn_id: Id
    keep: bool = True


@bp.post("/api/projects/<project_id>/session", responses={200: Session})
def open_or_join(path: ProjectPath) -> Response:
    """Open the project or join who has it open; waits up to 2 s for `ready`, else tells the state to poll from."""
    allowed = access(path.project_id, Operation.OPEN, check_revoked=True)
    held = services()
    if allowed.project.status is not ProjectStatus.READY:
        return answer(told_of_seeding(held, allowed.project))
    session = open_session(held, allowed.project, allowed.caller.uid)
    return answer(told(held, session, allowed.caller, allowed.role))


@bp.get("/api/projects/<project_id>/session", responses={200: Session})
def look(path: ProjectPath) -> Response:
    """The session as it is now, with fresh tickets; 404 `session_not_found` when there is none."""
    allowed = access(path.project_id, Operation.OPEN)
    held = services()
    if allowed.project.status is not ProjectStatus.READY:
        return answer(told_of_seeding(held, allowed.project))
    session = held.pool.of_project(path.project_id)
    if session is None:
        raise NotFound("The project isn't open.", code="session_not_found")
    try:
        fence(held, allowed.project, session, mend=False)
    except Superseded as error:
        raise NotFound("The project isn't open.", code="session_not_found") from error
    return answer(told(held, session, allowed.caller, allowed.role))


@bp.delete("/api/projects/<project_id>/session", responses={204: None})
def close(path: ProjectPath) -> Response:
    """Save and close, for everybody who has the project open."""
    access(path.project_id, Operation.CLOSE)
    held = services()
    session = held.pool.of_project(path.project_id)
    if session is not None:
        held.pool.close(session.session_id, "closed by a user")
    return nothing()


@bp.post("/api/projects/<project_id>/session/stop", responses={204: None})
def stop_turn(path: ProjectPath, body: StopOrder) -> Response:
    """Stop a turn; a turn that has ended, or a project that isn't open, is fine."""
    access(path.project_id, Operation.STOP)
    held = services()
    held.hints.stop(held.pool.of_project(path.project_id), body.turn_id, body.keep)
    return nothing()
