"""The ends of turns that aren't known to be stored: sent again while the pod lives, else left in the last rescue."""

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from common.errors import StoryDreamError, Superseded
from common.rescue_envelope import UnsentEnd, fitting
from session_pod.agent.edge_client import EdgeClient
from session_pod.agent.patience import is_temporary

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class End:
    """What `PUT messages/{id}` is sent when a turn ends."""

    id: str
    body: dict[str, Any]


class UnsentEnds:
    """Thread-safe: whoever shuts down reads what the worker could not send."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ends: list[End] = []
        self._draft: Callable[[], Sequence[End]] | None = None

    @property
    def waiting(self) -> bool:
        """Whether an ended turn's messages are still to be sent."""
        return bool(self._ends)

    def begin(self, draft: Callable[[], Sequence[End]]) -> None:
        """A turn begins; `draft` tells how it would end if the pod ended now."""
        with self._lock:
            self._draft = draft

    def end(self, ends: Sequence[End]) -> None:
        """The turn has ended like this; nothing of it is stored yet. Without ends, somebody else will end it."""
        with self._lock:
            self._ends += ends
            self._draft = None

    def sent(self, *ends: End) -> None:
        """Stored, or refused for good."""
        with self._lock:
            self._ends = [end for end in self._ends if end not in ends]

    def send_again(self, edge: EdgeClient) -> None:
        """One try for each. Raises Superseded, or a temporary error with the rest still to be sent."""
        with self._lock:
            waiting = list(self._ends)
        for end in waiting:
            try:
                edge.put_message(end.id, end.body)
            except StoryDreamError as error:
                if is_temporary(error) or isinstance(error, Superseded):
                    raise
                logger.warning("a late end was refused", extra={"fields": {"reason": error.detail}})
            self.sent(end)

    def left(self) -> list[UnsentEnd]:
        """As they go into a rescue: what is unsent now, a running turn's draft included."""
        with self._lock:
            ends = [*self._ends, *(self._draft() if self._draft is not None else ())]
        read: list[UnsentEnd] = []
        for end in ends:
            try:
                read.append(UnsentEnd.model_validate({"id": end.id, **end.body}))
            except ValidationError as error:
                logger.warning("an end is left out of the rescue", extra={"fields": {"reason": str(error)}})
        return fitting(read)
