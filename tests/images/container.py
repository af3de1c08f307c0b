"""One container without Docker: the files that its Dockerfile copies, at their places, read-only; the user and the
folders that its manifest says; no new privileges, processes of its own. Only the network is the machine's."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.images.dockerfile import ROOT, Image

SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib64", *map(str, Path("/etc").iterdir()))  # /etc: images add to it
STOP_SECONDS = 20


@dataclass
class Container:
    """`mounts` are host folders by where they are seen; each is writable as its owner and mode say."""

    image: Image
    command: Sequence[str]
    user: int
    group: int
    env: Mapping[str, str] = field(default_factory=dict)
    mounts: Mapping[str, Path] = field(default_factory=dict)
    files: Mapping[str, Path] = field(default_factory=dict)

    def argv(self, *more: str, within: Sequence[str] = ()) -> list[str]:
        """Of the whole thing; `more` are further options of bubblewrap, `within` starts the user's command, as root."""
        arguments = ["bwrap", "--die-with-parent", "--unshare-pid", "--unshare-ipc", "--proc", "/proc", "--dev", "/dev"]
        arguments += ["--perms", "1777", "--tmpfs", "/dev/shm", "--perms", "0755", "--dir", "/etc"]
        for path in SYSTEM:
            link = Path(path).is_symlink()
            arguments += ["--symlink", str(Path(path).readlink()), path] if link else ["--ro-bind-try", path, path]
        # Before what is copied: a checkout below /tmp would else disappear behind the container's own.
        for where, folder in self.mounts.items():
            arguments += [*_parents(Path(where)), "--bind", str(folder), where]
        for source in (Path(sys.base_prefix), _node_prefix(), *self._copied()):
            if not source.is_relative_to("/usr"):
                arguments += [*_parents(source), "--ro-bind", str(source), str(source)]
        # As a link to where the files are here: the pre-bundle knows its real path.
        arguments += ["--symlink", str(ROOT), self.image.workdir] if self.image.workdir != "/" else []
        for where, file in self.files.items():
            arguments += [*_parents(Path(where)), "--ro-bind", str(file), where]
        arguments += ["--remount-ro", "/", "--chdir", self.image.workdir]
        arguments += ["--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID", *more, "--"]
        return [*arguments, *within, *self._as_user(), *self.command]

    def _as_user(self) -> list[str]:
        who = [f"--reuid={self.user}", f"--regid={self.group}", "--clear-groups"]
        return ["setpriv", *who, "--bounding-set=-all", "--inh-caps=-all", "--no-new-privs", "--"]

    def environment(self) -> dict[str, str]:
        node = str(_node_prefix() / "bin")
        return {**self.image.env, "PATH": f"{self.image.env.get('PATH', '/usr/bin:/bin')}:{node}", **self.env}

    @contextmanager
    def running(self, log: Path) -> Iterator["subprocess.Popen[bytes]"]:
        """Started, and ended with its whole process namespace."""
        with log.open("ab") as output:
            os.chown(log, self.user, self.group)  # as the runtime does: a process may open its /dev/stdout again
            process = subprocess.Popen(
                self.argv(), env=self.environment(), stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
            )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGKILL)
            process.wait(STOP_SECONDS)

    def _copied(self) -> list[Path]:
        sources = [
            Path(target).relative_to(self.image.workdir) for _, target in self.image.copies if self._is_ours(target)
        ]
        return [ROOT / source for source in sources if (ROOT / source).exists()]

    def _is_ours(self, target: str) -> bool:
        return self.image.workdir != "/" and Path(target).is_relative_to(self.image.workdir)


def _node_prefix() -> Path:
    node = shutil.which("node")
    assert node is not None
    return Path(node).resolve().parents[1]


def _parents(path: Path) -> list[str]:
    """Options that make them: bubblewrap by itself would shut out everybody but root."""
    made = [["--perms", "0755", "--dir", str(parent)] for parent in reversed(path.parents[:-1])]
    return [word for words in made for word in words]


def obstacle() -> str | None:
    """Why no containers can be had here: only root can make folders for several users and become them."""
    if os.geteuid() != 0:
        return "only root can be several users: sudo make test"
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    trial = ["bwrap", "--ro-bind", "/", "/", "--unshare-pid", "true"]
    tried = subprocess.run(trial, capture_output=True, text=True, timeout=20, check=False)
    return f"no containers here: {tried.stderr.strip()[:200]}" if tried.returncode else None


def needs_root() -> None:
    reason = obstacle()
    if reason is not None:
        pytest.skip(reason)
