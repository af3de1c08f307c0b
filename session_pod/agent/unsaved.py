"""What isn't saved, for a browser to download where saving keeps failing: the last resort, which needs no edge."""

import base64
import io
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import pygit2

ARCHIVE_MAX_BYTES: Final = 8 * 1024 * 1024  # of files; larger ones are named instead
PART_BYTES: Final = 180 * 1024  # 240 KiB in base64: one frame of the event socket
FILES_TOLD: Final = 100
_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)  # what zip begins at: the same files make the same archive


@dataclass(frozen=True)
class Unsaved:
    """Paths that differ from the acknowledged version, of which `left_out` aren't in the zip."""

    files: list[str]
    left_out: list[str]
    archive: bytes


def unsaved_work(saved: pygit2.Tree, now: pygit2.Tree, refused: Mapping[str, str]) -> Unsaved:
    """The files of `now` that differ from `saved`; `refused` are those of the folder that no save may hold."""
    paths = sorted(delta.new_file.path for delta in saved.diff_to_tree(now).deltas)
    found = [(path, blob) for path in paths if (blob := _file(now, path)) is not None]
    kept, large = dict[str, bytes](), list[str]()
    room = ARCHIVE_MAX_BYTES
    for path, blob in sorted(found, key=lambda file: file[1].size):
        if blob.size > room:
            large.append(path)
            continue
        kept[path] = blob.data
        room -= blob.size
    return Unsaved(sorted([*paths, *refused]), sorted([*large, *refused]), _zipped(kept))


class UnsavedDownload:
    """One browser's download, in parts that each fit a frame; made anew whenever the first is asked for."""

    def __init__(self) -> None:
        self._work: Unsaved | None = None

    def told(self, part: int, work: Callable[[], Unsaved]) -> dict[str, Any]:
        """The members of the `unsaved` event; without `data` for a part that there isn't."""
        if part == 0 or self._work is None:
            self._work = work()
        files, left_out, archive = self._work.files, self._work.left_out, self._work.archive
        parts = -(-len(archive) // PART_BYTES)
        told: dict[str, Any] = {
            "part": part,
            "parts": parts,
            "files": files[:FILES_TOLD],
            "fileCount": len(files),
            "leftOut": left_out[:FILES_TOLD],
        }
        if 0 <= part < parts:
            told["data"] = base64.b64encode(archive[part * PART_BYTES : (part + 1) * PART_BYTES]).decode()
        if part >= parts - 1:
            self._work = None
        return told


def _file(tree: pygit2.Tree, path: str) -> pygit2.Blob | None:
    try:
        found = tree[path]
    except KeyError:
        return None
    return found if isinstance(found, pygit2.Blob) else None


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Empty where there are none."""
    if not files:
        return b""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(path, _LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()
