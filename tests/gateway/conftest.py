"""A gateway between a real Redis and two fake pods, and servers where no pod is, which must never hear from it."""

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

import pytest

from common.ids import new_id
from common.models import SessionState
from common.session_store import SessionRecord, SessionStore, now_ms
from tests.gateway.fake_pod import FakePod, fake_pod
from tests.gateway.gateway import DOMAIN, Answer, Gateway, running_gateway
from tests.servers import free_port, redis_server

POD, OTHER_POD = "127.77.0.1", "127.77.0.2"
NO_PODS = ("127.0.0.1", "127.88.0.1")


@dataclass
class World:
    """`preview_port` and `agent_port` are the pods'."""

    gateway: Gateway
    sessions: SessionStore
    redis_port: int
    preview_port: int
    agent_port: int
    pod: FakePod
    other: FakePod
    strangers: list[FakePod]

    def session(self, pod_ip: str | None = POD, state: SessionState = SessionState.READY) -> SessionRecord:
        """A new session, recorded as the pool manager does."""
        record = SessionRecord(new_id(), new_id(), "user", 1, state, "", now_ms(), now_ms(), pod_ip=pod_ip)
        assert self.sessions.open(record.project_id, record.session_id, "user") == record.session_id
        assert self.sessions.record(record)
        return record

    def change(self, record: SessionRecord, **fields: object) -> SessionRecord:
        changed = replace(record, **fields)  # type: ignore[arg-type]
        assert self.sessions.record(changed)
        return changed

    def ask(self, session: SessionRecord, path: str = "/", **options: object) -> Answer:
        return self.gateway.ask(host(session), path, **options)  # type: ignore[arg-type]

    def heard(self) -> int:
        """Requests that reached anything behind the gateway."""
        return sum(len(pod.seen) for pod in (self.pod, self.other, *self.strangers))


def host(session: SessionRecord) -> str:
    return f"{session.session_id}.{DOMAIN}"


@pytest.fixture(scope="package")
def shared_world() -> Iterator[World]:
    preview_port, agent_port = free_port(), free_port()
    with ExitStack() as stack:
        url = stack.enter_context(redis_server())
        redis_port = urlsplit(url).port or 0
        pods = [stack.enter_context(fake_pod(ip, preview_port, agent_port)) for ip in (POD, OTHER_POD, *NO_PODS)]
        gateway = stack.enter_context(running_gateway(redis_port, preview_port, agent_port))
        yield World(gateway, SessionStore(url), redis_port, preview_port, agent_port, pods[0], pods[1], pods[2:])


@pytest.fixture
def world(shared_world: World) -> World:
    """The one gateway of these tests, with nothing noted yet."""
    for pod in (shared_world.pod, shared_world.other, *shared_world.strangers):
        pod.seen.clear()
        pod.answers.clear()
        pod.body = b""
    return shared_world
