"""How well the pool is sized: made-up days played against our plan, a static pool and a CPU autoscaler.

Nothing is measured, all is simulated, so the figures are the same on every machine. Running it also writes the table
and the plot in docs/pool-sizing.md anew.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.pool_plot import Line, Panel, svg
from benchmarks.pool_policies import Autoscaler, Ours, Policy, Static
from benchmarks.pool_simulation import Cluster, Outcome, simulate, thinned
from benchmarks.pool_traces import TRACES, Trace, launch_spike
from benchmarks.report import Row
from pool_manager.pool_plan import Limits

REPOSITORY: Final = Path(__file__).resolve().parent.parent
PRICES: Final = REPOSITORY / "deploy" / "gke" / "prices.json"
DOC: Final = REPOSITORY / "docs" / "pool-sizing.md"
PLOT: Final = REPOSITORY / "docs" / "pool-sizing.svg"
BEGIN, END = "<!-- table: written by `make bench BENCH=pool_sizing` -->", "<!-- end of table -->"
LEAST: Final = 2
OURS, SAME_COST, SAME_HITS = "ours", "static, as many idle hours", "static, as many hits"
AUTOSCALER: Final = "CPU autoscaler"
MEASURES: Final = (
    ("found a warm pod", "%"),
    ("wait p99", "s"),
    ("gave up", "sessions"),
    ("idle pods", "pod hours"),
    ("cost, on demand", "US cents a session hour"),
    ("cost, Spot", "US cents a session hour"),
)
_SEPARATOR = " · "
_POINTS = 160


@dataclass(frozen=True)
class Prices:
    """US cents for one pod for one hour."""

    on_demand: float
    spot: float


def read_prices(path: Path = PRICES) -> Prices:
    data = json.loads(path.read_text())
    pod = data["pod"]

    def cents(kind: str) -> float:
        price = data[kind]
        return float(100 * (pod["vcpu"] * price["vcpuHour"] + pod["memoryGib"] * price["memoryGibHour"]))

    return Prices(cents("onDemand"), cents("spot"))


def run() -> list[Row]:
    """All traces under all policies; writes the document, too."""
    results = [(trace, dict(outcomes(trace))) for trace in (make() for make in TRACES)]
    rows = [row for trace, found in results for row in rows_of(trace.name, found, read_prices())]
    PLOT.write_text(svg([_panels(trace, found) for trace, found in results]))
    DOC.write_text(with_table(DOC.read_text(), table([row.as_json() for row in rows])))
    return rows


def outcomes(trace: Trace) -> Iterator[tuple[str, Outcome]]:
    """Each policy's name and what it made of the trace."""
    limits = Limits(LEAST, Cluster().cap, Cluster().cap)
    ours = _played(trace, Ours(limits), LEAST)
    yield OURS, ours
    if trace.name == launch_spike().name:
        # Somebody knew of the launch: 150 pods from five minutes before it until a quarter of an hour after.
        told = Ours(limits, lambda second: 150 if 3300 <= second < 4500 else 0, "ours, told of the launch")
        yield told.name, _played(trace, told, LEAST)
    depth = max(1, round(ours.idle_pod_hours * 3600 / trace.seconds))
    yield SAME_COST, _played(trace, Static(depth), depth)
    depth = fewest(trace, ours.hit_percent)
    yield SAME_HITS, _played(trace, Static(depth), depth)
    for autoscaler in (
        Autoscaler(LEAST, Cluster().cap, name=AUTOSCALER),
        Autoscaler(LEAST, Cluster().cap, target=0.9, name=f"{AUTOSCALER}, 90 %"),
    ):
        yield autoscaler.name, _played(trace, autoscaler, LEAST)


def fewest(trace: Trace, hit_percent: float) -> int:
    """The smallest static pool that is found warm as often."""

    def enough(depth: int) -> bool:
        return _played(trace, Static(depth), depth).hit_percent >= hit_percent

    low, high = 0, 1
    while not enough(high):
        low, high = high, 2 * high
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if enough(middle) else (middle, high)
    return high


def _played(trace: Trace, policy: Policy, warm: int) -> Outcome:
    return simulate(trace, policy, warm)


def rows_of(trace: str, found: dict[str, Outcome], prices: Prices) -> list[Row]:
    """Ours stands beside the autoscaler, which nobody has to tell how many sessions will come."""
    baseline = values(found[AUTOSCALER], prices)
    rows = []
    for policy, outcome in found.items():
        for (measure, unit), value, other in zip(MEASURES, values(outcome, prices), baseline, strict=True):
            name = _SEPARATOR.join((trace, policy, measure))
            beside = other if policy == OURS else None
            rows.append(Row(name, unit, value, beside, better="higher" if unit == "%" else "lower"))
    return rows


def values(outcome: Outcome, prices: Prices) -> tuple[float, ...]:
    """In the order of `MEASURES`."""
    pods = outcome.pod_hours / outcome.session_hours
    return (
        outcome.hit_percent,
        outcome.wait_p99,
        float(outcome.refused),
        outcome.idle_pod_hours,
        pods * prices.on_demand,
        pods * prices.spot,
    )


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The results' rows as the document has them, a line a trace and policy."""
    found: dict[tuple[str, str], dict[str, float]] = {}
    for row in rows:
        trace, policy, measure = row["metric"].split(_SEPARATOR)
        found.setdefault((trace, policy), {})[measure] = row["value"]
    heads = " | ".join(f"{measure}, {unit}" if unit not in measure else measure for measure, unit in MEASURES)
    lines = [f"| day | pool | {heads} |", "| --- | --- |" + " ---: |" * len(MEASURES)]
    for (trace, policy), measured in found.items():
        cells = " | ".join(f"{measured[measure]:,g}" for measure, _ in MEASURES)
        lines.append(f"| {trace} | {policy} | {cells} |")
    return "\n".join(lines)


def with_table(text: str, made: str) -> str:
    """The document with its table replaced. Raises ValueError where the marks are missing."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"{DOC.name} has lost the marks around its table")
    return f"{before}{begin}\n{made}\n{end}{after}"


def _panels(trace: Trace, found: dict[str, Outcome]) -> list[Panel]:
    shown = [name for name in found if name != SAME_HITS]
    thin = {name: thinned(found[name].samples, _POINTS) for name in shown}
    hours = trace.seconds / 3600

    def line(name: str, field: str) -> Line:
        return Line(name, [(sample.at / 3600, float(getattr(sample, field))) for sample in thin[name]])

    return [
        Panel(f"{trace.name}: pods without a session", hours, [line(name, "unclaimed") for name in shown]),
        Panel(f"{trace.name}: sessions that wait", hours, [line(name, "waiting") for name in shown]),
    ]
