"""A template's folder as one commit and its pack, without any storage: who publishes the template and the pod that
begins with it build the same bytes, so a pod need not fetch what it was born with.
"""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pygit2

from common.errors import Invalid
from common.git.checks import path_problem
from common.git.history import add_commit, changed_tree
from common.git.messages import AGENT, CheckpointMessage
from common.git.packs import build_pack, pack_name
from common.video_settings import ROOT_FILE, read_video_settings

PUBLISHED: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The date in every template's commit: a real one would give each publishing another sha."""


@dataclass(frozen=True, slots=True)
class TemplatePack:
    """`head` is the template's one commit, `name` the pack's (`pack-<40 hex>`)."""

    head: str
    name: str
    pack: bytes
    index: bytes


def build_template_pack(template_id: str, folder: Path) -> TemplatePack:
    """The pack of the folder's files, but for what its .gitignore names; the same files give the same bytes.

    Raises Invalid for a folder that no project could begin with. Takes about 20 ms.
    """
    with tempfile.TemporaryDirectory(prefix="template-") as scratch:
        repository = pygit2.init_repository(scratch)
        head = _commit(repository, folder, f"Template {template_id}")
        # By id: a repository lists its objects in the file system's order, which differs from machine to machine.
        pack, index = build_pack(repository, sorted(repository, key=str))
    return TemplatePack(head, pack_name(pack), pack, index)


def _commit(repository: pygit2.Repository, folder: Path, summary: str) -> str:
    if (folder / ".gitignore").is_file():
        shutil.copy(folder / ".gitignore", Path(repository.workdir) / ".gitignore")
    files: dict[str, bytes | None] = {path: (folder / path).read_bytes() for path in _kept(repository, folder)}
    root = files.get(ROOT_FILE)
    if root is None:
        raise Invalid(f"{folder} has no {ROOT_FILE}.")
    read_video_settings(root.decode())
    empty: object = repository[repository.TreeBuilder().write()]
    assert isinstance(empty, pygit2.Tree)  # noqa: S101 - for the type checker: a tree was written
    tree = changed_tree(repository, empty, files)
    return add_commit(repository, "", tree, AGENT, CheckpointMessage(summary), PUBLISHED)


def _kept(repository: pygit2.Repository, folder: Path) -> Iterator[str]:
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_dir() or repository.path_is_ignored(name):
            continue
        problem = path_problem(name) if not path.is_symlink() else "is a link"
        if problem is not None:
            raise Invalid(f"{name} {problem}.")
        yield name
