"""Opening a project the way the product guide describes it in its step 5: copy the bare repository out of the bucket
object by object, clone it, `npm ci` from a warm npm cache, start Vite without pre-bundling, start the agent."""

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import httpx
import pygit2

from common.object_store import object_store_from_settings
from common.settings import GoogleSettings
from tests.servers import free_port

ROOT: Final = Path(__file__).resolve().parents[1]
IMAGE: Final = ROOT / "session_pod" / "image"
TEMPLATE: Final = ROOT / "templates" / "default"
PREFIX: Final = "guide/repo.git/"
COPIES_AT_ONCE: Final = 16  # as `gcloud storage cp` does; one after another would be 16 times as bad
START_SECONDS: Final = 120.0
_PAGE: Final = '<!doctype html><script type="module" src="/src/index.ts"></script>'
_NPM_CI: Final = ("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
_AUTHOR: Final = pygit2.Signature("Bench", "bench@example.com")


@dataclass
class Steps:
    """How long each step took, in ms."""

    ms: dict[str, float] = field(default_factory=dict)

    def time(self, step: str, work: Callable[[], None]) -> None:
        started = time.perf_counter()
        work()
        self.ms[step] = 1000 * (time.perf_counter() - started)

    @property
    def total(self) -> float:
        return sum(self.ms.values())


class GuideProject:
    """A project of so many commits as the guide stores it: a plain bare repository, file by file in the bucket."""

    def __init__(self, storage_url: str, folder: Path, commits: int) -> None:
        self._objects = object_store_from_settings(GoogleSettings(storage_emulator_host=storage_url))
        self._cache = folder / "npm-cache"
        _commit_all(folder / "work", commits)
        for path in (folder / "work" / ".git").rglob("*"):
            if path.is_file():
                name = PREFIX + path.relative_to(folder / "work" / ".git").as_posix()
                self._objects.put(name, path.read_bytes())
        self._install(folder / "first")  # warms the npm cache

    def open(self, folder: Path) -> Steps:
        """All steps, one after another as written; `folder` is new."""
        steps, app = Steps(), folder / "app"
        steps.time("copy", lambda: self._copy_down(folder / "repo.git"))
        steps.time("clone", lambda: _run("git", "clone", "-q", str(folder / "repo.git"), str(app)))
        steps.time("npm ci", lambda: self._install(app))
        (app / "index.html").write_text(_PAGE)
        vite: list[subprocess.Popen[bytes]] = []
        try:
            steps.time("vite", lambda: _start_vite(app, vite))
            steps.time("agent", _start_agent)
        finally:
            for process in vite:
                process.kill()
                process.wait()
        return steps

    def _copy_down(self, folder: Path) -> None:
        def copy(name: str) -> None:
            target = folder / name.removeprefix(PREFIX)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(self._objects.get(name)[0])

        with ThreadPoolExecutor(COPIES_AT_ONCE) as pool:
            list(pool.map(copy, list(self._objects.list(PREFIX))))
        for empty in ("refs/heads", "refs/tags", "objects/info", "objects/pack"):
            (folder / empty).mkdir(parents=True, exist_ok=True)

    def _install(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copyfile(IMAGE / name, folder / name)
        _run(*_NPM_CI, "--cache", str(self._cache), cwd=folder)


def _commit_all(folder: Path, commits: int) -> None:
    shutil.copytree(TEMPLATE, folder, ignore=shutil.ignore_patterns("node_modules"))
    git = pygit2.init_repository(folder, initial_head="main")
    source = folder / "src" / "MyVideo.tsx"
    original, parents = source.read_text(), list[pygit2.Oid]()
    for number in range(commits):
        source.write_text(f"// step {number}\n{original}")
        git.index.add_all()
        git.index.write()
        tree = git.index.write_tree()
        parents = [git.create_commit("HEAD", _AUTHOR, _AUTHOR, f"Step {number}", tree, parents)]


def _start_vite(app: Path, started: list[subprocess.Popen[bytes]]) -> None:
    """Until the entry is served with its packages bundled, which the browser's first request waits for."""
    port = free_port()
    command = [str(app / "node_modules/.bin/vite"), "--host", "127.0.0.1", "--port", str(port), "--strictPort"]
    output = subprocess.DEVNULL
    started.append(subprocess.Popen(command, cwd=app, stdin=output, stdout=output, stderr=output))
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60.0, trust_env=False) as client:
        page = _until_it_answers(client, "/src/index.ts")
        for dependency in set(re.findall(r'"(/node_modules/\.vite/[^"]+)"', page)):
            client.get(dependency).raise_for_status()


def _start_agent() -> None:
    """Until the agent's modules are imported, which is nearly all of its start."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    _run(sys.executable, "-c", "import session_pod.agent.server, session_pod.agent.activation", env=environment)


def _until_it_answers(client: httpx.Client, path: str) -> str:
    until = time.monotonic() + START_SECONDS
    while True:
        try:
            return client.get(path).raise_for_status().text
        except httpx.HTTPError:
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _run(*command: str, cwd: Path = ROOT, env: dict[str, str] | None = None) -> None:
    subprocess.run(command, cwd=cwd, env=env, check=True, timeout=300, stdout=subprocess.DEVNULL)
