"""What benchmarks of storage share: a slow storage, and samples of time, requests and bytes."""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

from benchmarks.report import percentile
from tests.servers import gcs_server
from tests.storage_proxy import StorageProxy, storage_proxy

Figure = Literal["ms", "requests", "writes", "kilobytes", "written"]
DELAY_SECONDS: Final = 0.020
_MEMORY: Final = Path("/dev/shm")  # noqa: S108 - a folder of its own is made there
_MEMORY_BYTES: Final = 2 * 1024**3


@dataclass(frozen=True)
class Sample:
    """What one operation took: ms, requests to storage, writes among them, KB of bodies, KB of them to storage."""

    ms: float
    requests: int
    writes: int
    kilobytes: float
    written: float

    def __add__(self, other: "Sample") -> "Sample":
        return Sample(
            self.ms + other.ms,
            self.requests + other.requests,
            self.writes + other.writes,
            self.kilobytes + other.kilobytes,
            self.written + other.written,
        )


@dataclass
class Measured:
    """An operation's repetitions."""

    samples: list[Sample] = field(default_factory=list)

    def median(self, figure: Figure) -> float:
        return self.at(50, figure)

    def at(self, percent: float, figure: Figure) -> float:
        """What so many percent of the repetitions don't exceed."""
        return percentile([float(getattr(sample, figure)) for sample in self.samples], percent)


def measure(proxy: StorageProxy, work: Callable[[], object]) -> Sample:
    """Do something with each of its requests to storage taking 20 ms."""
    proxy.reset()
    proxy.delay_seconds = DELAY_SECONDS
    started = time.perf_counter()
    try:
        work()
        passed = time.perf_counter() - started
    finally:
        proxy.delay_seconds = 0.0
    writes = proxy.counts["POST"] + proxy.counts["PUT"]
    written = proxy.bytes_received / 1000
    return Sample(1000 * passed, sum(proxy.counts.values()), writes, proxy.bytes_sent / 1000 + written, written)


@contextmanager
def storage() -> Iterator[tuple[StorageProxy, Path]]:
    """Gives an empty storage and a temporary folder. The storage's server keeps its objects in memory where there is
    room: what is measured is the delay of its requests, not a disk of this machine."""
    roomy = _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _MEMORY_BYTES
    with (
        gcs_server(folder=_MEMORY if roomy else None) as upstream,
        storage_proxy(upstream) as proxy,
        tempfile.TemporaryDirectory(prefix="bench-") as folder,
    ):
        yield proxy, Path(folder)
