"""How an untrusted command is shut in: its own user, mount, process and network namespaces by bubblewrap.

Inside, the pod looks as on GKE, wherever it really is: /srv/pod with the platform's files read-only, /srv/pod/project
writable but for its .git (the agent commits, not the shell), an empty /tmp, the system's programs, nothing else.
What can be written lies in memory and is bounded, but for the project itself (`session_pod/runner/bounds.py`).
Without bubblewrap, or where the system forbids namespaces, commands run plain and isolation is reported as "none".
"""

import logging
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from common.errors import Invalid
from session_pod.runner.bounds import Bounds

logger = logging.getLogger(__name__)

Isolation = Literal["full", "none"]

POD = Path("/srv/pod")
PLATFORM_FILES = ("package.json", "tsconfig.json", "platform", "checks", "preview", "player", "node_modules")
SYSTEM_DIRS = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64")
# Programs look here for fonts, users and the dynamic linker's cache; nothing in these names the host or holds a secret.
SYSTEM_FILES = (
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/alternatives",
    "/etc/passwd",
    "/etc/group",
    "/etc/nsswitch.conf",
)
PROBE_SECONDS = 10
TMP_BYTES = 512 * 1024 * 1024
"""Of /tmp and of /dev/shm, which are memory: unbounded, each may take half of the machine's."""


@dataclass(frozen=True)
class Limits:
    """Of one command and what it starts; `seconds` is CPU time of one process."""

    processes: int
    memory_mb: int
    file_mb: int
    project: Bounds


class Sandbox:
    """Turns an argv into the argv that runs it shut in; `isolation` says how well.

    `marks` are variables by which others find what this pod started; needed where no namespace ends it all.
    """

    def __init__(
        self, pod_dir: Path, image_dir: Path, limits: Limits, *, isolation: Isolation, marks: Mapping[str, str]
    ) -> None:
        self._marks = dict(marks)
        self._pod_dir = pod_dir.resolve()
        self._image_dir = image_dir.resolve()
        self._limits = limits
        self.isolation: Isolation = isolation

    @property
    def project_dir(self) -> Path:
        """The project as a command sees it."""
        return POD / "project" if self.isolation == "full" else self._pod_dir / "project"

    @property
    def bounds(self) -> Bounds:
        """Of the project's folder."""
        return self._limits.project

    @property
    def host_project(self) -> Path:
        """The project as this process sees it."""
        return self._pod_dir / "project"

    @property
    def platform_dir(self) -> Path:
        """The platform's files as a command sees them."""
        return POD if self.isolation == "full" else self._image_dir

    def environment(self) -> dict[str, str]:
        """All that a command finds in its environment."""
        return {
            "PATH": f"{self.platform_dir}/node_modules/.bin:{node_dir()}:/usr/local/bin:/usr/bin:/bin",
            "HOME": "/tmp",  # noqa: S108 - the sandbox's own, or nothing that matters
            "TMPDIR": "/tmp",  # noqa: S108
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            "NODE_ENV": "development",
            "NO_COLOR": "1",
            "STORYDREAM_PROJECT_DIR": str(self.project_dir),
            **({} if self.isolation == "full" else self._marks),
        }

    def wrap(self, argv: list[str], cwd: str, cpu_seconds: int, *, writes: bool = True) -> list[str]:
        """`cwd` as from `relative_cwd`; `writes`: the project can be changed."""
        limited = [*self._limit(cpu_seconds), *argv]
        if self.isolation == "none":
            return limited
        return [*self._bubblewrap(writes=writes), "--chdir", str(self.project_dir / cwd), "--", *limited]

    def relative_cwd(self, cwd: str) -> str:
        """`cwd` relative to the project. Raises Invalid when it isn't a folder in it, through a link or otherwise."""
        project = self._pod_dir / "project"
        folder = (project / cwd).resolve()
        if not folder.is_relative_to(project):
            raise Invalid("cwd must be a path inside the project.")
        if not folder.is_dir():
            raise Invalid(f"cwd {cwd!r} is not a folder of the project.")
        return str(folder.relative_to(project))

    def host_cwd(self, cwd: str) -> Path:
        """Where to start the wrapped command."""
        return self._pod_dir / "project" / cwd if self.isolation == "none" else Path("/")

    def _limit(self, cpu_seconds: int) -> list[str]:
        # Set inside the namespaces, where the count of processes begins at zero; before them an ordinary user's
        # limit would count everything else of theirs on this machine.
        limits = self._limits
        return [
            shutil.which("prlimit") or "/usr/bin/prlimit",
            f"--nproc={limits.processes if self.isolation == 'full' else 4096}",
            # Not --as: node and rolldown reserve tens of GB of addresses (WebAssembly guards) and never use them.
            f"--data={limits.memory_mb * 1024 * 1024}",
            f"--fsize={limits.file_mb * 1024 * 1024}",
            f"--cpu={cpu_seconds}",
            "--core=0",
            "--nofile=4096",
            "--",
        ]

    def _bubblewrap(self, *, writes: bool) -> list[str]:
        project = self._pod_dir / "project"
        inside = POD / "project"
        arguments = [*bubblewrap_base(), "--unshare-all", "--unshare-user", "--uid", "1000", "--gid", "1000"]
        arguments += ["--hostname", "pod", "--cap-drop", "ALL", "--dir", str(POD)]
        for name in PLATFORM_FILES:
            if (self._image_dir / name).exists():
                arguments += ["--ro-bind", str(self._image_dir / name), str(POD / name)]
        arguments += ["--bind" if writes else "--ro-bind", str(project), str(inside)]
        if (project / ".git").exists():
            arguments += ["--ro-bind", str(project / ".git"), str(inside / ".git")]
        return [*arguments, *shut()]


def bubblewrap_base() -> list[str]:
    """bubblewrap with the system's programs and nothing else, dying with the thread that started it."""
    arguments = ["bwrap", "--die-with-parent", "--new-session", "--proc", "/proc", "--dev", "/dev"]
    arguments += [*_small(), "--tmpfs", "/tmp"]  # noqa: S108 - a new, empty one
    for directory in SYSTEM_DIRS:
        path = Path(directory)
        if path.is_symlink():
            arguments += ["--symlink", str(path.readlink()), directory]
        elif path.exists():
            arguments += ["--ro-bind", directory, directory]
    for file in SYSTEM_FILES:
        arguments += ["--ro-bind-try", file, file]
    prefix = node_dir().parent
    if not prefix.is_relative_to("/usr"):
        arguments += ["--ro-bind", str(prefix), str(prefix)]
    return arguments


def shut() -> list[str]:
    """The last arguments of a sandbox with its own user namespace: what else is memory can't be written, and no further
    namespaces can be made, in which everything could be mounted anew and more of the kernel be attacked."""
    arguments = [*_small(), "--tmpfs", "/dev/shm", "--remount-ro", "/dev", "--remount-ro", "/"]  # noqa: S108
    return [*arguments, "--disable-userns"] if _knows("--disable-userns") else arguments


def _small() -> list[str]:
    return ["--size", str(TMP_BYTES)] if _knows("--size") else []


@cache
def _knows(option: str) -> bool:
    """Whether this bubblewrap has the option: 0.6 (Ubuntu 22.04) lacks some."""
    bwrap = shutil.which("bwrap")
    if bwrap is None:
        return False
    told = subprocess.run([bwrap, "--help"], capture_output=True, text=True, timeout=PROBE_SECONDS, check=False)
    return option in (told.stdout + told.stderr).split()


def choose_sandbox(
    pod_dir: Path, image_dir: Path, limits: Limits, *, marks: Mapping[str, str], wanted: bool = True
) -> Sandbox:
    """The best sandbox that works on this machine, tried with a command that does nothing."""
    full = Sandbox(pod_dir, image_dir, limits, isolation="full", marks=marks)
    reason = "switched off" if not wanted else _probe(full)
    if reason is None:
        return full
    logger.warning("commands run without a sandbox: %s", reason)
    return Sandbox(pod_dir, image_dir, limits, isolation="none", marks=marks)


def _probe(sandbox: Sandbox) -> str | None:
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed"
    try:
        done = subprocess.run(
            sandbox.wrap(["/bin/sh", "-c", "true"], ".", cpu_seconds=PROBE_SECONDS),
            capture_output=True,
            text=True,
            timeout=PROBE_SECONDS,
            check=False,
            env=sandbox.environment(),
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return f"bubblewrap does not work: {error}"
    return None if done.returncode == 0 else f"bubblewrap does not work: {done.stderr.strip()[:300]}"


def node_dir() -> Path:
    """The folder of the `node` that is on the path."""
    node = shutil.which("node")
    return Path(node).resolve().parent if node else Path("/usr/bin")
