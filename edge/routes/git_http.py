"""`/git/{projectId}.git`: clone, fetch and push with a git client and an access token; see gitprotocol-http(5)."""

import time
from contextlib import ExitStack
from typing import Final

from flask import Blueprint, Response, request

from common.errors import MalformedRequest
from common.git.store import GitStore
from common.models import PACK_MAX_BYTES
from edge.git_access import git_project, git_uid, require_token
from edge.git_serving import (
    PIECE_BYTES,
    Inflated,
    Streamed,
    copied,
    protocol_of,
    upload_advertisement,
    upload_pack,
)
from edge.git_wire import Stream, advertised, push_advertisement, read_commands, report
from edge.places import Places
from edge.policy import Operation
from edge.problems import UnsupportedMediaType
from edge.pushing import MAIN_REF, take_push
from edge.services import services

bp = Blueprint("git_http", __name__, url_prefix="/git/<project_id>.git")
bp.before_request(require_token)

FETCH: Final = "git-upload-pack"
PUSH: Final = "git-receive-pack"
FETCH_REQUEST_MAX_BYTES: Final = 4 * 1024 * 1024
"""Of what a client has already: 50 bytes a commit."""
PUSH_REQUEST_MAX_BYTES: Final = 4 * PACK_MAX_BYTES
"""What is longer than a pack may be is read to its end and dropped, so that the client listens to the reason: it sends
all before it reads. (Cloud Run itself cuts off past 32 MiB.)"""
PUSH_SECONDS: Final = 600.0
"""For a push to arrive; 25 MiB over a slow line."""
_WAIT_SECONDS: Final = 5.0

_fetches = Places(most=6, each=3)  # each is a process, and where files can't be linked a copy of the repository
_pushes = Places(most=8, each=2)  # each holds what has arrived in memory


@bp.get("/info/refs")
def info_refs(project_id: str) -> Response:
    """What a client may fetch, or where it may push."""
    service, protocol = request.args.get("service"), protocol_of(request.headers.get("Git-Protocol"))
    if service == FETCH:
        git_project(project_id, Operation.READ)
        with _fetches.place(git_uid(), _WAIT_SECONDS), _repositories().exported(project_id) as git_dir:
            told = upload_advertisement(git_dir, protocol)
        body = told if protocol.startswith("version=2") else advertised(FETCH, told)
    elif service == PUSH:
        git_project(project_id, Operation.PUSH)
        body = advertised(PUSH, push_advertisement({MAIN_REF: _repositories().manifest(project_id).head}))
    else:
        raise MalformedRequest("Use a git client: this is not a folder to browse.")
    return _answer(body, f"{service}-advertisement")


@bp.post("/git-upload-pack")
def fetch(project_id: str) -> Response:
    """The objects that a client lacks, streamed."""
    git_project(project_id, Operation.READ)
    asked = _asked(FETCH, FETCH_REQUEST_MAX_BYTES)
    protocol = protocol_of(request.headers.get("Git-Protocol"))
    with ExitStack() as failing:
        body = failing.enter_context(copied(asked, FETCH_REQUEST_MAX_BYTES))
        failing.enter_context(_fetches.place(git_uid(), _WAIT_SECONDS))
        git_dir = failing.enter_context(_repositories().exported(project_id))
        pieces = failing.enter_context(upload_pack(git_dir, body, protocol))
        held = failing.pop_all()  # the server closes it when it is sent
    return _answer(Streamed(pieces, held), f"{FETCH}-result")


@bp.post("/git-receive-pack")
def push(project_id: str) -> Response:
    """Commits for main. The answer is 200 also where they are refused: the reason is in the report, for the person."""
    project = git_project(project_id, Operation.PUSH)
    asked = _asked(PUSH, PUSH_REQUEST_MAX_BYTES)
    with _pushes.place(git_uid(), _WAIT_SECONDS):
        commands = read_commands(asked)
        if not commands.items:
            return _answer(b"", f"{PUSH}-result")  # a client that tries its password out before it sends much
        pack = _rest(asked, PACK_MAX_BYTES) if commands.brings_pack else b""
        outcomes = take_push(services(), project, git_uid(), commands, pack)
    return _answer(report(outcomes, commands.capabilities), f"{PUSH}-result")


def _repositories() -> GitStore:
    return services().repositories


def _asked(service: str, limit: int) -> Stream:
    """The body of a request to a service. Raises UnsupportedMediaType, also for what a browser's form could send."""
    if request.mimetype != f"application/x-{service}-request":
        raise UnsupportedMediaType(f"Use a git client: the body must be a request to {service}.")
    request.max_content_length = limit
    encoding = request.headers.get("Content-Encoding", "identity").lower()
    if encoding in ("gzip", "x-gzip"):
        return Inflated(request.stream, limit)
    if encoding != "identity":
        raise UnsupportedMediaType("The body may be gzipped, or plain.")
    return request.stream


def _rest(stream: Stream, limit: int) -> bytes | None:
    """All that is left of a stream; None when it is more than `limit` bytes. Raises MalformedRequest."""
    kept, size, deadline = bytearray(), 0, time.monotonic() + PUSH_SECONDS
    while piece := stream.read(PIECE_BYTES):
        if time.monotonic() > deadline:
            raise MalformedRequest("The push took too long to arrive.")
        size += len(piece)
        if size <= limit:
            kept += piece
        else:
            kept.clear()
    return bytes(kept) if size <= limit else None


def _answer(body: bytes | Streamed, kind: str) -> Response:
    return Response(body, content_type=f"application/x-{kind}", direct_passthrough=isinstance(body, Streamed))
