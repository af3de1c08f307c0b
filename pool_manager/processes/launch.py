"""Starts a pod's two processes: its folder, its ports, its environment without any credential."""

import os
import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from common.ports import is_free
from pool_manager.processes import system
from pool_manager.processes.records import PodRecord, newest
from pool_manager.settings import PoolManagerSettings

POD_DIR_VARIABLE = "STORYDREAM_POD_DIR"
REPOSITORY = Path(__file__).resolve().parents[2]
WARMING_NICE = 10
LAST_LINES = 40
LOGS_KEPT = 40
_SOCKET_PATH_MAX = 100  # AF_UNIX takes 104 bytes on macOS, 108 on Linux


class LaunchFailed(Exception):
    """A pod could not be started; says why."""


@dataclass(frozen=True)
class PodPaths:
    """A pod's folder: what its runner lays out (`srv`), its record, its sockets."""

    folder: Path

    @property
    def srv(self) -> Path:
        """The pod's own view of itself; the record stays outside what Vite serves and user code can reach."""
        return self.folder / "srv"

    @property
    def record(self) -> Path:
        return self.folder / "pod.json"

    @property
    def home(self) -> Path:
        return self.folder / "home"

    @property
    def sockets(self) -> Path:
        near = self.folder / "run"
        if len(os.fsencode(near / "control.sock")) <= _SOCKET_PATH_MAX:
            return near
        return Path(tempfile.gettempdir()) / f"storydream-{os.getuid()}" / self.folder.name

    def remove(self) -> None:
        for folder in (self.sockets, self.folder):
            shutil.rmtree(folder, ignore_errors=True)


def free_ports(settings: PoolManagerSettings, taken: Iterable[int], count: int) -> list[int]:
    """Ports nobody listens on now. Raises LaunchFailed when the range is used up."""
    first, last = settings.pod_ports
    candidates = [port for port in range(first, last + 1) if port not in set(taken)]
    found: list[int] = []
    for port in random.sample(candidates, len(candidates)):
        if is_free(port):
            found.append(port)
        if len(found) == count:
            return found
    raise LaunchFailed(f"no free ports between {first} and {last}")


class Launcher:
    def __init__(self, settings: PoolManagerSettings, pool_manager_public_key: str, edge_public_key: str) -> None:
        self._settings = settings
        self._logs = settings.data_dir.resolve() / "logs" / "pods"
        self._pool_manager_public_key = pool_manager_public_key
        self._edge_public_key = edge_public_key
        self._nice = WARMING_NICE if system.may_raise_priority() else 0

    def spawn(self, record: PodRecord, paths: PodPaths) -> tuple[subprocess.Popen[bytes], subprocess.Popen[bytes]]:
        """Start runner and agent, each a group of its own → (agent, runner). Raises LaunchFailed."""
        for folder in (paths.srv, paths.home, paths.sockets):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        environment = self._environment(record, paths)
        agent_environment = {
            **environment,
            "STORYDREAM_POD_UID": record.uid,
            "STORYDREAM_AGENT_PORT": str(record.agent_port),
            "STORYDREAM_POOL_MANAGER_PUBLIC_KEY": self._pool_manager_public_key,
            **self._settings.models,
        }
        runner = self._start("runner", self._settings.pod_runner_command, record.name, environment)
        try:
            agent = self._start("agent", self._settings.pod_agent_command, record.name, agent_environment)
        except LaunchFailed:
            runner.kill()
            runner.wait()
            raise
        return agent, runner

    def prefer(self, record: PodRecord) -> None:
        """Give a claimed pod the priority that it did without while it warmed up."""
        if self._nice:
            system.renice([record.agent, record.runner], 0)

    def last_words(self, pod_name: str) -> str:
        """The end of what its processes wrote."""
        found = []
        for path in sorted(self._logs.glob(f"{pod_name}.*.log")):
            lines = path.read_text(errors="replace").splitlines()[-LAST_LINES:]
            found += [f"{path.suffixes[-2][1:]}: {line}" for line in lines]
        return "\n".join(found)

    def prune_logs(self) -> None:
        """Keep the logs of the last pods only."""
        for path in newest(list(self._logs.glob("*.log")))[LOGS_KEPT:]:
            path.unlink(missing_ok=True)

    def _start(self, part: str, command: Iterable[str], name: str, env: dict[str, str]) -> subprocess.Popen[bytes]:
        self._logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with (self._logs / f"{name}.{part}.log").open("ab") as log:
                process = subprocess.Popen(
                    list(command),
                    cwd=REPOSITORY,  # not the pod's folder: `python -m` would import what lies there
                    env=env,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # outlives the pool manager, dies as a group
                )
            if self._nice:
                os.setpriority(os.PRIO_PROCESS, process.pid, self._nice)
        except OSError as error:
            raise LaunchFailed(f"the pod's {part} could not be started: {error}") from error
        return process

    def _environment(self, record: PodRecord, paths: PodPaths) -> dict[str, str]:
        passed = ("PATH", "LANG", "LC_ALL", "TMPDIR", "STORYDREAM_LOG_LEVEL")
        return {
            **{name: os.environ[name] for name in passed if name in os.environ},
            "HOME": str(paths.home),
            "PYTHONUNBUFFERED": "1",
            "STORYDREAM_RUN_ID": self._settings.run_id,
            POD_DIR_VARIABLE: str(paths.srv),
            "STORYDREAM_PREVIEW_PORT": str(record.preview_port),
            "STORYDREAM_RUNNER_SOCKET": str(paths.sockets / "runner.sock"),
            "STORYDREAM_CONTROL_SOCKET": str(paths.sockets / "control.sock"),
            "STORYDREAM_EDGE_PUBLIC_KEY": self._edge_public_key,
            "STORYDREAM_APP_ORIGIN": self._settings.app_origin,
        }
