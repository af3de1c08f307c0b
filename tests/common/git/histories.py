"""Random histories of projects beside a model of them that is as simple as can be: a list of versions, each the files
that it has. Whatever is done, in whatever order, storage and model say the same.

The limits are small, so that a few steps fill tails, packs and packs of large files many times over.
"""

import itertools
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from common.errors import Conflict, HeadMoved, ObjectChanged, Superseded
from common.git.manifest import MAIN
from common.git.messages import Author
from common.git.pack_format import PackIndex
from common.git.store import SEED_SUMMARY, GitStore
from common.ids import new_id
from common.models import Checkpoint
from tests.common.git.limits import small_limits
from tests.common.git.model import Aside, Edits, Files, Model, Version, brought_over, called, differing, edited
from tests.common.git.support import CREATED, FILES, Pod, fresh_clone, git, publish_small_template, sent_by_git
from tests.memory_storage import Call, MemoryObjects

LENA = Author("Lena", "lena@example.com", "uid-lena")
PROJECTS_MAX: Final = 3

Item = TypeVar("Item")

PATHS = st.sampled_from(["a.txt", "src/MyVideo.tsx", "src/deep/er/b.txt", "public/photo.png", "x", "x/y", "ü z.txt"])
CONTENTS = st.tuples(st.sampled_from(["line", "text", "icon", "picture", "book"]), st.integers(0, 4))
EDITS = st.dictionaries(PATHS, st.none() | CONTENTS, min_size=1, max_size=3)
NAMES = st.sampled_from(["Final cut", "v1.0~", "ünï/code"])
PICK = st.integers(0, 30)


@dataclass
class Desk:
    """A pod, or a user's clone, that has had a version checked out since it was last opened."""

    model: Model
    pod: Pod
    at: Version


class Histories(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self._patch = pytest.MonkeyPatch()
        small_limits(self._patch)
        self._folder = Path(tempfile.mkdtemp(prefix="histories-"))
        self.objects = MemoryObjects()
        publish_small_template(self.objects)
        self._now = CREATED
        self._edges = [self._edge("edge-0"), self._edge("edge-1")]
        self._models: list[Model] = []
        self._desks: list[Desk] = []
        self._marks = 0

    def _edge(self, folder: str = "") -> GitStore:
        """A machine that has seen nothing, but for what is left in its folder."""
        return GitStore(self.objects, self._folder / (folder or new_id()), lambda: self._now)

    def teardown(self) -> None:
        try:
            self.objects.before = self.objects.after = lambda _: None
            if sys.exc_info()[0] is not None:
                return  # a step has failed: that is what is to be told
            for model in self._models:
                self._compare(model, self._edge())
                self._clone_is_good(model)
        finally:
            self._patch.undo()
            shutil.rmtree(self._folder)

    # -- what happens --------------------------------------------------------------------------------------------

    @initialize()
    def seed(self) -> None:
        project_id = new_id()
        sha = self._any_edge(0).seed(project_id, "default", CREATED).head
        files = {path: text.encode() for path, text in FILES.items()}
        self._models.append(Model(project_id, [Version(sha, files, SEED_SUMMARY)]))
        self.open(0, 0, new_session=False)

    @rule(project=PICK, edge=PICK, new_session=st.booleans())
    def open(self, project: int, edge: int, new_session: bool) -> None:
        model, store = _of(self._models, project), self._any_edge(edge)
        if new_session:
            model.epoch += 1
            assert store.raise_epoch(model.project_id, model.epoch).epoch == model.epoch
        self._opened(Desk(model, Pod(store, model.project_id, self._folder / new_id(), model.epoch), model.head))

    @precondition(lambda self: self._desks)
    @rule(desk=PICK, edge=PICK, commits=st.lists(EDITS, min_size=1, max_size=3), aside=st.booleans())
    def save(self, desk: int, edge: int, commits: list[Edits], aside: bool) -> None:
        """A pod saves one or more commits; when others were faster, it may put them aside, and opens anew."""
        at = _of(self._desks, desk)
        at.pod.store = self._any_edge(edge)
        made = list(self._committed(at, commits))
        if not made:
            return
        if at.pod.epoch < at.model.epoch:
            expected: type[Exception] | None = Superseded
        else:
            expected = None if at.at is at.model.head else HeadMoved
        if expected is None:
            assert at.pod.save_on_any_base().head == made[-1].sha
            at.model.versions += made
            at.at = made[-1]
            return
        with pytest.raises(expected):
            at.pod.save_on_any_base()
        if aside:
            self._put_aside(at, made[-1])
        at.pod.epoch = at.model.epoch
        at.pod.open()
        at.at = at.model.head
        self._opened(at)

    @precondition(lambda self: self._desks)
    @rule(desk=PICK, edits=EDITS)
    def die(self, desk: int, edits: Edits) -> None:
        """A pod puts its work aside and is gone."""
        at = self._desks.pop(desk % len(self._desks))
        for version in list(self._committed(at, [edits])):
            self._put_aside(at, version)

    @precondition(lambda self: self._desks)
    @rule(desk=PICK, edge=PICK, commits=st.lists(EDITS, min_size=1, max_size=2))
    def push(self, desk: int, edge: int, commits: list[Edits]) -> None:
        """A user's git sends what the project lacks; it knows no epochs."""
        at = _of(self._desks, desk)
        made = list(self._committed(at, commits))
        if made:
            store, old, new = self._any_edge(edge), at.at.sha, made[-1].sha
            pack = sent_by_git(at.pod.folder / ".git", old, new)
            if at.at is at.model.head:
                assert store.push(at.model.project_id, old, new, pack, str(LENA.user_id)).head == new
                at.model.versions += made
            else:
                with pytest.raises(HeadMoved):
                    store.push(at.model.project_id, old, new, pack, str(LENA.user_id))
            at.pod.open()
            at.at = at.model.head
            self._opened(at)

    @rule(project=PICK, edge=PICK, version=PICK, edits=EDITS)
    def edit(self, project: int, edge: int, version: int, edits: Edits) -> None:
        model, store = _of(self._models, project), self._any_edge(edge)
        seen = _of(model.versions[::-1], version % 2)
        if seen is model.head:
            self._edit(model, store, edits)
            return
        with pytest.raises(HeadMoved):
            store.commit_files(model.project_id, seen.sha, edited(model.head.files, edits)[0], LENA, "Too late")

    @rule(project=PICK, edge=PICK, version=PICK)
    def restore(self, project: int, edge: int, version: int) -> None:
        model = _of(self._models, project)
        old, mark = _of(model.versions, version), self._mark()
        head = self._any_edge(edge).restore(model.project_id, called(model, old), LENA, mark).head
        self._made_on_the_edge(model, head, old.files, mark)

    @rule(project=PICK, edge=PICK, version=PICK, name=NAMES, branch=st.booleans())
    def name(self, project: int, edge: int, version: int, name: str, branch: bool) -> None:
        model, store = _of(self._models, project), self._any_edge(edge)
        sha, refs = _of(model.versions, version).sha, model.branches if branch else model.names
        give = store.branch if branch else store.name
        if refs.get(name, sha) == sha:
            give(model.project_id, sha, name)
            refs[name] = sha
        else:
            with pytest.raises(Conflict):
                give(model.project_id, sha, name)

    @precondition(lambda self: any(model.asides for model in self._models))
    @rule(project=PICK, edge=PICK, aside=PICK, apply=st.booleans())
    def decide(self, project: int, edge: int, aside: int, apply: bool) -> None:
        """Somebody takes rescued work, or doesn't want it."""
        model, store = _of([model for model in self._models if model.asides], project), self._any_edge(edge)
        name, kept = _of(list(model.asides.items()), aside)
        if apply:
            files = brought_over(kept, model.head.files)
            mark = self._mark()
            head = store.apply_rescue(model.project_id, name, LENA, mark).head
            self._made_on_the_edge(model, head, files, mark)
        else:
            store.settle_rescue(model.project_id, name)
        kept.settled = True

    @precondition(lambda self: len(self._models) < PROJECTS_MAX)
    @rule(project=PICK, edge=PICK, version=PICK)
    def duplicate(self, project: int, edge: int, version: int) -> None:
        model, target = _of(self._models, project), new_id()
        until = _of(model.versions[::-1], version)
        versions = model.until(until)
        copy = self._any_edge(edge).duplicate(model.project_id, called(model, until), target)
        shas = {one.sha for one in versions}
        names = {name: sha for name, sha in model.names.items() if sha in shas}
        self._models.append(Model(target, versions, names))
        assert copy.head == until.sha
        self._holds_nothing_newer(self._models[-1])

    @rule(project=PICK, edge=PICK, at=st.none() | st.integers(0, 12), edits=EDITS, hours=st.sampled_from([0, 1, 30]))
    def keep_up(self, project: int, edge: int, at: int | None, edits: Edits, hours: int) -> None:
        """Compact, while another edge commits at its so manieth call of storage; later collect."""
        model, store, other = _of(self._models, project), self._any_edge(edge), self._edge()
        if at is not None:
            self.objects.before = _once(at, lambda _: self._edit(model, other, edits))
        store.compact(model.project_id)
        self.objects.before = lambda _: None
        if hours:
            self.objects.pass_time(timedelta(hours=hours))
            store.collect(model.project_id)

    @rule(
        edge=PICK,
        lost_write=st.integers(0, 3),
        days=st.none() | st.integers(-4000, 4000),
        keeps_its_disk=st.none() | st.booleans(),
    )
    def disturb(self, edge: int, lost_write: int, days: int | None, keeps_its_disk: bool | None) -> None:
        """The answer to a write gets lost, the clock jumps, a machine is replaced."""
        self.objects.after = _once(lost_write, _lost, lambda call: call.verb == "put")
        if days is not None:
            self._now = datetime(2026, 5, 1, tzinfo=UTC) + timedelta(days=days)
        if keeps_its_disk is not None:
            folder = f"edge-{edge % len(self._edges)}"
            if not keeps_its_disk:
                shutil.rmtree(self._folder / folder, ignore_errors=True)
            self._edges[edge % len(self._edges)] = self._edge(folder)

    # -- what holds ----------------------------------------------------------------------------------------------

    @invariant()
    def manifests_say_what_the_models_do(self) -> None:
        for model in self._models:
            manifest = self._edges[0].manifest(model.project_id)
            assert (manifest.refs, manifest.epoch) == (model.refs, model.epoch)

    @rule(project=PICK, edge=PICK, pages=st.integers(1, 5))
    def read(self, project: int, edge: int, pages: int) -> None:
        self._compare(_of(self._models, project), self._any_edge(edge), pages)

    def _compare(self, model: Model, store: GitStore, limit: int = 100) -> None:
        """All that can be read of a project, from its first version to its last."""
        names = {sha: name for name, sha in model.names.items()}
        told = [(item.sha, item.summary, item.name) for item in _log(store, model.project_id, limit)]
        assert told == [(one.sha, one.mark, names.get(one.sha)) for one in model.versions[::-1]]
        for before, version in zip(model.versions[:1] + model.versions, model.versions, strict=False):
            files = store.files(model.project_id, version.sha)
            assert {file.path: (file.size, file.binary) for file in files} == {
                path: (len(data), b"\0" in data[:8000]) for path, data in version.files.items()
            }
            assert store.read_files(model.project_id, version.sha, list(version.files)) == version.files
            for old in (before, model.versions[0], model.head):
                diff = store.diff(model.project_id, version.sha, old.sha)
                paths = {path for file in diff.files for path in (file.path, file.old_path) if path}
                assert paths == differing(old.files, version.files)
        assert {branch.name: branch.sha for branch in store.branches(model.project_id)} == model.branches
        for name, sha in model.branches.items():
            shas = [item.sha for item in _log(store, model.project_id, limit, name)]
            assert shas == [one.sha for one in model.versions if sha in shas][: len(shas)][::-1]
            assert shas[0] == sha
        offered = {work.name: set(work.files) for work in store.rescues(model.project_id)}
        assert offered == {
            name: differing(aside.base, aside.files) for name, aside in model.asides.items() if not aside.settled
        }

    def _clone_is_good(self, model: Model) -> None:
        store = self._edge()
        clone = fresh_clone(store, model.project_id, self._folder)
        log = git(clone, "log", "--first-parent", "--reverse", "--format=%H %s", MAIN).splitlines()
        assert log[-len(model.versions) :] == [f"{one.sha} {one.mark}" for one in model.versions]
        with store.exported(model.project_id) as bare:
            tags = git(bare, "for-each-ref", "--format=%(objectname)", "refs/tags").split()
            assert sorted(tags) == sorted(model.names.values())
            assert git(bare, "rev-parse", "HEAD") == model.head.sha

    def _holds_nothing_newer(self, model: Model) -> None:
        """A new project's folder has what its versions are made of and nothing else."""
        manifest = self._edges[0].manifest(model.project_id)
        folder = f"repos/{model.project_id}/repo.git"
        places = [f"{folder}/objects/pack/{name}.{kind}" for name in manifest.packs for kind in ("pack", "idx")]
        assert set(self.objects.list(f"{folder}/")) == {f"{folder}/manifest.json", *places}
        indexes = [PackIndex(self.objects.get(place)[0]) for place in places if place.endswith(".idx")]
        if manifest.tail_index:
            indexes.append(PackIndex(manifest.tail_index))
        held = {oid.hex() for index in indexes for oid in index}
        clone = fresh_clone(self._edges[0], model.project_id, self._folder)
        assert held <= {line[:40] for line in git(clone, "rev-list", "--objects", MAIN).splitlines()}

    # -- how -----------------------------------------------------------------------------------------------------

    def _any_edge(self, edge: int) -> GitStore:
        return self._edges[edge % len(self._edges)]

    def _mark(self) -> str:
        self._marks += 1
        return f"Mark {self._marks}"

    def _edit(self, model: Model, store: GitStore, edits: Edits) -> None:
        changes, files = edited(model.head.files, edits)
        mark = self._mark()
        head = store.commit_files(model.project_id, model.head.sha, changes, LENA, mark).head
        self._made_on_the_edge(model, head, files, mark)

    @staticmethod
    def _made_on_the_edge(model: Model, head: str, files: Files, mark: str) -> None:
        if files == model.head.files:
            assert head == model.head.sha, "nothing to do makes no version"
        else:
            model.versions.append(Version(head, files, mark))

    def _committed(self, desk: Desk, commits: list[Edits]) -> Iterator[Version]:
        files = desk.at.files
        for edits in commits:
            changes, after = edited(files, edits)
            if after != files:
                files, mark = after, self._mark()
                yield Version(desk.pod.commit(dict(changes), mark), files, mark)

    def _put_aside(self, desk: Desk, version: Version) -> None:
        pod, model = desk.pod, desk.model
        pod.store.create_rescue_ref(model.project_id, pod.epoch, version.sha, pod.pack())
        model.asides[f"{pod.epoch}-{version.sha[:7]}"] = Aside(version.sha, desk.at.files, version.files)

    def _opened(self, desk: Desk) -> None:
        folder = desk.pod.folder
        found = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
        assert {str(path.relative_to(folder)): path.read_bytes() for path in found} == desk.at.files
        if desk not in self._desks:
            self._desks.append(desk)


def explore(histories: int, steps: int) -> None:
    """Check so many histories of so many steps, the same ones each time. The first that fails is printed as it went,
    not shortened: that takes minutes."""
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=histories,
            stateful_step_count=steps,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )


def _of(items: Sequence[Item], pick: int) -> Item:
    return items[pick % len(items)]


def _once(
    nth: int, work: Callable[[Call], None], counts: Callable[[Call], bool] = lambda _: True
) -> Callable[[Call], None]:
    """Does the work at the n-th call, and never again."""
    calls = itertools.count()

    def hook(call: Call) -> None:
        if counts(call) and next(calls) == nth:
            work(call)

    return hook


def _lost(call: Call) -> None:
    """The client sends again, and what it sends meets its own first success."""
    if call.name.endswith("manifest.json"):
        raise ObjectChanged


def _log(store: GitStore, project_id: str, limit: int, branch: str | None = None) -> Iterator[Checkpoint]:
    cursor: str | None = None
    while True:
        page, cursor = store.log(project_id, cursor, limit, branch)
        yield from page
        if cursor is None:
            return
