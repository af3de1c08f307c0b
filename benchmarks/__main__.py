"""`python -m benchmarks [name …]`: runs every module here that has `run() -> list[Row]`, or those named."""

import importlib
import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.report import Row, table, write

_NOT_BENCHMARKS = frozenset({"__main__", "report"})


def names() -> list[str]:
    """Every benchmark there is."""
    modules = pkgutil.iter_modules([str(Path(__file__).parent)])
    return sorted(module.name for module in modules if module.name not in _NOT_BENCHMARKS and not module.ispkg)


def main(wanted: list[str]) -> int:
    """0 when all ran, 2 for an unknown name. A missed target is told, not failed: machines are shared and noisy."""
    known = names()
    unknown = [name for name in wanted if name not in known]
    if unknown:
        sys.stderr.write(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known)}\n")
        return 2
    for name in wanted or known:
        run: Callable[[], list[Row]] | None = getattr(importlib.import_module(f"benchmarks.{name}"), "run", None)
        if run is None:  # a module that benchmarks share
            continue
        sys.stdout.write(f"{name} …\n")
        sys.stdout.flush()
        rows = run()
        path = write(name, rows)
        sys.stdout.write(
            f"{table(rows)}\n→ {path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path}\n"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
