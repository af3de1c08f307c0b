"""`/pod/v1`, the repository: what a pod reads and saves, with its pod token only."""

from typing import Annotated

from flask import Response, request
from pydantic import Field, ValidationError
from werkzeug.exceptions import RequestEntityTooLarge

from common.errors import Invalid, MalformedRequest, PackTooLarge, Superseded
from common.git.store import SaveMeta
from common.ids import Id, Sha
from common.models import (
    ACTIONS_MAX,
    PACK_MAX_BYTES,
    AgentAction,
    Model,
    VideoSettings,
)
from edge.answers import POD_TOKEN, answer, blueprint, nothing
from edge.committing import compact_when_due
from edge.pod_access import claims, pod, reading_pod, require_pod
from edge.problems import refuse_invalid
from edge.rescuing import adopt, keep
from edge.services import services

bp = blueprint("pod", __name__, POD_TOKEN, "/pod/v1")
bp.before_request(require_pod)

_ENVELOPE_BYTES = 1024 * 1024  # of a multipart body, besides its pack


class RepoAnswer(Model):
    """The manifest as it is now: its line, the tail (base64 of pack and index) and the packs that a checkout of its
    head needs beside it. Large files, and what only an older version's files are in, come in further packs: a tree
    that lacks a file finds by their indexes which."""

    line: str
    tail: str
    packs: list[str]
    generation: int


class PackPath(Model):
    """A file of the repository's packs."""

    name: Annotated[str, Field(pattern=r"^pack-[0-9a-f]{40}\.(pack|idx)$")]


class CheckpointMeta(Model):
    """What a save says of itself; the pack comes beside it."""

    expected_head: Sha
    head: Sha
    base: Sha
    epoch: Annotated[int, Field(ge=1)]
    turn_id: Id
    summary: Annotated[str, Field(max_length=500)]
    actions: list[AgentAction] = Field(default_factory=list, max_length=ACTIONS_MAX)
    video_settings: VideoSettings | None = None


class Saved(Model):
    """A durable checkpoint, and the manifest's new line."""

    sha: str
    generation: int
    line: str


class RescuePath(Model):
    """Where unsaved work of an epoch goes."""

    name: Annotated[str, Field(pattern=r"^[0-9]{1,12}-[0-9a-f]{7}$")]


class RescueQuery(Model):
    """The commit that the pack ends in."""

    head: Sha


@bp.get("/repo", responses={200: RepoAnswer})
def get_repo() -> Response:
    """The repository's manifest."""
    manifest = services().repositories.manifest(pod().project.id)
    snapshot = manifest.snapshot()
    packs = [name for pack in manifest.hot_packs for name in (f"{pack}.pack", f"{pack}.idx")]
    return answer(RepoAnswer(line=snapshot.line, tail=snapshot.tail, packs=packs, generation=manifest.generation))


@bp.get("/repo/packs/<name>", responses={200: {"content": {"application/octet-stream": {}}}})
def get_pack(path: PackPath) -> Response:
    """A pack, or its index, streamed."""
    chunks = services().repositories.open_pack(reading_pod().project.id, path.name)
    return Response(chunks, content_type="application/octet-stream", direct_passthrough=True)


@bp.post("/checkpoints", responses={201: Saved})
def post_checkpoint() -> Response:
    """Commit: multipart, `meta` (JSON) and `pack`. Durable once this answers."""
    caller = pod()
    held = services()
    request.max_content_length = PACK_MAX_BYTES + _ENVELOPE_BYTES
    try:
        meta_text, file = request.form.get("meta"), request.files.get("pack")
    except RequestEntityTooLarge as error:
        raise PackTooLarge from error
    if meta_text is None or file is None:
        raise MalformedRequest("Send `meta` and `pack` as multipart/form-data.")
    try:
        meta = CheckpointMeta.model_validate_json(meta_text)
    except ValidationError as error:
        refuse_invalid(error)
    if meta.epoch != caller.claims.epoch:
        raise Superseded("The token is for another epoch.")
    pack = file.read()
    if len(pack) > PACK_MAX_BYTES:
        raise PackTooLarge
    save = SaveMeta(
        expected_head=meta.expected_head, head=meta.head, epoch=meta.epoch, turn_id=meta.turn_id, base=meta.base
    )
    manifest = held.repositories.save(caller.project.id, save, pack)
    held.projects.set_head(caller.project.id, manifest.head, manifest.generation)
    if meta.video_settings is not None and meta.video_settings != caller.project.video_settings:
        held.projects.set_video_settings(caller.project.id, meta.video_settings)
    compact_when_due(held, caller.project.id, manifest)
    return answer(Saved(sha=meta.head, generation=manifest.generation, line=manifest.line), 201)


@bp.put("/rescue/<name>", responses={201: None})
def put_rescue(path: RescuePath, query: RescueQuery) -> Response:
    """Keep commits that can't become a checkpoint: the one thing that a superseded pod may still do. Create-only."""
    known = claims()
    epoch, _, short = path.name.partition("-")
    if int(epoch) != known.epoch or not query.head.startswith(short):
        raise Invalid("The name must be the token's epoch and the head's first seven digits.")
    request.max_content_length = PACK_MAX_BYTES
    try:
        pack = request.get_data()
    except RequestEntityTooLarge as error:
        raise PackTooLarge from error
    held = services()
    held.projects.get(known.project_id)  # a purged project's repository may still be there
    keep(held, known.project_id, known.epoch, query.head, pack)
    return Response(status=201)


@bp.post("/rescues", responses={204: None})
def adopt_rescues() -> Response:
    """Take in what the project's earlier pods left behind, before this one ends what they left unfinished."""
    adopt(services(), pod().project)
    return nothing()
