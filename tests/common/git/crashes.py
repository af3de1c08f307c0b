"""Every change of a project, ended at every one of its writes as a killed process ends, then done again by another."""

import itertools
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from common.errors import BaseMoved, HeadMoved, NotFound, ObjectChanged, Unavailable
from common.git.manifest import ManifestLine
from common.git.messages import Author
from common.git.packs import pack_since
from common.git.refs import ref_of
from common.git.store import GitStore
from common.ids import new_id
from tests.common.git.failing import Acknowledged, Findings, Told, judge
from tests.common.git.limits import content
from tests.common.git.support import CREATED, Pod, publish_small_template, seeded, sent_by_git
from tests.memory_storage import Call, MemoryObjects

LENA = Author("Lena", "lena@example.com", "uid-lena")
MARK = "The change"
_DAYS: Final = timedelta(days=2)

Result = TypeVar("Result")


class Killed(BaseException):
    """The process is gone: nobody catches this."""


@dataclass
class Change:
    """Something that is done to a project's repository. `answer` is what its success acknowledges."""

    do: Callable[[GitStore], object]
    answer: Acknowledged = field(default_factory=lambda: Acknowledged("writer"))
    project: str = ""
    """Another than the scene's, which it makes."""


class Scene:
    """A project with all there is: packs, packs of large files, a tail, a name, rescued work, garbage a day old."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.objects = MemoryObjects()
        publish_small_template(self.objects)
        store = self.another(self.objects)
        self.project_id = seeded(store)
        self.told = Told(folder / f"told-{new_id()}")
        pod = Pod(store, self.project_id, folder / new_id())
        for number, kind in enumerate(["text", "picture", "line", "text", "line", "book", "line"]):
            sha = pod.commit({f"{number % 3}.txt": content(kind, number)}, f"Step {number}")
            pod.save()
            self.told.note(Acknowledged("pod", f"Step {number}", sha))
            if number == 3:
                self.first = sha
                store.compact(self.project_id)
                pod.open()
                self.objects.pass_time(_DAYS)
        store.name(self.project_id, self.first, "Early")
        aside = pod.commit({"aside.txt": b"aside", "aside.png": content("picture", 9)}, "Aside")
        self.rescue = f"0-{aside[:7]}"
        store.create_rescue_ref(self.project_id, 0, aside, pod.pack())
        for ref, sha in ((ref_of("name", "Early"), self.first), (f"rescue/{self.rescue}", aside)):
            self.told.note(Acknowledged("pod", sha=sha, ref=ref))
        pod.open()
        self.pod = pod
        self.head = pod.head

    def another(self, objects: MemoryObjects, disk: Path | None = None) -> GitStore:
        """A machine that has just started."""
        return GitStore(objects, disk or self._folder / new_id())

    def crashed(self, name: str) -> Findings:
        """End the change after each number of its writes, up to the last, whose answer never arrives. Another machine
        does it again, a third collects and judges."""
        change, total = CHANGES[name](self), Findings()
        before = self.another(self.objects).manifest(self.project_id)
        for objects in self.ends_of(change):
            self._is_sound(objects, before.refs, change)
            with suppress(HeadMoved):  # an edit, or a push, that was heard
                change.do(self.another(objects))
            objects.pass_time(_DAYS)
            self.another(objects).collect(self.project_id)
            total.kills += 1
            total.add(self.judged(objects, change))
        return total

    def judged(self, objects: MemoryObjects, change: Change) -> Findings:
        """… where the change was acknowledged, after all that was before."""
        told = Told(self._folder / f"told-{new_id()}")
        for answer in (*self.told.all(), change.answer):
            told.note(answer)
        return judge(self.another(objects), self.project_id, told, self._folder)

    def ends_of(self, change: Change) -> Iterator[MemoryObjects]:
        """What is stored after each of the change's writes, and before the first."""
        for writes in itertools.count():
            objects = self.objects.copied()
            _end_after(objects, writes)
            ended = False
            try:
                change.do(self.another(objects))
            except Killed:
                ended = True
            objects.before = objects.after = lambda _: None
            yield objects
            if not ended:
                return

    def _is_sound(self, objects: MemoryObjects, before: dict[str, str], change: Change) -> None:
        """All that was there is there, and all that is listed."""
        manifest = self.another(objects).manifest(self.project_id)
        assert {ref: manifest.refs.get(ref) for ref in before if ref != "main"} == {
            ref: sha for ref, sha in before.items() if ref != "main"
        }
        for project_id in filter(None, (self.project_id, change.project)):
            with suppress(NotFound):  # a new project that isn't there yet
                manifest = self.another(objects).manifest(project_id)
                for pack in (*manifest.packs, *manifest.fields.rescue_packs):
                    for kind in ("pack", "idx"):
                        assert objects.exists(f"repos/{project_id}/repo.git/objects/pack/{pack}.{kind}")


def repack(scene: Scene, objects: MemoryObjects) -> None:
    """Others compact the project, and collect what was its packs until now."""
    keeper = scene.another(objects.another_client())
    keeper.compact(scene.project_id)
    objects.pass_time(_DAYS)
    keeper.collect(scene.project_id)


def asked_while(
    objects: MemoryObjects, nth: int, happens: Callable[[], object], ask: Callable[[], Result]
) -> Result | None:
    """The answer, while something happens at the so manieth call of storage; None where there were fewer calls."""
    calls = itertools.count()

    def before(_: Call) -> None:
        if next(calls) == nth:
            happens()

    objects.before = before
    try:
        answer = ask()
    except Unavailable:  # "just rewritten": whoever asks again is answered
        answer = ask()
    return answer if next(calls) > nth else None


def repacked(scene: Scene, name: str, every: int) -> Findings:
    """Make a change while at one of its calls of storage its packs are rewritten and removed: at the first, and at
    every so manieth after it, in rounds of their own."""
    change, total = CHANGES[name](scene), Findings()
    for nth in itertools.count(step=every):
        objects = scene.objects.copied()
        machine = scene.another(objects)
        if total.rounds % 2:
            machine.log(scene.project_id, None, 1)  # it remembers the manifest of before
        done = asked_while(objects, nth, partial(repack, scene, objects), partial(_done, change, machine))
        if done is None:
            break
        total.rounds += 1
        total.add(scene.judged(objects, change))
    return total


def _done(change: Change, machine: GitStore) -> bool:
    change.do(machine)
    return True


def overtaken(scene: Scene, name: str) -> Findings:
    """Make a change whose answer is lost when the manifest is put; before the client asks again, somebody builds on
    the project. It is to succeed nevertheless."""
    change = CHANGES[name](scene)
    objects = scene.objects.copied()
    other, place = scene.another(objects.another_client()), f"repos/{change.project or scene.project_id}/"
    waiting = ["once"]

    def after(call: Call) -> None:
        if call.verb == "put" and call.name == f"{place}repo.git/manifest.json" and waiting:
            waiting.clear()
            head = other.manifest(scene.project_id).head
            other.commit_files(scene.project_id, head, {"other.txt": b"other"}, LENA, "Somebody else's")
            raise ObjectChanged

    objects.after = after
    change.do(scene.another(objects))
    assert not waiting
    return scene.judged(objects, change)


def _end_after(objects: MemoryObjects, writes: int) -> None:
    """The process of this client dies before its next write, when it has made so many."""
    done = itertools.count(1)
    dead: list[bool] = [] if writes else [True]

    def before(call: Call) -> None:
        if dead and (call.writes or len(dead) > 1):
            dead.append(True)
            raise Killed

    def after(call: Call) -> None:
        if call.writes and next(done) >= writes:
            dead.append(True)

    objects.before, objects.after = before, after


def _save(files: dict[str, bytes | str | None], scene: Scene) -> Change:
    """As a pod does it: again since the newer base, when the packs were rewritten."""
    sha = scene.pod.commit(files, MARK)
    meta, git = scene.pod.meta(), scene.pod.git
    scene.pod.open()

    def save(store: GitStore) -> object:
        try:
            return store.save(scene.project_id, meta, pack_since(git, meta.base, sha))
        except BaseMoved as moved:
            base = ManifestLine.model_validate_json(str(moved.extra["line"])).base
            return store.save(scene.project_id, replace(meta, base=base), pack_since(git, base, sha))

    return Change(save, Acknowledged("pod", MARK, sha))


def _push(scene: Scene) -> Change:
    sha = scene.pod.commit({"pushed.txt": content("text", 1), "pushed.png": content("picture", 1)}, MARK)
    pack = sent_by_git(scene.pod.folder / ".git", scene.head, sha)
    scene.pod.open()
    return Change(
        lambda store: store.push(scene.project_id, scene.head, sha, pack, "uid-lena"), Acknowledged("user", MARK, sha)
    )


def _edit(scene: Scene) -> Change:
    files = {"form.txt": content("text", 2), "form.png": content("picture", 2)}
    return Change(
        lambda store: store.commit_files(scene.project_id, scene.head, files, LENA, MARK), Acknowledged("user", MARK)
    )


def _put_aside(scene: Scene) -> Change:
    sha = scene.pod.commit({"b.png": content("picture", 3)}, "Aside again")
    pack = scene.pod.pack()
    scene.pod.open()
    ref = f"rescue/7-{sha[:7]}"
    return Change(
        lambda store: store.create_rescue_ref(scene.project_id, 7, sha, pack), Acknowledged("pod", sha=sha, ref=ref)
    )


def _duplicate(version: str, scene: Scene) -> Change:
    target, sha = new_id(), {"head": scene.head, "first": scene.first}[version]
    return Change(
        lambda store: store.duplicate(scene.project_id, sha, target), Acknowledged("user", sha=sha, copy=target), target
    )


def _seed(scene: Scene) -> Change:
    target = new_id()
    return Change(lambda store: store.seed(target, "default", CREATED), project=target)


CHANGES: dict[str, Callable[[Scene], Change]] = {
    "save": partial(_save, {"a.txt": "small"}),
    "save of packs": partial(_save, {"a.txt": content("text", 7), "a.png": content("picture", 7)}),
    "push": _push,
    "edit": _edit,
    "restore": lambda scene: Change(
        lambda store: store.restore(scene.project_id, "name:Early", LENA, MARK), Acknowledged("user", MARK)
    ),
    "name": lambda scene: Change(
        lambda store: store.name(scene.project_id, scene.head, "Final cut"),
        Acknowledged("user", sha=scene.head, ref=ref_of("name", "Final cut")),
    ),
    "branch": lambda scene: Change(
        lambda store: store.branch(scene.project_id, scene.first, "Other"),
        Acknowledged("user", sha=scene.first, ref=ref_of("branch", "Other")),
    ),
    "put aside": _put_aside,
    "apply": lambda scene: Change(
        lambda store: store.apply_rescue(scene.project_id, scene.rescue, LENA, MARK), Acknowledged("user", MARK)
    ),
    "settle": lambda scene: Change(lambda store: store.settle_rescue(scene.project_id, scene.rescue)),
    "raise the epoch": lambda scene: Change(lambda store: store.raise_epoch(scene.project_id, 9)),
    "duplicate the head": partial(_duplicate, "head"),
    "duplicate an older version": partial(_duplicate, "first"),
    "seed": _seed,
    "compact": lambda scene: Change(lambda store: store.compact(scene.project_id)),
    "collect": lambda scene: Change(lambda store: store.collect(scene.project_id)),
}
