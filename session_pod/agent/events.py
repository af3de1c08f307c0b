"""The session's events: numbered, kept for replay, handed to every connected browser without ever waiting for one.

Lasting events carry `seq` and are kept in a bounded log; ephemeral ones (text as it streams, presence, pongs) carry
none and are the first to go when a client is slow.
"""

import json
import threading
from collections import deque
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from session_pod.agent.pictures import Pictures

Json = dict[str, Any]

FRAME_MAX_BYTES: Final = 256 * 1024
LOG_MAX_BYTES: Final = 2 * 1024 * 1024
LOG_MAX_EVENTS: Final = 2_000
OUTBOX_MAX_BYTES: Final = 3 * 1024 * 1024  # above the log's, so that a full replay fits
OUTBOX_EPHEMERAL_BYTES: Final = 512 * 1024  # the longest message twice: one that lost some can be sent it whole
CHUNK_CHARS: Final = 40_000  # of text in one frame; at most 160 KB of UTF-8

_REMEMBERED = {
    "session.state": "session",
    "turn.state": "turn",
    "save.state": "save",
    "preview.state": "preview",
    "check": "check",
    "timeline": "timeline",
}


def utf16_length(text: str) -> int:
    """Length as a browser counts it; offsets of `text.delta` are in these units."""
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


class Outbox:
    """Frames that one client has yet to get, bounded in bytes. Ephemerals are dropped first; when even lasting ones
    don't fit, the client is given up (`overflowed`) rather than memory."""

    def __init__(self) -> None:
        self._frames: deque[str] = deque()
        self._bytes = 0
        self._changed = threading.Condition()
        self._closed = False
        self.overflowed = False
        self.lost_text = False

    def put(self, frame: str, *, ephemeral: bool = False) -> bool:
        """Queue a frame; False when it was dropped. Never blocks."""
        size = len(frame.encode())
        with self._changed:
            if self._closed:
                return False
            if ephemeral and self._bytes + size > OUTBOX_EPHEMERAL_BYTES:
                return False
            if self._bytes + size > OUTBOX_MAX_BYTES:
                self.overflowed = True
                self._closed = True
                self._frames.clear()
            else:
                self._frames.append(frame)
                self._bytes += size
            self._changed.notify_all()
            return not self.overflowed

    def get(self, timeout: float) -> str | None:
        """The next frame, or None after `timeout` seconds or once closed and empty."""
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._closed, timeout)
            if not self._frames:
                return None
            frame = self._frames.popleft()
            self._bytes -= len(frame.encode())
            return frame

    def room(self) -> int:
        """Bytes that ephemerals may still take."""
        with self._changed:
            return 0 if self._closed else max(0, OUTBOX_EPHEMERAL_BYTES - self._bytes)

    def close(self) -> None:
        """No more frames; what is queued may still be read."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        with self._changed:
            return self._closed and not self._frames


class EventLog:
    """All events of one session. Thread-safe; emitting costs one JSON encoding however many clients there are.
    `pictures` are those that events only announce: whoever wants one asks for it."""

    def __init__(self, session_id: str, epoch: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.pictures = Pictures()
        self._session_id = session_id
        self._epoch = epoch
        self._now = now
        self._lock = threading.Lock()
        self._seq = 0
        self._log: deque[tuple[int, str]] = deque()
        self._log_bytes = 0
        self._latest: dict[str, Json] = {}
        self._message_id: str | None = None
        self._text = ""
        self._outboxes: list[Outbox] = []

    def emit(self, kind: str, /, *, turn_id: str | None = None, **fields: Any) -> int:
        """Send a lasting event to everyone and keep it; → its seq."""
        body = {key: value for key, value in fields.items() if value is not None}
        with self._lock:
            self._seq += 1
            event = self._event(kind, turn_id, body, seq=self._seq)
            frame = _encode(event)
            self._log.append((self._seq, frame))
            self._log_bytes += len(frame)
            while self._log_bytes > LOG_MAX_BYTES or len(self._log) > LOG_MAX_EVENTS:
                self._log_bytes -= len(self._log.popleft()[1])
            if kind in _REMEMBERED:
                self._latest[_REMEMBERED[kind]] = {**body, **({"turnId": turn_id} if turn_id else {})}
            for outbox in self._outboxes:
                outbox.put(frame)
            return self._seq

    def emit_ephemeral(self, kind: str, /, *, turn_id: str | None = None, **fields: Any) -> None:
        """Send an event that nobody needs to get."""
        with self._lock:
            frame = _encode(self._event(kind, turn_id, fields))
            for outbox in self._outboxes:
                outbox.put(frame, ephemeral=True)

    def text_starts(self, message_id: str) -> None:
        """From now on `text` speaks of this message."""
        with self._lock:
            self._message_id, self._text = message_id, ""

    def text(self, added: str, *, turn_id: str, keep: int | None = None) -> None:
        """Stream more of the current message. `keep` (characters) first cuts it back, when an answer is asked again."""
        with self._lock:
            if self._message_id is None:
                return
            if keep is not None:
                self._text = self._text[:keep]
            frame = _encode(self._delta(turn_id, utf16_length(self._text), added))
            self._text += added
            for outbox in self._outboxes:
                if outbox.lost_text:
                    outbox.lost_text = not self._send_whole_text(outbox, turn_id)
                elif not outbox.put(frame, ephemeral=True):
                    outbox.lost_text = True

    def text_ends(self) -> None:
        """The message is whole and stored; newcomers read it there."""
        with self._lock:
            self._message_id, self._text = None, ""

    def connect(self, outbox: Outbox, cursor_session: str | None, cursor_seq: int | None) -> None:
        """Join: first what was missed since the cursor (or a snapshot), then everything from here on, without a gap."""
        with self._lock:
            missed = self._missed(cursor_session, cursor_seq)
            if missed is None:
                outbox.put(_encode(self._snapshot()))
            else:
                for frame in missed:
                    outbox.put(frame)
            turn_id = self._latest.get("turn", {}).get("turnId")
            if self._message_id is not None and self._text:
                outbox.lost_text = not self._send_whole_text(outbox, turn_id)
            self._outboxes.append(outbox)

    def disconnect(self, outbox: Outbox) -> None:
        with self._lock:
            if outbox in self._outboxes:
                self._outboxes.remove(outbox)

    def _missed(self, cursor_session: str | None, cursor_seq: int | None) -> list[str] | None:
        if cursor_session != self._session_id or cursor_seq is None or not 0 <= cursor_seq <= self._seq:
            return None
        oldest = self._log[0][0] if self._log else self._seq + 1
        if cursor_seq < oldest - 1:
            return None
        return [frame for seq, frame in self._log if seq > cursor_seq]

    def _snapshot(self) -> Json:
        return self._event(
            "snapshot",
            None,
            {"sessionId": self._session_id, "epoch": self._epoch, "messageId": self._message_id, **self._latest},
            seq=self._seq,
        )

    def _send_whole_text(self, outbox: Outbox, turn_id: str | None) -> bool:
        """False, and nothing is sent, while the client has no room for it."""
        if len(self._text.encode()) > outbox.room():  # asked at every delta, so the cheap question first
            return False
        frames, offset = [], 0
        for start in range(0, len(self._text), CHUNK_CHARS):
            chunk = self._text[start : start + CHUNK_CHARS]
            frames.append(_encode(self._delta(turn_id, offset, chunk)))
            offset += utf16_length(chunk)
        if sum(len(frame.encode()) for frame in frames) > outbox.room():
            return False
        return all(outbox.put(frame, ephemeral=True) for frame in frames)

    def _delta(self, turn_id: str | None, offset: int, text: str) -> Json:
        return self._event("text.delta", turn_id, {"messageId": self._message_id, "offset": offset, "text": text})

    def _event(self, kind: str, turn_id: str | None, fields: Json, seq: int | None = None) -> Json:
        event: Json = {"v": 1, "type": kind, "ts": self._now().isoformat(timespec="milliseconds")}
        if seq is not None:
            event["seq"] = seq
        if turn_id is not None:
            event["turnId"] = turn_id
        return {**event, **fields}


def _encode(event: Json) -> str:
    frame = json.dumps(event, ensure_ascii=False, separators=(",", ":"))
    if len(frame) * 4 > FRAME_MAX_BYTES and len(frame.encode()) > FRAME_MAX_BYTES:
        short = {key: event[key] for key in ("v", "type", "ts", "seq", "turnId", "messageId") if key in event}
        return json.dumps({**short, "truncated": True})
    return frame
