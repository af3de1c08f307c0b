"""One call of the model by a pod: who pays, whether there is a place and money for it, and its answer under way."""

import socket
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass

from common.errors import RateLimited, Unavailable
from common.models import Project
from common.prices import Tokens
from edge.budgets import Budgets
from edge.departures import Departures
from edge.model_metering import MeteredAnswer
from edge.model_request import read_request
from edge.model_upstream import ModelUpstream
from edge.paying import Payers
from edge.places import Places
from edge.settings import EdgeSettings


@dataclass(frozen=True)
class Call:
    """What a pod asks for: for its project, in its epoch, for a turn (if it says so) or for a summary. `connection` is
    the pod's own, where the server gives it."""

    project: Project
    epoch: int
    body: bytes
    headers: Mapping[str, str]
    turn_id: str | None = None
    summary: bool = False
    connection: socket.socket | None = None


class ModelCalls:
    """Thread-safe."""

    def __init__(self, settings: EdgeSettings, upstream: ModelUpstream, budgets: Budgets, payers: Payers) -> None:
        self._settings = settings
        self._upstream = upstream
        self._budgets = budgets
        self._payers = payers
        self._places = Places(most=settings.streams_max, each=settings.streams_max)
        self._departures = Departures()

    def answer(self, call: Call) -> MeteredAnswer:
        """Returns when the answer's headers are there; iterate or close it. Raises Invalid, Forbidden
        (`model_not_allowed`), BudgetExhausted, RateLimited (`too_many_streams`), Unavailable, UpstreamFailed."""
        asked = read_request(call.body, self._models(call))
        if call.summary:
            payer = self._payers.owner(call.project)
        else:
            payer = self._payers.of_turn(call.project, call.epoch, call.turn_id)
        free = self._settings.demo_model
        most = 0 if free else asked.most_micros
        self._take_place(call.project.id)
        with ExitStack() as failing:
            failing.callback(self._places.leave, call.project.id)
            reservation = self._budgets.reserve(call.project.id, payer, most, summary=call.summary)
            failing.callback(self._budgets.settle, reservation, 0, Tokens())
            upstream = self._upstream.messages(asked, call.headers)
            failing.pop_all()
        answer = MeteredAnswer(upstream, self._budgets, reservation, asked, free=free)
        answer.at_end(lambda: self._places.leave(call.project.id))
        if call.connection is not None:
            answer.watch(self._departures, call.connection)
        return answer

    def _take_place(self, project_id: str) -> None:
        try:
            self._places.take(project_id, wait_seconds=0)
        except RateLimited as error:
            raise Unavailable("The model gateway is busy.", code="gateway_busy", retryAfter=2) from error

    def _models(self, call: Call) -> tuple[str, ...]:
        settings = self._settings
        if call.summary:
            return (settings.summary_model,)
        return (*settings.allowed_models, *((settings.anthropic_model,) if settings.anthropic_model else ()))
