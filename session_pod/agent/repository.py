"""The project's repository in the pod: packs in, checkout in place, a commit a turn, one pack of all since `base` out.

The git folder lies outside the working tree, where neither Vite nor the user's commands see it.
"""

import stat
import threading
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pygit2
from pygit2.enums import CheckoutStrategy, FileStatus, ResetMode

from common.asset_models import ASSETS_FILE, UPLOADS_FOLDER
from common.errors import Invalid, NotFound, PackTooLarge, SettingsNotLiteral, StoryDreamError, Unavailable
from common.git.checks import FILE_MAX_BYTES, path_problem
from common.git.fetching import fetch_checkout, known_indexes
from common.git.manifest import MAIN, Manifest, ManifestLine
from common.git.messages import AGENT, CheckpointMessage
from common.git.pack_format import PackIndex
from common.git.packs import find_commit, new_commits, pack_since, write_pack
from common.models import PACK_MAX_BYTES, RepoSnapshot, VideoSettings
from common.template_pack import TemplatePack
from common.video_settings import ROOT_FILE, read_video_settings
from session_pod.agent import workdir
from session_pod.agent.patches import patch_of
from session_pod.agent.tools import paths
from session_pod.agent.unsaved import Unsaved, unsaved_work

_BRANCH = "refs/heads/main"
_WARM = "refs/storydream/warm"
_KEPT = "refs/storydream/kept"
_MANIFEST_READS = 3


class Source(Protocol):
    """Where manifests and packs come from."""

    def repo(self) -> RepoSnapshot: ...
    def download_packs(self, names: list[str], folder: Path) -> None: ...


class Repository:
    """`head` is the tip of the local main, `saved` the last tip that the edge acknowledged, `base` the tip that the
    manifest's packs cover. Hold `lock` for steps that belong together."""

    def __init__(self, git_dir: Path, project_dir: Path) -> None:
        self.lock = threading.RLock()
        self._project_dir = project_dir
        self._git_dir = git_dir
        self._git = _make(git_dir, project_dir)
        self.head = ""
        self.saved = ""
        self.base = ""
        self._asides: dict[tuple[str, str], str] = {}
        self._large: list[PackIndex] = []
        self.left_out: dict[str, str] = {}
        """What the last look at the tree found and no save may hold, with the reason: path → why. It stays in the
        folder; a saved file that became such a thing keeps its saved version."""

    def warm(self) -> None:
        """Index the template's files, so that the checkout of a project touches only those that differ."""
        with self.lock:
            commit = self._git.create_commit(None, _agent(), _agent(), "warm", self._staged_tree(), [])
            self._git.create_reference(_WARM, commit, force=True)  # there already where the agent was started again
            self._git.set_head(commit)

    def keep_template(self, template: TemplatePack) -> None:
        """Hold a template's pack before any project is known, as a manifest that lists it needs it no more then."""
        write_pack(self._git_dir, template.name, template.pack, template.index)

    def receive(self, source: Source, manifest: Manifest | None = None) -> Manifest:
        """Put all that a checkout of a manifest's head needs into the repository → the manifest: this one, or the
        newest where it came without, or its packs were rewritten and removed meanwhile. Raises what `source` does."""
        for _ in range(_MANIFEST_READS):
            if manifest is None:
                manifest = Manifest.from_snapshot(source.repo())
            try:
                fetch_checkout(self._git_dir, manifest, source.download_packs)
            except NotFound:
                manifest = None
            else:
                return manifest
        raise Unavailable("The project's packs keep being rewritten.")

    def check_out(self, manifest: Manifest) -> str:
        """Check out a received manifest's head in place, dropping whatever the tree held; → its sha."""
        with self.lock:
            self._check_out(manifest.head)
            self.head = self.saved = manifest.head
            self._pack_on(manifest.fields)
        return manifest.head

    def rebase_packs(self, manifest: Manifest) -> None:
        """From now on packs are built since this manifest's base."""
        with self.lock:
            self._pack_on(manifest.fields)

    def _pack_on(self, fields: ManifestLine) -> None:
        self.base = fields.base
        self._large = list(known_indexes(self._git_dir, fields.large_packs))

    def saved_as(self, sha: str, line: str) -> None:
        """The edge acknowledged `sha`; `line` is the manifest's new line."""
        fields = ManifestLine.model_validate_json(line)
        with self.lock:
            self.saved = sha
            if fields.refs[MAIN] == sha:  # else somebody's newer version is the base's, perhaps: it isn't here
                self._pack_on(fields)

    def take_register(self, manifest: Manifest) -> bool:
        """Follow a received manifest's head under the tree as it is, when only the register of uploads differs, and
        nobody here has changed that: what is unsaved goes on, on top of it. → whether it was so."""
        with self.lock:
            if self.changed_files(self.saved, manifest.head) != [ASSETS_FILE]:
                return False
            mine = {*self._changes(), *self.changed_files(self.saved, self.head)}
            register = self._git[manifest.head].peel(pygit2.Tree) / ASSETS_FILE
            if ASSETS_FILE in mine or not isinstance(register, pygit2.Blob):
                return False
            try:
                paths.put_bytes(self._project_dir, ASSETS_FILE, register.data)
            except StoryDreamError:  # there is a link in the way, or a folder
                return False
            head = pygit2.Oid(hex=manifest.head)
            self._git.create_reference(_BRANCH, head, force=True)
            self._git.reset(head, ResetMode.MIXED)
            self.head = self.saved = manifest.head
            self._pack_on(manifest.fields)
            return True

    def find_saved(self, manifest: Manifest) -> None:
        """Where head is in a received manifest's history, it is acknowledged: only the answer was lost."""
        with self.lock, suppress(ValueError):
            if self.head != self.saved:
                new_commits(self._git, self.head, manifest.head)
                self.saved = self.head

    def dirty(self) -> bool:
        """Whether the tree differs from head."""
        with self.lock:
            return bool(self._changes())

    def unsaved(self) -> bool:
        """Whether anything here is not acknowledged yet."""
        with self.lock:
            return self.head != self.saved or self.dirty()

    def commit(self, note: CheckpointMessage) -> str | None:
        """Commit the tree without `left_out` onto head; → the new sha, None when nothing changed. Raises TooLarge."""
        with self.lock:
            tree = self._staged_tree()
            if tree == self._git[self.head].peel(pygit2.Tree).id:
                return None
            parent = pygit2.Oid(hex=self.head)
            self.head = str(self._git.create_commit(_BRANCH, _agent(), _agent(), note.render(), tree, [parent]))
            return self.head

    def note(self) -> CheckpointMessage:
        """The message of head."""
        with self.lock:
            return CheckpointMessage.parse(self._git[self.head].peel(pygit2.Commit).message)

    def commit_aside(self, note: CheckpointMessage) -> str | None:
        """A commit of the tree as it is that moves nothing; None when all of it is acknowledged. The same for the same
        tree, however often it is tried. Raises TooLarge."""
        with self.lock:
            return self._commit_aside(note, self._staged_tree())

    def keep_here(self, note: CheckpointMessage) -> str | None:
        """As `commit_aside`, of any size, under a ref of this repository alone → the ref."""
        with self.lock:
            sha = self._commit_aside(note, self._staged_tree(limited=False))
            if sha is None:
                return None
            ref = f"{_KEPT}/{sha[:7]}"
            self._git.create_reference(ref, pygit2.Oid(hex=sha), force=True)
            return ref

    def _commit_aside(self, note: CheckpointMessage, tree: pygit2.Oid) -> str | None:
        if tree == self._git[self.head].peel(pygit2.Tree).id:
            return None if self.head == self.saved else self.head
        made = self._asides.get((self.head, str(tree)))
        if made is None:
            parent = pygit2.Oid(hex=self.head)
            made = str(self._git.create_commit(None, _agent(), _agent(), note.render(), tree, [parent]))
            self._asides = {(self.head, str(tree)): made}
        return made

    def discard(self) -> None:
        """Back to the acknowledged head: edits and commits beyond it are dropped."""
        with self.lock:
            self._check_out(self.saved)
            self.head = self.saved

    def pack_since_base(self, sha: str) -> bytes:
        """One self-contained pack of all since `base` up to commit `sha`, without large files that are stored already.
        Raises PackTooLarge."""
        with self.lock:
            pack = pack_since(self._git, self.base, sha, lambda blob: any(blob.raw in index for index in self._large))
        if len(pack) > PACK_MAX_BYTES:
            raise PackTooLarge("The changes are over 25 MB; large files belong to the assets.")
        return pack

    def changed_files(self, old: str, new: str) -> list[str]:
        """Paths that differ between two commits."""
        with self.lock:
            diff = self._git[old].peel(pygit2.Tree).diff_to_tree(self._git[new].peel(pygit2.Tree))
            return sorted({delta.new_file.path for delta in diff.deltas})

    def diff(self) -> str:
        """What the tree and unsaved commits change of the acknowledged version, as a bounded patch."""
        with self.lock:
            old = self._git[self.saved].peel(pygit2.Tree)
            paths = set(self._changes())
            if self.head != self.saved:
                paths.update(self.changed_files(self.saved, self.head))
            return patch_of(old, self._project_dir, paths)

    def unsaved_work(self) -> Unsaved:
        """What the tree and unsaved commits hold beyond the acknowledged version, to take along."""
        with self.lock:
            now = self._git[self._staged_tree(limited=False)].peel(pygit2.Tree)
            return unsaved_work(self._git[self.saved].peel(pygit2.Tree), now, self.left_out)

    def video_settings(self) -> VideoSettings | None:
        """Size, rate and length as `src/Root.tsx` of head has them; None where they aren't literals."""
        with self.lock:
            tree = self._git[self.head].peel(pygit2.Tree)
            try:
                root = tree[ROOT_FILE]
                return read_video_settings(root.data.decode()) if isinstance(root, pygit2.Blob) else None
            except (KeyError, UnicodeDecodeError, SettingsNotLiteral):
                return None

    def _check_out(self, sha: str) -> None:
        commit = find_commit(self._git, sha)
        if commit is None:
            raise Invalid(f"The packs hold no commit {sha[:7]}.")
        workdir.remove_links(self._project_dir, only_leaving=False)
        self._git.checkout_tree(  # type: ignore[no-untyped-call]
            commit, strategy=CheckoutStrategy.FORCE | CheckoutStrategy.REMOVE_UNTRACKED
        )
        self._git.create_reference(_BRANCH, commit.id, force=True)
        self._git.set_head(_BRANCH)
        self._git.reset(commit.id, ResetMode.MIXED)
        self.left_out = {}

    def _changes(self) -> dict[str, FileStatus]:
        """What differs from head and can be saved; the rest goes into `left_out`."""
        workdir.remove_git_folders(self._project_dir)
        status = {path: FileStatus(flags) for path, flags in self._git.status().items()}
        changes = {
            path: flags for path, flags in status.items() if not flags & FileStatus.IGNORED and not _is_upload(path)
        }
        refused = {path: self._problem(path) for path, flags in changes.items() if not _is_gone(flags)}
        self.left_out = {path: problem for path, problem in refused.items() if problem is not None}
        return {path: flags for path, flags in changes.items() if path not in self.left_out}

    def _problem(self, path: str) -> str | None:
        """Why the edge would refuse what is at `path`, which git sees in the tree."""
        try:
            found = (self._project_dir / path).lstat()
        except FileNotFoundError:  # a command that still runs took it away
            return None
        executable = found.st_mode & stat.S_IXUSR
        plain = 0o100755 if executable else 0o100644
        problem = path_problem(path, plain if stat.S_ISREG(found.st_mode) else found.st_mode)
        if problem is None and found.st_size > FILE_MAX_BYTES:
            return f"is larger than {FILE_MAX_BYTES // 1024 // 1024} MiB: add it as an asset instead"
        return problem

    def _staged_tree(self, *, limited: bool = True) -> pygit2.Oid:
        workdir.remove_links(self._project_dir, only_leaving=True)
        changes = self._changes()
        if limited:
            self._check_size(path for path, flags in changes.items() if not _is_gone(flags))
        index = self._git.index
        index.read()
        # Not `add_all`: it would take the links, and write what is too large into the repository. Removals come first,
        # as a file can't be added where the index still holds a folder.
        for path in (path for path, flags in changes.items() if _is_gone(flags) and path in index):
            index.remove(path)
        for path in (path for path, flags in changes.items() if not _is_gone(flags)):
            with suppress(OSError):  # gone meanwhile
                index.add(path)
        index.write()
        tree: pygit2.Oid = index.write_tree()
        return tree

    def _check_size(self, paths: Iterable[str]) -> None:
        size = 0
        for path in paths:
            with suppress(FileNotFoundError):
                size += (self._project_dir / path).lstat().st_size
            if size > PACK_MAX_BYTES:
                raise PackTooLarge(f"The changes with {path} are over 25 MB; large files belong to the assets.")


def _is_upload(path: str) -> bool:
    """Uploads are kept apart from the versions, also where a project's .gitignore doesn't say so."""
    return path.startswith(f"{UPLOADS_FOLDER}/")


def _is_gone(flags: FileStatus) -> bool:
    """Whether git sees nothing in the tree (what is behind a linked folder it doesn't see)."""
    if flags & FileStatus.WT_NEW:
        return False
    return bool(flags & (FileStatus.WT_DELETED | FileStatus.INDEX_DELETED))


def _make(git_dir: Path, project_dir: Path) -> pygit2.Repository:
    """An empty repository whose tree is elsewhere; made bare first, or libgit2 would leave a `.git` file there."""
    # In a cluster the tree belongs to the other user of the pod. Nobody but the agent writes into the git folder, and
    # that is what decides which programs run.
    pygit2.settings.owner_validation = False
    git = pygit2.init_repository(str(git_dir), bare=True, initial_head="main")
    git.config["core.bare"] = False
    git.config["core.worktree"] = str(project_dir.resolve())
    git.config["core.autocrlf"] = "false"
    return pygit2.Repository(str(git_dir))


def _agent() -> pygit2.Signature:
    return pygit2.Signature(AGENT.name, AGENT.email)
