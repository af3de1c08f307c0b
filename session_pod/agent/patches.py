"""How the working tree differs from a version, as a patch that a person can read."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import pygit2

from common.errors import StoryDreamError
from session_pod.agent.tools.paths import open_file

PATCH_CHARS: Final = 40_000
FILE_MAX_BYTES: Final = 256 * 1024


def patch_of(old: pygit2.Tree, root: Path, paths: Iterable[str]) -> str:
    """What was done to these files since `old`, at most PATCH_CHARS; large files and binaries are only named."""
    told: list[str] = []
    size = 0
    for path in sorted(paths):
        told.append(_of_file(old, root, path))
        size += len(told[-1])
        if size > PATCH_CHARS:
            break
    return "".join(told)[:PATCH_CHARS]


def _of_file(old: pygit2.Tree, root: Path, path: str) -> str:
    before, after = _stored(old, path), _present(root, path)
    if any(len(data) > FILE_MAX_BYTES or b"\0" in data for data in (before or b"", after or b"")):
        return f"{path}: not shown\n"
    patch = pygit2.Patch.create_from(before, after, old_as_path=path, new_as_path=path)
    return patch.data.decode(errors="replace")


def _stored(old: pygit2.Tree, path: str) -> bytes | None:
    try:
        entry = old[path]
    except KeyError:
        return None
    return entry.data if isinstance(entry, pygit2.Blob) else None


def _present(root: Path, path: str) -> bytes | None:
    try:
        with open_file(root, path, os.O_RDONLY) as descriptor, os.fdopen(os.dup(descriptor), "rb") as file:
            return file.read(FILE_MAX_BYTES + 1)
    except StoryDreamError:  # deleted
        return None
