"""History, differences and files at a version, read without a pod; restoring makes a new checkpoint."""

import mimetypes
from typing import Annotated

from flask import Response
from pydantic import Field

from common.errors import TooLarge
from common.models import FILE_VIEW_MAX_BYTES, Checkpoint, FileEntry, Model
from common.version_models import Version, VersionDiff, VersionName
from edge.access import access, require_caller
from edge.answers import BEARER, Page, PageQuery, ProjectPath, VersionPath, answer, blueprint, from_cursor, to_cursor
from edge.committing import restore
from edge.policy import Operation
from edge.services import services

bp = blueprint("checkpoints", __name__, BEARER)
bp.before_request(require_caller)


class HistoryQuery(PageQuery):
    """Of which branch; the project's own history when absent."""

    branch: VersionName | None = None


class VersionQuery(Model):
    """At which checkpoint, by sha or by name; the newest when absent."""

    sha: Version | None = None


class DiffQuery(Model):
    """Against which checkpoint, by sha or by name; the one before when absent."""

    against: Version | None = None


class FilePath(ProjectPath):
    """A file of the project, by its path from the project's root."""

    file_path: Annotated[str, Field(alias="file_path", min_length=1, max_length=1024)]


class Files(Model):
    """The files at checkpoint `sha`."""

    sha: str
    items: list[FileEntry]


@bp.get("/api/projects/<project_id>/checkpoints", responses={200: Page[Checkpoint]})
def list_checkpoints(path: ProjectPath, query: HistoryQuery) -> Response:
    """The history, or that of a branch, newest first."""
    access(path.project_id, Operation.READ)
    cursor = from_cursor(query.cursor) if query.cursor else None
    items, further = services().repositories.log(path.project_id, cursor, query.limit, query.branch)
    return answer(Page[Checkpoint](items=items, cursor=to_cursor(further) if further else None))


@bp.get("/api/projects/<project_id>/checkpoints/<version:version>", responses={200: Checkpoint})
def get_checkpoint(path: VersionPath) -> Response:
    """One checkpoint."""
    access(path.project_id, Operation.READ)
    return answer(services().repositories.checkpoint(path.project_id, path.version))


@bp.get("/api/projects/<project_id>/checkpoints/<version:version>/diff", responses={200: VersionDiff})
def compare_checkpoints(path: VersionPath, query: DiffQuery) -> Response:
    """What changed since another checkpoint, file by file."""
    access(path.project_id, Operation.READ)
    return answer(services().repositories.diff(path.project_id, path.version, query.against))


@bp.post("/api/projects/<project_id>/checkpoints/<version:version>/restore", responses={201: Checkpoint})
def restore_checkpoint(path: VersionPath) -> Response:
    """Make the project as it was at that checkpoint, as a new checkpoint: nothing is lost, and it can be undone."""
    allowed = access(path.project_id, Operation.RESTORE_CHECKPOINT)
    return answer(restore(services(), allowed.project, allowed.caller, path.version), 201)


@bp.get("/api/projects/<project_id>/files", responses={200: Files})
def list_files(path: ProjectPath, query: VersionQuery) -> Response:
    """The files at a version."""
    access(path.project_id, Operation.READ)
    sha = _sha(path.project_id, query.sha)
    return answer(Files(sha=sha, items=services().repositories.files(path.project_id, sha)))


@bp.get(
    "/api/projects/<project_id>/files/<path:file_path>",
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def read_file(path: FilePath, query: VersionQuery) -> Response:
    """One file at a version, as text where it is text. At most 1 MiB."""
    access(path.project_id, Operation.READ)
    version = query.sha or services().repositories.manifest(path.project_id).head
    content = services().repositories.read_file(path.project_id, version, path.file_path)
    if len(content) > FILE_VIEW_MAX_BYTES:
        raise TooLarge("The file is too large to be shown.")
    return Response(content, headers=_as_data(path.file_path, content))


def _as_data(file_path: str, content: bytes) -> dict[str, str]:
    """Headers under which a user's file can't act as a page of ours, whatever it is."""
    kind = mimetypes.guess_type(file_path)[0] or ""
    try:
        content.decode()
        shown = "text/plain; charset=utf-8"
    except UnicodeDecodeError:
        shown = kind if kind in ("image/png", "image/jpeg", "image/gif", "image/webp") else "application/octet-stream"
    return {
        "Content-Type": shown,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "private, no-cache",
    }


def _sha(project_id: str, version: str | None) -> str:
    """The sha of a version; of the newest, when there is none."""
    repositories = services().repositories
    if version is None:
        return repositories.manifest(project_id).head
    return repositories.checkpoint(project_id, version).sha if version.startswith("name:") else version
