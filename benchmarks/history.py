"""Opening, saving, reading and copying a project's history at 5 to 5,000 checkpoints and with 20 MB of pictures, at
20 ms a storage request: the product beside the guide's copy-and-rsync way, in the same run.

From 1,000 checkpoints on, projects are measured right after a compaction, and opened and listed once more just before
one (`uncompacted`). Reads meet an edge without a cache, or, `warm`, one that has just read the same.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from benchmarks.history_ways import WHAT, BothWays, Results
from benchmarks.measuring import Figure, Measured, storage
from benchmarks.report import Row
from benchmarks.stored_project import Operations, StoredProject
from tests.storage_proxy import StorageProxy

SIZES: Final = (5, 100, 1_000, 5_000)
COMPACTED_FROM: Final = 1_000
"""Smaller projects have never been compacted."""
REPEAT: Final = 9
GUIDE_REPEAT: Final = {1_000: 3, 5_000: 1}
"""Else 5: copying 5,000 checkpoints once takes half a minute."""
PICTURES: Final = (20, 40, 60, 80)
PICTURED: Final = "20 MB"
PICTURED_LENGTH: Final = 100
WARM: Final = ("log warm", "diff neighbours warm", "diff distant warm")
FIGURES: Final[tuple[tuple[Figure, str, str], ...]] = (
    ("requests", "requests", "requests"),
    ("kilobytes", "KB", "KB"),
    ("ms", "ms", "ms p50"),
)
TARGETS: Final = {"open requests 1000": 3, "open ms p50 1000": 200}
FASTER: Final = 20
FLAT: Final = 1.5


@dataclass
class Found:
    """By size: what each way took, what ours took before a compaction, bytes stored (ours, the guide's). `operations`
    are those of `saves` saves with their compactions; `replaced` of the bytes they wrote are needed no more."""

    ours: dict[str, Results] = field(default_factory=dict)
    guide: dict[str, Results] = field(default_factory=dict)
    uncompacted: dict[str, Results] = field(default_factory=dict)
    stored: dict[str, tuple[int, int]] = field(default_factory=dict)
    saves: int = 0
    operations: Operations = field(default_factory=Operations)
    replaced: int = 0
    lost: int = 0


def run() -> list[Row]:
    """Takes about ten minutes of two cores."""
    found = measured(SIZES)
    return [*_targeted(found), *_by_size(found), *_costs(found)]


def measured(sizes: tuple[int, ...]) -> Found:
    """Grow a project from size to size, and another one with pictures."""
    found = Found()
    with storage() as (proxy, folder):
        plain = BothWays(proxy, folder, "bench-history")
        for size in sizes:
            if size >= COMPACTED_FROM:
                _grow(found, proxy, plain.project, size * 9 // 10)
                _grow(found, proxy, plain.project, size, until_compaction=True)
                found.uncompacted[str(size)] = plain.ours.uncompacted(plain.project.project_id, REPEAT)
            _grow(found, proxy, plain.project, size)
            _measure(found, str(size), plain)
        pictured = BothWays(proxy, folder, "bench-pictures", PICTURES)
        pictured.project.grow(PICTURED_LENGTH)
        _measure(found, PICTURED, pictured)
        for both in (plain, pictured):
            found.lost += both.project.lost()
            both.bucket.close()
    return found


def _grow(
    found: Found, proxy: StorageProxy, project: StoredProject, length: int, *, until_compaction: bool = False
) -> None:
    """Save on, and count what that asks of the storage."""
    before, live = project.length, project.live_bytes(project.project_id)
    proxy.reset()
    project.grow(length, until_compaction=until_compaction)
    asked = Operations.of(proxy)
    found.saves += project.length - before
    found.operations += asked
    found.replaced += asked.written - (project.live_bytes(project.project_id) - live)


def _measure(found: Found, size: str, both: BothWays) -> None:
    project = both.project
    copy = project.copy(str(project.length), compacted=project.length >= COMPACTED_FROM)
    live = project.live_bytes(copy)
    found.ours[size] = both.ours.all(copy, project.length, REPEAT)
    shas = both.give_to_guide()
    found.stored[size] = (live, both.bucket.stored_bytes())
    found.guide[size] = both.guide.all(shas, GUIDE_REPEAT.get(project.length, 5))


def _targeted(found: Found) -> Iterator[Row]:
    """What the design wants, over all sizes."""
    ours = found.ours
    saves = [results["save"] for results in ours.values()]
    theirs = max(results["save"].median("requests") for results in found.guide.values())
    yield Row("save requests", "requests", max(save.median("requests") for save in saves), theirs, 2)
    yield Row("save writes", "requests", max(save.median("writes") for save in saves), None, 1)
    yield Row("save requests (most)", "requests", max(save.at(100, "requests") for save in saves))
    yield Row("lost", "checkpoints", found.lost, None, 0)
    faster = found.guide["1000"]["open"].median("ms") / ours["1000"]["open"].median("ms")
    yield Row("open times as fast 1000", "times", faster, None, FASTER, "higher")
    for what in ("open", "save", "log"):
        yield Row(
            f"{what} ms 5000 over 1000",
            "times",
            ours["5000"][what].median("ms") / ours["1000"][what].median("ms"),
            None,
            FLAT,
        )


def _by_size(found: Found) -> Iterator[Row]:
    for size, ours in found.ours.items():
        for what in WHAT:
            yield from _three(what, size, ours[what], found.guide[size][what])
        for what in WARM:
            yield from _three(what, size, ours[what])
    for size, results in found.uncompacted.items():
        for what, once in results.items():
            yield from _three(what, f"{size} uncompacted", once)


def _three(what: str, size: str, ours: Measured, theirs: Measured | None = None) -> Iterator[Row]:
    for figure, unit, name in FIGURES:
        metric = f"{what} {name} {size}"
        baseline = None if theirs is None else theirs.median(figure)
        yield Row(metric, unit, ours.median(figure), baseline, TARGETS.get(metric))


def _costs(found: Found) -> Iterator[Row]:
    """What `benchmarks/storage_cost.py` reckons with."""
    thousands = found.saves / 1000
    theirs = found.guide["1000"]["save"]
    asked = found.operations
    yield Row("1000 saves class A", "operations", asked.class_a / thousands, 1000 * theirs.median("requests"))
    yield Row("1000 saves class B", "operations", asked.class_b / thousands)
    yield Row("1000 saves written", "KB", asked.written / thousands / 1000, 1000 * theirs.median("written"))
    yield Row("1000 saves replaced", "KB", found.replaced / thousands / 1000)
    for size, (ours, guide) in found.stored.items():
        yield Row(f"stored KB {size}", "KB", ours / 1000, guide / 1000)
