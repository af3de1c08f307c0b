"""The model behind the gateway: adds the key that no pod ever sees, and streams the answer through unbuffered."""

import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from fnmatch import fnmatchcase
from typing import Any, Final

import httpx

from common.errors import Forbidden, Invalid, Unavailable, UpstreamFailed
from edge.settings import EdgeSettings

BODY_MAX_BYTES: Final = 16 * 1024 * 1024
"""A conversation of 200,000 tokens is about 1 MB; the rest is room for pictures."""
ANSWER_MAX_BYTES: Final = 32 * 1024 * 1024
OUTPUT_TOKENS_MAX: Final = 64_000
_TIMEOUT = httpx.Timeout(120.0, connect=5.0, pool=5.0)  # the model pings every few seconds while it thinks
_LIMITS = httpx.Limits(max_connections=128, max_keepalive_connections=32)
_SENT_ON: Final = ("anthropic-version", "anthropic-beta", "accept", "user-agent")
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
            yield from _whole_events(pieces) if self._is_stream else pieces
        finally:
            self.close()

    @property
    def _is_stream(self) -> bool:
        return self.headers.get("content-type", "").startswith("text/event-stream")

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
        self._allowed = (*settings.allowed_models, *((settings.anthropic_model,) if settings.anthropic_model else ()))
        self._client = httpx.Client(
            base_url=settings.anthropic_base_url, timeout=_TIMEOUT, limits=_LIMITS, transport=transport
        )

    def messages(self, body: bytes, headers: Mapping[str, str]) -> ModelAnswer:
        """Send a Messages request; returns when the answer's headers are there.

        Raises Invalid, Forbidden (a model that isn't allowed), Unavailable (no key), UpstreamFailed.
        """
        self._check(body)
        if self._key is None:
            raise Unavailable("No model key is configured.", code="no_model_key")
        sent = {name: headers[name] for name in _SENT_ON if name in headers}
        sent |= {"x-api-key": self._key, "content-type": "application/json", "accept-encoding": "identity"}
        sent.setdefault("anthropic-version", _VERSION)
        stack = ExitStack()
        try:
            response = stack.enter_context(self._client.stream("POST", "/v1/messages", content=body, headers=sent))
        except httpx.HTTPError as error:
            stack.close()
            raise UpstreamFailed(f"The model did not answer: {type(error).__name__}.", retryAfter=2) from error
        return ModelAnswer(response, stack)

    def _check(self, body: bytes) -> None:
        try:
            request: Any = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise Invalid("The body is not valid JSON.") from error
        if not isinstance(request, dict) or not isinstance(request.get("model"), str):
            raise Invalid("model: is missing.", errors=[{"field": "model", "message": "is missing"}])
        model, most = request["model"], request.get("max_tokens")
        if not any(fnmatchcase(model, pattern) for pattern in self._allowed):
            raise Forbidden(f"The model {model[:80]!r} is not allowed.", code="model_not_allowed")
        if not isinstance(most, int) or not 1 <= most <= OUTPUT_TOKENS_MAX:
            message = f"should be between 1 and {OUTPUT_TOKENS_MAX}"
            raise Invalid(f"max_tokens: {message}.", errors=[{"field": "max_tokens", "message": message}])

    def close(self) -> None:
        self._client.close()
