"""Storing what must be stored: again and again while the failure is a temporary one, within a time, unless hurried."""

import threading
from collections.abc import Callable
from typing import TypeVar

from tenacity import (
    RetryCallState,
    Retrying,
    retry_if_exception,
    sleep_using_event,
    stop_before_delay,
    stop_when_event_set,
    wait_random_exponential,
)

from common.errors import RateLimited, StoryDreamError

Result = TypeVar("Result")

FIRST_WAIT_SECONDS = 0.3
LONGEST_WAIT_SECONDS = 15.0
RATE_WAIT_SECONDS = 1.0  # one write a second an object is the most that Cloud Storage takes

_NOT_YET = frozenset({401, 408, 429})
"""401: the token has expired, and a heartbeat is about to renew it."""

_backoff = wait_random_exponential(multiplier=FIRST_WAIT_SECONDS, max=LONGEST_WAIT_SECONDS)


def is_temporary(error: BaseException) -> bool:
    """Whether trying again may help: 5xx, silence and 429; any other 4xx is final."""
    return isinstance(error, StoryDreamError) and (error.status >= 500 or error.status in _NOT_YET)


def _wait(state: RetryCallState) -> float:
    error = state.outcome.exception() if state.outcome is not None else None
    least = RATE_WAIT_SECONDS if isinstance(error, RateLimited) else 0.0
    if isinstance(error, StoryDreamError) and error.retry_after is not None:
        least = max(least, min(error.retry_after, LONGEST_WAIT_SECONDS))
    return max(least, _backoff(state))


def store(
    call: Callable[[], Result],
    *,
    seconds: float,
    hurry: threading.Event,
    waiting: Callable[[str], None] | None = None,
) -> Result:
    """The result of `call`, repeated on temporary errors for up to `seconds`, waits included; once `hurry` is set
    there is no further try. `waiting` hears why before each wait. Raises the last error."""

    def before_sleep(state: RetryCallState) -> None:
        error = state.outcome.exception() if state.outcome is not None else None
        if waiting is not None and isinstance(error, StoryDreamError):
            waiting(error.detail)

    retry = Retrying(
        retry=retry_if_exception(is_temporary),
        stop=stop_before_delay(seconds) | stop_when_event_set(hurry),
        wait=_wait,
        sleep=sleep_using_event(hurry),
        before_sleep=before_sleep,
        reraise=True,
    )
    return retry(call)
