"""The only door to Cloud Tasks: work that is due later, at least once, named so that a second one is harmless."""

from datetime import UTC, datetime
from json import dumps
from typing import Any, Final

import grpc
from google.api_core import exceptions
from google.cloud import tasks_v2
from google.cloud.tasks_v2.services.cloud_tasks.transports import CloudTasksGrpcTransport
from google.protobuf import timestamp_pb2

from common.errors import Unavailable
from common.logs import TRACE_HEADER, current_trace
from common.settings import GoogleSettings, OptionalText

TIMEOUT_SECONDS: Final = 5.0


class TaskSettings(GoogleSettings):
    """Where tasks are put and who they come from."""

    tasks_address: OptionalText = None
    """host:port of the local Cloud Tasks server; unset = Google's."""
    tasks_queue: str = "projects/demo-storydream/locations/us-central1/queues/storydream"
    """The queue's full name."""
    edge_url: str = "http://127.0.0.1:8080"
    """Public base of the edge: where tasks are delivered, and the audience of their OIDC token."""
    tasks_service_account: str = "tasks@demo-storydream.iam.gserviceaccount.com"
    """Whose OIDC token a delivery carries."""


class TaskQueue:
    """One queue whose tasks are posted to the edge's `/tasks/…`."""

    def __init__(self, settings: TaskSettings) -> None:
        self._settings = settings
        if settings.tasks_address:
            transport = CloudTasksGrpcTransport(channel=grpc.insecure_channel(settings.tasks_address))
            self._client = tasks_v2.CloudTasksClient(transport=transport)
        else:
            self._client = tasks_v2.CloudTasksClient()
        self._parent = settings.tasks_queue

    def enqueue(self, name: str, path: str, payload: dict[str, Any], due_at: datetime | None = None) -> bool:
        """Post `payload` as JSON to `path` of the edge at `due_at` (now, if None).

        False when a task of this name is waiting or ran within about the last hour. Raises Unavailable.
        """
        request = tasks_v2.HttpRequest(
            http_method=tasks_v2.HttpMethod.POST,
            url=self._settings.edge_url.rstrip("/") + path,
            headers={"Content-Type": "application/json", TRACE_HEADER: current_trace()},
            body=dumps(payload).encode(),
            oidc_token=tasks_v2.OidcToken(
                service_account_email=self._settings.tasks_service_account, audience=self._settings.edge_url
            ),
        )
        task = tasks_v2.Task(name=f"{self._parent}/tasks/{name}", http_request=request)
        if due_at is not None:
            stamp = timestamp_pb2.Timestamp()
            stamp.FromDatetime(due_at.astimezone(UTC))
            task.schedule_time = stamp
        try:
            self._client.create_task(parent=self._parent, task=task, timeout=TIMEOUT_SECONDS)
        except exceptions.AlreadyExists:
            return False
        except exceptions.GoogleAPIError as error:
            raise Unavailable(f"The task queue did not answer: {type(error).__name__}.") from error
        return True


def due_name(kind: str, subject: str, due_at: datetime) -> str:
    """A task's name: a name is blocked for about an hour after its task ran, so it ends in the due minute."""
    return f"{kind}-{subject}-{due_at.astimezone(UTC):%Y%m%d%H%M}"
