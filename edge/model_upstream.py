"""The model behind the gateway: adds the key that no pod ever sees, asks again while the model is overloaded, and
streams the answer through unbuffered."""

import json
import logging
import random
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, suppress
from typing import Final

import httpx

from common.errors import Unavailable, UpstreamFailed
from edge.model_request import ModelRequest
from edge.settings import EdgeSettings

BODY_MAX_BYTES: Final = 16 * 1024 * 1024
"""A conversation of 200,000 tokens is about 1 MB; the rest is room for pictures."""
ANSWER_MAX_BYTES: Final = 32 * 1024 * 1024
TRIES: Final = 4
RETRY_SECONDS: Final = 10.0
"""Within which the model is asked again; the pod's own patience is longer, and it tells the user."""
FIRST_WAIT_SECONDS: Final = 0.5
_OVERLOADED: Final = frozenset({429, 503, 529})
_NOT_BEGUN: Final = (httpx.ConnectError, httpx.ConnectTimeout, httpx.RemoteProtocolError, httpx.ReadError)
"""No byte of an answer came, and not for slowness: the connection wasn't made, or was cut at once."""
_TIMEOUT = httpx.Timeout(120.0, connect=5.0, pool=5.0)  # the model pings every few seconds while it thinks
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=64)  # as many as there are threads
_SENT_ON: Final = ("anthropic-version", "accept", "user-agent")
"""Not `anthropic-beta`: some of what it switches on costs more than is counted here."""
_SENT_BACK: Final = ("content-type", "request-id", "retry-after", "anthropic-ratelimit-requests-reset")
_VERSION: Final = "2023-06-01"
_BLANK_LINES: Final = (b"\n\n", b"\r\n\r\n")
_END_EVENT: Final = re.compile(rb"^event: ?(message_stop|error)\r?$", re.MULTILINE)
_BROKEN = {"type": "error", "error": {"type": "api_error", "message": "The model's answer broke off."}}
_BROKEN_OFF: Final = b"event: error\ndata: " + json.dumps(_BROKEN).encode() + b"\n\n"

logger = logging.getLogger(__name__)


class ModelAnswer:
    """Status, headers and the streamed body of the model's answer; closing it cancels the model's work."""

    def __init__(self, response: httpx.Response, stack: ExitStack) -> None:
        self.status = response.status_code
        self.headers = {name: response.headers[name] for name in _SENT_BACK if name in response.headers}
        self._response = response
        self._stack = stack

    def __iter__(self) -> Iterator[bytes]:
        pieces = self._pieces()
        try:
            yield from _whole_events(pieces) if self.is_stream else pieces
        finally:
            self.close()

    @property
    def is_stream(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/event-stream")

    @property
    def asks_to_wait(self) -> float:
        """Seconds, as `retry-after` says; 0 without it."""
        said = self.headers.get("retry-after", "")
        return float(said) if said.isdecimal() else 0.0

    def cancel(self) -> None:
        """Wake whoever reads, from another thread, and stop the model's work."""
        network = self._response.extensions.get("network_stream")
        connection = network.get_extra_info("socket") if network is not None else None
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _pieces(self) -> Iterator[bytes]:
        sent = 0
        try:
            for piece in self._response.iter_raw():
                sent += len(piece)
                if sent > ANSWER_MAX_BYTES:
                    logger.warning("the model's answer is too long")
                    return
                yield piece
        except httpx.HTTPError as error:  # the status is sent: only the missing end can tell
            logger.warning("the model's answer broke off", extra={"fields": {"reason": type(error).__name__}})

    def close(self) -> None:
        """Idempotent; the server calls it when the pod has gone away."""
        self._stack.close()


def _whole_events(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The stream event by event; one that doesn't end as a message ends gets an `error` event for its end, instead of
    half an event and silence."""
    waiting, ended = b"", False
    for piece in pieces:
        waiting += piece
        whole = max((waiting.rfind(blank) + len(blank) for blank in _BLANK_LINES if blank in waiting), default=0)
        if whole:
            ready, waiting = waiting[:whole], waiting[whole:]
            ended = ended or _END_EVENT.search(ready) is not None
            yield ready
    if not ended:
        yield _BROKEN_OFF


class ModelUpstream:
    """Calls the Anthropic Messages API in the product's name."""

    def __init__(self, settings: EdgeSettings, transport: httpx.BaseTransport | None = None) -> None:
        self._key = settings.anthropic_api_key.get_secret_value() if settings.anthropic_api_key else None
        self._client = httpx.Client(
            base_url=settings.anthropic_base_url, timeout=_TIMEOUT, limits=_LIMITS, transport=transport
        )
        self._closed = threading.Event()

    def messages(self, request: ModelRequest, headers: Mapping[str, str]) -> ModelAnswer:
        """Send a Messages request; returns when the answer's headers are there, whatever its status.

        An overloaded or unreachable model is asked again a few times, for RETRY_SECONDS at most: nothing of the answer
        has been passed on yet. Raises Unavailable (no key), UpstreamFailed.
        """
        if self._key is None:
            raise Unavailable("No model key is configured.", code="no_model_key")
        sent = {name: headers[name] for name in _SENT_ON if name in headers}
        sent |= {"x-api-key": self._key, "content-type": "application/json", "accept-encoding": "identity"}
        sent |= {"content-length": str(len(request.body))}
        sent.setdefault("anthropic-version", _VERSION)
        until = time.monotonic() + RETRY_SECONDS
        for tries in range(1, TRIES + 1):
            backoff = FIRST_WAIT_SECONDS * 2 ** (tries - 1) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter
            last = tries == TRIES or self._closed.is_set()
            try:
                answer = self._ask(request.body, sent)
            except _NOT_BEGUN as error:
                if last or time.monotonic() + backoff > until:
                    raise _did_not_answer(error) from error
                reason: str | int = type(error).__name__
            except httpx.HTTPError as error:
                raise _did_not_answer(error) from error
            else:
                backoff = max(backoff, answer.asks_to_wait)
                if answer.status not in _OVERLOADED or last or time.monotonic() + backoff > until:
                    return answer
                reason = answer.status
                answer.close()
            logger.info("asking the model again", extra={"fields": {"reason": reason, "tries": tries}})
            self._closed.wait(backoff)
        raise AssertionError("the last try returns or raises")

    def _ask(self, body: bytes, headers: Mapping[str, str]) -> ModelAnswer:
        stack = ExitStack()
        try:
            # An iterator lets go of the body once it is sent; 200 streams would hold 200 conversations.
            response = stack.enter_context(
                self._client.stream("POST", "/v1/messages", content=iter((body,)), headers=headers)
            )
        except BaseException:
            stack.close()
            raise
        return ModelAnswer(response, stack)

    def close(self) -> None:
        """Ends what waits to ask again, too."""
        self._closed.set()
        self._client.close()


def _did_not_answer(error: httpx.HTTPError) -> UpstreamFailed:
    return UpstreamFailed(f"The model did not answer: {type(error).__name__}.", retryAfter=2)
