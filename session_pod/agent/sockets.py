"""The event sockets: a ticket opens one, renewing keeps it, a role limits it, and a slow reader is let go."""

import json
import logging
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final, Literal

import simple_websocket
from pydantic import ValidationError

from common.errors import Conflict, StoryDreamError, Superseded, Unauthenticated
from common.models import Role
from common.tokens import TicketClaims, Verifier
from session_pod.agent.events import EventLog, Outbox
from session_pod.agent.frames import (
    CLIENT_FRAME,
    LEAST_ROLE,
    RANK,
    ClientFrame,
    Hello,
    Ping,
    PreviewError,
    PreviewRestart,
    QueueShortcut,
    TurnStop,
    WantPicture,
    WantUnsaved,
)
from session_pod.agent.pen import PenHolder
from session_pod.agent.project import Finding
from session_pod.agent.unsaved import Unsaved, UnsavedDownload

logger = logging.getLogger(__name__)

HELLO_SECONDS: Final = 10.0
FRAMES_A_MINUTE: Final = 300  # 5 a second; a page that works sends one every few seconds
SEND_SECONDS: Final = 20
SEND_BUFFER_BYTES: Final = 128 * 1024
TICKET_MEMORY_SECONDS: Final = 60.0  # a ticket lives 30 s

CloseReason = Literal["unauthenticated", "ticket_expired", "revoked", "closed", "superseded", "too_slow", "too_many"]
CLOSE_CODES: Final[dict[CloseReason, int]] = {
    "unauthenticated": 4401,
    "ticket_expired": 4401,
    "revoked": 4403,
    "closed": 4409,
    "superseded": 4409,
    "too_slow": 4408,
    "too_many": 4429,
}


class SharedSocket:
    """The socket under simple-websocket, made safe for what it is used for: its own thread answers pings while ours
    sends, it trusts `send` to take everything, and it would wait for ever for a reader that doesn't read."""

    def __init__(self, sock: socket.socket) -> None:
        self._sock = sock
        self._lock = threading.Lock()
        with suppress(OSError):
            # Bounded, or the kernel would take megabytes a client.
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", SEND_SECONDS, 0))

    def send(self, data: bytes) -> None:
        with self._lock:
            self._sock.sendall(data)

    def fileno(self) -> int:
        return self._sock.fileno()

    def recv(self, size: int) -> bytes:
        return self._sock.recv(size)

    def shutdown(self, how: int) -> None:
        self._sock.shutdown(how)

    def close(self) -> None:
        self._sock.close()


class Tickets:
    """Checks tickets for this one session and remembers those used; each counts once."""

    def __init__(self, verifier: Verifier, session_id: str, epoch: int) -> None:
        self._verifier = verifier
        self._session_id = session_id
        self._epoch = epoch
        self._used: dict[str, float] = {}
        self._lock = threading.Lock()

    def redeem(self, ticket: str) -> TicketClaims:
        """Raises Unauthenticated or, for another session's or epoch's ticket, Superseded."""
        claims = self._verifier.verify_ticket(ticket)
        if claims.session_id != self._session_id or claims.epoch != self._epoch:
            raise Superseded("This ticket is for another session.")
        now = time.monotonic()
        with self._lock:
            self._used = {jti: until for jti, until in self._used.items() if until > now}
            if claims.jti in self._used:
                raise Unauthenticated("This ticket was used already.", code="ticket_used")
            self._used[claims.jti] = now + TICKET_MEMORY_SECONDS
        return claims


@dataclass(frozen=True)
class ClientActions:
    """What a client's frames may set off."""

    stop_turn: Callable[[str, bool], None]
    preview_error: Callable[[Finding, str | None, str], None]
    restart_preview: Callable[[], None]
    unsaved: Callable[[], Unsaved]


class Clients:
    """The browsers connected to one session, and who of their people has the pen."""

    def __init__(self, events: EventLog, tickets: Tickets, *, limit: int, ticket_seconds: float) -> None:
        self._events = events
        self._tickets = tickets
        self._limit = limit
        self._ticket_seconds = ticket_seconds
        self._lock = threading.Lock()
        self._clients: dict[Client, None] = {}  # in the order in which they came
        self._telling = threading.Lock()
        self.pen = PenHolder()
        self.actions = ClientActions(lambda *_: None, lambda *_: None, lambda: None, lambda: Unsaved([], [], b""))
        self.on_change: Callable[[], None] = lambda: None

    @property
    def count(self) -> int:
        return len(self._clients)

    def serve(self, ws: simple_websocket.Server) -> None:
        """Serve one socket until it ends, in the calling thread."""
        client = Client(ws, self._events, self._tickets, self.actions, self._ticket_seconds)
        hello = client.greet()
        if hello is None:
            return
        with self._lock:
            full = len(self._clients) >= self._limit
            if not full:
                self._clients[client] = None
        if full:
            client.close("too_many")
            return
        try:
            client.run(hello, self.tell_presence)
        finally:
            with self._lock:
                self._clients.pop(client, None)
            self.tell_presence()

    def admit(self, revoked: list[str], roles: Mapping[str, Role]) -> None:
        """Close the sockets of users who lost their access; who has another role now must come back with a ticket that
        says so."""
        with self._lock:
            clients = list(self._clients)
        for client in clients:
            role = roles.get(client.claims.uid)
            if client.claims.uid in revoked:
                client.finish("revoked")
            elif role is not None and role != client.claims.role:
                client.finish("ticket_expired")

    def close_all(self, reason: CloseReason) -> None:
        with self._lock:
            clients = list(self._clients)
        for client in clients:
            client.finish(reason)

    def tell_presence(self) -> None:
        """Tell everybody who is there, in the order in which they came, who has the pen, and who asks for it."""
        with self._telling:  # what is told last is how it is
            with self._lock:
                people = {client.claims.uid: client.claims for client in self._clients}
            pen = self.pen.follow({uid: claims.role for uid, claims in people.items()})
            self._events.emit_ephemeral(
                "presence",
                people=[{"uid": uid, "role": claims.role, "name": claims.name} for uid, claims in people.items()],
                writer=pen.writer,
                asking=pen.asking,
            )
        self.on_change()


class Client:
    """One socket. The calling thread reads, a second one writes, so that neither waits for the other."""

    claims: TicketClaims

    def __init__(
        self,
        ws: simple_websocket.Server,
        events: EventLog,
        tickets: Tickets,
        actions: ClientActions,
        ticket_seconds: float,
    ) -> None:
        self._ws = ws
        self._events = events
        self._tickets = tickets
        self._actions = actions
        self._ticket_seconds = ticket_seconds
        self._ticket_until = 0.0
        self._download = UnsavedDownload()
        self._outbox = Outbox()
        self._frames: list[float] = []
        self._reason: CloseReason = "closed"
        ws.sock = SharedSocket(ws.sock)

    def greet(self) -> Hello | None:
        """Wait for the first frame, which must be a hello with a good ticket; None when it wasn't and is closed."""
        frame = self._receive(HELLO_SECONDS)
        hello = self._parse(frame) if frame is not None else None
        if not isinstance(hello, Hello):
            self.close("unauthenticated")
            return None
        return hello if self._redeem(hello) else None

    def run(self, hello: Hello, connected: Callable[[], None]) -> None:
        """Replay what was missed, then live until either side ends it. `connected`: it hears all events from now on."""
        cursor = hello.cursor
        self._events.connect(self._outbox, cursor.session_id if cursor else None, cursor.seq if cursor else None)
        writer = threading.Thread(target=self._write, name="events-out", daemon=True)
        writer.start()
        try:
            connected()
            self._read()
        finally:
            self._events.disconnect(self._outbox)
            self._outbox.close()
            if self._outbox.overflowed:
                self._reason = "too_slow"
                self.close("too_slow")
            writer.join(timeout=2)
            self.close(self._reason)

    def finish(self, reason: CloseReason) -> None:
        """Close once what is queued has been sent."""
        self._reason = reason
        self._outbox.close()

    def close(self, reason: CloseReason) -> None:
        """Close at once; a socket that takes no more is cut."""
        with suppress(simple_websocket.ConnectionClosed, OSError):
            if reason == "too_slow":
                self._ws.sock.shutdown(socket.SHUT_RDWR)
            else:
                self._ws.close(CLOSE_CODES[reason], reason)
        self._ws.connected = False
        self._ws.event.set()

    def _read(self) -> None:
        while True:
            left = self._ticket_until - time.monotonic()
            frame = self._receive(max(0.0, min(left, 1.0))) if left > 0 else None
            if self._outbox.closed or not self._ws.connected:
                return
            if left <= 0:
                self._send_error("ticket_expired", "Show a new ticket to stay connected.")
                self._reason = "ticket_expired"
                return
            if frame is not None:
                if self._too_many():
                    self._reason = "too_many"
                    return
                self._take(frame)
                if not self._ws.connected:
                    return

    def _write(self) -> None:
        while not self._outbox.closed:
            frame = self._outbox.get(timeout=1.0)
            if frame is None:
                continue
            try:
                self._ws.send(frame)
            except (simple_websocket.ConnectionClosed, OSError):
                self._outbox.close()
                return
        self._ws.event.set()

    def _receive(self, seconds: float) -> str | None:
        try:
            frame = self._ws.receive(timeout=seconds)
        except simple_websocket.ConnectionClosed:
            self._ws.connected = False
            return None
        return frame if isinstance(frame, str) else None

    def _take(self, text: str) -> None:
        frame = self._parse(text)
        if frame is None:
            return
        if RANK[self.claims.role] < RANK[LEAST_ROLE[frame.type]]:
            self._send_error("forbidden", f"Your role can't send {frame.type}.")
            return
        match frame:
            case Hello():
                self._redeem(frame)
            case Ping():
                self._outbox.put(_frame("pong"), ephemeral=True)
            case WantPicture():
                self._outbox.put(_frame("picture", **self._events.pictures.told(frame.tool_id)), ephemeral=True)
            case WantUnsaved():
                told = self._download.told(frame.part, self._actions.unsaved)
                self._outbox.put(_frame("unsaved", **told), ephemeral=True)
            case TurnStop():
                self._actions.stop_turn(frame.turn_id, frame.keep)
            case PreviewError():
                self._actions.preview_error(_finding(frame), frame.sha, self.claims.role)
            case PreviewRestart():
                self._actions.restart_preview()
            case QueueShortcut():
                self._send_error("not_supported", "Change or withdraw a queued message through the API.")

    def _redeem(self, hello: Hello) -> bool:
        """Take a ticket, the first or a fresh one; on a bad one the socket is closed."""
        try:
            claims = self._tickets.redeem(hello.ticket)
        except (Unauthenticated, Conflict) as error:
            self._refuse(error)
            return False
        if self._ticket_until and claims.uid != self.claims.uid:
            self._refuse(Unauthenticated("This ticket is somebody else's.", code="ticket_foreign"))
            return False
        self.claims = claims
        self._ticket_until = time.monotonic() + self._ticket_seconds
        return True

    def _refuse(self, error: StoryDreamError) -> None:
        """Say why, then close; before the writer runs there is nobody else to send it."""
        frame = _frame("error", code=error.problem_code, message=error.detail, retryable=True)
        reason: CloseReason = "superseded" if isinstance(error, Superseded) else "unauthenticated"
        if self._ticket_until:
            self._outbox.put(frame)
            self.finish(reason)
            return
        with suppress(simple_websocket.ConnectionClosed, OSError):
            self._ws.send(frame)
        self.close(reason)

    def _parse(self, text: str) -> ClientFrame | None:
        try:
            return CLIENT_FRAME.validate_json(text)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"]) or "frame"
            self._send_error("invalid", f"{where}: {first['msg']}"[:300])
            return None

    def _send_error(self, code: str, message: str) -> None:
        self._outbox.put(_frame("error", code=code, message=message, retryable=False), ephemeral=True)

    def _too_many(self) -> bool:
        now = time.monotonic()
        self._frames = [at for at in self._frames if at > now - 60] + [now]
        return len(self._frames) > FRAMES_A_MINUTE


def _finding(frame: PreviewError) -> Finding:
    return Finding(
        kind=frame.kind,
        message=frame.message,
        file=frame.file,
        line=frame.line,
        column=frame.column,
        frame=frame.frame,
        code_frame=frame.code_frame,
    )


def _frame(kind: str, **fields: Any) -> str:
    return json.dumps({"v": 1, "type": kind, "ts": _now(), **fields})


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
