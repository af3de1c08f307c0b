"""A benchmark's JSON has what its readers expect: ratios that say how many times better, targets met or not."""

import json
from pathlib import Path

from benchmarks.__main__ import main, names
from benchmarks.report import Row, percentile, table, write


def test_a_report_has_its_rows_with_ratio_and_target(tmp_path: Path) -> None:
    rows = [
        Row("save p50", "ms", 50.0, baseline=500.0, target=150),
        Row("reads", "1/s", 400.0, baseline=800.0, target=300, better="higher"),
        Row("memory", "MB", 200.0, target=150),
        Row("plain", "ms", 1.0),
    ]
    report = json.loads(write("sample", rows, tmp_path).read_text())
    assert {"name", "when", "machine", "rows"} == set(report)
    assert report["rows"] == [
        {"metric": "save p50", "unit": "ms", "value": 50, "baseline": 500, "ratio": 10, "target": 150, "met": True},
        {"metric": "reads", "unit": "1/s", "value": 400, "baseline": 800, "ratio": 0.5, "target": 300, "met": True},
        {"metric": "memory", "unit": "MB", "value": 200, "target": 150, "met": False},
        {"metric": "plain", "unit": "ms", "value": 1},
    ]
    assert "MISSED" in table(rows)


def test_percentiles_are_values_that_were_measured() -> None:
    values = [5.0, 1.0, 4.0, 2.0, 3.0]
    assert [percentile(values, percent) for percent in (1, 50, 99, 100)] == [1.0, 3.0, 5.0, 5.0]
    assert percentile([7.0], 50) == 7.0


def test_an_unknown_benchmark_is_named() -> None:
    assert "save" in names()
    assert main(["absent"]) == 2
