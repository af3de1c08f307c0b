"""Projects' git repositories in Cloud Storage: immutable packs, and one manifest advanced by compare-and-swap.

A put of `repos/{id}/repo.git/manifest.json` with the generation that was read is the only thing that commits, so two
writers can't both win and nothing acknowledged is lost. Every writer carries an epoch: one below the manifest's is
refused for good.
"""

import base64
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

import pygit2

from common.errors import BaseMoved, Conflict, HeadMoved, NotFound, ObjectChanged, PackInvalid, PackTooLarge, Superseded
from common.git import compaction
from common.git.checks import PackJudge
from common.git.copying import copied_until, copied_whole
from common.git.history import add_commit, changed_tree, file_at
from common.git.large import split
from common.git.manifest import MAIN, Manifest, ManifestLine
from common.git.manifest_store import ManifestStore, project_folder, template_folder
from common.git.messages import AGENT, Author, CheckpointMessage
from common.git.pack_format import PackIndex, ParsedPack, parse_pack
from common.git.packs import NewPack, build_pack, new_objects
from common.git.pushing import Push, completed_pack
from common.git.reader import GitReader, Mirror
from common.git.refs import REFS_MAX, RefKind, ref_of
from common.git.rescue import Rescues
from common.git.transactions import Change, Transactions
from common.git.upkeep import Upkeep
from common.git.versions import Versions, at_version
from common.models import PACK_MAX_BYTES, VideoSettings
from common.object_store import ObjectStore
from common.version_models import RescuedWork
from common.video_settings import ROOT_FILE, with_video_settings

TAIL_MAX_BYTES: Final = 256 * 1024
"""Pack and index that travel in the manifest. Above it a save costs two writes more, once, and starts a new tail."""
TAIL_MAX_OBJECTS: Final = 300
"""Every save packs and checks the whole tail: with 300 objects, some 70 checkpoints, that takes 20 ms of CPU in the pod
and 8 ms here, and grows with their number."""
SEED_SUMMARY: Final = "Start of the project"
_SHA: Final = re.compile(r"[0-9a-f]{40}")

TreeOf = Callable[[Mirror, pygit2.Repository], pygit2.Oid]
"""Writes the files of a commit that is to be into the repository, which also sees all that the mirror has."""


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


class GitStore(Versions):
    """All projects' repositories, to be read and changed. `cache_dir` may vanish at any time; `clock` dates the commits
    made here. Every method raises as those of `Versions` do, and what it names."""

    def __init__(
        self, objects: ObjectStore, cache_dir: Path, clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        super().__init__(Transactions(ManifestStore(objects), GitReader(objects, cache_dir)))
        self._objects = objects
        self._rescues = Rescues(self._transactions)
        self._upkeep = Upkeep(objects, self._transactions)
        self._clock = clock

    # -- new repositories ----------------------------------------------------------------------------------------

    def seed(
        self, project_id: str, template_id: str, created_at: datetime, video_settings: VideoSettings | None = None
    ) -> Manifest:
        """Create the repository: the template's packs by name, and one commit on them. Again: what is there.

        Nothing but the arguments and the template goes into the commit, so two deliveries make the same one.
        Raises NotFound without such a template, SettingsNotLiteral when its size can't be set.
        """
        try:
            template = self._manifests.load(template_folder(template_id))
        except NotFound as error:
            raise NotFound(f"templateId: there is no template {template_id!r}.") from error

        def work(mirror: Mirror) -> Change:
            start = mirror.commit(template.head)
            with mirror.beside() as repository:
                tree = start.tree_id if video_settings is None else _resized(repository, start, video_settings)
                message = CheckpointMessage(SEED_SUMMARY)
                head = add_commit(repository, template.head, tree, AGENT, message, created_at)
                pack = build_pack(repository, new_objects(repository, template.head, head))
            line = ManifestLine(epoch=0, refs={MAIN: head}, base=template.head, template=template.template, packs=[])
            return Change(Manifest.build(line, *pack))

        return self._create(project_id, self._transactions.read_at(template_folder(template_id), template, work))

    def duplicate(self, source_id: str, version: str, target_id: str) -> Manifest:
        """Create `target_id`'s repository with the history of `source_id` up to `version`, names included. Nothing
        newer gets into it. Again, or where there is a repository already: what is there."""

        def work(mirror: Mirror) -> Change:
            commit = at_version(mirror, version)
            if str(commit.id) == mirror.manifest.head:
                return Change(copied_whole(self._objects, mirror.manifest, source_id, target_id))
            holding = partial(self._manifests.large_holding, project_folder(source_id), mirror.manifest)
            return copied_until(mirror, commit, holding)

        return self._create(target_id, self._transactions.read(source_id, work))

    def _create(self, project_id: str, first: Change) -> Manifest:
        folder = project_folder(project_id)
        try:
            return self._manifests.swap(folder, first.manifest, 0, first.packs)
        except ObjectChanged:
            return self._manifests.load(folder)

    def raise_epoch(self, project_id: str, epoch: int) -> Manifest:
        """Make the epoch at least `epoch`; it never falls. Once this returns, no writer of a lower one can commit."""

        def step(manifest: Manifest) -> Change | None:
            return None if manifest.epoch >= epoch else Change(manifest.changed({"epoch": epoch}))

        return self._transactions.advance(project_id, step)

    # -- commits of a pod, pushes --------------------------------------------------------------------------------

    def save(self, project_id: str, meta: SaveMeta, pack: bytes) -> Manifest:
        """Commit what a pod posts: one write, at most one read. Saving again what is in the history succeeds.

        Raises PackTooLarge and PackInvalid (final), Superseded (stop), HeadMoved and BaseMoved (both with the newer
        `line`, `tail` and `head`: build on those).
        """
        parsed = _parsed(pack)
        folder = project_folder(project_id)

        def step(manifest: Manifest) -> Change | None:
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
            return _next(manifest, meta.head, NewPack(parsed.name, pack, parsed.index()), meta.epoch, parsed)

        return self._transactions.advance(project_id, step, start=self._manifests.recent(folder))

    def push(self, project_id: str, old: str, new: str, pack: bytes, uid: str) -> Manifest:
        """Commit what a user pushed: the commits that lead from `old`, the head, to `new`.

        Raises PackTooLarge and PackInvalid (final; `not_fast_forward`, `merge_commit`, `another_author` among its
        codes), HeadMoved (fetch first).
        """
        for sha in (old, new):
            _require_sha(sha)
        pushed = Push(old, new, uid, pack, _parsed(pack))
        folder = project_folder(project_id)
        tried = False

        def step(manifest: Manifest) -> Change | None:
            nonlocal tried
            if manifest.head == new or (tried and self._manifests.in_history(folder, manifest, new)):
                return None
            if manifest.head != old:
                raise HeadMoved(**_newer(manifest))
            stored = partial(self._manifests.in_packs, folder, manifest)

            def work(mirror: Mirror) -> bytes:
                mirror.complete()
                with mirror.beside() as repository:
                    return completed_pack(repository, pushed, manifest.base, lambda blob: stored(blob.raw))

            whole = self._transactions.read_at(folder, manifest, work)
            parsed = _parsed(whole)
            PackJudge(parsed, stored).check_save(new, old, manifest.base)
            tried = True
            return _next(manifest, new, NewPack(parsed.name, whole, parsed.index()), manifest.epoch, parsed)

        return self._transactions.advance(project_id, step)

    # -- commits made here ---------------------------------------------------------------------------------------

    def restore(self, project_id: str, version: str, author: Author, message: str) -> Manifest:
        """Make the files as they were at `version`, as a new checkpoint on the head; when they are so already,
        nothing."""
        return self._commit(project_id, lambda mirror, _: at_version(mirror, version).tree_id, author, message)

    def commit_files(
        self, project_id: str, expected_head: str, changes: Mapping[str, bytes | None], author: Author, message: str
    ) -> Manifest:
        """Write (bytes) or remove (None) files as a new checkpoint on `expected_head`; when they are so, nothing.

        Raises HeadMoved, Invalid for a path that a project can't have.
        """

        def tree(mirror: Mirror, repository: pygit2.Repository) -> pygit2.Oid:
            if mirror.manifest.head != expected_head:
                raise HeadMoved(**_newer(mirror.manifest))
            return changed_tree(repository, mirror.commit(expected_head).tree, changes)

        return self._commit(project_id, tree, author, message)

    def _commit(self, project_id: str, tree_of: TreeOf, author: Author, message: str) -> Manifest:
        folder, when = project_folder(project_id), self._clock()
        made: list[str] = []

        def work(mirror: Mirror) -> Change | None:
            manifest = mirror.manifest
            mirror.complete()
            with mirror.beside() as repository:
                tree = tree_of(mirror, repository)
                if tree == mirror.commit(manifest.head).tree_id:
                    return None
                text = CheckpointMessage(message, author_id=author.user_id)
                head = add_commit(repository, manifest.head, tree, author, text, when)
                made.append(head)
                # What isn't here is a large file, and stored: it needs not be packed again.
                new = new_objects(repository, manifest.base, head, stored=lambda blob: blob not in repository)
                pack = NewPack.of(*build_pack(repository, new))
            return _next(manifest, head, pack, manifest.epoch)

        def step(manifest: Manifest) -> Change | None:
            if any(self._manifests.in_history(folder, manifest, sha) for sha in made):
                return None
            return self._transactions.read_at(folder, manifest, work)

        return self._transactions.advance(project_id, step)

    # -- names and branches --------------------------------------------------------------------------------------

    def name(self, project_id: str, version: str, name: str) -> Manifest:
        """Call a version by a name; it keeps the ones it has. Idempotent.

        Raises Conflict: `name_taken` (another version has it, for good), `too_many_names`.
        """
        return self._create_ref(project_id, "name", version, name)

    def branch(self, project_id: str, version: str, name: str) -> Manifest:
        """Keep a line of work that ends in `version`. Idempotent; raises as `name` does."""
        return self._create_ref(project_id, "branch", version, name)

    def _create_ref(self, project_id: str, kind: RefKind, version: str, name: str) -> Manifest:
        sha = self.checkpoint(project_id, version).sha
        ref = ref_of(kind, name)

        def step(manifest: Manifest) -> Change | None:
            there = manifest.refs.get(ref)
            if there == sha:
                return None
            if there is not None:
                raise Conflict(f"Another version is called “{name}” already.", code="name_taken")
            if len(manifest.refs) >= REFS_MAX:
                raise Conflict(f"A project has at most {REFS_MAX} names.", code="too_many_names")
            return Change(manifest.changed({"refs": {**manifest.refs, ref: sha}}))

        return self._transactions.advance(project_id, step)

    # -- rescued work --------------------------------------------------------------------------------------------

    def create_rescue_ref(self, project_id: str, epoch: int, head: str, pack: bytes) -> Manifest:
        """Keep work that can't become the head any more as `rescue/{epoch}-{sha7}`. Refs are created, never moved.

        Raises PackTooLarge, PackInvalid, Conflict (the name is taken, or this epoch has rescued too often).
        """
        _require_sha(head)
        return self._rescues.keep(project_id, epoch, head, _parsed(pack), pack)

    def rescues(self, project_id: str) -> list[RescuedWork]:
        """What was rescued and nobody has decided about, newest first; one request where there is nothing."""
        return self._rescues.offered(project_id)

    def apply_rescue(self, project_id: str, name: str, author: Author, message: str) -> Manifest:
        """Bring rescued work back as a new checkpoint on the head, and offer it no more."""

        def tree(mirror: Mirror, repository: pygit2.Repository) -> pygit2.Oid:
            return self._rescues.merged_tree(mirror, repository, project_id, name)

        self._commit(project_id, tree, author, message)
        return self._rescues.settle(project_id, name)

    def settle_rescue(self, project_id: str, name: str) -> Manifest:
        """Offer it no more; the ref stays. Idempotent."""
        return self._rescues.settle(project_id, name)

    # -- upkeep --------------------------------------------------------------------------------------------------

    def needs_compaction(self, manifest: Manifest) -> bool:
        """Whether `compact` would do something."""
        return compaction.is_due(manifest)

    def compact(self, project_id: str) -> bool:
        """Repack the repository if that is due; → whether it was. Saves go on meanwhile."""
        return self._upkeep.compact(project_id)

    def collect(self, project_id: str) -> int:
        """Delete packs that no manifest has listed for a day → how many objects went."""
        return self._upkeep.collect(project_id)


def _require_sha(text: str) -> None:
    if _SHA.fullmatch(text) is None:
        raise PackInvalid(f"{text[:60]!r} is not a commit's id.")


def _parsed(pack: bytes) -> ParsedPack:
    if len(pack) > PACK_MAX_BYTES:
        raise PackTooLarge(f"The commits are larger than {PACK_MAX_BYTES // 1024 // 1024} MiB.")
    return parse_pack(pack)


def _next(manifest: Manifest, head: str, pack: NewPack, epoch: int, parsed: ParsedPack | None = None) -> Change:
    """The manifest with a new head: its pack as the tail, or, too large for that, as objects of its own."""
    update: dict[str, object] = {"refs": {**manifest.refs, MAIN: head}, "epoch": max(epoch, manifest.epoch)}
    if pack.size <= TAIL_MAX_BYTES and PackIndex(pack.index).count <= TAIL_MAX_OBJECTS:
        return Change(Manifest.build(manifest.fields.model_copy(update=update), pack.pack, pack.index))
    rest, large = split(pack, parsed)
    packs = (rest,) if large is None else (large, rest)
    update |= {"packs": _with(manifest.packs, *(one.name for one in packs)), "base": head}
    if large is not None:
        update["large_packs"] = _with(manifest.fields.large_packs, large.name)
    return Change(Manifest.build(manifest.fields.model_copy(update=update)), packs)


def _with(names: list[str], *more: str) -> list[str]:
    """The same large files again make the same pack again."""
    return list(dict.fromkeys((*names, *more)))


def _newer(manifest: Manifest) -> dict[str, str]:
    """What a refused writer needs in order to build on the newer version."""
    return {"line": manifest.line, "tail": base64.b64encode(manifest.tail).decode(), "head": manifest.head}


def _resized(repository: pygit2.Repository, commit: pygit2.Commit, settings: VideoSettings) -> pygit2.Oid:
    changed = with_video_settings(file_at(commit, ROOT_FILE).data.decode(), settings)
    return changed_tree(repository, commit.tree, {ROOT_FILE: changed.encode()})
