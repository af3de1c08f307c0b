"""What a person sees in the terminal: one line a service, errors in full."""

import sys
import threading
from typing import TextIO

from local.errors import CannotRun
from local.service import Service


class Terminal:
    """Prints to `out`; colours only where that is a terminal. Safe to call from several threads."""

    def __init__(self, out: TextIO = sys.stdout) -> None:
        self._out = out
        self._colour = out.isatty()
        self._lock = threading.Lock()

    def ready(self, service: Service, seconds: float) -> None:
        self.line(f"  {self._painted('✓', 32)} {service.title:<40} {seconds:5.1f} s")

    def died(self, service: Service, reason: str, output: str) -> None:
        self.line(f"  {self._painted('✗', 31)} {service.title} {reason}; starting it again.\n{_indented(output)}")

    def failed(self, error: CannotRun) -> None:
        self.line(f"{self._painted('✗', 31)} {error}")
        if error.output:
            self.line(_indented(error.output))

    def line(self, text: str) -> None:
        with self._lock:
            self._out.write(f"{text}\n")
            self._out.flush()

    def _painted(self, text: str, colour: int) -> str:
        return f"\x1b[{colour}m{text}\x1b[0m" if self._colour else text


def _indented(output: str) -> str:
    return "\n".join(f"    {line}" for line in output.splitlines())
