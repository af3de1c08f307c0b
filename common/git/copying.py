"""A project's history under another project's name, and as a bare repository on disk for plain git."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pygit2

from common.errors import NotFound
from common.git.large import is_large, large_pack
from common.git.manifest import MAIN, Manifest
from common.git.manifest_store import project_folder
from common.git.pack_format import PackedObject
from common.git.packs import NewPack, build_pack
from common.git.reader import Mirror, PacksGone
from common.git.refs import ref_of, refs_of, tag_of
from common.git.transactions import Change
from common.git.walking import Reached
from common.object_store import ObjectStore

_PARALLEL: Final = 8


def copied_whole(objects: ObjectStore, manifest: Manifest, source: str, target: str) -> Manifest:
    """Copy the project `source`, with all that it has been, to `target`: its packs within the bucket. → what the
    target's manifest is to be. Raises PacksGone."""
    names = [f"objects/pack/{name}.{kind}" for name in manifest.packs for kind in ("pack", "idx")]
    before, after = project_folder(source), project_folder(target)
    with ThreadPoolExecutor(_PARALLEL) as pool:
        try:
            list(pool.map(lambda name: objects.copy(f"{before}/{name}", f"{after}/{name}"), names))
        except NotFound as error:
            raise PacksGone from error
    refs = {MAIN: manifest.head, **_kept_names(manifest, lambda _: True)}
    update = {"epoch": 0, "refs": refs, "rescue_packs": [], "settled": []}
    return manifest.changed(update)


def copied_until(mirror: Mirror, version: pygit2.Commit, holding: Callable[[bytes], str | None]) -> Change:
    """The history up to `version` and nothing of what came after, as a repository of its own that isn't stored yet.
    `holding` is the pack of large files that holds an object."""
    manifest, repository = mirror.manifest, mirror.complete()
    reached = Reached.between(repository, str(version.id), manifest.template.head)
    lacking = {blob for blob in reached.blobs if blob not in repository}
    mirror.fetch({name for blob in lacking if (name := holding(blob.raw)) is not None})
    apart = {blob for blob in reached.blobs if blob in lacking or is_large(_data(repository, blob))}
    rest = [oid for oid, _ in reached.objects(lambda oid: oid not in apart)]
    packs = [NewPack.of(*build_pack(repository, rest))] if rest else []
    large = [large_pack([PackedObject("blob", _data(repository, blob), 0, 0)]) for blob in apart]
    commits = {str(oid) for oid in reached.commits}
    update: dict[str, object] = {
        "epoch": 0,
        "refs": {MAIN: str(version.id), **_kept_names(manifest, commits.__contains__)},
        "base": str(version.id),
        "packs": [pack.name for pack in (*large, *packs)],
        "large_packs": [pack.name for pack in large],
        "cold_packs": [],
        "rescue_packs": [],
        "settled": [],
    }
    return Change(Manifest.build(manifest.fields.model_copy(update=update)), (*large, *packs))


def _data(repository: pygit2.Repository, oid: pygit2.Oid) -> bytes:
    return repository[oid].peel(pygit2.Blob).data


def _kept_names(manifest: Manifest, has: Callable[[str], bool]) -> dict[str, str]:
    return {ref_of("name", name): sha for name, sha in refs_of(manifest.refs, "name") if has(sha)}


@contextmanager
def on_disk(files: Iterable[Path], main: str, names: Iterable[tuple[str, str]]) -> Iterator[Path]:
    """A temporary bare repository of these pack files, with `main` and a tag for each (name, sha). The files are
    linked, not copied, so that whoever clears the cache meanwhile takes nothing away."""
    with tempfile.TemporaryDirectory(prefix="export-") as scratch:
        git_dir = Path(scratch, "repo.git")
        pygit2.init_repository(git_dir, bare=True, initial_head=MAIN)
        folder = git_dir / "objects" / "pack"
        folder.mkdir(parents=True, exist_ok=True)
        for file in files:
            _link(file, folder / file.name)
        tags: dict[str, str] = {}
        for name, sha in names:
            tags[tag_of(name, tags)] = sha
        refs = {f"refs/heads/{MAIN}": main, **{f"refs/tags/{tag}": sha for tag, sha in tags.items()}}
        lines = "".join(f"{sha} {ref}\n" for ref, sha in sorted(refs.items()))
        (git_dir / "packed-refs").write_text(f"# pack-refs with: sorted\n{lines}")
        yield git_dir


def _link(file: Path, target: Path) -> None:
    try:
        os.link(file, target)
    except OSError:  # another file system
        shutil.copyfile(file, target)
