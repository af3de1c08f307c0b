"""The agent's HTTP and WebSocket server (docs/contracts.md, "Pod, agent process").

Werkzeug's threaded server in this one process, not gunicorn: a master that restarts a dead worker would bring back an
active pod with an empty memory, and costs a second process. What a public server needs is in front (the gateway) or
here: a bound on connections, timeouts while a request is read, quiet logs.
"""

import logging
import socket
import threading
from typing import Any, Literal, TypeVar

import simple_websocket
from flask import Flask, Response, jsonify, request
from flask_sock import Sock
from pydantic import BaseModel, ValidationError
from werkzeug.exceptions import HTTPException
from werkzeug.serving import BaseWSGIServer, ThreadedWSGIServer, WSGIRequestHandler

from common.errors import Invalid, MalformedRequest, StoryDreamError, Unauthenticated, to_problem
from common.ids import Sha
from common.logs import TRACE_HEADER, accept_trace, current_trace, reset_context
from common.models import Model
from session_pod.agent.activation import ActivationBody, Pod
from session_pod.agent.sockets import HELLO_SECONDS

logger = logging.getLogger(__name__)

Body = TypeVar("Body", bound=BaseModel)

REQUEST_MAX_BYTES = 2 * 1024 * 1024  # an activation carries a tail of up to 256 KiB in base64
FRAME_MAX_BYTES = 256 * 1024
PING_SECONDS = 20
READ_SECONDS = 30.0


class HeadBody(Model):
    head: Sha


class PenBody(Model):
    """`to` is whom the pen is given; None keeps it."""

    uid: str
    action: Literal["ask", "keep", "give"]
    to: str | None = None


class StopBody(Model):
    turn_id: str
    keep: bool = True


def create_app(pod: Pod) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = REQUEST_MAX_BYTES
    app.config["SOCK_SERVER_OPTIONS"] = {"ping_interval": PING_SECONDS, "max_message_size": FRAME_MAX_BYTES}
    _answer_problems(app)
    _add_routes(app, pod)
    _add_hints(app, pod)
    return app


def _answer_problems(app: Flask) -> None:
    @app.before_request
    def _trace() -> None:
        reset_context()
        accept_trace(request.headers.get(TRACE_HEADER))

    @app.errorhandler(StoryDreamError)
    def _problem(error: StoryDreamError) -> tuple[Response, int]:
        response = jsonify(to_problem(error, current_trace()))
        response.mimetype = "application/problem+json"
        return response, error.status

    @app.errorhandler(ValidationError)
    def _invalid(error: ValidationError) -> tuple[Response, int]:
        fields = [{"field": ".".join(map(str, e["loc"])), "message": e["msg"]} for e in error.errors()]
        return _problem(Invalid("; ".join(f"{f['field']}: {f['message']}" for f in fields), errors=fields))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> tuple[Response, int]:
        status = error.code or 500
        body = to_problem(MalformedRequest(error.description or error.name), current_trace())
        response = jsonify({**body, "status": status, "code": error.name.lower().replace(" ", "_")})
        response.mimetype = "application/problem+json"
        return response, status


def _add_routes(app: Flask, pod: Pod) -> None:
    @app.get("/healthz")
    def _health() -> dict[str, object]:
        return pod.health()

    @app.get("/readyz")
    def _ready() -> tuple[dict[str, object], int]:
        return {}, 200 if pod.is_ready() else 503

    @app.post("/activate")
    def _activate() -> dict[str, Any]:
        return pod.activate(_bearer(), _body(ActivationBody)).model_dump()

    @app.post("/save")
    def _save() -> dict[str, Any]:
        sha, saved = pod.session_for_save(_bearer()).save()
        return {"sha": sha, "saved": saved}

    def _events(ws: simple_websocket.Server) -> None:
        session = pod.session
        if session is None:
            ws.receive(timeout=HELLO_SECONDS)  # unread, it would reset the connection, and the close code be lost
            ws.close(4401, "unauthenticated")
            return
        session.clients.serve(ws)

    Sock(app).route("/events")(_events)


def _add_hints(app: Flask, pod: Pod) -> None:
    """What the edge tells the live session."""

    @app.post("/turns")
    def _turns() -> tuple[dict[str, Any], int]:
        pod.session_for_hint(_bearer()).look()
        return {}, 202

    @app.post("/head")
    def _head() -> tuple[dict[str, Any], int]:
        pod.session_for_hint(_bearer()).head_hint(_body(HeadBody).head)
        return {}, 202

    @app.post("/people")
    def _people() -> tuple[dict[str, Any], int]:
        pod.session_for_hint(_bearer()).people_changed()
        return {}, 202

    @app.post("/pen")
    def _pen() -> dict[str, Any]:
        session = pod.session_for_hint(_bearer())
        body = _body(PenBody)
        return session.pass_pen(body.uid, body.action, body.to).model_dump()

    @app.post("/wanted")
    def _wanted() -> tuple[dict[str, Any], int]:
        pod.session_for_hint(_bearer()).wanted_hint()
        return {}, 202

    @app.post("/stop")
    def _stop() -> tuple[dict[str, Any], int]:
        session = pod.session_for_hint(_bearer())
        body = _body(StopBody)
        session.stop_turn(body.turn_id, keep=body.keep)
        return {}, 202


def _bearer() -> str:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated("A bearer token is missing.")
    return token


def _body(kind: type[Body]) -> Body:
    value = request.get_json(silent=True)
    if not isinstance(value, dict):
        raise MalformedRequest("The body must be a JSON object.")
    return kind.model_validate(value)


class _Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = READ_SECONDS

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Hints and health are asked for all the time: requests aren't worth a line."""

    def make_environ(self) -> dict[str, Any]:
        # A request has been read; an event socket may be silent for long, and is pinged instead.
        if self.headers.get("Upgrade", "").lower() == "websocket":
            self.connection.settimeout(None)
        return dict(super().make_environ())


class BoundedServer(ThreadedWSGIServer):
    """A thread a connection, up to a limit; past it a connection waits for a moment and is then turned away."""

    daemon_threads = True
    request_queue_size = 64

    def __init__(self, host: str, port: int, app: Flask, limit: int) -> None:
        super().__init__(host, port, app, handler=_Handler)
        self._free = threading.BoundedSemaphore(limit)

    def process_request(self, request: Any, client_address: Any) -> None:
        if not self._free.acquire(timeout=0.5):
            logger.warning("too many connections")
            self.shutdown_request(request)
            return
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()


def make_server(app: Flask, host: str, port: int, limit: int) -> BaseWSGIServer:
    """Listening already when this returns. Raises OSError when the port is taken."""
    server = BoundedServer(host, port, app, limit)
    server.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return server
