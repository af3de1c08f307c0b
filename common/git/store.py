"""Projects' git repositories in Cloud Storage: immutable packs, and one manifest advanced by compare-and-swap.

A put of `repos/{id}/repo.git/manifest.json` with the generation that was read is the only thing that commits, so two
writers can't both win and nothing acknowledged is lost. Every writer carries an epoch: one below the manifest's is
refused for good.
"""

import base64
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Final, TypeVar

import pygit2

from common.errors import (
    BaseMoved,
    Conflict,
    HeadMoved,
    ObjectChanged,
    PackInvalid,
    PackTooLarge,
    StoryDreamError,
    Superseded,
    Unavailable,
)
from common.git.checks import PackJudge
from common.git.history import add_commit, changed_tree, checkpoint_of, commit_behind, files_of, first_parents
from common.git.history import read_file as file_of
from common.git.manifest import MAIN, Manifest, ManifestLine
from common.git.manifest_store import ManifestStore, NewPack, pack_object, project_folder, template_folder
from common.git.messages import AGENT, Author, CheckpointMessage
from common.git.pack_format import PackIndex, ParsedPack, parse_pack
from common.git.packs import build_pack, new_objects, pack_name
from common.git.reader import GitReader, PacksGone
from common.models import PACK_MAX_BYTES, Checkpoint, FileEntry, VideoSettings
from common.object_store import ObjectStore
from common.video_settings import ROOT_FILE, with_video_settings

TAIL_MAX_BYTES: Final = 256 * 1024
"""Pack and index that travel in the manifest. Above it a save costs two writes more, once, and starts a new tail."""
TAIL_MAX_OBJECTS: Final = 300
"""Every save packs and checks the whole tail: with 300 objects, some 70 checkpoints, that takes 20 ms of CPU in the pod
and 8 ms here, and grows with their number."""
SEED_SUMMARY: Final = "Start of the project"
_ATTEMPTS: Final = 8
_SHA: Final = re.compile(r"[0-9a-f]{40}")
_RESCUES_AN_EPOCH: Final = 4

Result = TypeVar("Result")


@dataclass(frozen=True)
class SaveMeta:
    """What a pod says of the pack it posts: `head` follows on `expected_head`, the pack holds all since `base`."""

    expected_head: str
    head: str
    epoch: int
    base: str
    turn_id: str | None = None

    def __post_init__(self) -> None:
        """Raises PackInvalid for what can't be a commit's id."""
        for sha in (self.expected_head, self.head, self.base):
            _require_sha(sha)


@dataclass(frozen=True)
class _Change:
    """The manifest that is to be next, and the packs to be stored before it."""

    manifest: Manifest
    packs: tuple[NewPack, ...] = ()


Step = Callable[[Manifest], _Change | None]
"""Decides on a manifest what is to be next; None: it is so already. Raises what makes it impossible."""


class GitStore:
    """All projects' repositories. `cache_dir` may vanish at any time; `clock` dates the commits made here.

    Every method raises NotFound for a project without a repository, and Unavailable.
    """

    def __init__(
        self, objects: ObjectStore, cache_dir: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._manifests = ManifestStore(objects)
        self._reader = GitReader(objects, cache_dir)
        self._clock = clock

    # -- the manifest --------------------------------------------------------------------------------------------

    def manifest(self, project_id: str) -> Manifest:
        """The project's manifest as it is now: one read."""
        return self._manifests.load(project_folder(project_id))

    def open_pack(self, project_id: str, name: str) -> Iterator[bytes]:
        """A listed pack file (`pack-….pack` or `….idx`) in pieces, the template's included. Raises NotFound."""
        return self._manifests.open_pack(project_folder(project_id), name)

    def seed(
        self, project_id: str, template_id: str, created_at: datetime, video_settings: VideoSettings | None = None
    ) -> Manifest:
        """Create the repository: the template's packs by name, and one commit on them. Again: what is there.

        Nothing but the arguments and the template goes into the commit, so two deliveries make the same one.
        Raises NotFound without such a template, SettingsNotLiteral when its size can't be set.
        """
        folder = project_folder(project_id)
        template = self._manifests.load(template_folder(template_id))

        def work(repository: pygit2.Repository) -> _Change:
            start = commit_behind(repository, template.head, template.head)
            tree = start.tree_id if video_settings is None else _resized(repository, start, video_settings)
            message = CheckpointMessage(SEED_SUMMARY)
            head = add_commit(repository, template.head, tree, AGENT, message, created_at)
            line = ManifestLine(epoch=0, refs={MAIN: head}, base=template.head, template=template.template, packs=[])
            return _Change(Manifest.build(line, *build_pack(repository, new_objects(repository, template.head, head))))

        change = self._read_repository(template_folder(template_id), template, work)
        try:
            return self._manifests.swap(folder, change.manifest, 0, change.packs)
        except ObjectChanged:
            return self._manifests.load(folder)

    def raise_epoch(self, project_id: str, epoch: int) -> Manifest:
        """Make the epoch at least `epoch`; it never falls. Once this returns, no writer of a lower one can commit."""

        def step(manifest: Manifest) -> _Change | None:
            if manifest.epoch >= epoch:
                return None
            fields = manifest.fields.model_copy(update={"epoch": epoch})
            return _Change(Manifest.build(fields, manifest.tail_pack, manifest.tail_index))

        return self._advance(project_id, step)

    # -- commits of a pod ----------------------------------------------------------------------------------------

    def save(self, project_id: str, meta: SaveMeta, pack: bytes) -> Manifest:
        """Commit what a pod posts: one write, at most one read. Saving again what is in the history succeeds.

        Raises PackTooLarge and PackInvalid (final), Superseded (stop), HeadMoved and BaseMoved (both with the newer
        `line`, `tail` and `head`: build on those).
        """
        parsed = _parsed(pack)
        folder = project_folder(project_id)

        def step(manifest: Manifest) -> _Change | None:
            expected = manifest.head == meta.expected_head and manifest.head != meta.head
            if not expected and self._manifests.in_history(folder, manifest, meta.head):
                return None  # an earlier try got through and its answer was lost
            if meta.epoch < manifest.epoch:
                raise Superseded
            if not expected:
                raise HeadMoved(**_newer(manifest))
            if manifest.base != meta.base:
                raise BaseMoved(**_newer(manifest))
            judge = PackJudge(parsed, partial(self._manifests.in_packs, folder, manifest))
            judge.check_save(meta.head, meta.expected_head, meta.base)
            return _next(manifest, meta.head, NewPack(parsed.name, pack, parsed.index()), meta.epoch)

        return self._advance(project_id, step, start=self._manifests.recent(folder))

    def create_rescue_ref(self, project_id: str, epoch: int, head: str, pack: bytes) -> Manifest:
        """Keep work that can't become the head any more as `rescue/{epoch}-{sha7}`. Refs are created, never moved.

        Raises PackTooLarge, PackInvalid, Conflict (the name is taken, or this epoch has rescued too often).
        """
        _require_sha(head)
        parsed = _parsed(pack)
        folder = project_folder(project_id)
        ref = f"rescue/{epoch}-{head[:7]}"

        def step(manifest: Manifest) -> _Change | None:
            if manifest.refs.get(ref) == head:
                return None
            rescued = [name for name in manifest.refs if name.startswith(f"rescue/{epoch}-")]
            if ref in rescued or len(rescued) >= _RESCUES_AN_EPOCH:
                raise Conflict("This session has put work aside too often.")
            packs: tuple[NewPack, ...] = ()
            if not self._manifests.in_history(folder, manifest, head):
                PackJudge(parsed, partial(self._manifests.in_packs, folder, manifest)).check_rescue(head)
                packs = (NewPack(parsed.name, pack, parsed.index()),)
            names = [*manifest.fields.rescue_packs, *(kept.name for kept in packs)]
            update = {"refs": {**manifest.refs, ref: head}, "rescue_packs": list(dict.fromkeys(names))}
            fields = manifest.fields.model_copy(update=update)
            return _Change(Manifest.build(fields, manifest.tail_pack, manifest.tail_index), packs)

        return self._advance(project_id, step)

    # -- reading -------------------------------------------------------------------------------------------------

    def log(self, project_id: str, cursor: str | None, limit: int) -> tuple[list[Checkpoint], str | None]:
        """→ (checkpoints, newest first, after the one with sha `cursor`; the cursor of the next page, if any). The
        template's own commits are not the project's. Raises NotFound for a cursor that isn't in the history."""

        def work(repository: pygit2.Repository, manifest: Manifest) -> tuple[list[Checkpoint], str | None]:
            start = commit_behind(repository, manifest.head, cursor or manifest.head)
            commits = first_parents(repository, start, manifest.template.head)
            if cursor is not None:
                next(commits, None)
            page = [checkpoint_of(commit) for commit in islice(commits, limit)]
            more = next(commits, None) is not None
            return page, page[-1].sha if page and more else None

        return self._read(project_id, work)

    def checkpoint(self, project_id: str, sha: str) -> Checkpoint:
        """One checkpoint. Raises NotFound when it isn't in the project's history."""
        return self._read(project_id, lambda repository, manifest: checkpoint_of(_at(repository, manifest, sha)))

    def files(self, project_id: str, sha: str) -> list[FileEntry]:
        """Every file of a version, by path. Raises NotFound."""
        return self._read(project_id, lambda repository, manifest: files_of(_at(repository, manifest, sha)))

    def read_file(self, project_id: str, sha: str, path: str) -> bytes:
        """A file of a version. Raises NotFound."""
        return self._read(project_id, lambda repository, manifest: file_of(_at(repository, manifest, sha), path))

    def read_files(self, project_id: str, sha: str, paths: Sequence[str]) -> dict[str, bytes]:
        """Several files of a version at once, by path. Raises NotFound."""

        def work(repository: pygit2.Repository, manifest: Manifest) -> dict[str, bytes]:
            commit = _at(repository, manifest, sha)
            return {path: file_of(commit, path) for path in paths}

        return self._read(project_id, work)

    # -- commits made here ---------------------------------------------------------------------------------------

    def restore(self, project_id: str, sha: str, author: Author, message: str) -> Manifest:
        """Make the files as they were at `sha`, as a new checkpoint on the head; when they are so already, nothing.

        Raises NotFound when `sha` isn't in the project's history.
        """

        def tree(repository: pygit2.Repository, manifest: Manifest) -> pygit2.Oid:
            return _at(repository, manifest, sha).tree_id

        return self._commit(project_id, tree, author, message)

    def commit_files(
        self, project_id: str, expected_head: str, changes: Mapping[str, bytes | None], author: Author, message: str
    ) -> Manifest:
        """Write (bytes) or remove (None) files as a new checkpoint on `expected_head`; when they are so, nothing.

        Raises HeadMoved, Invalid for a path that a project can't have.
        """

        def tree(repository: pygit2.Repository, manifest: Manifest) -> pygit2.Oid:
            if manifest.head != expected_head:
                raise HeadMoved(**_newer(manifest))
            return changed_tree(repository, _at(repository, manifest, manifest.head).tree, changes)

        return self._commit(project_id, tree, author, message)

    def _commit(
        self,
        project_id: str,
        tree_of: Callable[[pygit2.Repository, Manifest], pygit2.Oid],
        author: Author,
        message: str,
    ) -> Manifest:
        folder, when = project_folder(project_id), self._clock()
        made: list[str] = []

        def work(repository: pygit2.Repository, manifest: Manifest) -> _Change | None:
            tree = tree_of(repository, manifest)
            if tree == _at(repository, manifest, manifest.head).tree_id:
                return None
            text = CheckpointMessage(message, author_id=author.user_id)
            head = add_commit(repository, manifest.head, tree, author, text, when)
            made.append(head)
            pack, index = build_pack(repository, new_objects(repository, manifest.base, head))
            return _next(manifest, head, NewPack(pack_name(pack), pack, index), manifest.epoch)

        def step(manifest: Manifest) -> _Change | None:
            if any(self._manifests.in_history(folder, manifest, sha) for sha in made):
                return None
            return self._read_repository(folder, manifest, lambda repository: work(repository, manifest))

        return self._advance(project_id, step)

    # -- inside --------------------------------------------------------------------------------------------------

    def _advance(self, project_id: str, step: Step, start: Manifest | None = None) -> Manifest:
        """Swap the manifest for what `step` makes of it. `start` may be stale: nothing is refused because of it."""
        folder = project_folder(project_id)
        manifest, stale = (self._manifests.load(folder), False) if start is None else (start, True)
        for _ in range(_ATTEMPTS):
            try:
                change = step(manifest)
                if change is None:
                    return self._manifests.load(folder) if stale else manifest
                return self._manifests.swap(folder, change.manifest, manifest.generation, change.packs)
            except (ObjectChanged, PacksGone):
                manifest, stale = self._manifests.load(folder), False
            except StoryDreamError:
                if not stale:
                    raise
                manifest, stale = self._manifests.load(folder), False
        raise Unavailable("Too many writers at once.", retryAfter=1)

    def _read(self, project_id: str, work: Callable[[pygit2.Repository, Manifest], Result]) -> Result:
        folder = project_folder(project_id)
        for _ in range(_ATTEMPTS):
            manifest = self._manifests.load(folder)
            try:
                return self._read_repository(folder, manifest, partial(_swapped, work, manifest))
            except PacksGone:
                continue
        raise Unavailable("The project's packs keep being rewritten.", retryAfter=1)

    def _read_repository(self, folder: str, manifest: Manifest, work: Callable[[pygit2.Repository], Result]) -> Result:
        key = folder.removesuffix("/repo.git").replace("/", "-")
        return self._reader.read(key, manifest, partial(pack_object, folder, manifest), work)


def _swapped(
    work: Callable[[pygit2.Repository, Manifest], Result], manifest: Manifest, repository: pygit2.Repository
) -> Result:
    return work(repository, manifest)


def _at(repository: pygit2.Repository, manifest: Manifest, sha: str) -> pygit2.Commit:
    return commit_behind(repository, manifest.head, sha)


def _require_sha(text: str) -> None:
    if _SHA.fullmatch(text) is None:
        raise PackInvalid(f"{text[:60]!r} is not a commit's id.")


def _parsed(pack: bytes) -> ParsedPack:
    if len(pack) > PACK_MAX_BYTES:
        raise PackTooLarge(f"The commits are larger than {PACK_MAX_BYTES // 1024 // 1024} MiB.")
    return parse_pack(pack)


def _next(manifest: Manifest, head: str, pack: NewPack, epoch: int) -> _Change:
    """The manifest with a new head: its pack as the tail, or, too large for that, as objects of its own."""
    update: dict[str, object] = {"refs": {**manifest.refs, MAIN: head}, "epoch": max(epoch, manifest.epoch)}
    if pack.size <= TAIL_MAX_BYTES and PackIndex(pack.index).count <= TAIL_MAX_OBJECTS:
        return _Change(Manifest.build(manifest.fields.model_copy(update=update), pack.pack, pack.index))
    update |= {"packs": [*manifest.packs, pack.name], "base": head}
    return _Change(Manifest.build(manifest.fields.model_copy(update=update)), (pack,))


def _newer(manifest: Manifest) -> dict[str, str]:
    """What a refused writer needs in order to build on the newer version."""
    return {"line": manifest.line, "tail": base64.b64encode(manifest.tail).decode(), "head": manifest.head}


def _resized(repository: pygit2.Repository, commit: pygit2.Commit, settings: VideoSettings) -> pygit2.Oid:
    changed = with_video_settings(file_of(commit, ROOT_FILE).decode(), settings)
    return changed_tree(repository, commit.tree, {ROOT_FILE: changed.encode()})
