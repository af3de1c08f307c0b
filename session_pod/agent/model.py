"""The one door to the model: the Anthropic SDK, streaming, through the edge's gateway with the pod token."""

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Final, Literal

import anthropic
import httpx2  # the SDK's own HTTP library: it doesn't wrap what breaks in mid-stream

from common.errors import BudgetExhausted, Invalid, StoryDreamError, Superseded, Unavailable, from_problem
from common.logs import TRACE_HEADER, current_trace
from common.prices import Tokens, cost_micros
from session_pod.agent.answers import Answer, Reply

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


def preload() -> None:
    """Load what the SDK loads only with its first client: 40 ms, better spent before there is a session."""
    anthropic.Anthropic(auth_token="never sent").close()  # noqa: S106 - it asks nobody


class Model:
    """Thread-safe; one per session and purpose. The gateway keeps a budget of its own for summaries."""

    def __init__(
        self,
        base_url: str,
        token: Callable[[], str],
        name: str,
        *,
        max_tokens: int,
        silence_seconds: float,
        tls: ssl.SSLContext,
        purpose: Literal["turn", "summary"] = "turn",
    ) -> None:
        self._token = token
        self._purpose = purpose
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
        self,
        system: str,
        messages: list[Json],
        tools: list[Json],
        say: Callable[[str], None],
        stop: threading.Event,
        *,
        turn_id: str | None = None,
    ) -> Reply:
        """One answer, its text handed to `say` as it comes. Raises Cancelled within POLL_SECONDS of `stop`, ModelBusy,
        ModelRefused, BudgetExhausted or Superseded.

        The stream is read by a thread of its own, because nothing else can interrupt a read: on a stop it is left
        behind, its socket shut, and it ends.
        """
        stream = _Stream(self._client, self._request(system, messages, tools, turn_id))
        stream.start()
        try:
            for item in stream.items(stop):
                if isinstance(item, Reply):
                    return item
                say(item)
        finally:
            stream.abandon()
        raise ModelBusy("The answer ended too early.")

    def cost(self, usage: Tokens) -> int:
        """Of one answer, in millionths of a US dollar."""
        return cost_micros(self._name, usage)

    def _request(self, system: str, messages: list[Json], tools: list[Json], turn_id: str | None) -> Json:
        headers = {"Authorization": f"Bearer {self._token()}", TRACE_HEADER: current_trace()}
        headers |= {"X-StoryDream-Turn": turn_id} if turn_id else {}
        headers |= {"X-StoryDream-Purpose": self._purpose} if self._purpose != "turn" else {}
        return {
            "model": self._name,
            "max_tokens": self._max_tokens,
            "system": [{"type": "text", "text": system, "cache_control": {"type": "ephemeral"}}],
            "messages": messages,
            "extra_headers": headers,
            **({"tools": tools} if tools else {}),
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
        answer = Answer()
        with self._client.messages.create(stream=True, **self._request) as stream:
            network = stream.response.extensions.get("network_stream")
            self._socket = network.get_extra_info("socket") if network is not None else None
            for event in stream:
                if self._abandoned.is_set():
                    break
                text = answer.take(event)
                if text:
                    self._queue.put(text)
                if answer.complete:
                    return answer.reply()
        raise ModelBusy("The answer ended too early.")


def _status_error(error: anthropic.APIStatusError) -> StoryDreamError:
    status = error.status_code
    body = error.body if isinstance(error.body, dict) else {}
    if "code" in body:  # our own gateway's problem
        named = from_problem(status, body)
        if isinstance(named, (Superseded, BudgetExhausted)):
            return named
        if isinstance(named, Unavailable):
            return ModelBusy(named.detail, **named.extra)
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
