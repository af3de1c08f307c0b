"""The status file is whole at every moment, whoever writes it."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from local.status import StatusFile
from local.supervisor import Supervisor


class _Quiet(Supervisor):
    """A supervisor with nothing to supervise: what the status file reads of one."""

    def __init__(self) -> None:
        self.run = "run-1"
        self.running = {}

    @property
    def all_ready(self) -> bool:
        return True


def test_many_threads_may_tell_changes_at_once(tmp_path: Path) -> None:
    path = tmp_path / "status.json"
    status = StatusFile(path, "http://localhost:1")
    together = threading.Barrier(8)

    def write() -> None:
        together.wait()
        for _ in range(50):
            status.write(_Quiet())
            assert json.loads(path.read_text())["run"] == "run-1"

    with ThreadPoolExecutor(8) as pool:
        for written in [pool.submit(write) for _ in range(8)]:
            written.result()
