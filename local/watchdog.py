"""A process that outlives the supervisor by a moment: when the supervisor is gone, however it went, it ends the run.

It blocks on a pipe whose other end only the supervisor holds. The end of file is the supervisor's death, SIGKILL
included, which no signal handler and no parent-death signal of ours could notice for grandchildren.
"""

import os
import subprocess
import sys
from pathlib import Path

from local.processes import RUN_VARIABLE, SERVICE_VARIABLE, kill_run
from local.settings import ROOT


class Watchdog:
    """Starts the watchdog and holds its pipe. `close()` is the clean end. `trace`, a file that says that the run is
    there, is removed after it."""

    def __init__(self, run: str, trace: Path) -> None:
        reader, self._writer = os.pipe()
        clean = {key: value for key, value in os.environ.items() if key not in (RUN_VARIABLE, SERVICE_VARIABLE)}
        try:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local.watchdog", run, str(trace)],
                stdin=reader,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=clean,
                cwd=ROOT,
                start_new_session=True,
            )
        finally:
            os.close(reader)

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def close(self, seconds: float = 15.0) -> None:
        """Let it sweep once more and end."""
        os.close(self._writer)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def main() -> None:
    run, trace = sys.argv[1], Path(sys.argv[2])
    while sys.stdin.buffer.read(1):
        pass
    if kill_run(run):
        trace.unlink(missing_ok=True)


if __name__ == "__main__":
    main()
