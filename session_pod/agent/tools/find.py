"""Finding files: a bounded walk of the project, and glob patterns matched without backtracking."""

import os
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

FILES_MAX = 5_000
DEPTH_MAX = 64
"""What lies deeper can't be saved; `os.walk` recurses."""
SKIPPED = frozenset({".git", "node_modules", ".vite"})
_NOT_SHOWN = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def walk(root: Path) -> Iterator[str]:
    """Paths of the project's files, sorted folder by folder; stops at FILES_MAX. Links are not followed. In names that
    can't be saved (line breaks, bytes that are no text) a � stands for what can't be told."""
    count = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if name not in SKIPPED)
        inside = Path(folder).relative_to(root)
        if len(inside.parts) >= DEPTH_MAX:
            folders.clear()
        for name in sorted(files):
            yield _NOT_SHOWN.sub("�", (inside / name).as_posix())
            count += 1
            if count >= FILES_MAX:
                return


def matches(path: str, pattern: str) -> bool:
    """Whether a path matches: `*` and `?` within one name, `**` across folders."""
    names, wanted = path.split("/"), [part for part in pattern.split("/") if part not in ("", ".")]
    reachable = {0}  # positions in `wanted` that the names so far can have reached
    for name in names:
        after: set[int] = set()
        for position in _through_stars(reachable, wanted):
            if position == len(wanted):
                continue
            if wanted[position] == "**":
                after.add(position)
            elif fnmatchcase(name, wanted[position]):
                after.add(position + 1)
        reachable = after
    return len(wanted) in _through_stars(reachable, wanted)


def _through_stars(positions: set[int], wanted: list[str]) -> set[int]:
    """`**` also matches no folder at all."""
    reached = set(positions)
    for position in sorted(positions):
        step = position
        while step < len(wanted) and wanted[step] == "**":
            step += 1
            reached.add(step)
    return reached
