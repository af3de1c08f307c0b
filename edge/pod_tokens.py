"""Renewal of pod tokens. The edge has no pool manager key, so it asks the pool manager, at most once in ten minutes a
session: a heartbeat comes every few seconds, a token lasts an hour."""

import logging
import threading
import time
from collections import OrderedDict
from typing import Final, Protocol

from common.errors import Superseded, Unavailable
from common.tokens import PodClaims
from edge.pool_client import PodToken

KEEP_SECONDS: Final = 600.0
ENTRIES_MAX: Final = 10_000

logger = logging.getLogger(__name__)


class Renewer(Protocol):
    def renew_token(self, project_id: str, session_id: str, epoch: int) -> PodToken: ...


class PodTokens:
    """A token good for at least another 50 minutes, for a pod whose own has been verified."""

    def __init__(self, pool: Renewer) -> None:
        self._pool = pool
        self._known: OrderedDict[PodClaims, tuple[float, PodToken]] = OrderedDict()
        self._lock = threading.Lock()

    def renewed(self, claims: PodClaims, presented: str) -> PodToken:
        """While the pool manager doesn't answer, the presented token is given back. Raises Superseded."""
        with self._lock:
            entry = self._known.get(claims)
        if entry is not None and entry[0] > time.monotonic():
            return entry[1]
        try:
            token = self._pool.renew_token(claims.project_id, claims.session_id, claims.epoch)
        except Superseded:
            raise
        except Unavailable as error:
            logger.warning("pod token not renewed", extra={"fields": {"reason": error.detail}})
            return PodToken(token=presented)
        with self._lock:
            self._known[claims] = (time.monotonic() + KEEP_SECONDS, token)
            self._known.move_to_end(claims)
            if len(self._known) > ENTRIES_MAX:
                self._known.popitem(last=False)
        return token
