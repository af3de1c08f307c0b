"""What is acknowledged is never lost: writers killed, writers racing, answers lost, one write a second.

After each round a fresh clone passes `git fsck --strict`, and the acknowledged list is held against its log.
"""

import multiprocessing
import random
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from common.errors import Conflict, HeadMoved, Superseded, Unavailable
from common.git.messages import Author
from common.git.store import GitStore
from common.object_store import ObjectStore, object_store_from_settings
from common.settings import GoogleSettings
from tests.common.git.support import Pod, fresh_clone, git, history, seeded
from tests.storage_proxy import Fate, OneWriteASecond, StorageProxy, StorageRequest

KILLS = 20
ROUNDS = 20
LENA = Author("Lena", "lena@example.com", "uid-lena")


def _objects(url: str) -> ObjectStore:
    return object_store_from_settings(GoogleSettings(storage_emulator_host=url))


def _save_for_ever(url: str, project_id: str, folder: str, acknowledged: str) -> None:
    """A writer in a process of its own: notes each sha once, and only once, it is acknowledged."""
    store = GitStore(_objects(url), Path(folder, "cache"))
    pod = Pod(store, project_id, Path(folder, "pod"))
    for number in range(10_000):
        size = 40_000 if number % 4 == 3 else 10  # every few saves the tail runs over into packs
        pod.commit({"a.txt": f"{number}\n", "b.bin": random.randbytes(size)})
        pod.save()
        with Path(acknowledged).open("a") as file:
            file.write(f"{pod.head}\n")


def test_no_kill_loses_an_acknowledged_commit(storage_url: str, store: GitStore, tmp_path: Path) -> None:
    context: ForkServerContext = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.common.git.test_failures"])
    project_id = seeded(store)
    acknowledged = tmp_path / "acknowledged"
    acknowledged.touch()
    for kill in range(KILLS):
        arguments = (storage_url, project_id, str(tmp_path / f"writer-{kill}"), str(acknowledged))
        writer = context.Process(target=_save_for_ever, args=arguments, daemon=True)
        before = acknowledged.stat().st_size
        writer.start()
        deadline = time.monotonic() + 30
        while acknowledged.stat().st_size == before and time.monotonic() < deadline:
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.12))
        writer.kill()
        writer.join(10)
        clone = fresh_clone(store, project_id, tmp_path)
        told = acknowledged.read_text().split()
        assert set(told) <= set(history(clone)), f"lost after kill {kill}"
    assert len(told) >= KILLS


@pytest.mark.parametrize("writers", [2, 5])
def test_of_writers_at_once_each_keeps_what_it_was_acknowledged(
    writers: int, objects: ObjectStore, store: GitStore, tmp_path: Path
) -> None:
    for number in range(ROUNDS):
        project_id = seeded(store)
        acknowledged: list[str] = []
        pods = [
            Pod(GitStore(objects, tmp_path / f"cache-{writer}"), project_id, tmp_path / f"pod-{number}-{writer}")
            for writer in range(writers)
        ]

        def write(pod: Pod, name: str, done: list[str] = acknowledged) -> None:
            for _ in range(50):
                pod.commit({f"{name}.txt": "mine"})
                try:
                    pod.save()
                except HeadMoved:
                    pod.open()
                else:
                    done.append(pod.head)
                    return

        _at_once([partial(write, pod, f"w{index}") for index, pod in enumerate(pods)])
        clone = fresh_clone(store, project_id, tmp_path)
        assert len(acknowledged) == writers
        assert sorted(history(clone)[:-2]) == sorted(acknowledged), "every acknowledged commit once, and nothing else"


def test_restores_and_edits_at_once_with_a_pod_lose_nothing(
    objects: ObjectStore, store: GitStore, tmp_path: Path
) -> None:
    project_id = seeded(store)
    start = store.manifest(project_id).head
    pod = Pod(store, project_id, tmp_path / "pod")
    kept: list[str] = []

    def edit() -> None:
        edge = GitStore(objects, tmp_path / "edge")
        for number in range(8):
            try:
                head = edge.manifest(project_id).head
                files: dict[str, bytes | None] = {"form.txt": str(number).encode()}
                kept.append(edge.commit_files(project_id, head, files, LENA, "Form").head)
            except Conflict:
                continue

    def restore() -> None:
        edge = GitStore(objects, tmp_path / "edge-two")
        kept.extend(edge.restore(project_id, start, LENA, "Restore").head for _ in range(5))

    def save() -> None:
        for number in range(8):
            pod.commit({"pod.txt": str(number)})
            try:
                kept.append(pod.save().head)
            except HeadMoved:
                pod.open()

    _at_once([edit, restore, save])
    assert set(kept) <= set(history(fresh_clone(store, project_id, tmp_path)))


def test_lost_answers_neither_lose_nor_double_a_commit(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    project_id = seeded(store)
    pod = Pod(behind_proxy, project_id, tmp_path / "pod")
    proxy.fate = _lose_every(2)
    shas = []
    for number in range(20):
        pod.commit({"a.txt": str(number), "b.bin": random.randbytes(30_000 if number % 5 == 0 else 10)})
        assert pod.save().head == pod.head
        shas.append(pod.head)
    assert history(fresh_clone(store, project_id, tmp_path))[:-2] == shas[::-1]


def test_commits_made_here_survive_lost_answers_and_are_made_once(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    project_id = seeded(store)
    proxy.fate = _lose_every(1, times=3)
    head = store.manifest(project_id).head
    manifest = behind_proxy.commit_files(project_id, head, {"a.txt": b"1"}, LENA, "Edit")
    proxy.fate = _lose_every(1, times=2)
    assert behind_proxy.raise_epoch(project_id, 3).epoch == 3
    proxy.fate = _lose_every(1, times=2)
    restored = behind_proxy.restore(project_id, head, LENA, "Restore")
    shas = history(fresh_clone(store, project_id, tmp_path))
    assert shas[:3] == [restored.head, manifest.head, head]


def test_seeding_survives_lost_answers(proxy: StorageProxy, behind_proxy: GitStore, store: GitStore) -> None:
    proxy.fate = _lose_every(2)
    project_id = seeded(behind_proxy)
    assert behind_proxy.manifest(project_id).head == store.manifest(project_id).head


def test_a_save_that_met_silence_can_be_sent_again(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "1"})
    proxy.fate = _first_lost_then_refused()
    with pytest.raises(Unavailable):
        pod.save()
    proxy.fate = lambda _: "pass"
    assert pod.save().head == pod.head
    assert len(history(fresh_clone(store, pod.project_id, tmp_path))) == 3


def test_a_superseded_writer_learns_that_its_lost_save_was_kept(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "1"})
    proxy.fate = _first_lost_then_refused()
    with pytest.raises(Unavailable):
        pod.save()
    proxy.fate = lambda _: "pass"
    store.raise_epoch(pod.project_id, 1)
    assert pod.save().head == pod.head
    pod.commit({"a.txt": "2"})
    with pytest.raises(Superseded):
        pod.save()


def test_a_save_is_one_write_and_no_read(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "1"})
    pod.save()
    proxy.reset()
    pod.commit({"a.txt": "2"})
    pod.save()
    assert proxy.names == [("POST", f"repos/{pod.project_id}/repo.git/manifest.json")]


def test_a_save_against_a_stale_copy_reads_once(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "1"})
    pod.save()
    pod.open(store.restore(pod.project_id, pod.manifest.base, LENA, "Back"))
    pod.commit({"a.txt": "2"})
    proxy.reset()
    pod.save()
    assert [method for method, _ in proxy.names] == ["GET", "POST"]


def test_storage_that_takes_one_write_a_second_slows_saves_and_fails_none(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    proxy.fate = limit = OneWriteASecond()
    for number in range(3):
        pod.commit({"a.txt": str(number)})
        pod.save()
    assert limit.refused >= 1
    assert len(history(fresh_clone(store, pod.project_id, tmp_path))) == 5


def test_a_crash_between_packs_and_manifest_changes_nothing(
    proxy: StorageProxy, behind_proxy: GitStore, store: GitStore, tmp_path: Path
) -> None:
    pod = Pod(behind_proxy, seeded(store), tmp_path / "pod")
    before = pod.manifest.head
    pod.commit({"big.bin": random.randbytes(400_000)})
    proxy.fate = lambda request: "refuse" if request.writes and request.name.endswith("manifest.json") else "pass"
    with pytest.raises(Unavailable):
        pod.save()
    clone = fresh_clone(store, pod.project_id, tmp_path)
    assert history(clone)[0] == before
    proxy.fate = lambda _: "pass"
    pod.save()
    assert git(fresh_clone(store, pod.project_id, tmp_path), "cat-file", "-s", "main:big.bin") == "400000"


def _at_once(calls: list[Callable[[], None]]) -> None:
    barrier = threading.Barrier(len(calls))
    failures: list[BaseException] = []

    def run(call: Callable[[], None]) -> None:
        barrier.wait()
        try:
            call()
        except Exception as error:  # noqa: BLE001 - shown by the test's own thread
            failures.append(error)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert failures == []


def _lose_every(nth: int, times: int = 10_000) -> Callable[[StorageRequest], Fate]:
    """Lose the answer to every n-th write, at most so often; the write itself takes effect."""
    seen = 0
    lost = 0

    def fate(request: StorageRequest) -> Fate:
        nonlocal seen, lost
        if not request.writes:
            return "pass"
        seen += 1
        if seen % nth or lost >= times:
            return "pass"
        lost += 1
        return "lose-answer"

    return fate


def _first_lost_then_refused() -> Callable[[StorageRequest], Fate]:
    """The first write takes effect and its answer is lost; after that nobody answers at all."""
    lost = threading.Event()

    def fate(request: StorageRequest) -> Fate:
        if lost.is_set():
            return "refuse"
        if request.writes:
            lost.set()
            return "lose-answer"
        return "pass"

    return fate
