"""Who leads among the pool managers of a cluster: the holder of the Lease `pool-manager-leader`.

As client-go's leader election does it: clocks are never compared, each replica measures with its own how long the Lease
has not changed. The leader acts only within `DEADLINE_SECONDS` of sending a renewal that went through; the others take
the Lease when they saw it unchanged for the longer `DURATION_SECONDS`, so the two never overlap. The Lease's
annotations also keep the operator's switches: they survive Redis, and every replica reads them every few seconds.
"""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from common.errors import Conflict, NotFound, StoryDreamError, Unavailable
from pool_manager.kubernetes.client import KubernetesClient, Resource
from pool_manager.leadership import Paused

logger = logging.getLogger(__name__)

NAME = "pool-manager-leader"
# client-go's defaults: an API server that is away for less than 10 s costs no change of leader.
DURATION_SECONDS = 15.0
DEADLINE_SECONDS = 10.0
RETRY_SECONDS = 2.0
ATTEMPTS = 5

PAUSE_CLAIMS = "storydream.io/pause-claims"
PAUSE_REFILL = "storydream.io/pause-refill"
STOPPED = "storydream.io/stopped"


@dataclass(frozen=True)
class Times:
    """Seconds; `deadline` well below `duration`."""

    duration: float = DURATION_SECONDS
    deadline: float = DEADLINE_SECONDS
    retry: float = RETRY_SECONDS


@dataclass(frozen=True)
class Election:
    """The leader's Lease as it was read. `renewed` is the holder's time as a text: only whether it changes counts."""

    name: str
    uid: str
    version: int
    holder: str | None
    renewed: str
    terms: int
    notes: Mapping[str, str]

    @property
    def paused(self) -> Paused:
        return Paused(PAUSE_CLAIMS in self.notes, PAUSE_REFILL in self.notes, STOPPED in self.notes)


def read_election(item: dict[str, Any]) -> Election:
    meta, spec = item["metadata"], item.get("spec") or {}
    return Election(
        name=meta["name"],
        uid=meta["uid"],
        version=int(meta["resourceVersion"]),
        holder=spec.get("holderIdentity") or None,
        renewed=spec.get("renewTime") or "",
        terms=int(spec.get("leaseTransitions") or 0),
        notes=meta.get("annotations") or {},
    )


ELECTIONS: Resource[Election] = Resource("/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases", read_election)


class LeaderLease:
    """One candidate. `now` is a monotonic clock."""

    shared = True

    def __init__(
        self,
        client: KubernetesClient,
        namespace: str,
        identity: str,
        times: Times | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client = client
        self._namespace = namespace
        self._identity = identity
        self._times = times or Times()
        self._now = now
        self._seen: Election | None = None
        self._unchanged_since = now()
        self._leads_until = float("-inf")
        self._out = threading.Event()
        self._wake = threading.Event()
        self._one_at_a_time = threading.Lock()

    def start(self) -> None:
        threading.Thread(target=self._run, name="leader", daemon=True).start()

    def stop(self) -> None:
        """As a process that died: the Lease stays with this one until it expires."""
        self._out.set()
        self._wake.set()

    @property
    def leads(self) -> bool:
        return not self._out.is_set() and self._now() < self._leads_until

    @property
    def leader(self) -> str | None:
        return self._seen.holder if self._seen is not None else None

    @property
    def paused(self) -> Paused:
        return self._seen.paused if self._seen is not None else Paused()

    def pause(self, claims: bool | None = None, refill: bool | None = None, stopped: bool | None = None) -> Paused:
        """Raises Unavailable when the API doesn't take it."""
        given = {PAUSE_CLAIMS: claims, PAUSE_REFILL: refill, STOPPED: stopped}
        notes = {name: "true" if value else None for name, value in given.items() if value is not None}
        with self._one_at_a_time:
            for _ in range(ATTEMPTS):
                try:
                    body = {"metadata": {"annotations": notes}}
                    changed = self._client.patch(ELECTIONS, self._namespace, NAME, body, repeatable=True)
                except NotFound:
                    self._create(None)
                    continue
                self._note(changed)
                return changed.paused
        raise Unavailable("The switches could not be set.", retryAfter=1)

    def look(self) -> None:
        self._wake.set()

    def step_down(self) -> None:
        self.stop()
        with self._one_at_a_time:  # a renewal that is under way would take the Lease again
            seen = self._seen
            if seen is None or seen.holder != self._identity:
                return
            try:
                self._hold(seen, None)
                logger.info("No leader any more", extra={"fields": {"manager": self._identity}})
            except StoryDreamError as error:
                logger.warning("Leadership could not be given up, it expires: %s", error.detail)

    def try_once(self) -> None:
        """Take the Lease, renew it, or see who has it. Raises what the client raises."""
        with self._one_at_a_time:
            if self._out.is_set():
                return
            for _ in range(ATTEMPTS):
                began = self._now()
                try:
                    self._note(self._client.get(ELECTIONS, self._namespace, NAME))
                except NotFound:
                    self._create(self._identity)
                    continue
                seen = self._seen
                if seen is None or not self._may_take(seen):
                    return
                try:
                    self._note(self._hold(seen, self._identity))
                except Conflict:
                    continue  # somebody was first, or a switch was set: look again
                if seen.holder != self._identity:
                    logger.info("Leader now", extra={"fields": {"manager": self._identity, "before": seen.holder}})
                self._leads_until = began + self._times.deadline
                return

    def _may_take(self, seen: Election) -> bool:
        free = seen.holder in (None, self._identity)
        return free or self._now() - self._unchanged_since >= self._times.duration

    def _note(self, election: Election) -> None:
        before = self._seen
        if before is None or (before.holder, before.renewed) != (election.holder, election.renewed):
            self._unchanged_since = self._now()
        if election.holder != self._identity:
            self._leads_until = float("-inf")
        if before is not None and before.paused != election.paused:
            logger.warning("Switches changed: %s", election.paused)
        self._seen = election

    def _create(self, holder: str | None) -> None:
        kind = {"apiVersion": "coordination.k8s.io/v1", "kind": "Lease"}
        body = {**kind, "metadata": {"name": NAME}, "spec": _spec(holder, self._times.duration, 0)}
        try:
            self._note(self._client.create(ELECTIONS, self._namespace, body))
        except Conflict:
            return  # another replica made it

    def _hold(self, seen: Election, holder: str | None) -> Election:
        """Make `holder` the leader, if the Lease is still as it was read."""
        terms = seen.terms + (holder not in (None, seen.holder))
        meta = {"resourceVersion": str(seen.version), "uid": seen.uid}
        body = {"metadata": meta, "spec": _spec(holder, self._times.duration, terms)}
        return self._client.patch(ELECTIONS, self._namespace, NAME, body)

    def _run(self) -> None:
        while not self._out.is_set():
            self._wake.clear()
            led = self.leads
            try:
                self.try_once()
            except StoryDreamError as error:
                logger.warning("The leader's lease could not be looked at: %s", error.detail)
            if led and not self.leads:
                logger.warning("No leader any more", extra={"fields": {"manager": self._identity}})
            self._wake.wait(self._times.retry)


def _spec(holder: str | None, duration: float, terms: int) -> dict[str, Any]:
    now = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return {
        "holderIdentity": holder,
        "leaseDurationSeconds": max(1, round(duration)),
        "renewTime": now,
        "leaseTransitions": terms,
    }
