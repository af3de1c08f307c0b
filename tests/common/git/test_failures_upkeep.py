"""Compaction and collection beside everybody else, ended anywhere, with clocks that jump: nothing is lost, nobody is
turned away for good, and the folder stays one that plain git clones."""

import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from common.object_store import ObjectStore
from tests.common.git.crashes import CHANGES, Scene
from tests.common.git.limits import small_limits
from tests.common.git.support import git
from tests.servers import free_port


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


@pytest.mark.parametrize("change", ["compact", "collect"])
def test_plain_git_clones_the_folder_wherever_its_upkeep_ended(scene: Scene, tmp_path: Path, change: str) -> None:
    for number, objects in enumerate(scene.ends_of(CHANGES[change](scene))):
        folder = tmp_path / f"{number}"
        _copied_down(objects, scene.project_id, folder)
        with _served(folder) as url:
            repository = f"{url}/repos/{scene.project_id}/repo.git"
            cloned = subprocess.run(
                ["git", "clone", "-q", repository, str(folder / "clone")],
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
            )
        assert cloned.stderr == "", f"after {number} writes"
        assert git(folder / "clone" / ".git", "fsck", "--strict", "--full", "--no-dangling") == ""
