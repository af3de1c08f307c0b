"""Budgets while Redis is silent: this process counts by itself from the totals in Firestore, and remembers what Redis
must be told later. All of it is lost with the process, so little may be spent in this way."""

import logging
import threading
from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from common.budget_store import Held, Line, Verdict
from edge.budget_rules import Reservation

DEBTS_MAX: Final = 10_000

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Debt:
    """An answer that Redis doesn't know of yet. `lines` are those that this process counts it against: more than the
    reservation's where it was held here."""

    reservation: Reservation
    micros: int
    counts: Mapping[str, int]
    lines: tuple[Line, ...] = ()

    @property
    def held(self) -> Held:
        return self.reservation.held


class Outage:
    """Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._spent: Counter[str] = Counter()
        self._held: dict[str, Held] = {}
        self._debts: deque[Debt] = deque()

    def hold(self, held: Held, before: Sequence[int]) -> Verdict:
        """As `BudgetStore.hold`; `before` says of each line what Firestore knows to be spent."""
        with self._lock:
            for place, (line, known) in enumerate(zip(held.lines, before, strict=True)):
                running = [one for one in self._held.values() if line in one.lines and one.id != held.id]
                used = known + self._spent[line.key] + sum(one.micros for one in running)
                if used + held.micros > line.limit:
                    return Verdict("exhausted", place, used)
                if 0 < line.at_once <= len(running):
                    return Verdict("crowded", place, len(running))
            self._held[held.id] = held
            return Verdict("held")

    def settle(self, debt: Debt) -> None:
        """Count an answer, and owe it to Redis."""
        with self._lock:
            held = self._held.pop(debt.held.id, None)
            owed = replace(debt, lines=held.lines if held is not None else debt.lines or debt.held.lines)
            self._debts.append(owed)
            for line in owed.lines:
                self._spent[line.key] += owed.micros
            if len(self._debts) > DEBTS_MAX:
                lost = self._debts.popleft()
                logger.error("an answer's cost is lost", extra={"fields": {"micros": lost.micros}})

    def let_go(self, held: Held) -> None:
        """Redis counts this answer."""
        with self._lock:
            self._held.pop(held.id, None)

    def debts(self) -> Iterator[Debt]:
        """What Redis must be told, each once; `settle` it again when Redis doesn't listen."""
        while True:
            with self._lock:
                if not self._debts:
                    return
                debt = self._debts.popleft()
                for line in debt.lines:
                    self._spent[line.key] -= debt.micros
                self._spent += Counter()  # forgets what is paid
            yield debt
