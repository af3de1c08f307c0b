"""A project at a version to take away, made without a pod."""

from contextlib import ExitStack, closing
from typing import Any, Final, Literal

from flask import Response

from common.errors import NotFound
from common.models import Model
from common.version_models import Version
from edge.access import access, require_caller
from edge.answers import BEARER, ProjectPath, blueprint
from edge.archiving import BUNDLE_ADVICE, ZIP_ADVICE, stems, write_bundle, write_zip
from edge.downloads import Download, attachment
from edge.policy import Operation
from edge.services import services

bp = blueprint("archives", __name__, BEARER)
bp.before_request(require_caller)

_TYPES: Final = {"zip": "application/zip", "bundle": "application/x-git-bundle"}
_FILE: Final[dict[str, Any]] = {"schema": {"type": "string", "format": "binary"}}


class ArchiveQuery(Model):
    """Which version, the newest when absent; and as what."""

    sha: Version | None = None
    format: Literal["zip", "bundle"] = "zip"


@bp.get("/api/projects/<project_id>/archive", responses={200: {"content": dict.fromkeys(_TYPES.values(), _FILE)}})
def download_archive(path: ProjectPath, query: ArchiveQuery) -> Response:
    """The project at a version: a zip of its files and uploads that builds with `npm ci && npx remotion render`, or a
    git bundle of its history up to there for `git clone`. 429 while others' downloads are being made, 413 past 128 MiB.
    """
    allowed = access(path.project_id, Operation.READ)
    held, project, who = services(), allowed.project, allowed.caller.uid
    wanted = query.sha or held.repositories.manifest(project.id).head
    if not wanted:
        raise NotFound("The project has no version yet.")
    version = held.repositories.checkpoint(project.id, wanted)
    with ExitStack() as failing:
        if query.format == "bundle":
            download = failing.enter_context(closing(Download(who, BUNDLE_ADVICE)))
            with held.repositories.exported(project.id, version.sha) as repository:
                write_bundle(download, repository)
        else:
            download = failing.enter_context(closing(Download(who, ZIP_ADVICE)))
            write_zip(download, held.repositories, held.objects, project, version)
        failing.pop_all()  # the server closes it when it is sent
    plain, whole = (f"{stem}.{query.format}" for stem in stems(project, version))
    return attachment(download, _TYPES[query.format], plain, whole)
