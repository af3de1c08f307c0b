"""The gRPC service `google.cloud.tasks.v2.CloudTasks`, as far as StoryDream's client and its tests use it."""

import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from itertools import count
from typing import Any, NoReturn

import grpc
from google.cloud import tasks_v2
from google.protobuf import empty_pb2

from local.cloud_tasks.store import NameTaken, TaskStore

SERVICE = "google.cloud.tasks.v2.CloudTasks"
PAGE_DEFAULT, PAGE_MAX = 100, 1000
SCHEDULE_MAX_SECONDS = 30 * 24 * 3600
_TASK_NAME = re.compile(r"^(?P<queue>projects/[^/]+/locations/[^/]+/queues/[^/]+)/tasks/[A-Za-z0-9_-]{1,500}$")


class CloudTasks:
    """The methods. `wake` is called when a task may be due earlier than was known."""

    def __init__(self, store: TaskStore, wake: Callable[[], None]) -> None:
        self._store = store
        self._wake = wake
        self._numbers = count(time.time_ns())

    def create_queue(self, request: tasks_v2.CreateQueueRequest, context: grpc.ServicerContext) -> tasks_v2.Queue:
        queue = request.queue
        if self._store.queue(queue.name) is not None:
            _refuse(context, grpc.StatusCode.ALREADY_EXISTS, "Queue already exists.")
        self._store.put_queue(queue)
        return queue

    def get_queue(self, request: tasks_v2.GetQueueRequest, context: grpc.ServicerContext) -> tasks_v2.Queue:
        return self._queue(request.name, context)

    def purge_queue(self, request: tasks_v2.PurgeQueueRequest, context: grpc.ServicerContext) -> tasks_v2.Queue:
        queue = self._queue(request.name, context)
        self._store.purge(request.name)
        return queue

    def create_task(self, request: tasks_v2.CreateTaskRequest, context: grpc.ServicerContext) -> tasks_v2.Task:
        task, now = request.task, datetime.now(UTC)
        self._queue(request.parent, context)
        task.name = task.name or f"{request.parent}/tasks/{next(self._numbers)}"
        named = _TASK_NAME.match(task.name)
        if named is None or named["queue"] != request.parent:
            _refuse(context, grpc.StatusCode.INVALID_ARGUMENT, f"Task name {task.name!r} is not one of this queue.")
        if not re.match(r"https?://", task.http_request.url):
            _refuse(context, grpc.StatusCode.INVALID_ARGUMENT, "HttpRequest.url must start with http:// or https://.")
        task.create_time = now
        task.schedule_time = max(task.schedule_time, now) if task.schedule_time else now
        if (task.schedule_time - now).total_seconds() > SCHEDULE_MAX_SECONDS:
            _refuse(context, grpc.StatusCode.INVALID_ARGUMENT, "schedule_time is more than 30 days away.")
        try:
            self._store.add(task, request.parent, task.schedule_time.timestamp(), now.timestamp())
        except NameTaken:
            _refuse(context, grpc.StatusCode.ALREADY_EXISTS, "Requested entity already exists")
        self._wake()
        return task

    def get_task(self, request: tasks_v2.GetTaskRequest, context: grpc.ServicerContext) -> tasks_v2.Task:
        task = self._store.task(request.name)
        if task is None:
            _refuse(context, grpc.StatusCode.NOT_FOUND, "Task does not exist.")
        return task

    def list_tasks(
        self, request: tasks_v2.ListTasksRequest, context: grpc.ServicerContext
    ) -> tasks_v2.ListTasksResponse:
        self._queue(request.parent, context)
        size = min(request.page_size or PAGE_DEFAULT, PAGE_MAX)
        tasks = self._store.tasks(request.parent, request.page_token, size)
        following = tasks[-1].name if len(tasks) == size else ""
        return tasks_v2.ListTasksResponse(tasks=tasks, next_page_token=following)

    def delete_task(self, request: tasks_v2.DeleteTaskRequest, context: grpc.ServicerContext) -> empty_pb2.Empty:
        if self._store.task(request.name) is None:
            _refuse(context, grpc.StatusCode.NOT_FOUND, "Task does not exist.")
        self._store.finish([request.name], time.time())
        return empty_pb2.Empty()

    def _queue(self, name: str, context: grpc.ServicerContext) -> tasks_v2.Queue:
        queue = self._store.queue(name)
        if queue is None:
            _refuse(context, grpc.StatusCode.NOT_FOUND, "Queue does not exist.")
        return queue


def serve(tasks: CloudTasks, port: int) -> grpc.Server:
    """Start answering on 127.0.0.1. Raises RuntimeError when the port is taken."""
    methods: dict[str, tuple[Callable[..., Any], Any]] = {
        "CreateQueue": (tasks.create_queue, tasks_v2.CreateQueueRequest),
        "GetQueue": (tasks.get_queue, tasks_v2.GetQueueRequest),
        "PurgeQueue": (tasks.purge_queue, tasks_v2.PurgeQueueRequest),
        "CreateTask": (tasks.create_task, tasks_v2.CreateTaskRequest),
        "GetTask": (tasks.get_task, tasks_v2.GetTaskRequest),
        "ListTasks": (tasks.list_tasks, tasks_v2.ListTasksRequest),
        "DeleteTask": (tasks.delete_task, tasks_v2.DeleteTaskRequest),
    }
    handlers = {
        name: grpc.unary_unary_rpc_method_handler(
            method, request_deserializer=request.deserialize, response_serializer=_serialised
        )
        for name, (method, request) in methods.items()
    }
    server = grpc.server(ThreadPoolExecutor(8, thread_name_prefix="grpc"), options=[("grpc.so_reuseport", 0)])
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(SERVICE, handlers),))
    server.add_insecure_port(f"127.0.0.1:{port}")
    server.start()
    return server


def _serialised(message: Any) -> bytes:
    """proto-plus messages serialise by their class, plain ones by themselves."""
    if isinstance(message, empty_pb2.Empty):
        return bytes(message.SerializeToString())
    return bytes(type(message).serialize(message))


def _refuse(context: grpc.ServicerContext, code: grpc.StatusCode, detail: str) -> NoReturn:
    context.abort(code, detail)
    raise AssertionError("abort raises")
