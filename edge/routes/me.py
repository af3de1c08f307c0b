"""The signed-in user's own account."""

from typing import Any

from flask import Response
from pydantic import Field

from common.models import NAME_MAX, Model, Preferences, User
from edge.access import caller, require_caller
from edge.answers import BEARER, answer, blueprint, nothing
from edge.purging import purge
from edge.services import services

bp = blueprint("me", __name__, BEARER)
bp.before_request(require_caller)


class ProfileChange(Model):
    """What a user may change of their profile; what is absent stays."""

    display_name: str | None = Field(default=None, max_length=NAME_MAX)
    preferences: Preferences | None = None


@bp.get("/api/me", responses={200: User})
def me() -> Response:
    """The profile, made on the first call."""
    who = caller()
    return answer(services().users.open(who.uid, who.email, who.name))


@bp.patch("/api/me", responses={200: User})
def change_me(body: ProfileChange) -> Response:
    """Change the name or the preferences."""
    who = caller()
    user = services().users.open(who.uid, who.email, who.name)
    changes: dict[str, Any] = {}
    if "display_name" in body.model_fields_set:
        changes["displayName"] = body.display_name
    if body.preferences is not None:
        changes["preferences"] = body.preferences.model_dump(by_alias=True)
    return answer(services().users.update(who.uid, changes) if changes else user)


@bp.delete("/api/me", responses={204: None})
def delete_me() -> Response:
    """Erase the account: own projects for good, membership of others, the profile and the sign-in."""
    held = services()
    who = caller(check_revoked=True)
    for project in held.projects.owned_by(who.uid):
        purge(held, project)
    for project in held.projects.shared_with(who.uid):
        held.projects.set_member(project.id, who.uid, None)
    held.users.delete(who.uid)
    held.identity.delete_user(who.uid)
    return nothing()
