"""How long a session pod takes from the start of its two processes to ready. What comes before on a node, pulling the
image and making the containers, is not measured here. Needs root."""

import sys
from typing import Final

from benchmarks.report import Row, percentile
from tests.images.container import obstacle
from tests.images.session_pod import running_session_pod

STARTS: Final = 5
TARGET_SECONDS: Final = 5.0


def run() -> list[Row]:
    reason = obstacle()
    if reason is not None:
        sys.stdout.write(f"left out: {reason}\n")
        return []
    seconds = []
    for _ in range(STARTS):
        with running_session_pod() as pod:
            seconds.append(pod.warm_seconds)
    return [
        Row("from process start to warm, median", "s", percentile(seconds, 50), target=TARGET_SECONDS),
        Row("from process start to warm, slowest", "s", max(seconds)),
    ]
