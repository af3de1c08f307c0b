"""Tasks through Google's own client, on the local Cloud Tasks server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import grpc
import pytest
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport

from common.errors import Unavailable
from common.task_queue import TaskQueue, TaskSettings, due_name
from local.cloud_tasks.server import CloudTasks, serve
from local.cloud_tasks.store import TaskStore
from tests.servers import free_port


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[TaskSettings]:
    """A server that keeps tasks and delivers none."""
    port = free_port()
    settings = TaskSettings(tasks_address=f"127.0.0.1:{port}", edge_url="http://edge.test")
    store = TaskStore(tmp_path / "tasks.sqlite")
    store.put_queue(tasks_v2.Queue(name=settings.tasks_queue))
    server = serve(CloudTasks(store, lambda: None), port)
    yield settings
    server.stop(0).wait()
    store.close()


def test_a_task_carries_who_it_is_from_and_when_it_is_due(settings: TaskSettings) -> None:
    due = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=1)
    assert TaskQueue(settings).enqueue("idle-1", "/tasks/idle", {"sessionId": "s"}, due)
    channel = grpc.insecure_channel(str(settings.tasks_address))
    client = tasks_v2.CloudTasksClient(transport=CloudTasksGrpcTransport(channel=channel))
    task = client.get_task(
        request=tasks_v2.GetTaskRequest(
            name=f"{settings.tasks_queue}/tasks/idle-1", response_view=tasks_v2.Task.View.FULL
        )
    )
    channel.close()
    assert task.schedule_time.timestamp() == due.timestamp()
    assert task.http_request.url == "http://edge.test/tasks/idle"
    assert task.http_request.oidc_token.audience == "http://edge.test"
    assert task.http_request.oidc_token.service_account_email == settings.tasks_service_account
    assert task.http_request.body == b'{"sessionId": "s"}'


def test_a_second_task_of_the_same_name_is_harmless(settings: TaskSettings) -> None:
    queue = TaskQueue(settings)
    assert queue.enqueue("erase-1", "/tasks/erase", {})
    assert not queue.enqueue("erase-1", "/tasks/erase", {})


def test_a_queue_that_does_not_answer_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("common.task_queue.TIMEOUT_SECONDS", 0.5)
    with pytest.raises(Unavailable):
        TaskQueue(TaskSettings(tasks_address=f"127.0.0.1:{free_port()}")).enqueue("x", "/tasks/x", {})


def test_a_name_ends_in_the_minute_it_is_due() -> None:
    assert due_name("idle", "abc", datetime(2026, 5, 6, 7, 8, 59, tzinfo=UTC)) == "idle-abc-202605060708"
