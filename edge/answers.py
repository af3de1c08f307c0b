"""How the edge answers: models as JSON, lists as pages."""

import base64
import binascii
from typing import Annotated, Any, Final, Generic, TypeVar

from flask import Response
from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, Field
from werkzeug.routing import BaseConverter

from common.errors import Invalid
from common.ids import Id, Sha, is_id
from common.models import PAGE_DEFAULT, PAGE_MAX, Model
from common.version_models import Version

Item = TypeVar("Item", bound=BaseModel)

DEFAULT_PROBLEM: Final[dict[str, Any]] = {
    "description": "A problem (RFC 9457): what went wrong, and a stable code.",
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}
"""What every operation may answer instead of its own success."""

BEARER: Final = [{"idToken": list[str]()}]
POD_TOKEN: Final = [{"podToken": list[str]()}]


def operation_id(*, name: str, **_: str) -> str:
    """An operation is called as its function is."""
    return name


def blueprint(
    name: str,
    module: str,
    security: list[dict[str, list[str]]] | None = None,
    url_prefix: str | None = None,
    *,
    described: bool = True,
) -> APIBlueprint:
    """A blueprint whose routes describe themselves in `openapi.json`, problems included."""
    return APIBlueprint(
        name,
        module,
        url_prefix=url_prefix,
        abp_security=security,
        abp_responses={"default": DEFAULT_PROBLEM, "422": DEFAULT_PROBLEM},
        operation_id_callback=operation_id,
        doc_ui=described,
    )


Limit = Annotated[int, Field(ge=1, le=PAGE_MAX)]


class Page(Model, Generic[Item]):
    """Part of a list; `cursor` asks for the next part and is absent at the end."""

    items: list[Item]
    cursor: str | None = None


class PageQuery(Model):
    """Which part of a list."""

    cursor: str | None = Field(default=None, max_length=512)
    limit: Limit = PAGE_DEFAULT


class ProjectPath(Model):
    """The part of the path that names a project."""

    project_id: Id = Field(alias="project_id")


class CheckpointPath(ProjectPath):
    """… and one of its checkpoints."""

    sha: Sha


class VersionConverter(BaseConverter):
    """A version in a route's path: a sha or `name:…`, which may hold slashes, as a name may."""

    regex = r"[0-9a-f]{40}|name:.+"
    part_isolating = False


class VersionPath(ProjectPath):
    """… and one of its checkpoints, by sha or by name (`name:Final cut`)."""

    version: Version


class MessagePath(ProjectPath):
    """… and one of its messages."""

    message_id: Id = Field(alias="message_id")


def answer(body: BaseModel, status: int = 200) -> Response:
    """A model as JSON."""
    return Response(body.model_dump_json(by_alias=True), status=status, content_type="application/json")


def nothing() -> Response:
    """204: it is done and there is nothing to tell."""
    return Response(status=204)


def to_cursor(text: str) -> str:
    """An opaque cursor of the id (or sha) of a page's last item."""
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def from_cursor(cursor: str) -> str:
    """What `to_cursor` was given. Raises Invalid for one that we didn't make."""
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        text = ""
    if not is_id(text):
        message = "is not a cursor of ours"
        raise Invalid(f"cursor: {message}.", errors=[{"field": "cursor", "message": message}])
    return text
