"""A small template, a pod's working tree, and a fresh clone that git itself judges."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pygit2
import pytest

from common.errors import BaseMoved, NotFound
from common.git.fetching import Download, fetch_checkout
from common.git.manifest import Manifest
from common.git.messages import AGENT, CheckpointMessage
from common.git.packs import missing_files, pack_since, write_tail
from common.git.store import GitStore, SaveMeta
from common.ids import new_id
from common.models import RepoSnapshot
from common.object_store import ObjectStore, StoredObject, object_store_from_settings
from common.publish_template import publish_template
from common.settings import GoogleSettings

ROOT_TSX = """import { Composition } from 'remotion';
export const Root = () => (
  <Composition id="MyVideo" component={MyVideo} durationInFrames={180} fps={30} width={1920} height={1080} />
);
"""
FILES = {
    "src/Root.tsx": ROOT_TSX,
    "src/MyVideo.tsx": "export const MyVideo = () => null;\n",
    "src/components/Title.tsx": "export const Title = () => null;\n",
    "package.json": "{}\n",
    ".gitignore": "node_modules/\npublic/uploads/\n",
}
_READS = 5
CREATED = datetime(2026, 5, 1, 12, 0, tzinfo=UTC)


def objects_at(url: str) -> ObjectStore:
    """A client of the bucket at a storage server."""
    return object_store_from_settings(GoogleSettings(storage_emulator_host=url))


def publish_small_template(objects: ObjectStore, template_id: str = "default", extra: str = "") -> Manifest:
    with tempfile.TemporaryDirectory() as folder:
        for path, content in {**FILES, **({"extra.txt": extra} if extra else {})}.items():
            file = Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(content)
        return publish_template(objects, template_id, Path(folder))


def seeded(store: GitStore) -> str:
    """The id of a new project."""
    project_id = new_id()
    store.seed(project_id, "default", CREATED)
    return project_id


def fill(git_dir: Path, store: GitStore, project_id: str, manifest: Manifest) -> None:
    """Put all of a manifest's packs and its tail into a git folder."""
    _download(store, project_id)(missing_files(git_dir, manifest.all_packs), git_dir / "objects" / "pack")
    write_tail(git_dir, manifest)


def _download(store: GitStore, project_id: str) -> Download:
    def download(names: list[str], folder: Path) -> None:
        for name in names:
            (folder / name).write_bytes(b"".join(store.open_pack(project_id, name)))

    return download


def aged(patch: pytest.MonkeyPatch, age: timedelta) -> None:
    """From now on storage lists packs as so much older than they are, by its own clock."""
    listed = ObjectStore.list_objects

    def older(objects: ObjectStore, prefix: str) -> Iterator[StoredObject]:
        found = list(listed(objects, prefix))
        newest = max(item.updated for item in found)
        for item in found:
            is_pack = item.name.endswith((".pack", ".idx"))
            yield replace(item, updated=newest - age) if is_pack else item

    patch.setattr(ObjectStore, "list_objects", older)


class Pod:
    """A pod's working tree of a project."""

    def __init__(
        self,
        store: GitStore,
        project_id: str,
        folder: Path,
        epoch: int = 0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.store = store
        self._clock = clock
        self.project_id = project_id
        self.epoch = epoch
        self.folder = folder
        self.git = pygit2.init_repository(folder, initial_head="main")
        self.manifest = store.manifest(project_id)
        self.head = self.manifest.head
        self.checked_out = ""
        self.open()

    def open(self, manifest: Manifest | None = None) -> None:
        """Check out what is stored (or `manifest`)."""
        for _ in range(_READS):
            manifest = manifest or self.store.manifest(self.project_id)
            try:
                fetch_checkout(self.folder / ".git", manifest, _download(self.store, self.project_id))
                break
            except NotFound:  # its packs were rewritten and removed meanwhile
                manifest = None
        assert manifest is not None, "what the manifest lists isn't there"
        self.manifest, self.head = manifest, manifest.head
        # With unsaved changes, libgit2 fails where a file becomes a folder, and drops one that was a folder.
        for sha in (self.checked_out, self.head):
            if sha:
                self.git.reset(pygit2.Oid(hex=sha), pygit2.enums.ResetMode.HARD)
        self.checked_out = self.head

    def commit(self, files: dict[str, bytes | str | None], summary: str = "Change", turn: str = "turn-one") -> str:
        index = self.git.index
        index.read()
        for path, content in files.items():
            file = self.folder / path
            if content is None:
                file.unlink()
                index.remove(path)
                with suppress(OSError):
                    file.parent.rmdir()
                continue
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content if isinstance(content, bytes) else content.encode())
        index.add_all()
        index.write()
        signature = pygit2.Signature(AGENT.name, AGENT.email, int(self._clock()), 0)
        message = CheckpointMessage(summary, turn_id=turn).render()
        parents = [pygit2.Oid(hex=self.head)]
        self.head = str(self.git.create_commit(None, signature, signature, message, index.write_tree(), parents))
        return self.head

    def pack(self) -> bytes:
        return pack_since(self.git, self.manifest.base, self.head)

    def meta(self) -> SaveMeta:
        return SaveMeta(self.manifest.head, self.head, self.epoch, self.manifest.base)

    def save(self) -> Manifest:
        manifest = self.store.save(self.project_id, self.meta(), self.pack())
        if manifest.head == self.head:  # else somebody has built on it already
            self.manifest = manifest
        return manifest

    def save_on_any_base(self) -> Manifest:
        """As pods do: pack again since the base that a compaction has moved."""
        while True:
            try:
                return self.save()
            except BaseMoved as moved:
                line, tail = str(moved.extra["line"]), str(moved.extra["tail"])
                self.manifest = Manifest.from_snapshot(RepoSnapshot(line=line, tail=tail))


def fresh_clone(store: GitStore, project_id: str, folder: Path) -> Path:
    """A bare repository made of what is stored now, with `main` on the head and every other ref beside it. `git fsck
    --strict` has found it good."""
    git_dir = folder / f"{new_id()}.git"
    pygit2.init_repository(git_dir, bare=True, initial_head="main")
    for tries in range(_READS):
        manifest = store.manifest(project_id)
        try:
            fill(git_dir, store, project_id, manifest)
            _download(store, project_id)(
                missing_files(git_dir, manifest.fields.rescue_packs), git_dir / "objects" / "pack"
            )
            break
        except NotFound:  # its packs were rewritten and removed meanwhile
            assert tries < _READS - 1, "what the manifest lists isn't there"
    lines = "".join(f"{sha} refs/heads/{ref}\n" for ref, sha in sorted(manifest.refs.items()))
    (git_dir / "packed-refs").write_text(f"# pack-refs with: sorted\n{lines}")
    assert git(git_dir, "fsck", "--strict", "--full", "--no-dangling") == ""
    return git_dir


def git(git_dir: Path, *arguments: str) -> str:
    """git's output, errors included; fails the test when git fails."""
    done = subprocess.run(
        ["git", "--git-dir", str(git_dir), *arguments], capture_output=True, text=True, check=False, timeout=30
    )
    assert done.returncode == 0, done.stderr
    return (done.stdout + done.stderr).strip()


def sent_by_git(git_dir: Path, old: str, new: str) -> bytes:
    """The pack that a git client pushes to a server that has `old`."""
    command = ["git", "--git-dir", str(git_dir), "pack-objects", "--revs", "--stdout", "-q"]
    return subprocess.run(
        command, input=f"{new}\n^{old}\n".encode(), capture_output=True, check=True, timeout=60
    ).stdout


def history(git_dir: Path) -> list[str]:
    """The shas of main along first parents, newest first."""
    return git(git_dir, "rev-list", "--first-parent", "main").splitlines()
