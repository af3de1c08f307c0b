"""Sessions in Redis: the index that every service reads, rebuildable at any time from the pods themselves.

Keys: `session:{id}` hash, `project:{id}:active` → session id under a lease, `project:{id}:epoch`, and `session-events`
(pub/sub) with the capped stream `session-events:log` behind it. Only the pool manager writes sessions; the edge writes
lastActivity and busy.* through `touch`. A session that has ended never comes back to life here.

What several pool managers share is here, too: the line for a pod (`pool:line`, `pool:line:alive`), who is at which work
(`work:{key}`), and word of changes (`session-events`, `pool-line`, `pool-switches`). All of it may be lost.
"""

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from common import session_scripts
from common.models import SessionState
from common.redis_client import RedisError, ask, connect

BusyKind = Literal["browser", "turn", "export", "upload"]
BUSY_KINDS: tuple[BusyKind, ...] = ("browser", "turn", "export", "upload")
ENDED = frozenset({SessionState.CLOSED, SessionState.FAILED})

# The pool manager renews every few seconds; after a minute of silence another replica may open the project anew.
LEASE_MS = 60_000
KEEP_LIVE_MS = 24 * 3600_000
# Long enough for a browser that was asleep to learn why its session ended.
KEEP_ENDED_MS = 15 * 60_000

EVENTS_STREAM = "session-events:log"
EVENTS_CHANNEL = "session-events"
LINE_CHANNEL = "pool-line"
SWITCHES_CHANNEL = "pool-switches"
_LINE_KEYS = ["pool:line", "pool:line:alive"]
_LISTEN_AGAIN_SECONDS = 1.0


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


@dataclass(frozen=True)
class SessionRecord:
    """What Redis says of a session; times in ms since 1970, `busy` until when each kind of work holds it open.

    `epoch` is 0 for as long as the project's lease isn't held yet (an earlier session is still saving).
    """

    session_id: str
    project_id: str
    user_id: str
    epoch: int
    state: SessionState
    step: str
    created_at: int
    last_activity: int
    pod_name: str | None = None
    pod_ip: str | None = None
    preview_url: str | None = None
    events_url: str | None = None
    agent_url: str | None = None
    reason: str | None = None
    busy: Mapping[str, int] = field(default_factory=dict)

    @property
    def live(self) -> bool:
        return self.state not in ENDED


@dataclass(frozen=True)
class SessionEvents:
    """Events after a cursor, oldest first: `{type:"session",sessionId,projectId,epoch,state,reason,at}`.

    With `gap`, events between the cursor and the first one are lost: read the sessions anew.
    """

    events: list[dict[str, Any]]
    cursor: str
    gap: bool


class SessionStore:
    """Every method raises Unavailable when Redis does not answer within its time."""

    def __init__(self, url: str) -> None:
        """Nothing connects yet. `url` as `redis://host:port/db`."""
        self._redis = connect(url)
        self._open = self._redis.register_script(session_scripts.OPEN)
        self._record = self._redis.register_script(session_scripts.RECORD)
        self._close = self._redis.register_script(session_scripts.CLOSE)
        self._touch = self._redis.register_script(session_scripts.TOUCH)
        self._raise_epoch = self._redis.register_script(session_scripts.RAISE_EPOCH)
        self._line_join = self._redis.register_script(session_scripts.LINE_JOIN)
        self._line_look = self._redis.register_script(session_scripts.LINE_LOOK)
        self._line_leave = self._redis.register_script(session_scripts.LINE_LEAVE)
        self._own = self._redis.register_script(session_scripts.OWN)
        self._disown = self._redis.register_script(session_scripts.DISOWN)

    def ping(self) -> None:
        """Returns when Redis answers."""
        _ask(self._redis.ping)

    def get(self, session_id: str) -> SessionRecord | None:
        """A session, also for a while after it ended."""
        fields: dict[str, str] = _ask(lambda: self._redis.hgetall(_session(session_id)))
        return _read(session_id, fields) if "state" in fields else None

    def active(self, project_id: str) -> SessionRecord | None:
        """The project's session; for a while also the one that ended last, so that its reason can be told."""
        session_id: str | None = _ask(lambda: self._redis.get(_active(project_id)))
        return self.get(session_id) if session_id else None

    def open(self, project_id: str, session_id: str, user_id: str) -> str:
        """Make `session_id` the project's session unless it has a live one → the id of the live one."""
        keys = [_active(project_id), _session(session_id)]
        args: list[str | int] = [session_id, project_id, user_id, now_ms(), LEASE_MS, KEEP_LIVE_MS]
        answer: str = _ask(lambda: self._open(keys=keys, args=args))
        return answer

    def record(self, session: SessionRecord) -> bool:
        """Write what is known of a live session and renew its lease; lastActivity and busy stay as they are.

        False when the session has ended, or when a session of the same or a higher epoch is the project's live one.
        Also rebuilds what a loss of Redis took, and closes a session of a lower epoch that took its place meanwhile.
        """
        return self._write(session, "new")

    def renew(self, session: SessionRecord) -> bool:
        """As `record` by who only looks on: the state and step that are known stand: the opener may be further."""
        return self._write(session, "renewed")

    def _write(self, session: SessionRecord, how: Literal["new", "renewed"]) -> bool:
        values = {
            "userId": session.user_id,
            "step": session.step,
            "podName": session.pod_name,
            "podIp": session.pod_ip,
            "previewUrl": session.preview_url,
            "eventsUrl": session.events_url,
            "agentUrl": session.agent_url,
        }
        pairs = [item for name, value in values.items() if value is not None for item in (name, value)]
        project, id_ = session.project_id, session.session_id
        args = [id_, project, session.epoch, session.state.value, now_ms(), LEASE_MS, KEEP_LIVE_MS, how, *pairs]
        keys = [_active(project), _session(id_), _epoch(project)]
        return bool(_ask(lambda: self._record(keys=keys, args=args)))

    def close(self, session_id: str, state: SessionState, step: str, reason: str) -> bool:
        """End a session as closed or failed, and tell. False when it had ended before or is not known."""
        args: list[str | int] = [session_id, state.value, step, reason, now_ms(), KEEP_ENDED_MS]
        return bool(_ask(lambda: self._close(keys=[_session(session_id)], args=args)))

    def touch(self, session_id: str, busy: Mapping[BusyKind, int] | None = None) -> bool:
        """Note activity now, and until when (ms) each kind of work keeps the session open. False when it has ended."""
        args: list[str | int] = [now_ms()]
        for kind, until in (busy or {}).items():
            args += [kind, until]
        return bool(_ask(lambda: self._touch(keys=[_session(session_id)], args=args)))

    def epoch(self, project_id: str) -> int:
        """The highest epoch that Redis remembers, 0 when it knows none."""
        known: str | None = _ask(lambda: self._redis.get(_epoch(project_id)))
        return int(known or 0)

    def raise_epoch(self, project_id: str, epoch: int) -> int:
        """Remember an epoch if it is higher → the highest known."""
        return int(_ask(lambda: self._raise_epoch(keys=[_epoch(project_id)], args=[epoch])))

    def events(self, cursor: str = "0-0", limit: int = 100) -> SessionEvents:
        """What happened since `cursor` (the one of the last answer; `0-0` for all that is kept)."""
        # Trimming is silent, so a cursor whose own entry is gone means that others may be gone too.
        gap = cursor != "0-0" and not _ask(lambda: self._redis.xrange(EVENTS_STREAM, cursor, cursor, 1))
        entries: list[tuple[str, dict[str, str]]] = _ask(
            lambda: self._redis.xrange(EVENTS_STREAM, f"({cursor}", "+", limit)
        )
        found = [json.loads(entry["event"]) for _, entry in entries]
        return SessionEvents(found, entries[-1][0] if entries else cursor, gap)

    def line_join(self, session_id: str, longest: int, alive_ms: int, since: int) -> tuple[int, int]:
        """Wait in line from now on, or go on waiting for `alive_ms` → (position from 1, since when in µs).

        `since` is 0 for a new one, which gets position 0 when `longest` wait already; else what was told before, so
        that a loss of Redis costs nobody the place.
        """
        args: list[str | int] = [session_id, longest, alive_ms * 1000, since]
        position, began = _ask(lambda: self._line_join(keys=_LINE_KEYS, args=args))
        return int(position), int(began)

    def line_look(self, session_id: str = "") -> tuple[int, int]:
        """(The session's position from 1, 0 when it doesn't wait; how many wait)."""
        position, length = _ask(lambda: self._line_look(keys=_LINE_KEYS, args=[session_id]))
        return int(position), int(length)

    def line_leave(self, session_id: str) -> None:
        """Wait no more, and tell those behind."""
        _ask(lambda: self._line_leave(keys=_LINE_KEYS, args=[session_id]))

    def own(self, work: Sequence[str], who: str, ms: int) -> list[str]:
        """Take each work that nobody has, renew what is one's own → who has each now, for `ms` more."""
        return list(_ask(lambda: self._own(keys=[_work(key) for key in work], args=[who, ms])))

    def owners(self, work: Sequence[str]) -> list[str | None]:
        """Who is at each work; None where nobody is."""
        return list(_ask(lambda: self._redis.mget([_work(key) for key in work])))

    def disown(self, work: Sequence[str], who: str) -> None:
        """Let others take what is one's own."""
        _ask(lambda: self._disown(keys=[_work(key) for key in work], args=[who]))

    def announce(self, channel: str) -> None:
        """Tell all that listen that something changed there."""
        _ask(lambda: self._redis.publish(channel, ""))

    def listen(self, heard: Callable[[str], None], stop: threading.Event) -> None:
        """Call `heard` with the channel of each word of a change, until `stop`; after an outage with all channels."""
        channels = (EVENTS_CHANNEL, LINE_CHANNEL, SWITCHES_CHANNEL)
        while not stop.is_set():
            try:
                with self._redis.pubsub(ignore_subscribe_messages=True) as pubsub:  # type: ignore[no-untyped-call]
                    pubsub.subscribe(*channels)
                    for channel in channels:
                        heard(channel)
                    while not stop.is_set():
                        message = pubsub.get_message(timeout=_LISTEN_AGAIN_SECONDS)
                        if message is not None:
                            heard(message["channel"])
            except RedisError:
                stop.wait(_LISTEN_AGAIN_SECONDS)  # whoever waits looks by itself meanwhile


def _session(session_id: str) -> str:
    return f"session:{session_id}"


def _active(project_id: str) -> str:
    return f"project:{project_id}:active"


def _work(key: str) -> str:
    return f"work:{key}"


def _epoch(project_id: str) -> str:
    return f"project:{project_id}:epoch"


def _ask(call: Callable[[], Any]) -> Any:
    return ask(call, "The session index")


def _read(session_id: str, fields: Mapping[str, str]) -> SessionRecord:
    return SessionRecord(
        session_id=session_id,
        project_id=fields["projectId"],
        user_id=fields.get("userId", ""),
        epoch=int(fields["epoch"]),
        state=SessionState(fields["state"]),
        step=fields.get("step", ""),
        created_at=int(fields["createdAt"]),
        last_activity=int(fields["lastActivity"]),
        pod_name=fields.get("podName"),
        pod_ip=fields.get("podIp"),
        preview_url=fields.get("previewUrl"),
        events_url=fields.get("eventsUrl"),
        agent_url=fields.get("agentUrl"),
        reason=fields.get("reason"),
        busy={kind: int(fields[f"busy.{kind}"]) for kind in BUSY_KINDS if f"busy.{kind}" in fields},
    )
