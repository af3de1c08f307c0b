"""What the storage costs is reckoned from what was measured, and the document says what was reckoned."""

import json

import pytest

from benchmarks.storage_cost import (
    DOCUMENT,
    MONTH_DAYS,
    PRICES,
    USERS,
    Figures,
    Prices,
    Reckoning,
    computed,
    document,
)

GIBIBYTE_KB = 1024**3 / 1000


def figures(**changed: float) -> Figures:
    rows = {
        "1000 saves class A": (1_000, 10_000),
        "1000 saves class B": (0, 0),
        "1000 saves written": (2 * GIBIBYTE_KB, GIBIBYTE_KB),
        "1000 saves replaced": (1_000, 0),
        "log requests 1000": (1, 0),
        "diff neighbours requests 1000": (2, 0),
        "diff distant requests 1000": (3, 0),
    }
    for size in ("100", "1000", "5000"):
        rows |= {f"open requests {size}": (4, 1_001), f"stored KB {size}": (GIBIBYTE_KB / 10_000, GIBIBYTE_KB)}
    for metric, value in changed.items():
        rows[metric.replace("_", " ")] = (value, rows[metric.replace("_", " ")][1])
    return Figures({"metric": name, "value": ours, "baseline": guide} for name, (ours, guide) in rows.items())


PRICE_LIST = Prices("", "", "", gibibyte_month=1.0, soft_deleted_gibibyte_month=2.0, class_a=0.01, class_b=0.001)


def test_a_bill_adds_up_operations_and_bytes() -> None:
    bill = Reckoning(figures(), PRICE_LIST).bill(saves_a_day=10)
    assert bill.saves == pytest.approx(USERS * 10 * MONTH_DAYS * 0.01)
    assert bill.opens == pytest.approx(USERS * MONTH_DAYS * 3 * 4 * 0.001)
    assert bill.reads == pytest.approx(USERS * MONTH_DAYS * 10 * 3 * 0.001)
    assert bill.projects == pytest.approx(1.0)
    assert bill.soft_delete == pytest.approx(USERS * 10 * 7 * 1_000 / 1024**3 * 2.0)
    assert bill.total == pytest.approx(bill.saves + bill.opens + bill.reads + bill.projects + bill.soft_delete)


def test_a_guide_s_copy_is_a_listing_and_a_read_an_object() -> None:
    bill = Reckoning(figures(), PRICE_LIST).guide_bill(saves_a_day=10)
    assert bill.saves == pytest.approx(USERS * MONTH_DAYS * 10 * 10 * 0.01)
    assert bill.opens == pytest.approx(USERS * MONTH_DAYS * 3 * (0.01 + 1_000 * 0.001))


def test_versions_are_kept_for_ever_and_soft_deleted_bytes_for_a_week() -> None:
    reckoning = Reckoning(figures(), PRICE_LIST)
    assert reckoning.versions(10) * 2 == pytest.approx(reckoning.bill(10).soft_delete * 360 / 7)


def test_prices_have_their_date_and_source() -> None:
    prices = Prices.load()
    assert prices.source.startswith("https://cloud.google.com/")
    assert len(prices.as_of.split("-")) == 3
    assert prices.gibibyte_month == pytest.approx(0.02, abs=0.001)
    assert json.loads(PRICES.read_text())["gibibyteReadInRegion"] == 0


def test_a_document_without_marks_is_refused() -> None:
    with pytest.raises(ValueError, match="no <!-- computed"):
        document("# Storage\n", "")


def test_the_document_has_the_tables_of_what_was_measured_last() -> None:
    text = DOCUMENT.read_text()
    assert document(text, computed()) == text, "make generate writes them anew"
    assert Prices.load().as_of in text
