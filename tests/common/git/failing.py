"""What rounds of failures are judged by: what was acknowledged, what a watcher saw meanwhile, and what a fresh clone
has in the end, which git itself has found whole."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path

from common.errors import Unavailable
from common.git.manifest import MAIN, Manifest
from common.git.store import GitStore
from common.object_store import ObjectStore
from tests.common.git.support import fresh_clone, git

_WATCH_SECONDS = 0.003


@dataclass(frozen=True)
class Acknowledged:
    """One answer that somebody got: `mark` is the summary of the one commit that it is about, or `ref` the name that
    `sha` was given, or `copy` a project that has the history up to `sha`."""

    writer: str
    mark: str = ""
    sha: str = ""
    ref: str = ""
    copy: str = ""


class Told:
    """All answers, in a file that several processes append to. A line is written only after the answer has come."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.touch()

    def note(self, answer: Acknowledged) -> None:
        with self._file.open("a") as file:
            file.write(f"{json.dumps(asdict(answer))}\n")

    def all(self) -> list[Acknowledged]:
        return [Acknowledged(**json.loads(line)) for line in self._file.read_text().splitlines()]

    def size(self) -> int:
        return self._file.stat().st_size


@dataclass
class Findings:
    """What rounds came to: how much was tried, and what must be zero, each with its story in `problems`."""

    rounds: int = 0
    kills: int = 0
    acknowledged: int = 0
    faults: int = 0
    compactions: int = 0
    collections: int = 0
    lost: int = 0
    doubled: int = 0
    disordered: int = 0
    moved_back: int = 0
    problems: list[str] = field(default_factory=list)

    def add(self, other: "Findings") -> None:
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def found(self, what: str, story: str) -> None:
        setattr(self, what, getattr(self, what) + 1)
        self.problems.append(f"{what}: {story}")


class Watch:
    """Reads a project's manifest all the time, by a way of its own."""

    def __init__(self, store: GitStore, project_id: str) -> None:
        self._store = store
        self._project_id = project_id
        self.seen: list[Manifest] = []
        self._ended = threading.Event()

    def _look(self) -> None:
        while not self._ended.wait(_WATCH_SECONDS):
            try:
                manifest = self._store.manifest(self._project_id)
            except Unavailable:
                continue
            if not self.seen or manifest.generation != self.seen[-1].generation:
                self.seen.append(manifest)

    @contextmanager
    def watching(self) -> Iterator["Watch"]:
        thread = threading.Thread(target=self._look, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._ended.set()
            thread.join(10)


def judge(store: GitStore, project_id: str, told: Told, folder: Path, watch: Watch | None = None) -> Findings:
    """Hold what was acknowledged against a fresh clone of what is stored."""
    clone = fresh_clone(store, project_id, folder)
    log = _log(clone)
    findings = Findings(acknowledged=len(told.all()))
    _judge_commits(findings, told.all(), log)
    refs = store.manifest(project_id).refs
    shas = [sha for sha, _ in log]
    for answer in told.all():
        if answer.ref and refs.get(answer.ref) != answer.sha:
            findings.found("lost", f"{answer.ref} of {answer.writer}")
        if answer.copy:
            copied = [sha for sha, _ in _log(fresh_clone(store, answer.copy, folder))]
            if copied != shas[: shas.index(answer.sha) + 1]:
                findings.found("lost", f"a part of the copy {answer.copy}")
    if watch is not None:
        _judge_moves(findings, watch.seen, {sha: place for place, sha in enumerate(shas)})
    return findings


def _log(clone: Path) -> list[tuple[str, str]]:
    """→ (sha, summary) of main, oldest first."""
    lines = git(clone, "log", "--first-parent", "--reverse", "--format=%H %s", MAIN).splitlines()
    return [(line[:40], line[41:]) for line in lines]


def _judge_commits(findings: Findings, told: list[Acknowledged], log: list[tuple[str, str]]) -> None:
    """Each acknowledged commit is there once, and each writer's in the order in which they were acknowledged."""
    counts = Counter(mark for _, mark in log)
    places = {mark: (place, sha) for place, (sha, mark) in enumerate(log)}
    last: dict[str, int] = {}
    for mark, count in counts.items():
        if count > 1:
            findings.found("doubled", f"{mark} is there {count} times")
    for answer in told:
        if not answer.mark:
            continue
        place, sha = places.get(answer.mark, (-1, ""))
        if place < 0 or answer.sha not in ("", sha):
            findings.found("lost", f"{answer.mark} as {answer.sha or 'a commit'}")
            continue
        if place < last.get(answer.writer, -1):
            findings.found("disordered", f"{answer.mark} is older than what {answer.writer} did before")
        last[answer.writer] = place


def _judge_moves(findings: Findings, seen: list[Manifest], places: dict[str, int]) -> None:
    """Main only goes forward, the epoch only up, and what has a name keeps it."""
    for manifest in seen:
        if manifest.head not in places:
            findings.found("lost", f"{manifest.head[:7]}, which was the head")
    for before, after in pairwise(seen):
        if places.get(after.head, 0) < places.get(before.head, 0):
            findings.found("moved_back", f"main from {before.head[:7]} to {after.head[:7]}")
        if after.epoch < before.epoch:
            findings.found("moved_back", f"the epoch from {before.epoch} to {after.epoch}")
        for ref, sha in before.refs.items():
            if ref != MAIN and after.refs.get(ref) != sha:
                findings.found("moved_back", f"{ref} from {sha[:7]} to {after.refs.get(ref, 'nothing')[:7]}")


def at_once(calls: list[Callable[[], None]], seconds: float = 120) -> None:
    """Does all of it in threads that begin together. Raises what the first to fail raised."""
    barrier = threading.Barrier(len(calls))
    failures: list[BaseException] = []

    def run(call: Callable[[], None]) -> None:
        barrier.wait()
        try:
            call()
        except BaseException as error:  # noqa: BLE001 - shown by the caller's own thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(call,), daemon=True) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(seconds)
    if failures:
        raise failures[0]
    assert not any(thread.is_alive() for thread in threads)


ObjectsOf = Callable[[], ObjectStore]
"""A client of its own for each machine; all lead to the same bucket."""
