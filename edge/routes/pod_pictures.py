"""`/pod/v1`, what a pod makes of checkpoints: strips, players, and why one can't be made."""

from typing import Annotated

from flask import Response, request
from pydantic import Field, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from common.errors import Invalid, MalformedRequest, TooLarge
from common.ids import Sha
from common.models import Model
from common.picture_models import (
    PICTURES_MAX_BYTES,
    PLAYER_MAX_BYTES,
    PROBLEM_MAX,
    Kind,
    PlayerAbout,
    StripAbout,
    Wanted,
)
from edge.answers import POD_TOKEN, answer, blueprint, nothing
from edge.pictures import keep_strip, strip_about
from edge.players import keep_player, player_about
from edge.pod_access import pod, require_pod
from edge.problems import refuse_invalid
from edge.services import now, services

bp = blueprint("pod_pictures", __name__, POD_TOKEN, "/pod/v1")
bp.before_request(require_pod)

_ENVELOPE_BYTES = 48 * 1024  # of a multipart body, besides its files


class ShaPath(Model):
    """A checkpoint of the pod's project."""

    sha: Sha


class Lacking(Model):
    """Files of a player that are still to be sent, by name."""

    lacking: list[str]


class Problem(Model):
    """Why something of a checkpoint can't be made."""

    kind: Kind
    problem: Annotated[str, Field(min_length=1, max_length=PROBLEM_MAX)]


@bp.get("/strips/<sha>", responses={200: StripAbout})
def get_pod_strip(path: ShaPath) -> Response:
    """Whether a checkpoint's pictures are kept: 404 `no_strip` where they are to be drawn."""
    return answer(strip_about(services(), pod().project.id, path.sha))


@bp.post("/strips/<sha>", responses={204: None})
def post_strip(path: ShaPath) -> Response:
    """A checkpoint's pictures: multipart, `about` (JSON), `strip` and `poster` (JPEG, together at most 960 KiB)."""
    caller = pod()
    request.max_content_length = PICTURES_MAX_BYTES + _ENVELOPE_BYTES
    try:
        told, strip, poster = request.form.get("about"), request.files.get("strip"), request.files.get("poster")
    except RequestEntityTooLarge as error:
        raise TooLarge("The pictures are over 960 KiB.") from error
    if told is None or strip is None or poster is None:
        raise MalformedRequest("Send `about`, `strip` and `poster` as multipart/form-data.")
    try:
        about = StripAbout.model_validate_json(told)
    except ValidationError as error:
        refuse_invalid(error)
    _require_same(about.sha, path.sha)
    keep_strip(services(), caller.project, about, strip.read(), poster.read())
    return nothing()


@bp.get("/players/<sha>", responses={200: PlayerAbout})
def get_pod_player(path: ShaPath) -> Response:
    """Whether a checkpoint's player is kept: 404 `no_player` where it is to be built."""
    return answer(player_about(services(), pod().project.id, path.sha))


@bp.post("/players/<sha>", responses={200: Lacking})
def post_player(path: ShaPath) -> Response:
    """A checkpoint's player: multipart, `about` (JSON) and the files by their names. Answers which are still lacking,
    as versions share what is the same; once none is, the player is there."""
    caller = pod()
    request.max_content_length = PLAYER_MAX_BYTES + _ENVELOPE_BYTES
    try:
        told, sent = request.form.get("about"), request.files
    except RequestEntityTooLarge as error:
        raise TooLarge("The player is over 24 MiB.") from error
    if told is None:
        raise MalformedRequest("Send `about` and the files as multipart/form-data.")
    try:
        about = PlayerAbout.model_validate_json(told)
    except ValidationError as error:
        refuse_invalid(error)
    _require_same(about.sha, path.sha)
    files = {name: file.read() for name, file in sent.items()}
    return answer(Lacking(lacking=keep_player(services(), caller.project, about, files)))


@bp.post("/wanted/<sha>", responses={204: None})
def post_problem(path: ShaPath, body: Problem) -> Response:
    """Something that was wanted can't be made: told to who asked for it."""
    caller = pod()
    failed = Wanted(sha=path.sha, kind=body.kind, at=now(), problem=body.problem)
    services().projects.want(caller.project.id, failed, only_known=True)
    return nothing()


def _require_same(told: str, sha: str) -> None:
    if told != sha:
        raise Invalid("about.sha: is not the checkpoint's.", errors=[{"field": "about.sha", "message": "differs"}])
