"""Finding and ending the processes of one run, whoever their parent is by now."""

import ctypes
import os
import signal
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
    """Collect adopted children that have ended; those in `known` are left to whoever started them."""
    kept = set(known)
    for child in psutil.Process().children():
        try:
            if child.pid not in kept and child.status() == psutil.STATUS_ZOMBIE:
                os.waitpid(child.pid, os.WNOHANG)
        except (psutil.NoSuchProcess, ChildProcessError):
            continue


def of_run(run: str, service: str | None = None) -> list[psutil.Process]:
    """Every living process that carries the run id in its environment (and the service's name, if one is given), with
    all their descendants; never this process itself."""
    found: dict[int, psutil.Process] = {}
    for process in psutil.process_iter():
        try:
            if process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE:
                continue
            environment = process.environ()
            if environment.get(RUN_VARIABLE) != run or service not in (None, environment.get(SERVICE_VARIABLE)):
                continue
            found[process.pid] = process
            for child in process.children(recursive=True):
                if child.status() != psutil.STATUS_ZOMBIE:
                    found[child.pid] = child
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    found.pop(os.getpid(), None)
    return list(found.values())


def kill_run(run: str, service: str | None = None, seconds: float = 10.0) -> bool:
    """SIGKILL all of a run (or of one service in it) until none is left; False if some still live after `seconds`."""
    deadline = time.monotonic() + seconds
    while alive := of_run(run, service):
        if time.monotonic() > deadline:
            return False
        for process in alive:
            _signal(process, signal.SIGKILL)
        psutil.wait_procs(alive, timeout=0.5)
    return True


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    try:
        process.send_signal(number)
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return
