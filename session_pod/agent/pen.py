"""Who of the people in an open project has the pen: a courtesy between them that browsers show and keep to.

Nothing is locked by it: what somebody sends all the same waits in the queue as ever, and the turn that takes it up
moves the pen to them.
"""

import threading
import time
from collections.abc import Callable, Mapping
from typing import Final

from common.errors import Conflict
from common.models import Role
from common.sharing_models import Pen

AWAY_SECONDS: Final = 30.0
"""So long the pen waits for who has it, as while their page is loaded again."""
ANSWER_SECONDS: Final = 30.0
"""Who asks again after so long without an answer has it."""
_WRITERS: Final = frozenset({"owner", "editor"})


class PenHolder:
    """Thread-safe."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._here: dict[str, Role] = {}
        self._writer: str | None = None
        self._away_since: float | None = None
        self._asking: dict[str, float] = {}

    def follow(self, people: Mapping[str, Role]) -> Pen:
        """Who is there now, in the order in which they came: the first who may write gets a pen that nobody has."""
        with self._lock:
            self._here = dict(people)
            self._asking = {uid: since for uid, since in self._asking.items() if self._may_write(uid)}
            now = self._clock()
            away = self._away_since is not None and now - self._away_since >= AWAY_SECONDS
            demoted = self._writer in self._here and not self._may_write(self._writer)
            if self._writer is None or away or demoted:
                self._give(next((uid for uid in self._here if self._may_write(uid)), None))
            if self._may_write(self._writer):
                self._away_since = None
            elif self._away_since is None:
                self._away_since = now
            return self._told()

    def ask(self, uid: str) -> Pen:
        """It is theirs at once when who has it isn't there, or has left their last question unanswered."""
        with self._lock:
            self._require_writer(uid)
            now = self._clock()
            asked = self._asking.setdefault(uid, now)
            if not self._may_write(self._writer) or now - asked >= ANSWER_SECONDS:
                self._give(uid)
            return self._told()

    def answer(self, uid: str, to: str | None) -> Pen:
        """By who has it: give it to somebody who is there, or keep it (None). Raises Conflict (`pen_moved`)."""
        with self._lock:
            if uid != self._writer:
                raise Conflict("Somebody else is editing now.", code="pen_moved")
            if to is None:
                self._asking.clear()
            else:
                self._require_writer(to)
                self._give(to)
            return self._told()

    def wrote(self, uid: str) -> bool:
        """A turn has taken up what they sent → whether the pen moved to them."""
        with self._lock:
            moves = uid != self._writer and self._may_write(uid)
            if moves:
                self._give(uid)
            return moves

    def _give(self, uid: str | None) -> None:
        self._writer, self._away_since = uid, None
        self._asking.clear()

    def _may_write(self, uid: str | None) -> bool:
        return uid is not None and self._here.get(uid) in _WRITERS

    def _require_writer(self, uid: str) -> None:
        if not self._may_write(uid):
            raise Conflict("Only who is there and may edit can have the pen.", code="not_here")

    def _told(self) -> Pen:
        return Pen(writer=self._writer, asking=sorted(self._asking, key=lambda uid: self._asking[uid]))
