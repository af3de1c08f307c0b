"""What may be spent on the model: held before an answer, settled after it, in Redis; in this process while Redis is
silent; from the totals in Firestore where Redis has lost its counters (docs/decisions/0016)."""

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any, Final, NoReturn, Protocol, TypeVar

from common.budget_store import BudgetStore, Held, Line, Verdict
from common.errors import BudgetExhausted, RateLimited, Unavailable
from common.ids import new_id
from common.models import BudgetState, Plan
from common.prices import Tokens
from common.spending import Spending, spent_in
from edge.budget_outage import Debt, Outage
from edge.budget_rules import Allowance, Budget, Reservation, Scope, window
from edge.paying import Payer
from edge.settings import EdgeSettings

SILENT_SECONDS: Final = 2.0
"""So long Redis isn't asked again after it didn't answer."""
_RETRY_SECONDS: Final = 2

Result = TypeVar("Result")


class _Silent(Exception):
    """Redis doesn't answer."""


class Totals(Protocol):
    """Firestore's totals of users or projects; see common/spending.py."""

    def totals(self, id_: str, /) -> Mapping[str, Any]: ...


class Budgets:
    """Thread-safe."""

    def __init__(
        self,
        settings: EdgeSettings,
        store: BudgetStore,
        users: Totals,
        projects: Totals,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._settings = settings
        self._store = store
        self._users = users
        self._projects = projects
        self._clock = clock
        self._outage = Outage()
        self._silent_until = 0.0

    # -- one answer ----------------------------------------------------------------------------------------------

    def reserve(self, project_id: str, payer: Payer, micros: int, *, summary: bool = False) -> Reservation:
        """Hold what an answer may cost at most. Raises BudgetExhausted, RateLimited (`too_many_streams`), and
        Unavailable when nobody can say what is left, or a silent Redis has let enough pass."""
        budgets = self._of_summaries(project_id) if summary else self._of_turns(project_id, payer)
        held = Held(new_id(), micros, tuple(budget.line for budget in budgets))
        reservation = Reservation(held, budgets, _turn(project_id, payer.turn_id or "none"))
        try:
            self._repay()
            verdict = self._told(held.lines, budgets, lambda: self._store.hold(held), _unknown)
        except _Silent:
            verdict = self._reserve_alone(reservation, payer.uid)
        if verdict.outcome != "held":
            _refuse(budgets[verdict.line], verdict)
        return reservation

    def keep(self, reservation: Reservation) -> None:
        """The answer still runs."""
        try:
            self._ask(lambda: self._store.keep(reservation.held))
        except _Silent:
            return  # settling counts it, held or not

    def settle(self, reservation: Reservation, micros: int, tokens: Tokens) -> None:
        """Count what the answer cost. What Redis can't be told now it is told later."""
        counts = {
            "inputTokens": tokens.input_tokens,
            "outputTokens": tokens.output_tokens,
            "cachedTokens": tokens.cached_tokens,
            "cacheWriteTokens": tokens.cache_write_tokens,
            "costMicros": micros,
        }
        debt = Debt(reservation, micros, counts)
        try:
            self._pay(debt)
        except (_Silent, Unavailable):
            self._outage.settle(debt)
        else:
            self._outage.let_go(reservation.held)

    # -- what is used --------------------------------------------------------------------------------------------

    def of_user(self, uid: str, plan: Plan) -> list[BudgetState]:
        """The user's own budgets as they stand now. Raises Unavailable when nobody can say."""
        budgets = self._of_user(uid, plan)
        try:
            spent = self._ask(lambda: self._store.spent([budget.line for budget in budgets]))
        except _Silent:
            spent = [None] * len(budgets)
        if None in spent:
            stored = self._stored(budgets)
            spent = [known if known is not None else told for known, told in zip(spent, stored, strict=True)]
        return [
            BudgetState(
                scope="plan" if budget.scope == "plan" else "user",
                period=budget.allowance.period,
                used=used or 0,
                limit=budget.allowance.micros,
                resets_at=budget.window.ends,
            )
            for budget, used in zip(budgets, spent, strict=True)
        ]

    def turn(self, project_id: str, turn_id: str) -> dict[str, int]:
        """What a turn's answers used, in fields of TurnUsage; empty when it isn't known."""
        try:
            return self._ask(lambda: self._store.turn(_turn(project_id, turn_id)))
        except _Silent:
            return {}

    def spending_of_user(self, uid: str, plan: Plan) -> Spending:
        """For the totals in Firestore; empty when Redis doesn't answer."""
        return self._spending(self._of_user(uid, plan))

    def spending_of_project(self, project_id: str) -> Spending:
        """For the totals in Firestore; empty when Redis doesn't answer."""
        return self._spending((self._of_project(project_id), *self._of_summaries(project_id)))

    # -- which budgets -------------------------------------------------------------------------------------------

    def _of_turns(self, project_id: str, payer: Payer) -> tuple[Budget, ...]:
        return (*self._of_user(payer.uid, payer.plan), self._of_project(project_id))

    def _of_user(self, uid: str, plan: Plan) -> tuple[Budget, ...]:
        settings = self._settings
        plans = {Plan.FREE: settings.budget_free, Plan.PRO: settings.budget_pro, Plan.TEAM: settings.budget_team}
        user = self._budget("user", uid, settings.budget_user, settings.streams_user)
        return (self._budget("plan", uid, plans[plan]), user)

    def _of_project(self, project_id: str) -> Budget:
        return self._budget("project", project_id, self._settings.budget_project, self._settings.streams_project)

    def _of_summaries(self, project_id: str) -> tuple[Budget, ...]:
        settings = self._settings
        return (self._budget("summary", project_id, settings.budget_summary, settings.streams_project),)

    def _budget(self, scope: Scope, of: str, allowance: Allowance, at_once: int = 0) -> Budget:
        present = window(allowance.period, self._clock(), self._settings.budget_reset_hour)
        return Budget(scope, of, allowance, present, at_once)

    # -- Redis, and Firestore behind it --------------------------------------------------------------------------

    def _ask(self, call: Callable[[], Result]) -> Result:
        """What Redis says. Raises _Silent."""
        if time.monotonic() < self._silent_until:
            raise _Silent
        try:
            return call()
        except Unavailable as error:
            self._silent_until = time.monotonic() + SILENT_SECONDS
            raise _Silent from error

    def _told(
        self,
        lines: Sequence[Line],
        budgets: Sequence[Budget],
        call: Callable[[], Result],
        is_unknown: Callable[[Result], bool],
    ) -> Result:
        """What Redis says, after it was told what it has lost (or of a new window). Raises _Silent, Unavailable."""
        answer = self._ask(call)
        if is_unknown(answer):
            for line, spent in zip(lines, self._stored(budgets), strict=True):
                self._ask(partial(self._store.begin, line, spent))
            answer = self._ask(call)
        if is_unknown(answer):
            raise Unavailable("Redis forgets what it was told.", retryAfter=_RETRY_SECONDS)
        return answer

    def _stored(self, budgets: Sequence[Budget]) -> list[int]:
        """What Firestore says was spent. Raises Unavailable."""
        read: dict[tuple[bool, str], Mapping[str, Any]] = {}
        found = []
        for budget in budgets:
            of_user = budget.scope in ("user", "plan")
            key = (of_user, budget.of)
            if key not in read:
                read[key] = (self._users if of_user else self._projects).totals(budget.of)
            found.append(spent_in(read[key], budget.scope, budget.window.name))
        return found

    def _spending(self, budgets: Sequence[Budget]) -> Spending:
        try:
            spent = self._ask(lambda: self._store.spent([budget.line for budget in budgets]))
        except _Silent:
            return {}
        pairs = zip(budgets, spent, strict=True)
        return {budget.scope: (budget.window.name, used) for budget, used in pairs if used is not None}

    # -- without Redis -------------------------------------------------------------------------------------------

    def _reserve_alone(self, reservation: Reservation, uid: str) -> Verdict:
        """From Firestore's totals and what this process knows; one user gets little in this way."""
        held = reservation.held
        outage = Line(f"outage:{uid}", self._settings.budget_outage, 0, 0)
        verdict = self._outage.hold(
            Held(held.id, held.micros, (*held.lines, outage)), [*self._stored(reservation.budgets), 0]
        )
        if verdict.line == len(held.lines):
            raise Unavailable("What is spent can't be counted right now.", retryAfter=_RETRY_SECONDS)
        return verdict

    def _pay(self, debt: Debt) -> None:
        held, turn = debt.held, debt.reservation.turn

        def settle() -> bool:
            return self._store.settle(held, debt.micros, turn, debt.counts)

        self._told(held.lines, debt.reservation.budgets, settle, lambda settled: not settled)

    def _repay(self) -> None:
        """Tell Redis, if it answers again, what was spent meanwhile."""
        for debt in self._outage.debts():
            try:
                self._pay(debt)
            except (_Silent, Unavailable):
                self._outage.settle(debt)
                return


def _unknown(verdict: Verdict) -> bool:
    return verdict.outcome == "unknown"


def _turn(project_id: str, turn_id: str) -> str:
    return f"{project_id}:{turn_id}"


_WHOSE: Final[Mapping[Scope, str]] = {
    "user": "What one person may use",
    "plan": "What your plan gives",
    "project": "What this project may use",
    "summary": "What this project may use for summaries",
}


def _refuse(budget: Budget, verdict: Verdict) -> NoReturn:
    if verdict.outcome == "crowded":
        raise RateLimited(
            "Too many answers are being made at once.", code="too_many_streams", retryAfter=_RETRY_SECONDS
        )
    ends = budget.window.ends
    raise BudgetExhausted(
        f"{_WHOSE[budget.scope]} a {budget.allowance.period} is used up. It starts anew on {ends:%d %B at %H:%M} UTC.",
        scope=budget.scope,
        unit="micros",
        used=verdict.used,
        limit=budget.allowance.micros,
        resetsAt=ends.isoformat().replace("+00:00", "Z"),
    )
