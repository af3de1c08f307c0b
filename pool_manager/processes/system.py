"""Processes by identity, so that a recycled pid is never taken for a pod's: whether they live, and how they end."""

import contextlib
import os
import resource
import signal
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil

from common.models import Stored

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_STAT_START_TIME = 19  # of the fields after the command's closing parenthesis; see proc(5)


class ProcessId(Stored):
    """A process: its pid, which is also its group's, and what tells it from a later one with the same pid."""

    pid: int
    identity: str


def identify(pid: int) -> ProcessId | None:
    """The identity of a running process; None when it is gone or a zombie."""
    if sys.platform != "linux":
        return _identify_portably(pid)
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        # Ticks since boot don't move when the clock is set, unlike a start time in seconds.
        identity = f"{_BOOT_ID.read_text().strip()}:{fields[_STAT_START_TIME]}"
    except (OSError, IndexError):
        return None
    return None if fields[0] in "ZX" else ProcessId(pid=pid, identity=identity)


def _identify_portably(pid: int) -> ProcessId | None:
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return None
        return ProcessId(pid=pid, identity=str(process.create_time()))
    except psutil.Error:
        return None


def alive(process: ProcessId | None) -> bool:
    return process is not None and identify(process.pid) == process


def wait_gone(process: ProcessId, seconds: float) -> bool:
    """Whether the process was gone within so many seconds."""
    until = time.monotonic() + seconds
    while alive(process):
        if time.monotonic() >= until:
            return False
        time.sleep(0.02)
    return True


def signal_group(process: ProcessId | None, number: signal.Signals) -> None:
    """Send a signal to the process's whole group, if it still is the one we know."""
    if process is not None and alive(process):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)


def descendants(processes: Iterable[ProcessId | None]) -> list[psutil.Process]:
    """All children and children's children, also those that left the group."""
    found: list[psutil.Process] = []
    for process in processes:
        if process is not None and alive(process):
            with contextlib.suppress(psutil.Error):
                found += psutil.Process(process.pid).children(recursive=True)
    return found


def marked(variable: str, value: str) -> list[psutil.Process]:
    """Every process of ours that was started with `variable=value` in its environment."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.environ().get(variable) == value:
                found.append(process)
    return found


def kill_all(processes: Iterable[psutil.Process]) -> None:
    """SIGKILL; psutil checks the start time, so a recycled pid is left alone."""
    for process in processes:
        with contextlib.suppress(psutil.Error):
            process.kill()


def may_raise_priority() -> bool:
    """Whether a process that was made nicer may be brought back to 0: a pod must not stay slow once it is claimed."""
    if os.geteuid() == 0:
        return True
    limit = getattr(resource, "RLIMIT_NICE", None)
    return limit is not None and resource.getrlimit(limit)[0] >= 20  # the ceiling is 20 minus the limit


def renice(processes: Iterable[ProcessId | None], nice: int) -> None:
    """Set the priority of these and all their descendants."""
    roots = [process for process in processes if process is not None and alive(process)]
    for pid in [process.pid for process in roots] + [child.pid for child in descendants(roots)]:
        for thread in _threads(pid):
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, thread, nice)


def _threads(pid: int) -> list[int]:
    try:
        return [int(task.name) for task in Path(f"/proc/{pid}/task").iterdir()]
    except OSError:
        return [pid]
