"""The local Cloud Tasks server, driven by Google's own client as the product drives it."""

import json
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import grpc
import jwt
import pytest
from google.api_core import exceptions
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport
from google.protobuf import duration_pb2, timestamp_pb2

from local.cloud_tasks.dispatcher import backoff
from local.ports import choose
from local.service import listens

ROOT = Path(__file__).parents[2]
QUEUE = "projects/demo-storydream/locations/us-central1/queues/storydream"
ACCOUNT = "tasks@demo-storydream.iam.gserviceaccount.com"


class Target(ThreadingHTTPServer):
    """Where tasks are delivered. `answers` are the statuses of the next deliveries; after them, 200."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Delivery)
        self.answers: list[int] = []
        self.seen: list[dict[str, Any]] = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Delivery(BaseHTTPRequestHandler):
    server: Target

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append({"path": self.path, "body": body, "headers": headers, "at": time.time()})
        self.send_response(self.server.answers.pop(0) if self.server.answers else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


class Tasks:
    """The server in a process of its own, and the official client."""

    def __init__(self, folder: Path) -> None:
        ports = choose(("tasks", "keys"), folder / "ports.json")
        self.port, self.keys_port = ports["tasks"], ports["keys"]
        self._folder = folder
        self.start()
        self.client = self.new_client()

    def new_client(self) -> tasks_v2.CloudTasksClient:
        channel = grpc.insecure_channel(f"127.0.0.1:{self.port}")
        return tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))

    def start(self) -> None:
        command = [
            sys.executable,
            "-m",
            "local.cloud_tasks",
            "--port",
            str(self.port),
            "--keys-port",
            str(self.keys_port),
        ]
        command += ["--folder", str(self._folder / "tasks"), "--queue", QUEUE]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)
        until(lambda: listens(self.port)() and listens(self.keys_port)())

    def stop(self, number: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(number)
        self.process.wait(40)

    def add(self, target: Target, name: str = "", after: float = 0, queue: str = QUEUE) -> tasks_v2.Task:
        token = tasks_v2.OidcToken(service_account_email=ACCOUNT, audience="https://edge.example")
        request = tasks_v2.HttpRequest(url=f"{target.url}/tasks/idle", body=b'{"a":1}', oidc_token=token)
        task = tasks_v2.Task(http_request=request)
        if name:
            task.name = f"{queue}/tasks/{name}"
        if after:
            stamp = timestamp_pb2.Timestamp()
            stamp.FromDatetime(datetime.now(UTC) + timedelta(seconds=after))
            task.schedule_time = stamp
        created: tasks_v2.Task = self.client.create_task(parent=queue, task=task, timeout=30)
        return created


def until(reached: Callable[[], bool], seconds: float = 40) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)


@contextmanager
def running(folder: Path) -> Iterator[Tasks]:
    tasks = Tasks(folder)
    try:
        yield tasks
    finally:
        tasks.stop()


@pytest.fixture(scope="module")
def tasks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tasks]:
    with running(tmp_path_factory.mktemp("tasks")) as server:
        yield server


@pytest.fixture
def target() -> Iterator[Target]:
    server = Target()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_task_is_delivered_with_its_body_headers_and_a_token_that_our_keys_prove(
    tasks: Tasks, target: Target
) -> None:
    tasks.add(target, "first")
    until(lambda: len(target.seen) == 1)
    delivered = target.seen[0]
    assert (delivered["path"], json.loads(delivered["body"])) == ("/tasks/idle", {"a": 1})
    assert delivered["headers"]["x-cloudtasks-queuename"] == "storydream"
    assert delivered["headers"]["x-cloudtasks-taskname"] == "first"
    assert delivered["headers"]["x-cloudtasks-taskretrycount"] == "0"
    token = delivered["headers"]["authorization"].removeprefix("Bearer ")
    key = jwt.PyJWKClient(f"http://127.0.0.1:{tasks.keys_port}/jwks").get_signing_key_from_jwt(token)
    issuer = f"http://127.0.0.1:{tasks.keys_port}"
    claims = jwt.decode(token, key, algorithms=["RS256"], audience="https://edge.example", issuer=issuer)
    assert (claims["email"], claims["email_verified"]) == (ACCOUNT, True)


def test_a_name_is_taken_while_its_task_waits_and_for_an_hour_after_it_ran(tasks: Tasks, target: Target) -> None:
    tasks.add(target, "once", after=0.4)
    with pytest.raises(exceptions.AlreadyExists):
        tasks.add(target, "once")
    until(lambda: len(target.seen) == 1)
    until(lambda: not waiting(tasks, "once"))
    with pytest.raises(exceptions.AlreadyExists):
        tasks.add(target, "once")


def waiting(tasks: Tasks, name: str) -> bool:
    try:
        tasks.client.get_task(name=f"{QUEUE}/tasks/{name}", timeout=30)
    except exceptions.NotFound:
        return False
    return True


def test_a_task_is_not_delivered_before_its_time(tasks: Tasks, target: Target) -> None:
    began = time.time()
    tasks.add(target, after=0.7)
    until(lambda: len(target.seen) == 1)
    assert target.seen[0]["at"] - began >= 0.65


def test_a_deleted_task_is_never_delivered_and_its_name_stays_taken(tasks: Tasks, target: Target) -> None:
    task = tasks.add(target, "doomed", after=3)
    tasks.client.delete_task(name=task.name, timeout=30)
    with pytest.raises(exceptions.AlreadyExists):
        tasks.add(target, "doomed")
    with pytest.raises(exceptions.NotFound):
        tasks.client.delete_task(name=task.name, timeout=30)
    time.sleep(3.5)
    assert target.seen == []


def test_a_refused_task_is_tried_again_and_says_how_often(tasks: Tasks, target: Target) -> None:
    target.answers = [503, 429]
    tasks.add(target, "stubborn")
    until(lambda: len(target.seen) == 3)
    assert [seen["headers"]["x-cloudtasks-taskretrycount"] for seen in target.seen] == ["0", "1", "2"]
    until(lambda: not waiting(tasks, "stubborn"))


def test_a_queue_says_how_often_and_how_fast_to_try(tasks: Tasks, target: Target) -> None:
    name = f"{QUEUE}-twice"
    retry = tasks_v2.RetryConfig(max_attempts=2, min_backoff=duration_pb2.Duration(nanos=300_000_000))
    parent = QUEUE.rpartition("/queues/")[0]
    tasks.client.create_queue(parent=parent, queue=tasks_v2.Queue(name=name, retry_config=retry), timeout=30)
    target.answers = [500, 500, 500]
    tasks.add(target, "two", queue=name)
    until(lambda: len(target.seen) == 2)
    assert target.seen[1]["at"] - target.seen[0]["at"] >= 0.29
    time.sleep(0.8)
    assert len(target.seen) == 2
    until(lambda: list(tasks.client.list_tasks(parent=name, timeout=30)) == [])


def test_backoff_doubles_as_often_as_the_queue_says_then_grows_evenly_up_to_its_most() -> None:
    retry = tasks_v2.RetryConfig(
        min_backoff=duration_pb2.Duration(seconds=10), max_backoff=duration_pb2.Duration(seconds=300), max_doublings=3
    )
    assert [backoff(retry, attempt) for attempt in range(1, 9)] == [10, 20, 40, 80, 160, 240, 300, 300]


def test_lists_come_in_pages_and_a_purge_empties_the_queue(tasks: Tasks, target: Target) -> None:
    name = f"{QUEUE}-many"
    parent = QUEUE.rpartition("/queues/")[0]
    tasks.client.create_queue(parent=parent, queue=tasks_v2.Queue(name=name), timeout=30)
    for number in range(5):
        tasks.add(target, f"page-{number}", after=600, queue=name)
    request = tasks_v2.ListTasksRequest(parent=name, page_size=2)
    assert len(list(tasks.client.list_tasks(request=request, timeout=30))) == 5
    tasks.client.purge_queue(name=name, timeout=30)
    assert list(tasks.client.list_tasks(parent=name, timeout=30)) == []


def test_what_is_not_there_or_not_allowed_is_refused_as_google_refuses_it(tasks: Tasks, target: Target) -> None:
    with pytest.raises(exceptions.NotFound):
        tasks.client.get_queue(name=f"{QUEUE}-none", timeout=30)
    with pytest.raises(exceptions.NotFound):
        tasks.add(target, "x", queue=f"{QUEUE}-none")
    with pytest.raises(exceptions.InvalidArgument):
        tasks.add(target, "a name with spaces")
    with pytest.raises(exceptions.InvalidArgument):
        tasks.add(target, "far", after=31 * 24 * 3600)
    with pytest.raises(exceptions.AlreadyExists):
        tasks.client.create_queue(parent=QUEUE.rpartition("/queues/")[0], queue=tasks_v2.Queue(name=QUEUE), timeout=30)


def test_a_killed_server_still_has_its_tasks_when_it_comes_back(tmp_path: Path, target: Target) -> None:
    with running(tmp_path) as tasks:
        tasks.add(target, "survivor", after=1.0)
        tasks.stop(signal.SIGKILL)
        tasks.start()
        until(lambda: len(target.seen) == 1)
        tasks.client = tasks.new_client()
        with pytest.raises(exceptions.AlreadyExists):
            tasks.add(target, "survivor")
