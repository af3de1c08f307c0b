"""A file that is made for one download: bounded, in a temporary file, few at once, sent as an attachment."""

import unicodedata
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Final, Protocol
from urllib.parse import quote

from flask import Response

from common.errors import TooLarge
from common.models import FileEntry
from edge.places import Places

MIB: Final = 1024 * 1024
DOWNLOAD_MAX_BYTES: Final = 128 * MIB
"""On Cloud Run a temporary file is memory."""
AT_ONCE: Final = 2
_IN_MEMORY_BYTES: Final = MIB
_BATCH_BYTES: Final = 8 * MIB
_PIECE_BYTES: Final = 256 * 1024
_WAIT_SECONDS: Final = 2.0
_NAME_MAX: Final = 60
_ZIP_DATES: Final = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, tzinfo=UTC)
"""What a zip can say; a commit can bear any date."""

_places = Places(most=AT_ONCE, each=1)


class Download:
    """Filled once, then read once from its start. Holds one of the few places: until it is closed, or, when it turned
    out small, until it is ready, so that a slow reader of a small file keeps nobody waiting."""

    def __init__(self, who: str, advice: str = "", limit_bytes: int = DOWNLOAD_MAX_BYTES) -> None:
        """`who` gets it; `advice` follows on "too large": what to do instead. Raises RateLimited when others, or
        another of theirs, are being made and go on for seconds."""
        _places.take(who, _WAIT_SECONDS)
        self._who = who
        self.file: IO[bytes] = SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES)  # noqa: SIM115 - closed by close
        self._advice = advice
        self._limit = limit_bytes
        self._placed = True

    def require_room(self, more: int = 0) -> None:
        """Raises TooLarge when it is larger than the limit, or would be with `more` bytes."""
        if self.file.tell() + more > self._limit:
            limit = f"{self._limit // MIB} MiB"
            raise TooLarge(
                f"This is larger than {limit}, the most that one download holds. {self._advice}".strip(),
                limitBytes=self._limit,
            )

    def write(self, pieces: Iterable[bytes]) -> None:
        """Raises TooLarge."""
        for piece in pieces:
            self.file.write(piece)
            self.require_room()

    def ready(self) -> None:
        """It is filled."""
        if self.file.tell() <= _IN_MEMORY_BYTES:
            self._leave()

    def __iter__(self) -> Iterator[bytes]:
        self.file.seek(0)
        return pieces_of(self.file)

    def close(self) -> None:
        """Idempotent."""
        self.file.close()
        self._leave()

    def _leave(self) -> None:
        if self._placed:
            self._placed = False
            _places.leave(self._who)


class Zip:
    """A zip written into a download; a context manager. All its files bear the date `when`."""

    def __init__(self, download: Download, when: datetime) -> None:
        self._download = download
        self._when = sorted((*_ZIP_DATES, when))[1].timetuple()[:6]
        self._archive = zipfile.ZipFile(download.file, "w")

    def __enter__(self) -> "Zip":
        return self

    def __exit__(self, *_: object) -> None:
        self._archive.close()

    def add(self, path: str, pieces: Iterable[bytes], *, squeeze: bool = True) -> None:
        """One file, piece by piece; `squeeze` it unless it is pictures, sound or film. Raises TooLarge."""
        entry = zipfile.ZipInfo(path, self._when)
        entry.compress_type = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
        entry.external_attr = 0o644 << 16
        with self._archive.open(entry, "w") as file:
            for piece in pieces:
                file.write(piece)
                self._download.require_room()


class Repositories(Protocol):
    """The slice of common/git/store.py that reading a version takes."""

    def read_files(self, project_id: str, version: str, paths: Sequence[str]) -> dict[str, bytes]: ...


def contents(
    repositories: Repositories, project_id: str, sha: str, files: Iterable[FileEntry]
) -> Iterator[tuple[str, bytes]]:
    """The files of a version one by one, read a few MiB at a time."""
    for batch in _batches(files):
        yield from repositories.read_files(project_id, sha, batch).items()


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


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file from where it is to its end."""
    while piece := file.read(_PIECE_BYTES):
        yield piece


def safe_name(text: str, otherwise: str) -> str:
    """`text` as a file name that any system takes, in its own letters."""
    fit = "".join(char if _is_fit(char) else " " for char in unicodedata.normalize("NFC", text))
    return "-".join(fit.split())[:_NAME_MAX].strip("-.") or otherwise


def _is_fit(char: str) -> bool:
    """Letters, with their marks, and digits of all scripts; nothing that a shell, a header or a file system reads."""
    return char in "-_." or unicodedata.category(char)[0] in "LMN"


def plain_name(text: str, otherwise: str) -> str:
    """… in ASCII only."""
    bare = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return safe_name(bare, otherwise)


def attachment(download: Download, content_type: str, plain: str, whole: str) -> Response:
    """A filled download as the answer; the server closes it when it is sent.

    Its name is given twice, as RFC 6266 wants it: `plain` in ASCII (see `plain_name`) for old clients, and `whole`.
    """
    download.ready()
    # No Content-Length: Cloud Run passes on more than 32 MiB only in chunks.
    response = Response(download, content_type=content_type, direct_passthrough=True)
    response.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(whole, safe='')}"
    )
    response.headers["Cache-Control"] = "no-store"
    return response
