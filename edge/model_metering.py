"""An answer of the model on its way to the pod: counted as it passes, paid for when it ends, however it ends."""

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from typing import Final

from common.budget_store import HOLD_SECONDS
from common.prices import Tokens, cost_micros
from edge.budget_rules import Reservation
from edge.budgets import Budgets
from edge.departures import Departures
from edge.model_request import ModelRequest
from edge.model_upstream import ModelAnswer
from edge.model_usage import UsageMeter

KEEP_EVERY_SECONDS: Final = HOLD_SECONDS / 4

logger = logging.getLogger(__name__)


class MeteredAnswer:
    """The answer's body. `free` where it costs nothing. The server calls `close` when the pod has gone away."""

    def __init__(
        self, answer: ModelAnswer, budgets: Budgets, reservation: Reservation, asked: ModelRequest, *, free: bool
    ) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self._answer = answer
        self._budgets = budgets
        self._reservation = reservation
        self._model = asked.model
        self._free = free
        self._meter = UsageMeter(asked.input_tokens)
        self._begun = time.monotonic()
        self._kept = self._begun
        self._whole = False
        self._settled = threading.Lock()
        self._at_end: list[Callable[[], object]] = []

    def at_end(self, work: Callable[[], object]) -> None:
        """Do this, too, once the answer has ended."""
        self._at_end.append(work)

    def watch(self, departures: Departures, connection: socket.socket) -> None:
        """Cancel the model's work when the pod closes its connection, even while nothing is written to it."""
        departures.watch(connection, self._answer.cancel)
        self.at_end(lambda: departures.forget(connection))

    def __iter__(self) -> Iterator[bytes]:
        try:
            if self._answer.is_stream:
                yield from self._stream()
            else:
                body = b"".join(self._answer)
                self._meter.whole(body)  # before it is sent: leaving early must not make it free
                yield body
            self._whole = True
        finally:
            self.close()

    def _stream(self) -> Iterator[bytes]:
        for piece in self._answer:
            self._meter.events(piece)
            self._keep()
            yield piece

    def _keep(self) -> None:
        if time.monotonic() - self._kept > KEEP_EVERY_SECONDS:
            self._kept = time.monotonic()
            self._budgets.keep(self._reservation)

    def close(self) -> None:
        """Idempotent."""
        if not self._settled.acquire(blocking=False):
            return
        self._answer.close()
        tokens = self._meter.tokens if self._answer.status == 200 else Tokens()
        micros = 0 if self._free else cost_micros(self._model, tokens)
        try:
            self._budgets.settle(self._reservation, micros, tokens)
        finally:
            for work in self._at_end:
                work()
        fields = {
            "model": self._model,
            "status": self._answer.status,
            "whole": self._whole,
            "input": tokens.prompt,
            "output": tokens.output_tokens,
            "micros": micros,
            "ms": round(1000 * (time.monotonic() - self._begun)),
        }
        logger.info("answer of the model", extra={"fields": fields})
