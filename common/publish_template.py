"""Publishes a folder as the template that new projects begin with: `python -m common.publish_template DIR ID`.

The same files give the same commit, whoever publishes them; publishing them again changes nothing. A newer version adds
packs and takes nothing away, as projects go on resting on the older ones.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pygit2

from common.errors import Invalid, NotFound, ObjectChanged, StoryDreamError, Unavailable
from common.git_checks import path_problem
from common.git_history import add_commit, changed_tree
from common.git_manifest import MAIN, Manifest, ManifestLine, TemplateRef
from common.git_manifest_store import ManifestStore, NewPack, template_folder
from common.git_messages import AGENT, CheckpointMessage
from common.git_packs import build_pack, pack_name
from common.object_store import ObjectStore, object_store_from_settings
from common.settings import GoogleSettings, load
from common.video_settings import ROOT_FILE, read_video_settings

PUBLISHED: Final = datetime(2026, 1, 1, tzinfo=UTC)
"""The date in every template's commit: a real one would give each publishing another sha."""
_ATTEMPTS: Final = 4


def publish_template(objects: ObjectStore, template_id: str, folder: Path) -> Manifest:
    """Make `templates/{template_id}/repo.git` hold the folder's files, but for what its .gitignore names.

    Raises Invalid for a folder that no project could begin with, Unavailable.
    """
    with tempfile.TemporaryDirectory(prefix="template-") as scratch:
        repository = pygit2.init_repository(scratch)
        head = _commit(repository, folder, f"Template {template_id}")
        pack, index = build_pack(repository, list(repository))
    new = NewPack(pack_name(pack), pack, index)
    line = ManifestLine(
        epoch=0,
        refs={MAIN: head},
        base=head,
        template=TemplateRef(id=template_id, head=head, packs=[new.name]),
        packs=[],
    )
    manifests, place = ManifestStore(objects), template_folder(template_id)
    for _ in range(_ATTEMPTS):
        current = _current(manifests, place)
        if current is not None and current.head == head:
            return current
        try:
            return manifests.swap(place, Manifest.build(line), current.generation if current else 0, (new,))
        except ObjectChanged:
            continue
    raise Unavailable("Others keep publishing this template.")


def _current(manifests: ManifestStore, place: str) -> Manifest | None:
    try:
        return manifests.load(place)
    except NotFound:
        return None


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


def main(arguments: list[str]) -> int:
    """0 when it is published; else one line says why not."""
    if len(arguments) != 2 or not Path(arguments[0]).is_dir():
        sys.stderr.write("usage: python -m common.publish_template DIR TEMPLATE_ID\n")
        return 2
    folder, template_id = Path(arguments[0]), arguments[1]
    try:
        manifest = publish_template(object_store_from_settings(load(GoogleSettings)), template_id, folder)
    except StoryDreamError as error:
        sys.stderr.write(f"storydream: the template {template_id} was not published: {error.detail}\n")
        return 1
    sys.stdout.write(f"template {template_id}: {manifest.head}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
