"""What goes wrong on purpose between a client and the API: errors by rule, lost and slow answers, an absent server."""

import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.pool_manager.kube.errors import ApiError
from tests.pool_manager.kube.watches import WatchFaults

_REASONS = {
    403: "Forbidden",
    409: "Conflict",
    410: "Expired",
    429: "TooManyRequests",
    500: "InternalError",
    503: "ServiceUnavailable",
    504: "Timeout",
}


@dataclass
class Fault:
    """A rule. It befalls requests of the verb (get, list, watch, create, update, patch, delete, deletecollection) on
    the resource ("pods", "pods/eviction", "deployments/scale", …), "*" for any: after the first `skip`, a `share` of
    them, at most `times`.

    What happens: `delay_seconds` of waiting first; then, with `status`, that error, or with `cut` no answer at all and
    a closed connection; with `after`, a write has taken effect before that, and its answer is lost. With neither
    status nor cut an answer is only slow.
    """

    verb: str = "*"
    resource: str = "*"
    status: int | None = None
    cut: bool = False
    after: bool = False
    share: float = 1.0
    skip: int = 0
    times: int | None = None
    delay_seconds: float = 0.0
    retry_after: int | None = None
    name: str | None = None
    hits: int = field(default=0, init=False)
    _seen: int = field(default=0, init=False)

    def takes(self, verb: str, resource: str, name: str | None) -> bool:
        """Counts what it is asked; to be called under a lock."""
        if self.verb not in ("*", verb) or self.resource not in ("*", resource) or self.name not in (None, name):
            return False
        self._seen += 1
        if self._seen <= self.skip or (self.times is not None and self.hits >= self.times):
            return False
        if self.share < 1.0 and random.random() >= self.share:
            return False
        self.hits += 1
        return True

    def error(self) -> ApiError:
        assert self.status is not None
        details = {"retryAfterSeconds": self.retry_after} if self.retry_after is not None else None
        reason = _REASONS.get(self.status, "InternalError")
        return ApiError(self.status, reason, f"a fault that was asked for: {reason}", details)


class Faults:
    """`watches` holds what befalls watches. While `away`, connections are closed without an answer."""

    def __init__(self) -> None:
        self.watches = WatchFaults()
        self.away = False
        self._rules: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        with self._lock:
            self._rules.append(fault)
        return fault

    def clear(self) -> None:
        """No rule any more, and watches as they should be."""
        with self._lock:
            self._rules.clear()
        self.watches.delay_seconds = self.watches.reorder_seconds = 0.0
        self.watches.deaf = self.watches.within = False

    @contextmanager
    def during(self, fault: Fault) -> Iterator[Fault]:
        """The rule holds within the block."""
        yield self.add(fault)
        with self._lock:
            self._rules.remove(fault)

    def befalls(self, verb: str, resource: str, name: str | None) -> Fault | None:
        """The first rule that takes the request; its delay is over when this returns."""
        with self._lock:
            fault = next((rule for rule in self._rules if rule.takes(verb, resource, name)), None)
        if fault is not None and fault.delay_seconds:
            time.sleep(fault.delay_seconds)
        return fault

    def drop_watches(self) -> None:
        """Every watch there is ends, as when a load balancer loses patience."""
        self.watches.dropped += 1
