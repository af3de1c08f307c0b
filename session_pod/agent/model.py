"""The one door to the model: the Anthropic SDK, streaming, through the edge's gateway with the pod token."""

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final

import anthropic
import httpx2  # the SDK's own HTTP library: it doesn't wrap what breaks in mid-stream

from common.errors import Invalid, StoryDreamError, Superseded, Unavailable, from_problem
from common.logs import TRACE_HEADER, current_trace

Json = dict[str, Any]

POLL_SECONDS: Final = 0.1  # how soon a stop is noticed; 300 ms is the promise


class ModelBusy(Unavailable):
    """Overloaded, unreachable or broken off: asking again is right."""

    code, title = "model_busy", "The model doesn't answer right now"


class ModelRefused(Invalid):
    """The request itself was turned down: asking again is useless."""

    code, title = "model_refused", "The model turned the request down"


class PromptTooLong(ModelRefused):
    code, title = "prompt_too_long", "The conversation is too long for the model"


class Cancelled(Exception):
    """The turn was stopped while the model was speaking."""


@dataclass(frozen=True)
class ToolUse:
    id: str
    name: str
    arguments: Json


@dataclass(frozen=True)
class Usage:
    """Tokens; cached ones are counted apart by the model."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.input_tokens + other.input_tokens,
            self.output_tokens + other.output_tokens,
            self.cached_tokens + other.cached_tokens,
        )


@dataclass(frozen=True)
class Reply:
    """One whole answer: `content` goes back into the conversation as it is."""

    content: list[Json]
    tool_uses: list[ToolUse]
    cut: bool
    usage: Usage = field(default_factory=Usage)


def preload() -> None:
    """Load what the SDK loads only with its first client: 40 ms, better spent before there is a session."""
    anthropic.Anthropic(auth_token="never sent").close()  # noqa: S106 - it asks nobody


class Model:
    """Thread-safe; one per session."""

    def __init__(
        self,
        base_url: str,
        token: Callable[[], str],
        name: str,
        *,
        max_tokens: int,
        silence_seconds: float,
        tls: ssl.SSLContext,
    ) -> None:
        self._token = token
        self._name = name
        self._max_tokens = max_tokens
        self._client = anthropic.Anthropic(
            base_url=base_url,
            auth_token="set for each request",  # noqa: S106 - no secret; the SDK wants something
            max_retries=0,  # the loop asks again itself, so that a stop is noticed in between
            timeout=anthropic.Timeout(silence_seconds, connect=5.0),
            http_client=anthropic.DefaultHttpxClient(verify=tls),
        )

    def ask(
        self, system: str, messages: list[Json], tools: list[Json], say: Callable[[str], None], stop: threading.Event
    ) -> Reply:
        """One answer, its text handed to `say` as it comes. Raises Cancelled within POLL_SECONDS of `stop`, ModelBusy,
        ModelRefused or Superseded.

        The stream is read by a thread of its own, because nothing else can interrupt a read: on a stop it is left
        behind, its socket shut, and it ends.
        """
        stream = _Stream(self._client, self._request(system, messages, tools))
        stream.start()
        try:
            for item in stream.items(stop):
                if isinstance(item, Reply):
                    return item
                say(item)
        finally:
            stream.abandon()
        raise ModelBusy("The answer ended too early.")

    def _request(self, system: str, messages: list[Json], tools: list[Json]) -> Json:
        return {
            "model": self._name,
            "max_tokens": self._max_tokens,
            "system": [{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
            "tools": tools,
            "messages": messages,
            "extra_headers": {"Authorization": f"Bearer {self._token()}", TRACE_HEADER: current_trace()},
        }

    def close(self) -> None:
        self._client.close()


class _Stream(threading.Thread):
    """Reads one answer and queues its text, then the Reply or the error."""

    def __init__(self, client: anthropic.Anthropic, request: Json) -> None:
        super().__init__(name="model-stream", daemon=True)
        self._client = client
        self._request = request
        self._queue: queue.Queue[str | Reply | StoryDreamError] = queue.Queue()
        self._abandoned = threading.Event()
        self._socket: socket.socket | None = None

    def items(self, stop: threading.Event) -> Iterator[str | Reply]:
        while True:
            if stop.is_set():
                raise Cancelled
            try:
                item = self._queue.get(timeout=POLL_SECONDS)
            except queue.Empty:
                if not self.is_alive() and self._queue.empty():
                    raise ModelBusy("The answer broke off.") from None
                continue
            if isinstance(item, StoryDreamError):
                raise item
            yield item
            if isinstance(item, Reply):
                return

    def abandon(self) -> None:
        """Nobody listens any more: shut the socket, which wakes the reading thread and stops the model's work."""
        self._abandoned.set()
        if self.is_alive() and self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def run(self) -> None:
        try:
            self._queue.put(self._read())
        except StoryDreamError as error:
            self._queue.put(error)
        except anthropic.APIStatusError as error:
            self._queue.put(_status_error(error))
        except (anthropic.AnthropicError, httpx2.HTTPError, httpx2.StreamError) as error:
            self._queue.put(ModelBusy(f"The model's answer broke off: {type(error).__name__}."))

    def _read(self) -> Reply:
        with self._client.messages.stream(**self._request) as stream:
            network = stream.response.extensions.get("network_stream")
            self._socket = network.get_extra_info("socket") if network is not None else None
            for event in stream:
                if self._abandoned.is_set():
                    break
                if event.type == "text":
                    self._queue.put(event.text)
                elif event.type == "message_stop":
                    return _reply(event.message)
        raise ModelBusy("The answer ended too early.")


def _reply(message: Any) -> Reply:
    content: list[Json] = []
    uses: list[ToolUse] = []
    for block in message.content:
        if block.type == "text" and block.text:
            content.append({"type": "text", "text": block.text})
        elif block.type == "tool_use":
            arguments = block.input if isinstance(block.input, dict) else {}
            content.append({"type": "tool_use", "id": block.id, "name": block.name, "input": arguments})
            uses.append(ToolUse(block.id, block.name, arguments))
    used = message.usage
    return Reply(
        content,
        uses,
        cut=message.stop_reason == "max_tokens",
        usage=Usage(used.input_tokens or 0, used.output_tokens or 0, used.cache_read_input_tokens or 0),
    )


def _status_error(error: anthropic.APIStatusError) -> StoryDreamError:
    status = error.status_code
    body = error.body if isinstance(error.body, dict) else {}
    if "code" in body:  # our own gateway's problem
        named = from_problem(status, body)
        if isinstance(named, (Superseded, Unavailable)):
            return named if isinstance(named, Superseded) else ModelBusy(named.detail, **named.extra)
        if status not in (408, 429):
            return ModelRefused(named.detail)
    inner = body.get("error")
    said = str(inner.get("message", "")) if isinstance(inner, dict) else ""
    if status < 400 or status in (408, 409, 429) or status >= 500:
        retry_after = error.response.headers.get("retry-after", "")
        wait = float(retry_after) if retry_after.isdigit() else None
        return ModelBusy("The model is overloaded or can't be reached.", retryAfter=wait)
    if "too long" in said:
        return PromptTooLong()
    return ModelRefused(f"The model turned the request down ({status}){': ' + said[:300] if said else ''}.")
