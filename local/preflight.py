"""What must be right before anything starts; each thing that isn't is one clear line, and nothing has been started."""

import fcntl
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import IO

from common.ports import is_free
from local.errors import CannotRun
from local.status import STATUS

MINIMUM_FREE_BYTES = 500 * 1024 * 1024  # a project with its packs, a pod's folder and logs stay far below it
NODE_MINIMUM = 20


def check_disk(folder: Path, minimum: int = MINIMUM_FREE_BYTES) -> None:
    """Raises CannotRun when the disk that holds `folder` is as good as full."""
    free = shutil.disk_usage(folder).free
    if free < minimum:
        raise CannotRun(f"Only {free // 2**20} MB are free where {folder} is; StoryDream needs {minimum // 2**20} MB.")


def check_port(port: int) -> None:
    if not is_free(port):
        raise CannotRun(f"Port {port} is in use by another program: stop it, or choose another with STORYDREAM_PORT.")


def find_node(path: str | None = None) -> str:
    """The path of Node, from `path` or from where commands are. Raises CannotRun when it is missing or too old."""
    node = shutil.which("node", path=path)
    if node is None:
        raise CannotRun(f"Node.js is missing: install version {NODE_MINIMUM} or newer from https://nodejs.org.")
    try:
        version = subprocess.run([node, "--version"], capture_output=True, text=True, timeout=20, check=False).stdout
    except (OSError, subprocess.TimeoutExpired) as error:
        raise CannotRun(f"{node} does not run: {error}.") from error
    major = re.match(r"v(\d+)", version)
    if major is None or int(major.group(1)) < NODE_MINIMUM:
        raise CannotRun(
            f"Node.js {version.strip() or '(unknown)'} is too old: version {NODE_MINIMUM} or newer is needed."
        )
    return node


def check_installed(path: Path, what: str) -> None:
    if not path.exists():
        raise CannotRun(f"{what} is not there yet: run it through 'make run', which sets everything up.")


class DataFolder:
    """The data folder, held by one run at a time: the lock goes with the process, however it ends."""

    def __init__(self, folder: Path) -> None:
        self.path = folder.absolute()
        try:
            for name in ("", "keys", "logs", "firebase", "emulators", "storage", "redis"):
                (self.path / name).mkdir(parents=True, exist_ok=True)
            self._lock: IO[str] = (self.path / "lock").open("a+")
        except OSError as error:
            raise CannotRun(f"The data folder {self.path} can't be used: {error.strerror}.") from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            self._lock.seek(0)
            holder = self._lock.read().strip() or "another process"
            self._lock.close()
            raise CannotRun(f"StoryDream already runs on {self.path} ({holder}).") from error

    def claim(self, url: str) -> None:
        """Write down who holds it, for the line that a second run prints."""
        self._lock.seek(0)
        self._lock.truncate()
        self._lock.write(f"process {os.getpid()}, {url}")
        self._lock.flush()

    def last_run(self) -> str | None:
        """The id of the run before this one, if its status file is still there."""
        try:
            run = json.loads((self.path / STATUS).read_text()).get("run")
        except (OSError, ValueError, AttributeError):
            return None
        return run if isinstance(run, str) and run else None

    def close(self) -> None:
        self._lock.close()
