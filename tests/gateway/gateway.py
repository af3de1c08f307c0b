"""The real gateway for a `with` block: k8s/gateway/start.sh by a user without rights, and raw requests."""

import contextlib
import http.client
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.servers import free_port

SOURCES = Path(__file__).resolve().parents[2] / "k8s/gateway"
DOMAIN = "preview.localhost"
APP = "http://localhost:8080"
NOBODY = 65534


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Gateway:
    port: int
    folder: Path
    process: "subprocess.Popen[bytes]"

    def ask(
        self,
        host: str,
        path: str = "/",
        *,
        method: str = "GET",
        headers: Sequence[tuple[str, str]] = (),
        body: bytes | None = None,
    ) -> Answer:
        """One request on a connection of its own, sent as it is told."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        with contextlib.closing(connection):
            connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
            connection.putheader("Host", host)
            for name, value in headers:
                connection.putheader(name, value)
            connection.endheaders(body)
            response = connection.getresponse()
            return Answer(response.status, response.headers, response.read().decode(errors="replace"))

    def signal(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    def log(self) -> str:
        """All that it wrote so far: requests when the buffer of a second has been flushed."""
        return (self.folder / "stdout").read_text() + (self.folder / "stderr").read_text()


def environment(folder: Path, **settings: object) -> dict[str, str]:
    """Good settings, changed by `settings`; nothing of this process's environment but the path."""
    return {
        "PATH": f"{os.environ['PATH']}:/usr/sbin",
        "TMPDIR": str(folder),
        "GATEWAY_PREVIEW_DOMAIN": DOMAIN,
        "GATEWAY_APP_ORIGIN": APP,
        "GATEWAY_REDIS_HOST": "127.0.0.1",
        "GATEWAY_POD_RANGES": "127.77.0.0/16",
        **{name: str(value) for name, value in settings.items()},
    }


@contextlib.contextmanager
def folder_of_its_own() -> Iterator[Path]:
    """A folder that the gateway's user owns; it is the only place that this user can write to."""
    folder = Path(tempfile.mkdtemp(prefix="gateway-"))
    try:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        yield folder
    finally:
        shutil.rmtree(folder)


@contextlib.contextmanager
def running_gateway(
    redis_port: int, preview_port: int, agent_port: int, *, redis_ms: int = 10_000, **settings: object
) -> Iterator[Gateway]:
    """Answers already; ended with all its workers afterwards. Redis may take `redis_ms` to answer."""
    port = free_port()
    with folder_of_its_own() as folder:
        ports: dict[str, object] = {
            "GATEWAY_LISTEN": f"127.0.0.1:{port}",
            "GATEWAY_REDIS_PORT": redis_port,
            "GATEWAY_POD_PREVIEW_PORT": preview_port,
            "GATEWAY_POD_AGENT_PORT": agent_port,
        }
        with start(environment(folder, **{**ports, **settings}), folder, redis_ms) as process:
            gateway = Gateway(port, folder, process)
            _wait_until_it_answers(gateway)
            yield gateway


@contextlib.contextmanager
def start(settings: dict[str, str], folder: Path, redis_ms: int = 10_000) -> Iterator["subprocess.Popen[bytes]"]:
    # As in the image, and because a checkout may be in a folder that only its owner can read.
    installed = shutil.copytree(SOURCES, folder / "installed")
    redis = installed / "lua/redis.lua"
    usual, patient = (f"CONNECT_MS, ANSWER_MS = {ms}, {ms} " for ms in (200, redis_ms))
    assert usual in redis.read_text()
    redis.write_text(redis.read_text().replace(usual, patient))  # a busy machine's may take longer than a data centre's
    outputs = [folder / name for name in ("stdout", "stderr")]
    for output in outputs:
        output.touch()
        if os.geteuid() == 0:
            os.chown(output, NOBODY, NOBODY)  # nginx opens /dev/stdout once more, as its user
    with outputs[0].open("ab") as stdout, outputs[1].open("ab") as stderr:
        user = NOBODY if os.geteuid() == 0 else None
        groups: list[int] | None = [] if user else None
        process = subprocess.Popen(
            [str(installed / "start.sh")],
            env=settings,
            stdout=stdout,
            stderr=stderr,
            user=user,
            group=user,
            extra_groups=groups,
        )
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=40)


def _wait_until_it_answers(gateway: Gateway) -> None:
    deadline = time.monotonic() + 40
    while gateway.process.poll() is None and time.monotonic() < deadline:
        try:
            httpx.get(f"http://127.0.0.1:{gateway.port}/healthz", timeout=1.0, trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the gateway did not start: {(gateway.folder / 'stderr').read_text()}")
