"""`python -m local`: the whole product on this machine until Ctrl-C."""

import argparse
import os
import signal
import sys
import threading
import time
from types import FrameType

from common.settings import load
from local.errors import CannotRun, Stopped
from local.processes import kill_run
from local.settings import LocalSettings
from local.stack import Stack
from local.terminal import Terminal

INTERRUPTED = 130
NOT_ISOLATED = ", what a project runs can reach this machine. Install bubblewrap: sudo apt-get install bubblewrap"


def main() -> int:
    """0 after a clean stop, 1 when something could not run."""
    argparse.ArgumentParser(prog="python -m local", description=__doc__).parse_args()
    terminal = Terminal()
    leave = threading.Event()
    started = time.monotonic()
    try:
        stack = Stack(load(LocalSettings), terminal)
        _leave_on_signals(leave, stack)
        with stack:
            terminal.line(_welcome(stack, time.monotonic() - started))
            stack.watch(leave)
            terminal.line("Stopping: open sessions are saved …")
        terminal.line(f"Stopped. Everything is kept in {stack.data}.")
    except (Stopped, KeyboardInterrupt):
        terminal.line("Stopped.")
    except CannotRun as error:
        terminal.failed(error)
        return 1
    return 0


def _leave_on_signals(leave: threading.Event, stack: Stack) -> None:
    def handle(_number: int, _frame: FrameType | None) -> None:
        if leave.is_set():
            kill_run(stack.run)
            os._exit(INTERRUPTED)
        leave.set()
        stack.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, handle)


def _welcome(stack: Stack, seconds: float) -> str:
    lines = [f"\nReady in {seconds:.0f} s: {stack.url}"]
    if stack.demo:
        lines.append("  demo model: add ANTHROPIC_API_KEY for the real one")
    isolation = stack.isolation() or "unknown"
    lines.append(f"  isolation: {isolation}{NOT_ISOLATED if isolation == 'none' else ''}")
    return "\n".join([*lines, f"  data and logs: {stack.data}    Ctrl-C stops\n"])


if __name__ == "__main__":
    sys.exit(main())
