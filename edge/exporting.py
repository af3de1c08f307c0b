"""All that a user owns as one zip: profile, projects with their files at the newest checkpoint, and what was said."""

import json
import threading
import zipfile
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Final

from common.errors import NotFound, RateLimited, TooLarge
from common.models import ChatMessage, FileEntry, Model, Project, Stored, User
from edge.identity import Caller
from edge.policy import Operation, check
from edge.services import Services

ARCHIVE_MAX_BYTES: Final = 128 * 1024 * 1024
"""On Cloud Run a temporary file is memory. Source code is small: uploaded files are not part of it."""
_IN_MEMORY_BYTES: Final = 4 * 1024 * 1024
_AT_ONCE: Final = 2
_BATCH_BYTES: Final = 8 * 1024 * 1024
_PIECE_BYTES: Final = 256 * 1024
_RETRY_SECONDS: Final = 15

_places = threading.BoundedSemaphore(_AT_ONCE)


class Archive:
    """A zip in a temporary file, read once from its start; holds one of the few places until it is closed."""

    def __init__(self, limit_bytes: int = ARCHIVE_MAX_BYTES) -> None:
        """Raises RateLimited when others are being made already."""
        if not _places.acquire(blocking=False):
            raise RateLimited("Other downloads are being prepared.", retryAfter=_RETRY_SECONDS)
        self._file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - closed by close
        self._limit = limit_bytes
        self._closed = False

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(0)
        while piece := self._file.read(_PIECE_BYTES):
            yield piece

    def close(self) -> None:
        """Idempotent."""
        if not self._closed:
            self._closed = True
            self._file.close()
            _places.release()

    def fill(self, services: Services, who: Caller, user: User) -> None:
        """Write it all. Raises TooLarge past the limit, and what the stores raise."""
        with zipfile.ZipFile(self._file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("profile.json", _json(user))
            for project in services.projects.owned_by(who.uid):
                check(project, who.uid, Operation.READ)
                self._add_project(archive, services, project)
            for project in services.projects.shared_with(who.uid):
                check(project, who.uid, Operation.READ)
                own = services.messages.every(project.id, author_id=who.uid)
                self._add_messages(archive, f"shared/{project.id}/messages.json", own)

    def _add_project(self, archive: zipfile.ZipFile, services: Services, project: Project) -> None:
        folder = f"projects/{project.id}"
        archive.writestr(f"{folder}/project.json", _json(project))
        self._add_messages(archive, f"{folder}/messages.json", services.messages.every(project.id))
        try:
            head = services.repositories.manifest(project.id).head
        except NotFound:
            return  # still being set up
        for batch in _batches(services.repositories.files(project.id, head)):
            for path, content in services.repositories.read_files(project.id, head, batch).items():
                archive.writestr(f"{folder}/files/{path}", content)
                self._require_room()

    def _add_messages(self, archive: zipfile.ZipFile, name: str, messages: Iterable[ChatMessage]) -> None:
        separator = b"[\n"
        with archive.open(name, "w") as file:
            for message in messages:
                file.write(separator + _json(message))
                separator = b",\n"
                self._require_room()
            file.write(b"[]\n" if separator == b"[\n" else b"\n]\n")

    def _require_room(self) -> None:
        if self._file.tell() > self._limit:
            raise TooLarge("All of it is too large for one download: download the projects one by one.")


def _json(value: Model | Stored) -> bytes:
    return json.dumps(value.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2).encode()


def _batches(files: Iterable[FileEntry]) -> Iterator[list[str]]:
    """Paths whose contents together stay small, or a single one."""
    batch: list[str] = []
    size = 0
    for file in files:
        if batch and size + file.size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(file.path)
        size += file.size
    if batch:
        yield batch
