"""What the model gateway adds: time to the first token beside the same model asked directly, one after another; and
200 streams at once in one process of the `gateway` service, with its memory. Firestore is Google's emulator, Redis a
Valkey, both on this machine; the model is a stub in a process of its own."""

import asyncio
import http.client
import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import psutil

from benchmarks.edge import ROOT, served
from benchmarks.model_stub import model_stub
from benchmarks.report import Row, percentile
from common.firestore import admin_client
from common.settings import GoogleSettings
from common.tokens import PodClaims, Signer, generate_key_pair
from tests.edge.fakes import account_server
from tests.edge.firestore_emulator import firestore_emulator
from tests.servers import free_port, gcs_server, redis_server

ASKED: Final = 150
WARM_UP: Final = 30
ADDED_TARGET_MS: Final = 10
STREAMS: Final = 200
DELTAS: Final = 100
PAUSE: Final = 0.05
CONVERSATION_BYTES: Final = 60_000
"""About 15,000 tokens: a turn in its middle."""
PROJECT: Final = PodClaims("bench-project", "bench-session", 1)
TURN: Final = "turn-00001"
BODY: Final = json.dumps(
    {
        "model": "claude-sonnet-5-5",
        "max_tokens": 1_000,
        "stream": True,
        "messages": [{"role": "user", "content": [{"type": "text", "text": "word " * (CONVERSATION_BYTES // 5)}]}],
    }
).encode()


@dataclass(frozen=True)
class Server:
    """Where to ask, and how."""

    port: int
    path: str
    headers: dict[str, str]


@dataclass(frozen=True)
class Load:
    """Streams at once: how many came whole, seconds of each, and the most memory of the process, in MB."""

    whole: int
    seconds: list[float]
    megabytes: float


def rows() -> list[Row]:
    """150 answers each way, one after the other by turns; then 200 streams of 5 s, each way."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-model-")))
        environment, headers = _world(stack, folder)
        with model_stub(3, 0.0) as model, _gateway(environment, model) as (_, port):
            through, direct = _first_tokens(Server(port, "/pod/v1/model/v1/messages", headers), _model(model))
        with model_stub(DELTAS, PAUSE) as model, _gateway(environment, model) as (process, port):
            idle = process.memory_info().rss / 1e6
            direct_load = asyncio.run(_streams(_model(model), None))
            load = asyncio.run(_streams(Server(port, "/pod/v1/model/v1/messages", headers), process))
    added = [ours - plain for ours, plain in zip(sorted(through), sorted(direct), strict=True)]
    return [
        Row("gateway: first token p50", "ms", percentile(through, 50), percentile(direct, 50)),
        Row("gateway: first token p99", "ms", percentile(through, 99), percentile(direct, 99)),
        Row("gateway: added to the first token p50", "ms", percentile(added, 50), target=ADDED_TARGET_MS),
        Row("gateway: added to the first token p99", "ms", percentile(added, 99)),
        Row(f"gateway: whole streams of {STREAMS} at once", "streams", load.whole, target=STREAMS, better="higher"),
        Row("gateway: a stream of 5 s among them p50", "s", percentile(load.seconds, 50),
            percentile(direct_load.seconds, 50)),
        Row("gateway: a stream of 5 s among them p99", "s", percentile(load.seconds, 99),
            percentile(direct_load.seconds, 99)),
        Row("gateway: memory with 200 streams", "MB", load.megabytes, idle),
        Row("gateway: memory a stream", "KB", 1000 * (load.megabytes - idle) / STREAMS),
    ]  # fmt: skip


def _world(stack: ExitStack, data: Path) -> tuple[dict[str, str], dict[str, str]]:
    """What the gateway stands on, with one project whose turn runs → its environment, and a pod's headers."""
    (data / "keys").mkdir()
    for name in ("edge", "pool-manager"):
        generate_key_pair(data / "keys" / f"{name}.pem", data / "keys" / f"{name}.pub.pem")
    firestore = stack.enter_context(firestore_emulator())
    _fill(firestore)
    environment = {
        "STORYDREAM_SERVICE": "gateway",
        "STORYDREAM_LOG_LEVEL": "WARNING",
        "STORYDREAM_DATA_DIR": str(data),
        "FIRESTORE_EMULATOR_HOST": firestore,
        "FIREBASE_AUTH_EMULATOR_HOST": stack.enter_context(account_server()).host,
        "STORAGE_EMULATOR_HOST": stack.enter_context(gcs_server()),
        "STORYDREAM_REDIS_URL": stack.enter_context(redis_server()),
        "STORYDREAM_TASKS_ADDRESS": f"127.0.0.1:{free_port()}",
        "DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA": "1",
        "ANTHROPIC_API_KEY": "bench",
        **{f"STORYDREAM_BUDGET_{name}": "100000/day" for name in ("FREE", "USER", "PROJECT")},
        **{f"STORYDREAM_STREAMS_{whose}": "1000" for whose in ("USER", "PROJECT")},
    }
    token = Signer((data / "keys" / "pool-manager.pem").read_bytes()).mint_pod(PROJECT)
    return environment, {"Authorization": f"Bearer {token}", "X-StoryDream-Turn": TURN}


def _fill(firestore: str) -> None:
    admin = admin_client(GoogleSettings(firestore_emulator_host=firestore))
    now = datetime.now(UTC)
    project = {
        "id": PROJECT.project_id, "userId": "olga", "name": "Slow Coast", "gitRepoPath": "", "currentCommitSha": "",
        "createdAt": now, "updatedAt": now, "status": "ready", "members": {"olga": "owner"}, "memberIds": ["olga"],
        "epoch": PROJECT.epoch,
    }  # fmt: skip
    message = {
        "id": "message-1", "projectId": PROJECT.project_id, "role": "user", "content": "Make it blue", "createdAt": now,
        "authorId": "olga", "turnId": TURN, "epoch": PROJECT.epoch, "status": "running", "attachments": [],
    }  # fmt: skip
    admin.document("projects", PROJECT.project_id).set(project)
    admin.document("projects", PROJECT.project_id, "messages", "message-1").set(message)


@contextmanager
def _gateway(environment: dict[str, str], model: int) -> Iterator[tuple[psutil.Process, int]]:
    with served("edge.main:app", ROOT, {**environment, "ANTHROPIC_BASE_URL": f"http://127.0.0.1:{model}"}) as running:
        yield running


def _model(port: int) -> Server:
    return Server(port, "/v1/messages", {"x-api-key": "bench"})


# -- one after another -------------------------------------------------------------------------------------------------


def _first_tokens(ours: Server, plain: Server) -> tuple[list[float], list[float]]:
    """Milliseconds until the first byte of the body, through the gateway and directly, by turns."""
    ways = [(server, http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)) for server in (ours, plain)]
    taken: tuple[list[float], list[float]] = ([], [])
    for number in range(WARM_UP + ASKED):
        for (server, connection), milliseconds in zip(ways, taken, strict=True):
            took = _first_token(server, connection)
            if number >= WARM_UP:
                milliseconds.append(took)
    for _, connection in ways:
        connection.close()
    return taken


def _first_token(server: Server, connection: http.client.HTTPConnection) -> float:
    begun = time.perf_counter()
    connection.request("POST", server.path, BODY, {**server.headers, "Content-Type": "application/json"})
    answer = connection.getresponse()
    answer.read1()
    took = 1000 * (time.perf_counter() - begun)
    rest = answer.read()
    if answer.status != 200 or b"message_stop" not in rest:
        raise RuntimeError(f"an answer was {answer.status}")
    return took


# -- all at once -------------------------------------------------------------------------------------------------------


async def _streams(server: Server, process: psutil.Process | None) -> Load:
    """200 at once; memory is looked at all the while."""
    tasks = [asyncio.create_task(_stream(server)) for _ in range(STREAMS)]
    most = 0.0
    while not all(task.done() for task in tasks):
        if process is not None:
            most = max(most, process.memory_info().rss / 1e6)
        await asyncio.sleep(0.2)
    seconds = [took for task in tasks if (took := task.result()) is not None]
    if not seconds:
        raise RuntimeError("no stream came whole")
    return Load(len(seconds), seconds, most)


async def _stream(server: Server) -> float | None:
    """Seconds until a stream's end; None when it didn't come whole."""
    begun = time.perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    lines = [f"POST {server.path} HTTP/1.1", "host: 127.0.0.1", f"content-length: {len(BODY)}", "connection: close"]
    lines += [f"{name}: {value}" for name, value in server.headers.items()]
    writer.write("\r\n".join([*lines, "", ""]).encode() + BODY)
    seen, end = 0, b""
    while piece := await asyncio.wait_for(reader.read(65_536), 120):
        seen += piece.count(b"content_block_delta")
        end = (end + piece)[-200:]
        if b"message_stop" in end:
            break
    writer.close()
    return time.perf_counter() - begun if b"message_stop" in end and seen >= DELTAS else None
