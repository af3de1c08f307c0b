"""HTTP between our own services: bounded time, the trace id carried on, problems turned back into named errors."""

import ssl
from collections.abc import Callable
from typing import Any, TypeVar

import httpx
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt, stop_after_delay, wait_random_exponential

from common.errors import StoryDreamError, Unavailable, UpstreamFailed, from_problem
from common.logs import TRACE_HEADER, current_trace

DEFAULT_TIMEOUT = httpx.Timeout(10.0, connect=2.0)

Result = TypeVar("Result")


class ServiceClient:
    """A client of one service. `token` is asked for each request, so that short-lived tokens stay fresh.

    Raises the named error of the service's problem, or UpstreamFailed when it doesn't answer.
    """

    def __init__(
        self,
        base_url: str,
        token: Callable[[], str] | None = None,
        *,
        transport: httpx.BaseTransport | None = None,
        tls: ssl.SSLContext | None = None,
        timeout: httpx.Timeout = DEFAULT_TIMEOUT,
    ) -> None:
        self._token = token
        # With a transport httpx would not look for a proxy in the environment.
        self._client = httpx.Client(base_url=base_url, timeout=timeout, transport=transport, verify=tls or True)

    def request(self, method: str, path: str, **options: Any) -> httpx.Response:
        """One request, no retry; options as httpx's (json, params, content, files, timeout…)."""
        headers = {TRACE_HEADER: current_trace(), **options.pop("headers", {})}
        if self._token is not None:
            headers.setdefault("Authorization", f"Bearer {self._token()}")
        try:
            response = self._client.request(method, path, headers=headers, **options)
        except httpx.HTTPError as error:
            raise UpstreamFailed(f"{self._client.base_url.host} did not answer: {type(error).__name__}.") from error
        if response.is_success:
            return response
        raise problem_of(response)

    def close(self) -> None:
        self._client.close()


def problem_of(response: httpx.Response) -> StoryDreamError:
    """The named error that an unsuccessful answer stands for."""
    try:
        body = response.json()
    except ValueError:
        body = {}
    if not isinstance(body, dict):
        body = {}
    if "detail" not in body:
        body = {**body, "detail": f"The answer was {response.status_code} {response.reason_phrase}."}
    return from_problem(response.status_code, body)


def retrying(call: Callable[[], Result], *, attempts: int = 4, seconds: float = 20.0) -> Result:
    """Call again while the failure is a temporary one (5xx or silence). Only for calls that are safe to repeat."""
    retry = Retrying(
        retry=retry_if_exception_type(Unavailable),
        stop=stop_after_attempt(attempts) | stop_after_delay(seconds),
        wait=wait_random_exponential(multiplier=0.2, max=5),
        reraise=True,
    )
    return retry(call)
