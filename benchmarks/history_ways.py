"""What is done with a project's history, each the product's way and the guide's, on the same checkpoints."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final

from benchmarks.guide_git import AT_ONCE, GuideRepository, git
from benchmarks.measuring import Measured, Sample, measure
from benchmarks.stored_project import StoredProject
from benchmarks.video_history import Video
from common.git.messages import CheckpointMessage
from common.git.store import GitStore, SaveMeta
from common.models import PAGE_DEFAULT, RepoSnapshot
from common.object_store import object_store_from_settings
from common.publish_template import publish_template
from common.settings import GoogleSettings
from common.template_pack import TemplatePack, build_template_pack
from session_pod.agent.repository import Repository
from tests.storage_proxy import StorageProxy

WHAT: Final = ("open", "save", "log", "diff neighbours", "diff distant", "duplicate", "duplicate older")
Results = dict[str, Measured]
"""By what was done."""
TEMPLATE: Final = Path(__file__).resolve().parents[1] / "templates" / "default"
EDITS_SEED: Final = 7
"""The same edits are saved either way."""


class OurWay:
    """A pod straight on the storage; an edge that has read nothing yet, or, for `… warm`, the same just before."""

    def __init__(self, proxy: StorageProxy, project: StoredProject, template: TemplatePack, folder: Path) -> None:
        self._proxy = proxy
        self._project = project
        self._template = template
        self._folder = folder
        self._numbers = count()

    def all(self, project_id: str, length: int, repeat: int) -> Results:
        """Everything, on a project of so many checkpoints of the history. Saving comes last, as it adds some."""
        shas = self._project.history.shas
        head, first, middle = shas[length], shas[1], shas[length // 2]
        return {
            "open": self.opened(project_id, repeat),
            **self._read("log", lambda store: store.log(project_id, None, PAGE_DEFAULT), repeat),
            **self._read("diff neighbours", lambda store: store.diff(project_id, head), repeat),
            **self._read("diff distant", lambda store: store.diff(project_id, head, first), repeat),
            "duplicate": self._cold(lambda store: store.duplicate(project_id, head, self._new_id()), repeat),
            "duplicate older": self._cold(lambda store: store.duplicate(project_id, middle, self._new_id()), repeat),
            "save": self.saved(project_id, 2 * repeat),
        }

    def opened(self, project_id: str, repeat: int) -> Measured:
        """A pod opens the project: it has the template's pack, and no file."""
        return Measured([self._open(project_id)[0] for _ in range(repeat)])

    def uncompacted(self, project_id: str, repeat: int) -> Results:
        """What depends on the number of packs."""
        log = self._cold(lambda store: store.log(project_id, None, PAGE_DEFAULT), repeat)
        return {"open": self.opened(project_id, repeat), "log": log}

    def _read(self, what: str, work: Callable[[GitStore], object], repeat: int) -> Results:
        store = self._project.another_edge()
        work(store)
        warm = Measured([measure(self._proxy, partial(work, store)) for _ in range(repeat)])
        return {what: self._cold(work, repeat), f"{what} warm": warm}

    def _cold(self, work: Callable[[GitStore], object], repeat: int) -> Measured:
        edges = (self._project.another_edge() for _ in range(repeat))
        return Measured([measure(self._proxy, partial(work, store)) for store in edges])

    def saved(self, project_id: str, repeat: int) -> Measured:
        """The agent's edits, committed, packed and stored."""
        _, repository, folder = self._open(project_id)
        store, video, measured = self._project.store, Video(_sources(folder), EDITS_SEED), Measured()

        def save(summary: str) -> None:
            saved, head = repository.saved, repository.commit(CheckpointMessage(summary))
            assert head is not None
            pack = repository.pack_since_base(head)
            manifest = store.save(project_id, SaveMeta(saved, head, 0, repository.base), pack)
            repository.saved_as(head, manifest.line)

        for _ in range(repeat):
            measured.samples.append(measure(self._proxy, partial(save, _edit(folder, video))))
        return measured

    def _open(self, project_id: str) -> tuple[Sample, Repository, Path]:
        place = self._folder / f"pod-{next(self._numbers)}"
        folder = place / "project"
        folder.mkdir(parents=True)
        repository = Repository(place / "git", folder)
        repository.keep_template(self._template)
        source = _Source(self._project.store, project_id)
        sample = measure(self._proxy, lambda: repository.check_out(repository.receive(source)))
        return sample, repository, folder

    def _new_id(self) -> str:
        return f"{self._project.project_id}-copy-{next(self._numbers)}"


class BothWays:
    """One project, stored each way."""

    def __init__(self, proxy: StorageProxy, folder: Path, project_id: str, pictures: Iterable[int] = ()) -> None:
        objects = object_store_from_settings(GoogleSettings(storage_emulator_host=proxy.url))
        publish_template(objects, "default", TEMPLATE)
        template = build_template_pack("default", TEMPLATE)
        self.project = StoredProject(objects, folder / project_id, project_id, frozenset(pictures))
        self.ours = OurWay(proxy, self.project, template, folder / project_id / "ours")
        self.bucket = GuideRepository(proxy.url, f"guide/{project_id}/repo.git/")
        self.guide = GuideWay(proxy, self.bucket, folder / project_id / "guide")

    def give_to_guide(self) -> list[str]:
        """Store the project's checkpoints the guide's way too → their shas, with the one before the first."""
        shas = self.project.history.shas[: self.project.length + 1]
        self.bucket.upload(self.project.history.loose(), shas[-1])
        return shas


class _Source:
    """The storage, as a pod asks the edge for it."""

    def __init__(self, store: GitStore, project_id: str) -> None:
        self._store = store
        self._project_id = project_id

    def repo(self) -> RepoSnapshot:
        return self._store.manifest(self._project_id).snapshot()

    def download_packs(self, names: list[str], folder: Path) -> None:
        def fetch(name: str) -> None:
            (folder / name).write_bytes(b"".join(self._store.open_pack(self._project_id, name)))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(fetch, names))


class GuideWay:
    """The shell lines of the guide, one after another; reading needs the copy that opening makes."""

    def __init__(self, proxy: StorageProxy, bucket: GuideRepository, folder: Path) -> None:
        self._proxy = proxy
        self._bucket = bucket
        self._folder = folder
        self._numbers = count()

    def all(self, shas: list[str], repeat: int) -> Results:
        """Everything, on what the bucket holds: checkpoints that end in `shas[-1]`."""
        results: Results = {}
        places = [self._place() for _ in range(repeat)]
        for place in places:
            for what, sample in (*self._read(place, shas), *self._duplicated(shas)):
                results.setdefault(what, Measured()).samples.append(sample)
        return {**results, "save": self._saved(places[-1] / "app", 2 * repeat)}

    def opened(self, head: str, repeat: int) -> Measured:
        """Copied, cloned and checked out."""
        return Measured([self._open(self._place(), head)[1] for _ in range(repeat)])

    def saved(self, head: str, repeat: int) -> Measured:
        """Added, committed, pushed and synced; not the first time, when what the clone has made anew is sent too."""
        place = self._place()
        self._open(place, head)
        return self._saved(place / "app", repeat)

    def _saved(self, app: Path, repeat: int) -> Measured:
        video, measured = Video(_sources(app), EDITS_SEED), Measured()

        def save(summary: str) -> None:
            git("add", ".", cwd=app)
            git("commit", "-q", "-m", f"[Agent] {summary}", cwd=app)
            git("push", "-q", "origin", "main", cwd=app)
            self._bucket.sync_up(app / ".git")

        save(_edit(app, video))
        for _ in range(repeat):
            measured.samples.append(measure(self._proxy, partial(save, _edit(app, video))))
        return measured

    def _read(self, place: Path, shas: list[str]) -> Iterator[tuple[str, Sample]]:
        head = shas[-1]
        copied, opened = self._open(place, head)
        yield "open", opened
        for what, line in {
            "log": ("log", f"-{PAGE_DEFAULT}", head),
            "diff neighbours": ("diff", "-M", shas[-2], head),
            "diff distant": ("diff", "-M", shas[1], head),
        }.items():
            yield what, copied + measure(self._proxy, partial(git, *line, cwd=place / "repo.git"))

    def _open(self, place: Path, head: str) -> tuple[Sample, Sample]:
        """→ (the copying, all of it)."""
        repository, app = place / "repo.git", place / "app"
        copied = measure(self._proxy, lambda: self._bucket.copy_down(repository))
        git("config", "gc.auto", "0", cwd=repository)
        cloned = measure(self._proxy, lambda: git("clone", "-q", str(repository), str(app), cwd=place))
        checked_out = measure(self._proxy, lambda: git("checkout", "-q", head, cwd=app))
        git("checkout", "-q", "main", cwd=app)
        return copied, copied + cloned + checked_out

    def _place(self) -> Path:
        return self._folder / f"{next(self._numbers)}"

    def _duplicated(self, shas: list[str]) -> Iterator[tuple[str, Sample]]:
        """At an older version: as at the head, and then main is set back. What is newer is in the copy too."""
        folder = f"guide-copies/{next(self._numbers)}/"
        copied = measure(self._proxy, lambda: self._bucket.duplicate(folder))
        yield "duplicate", copied
        older = shas[len(shas) // 2]
        yield "duplicate older", copied + measure(self._proxy, lambda: self._bucket.set_main(older, folder))


def _sources(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.glob("src/**/*.ts*")}


def _edit(folder: Path, video: Video) -> str:
    """An agent's next edit of the files → what it did."""
    summary, changes = video.change()
    for name, content in changes.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content is None:
            path.unlink()
        else:
            path.write_bytes(content)
    return summary
