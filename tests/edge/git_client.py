"""A real git client against the edge behind a real HTTP server."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from werkzeug.serving import make_server

from tests.edge.conftest import Edge
from tests.servers import free_port

SECONDS = 60


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The app's URL, for the length of a `with` block."""
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def new_token(edge: Edge, uid: str) -> str:
    """An access token of that user's."""
    answer = edge.as_user(uid).post("/api/me/tokens", json={"name": "laptop"})
    assert answer.status_code == 201, answer.text
    token: str = answer.get_json()["token"]
    return token


@dataclass
class Ran:
    """What a command came to; `said` is all that the person at the terminal reads."""

    code: int
    said: str


@dataclass
class GitClient:
    """One person at one machine: `folder` is where they work, `url` names their project and holds their token."""

    folder: Path
    url: str
    name: str = "Lena"

    def try_git(self, *arguments: str, cwd: Path | None = None) -> Ran:
        """Run git."""
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_TERMINAL_PROMPT": "0",
            "GIT_AUTHOR_NAME": self.name,
            "GIT_AUTHOR_EMAIL": f"{self.name.lower()}@example.com",
            "GIT_COMMITTER_NAME": self.name,
            "GIT_COMMITTER_EMAIL": f"{self.name.lower()}@example.com",
            "LC_ALL": "C",
        }
        done = subprocess.run(
            ["git", *arguments],
            cwd=cwd or self.folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        return Ran(done.returncode, (done.stdout + done.stderr).strip())

    def git(self, *arguments: str, cwd: Path | None = None) -> str:
        """Run git, which must succeed."""
        ran = self.try_git(*arguments, cwd=cwd)
        assert ran.code == 0, ran.said
        return ran.said

    def clone(self, *options: str, name: str = "work") -> "Clone":
        self.git("clone", "-q", *options, self.url, name)
        return Clone(self, self.folder / name)


@dataclass
class Clone:
    """A working tree of the project."""

    client: GitClient
    folder: Path

    def git(self, *arguments: str) -> str:
        return self.client.git(*arguments, cwd=self.folder)

    def try_git(self, *arguments: str) -> Ran:
        return self.client.try_git(*arguments, cwd=self.folder)

    @property
    def head(self) -> str:
        return self.git("rev-parse", "HEAD")

    def write(self, path: str, content: str | bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def commit(self, path: str, content: str | bytes, message: str = "A change by hand") -> str:
        """Write a file and commit it → the commit."""
        self.write(path, content)
        self.git("add", "-A")
        self.git("commit", "-q", "-m", message)
        return self.head

    def refused(self, *arguments: str) -> str:
        """Push, which must not succeed → what the person reads."""
        ran = self.try_git("push", *arguments)
        assert ran.code != 0, ran.said
        return ran.said
