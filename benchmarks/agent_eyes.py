"""What the agent's eyes cost on a template as it is delivered: a contact sheet, a whole check, a working pod's memory.

The pod's `project` process is real: Vite, the sandbox, headless Chromium. The agent process is counted as it stands
after its start, before a turn."""

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

import psutil

from benchmarks.report import Row, percentile
from tests.session_pod.pod import Pod, running_pod, wait_for

TEMPLATE: Final = Path(__file__).resolve().parents[1] / "templates" / "product-launch"
TIMES: Final = 11
SHEET_MS: Final = 2_000
CHECK_MS: Final = 1_500
MEMORY_MIB: Final = 1_024
FRAMES: Final = 9
KINDS: Final = ["transform", "types", "frames", "lint"]
_REST_SECONDS: Final = 3.0  # the model thinks at least so long between two calls; the pod makes ready meanwhile


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bench-") as folder, running_pod(Path(folder) / "pod", "http://x") as pod:
        for part in ("src", "public"):
            shutil.rmtree(pod.project / part, ignore_errors=True)
            shutil.copytree(TEMPLATE / part, pod.project / part)
        pod.arm()
        wait_for(lambda: pod.control("POST", "/frames", {"count": FRAMES}).status_code == 200, "a first sheet", 60)
        _asked(pod, "/check", {"kinds": KINDS})
        still = _times(lambda: _asked(pod, "/frames", {"count": FRAMES}))
        edited = _times(lambda: _asked(pod, "/frames", {"count": FRAMES}), before=lambda: _edit(pod))
        checked = _times(lambda: _asked(pod, "/check", {"kinds": KINDS}), before=lambda: _edit(pod))
        memory = _mebibytes(pod.process.pid) + _agent_mebibytes()
    return [
        Row("contact sheet ms p50", "ms", percentile(still, 50), target=SHEET_MS),
        Row("contact sheet after an edit ms p50", "ms", percentile(edited, 50), target=SHEET_MS),
        Row("check ms p50", "ms", percentile(checked, 50), target=CHECK_MS),
        Row("memory of a working pod", "MiB", memory, target=MEMORY_MIB),
    ]


def _asked(pod: Pod, path: str, body: object) -> None:
    answer = pod.control("POST", path, body)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.text}")


def _edit(pod: Pod) -> None:
    video = pod.project / "src/MyVideo.tsx"
    video.write_text(f"{video.read_text()}// edited\n")
    time.sleep(_REST_SECONDS)


def _times(work: Callable[[], None], before: Callable[[], None] = lambda: None) -> list[float]:
    found = []
    for _ in range(TIMES):
        before()
        started = time.perf_counter()
        work()
        found.append(1000 * (time.perf_counter() - started))
    return found


def _mebibytes(pid: int) -> float:
    """Proportional memory of a process and all below it."""
    total = 0
    for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
        try:
            total += process.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue  # it has just ended
    return total / 1024**2


def _agent_mebibytes() -> float:
    """Of the agent process, with everything imported."""
    code = "import session_pod.agent.__main__, sys; print('up', flush=True); sys.stdin.read()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as agent:
        if agent.stdout is None or agent.stdout.readline() != "up\n":
            raise RuntimeError("the agent did not start")
        return _mebibytes(agent.pid)
