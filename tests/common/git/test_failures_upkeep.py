"""Compaction and collection beside everybody else, ended anywhere, with clocks that jump: nothing is lost, nobody is
turned away for good, and the folder stays one that plain git clones."""

import itertools
import random
import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from common.git.store import GitStore
from common.ids import new_id
from common.object_store import ObjectStore
from tests.common.git.crashes import CHANGES, Scene, asked_while, repack, repacked
from tests.common.git.kills import killed
from tests.common.git.limits import small_limits
from tests.common.git.rounds import Faults, memory_world, round_of
from tests.common.git.support import Pod, git
from tests.memory_storage import Call
from tests.servers import free_port

KILLS = 6


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        return


@contextmanager
def _served(folder: Path) -> Iterator[str]:
    """A folder as a plain web server gives it, as does a public bucket."""
    port = free_port()
    server = ThreadingHTTPServer(("127.0.0.1", port), partial(_Quiet, directory=folder))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _copied_down(objects: ObjectStore, project_id: str, folder: Path) -> None:
    for name in objects.list(f"repos/{project_id}/"):
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(objects.get(name)[0])


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with pytest.MonkeyPatch.context() as patch:
        small_limits(patch)
        yield Scene(tmp_path_factory.mktemp("scene"))


def _is_cloned(objects: ObjectStore, project_id: str, folder: Path) -> None:
    """By plain git, from a plain web server."""
    _copied_down(objects, project_id, folder)
    with _served(folder) as url:
        command = ["git", "clone", "-q", f"{url}/repos/{project_id}/repo.git", str(folder / "clone")]
        cloned = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert cloned.stderr == ""
    assert git(folder / "clone" / ".git", "fsck", "--strict", "--full", "--no-dangling") == ""


@pytest.mark.parametrize("change", ["compact", "collect"])
def test_plain_git_clones_the_folder_wherever_its_upkeep_ended(scene: Scene, tmp_path: Path, change: str) -> None:
    before: dict[str, bytes] = {}
    for number, objects in enumerate(scene.ends_of(CHANGES[change](scene))):
        names = (name for name in objects.list(f"repos/{scene.project_id}/") if "/pack/" not in name)
        derived = {name: objects.get(name)[0] for name in names}
        if derived != before:  # else only packs came or went that nothing names
            before = derived
            _is_cloned(objects, scene.project_id, tmp_path / f"{number}")


def test_plain_git_clones_the_folder_after_a_compaction_that_ended_and_the_next_collection(
    scene: Scene, tmp_path: Path
) -> None:
    generation = scene.another(scene.objects).manifest(scene.project_id).generation
    objects = next(
        objects
        for objects in scene.ends_of(CHANGES["compact"](scene))
        if scene.another(objects).manifest(scene.project_id).generation != generation
    )
    objects.pass_time(timedelta(days=2))
    scene.another(objects).collect(scene.project_id)
    _is_cloned(objects, scene.project_id, tmp_path / "copy")


CHANGED = ["save of packs", "push", "edit", "restore", "apply", "compact", "duplicate the head"]


def _exported(scene: Scene, store: GitStore) -> str:
    with store.exported(scene.project_id) as bare:
        return git(bare, "rev-list", "--objects", "--all")


def _opened(scene: Scene, store: GitStore, folder: Path) -> dict[str, bytes]:
    pod = Pod(store, scene.project_id, folder / new_id())
    return {file.name: file.read_bytes() for file in pod.folder.iterdir() if file.is_file()}


ASKED: dict[str, Callable[[Scene, GitStore, Path], object]] = {
    "log": lambda scene, store, _: store.log(scene.project_id, None, 100),
    "diff": lambda scene, store, _: store.diff(scene.project_id, scene.first, scene.head),
    "files": lambda scene, store, _: store.files(scene.project_id, scene.first),
    "contents": lambda scene, store, _: store.read_files(scene.project_id, scene.first, ["0.txt", "1.txt", "2.txt"]),
    "rescued work": lambda scene, store, _: store.rescues(scene.project_id),
    "an export": lambda scene, store, _: _exported(scene, store),
    "an open": _opened,
}


@pytest.mark.parametrize("disturbed", ["repacked", "the disk is cleared"])
@pytest.mark.parametrize("asked", ASKED)
def test_what_is_read_is_the_same_whatever_happens_meanwhile(
    scene: Scene, tmp_path: Path, asked: str, disturbed: str
) -> None:
    expected = ASKED[asked](scene, scene.another(scene.objects), tmp_path)
    for nth in itertools.count(1):
        objects, disk = scene.objects.copied(), tmp_path / f"disk-{nth}"
        happens = partial(repack, scene, objects) if disturbed == "repacked" else partial(shutil.rmtree, disk, True)
        answer = asked_while(
            objects, nth, happens, partial(ASKED[asked], scene, scene.another(objects, disk), tmp_path)
        )
        if answer is None:
            break
        assert answer == expected, f"{disturbed} at call {nth}"
    assert nth > 1


@pytest.mark.parametrize("change", CHANGED)
def test_a_change_made_while_packs_are_rewritten_and_removed_is_whole(scene: Scene, change: str) -> None:
    findings = repacked(scene, change, every=3)
    assert findings.problems == []
    assert findings.rounds > 1


def test_packs_that_are_stored_again_while_they_are_collected_stay(scene: Scene) -> None:
    """A save died when it had stored its packs; days later it is sent again, while they are being collected: after
    the manifest was put anew for that, and before they go. (fake-gcs-server would delete them: it ignores that they
    are another generation by now.)"""
    save = CHANGES["save of packs"](scene)
    unfinished = [
        objects
        for objects in scene.ends_of(save)
        if scene.another(objects).manifest(scene.project_id).head == scene.head
    ]
    objects = unfinished[-1]
    objects.pass_time(timedelta(days=2))
    collecting = objects.another_client()

    def put(call: Call) -> None:
        if call.name.endswith("manifest.json") and call.verb == "put":
            save.do(scene.another(objects))

    collecting.after = put
    assert scene.another(collecting).collect(scene.project_id)
    assert scene.judged(objects, save).problems == []


def test_whoever_is_killed_beside_compaction_and_collection_nothing_is_lost(storage_url: str, tmp_path: Path) -> None:
    findings = killed(storage_url, tmp_path, KILLS, keepers=True)
    assert findings.problems == []
    assert findings.kills > KILLS
    assert findings.compactions > 0


def test_whatever_the_clocks_say_nothing_is_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those of the machines that commit, and of the one that collects: each time they are asked they have jumped."""
    small_limits(monkeypatch)
    chance, now = random.Random(1), time.time

    def jumped() -> float:
        return now() + chance.uniform(-1e9, 1e8)

    monkeypatch.setattr("time.time", jumped)
    world = memory_world(Faults(0, chance))
    findings = round_of(world, tmp_path, 3, 6, mixed=True, keepers=1, clock=jumped)
    assert findings.problems == []
    assert findings.acknowledged > 6
