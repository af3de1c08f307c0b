"""Sends due tasks to their targets and decides what an answer means."""

import logging
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import httpx
from google.cloud import tasks_v2

from local.cloud_tasks.oidc import TokenMaker
from local.cloud_tasks.store import Due, TaskStore

CONCURRENCY = 16
DEADLINE_DEFAULT_SECONDS = 600.0  # Cloud Tasks' own default for HTTP targets
ATTEMPTS_DEFAULT = 100
MIN_BACKOFF_DEFAULT_SECONDS, MAX_BACKOFF_DEFAULT_SECONDS, MAX_DOUBLINGS_DEFAULT = 0.1, 3600.0, 16
_IDLE_SECONDS = 5.0

_log = logging.getLogger(__name__)


class Dispatcher:
    """Runs until `close()`. `wake()` makes it look at the store again at once."""

    def __init__(self, store: TaskStore, tokens: TokenMaker) -> None:
        self._store = store
        self._tokens = tokens
        self._wake = threading.Event()
        self._closed = threading.Event()
        self._free = threading.Semaphore(CONCURRENCY)
        self._workers = ThreadPoolExecutor(CONCURRENCY, thread_name_prefix="dispatch")
        self._client = httpx.Client(trust_env=False, follow_redirects=False)
        self._thread = threading.Thread(target=self._loop, name="dispatcher", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._wake.set()

    def close(self) -> None:
        self._closed.set()
        self._wake.set()
        self._thread.join()
        self._workers.shutdown(wait=True, cancel_futures=True)
        self._client.close()

    def _loop(self) -> None:
        while not self._closed.is_set():
            self._wake.clear()
            self._free.acquire()
            taken = self._store.take_due(time.time(), 1)
            if taken and not self._closed.is_set():
                self._workers.submit(self._dispatch, taken[0])
                continue
            self._free.release()
            due = self._store.next_due()
            self._wake.wait(_IDLE_SECONDS if due is None else min(_IDLE_SECONDS, max(0.0, due - time.time())))

    def _dispatch(self, due: Due) -> None:
        try:
            task, now = due.task, datetime.now(UTC)
            task.dispatch_count += 1
            task.last_attempt = tasks_v2.Attempt(schedule_time=task.schedule_time, dispatch_time=now)
            if task.dispatch_count == 1:
                task.first_attempt = tasks_v2.Attempt(dispatch_time=now)
            self._store.save(task)
            status = self._send(due)
            if status is not None:
                task.response_count += 1
            self._settle(due, status)
        finally:
            self._free.release()
            self._wake.set()

    def _settle(self, due: Due, status: int | None) -> None:
        queue = self._store.queue(due.queue)
        retry = tasks_v2.RetryConfig() if queue is None else queue.retry_config
        attempts = retry.max_attempts or ATTEMPTS_DEFAULT
        done = status is not None and 200 <= status < 300
        if done or (attempts > 0 and due.task.dispatch_count >= attempts):
            self._store.finish([due.name], time.time())
        else:
            self._store.again(due.task, time.time() + backoff(retry, due.task.dispatch_count))
        _log.info(
            "task dispatched",
            extra={"fields": {"task": due.name, "status": status, "attempt": due.task.dispatch_count, "done": done}},
        )

    def _send(self, due: Due) -> int | None:
        """The status of the target's answer, or None when there was none."""
        request = due.task.http_request
        method = tasks_v2.HttpMethod(request.http_method or tasks_v2.HttpMethod.POST).name
        deadline = (
            due.task.dispatch_deadline.total_seconds() if due.task.dispatch_deadline else DEADLINE_DEFAULT_SECONDS
        )
        try:
            return self._client.request(
                method, request.url, content=request.body or None, headers=self._headers(due), timeout=deadline
            ).status_code
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            _log.warning("no answer from a task's target", extra={"fields": {"task": due.name, "error": repr(error)}})
            return None

    def _headers(self, due: Due) -> dict[str, str]:
        task, request = due.task, due.task.http_request
        headers = {
            **dict(request.headers),
            "User-Agent": "Google-Cloud-Tasks",
            "X-CloudTasks-QueueName": due.queue.rsplit("/", 1)[-1],
            "X-CloudTasks-TaskName": due.name.rsplit("/", 1)[-1],
            "X-CloudTasks-TaskRetryCount": str(task.dispatch_count - 1),
            "X-CloudTasks-TaskExecutionCount": str(task.response_count),
            "X-CloudTasks-TaskETA": f"{task.schedule_time.timestamp():.6f}",
        }
        if request.oidc_token.service_account_email:
            audience = request.oidc_token.audience or request.url
            headers["Authorization"] = f"Bearer {self._tokens.mint(audience, request.oidc_token.service_account_email)}"
        return headers


def backoff(retry: tasks_v2.RetryConfig, attempt: int) -> float:
    """Seconds before the next attempt: doubling `max_doublings` times from the minimum, then growing evenly."""
    first = retry.min_backoff.total_seconds() if retry.min_backoff else MIN_BACKOFF_DEFAULT_SECONDS
    most = retry.max_backoff.total_seconds() if retry.max_backoff else MAX_BACKOFF_DEFAULT_SECONDS
    doublings = retry.max_doublings or MAX_DOUBLINGS_DEFAULT
    doubled = first * 2.0 ** min(attempt - 1, doublings)
    return float(min(most, doubled * max(1, attempt - doublings)))
