"""What monitoring reads at `GET /metrics`: the only file that imports prometheus_client. Each series is of one replica;
pods, leases and the line are the same at all of them."""

import threading
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import Literal

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

ClaimResult = Literal["warm", "waited", "exhausted", "superseded", "failed"]
"""`warm` was served at once, `waited` after a while in line; the others got no pod."""

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# With bounds at the targets: claim p50 50 ms and p99 250 ms, activation p50 300 ms, open to ready p50 1 s.
CLAIM_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 120)
ACTIVATION_BUCKETS = (0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30)
OPEN_BUCKETS = (0.1, 0.25, 0.5, 1, 1.5, 2, 5, 10, 30, 60, 150)
# Enough for a ratio to a tenth of a percent; days on a quiet system, a minute in a launch.
CLAIMS_REMEMBERED = 1000


class Metrics:
    """Methods may be called from many threads."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._claims = Counter(
            "storydream_pool_claims", "Claims by how they ended.", ["result"], registry=self._registry
        )
        self._claim_seconds = _histogram("claim", "From the lease to the pod.", CLAIM_BUCKETS, self._registry)
        self._activation_seconds = _histogram("activation", "A pod's activation.", ACTIVATION_BUCKETS, self._registry)
        self._open_seconds = _histogram("open", "From the ask to ready.", OPEN_BUCKETS, self._registry)
        self._sweeps = Counter(
            "storydream_pool_sweep_actions", "What sweeps put in order, by kind.", ["kind"], registry=self._registry
        )
        self._served: deque[bool] = deque(maxlen=CLAIMS_REMEMBERED)
        self._lock = threading.Lock()

    def claimed(self, result: ClaimResult, seconds: float) -> None:
        self._claims.labels(result).inc()
        if result in ("warm", "waited"):
            self._claim_seconds.observe(seconds)
        if result in ("warm", "waited", "exhausted"):
            with self._lock:
                self._served.append(result == "warm")

    def activated(self, seconds: float) -> None:
        self._activation_seconds.observe(seconds)

    def opened(self, seconds: float) -> None:
        self._open_seconds.observe(seconds)

    def swept(self, done: Mapping[str, int]) -> None:
        for kind, count in done.items():
            self._sweeps.labels(kind).inc(count)

    @property
    def warm_hit_ratio(self) -> float | None:
        """The share of the last claims that were served without waiting; None before the first."""
        with self._lock:
            return sum(self._served) / len(self._served) if self._served else None

    def watch(self, look: Callable[[], Mapping[str, float]]) -> None:
        """From now on tell these, looked at whenever somebody asks: `name` or `name/state` → value."""
        self._registry.register(_Gauges(look))

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Gauges(Collector):
    def __init__(self, look: Callable[[], Mapping[str, float]]) -> None:
        self._look = look

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing is asked before everything is wired."""
        return []

    def collect(self) -> Iterable[GaugeMetricFamily]:
        families: dict[str, GaugeMetricFamily] = {}
        for key, value in self._look().items():
            name, _, state = key.partition("/")
            labels = ["state"] if state else []
            family = families.setdefault(
                name, GaugeMetricFamily(f"storydream_pool_{name}", GAUGES.get(name, ""), labels=labels)
            )
            family.add_metric([state] if state else [], value)
        return families.values()


GAUGES = {
    "pods": "Pods by state, as this replica sees them.",
    "wanted": "How many pods without a session there should be.",
    "queue_length": "Sessions that wait for a pod, at all replicas.",
    "leader": "1 at the replica that sizes and sweeps.",
    "breaker_open": "1 while pods that fail to warm up aren't replaced.",
    "paused": "1 for each switch that an operator has set.",
    "warm_hit_ratio": "The share of this replica's last 1000 claims that were served without waiting.",
}


def _histogram(name: str, text: str, buckets: tuple[float, ...], registry: CollectorRegistry) -> Histogram:
    return Histogram(f"storydream_pool_{name}_seconds", text, buckets=buckets, registry=registry)
