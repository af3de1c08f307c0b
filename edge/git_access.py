"""The start of every request of a git client: an access token as the password, and what its user may do."""

import re
from base64 import b64decode
from binascii import Error as NotBase64
from typing import Final

from flask import g, request

from common.errors import Conflict, NotFound, Unauthenticated
from common.ids import is_id
from common.logs import bind
from common.models import Project, ProjectStatus
from edge.policy import Operation, check
from edge.services import services

_BASIC: Final = re.compile(r"basic +([A-Za-z0-9+/]{1,1400}={0,2})", re.IGNORECASE)


def require_token() -> None:
    """`before_request`: whoever has no good token hears nothing else. Raises Unauthenticated."""
    use = services().access_tokens.verify(_password())
    services().identity.require_account(use.uid)
    g.git_uid = use.uid


def _password() -> str:
    """The password of HTTP Basic; the user's name in it says nothing."""
    match = _BASIC.fullmatch(request.headers.get("Authorization", "").strip())
    if match is None:
        raise Unauthenticated("Use an access token as the password: make one in your settings.", code="token_missing")
    try:
        return b64decode(match[1]).decode().partition(":")[2]
    except (NotBase64, UnicodeDecodeError) as error:
        raise Unauthenticated("The access token is not valid.", code="token_invalid") from error


def git_uid() -> str:
    """Whose token was sent."""
    uid: str = g.git_uid
    return uid


def git_project(project_id: str, operation: Operation) -> Project:
    """The project, if the token's user may do this with it now. Raises NotFound, Forbidden or Conflict as the policy
    says, Conflict (`not_ready`) before it is set up."""
    if not is_id(project_id):
        raise NotFound
    bind(project_id=project_id)
    project = services().projects.get(project_id)
    check(project, git_uid(), operation)
    if project.status is not ProjectStatus.READY:
        raise Conflict("The project isn't set up yet.", code="not_ready")
    return project
