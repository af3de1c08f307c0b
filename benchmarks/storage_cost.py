"""What the repositories cost in a real bucket, reckoned from what `history` measured and deploy/storage/prices.json.

`python -m benchmarks.storage_cost` writes the tables into docs/storage.md; a test fails when they are no longer so.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from benchmarks.report import RESULTS

ROOT: Final = Path(__file__).resolve().parents[1]
PRICES: Final = ROOT / "deploy" / "storage" / "prices.json"
DOCUMENT: Final = ROOT / "docs" / "storage.md"
BEGIN: Final = "<!-- computed: python -m benchmarks.storage_cost -->"
END: Final = "<!-- /computed -->"
SOFT_DELETE_DAYS: Final = 7
MONTH_DAYS: Final = 30
USERS: Final = 1_000
SAVES_A_DAY: Final = (20, 100)
PROJECTS_A_USER: Final = 10
OPENS_A_DAY: Final = 3
READS_A_DAY: Final = 10
"""Pages of the history and comparisons of versions, each by an edge that has nothing in its cache."""
_GIBIBYTE: Final = 1024**3


@dataclass(frozen=True)
class Prices:
    """In dollars, as Cloud Storage's page lists them."""

    source: str
    as_of: str
    location: str
    gibibyte_month: float
    soft_deleted_gibibyte_month: float
    class_a: float
    class_b: float

    @classmethod
    def load(cls, path: Path = PRICES) -> "Prices":
        data = json.loads(path.read_text())
        hours = 24 * MONTH_DAYS
        return cls(
            source=data["source"],
            as_of=data["asOf"],
            location=data["location"],
            gibibyte_month=hours * data["gibibyteHour"],
            soft_deleted_gibibyte_month=hours * data["softDeletedGibibyteHour"],
            class_a=data["classAPerThousand"] / 1000,
            class_b=data["classBPerThousand"] / 1000,
        )


class Figures:
    """The rows of a benchmark's results by metric."""

    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self._rows = {row["metric"]: row for row in rows}

    @classmethod
    def load(cls, path: Path = RESULTS / "history.json") -> "Figures":
        return cls(json.loads(path.read_text())["rows"])

    def ours(self, metric: str) -> float:
        return float(self._rows[metric]["value"])

    def guide(self, metric: str) -> float:
        return float(self._rows[metric]["baseline"])


@dataclass(frozen=True)
class Bill:
    """Dollars a month of 1,000 users who save so often each day, by what they are for."""

    saves: float
    opens: float
    reads: float
    projects: float
    soft_delete: float

    @property
    def total(self) -> float:
        return self.saves + self.opens + self.reads + self.projects + self.soft_delete


class Reckoning:
    """What measured operations and bytes come to at given prices."""

    def __init__(self, figures: Figures, prices: Prices) -> None:
        self._figures = figures
        self._prices = prices

    def tables(self) -> str:
        """Everything that stands in docs/storage.md, as Markdown."""
        prices = self._prices
        parts = [
            f"In dollars of [{prices.location}]({prices.source}) as of {prices.as_of}.\n",
            "### A thousand saves\n",
            _table(("", "here", "the guide's way"), self._saves()),
            "\n### A project\n",
            _table(
                ("checkpoints", "stored here", "the guide's way", "reads to open it", "the guide's way"),
                [self._project(size) for size in ("100", "1000", "5000")],
            ),
            f"\n### {USERS:,} active users, a month\n",
            _table(("dollars", *(f"{saves} saves a day" for saves in SAVES_A_DAY)), self._months()),
        ]
        return "\n".join(parts)

    def bill(self, saves_a_day: int) -> Bill:
        """Of our way."""
        class_a, class_b = self._of_saves()
        saves, month = USERS * saves_a_day, USERS * MONTH_DAYS
        read = max(self._figures.ours(f"{what} requests 1000") for what in ("log", "diff neighbours", "diff distant"))
        replaced = saves * SOFT_DELETE_DAYS * self._replaced_by_a_save()
        return Bill(
            saves=saves * MONTH_DAYS * (class_a * self._prices.class_a + class_b * self._prices.class_b),
            opens=month * OPENS_A_DAY * self._figures.ours("open requests 1000") * self._prices.class_b,
            reads=month * READS_A_DAY * read * self._prices.class_b,
            projects=self._projects(self._figures.ours("stored KB 1000")),
            soft_delete=replaced / _GIBIBYTE * self._prices.soft_deleted_gibibyte_month,
        )

    def guide_bill(self, saves_a_day: int) -> Bill:
        """Of the guide's way, without soft delete: each time a listing and every object, to open and to read alike."""
        month = USERS * MONTH_DAYS
        copy = self._prices.class_a + (self._figures.guide("open requests 1000") - 1) * self._prices.class_b
        return Bill(
            saves=month * saves_a_day * self._figures.guide("1000 saves class A") / 1000 * self._prices.class_a,
            opens=month * OPENS_A_DAY * copy,
            reads=month * READS_A_DAY * copy,
            projects=self._projects(self._figures.guide("stored KB 1000")),
            soft_delete=0,
        )

    def versions(self, saves_a_day: int) -> float:
        """Dollars a month after a year in which the bucket kept every version of everything."""
        kept = USERS * saves_a_day * 12 * MONTH_DAYS * self._replaced_by_a_save()
        return kept / _GIBIBYTE * self._prices.gibibyte_month

    def _of_saves(self) -> tuple[float, float]:
        """Operations of class A and B that one save needs, compactions included."""
        return self._figures.ours("1000 saves class A") / 1000, self._figures.ours("1000 saves class B") / 1000

    def _replaced_by_a_save(self) -> float:
        """Bytes: the manifest before it, and packs that a compaction made needless."""
        return self._figures.ours("1000 saves replaced")

    def _projects(self, kilobytes: float) -> float:
        return USERS * PROJECTS_A_USER * 1000 * kilobytes / _GIBIBYTE * self._prices.gibibyte_month

    def _saves(self) -> list[tuple[str, ...]]:
        figures, prices = self._figures, self._prices
        class_a, class_b = self._of_saves()
        theirs = figures.guide("1000 saves class A")
        dollars = 1000 * (class_a * prices.class_a + class_b * prices.class_b)
        return [
            ("operations of class A (writes, copies, lists)", f"{1000 * class_a:,.0f}", f"{theirs:,.0f}"),
            ("operations of class B (reads)", f"{1000 * class_b:,.0f}", "0"),
            ("written", *(_size(of("1000 saves written")) for of in (figures.ours, figures.guide))),
            ("of it replaced by later saves", _size(figures.ours("1000 saves replaced")), "not measured"),
            ("dollars for the operations", f"{dollars:.4f}", f"{theirs * prices.class_a:.4f}"),
        ]

    def _project(self, size: str) -> tuple[str, ...]:
        stored, opened = f"stored KB {size}", f"open requests {size}"
        return (
            f"{int(size):,}",
            *(_size(of(stored)) for of in (self._figures.ours, self._figures.guide)),
            *(f"{of(opened):,.0f}" for of in (self._figures.ours, self._figures.guide)),
        )

    def _months(self) -> list[tuple[str, ...]]:
        ours, guide = [self.bill(saves) for saves in SAVES_A_DAY], [self.guide_bill(saves) for saves in SAVES_A_DAY]
        return [
            ("saves, with their compactions", *(_dollars(bill.saves) for bill in ours)),
            (f"{OPENS_A_DAY} opens a day each", *(_dollars(bill.opens) for bill in ours)),
            (f"{READS_A_DAY} looks at the history a day each", *(_dollars(bill.reads) for bill in ours)),
            (f"{PROJECTS_A_USER} projects of 1,000 checkpoints each", *(_dollars(bill.projects) for bill in ours)),
            (f"soft delete: {SOFT_DELETE_DAYS} days of what was replaced", *(_dollars(b.soft_delete) for b in ours)),
            ("**together**", *(f"**{_dollars(bill.total)}**" for bill in ours)),
            ("versioning instead of soft delete, after a year", *(_dollars(self.versions(n)) for n in SAVES_A_DAY)),
            ("the guide's way, together", *(_dollars(bill.total) for bill in guide)),
        ]


def document(text: str, tables: str) -> str:
    """The document with these tables between its marks. Raises ValueError where it has no marks."""
    before, begin, rest = text.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document has no {BEGIN} … {END}")
    return f"{before}{BEGIN}\n{tables}\n{END}{after}"


def computed() -> str:
    """The tables as results and prices have them now."""
    return Reckoning(Figures.load(), Prices.load()).tables()


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _size(kilobytes: float) -> str:
    return f"{kilobytes / 1000:,.1f} MB" if kilobytes >= 1000 else f"{kilobytes:,.0f} KB"


def _dollars(amount: float) -> str:
    return f"{amount:,.2f}"


if __name__ == "__main__":
    DOCUMENT.write_text(document(DOCUMENT.read_text(), computed()))
