"""Personal access tokens, for `git` over HTTPS: listed, made and revoked by their user."""

from datetime import timedelta
from typing import Annotated

from flask import Response
from pydantic import Field, StringConstraints

from common.ids import Id
from common.models import Model
from common.version_models import TOKEN_NAME_MAX, AccessToken, NewAccessToken
from edge.access import caller, require_caller
from edge.answers import BEARER, Page, answer, blueprint, nothing
from edge.services import now, services

bp = blueprint("tokens", __name__, BEARER, "/api/me/tokens")
bp.before_request(require_caller)

DAYS_MAX = 365

TokenName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=TOKEN_NAME_MAX, pattern=r"^[^\x00-\x1f\x7f]+$"),
]


class TokenDraft(Model):
    """A token to be: what its user calls it, and for how many days it is good; for good when absent or null."""

    name: TokenName
    expires_in_days: Annotated[int, Field(ge=1, le=DAYS_MAX)] | None = None


class TokenPath(Model):
    """The part of the path that names a token."""

    token_id: Id = Field(alias="token_id")


@bp.get("", responses={200: Page[AccessToken]})
def list_tokens() -> Response:
    """One's own tokens, newest first, without their secrets."""
    return answer(Page[AccessToken](items=services().access_tokens.list(caller().uid)))


@bp.post("", responses={201: NewAccessToken})
def create_token(body: TokenDraft) -> Response:
    """Make a token: the only answer that holds its secret. 409 `too_many_tokens` past 20."""
    who = caller(check_revoked=True)
    expires = None if body.expires_in_days is None else now() + timedelta(days=body.expires_in_days)
    return answer(services().access_tokens.create(who.uid, body.name, expires), 201)


@bp.delete("/<token_id>", responses={204: None})
def revoke_token(path: TokenPath) -> Response:
    """It stops working at once. 204 also for one that is gone, or was never one's own."""
    services().access_tokens.revoke(caller().uid, path.token_id)
    return nothing()
