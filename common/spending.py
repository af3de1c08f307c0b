"""What the totals in Firestore say of budgets: how much of each was spent in its newest window. They are what is left
when Redis is lost, so they only grow within a window."""

from collections.abc import Mapping
from typing import Any, Final

FIELD: Final = "spent"
"""Of `users/{uid}` and `projects/{id}`: a map `{scope: {window, micros}}`."""

Spending = Mapping[str, tuple[str, int]]
"""By scope: the window's name and micro-dollars."""


def spent_in(document: Mapping[str, Any], scope: str, window: str) -> int:
    """What a stored document says was spent in that window."""
    entry = (document.get(FIELD) or {}).get(scope) or {}
    return int(entry["micros"]) if entry.get("window") == window else 0


def raised(document: Mapping[str, Any], spending: Spending) -> dict[str, Any]:
    """The changes (none, or the whole field) that make a stored document say at least this."""
    news = {
        scope: {"window": window, "micros": micros}
        for scope, (window, micros) in spending.items()
        if micros > spent_in(document, scope, window)
    }
    return {FIELD: {**(document.get(FIELD) or {}), **news}} if news else {}
