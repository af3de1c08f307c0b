"""The guide's way with a repository ("Git-Based Code Persistence"): a plain `.git` folder, object by object in the
bucket, copied down whole to be read and synced up after each commit.

It is given every advantage: 16 requests at once, as `gcloud storage` makes them, by a client that does nothing else; a
listing of any length in one request; no `git gc`, whose packs would be added to the loose objects and never replace
them, as the guide's rsync removes nothing.
"""

import http.client
import json
import queue
import subprocess
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

from common.git.cli import git_environment
from common.settings import GoogleSettings

AT_ONCE: Final = 16
"""As `gcloud storage cp` does; one after another would be 16 times as bad."""
_EMPTY_FOLDERS: Final = ("refs/heads", "refs/tags", "objects/info", "objects/pack")
_TIMEOUT_SECONDS: Final = 120


class GuideRepository:
    """`gs://{bucket}/{prefix}`: one repository's folder. Methods raise OSError where the storage fails."""

    def __init__(self, storage_url: str, prefix: str) -> None:
        self._host = urlsplit(storage_url).netloc
        self._bucket = GoogleSettings().bucket
        self._prefix = prefix
        self._sent: dict[str, tuple[int, int]] = {}
        self._idle: queue.SimpleQueue[http.client.HTTPConnection] = queue.SimpleQueue()

    def close(self) -> None:
        """Let the connections go."""
        while not self._idle.empty():
            self._idle.get().close()

    def upload(self, objects: Mapping[str, Path], main: str) -> None:
        """Make the folder a bare repository of these objects, by their names in it."""
        lacking = objects.keys() - set(self.names())
        self._each(lambda name: self._put(name, objects[name].read_bytes()), lacking)
        self._put("HEAD", b"ref: refs/heads/main\n")
        self._put("config", b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n")
        self.set_main(main)

    def sync_up(self, git_dir: Path) -> None:
        """`gcloud storage rsync {git_dir} gs://…/repo.git`: list what is there, copy what differs. What this has sent
        before is told apart by size and time of change, which the real listing would bring along."""
        there = set(self.names())
        files = {path.relative_to(git_dir).as_posix(): path for path in git_dir.rglob("*") if path.is_file()}
        found = {name: (path.stat().st_size, path.stat().st_mtime_ns) for name, path in files.items()}
        loose = {name for name in there if name.startswith("objects/")}  # they never change
        differing = [name for name in files if name not in loose and self._sent.get(name) != found[name]]
        self._each(lambda name: self._put(name, files[name].read_bytes()), differing)
        self._sent.update((name, found[name]) for name in differing)

    def copy_down(self, folder: Path) -> None:
        """`gcloud storage cp -r gs://…/repo.git {folder}`."""
        names = self.names()
        for parent in {(folder / name).parent for name in names}.union(folder / name for name in _EMPTY_FOLDERS):
            parent.mkdir(parents=True, exist_ok=True)  # an object store has no empty folders; git wants some
        self._each(lambda name: (folder / name).write_bytes(self._get(name)), names)

    def duplicate(self, prefix: str) -> None:
        """`gcloud storage cp -r gs://…/repo.git gs://{bucket}/{prefix}`: the bytes stay within the storage."""
        bucket = quote(self._bucket)

        def copy(name: str) -> None:
            target = quote(prefix + name, safe="")
            self._ask("POST", f"{self._object(name)}/rewriteTo/b/{bucket}/o/{target}")

        self._each(copy, self.names())

    def set_main(self, sha: str, prefix: str | None = None) -> None:
        """Where `main` of this repository, or of a copy of it, is."""
        self._put("refs/heads/main", f"{sha}\n".encode(), prefix)

    def names(self) -> list[str]:
        """Every object's name in the folder."""
        return [name for name, _ in self._listed()]

    def stored_bytes(self) -> int:
        """What the folder holds."""
        return sum(size for _, size in self._listed())

    def _listed(self) -> list[tuple[str, int]]:
        query = urlencode({"prefix": self._prefix, "fields": "items(name,size)"})
        items = json.loads(self._ask("GET", f"/storage/v1/b/{quote(self._bucket)}/o?{query}")).get("items", [])
        return [(item["name"].removeprefix(self._prefix), int(item["size"])) for item in items]

    def _put(self, name: str, data: bytes, prefix: str | None = None) -> None:
        query = urlencode({"uploadType": "media", "name": (prefix or self._prefix) + name})
        self._ask("POST", f"/upload/storage/v1/b/{quote(self._bucket)}/o?{query}", data)

    def _get(self, name: str) -> bytes:
        return self._ask("GET", f"{self._object(name)}?alt=media")

    def _object(self, name: str) -> str:
        return f"/storage/v1/b/{quote(self._bucket)}/o/{quote(self._prefix + name, safe='')}"

    def _ask(self, method: str, path: str, body: bytes | None = None) -> bytes:
        try:
            connection, kept = self._idle.get_nowait(), True
        except queue.Empty:
            connection, kept = http.client.HTTPConnection(self._host, timeout=_TIMEOUT_SECONDS), False
        try:
            connection.request(method, path, body)
            response = connection.getresponse()
            data = response.read()
        except ConnectionError:
            connection.close()
            if not kept:
                raise
            return self._ask(method, path, body)  # the server had closed a kept one; every request here may be repeated
        self._idle.put(connection)
        if response.status != http.HTTPStatus.OK:
            raise OSError(f"{method} {path}: {response.status}")
        return data

    @staticmethod
    def _each(work: Callable[[str], object], names: Iterable[str]) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(work, names))


def git(*arguments: str, cwd: Path) -> None:
    """Run git as the guide's shell lines do."""
    people = {f"GIT_{who}_{what}": "bench" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    command = ["git", "-c", "gc.auto=0", *arguments]
    environment = git_environment() | people
    subprocess.run(command, cwd=cwd, env=environment, check=True, timeout=_TIMEOUT_SECONDS, capture_output=True)
