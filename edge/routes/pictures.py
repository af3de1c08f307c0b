"""Pictures of checkpoints, for the project's readers: the strip of frames, the poster; asking for a strip."""

from http import HTTPStatus
from typing import Any, Final

from flask import Response

from common.picture_models import PictureState, StripAbout
from edge.access import access, require_caller
from edge.answers import BEARER, CheckpointPath, answer, blueprint
from edge.pictures import JPEG, ask_for_strip, poster_of, strip_about, strip_of
from edge.players import ask_for_player
from edge.policy import Operation
from edge.services import services

bp = blueprint("pictures", __name__, BEARER)
bp.before_request(require_caller)

_PICTURE: Final[dict[str | int | HTTPStatus, Any]] = {
    200: {"content": {JPEG: {"schema": {"type": "string", "format": "binary"}}}}
}
_FOREVER: Final = "private, max-age=31536000, immutable"


@bp.get("/api/projects/<project_id>/checkpoints/<sha>/strip", responses=_PICTURE)
def get_strip(path: CheckpointPath) -> Response:
    """Frames of a checkpoint in one JPEG. 404 `no_strip` until they are drawn; the same for ever afterwards."""
    access(path.project_id, Operation.READ)
    return _picture(strip_of(services(), path.project_id, path.sha))


@bp.get("/api/projects/<project_id>/checkpoints/<sha>/strip/about", responses={200: StripAbout})
def get_strip_about(path: CheckpointPath) -> Response:
    """Which frames the strip has, and where. 404 `no_strip` until they are drawn."""
    access(path.project_id, Operation.READ)
    told = answer(strip_about(services(), path.project_id, path.sha))
    return _kept(told)


@bp.get("/api/projects/<project_id>/checkpoints/<sha>/poster", responses=_PICTURE)
def get_poster(path: CheckpointPath) -> Response:
    """One telling frame of a checkpoint, at most 640 pixels on its longest side. 404 `no_strip` until it is drawn."""
    access(path.project_id, Operation.READ)
    return _picture(poster_of(services(), path.project_id, path.sha))


@bp.post("/api/projects/<project_id>/checkpoints/<sha>/strip", responses={200: PictureState})
def ask_strip(path: CheckpointPath) -> Response:
    """Have the strip of a checkpoint drawn by the project's workspace, which is opened for it where it isn't open. Ask
    again to hear how it goes."""
    allowed = access(path.project_id, Operation.OPEN)
    return answer(ask_for_strip(services(), allowed.project, allowed.caller.uid, path.sha))


@bp.post("/api/projects/<project_id>/checkpoints/<sha>/player", responses={200: PictureState})
def ask_player(path: CheckpointPath) -> Response:
    """A checkpoint as a page that plays it, without touching the project's files: `url`, good for an hour, once it is
    built by the project's workspace, which is opened for it where it isn't open. Ask again to hear how it goes."""
    allowed = access(path.project_id, Operation.OPEN)
    return answer(ask_for_player(services(), allowed.project, allowed.caller.uid, path.sha))


def _picture(data: bytes) -> Response:
    response = Response(data, content_type=JPEG)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return _kept(response)


def _kept(response: Response) -> Response:
    """By the browser, for who asked with this token."""
    response.headers["Cache-Control"] = _FOREVER
    response.headers["Vary"] = "Authorization"
    return response
