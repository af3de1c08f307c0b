"""JSON logs, one object a line, in the shape Cloud Logging reads; the trace id and the ids of project, session and turn
travel with the thread and from hop to hop in `X-Trace-Id`."""

import json
import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any

from common.ids import new_id

TRACE_HEADER = "X-Trace-Id"
_TRACE_MAX = 64

_context: ContextVar[Mapping[str, str]] = ContextVar("log_context", default={})  # noqa: B039 - never mutated


def bind(**fields: str) -> None:
    """Add ids to everything this thread (or request) logs from now on: trace_id, project_id, session_id, turn_id."""
    _context.set({**_context.get(), **fields})


@contextmanager
def bound(**fields: str) -> Iterator[None]:
    """As `bind`, for the length of a `with` block."""
    token = _context.set({**_context.get(), **fields})
    try:
        yield
    finally:
        _context.reset(token)


def reset_context() -> None:
    """Forget the ids of the request before; a service calls this when a request begins."""
    _context.set({})


def current_trace() -> str:
    """The trace id of this request; made here when nothing upstream brought one."""
    trace = _context.get().get("trace_id")
    if trace is None:
        trace = new_id()
        bind(trace_id=trace)
    return trace


def accept_trace(header: str | None) -> str:
    """Take over the trace id of an incoming request if it looks like one, else start a new one."""
    good = header is not None and 8 <= len(header) <= _TRACE_MAX and header.replace("-", "").isalnum()
    trace = header if good and header is not None else new_id()
    bind(trace_id=trace)
    return trace


class JsonFormatter(logging.Formatter):
    """`{severity, time, service, logger, message, trace_id?, project_id?, …extra}`."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, Any] = {
            "severity": record.levelname,
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
            **_context.get(),
        }
        fields = getattr(record, "fields", None)
        if isinstance(fields, Mapping):
            entry.update(fields)
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str, ensure_ascii=False)


def configure(service: str, level: str = "INFO") -> None:
    """Send this process's logs to stdout as JSON lines. Extra members: `logger.info("…", extra={"fields": {…}})`."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(JsonFormatter(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for noisy in ("httpx", "httpcore", "urllib3", "google", "werkzeug", "anthropic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
