"""What an authorised read costs the edge's `api` service, in requests a second of one core and in memory, beside a
plain Flask app under the same server in the same run. Firestore is Google's emulator, so the CPU of the edge's own
process is counted, not the time that passes."""

import http.client
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import psutil

from benchmarks.report import Row
from common.tokens import generate_key_pair
from tests.edge.fakes import account_server
from tests.edge.firestore_emulator import firestore_emulator, id_token
from tests.servers import free_port, gcs_server, redis_server

REQUESTS: Final = 4_000
WARM_UP: Final = 400
CLIENTS: Final = 8
TARGET_PER_CORE: Final = 300
TARGET_MB: Final = 150
ROOT: Final = Path(__file__).resolve().parents[1]
PLAIN: Final = "plain_flask:app"
PLAIN_SOURCE: Final = """
from flask import Flask
app = Flask(__name__)

@app.get("/api/projects/<project_id>")
def read(project_id):
    return {"id": project_id, "name": "Slow Coast"}
"""


@dataclass(frozen=True)
class Load:
    """What a run of requests cost: CPU seconds of the server's processes, seconds that passed, memory in MB."""

    requests: int
    cpu: float
    seconds: float
    megabytes: float

    @property
    def per_core(self) -> float:
        return self.requests / self.cpu


def run() -> list[Row]:
    """4,000 reads of one project over 8 kept connections, after 400 to warm up; each server alone."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        data = Path(folder)
        (data / "keys").mkdir()
        for name in ("edge", "pool-manager"):
            generate_key_pair(data / "keys" / f"{name}.pem", data / "keys" / f"{name}.pub.pem")
        (data / "plain_flask.py").write_text(PLAIN_SOURCE)
        environment = {
            "STORYDREAM_SERVICE": "api",
            "STORYDREAM_LOG_LEVEL": "WARNING",
            "STORYDREAM_DATA_DIR": folder,
            "FIRESTORE_EMULATOR_HOST": stack.enter_context(firestore_emulator()),
            "FIREBASE_AUTH_EMULATOR_HOST": stack.enter_context(account_server()).host,
            "STORAGE_EMULATOR_HOST": stack.enter_context(gcs_server()),
            "STORYDREAM_REDIS_URL": stack.enter_context(redis_server()),
            "STORYDREAM_TASKS_ADDRESS": f"127.0.0.1:{free_port()}",
            "DISABLE_GCS_PYTHON_CLIENT_OTEL_BUCKET_METADATA": "1",
        }
        token = id_token("olga")
        headers = {"Authorization": f"Bearer {token}"}
        with served("edge.main:app", ROOT, environment) as (process, port):
            project = {"id": "project-1", "name": "Slow Coast"}
            url = f"http://127.0.0.1:{port}/api/projects"
            httpx.post(url, json=project, headers=headers, timeout=30).raise_for_status()  # the emulator starts cold
            ours = _load(process, port, headers)
        with served(PLAIN, data, {}) as (process, port):
            plain = _load(process, port, headers)
    return [
        Row("authorised reads a core", "1/s", ours.per_core, plain.per_core, TARGET_PER_CORE, better="higher"),
        Row("CPU a read", "ms", 1000 * ours.cpu / ours.requests, 1000 * plain.cpu / plain.requests),
        Row("reads over 8 connections", "1/s", ours.requests / ours.seconds, plain.requests / plain.seconds,
            better="higher"),
        Row("memory of api", "MB", ours.megabytes, plain.megabytes, TARGET_MB),
    ]  # fmt: skip


@contextmanager
def served(app: str, folder: Path, environment: dict[str, str]) -> Iterator[tuple[psutil.Process, int]]:
    """The app under gunicorn as in production: its worker process and its port."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "--no-control-socket", "--bind", f"127.0.0.1:{port}"]
    command += ["--config", str(ROOT / "edge" / "gunicorn.conf.py"), app]
    master = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        deadline = time.monotonic() + 60
        while not _answers(port):
            if master.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{app} did not start")
            time.sleep(0.1)
        (worker,) = psutil.Process(master.pid).children()
        yield worker, port
    finally:
        master.terminate()
        master.wait(timeout=30)


def _answers(port: int) -> bool:
    try:
        httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=2)
    except httpx.HTTPError:
        return False
    return True


def _load(process: psutil.Process, port: int, headers: dict[str, str]) -> Load:
    _ask(port, headers, WARM_UP)
    before, begun = process.cpu_times(), time.perf_counter()
    _ask(port, headers, REQUESTS)
    after, seconds = process.cpu_times(), time.perf_counter() - begun
    cpu = (after.user + after.system) - (before.user + before.system)
    return Load(REQUESTS, cpu, seconds, process.memory_info().rss / 1e6)


def _ask(port: int, headers: dict[str, str], requests: int) -> None:
    """`requests` reads, spread over the connections. Raises RuntimeError for any answer but 200."""
    failed: list[int] = []

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        for _ in range(requests // CLIENTS):
            connection.request("GET", "/api/projects/project-1", headers=headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                failed.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=ask) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise RuntimeError(f"{len(failed)} reads failed, the first with {failed[0]}")
