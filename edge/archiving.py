"""A project at one version to take away: as a zip that builds alone, or as a bundle that `git clone` takes."""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Protocol

from common.asset_models import ASSETS_FILE
from common.errors import NotFound
from common.git.cli import run_git
from common.models import Checkpoint, FileEntry, Project
from edge.downloads import Download, Repositories, Zip, contents, pieces_of, plain_name, safe_name
from edge.standalone.additions import PACKAGE_FILE, additions
from edge.standalone.uploads import Upload, Uploads, listed_uploads

ZIP_ADVICE: Final = "The git bundle has the files without the uploads."
BUNDLE_ADVICE: Final = "Fetch it with `git clone`."
_BUNDLE_SECONDS: Final = 60.0
_SHORT: Final = 7


class ProjectFiles(Repositories, Protocol):
    """The slice of common/git/store.py that a zip takes."""

    def files(self, project_id: str, version: str) -> list[FileEntry]: ...


class Objects(Protocol):
    """The slice of common/object_store.py that uploads are read through."""

    def stream(self, name: str) -> Iterator[bytes]: ...


def stems(project: Project, version: Checkpoint) -> tuple[str, str]:
    """What the download is called, without its ending: the project's name and the short sha; → (in ASCII, whole)."""
    plain, whole = plain_name(project.name, "video"), safe_name(project.name, "video")
    return f"{plain}-{version.sha[:_SHORT]}", f"{whole}-{version.sha[:_SHORT]}"


def write_zip(
    download: Download, repositories: ProjectFiles, objects: Objects, project: Project, version: Checkpoint
) -> None:
    """All files of the version and its uploads, in one folder, with what they need to be built.

    Raises TooLarge, before anything is fetched where the sizes tell it, and what the stores raise.
    """
    files = repositories.files(project.id, version.sha)
    paths = [file.path for file in files]
    read = _read(repositories, project.id, version.sha, [path for path in (ASSETS_FILE, PACKAGE_FILE) if path in paths])
    uploads = listed_uploads(read[ASSETS_FILE], paths) if ASSETS_FILE in read else Uploads()
    download.require_room(sum(file.size for file in files) + sum(upload.size for upload in uploads.wanted))
    folder = stems(project, version)[0]
    with Zip(download, version.created_at) as archive:
        for path, content in contents(repositories, project.id, version.sha, files):
            archive.add(f"{folder}/{path}", [content])
        missing = {**uploads.unusable, **_add_uploads(archive, folder, objects, project.id, uploads.wanted)}
        added = additions(project.name, version.sha[:_SHORT], paths, read.get(PACKAGE_FILE), missing)
        for path, content in added.items():
            archive.add(f"{folder}/{path}", [content])


def _read(repositories: Repositories, project_id: str, sha: str, paths: Sequence[str]) -> dict[str, bytes]:
    return repositories.read_files(project_id, sha, paths) if paths else {}


def _add_uploads(
    archive: Zip, folder: str, objects: Objects, project_id: str, uploads: Iterable[Upload]
) -> dict[str, str]:
    """→ what isn't there: why, by path."""
    missing: dict[str, str] = {}
    for upload in uploads:
        try:
            pieces = objects.stream(f"assets/{project_id}/uploads/{upload.asset_id}")
        except NotFound:
            missing[upload.path] = "is not in storage any more"
        else:
            archive.add(f"{folder}/{upload.path}", pieces, squeeze=not upload.media)
    return missing


def write_bundle(download: Download, repository: Path) -> None:
    """HEAD, branches and tags of a bare repository, with all that they need. Raises TooLarge, Unavailable."""
    with tempfile.TemporaryDirectory(prefix="bundle-") as scratch:
        bundle = Path(scratch, "bundle")
        run_git(repository, "bundle", "create", str(bundle), "HEAD", "--branches", "--tags", timeout=_BUNDLE_SECONDS)
        with bundle.open("rb") as file:
            download.write(pieces_of(file))
