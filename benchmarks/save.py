"""Saving and opening a project's git at 20 ms a storage request: our manifest and packs beside the guide's way in the
same run, which clones a bare repository copied object by object and syncs `.git` back after each commit."""

import hashlib
import random
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pygit2
from pygit2.enums import ResetMode

from benchmarks.report import Row, percentile
from common.git.packs import missing_packs, pack_since, write_tail
from common.git.store import GitStore, SaveMeta
from common.object_store import ObjectStore, object_store_from_settings
from common.publish_template import publish_template
from common.settings import GoogleSettings
from tests.servers import gcs_server
from tests.storage_proxy import StorageProxy, storage_proxy

DELAY_SECONDS: Final = 0.020
COMMITS: Final = 100
MEASURED: Final = 30
OPENS: Final = 10
SAVE_TARGET_MS: Final = 150
PARALLEL: Final = 16
TEMPLATE: Final = Path(__file__).resolve().parents[1] / "templates" / "default"
GUIDE_PREFIX: Final = "guide/repo.git/"
_SIGNATURE = pygit2.Signature("Bench", "bench@example.com")


@dataclass
class Measured:
    """Times in ms and requests of each repetition."""

    times: list[float] = field(default_factory=list)
    requests: list[int] = field(default_factory=list)
    writes: list[int] = field(default_factory=list)

    @contextmanager
    def once(self, proxy: StorageProxy) -> Iterator[None]:
        proxy.reset()
        started = time.perf_counter()
        yield
        self.times.append(1000 * (time.perf_counter() - started))
        self.requests.append(sum(proxy.counts.values()))
        self.writes.append(proxy.counts["POST"] + proxy.counts["PUT"])


def run() -> list[Row]:
    """30 saves on a project of 100 commits and 10 opens of it, each way."""
    with gcs_server() as upstream, storage_proxy(upstream) as proxy, tempfile.TemporaryDirectory() as folder:
        ours_save, ours_open = _ours(proxy, Path(folder, "ours"))
        theirs_save, theirs_open = _guide(proxy, Path(folder, "guide"))
    return [
        Row("save p50", "ms", percentile(ours_save.times, 50), percentile(theirs_save.times, 50), SAVE_TARGET_MS),
        Row("save p99", "ms", percentile(ours_save.times, 99), percentile(theirs_save.times, 99)),
        Row("save storage writes (median)", "requests", *_medians(ours_save.writes, theirs_save.writes), 1),
        Row("save storage requests (median)", "requests", *_medians(ours_save.requests, theirs_save.requests)),
        Row("save storage requests (most)", "requests", max(ours_save.requests), max(theirs_save.requests)),
        Row("open p50", "ms", percentile(ours_open.times, 50), percentile(theirs_open.times, 50)),
        Row("open storage requests (median)", "requests", *_medians(ours_open.requests, theirs_open.requests)),
    ]


def _medians(ours: list[int], theirs: list[int]) -> tuple[float, float]:
    return percentile(ours, 50), percentile(theirs, 50)


def _edit(git: pygit2.Repository, folder: Path, number: int, head: str) -> str:
    """One checkpoint: a changed file and, now and then, a new one."""
    text = f"// step {number} {random.random()}\n"
    (folder / "src" / "MyVideo.tsx").write_text(text + (TEMPLATE / "src" / "MyVideo.tsx").read_text())
    if number % 10 == 0:
        (folder / "src" / f"scene{number}.tsx").write_text(text * 40)
    index = git.index
    index.read()
    index.add_all()
    index.write()
    tree = index.write_tree()
    return str(git.create_commit("HEAD", _SIGNATURE, _SIGNATURE, f"Step {number}", tree, [pygit2.Oid(hex=head)]))


def _ours(proxy: StorageProxy, folder: Path) -> tuple[Measured, Measured]:
    objects = object_store_from_settings(GoogleSettings(storage_emulator_host=proxy.url))
    publish_template(objects, "default", TEMPLATE)
    store, project_id = GitStore(objects, folder / "cache"), "bench-save-ours"
    manifest = store.seed(project_id, "default", datetime.now(UTC))
    git, pod = _checked_out(store, project_id, folder / "pod")

    def save(number: int) -> None:
        nonlocal manifest
        head = _edit(git, pod, number, manifest.head)
        meta = SaveMeta(manifest.head, head, 0, manifest.base)
        manifest = store.save(project_id, meta, pack_since(git, manifest.base, head))

    saves = _repeat(proxy, save)
    opens = Measured()
    for number in range(OPENS):
        target = folder / f"open-{number}"
        with _slow(proxy), opens.once(proxy):
            _checked_out(store, project_id, target)
    return saves, opens


def _repeat(proxy: StorageProxy, save: Callable[[int], None]) -> Measured:
    for number in range(COMMITS):
        save(number)
    measured = Measured()
    for number in range(COMMITS, COMMITS + MEASURED):
        with _slow(proxy), measured.once(proxy):
            save(number)
    return measured


def _checked_out(store: GitStore, project_id: str, folder: Path) -> tuple[pygit2.Repository, Path]:
    """As a pod opens a project; packs in parallel."""
    git = pygit2.init_repository(folder, initial_head="main")
    manifest = store.manifest(project_id)
    git_dir = folder / ".git"

    def fetch(name: str) -> None:
        (git_dir / "objects" / "pack" / name).write_bytes(b"".join(store.open_pack(project_id, name)))

    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(fetch, missing_packs(git_dir, manifest)))
    write_tail(git_dir, manifest)
    git.create_reference("refs/heads/main", pygit2.Oid(hex=manifest.head))
    git.reset(pygit2.Oid(hex=manifest.head), ResetMode.HARD)
    return git, folder


@contextmanager
def _slow(proxy: StorageProxy) -> Iterator[None]:
    proxy.delay_seconds = DELAY_SECONDS
    try:
        yield
    finally:
        proxy.delay_seconds = 0.0


def _guide(proxy: StorageProxy, folder: Path) -> tuple[Measured, Measured]:
    objects = object_store_from_settings(GoogleSettings(storage_emulator_host=proxy.url))
    sent: dict[str, str] = {}
    pod = folder / "pod"
    pod.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main", str(pod)], check=True, timeout=30)
    for path in TEMPLATE.rglob("*"):
        if path.is_file() and "node_modules" not in path.parts:
            target = pod / path.relative_to(TEMPLATE)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    git = pygit2.Repository(pod)
    index = git.index
    index.add_all()
    head = str(git.create_commit("HEAD", _SIGNATURE, _SIGNATURE, "Template", index.write_tree(), []))

    def save(number: int) -> None:
        nonlocal head
        head = _edit(git, pod, number, head)
        _sync_up(objects, pod / ".git", sent)

    saves = _repeat(proxy, save)
    opens = Measured()
    for number in range(OPENS):
        target = folder / f"open-{number}"
        with _slow(proxy), opens.once(proxy):
            _copy_down(objects, target / "repo.git")
            subprocess.run(
                ["git", "clone", "-q", str(target / "repo.git"), str(target / "app")], check=True, timeout=60
            )
    return saves, opens


def _sync_up(objects: ObjectStore, git_dir: Path, sent: dict[str, str]) -> None:
    """`gcloud storage rsync .git gs://…/repo.git`: list what is there, copy what differs, several at a time. `sent`
    stands for the checksums that the real listing would bring along."""
    there = set(objects.list(GUIDE_PREFIX))
    digests = {
        GUIDE_PREFIX + path.relative_to(git_dir).as_posix(): (hashlib.sha256(path.read_bytes()).hexdigest(), path)
        for path in git_dir.rglob("*")
        if path.is_file()
    }
    differing = [name for name, (digest, _) in digests.items() if name not in there or sent.get(name) != digest]
    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(lambda name: objects.put(name, digests[name][1].read_bytes()), differing))
    sent.update((name, digests[name][0]) for name in differing)


def _copy_down(objects: ObjectStore, folder: Path) -> None:
    """`gcloud storage cp -r gs://…/repo.git`: several at a time."""

    def copy(name: str) -> None:
        target = folder / name.removeprefix(GUIDE_PREFIX)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(objects.get(name)[0])

    with ThreadPoolExecutor(PARALLEL) as pool:
        list(pool.map(copy, objects.list(GUIDE_PREFIX)))
    for name in ("refs/heads", "refs/tags", "objects/info", "objects/pack"):  # an object store has no empty folders
        (folder / name).mkdir(parents=True, exist_ok=True)
