"""What a benchmark found, and its JSON: `{name, when, machine, rows: [{metric, unit, value, baseline?, ratio?, target?,
met?}]}` in benchmarks/results/."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

RESULTS: Final = Path(__file__).resolve().parent / "results"


@dataclass(frozen=True)
class Row:
    """One figure. `baseline` is the same figure of the other way, measured in the same run; `ratio` is how many times
    better ours is; `met` whether the target of the design is reached. `better` says which direction that is."""

    metric: str
    unit: str
    value: float
    baseline: float | None = None
    target: float | None = None
    better: Literal["lower", "higher"] = "lower"

    def as_json(self) -> dict[str, Any]:
        data = {key: value for key, value in asdict(self).items() if value is not None and key != "better"}
        data["value"] = round(self.value, 2)
        if self.baseline is not None:
            better, worse = (self.value, self.baseline) if self.better == "lower" else (self.baseline, self.value)
            data["baseline"] = round(self.baseline, 2)
            data["ratio"] = round(worse / better, 2) if better else None
        if self.target is not None:
            data["met"] = self.value <= self.target if self.better == "lower" else self.value >= self.target
        return data


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest value that `percent` of the values don't exceed. `values` isn't empty."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, max(0, -(-len(ordered) * percent // 100).__trunc__() - 1))]


def machine() -> dict[str, Any]:
    """Where it was measured, and how busy it was: figures of a busy machine are worth their ratios."""
    return {
        "cpus": os.cpu_count(),
        "system": platform.system(),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "load": round(os.getloadavg()[0], 2),
    }


def write(name: str, rows: Iterable[Row], folder: Path = RESULTS) -> Path:
    """Write `{name}.json` → its path."""
    report = {
        "name": name,
        "when": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine(),
        "rows": [row.as_json() for row in rows],
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.json"
    path.write_text(json.dumps(report, indent=2) + "\n")
    return path


def table(rows: Iterable[Row]) -> str:
    """The rows for a terminal."""
    lines = []
    for row in rows:
        data = row.as_json()
        parts = [f"{row.metric:<44} {data['value']:>10} {row.unit}"]
        if "ratio" in data:
            times = f", {data['ratio']}x" if data["ratio"] is not None else ""
            parts.append(f"baseline {data['baseline']}{times}")
        if "met" in data:
            parts.append(f"target {row.target:g}: {'met' if data['met'] else 'MISSED'}")
        lines.append("  ".join(parts))
    return "\n".join(lines)
