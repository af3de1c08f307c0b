"""What the pool manager asks of whatever runs pods: processes on one machine, or Kubernetes.

The backend is the truth about pods and leases, across a loss of Redis and a restart of the pool manager. A **lease** is
the right to be the project's one session; it outlives its session as the memory of the project's highest epoch.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from common.models import Isolation
from common.tokens import PodClaims


class PodState(StrEnum):
    """warming → warm → claimed → closing, and gone; failed where it died or never became warm."""

    WARMING = "warming"
    WARM = "warm"
    CLAIMED = "claimed"
    CLOSING = "closing"
    FAILED = "failed"


class LeaseState(StrEnum):
    """Held by a live session; closing while that one saves; free otherwise."""

    HELD = "held"
    CLOSING = "closing"
    FREE = "free"


@dataclass(frozen=True)
class Lease:
    """A project's lease and the session that holds it, or held it last. `created_at` in ms since 1970."""

    project_id: str
    session_id: str
    epoch: int
    user_id: str
    created_at: int
    state: LeaseState

    @property
    def claims(self) -> PodClaims:
        return PodClaims(self.project_id, self.session_id, self.epoch)


@dataclass(frozen=True)
class Pod:
    """A pod as last seen. `active` is the state its activation ended in (`ready` or `broken`), None before.

    `reason` says why it failed, `leaving` why a pod that still works will soon be taken away: its session has to be
    saved and moved before. `started_at` and `warmed_at` in ms since 1970.
    """

    name: str
    uid: str
    ip: str
    state: PodState
    started_at: int
    agent_url: str
    warmed_at: int | None = None
    lease: Lease | None = None
    active: str | None = None
    reason: str | None = None
    leaving: str | None = None
    isolation: Isolation = "unknown"


@dataclass(frozen=True)
class Addresses:
    """Where a session is reached: by the browser, twice, and by the edge."""

    preview_url: str
    events_url: str
    agent_url: str


class Backend(Protocol):
    """All methods may be called from many threads. Those that change something are safe to repeat."""

    def pods(self) -> list[Pod]:
        """Every pod there is, as last seen; costs nothing."""

    def leases(self) -> list[Lease]:
        """Those that are held or closing."""

    def lease_of(self, project_id: str) -> Lease | None:
        """The project's lease, also when free; None when the project was never opened here."""

    def pod_for(self, project_id: str) -> Pod | None:
        """The claimed or closing pod of the project; looked up anew where the last look shows none and its lease is
        taken, as another pool manager may just have claimed it."""

    def reserve(self, project_id: str, session_id: str, user_id: str, epoch_floor: int) -> Lease:
        """Take the project's lease with epoch 1 + max(epoch_floor, its own), or return it as somebody holds it."""

    def claim(self, lease: Lease) -> Pod | None:
        """A warm pod for the lease, for good; the one it has already; None when no pod is warm, or as many as the hard
        cap allows have left the pool.

        Raises Superseded when the lease isn't held any more.
        """

    def mark_active(self, lease: Lease, state: str) -> None:
        """Note how the activation of the lease's pod ended."""

    def begin_close(self, lease: Lease) -> bool:
        """From now on nobody can join or claim; False when the lease isn't this session's any more."""

    def release(self, lease: Lease, saved: bool) -> None:
        """End the lease's pod and free the lease. What an unsaved pod holds is kept where the backend can."""

    def remove(self, pod: Pod) -> None:
        """End a pod that no session has."""

    def scale(self, depth: int) -> None:
        """Have so many pods without a session, warm or warming: start what is missing, retire the surplus, as far as
        the hard cap allows; costs nothing when it is so.

        All of it happens in the background. A pod that retires is CLOSING without a lease: nobody can claim it any
        more, and it counts until it is gone.
        """

    def observe(self) -> None:
        """Look at every pod: which died, which fell silent."""

    def wait_for_change(self, seconds: float) -> None:
        """Returns when a pod may have changed, or after so many seconds."""

    def addresses(self, pod: Pod, session_id: str) -> Addresses: ...

    def last_words(self, pod: Pod) -> str:
        """The end of the pod's logs, for whoever wants to know why it failed; raises when there is none."""
