"""What the agent costs beside the model's own time. Each part is a module with `rows()`; one that isn't there is left
out: the loop's overhead a step, the eyes (contact sheet, check, memory of a working pod), and the model gateway."""

import importlib
import importlib.util
from typing import Final

from benchmarks.report import Row

PARTS: Final = ("agent_loop", "agent_eyes", "agent_gateway")


def run() -> list[Row]:
    """All parts' rows, one part after the other."""
    found = [name for name in PARTS if importlib.util.find_spec(f"benchmarks.{name}") is not None]
    return [row for name in found for row in importlib.import_module(f"benchmarks.{name}").rows()]
