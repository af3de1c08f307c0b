"""Who is at which work, among several pool managers: each opening and each ending of a session has one that is at it.

It spares double work and keeps the others from waiting for one that died. It is no lock: after a loss of Redis, or a
pause longer than the expiry, two may be at the same session, and what keeps it whole then is the backend's lease.
"""

import logging
import threading
from collections.abc import Iterable, Sequence
from typing import Protocol

from common.errors import Unavailable

logger = logging.getLogger(__name__)

# An overloaded machine stalls for seconds; and a user waits this long when the one that opens the session dies.
OWNED_MS = 10_000
# So many times within it that is said anew.
RENEWALS = 5


class OwnerStore(Protocol):
    """The slice of SessionStore that is needed here."""

    def own(self, work: Sequence[str], who: str, ms: int) -> list[str]: ...
    def owners(self, work: Sequence[str]) -> list[str | None]: ...
    def disown(self, work: Sequence[str], who: str) -> None: ...


class Owners(Protocol):
    """Work goes by the keys of Workers: `open:{sessionId}`, `end:{sessionId}`."""

    def take(self, work: str) -> bool:
        """Be at it from now on; False when another pool manager is."""

    def done(self, work: str) -> None:
        """It needs no renewing any more."""

    def lost(self, work: str) -> bool:
        """Whether another pool manager has taken it over since."""

    def unowned(self, work: Iterable[str]) -> set[str]:
        """Those that no pool manager is at. Raises Unavailable when nobody can say."""

    def let_go(self) -> None:
        """Let others take over at once what is unfinished here."""


class SoleOwner:
    """Where there is one pool manager only."""

    def take(self, work: str) -> bool:  # noqa: ARG002
        return True

    def done(self, work: str) -> None:
        """Nothing to renew."""

    def lost(self, work: str) -> bool:  # noqa: ARG002
        return False

    def unowned(self, work: Iterable[str]) -> set[str]:
        return set(work)

    def let_go(self) -> None:
        """Nobody else is there."""


class SharedOwners:
    """Kept in Redis, each with an expiry that a thread here renews."""

    def __init__(self, store: OwnerStore, who: str, owned_ms: int = OWNED_MS) -> None:
        """`who` names this pool manager; a successor by the same name goes on at once."""
        self._store = store
        self._who = who
        self._owned_ms = owned_ms
        self._mine: set[str] = set()
        self._lost: set[str] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._renew_all, name="owners", daemon=True).start()

    def stop(self) -> None:
        """As a process that died: what it was at expires."""
        self._stop.set()

    def take(self, work: str) -> bool:
        try:
            mine = self._store.own([work], self._who, self._owned_ms) == [self._who]
        except Unavailable:
            mine = True  # what a user asks for is done also without Redis
        if mine:
            with self._lock:
                self._mine.add(work)
                self._lost.discard(work)
        return mine

    def done(self, work: str) -> None:
        """It stays ours until it expires: another replica may be the last to see that it is done."""
        with self._lock:
            self._mine.discard(work)
            self._lost.discard(work)

    def lost(self, work: str) -> bool:
        with self._lock:
            return work in self._lost

    def unowned(self, work: Iterable[str]) -> set[str]:
        asked = list(work)
        if not asked:
            return set()
        owners = self._store.owners(asked)
        return {key for key, owner in zip(asked, owners, strict=True) if owner in (None, self._who)}

    def let_go(self) -> None:
        self._stop.set()
        with self._lock:
            mine = list(self._mine)
            self._mine.clear()
            self._lost.update(mine)  # threads that are still at it don't end what goes on elsewhere
        if not mine:
            return
        logger.info("Unfinished work is handed over", extra={"fields": {"work": mine}})
        try:
            self._store.disown(mine, self._who)
        except Unavailable as error:
            logger.warning("Work could not be handed over, it expires: %s", error.detail)

    def renew(self) -> None:
        """Say of all that is unfinished that it is in hand."""
        with self._lock:
            mine = list(self._mine)
        if not mine:
            return
        try:
            owners = self._store.own(mine, self._who, self._owned_ms)
        except Unavailable:
            return
        lost = {key for key, owner in zip(mine, owners, strict=True) if owner != self._who}
        for key in lost:
            logger.warning("Another pool manager took over", extra={"fields": {"work": key}})
        with self._lock:
            self._mine -= lost
            self._lost |= lost

    def _renew_all(self) -> None:
        while not self._stop.wait(self._owned_ms / 1000 / RENEWALS):
            self.renew()
