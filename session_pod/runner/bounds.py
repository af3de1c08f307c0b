"""What a project's folder may come to while commands run in it: bytes, files, depth, and nothing but files and folders.

No quota of the kernel's bounds a folder, so it is looked at. A save takes far less than this anyway
(`common/git/checks.py`); what is protected here is the machine, and whoever walks the tree. Commands may run meanwhile:
every step is taken from an open folder to what it holds, so that no link made in between leads out of the project.
"""

import os
import shutil
import stat
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

DEPTH_MAX = 64
"""Of folders: a save takes 24, and what walks a tree by recursion ends at 1,000."""
REMOVE_SECONDS = 20
_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW


@dataclass(frozen=True)
class Bounds:
    """Of a project's folder: MiB on the disk, and files and folders."""

    mb: int
    files: int


@dataclass
class Size:
    """How large a tree is, counted no further than just past its bounds."""

    bounds: Bounds
    size: int = 0
    files: int = 0
    too_deep: bool = False

    def problem(self, before: "Size") -> str | None:
        """Why a command that found `before` has to end; None when it hasn't to. One that makes room may go on."""
        if self.size > max(self._bytes, before.size):
            return f"the project's folder would hold more than {self.bounds.mb} MiB"
        if self.files > max(self.bounds.files, before.files):
            return f"the project's folder would hold more than {self.bounds.files} files"
        return f"folders would lie more than {DEPTH_MAX} deep" if self.too_deep else None

    @property
    def full(self) -> bool:
        return self.size > self._bytes or self.files > self.bounds.files

    @property
    def _bytes(self) -> int:
        return self.bounds.mb * 1024 * 1024


def measure(project: Path, bounds: Bounds, *, tidy: bool = False) -> Size:
    """About 1 ms for 100 files. Pipes, sockets and devices are taken away: whoever opened a pipe would wait for ever,
    and Vite has one thread for its files. With `tidy` the folders that lie too deep are taken away too."""
    found = Size(bounds)
    with suppress(OSError):
        folder = os.open(project, _FOLDER)
        try:
            _look(folder, 0, found, tidy=tidy)
        finally:
            os.close(folder)
    return found


def _look(folder: int, depth: int, found: Size, *, tidy: bool) -> None:
    with os.scandir(folder) as entries:
        for entry in entries:
            if found.full:
                return
            with suppress(OSError):  # gone, or something else, meanwhile
                _count(folder, entry, depth, found, tidy=tidy)


def _count(folder: int, entry: os.DirEntry[str], depth: int, found: Size, *, tidy: bool) -> None:
    facts = entry.stat(follow_symlinks=False)
    found.files += 1
    found.size += facts.st_blocks * 512
    if stat.S_ISDIR(facts.st_mode):
        if depth < DEPTH_MAX:
            inner = os.open(entry.name, _FOLDER, dir_fd=folder)
            try:
                _look(inner, depth + 1, found, tidy=tidy)
            finally:
                os.close(inner)
            return
        found.too_deep = True
        if tidy:
            _remove_deep(folder, entry.name)
    elif not (stat.S_ISREG(facts.st_mode) or stat.S_ISLNK(facts.st_mode)):
        if stat.S_ISFIFO(facts.st_mode):
            # With both ends open here, whoever waits at it goes on, and finds nothing.
            os.close(os.open(entry.name, os.O_RDWR | os.O_NONBLOCK | os.O_NOFOLLOW, dir_fd=folder))
        os.unlink(entry.name, dir_fd=folder)


def _remove_deep(folder: int, name: str) -> None:
    # Not `shutil.rmtree`, which recurses: rm goes as deep as it must, and follows no link either.
    command = [shutil.which("rm") or "/bin/rm", "-rf", "--", name]
    with suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command,
            cwd=f"/proc/self/fd/{folder}",
            pass_fds=(folder,),
            stderr=subprocess.DEVNULL,
            timeout=REMOVE_SECONDS,
            check=False,
        )
