"""What runs in a pod, as far as its kubelet cares: something with an address that starts, is ready or not, and ends."""

from dataclasses import dataclass
from typing import Literal, Protocol

from tests.pool_manager.kube.resources import Json

Problem = Literal["crash", "never-ready", "image"]


@dataclass(frozen=True)
class Fate:
    """How a pod without an agent of its own fares, and when one with an agent starts and ends.

    `start_seconds` from its binding to Running, `warm_seconds` from there to Ready; `problem`: its container crashes
    again and again instead, or is never ready, or its image can't be pulled. `stop_seconds` from SIGTERM to its end
    (an agent decides that itself), None to be killed when its grace is over.
    """

    start_seconds: float = 0.0
    warm_seconds: float = 0.05
    problem: Problem | None = None
    stop_seconds: float | None = 0.02


class Agent(Protocol):
    """One container's life. Ended ones are never started again: the kubelet asks for a new one."""

    def ready(self) -> bool:
        """What its readiness probe would say."""

    def alive(self) -> bool: ...

    def terminate(self) -> None:
        """SIGTERM."""

    def kill(self) -> None:
        """SIGKILL: gone when this returns."""


class StartAgent(Protocol):
    def __call__(self, pod: Json, address: str) -> Agent:
        """Listens at the address when this returns."""
