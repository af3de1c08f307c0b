"""The signed-in user's own account."""

from contextlib import ExitStack, closing
from typing import Any

from flask import Response
from pydantic import Field

from common.models import NAME_MAX, Me, Model, Preferences, User
from edge.access import caller, require_caller
from edge.answers import BEARER, answer, blueprint, nothing
from edge.downloads import Download, attachment
from edge.exporting import ADVICE, export_account
from edge.purging import purge
from edge.services import services
from edge.sharing import remove_member

bp = blueprint("me", __name__, BEARER)
bp.before_request(require_caller)


class ProfileChange(Model):
    """What a user may change of their profile; what is absent stays."""

    display_name: str | None = Field(default=None, max_length=NAME_MAX)
    preferences: Preferences | None = None


@bp.get("/api/me", responses={200: Me})
def me() -> Response:
    """The profile, made on the first call, and what is left to spend on the model."""
    who = caller()
    return answer(_with_budgets(services().users.open(who.uid, who.email, who.name)))


@bp.patch("/api/me", responses={200: Me})
def change_me(body: ProfileChange) -> Response:
    """Change the name or the preferences."""
    who = caller()
    user = services().users.open(who.uid, who.email, who.name)
    changes: dict[str, Any] = {}
    if "display_name" in body.model_fields_set:
        changes["displayName"] = body.display_name
    if body.preferences is not None:
        changes["preferences"] = body.preferences.model_dump(by_alias=True)
    return answer(_with_budgets(services().users.update(who.uid, changes) if changes else user))


def _with_budgets(user: User) -> Me:
    return Me(**user.model_dump(by_alias=False), budgets=services().budgets.of_user(user.id, user.plan))


@bp.get(
    "/api/me/export",
    responses={200: {"content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}}}},
)
def export_me() -> Response:
    """All own data as a zip: profile, own projects with messages and files at the newest checkpoint, and one's own
    messages in the projects of others. 429 while others' downloads are being made, 413 past 128 MiB."""
    held = services()
    who = caller(check_revoked=True)
    user = held.users.open(who.uid, who.email, who.name)
    with ExitStack() as failing:
        download = failing.enter_context(closing(Download(who.uid, ADVICE)))
        export_account(download, held, who, user)
        failing.pop_all()  # the server closes it when it is sent
    return attachment(download, "application/zip", "storydream-export.zip", "storydream-export.zip")


@bp.delete("/api/me", responses={204: None})
def delete_me() -> Response:
    """Erase the account: access tokens, own projects for good, membership of others, the profile and the sign-in."""
    held = services()
    who = caller(check_revoked=True)
    held.access_tokens.revoke_all(who.uid)
    for project in held.projects.owned_by(who.uid):
        purge(held, project)
    for project in held.projects.shared_with(who.uid):
        remove_member(held, project, who.uid)
    if who.email and who.email_verified:
        held.sharing.forget_person(who.email)
    held.users.delete(who.uid)
    held.identity.delete_user(who.uid)
    return nothing()
