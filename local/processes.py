"""Finding and ending the processes of one run, whoever their parent is by now."""

import contextlib
import ctypes
import os
import sys
import time
from collections.abc import Iterable

import psutil

RUN_VARIABLE = "STORYDREAM_RUN_ID"
SERVICE_VARIABLE = "STORYDREAM_RUN_SERVICE"

_PR_SET_CHILD_SUBREAPER = 36


def become_subreaper() -> None:
    """On Linux, orphans of our children become ours, so that none is out of reach. Elsewhere the run id finds them."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def reap_orphans(known: Iterable[int]) -> None:
    """On Linux, collect adopted children that have ended. Those in `known`, and any that somebody else in this process
    started in our own session, are left to whoever waits for them."""
    if sys.platform != "linux":
        return
    kept, session = set(known), os.getsid(0)
    with contextlib.suppress(ChildProcessError, ProcessLookupError):
        while ended := os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG | os.WNOWAIT):
            if ended.si_pid in kept or os.getsid(ended.si_pid) == session:
                return
            os.waitpid(ended.si_pid, os.WNOHANG)


def of_run(run: str, service: str | None = None) -> list[psutil.Process]:
    """Every living process that carries the run id in its environment (and the service's name, if one is given), with
    all their descendants; never this process itself."""
    children: dict[int, list[psutil.Process]] = {}
    found: list[psutil.Process] = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            children.setdefault(process.ppid(), []).append(process)
            environment = process.environ()
            if environment.get(RUN_VARIABLE) == run and service in (None, environment.get(SERVICE_VARIABLE)):
                found.append(process)
    seen = {process.pid for process in found}
    for process in found:  # grows while it is walked: descendants follow
        fresh = [child for child in children.get(process.pid, []) if child.pid not in seen]
        seen.update(child.pid for child in fresh)
        found.extend(fresh)
    return found


def kill_run(run: str, service: str | None = None, seconds: float = 10.0) -> bool:
    """SIGKILL all of a run (or of one service in it) until none is left; False if some still live after `seconds`."""
    deadline = time.monotonic() + seconds
    while alive := of_run(run, service):
        if time.monotonic() > deadline:
            return False
        for process in alive:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                process.kill()
        psutil.wait_procs(alive, timeout=0.5)
    return True
