"""Who pays for an answer of the model: whoever asked for the turn that runs; else the project's owner."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from common.message_store import MessageStore
from common.models import MessageStatus, Plan, Project
from common.user_store import UserStore

CACHE_SECONDS: Final = 30.0
"""So long a running turn's author and their plan are remembered: a turn asks the model every few seconds."""
CACHE_ENTRIES: Final = 10_000
_RUNNING_MAX: Final = 20


@dataclass(frozen=True)
class Payer:
    """A user, their plan, and the turn that the answer belongs to (none: between turns)."""

    uid: str
    plan: Plan
    turn_id: str | None


class Payers:
    """Thread-safe. Raises Unavailable when Firestore doesn't answer."""

    def __init__(self, messages: MessageStore, users: UserStore, clock: Callable[[], float] = time.monotonic) -> None:
        self._messages = messages
        self._users = users
        self._clock = clock
        self._known: OrderedDict[tuple[str, int, str], tuple[float, Payer]] = OrderedDict()
        self._lock = threading.Lock()

    def of_turn(self, project: Project, epoch: int, turn_id: str | None) -> Payer:
        """`turn_id` as the pod says it; believed only while a message of the project is worked on by that turn in that
        epoch. Without it: the author of whichever message is."""
        key = (project.id, epoch, turn_id or "")
        known = self._remembered(key)
        if known is not None:
            return known
        running = [
            message
            for message in self._messages.with_status(project.id, MessageStatus.RUNNING, _RUNNING_MAX)
            if message.epoch == epoch and turn_id in (None, message.turn_id)
        ]
        if not running:
            return self.owner(project)
        newest = running[-1]
        uid = newest.author_id or project.user_id
        payer = Payer(uid, self._users.plan(uid), newest.turn_id)
        if turn_id is not None:
            self._remember(key, payer)
        return payer

    def owner(self, project: Project) -> Payer:
        """For what belongs to no turn."""
        return Payer(project.user_id, self._users.plan(project.user_id), None)

    def _remembered(self, key: tuple[str, int, str]) -> Payer | None:
        with self._lock:
            until, payer = self._known.get(key, (0.0, None))
            return payer if until > self._clock() else None

    def _remember(self, key: tuple[str, int, str], payer: Payer) -> None:
        with self._lock:
            self._known[key] = (self._clock() + CACHE_SECONDS, payer)
            self._known.move_to_end(key)
            if len(self._known) > CACHE_ENTRIES:
                self._known.popitem(last=False)
