"""The `gateway` service as it runs: one gunicorn worker, more streams at once than `api` has threads, and a pod that
leaves while the model says nothing."""

import http.client
import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
import redis

from benchmarks.edge import ROOT, served
from tests.anthropic_script import Answer
from tests.anthropic_server import ScriptedAnthropic, scripted_anthropic
from tests.edge.conftest import Edge
from tests.servers import free_port

AT_ONCE = 80
BODY = json.dumps({"model": "claude-sonnet-5-5", "max_tokens": 10, "stream": True, "messages": []}).encode()


@pytest.fixture
def model() -> Iterator[ScriptedAnthropic]:
    with scripted_anthropic() as server:
        server.socket.listen(2 * AT_ONCE)  # of a queue of 5 a busy machine takes too few before the others give up
        yield server


@pytest.fixture
def port(edge: Edge, model: ScriptedAnthropic, tmp_path: Path) -> Iterator[int]:
    """The service under gunicorn, on what the fixtures' edge stands on."""
    settings = edge.services.settings
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "edge.pem").write_bytes(edge.keys.edge_pem)
    (tmp_path / "keys" / "pool-manager.pub.pem").write_bytes(edge.keys.pool_manager_public)
    environment = {
        "STORYDREAM_SERVICE": "gateway",
        "STORYDREAM_LOG_LEVEL": "WARNING",
        "STORYDREAM_DATA_DIR": str(tmp_path),
        "STORYDREAM_REDIS_URL": edge.redis_url,
        "STORYDREAM_TASKS_ADDRESS": f"127.0.0.1:{free_port()}",
        "STORYDREAM_STREAMS_USER": str(AT_ONCE),
        "STORYDREAM_STREAMS_PROJECT": str(AT_ONCE),
        "FIRESTORE_EMULATOR_HOST": str(settings.firestore_emulator_host),
        "FIREBASE_AUTH_EMULATOR_HOST": str(settings.firebase_auth_emulator_host),
        "STORAGE_EMULATOR_HOST": str(settings.storage_emulator_host),
        "DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA": "1",
        "ANTHROPIC_API_KEY": "sk-secret",
        "ANTHROPIC_BASE_URL": model.url,
    }
    with served("edge.main:app", ROOT, environment) as (_, port):
        yield port


def test_many_streams_at_once_and_none_goes_on_for_a_pod_that_left(
    edge: Edge, model: ScriptedAnthropic, port: int
) -> None:
    token = edge.as_pod(edge.project(seeded=False).id, 0).environ_base["HTTP_AUTHORIZATION"]
    model.plays(*(Answer("slow words", pause=120) for _ in range(AT_ONCE + 1)))
    barrier = threading.Barrier(AT_ONCE + 1)

    def stream(_: int) -> bytes:
        connection, answer = _begun(port, token)
        first = answer.read1()
        assert b"message_start" in first
        barrier.wait(60)
        rest = answer.read()
        connection.close()
        return rest

    with ThreadPoolExecutor(AT_ONCE) as pool:
        streams = [pool.submit(stream, number) for number in range(AT_ONCE)]
        barrier.wait(60)  # all of them have begun, none has ended
        connection, refused = _begun(port, token)
        assert (refused.status, json.loads(refused.read())["code"]) == (429, "too_many_streams")
        connection.close()
        model.closing.set()
        assert all(b"message_stop" in one.result(60) for one in streams)
    model.closing.clear()

    connection, answer = _begun(port, token)
    assert b"message_start" in answer.read1()
    assert _running(edge) == 1
    answer.close()
    connection.close()
    until = time.monotonic() + 30
    while _running(edge) and time.monotonic() < until:
        time.sleep(0.05)
    assert _running(edge) == 0, "the model was silent, and yet its answer was settled"


def _begun(port: int, token: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = {"Authorization": token, "Content-Type": "application/json"}
    connection.request("POST", "/pod/v1/model/v1/messages", BODY, headers)
    return connection, connection.getresponse()


def _running(edge: Edge) -> int:
    """Answers that budgets are held for."""
    with closing(redis.Redis.from_url(edge.redis_url)) as client:
        (key,) = client.keys("budget:project:*:held") or [b"none"]
        return int(client.zcard(key))
