"""What a command may have left in the working tree that must not be staged, or be written through by a checkout."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path


def remove_git_folders(root: Path) -> None:
    """Delete every `.git` in the tree: the platform's is elsewhere, and a nested one can't be staged."""
    for folder, folders, files in os.walk(root):
        if ".git" in folders:
            folders.remove(".git")
            _remove(Path(folder, ".git"))
        if ".git" in files:
            Path(folder, ".git").unlink(missing_ok=True)


def remove_links(root: Path, *, only_leaving: bool) -> None:
    """Delete symbolic links: all of them before a checkout, which would write through a linked folder (seen with
    libgit2 1.9) and makes those it knows again; before a commit only those that lead out of the project."""
    for path in list(_links(root)):
        if not only_leaving or _leaves(root, path):
            path.unlink(missing_ok=True)


def _links(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        for name in (*folders, *files):
            path = Path(folder, name)
            if path.is_symlink():
                yield path


def _leaves(root: Path, link: Path) -> bool:
    target = link.readlink()
    if target.is_absolute():
        return True
    reached = os.path.normpath(link.parent / target)
    return not Path(reached).is_relative_to(root)


def _remove(path: Path) -> None:
    if path.is_symlink():
        path.unlink()
    else:
        shutil.rmtree(path, ignore_errors=True)
