"""The start of every route: who calls, and whether the policy lets them do this with this project."""

from dataclasses import dataclass

from flask import g, request

from common.errors import NotFound, Unauthenticated
from common.firestore import Client
from common.ids import is_id
from common.logs import bind
from common.models import Project, Role
from edge.identity import Caller
from edge.policy import Operation, check, role_of
from edge.services import services


@dataclass(frozen=True)
class Access:
    """What was allowed: to whom, on which project, in which role."""

    caller: Caller
    project: Project
    role: Role

    @property
    def user(self) -> Client:
        """Firestore with the caller's own rights."""
        return services().user_clients.of(self.caller.token)


def bearer() -> str:
    """The token in the Authorization header. Raises Unauthenticated."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("Send the token as `Authorization: Bearer …`.", code="token_missing")
    return token.strip()


def require_person() -> None:
    """`before_request` of what a stranger to a project may do, too: only a good token is asked for."""
    g.caller = services().identity.verify(bearer())


def require_caller() -> None:
    """`before_request` of every blueprint for signed-in users: a bad token is refused before anything else is read, and
    a stranger is told that there is no such project before a word is said about what they sent."""
    g.caller = services().identity.verify(bearer())
    project_id = (request.view_args or {}).get("project_id", "")
    if is_id(project_id):
        project = services().projects.get(project_id)
        if role_of(project, g.caller.uid) is None:
            raise NotFound
        g.project = project


def caller(*, check_revoked: bool = False) -> Caller:
    """The signed-in user; with `check_revoked` one who still exists and hasn't signed out everywhere."""
    known: Caller = g.caller
    return services().identity.verify(known.token, check_revoked=True) if check_revoked else known


def access(project_id: str, operation: Operation, *, check_revoked: bool = False) -> Access:
    """Raises NotFound, Forbidden or Conflict as the policy says."""
    who = caller(check_revoked=check_revoked)
    bind(project_id=project_id)
    seen: Project | None = g.get("project")  # the one in the path; a route may ask of another, too
    project = seen if seen is not None and seen.id == project_id else services().projects.get(project_id)
    return Access(who, project, check(project, who.uid, operation))
