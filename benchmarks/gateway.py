"""What the preview gateway costs: its own CPU a request, requests a second and added latency beside the same server
asked directly, an edit's way to the page through it and directly, the memory of 1,000 idle WebSockets, and how small a
preview's code becomes. Only on 127.0.0.1, and bounded: 8,000 requests a run, or 4 s of wrk where it is installed."""

import http.client
import re
import select
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

import httpx
import psutil

from benchmarks.report import Row, percentile
from common.ids import new_id
from common.models import SessionState
from common.session_store import SessionRecord, SessionStore, now_ms
from tests.gateway.fake_pod import fake_pod
from tests.gateway.gateway import DOMAIN, Gateway, running_gateway
from tests.servers import free_port, redis_server
from tests.session_pod.pod import SESSION, Pod, running_pod

POD: Final = "127.77.0.1"
REQUESTS: Final = 8_000
CONNECTIONS: Final = 8
WRK_SECONDS: Final = 4
ONE_BY_ONE: Final = 3_000
SOCKETS: Final = 1_000
SESSIONS: Final = 8  # one may have 256 connections
EDITS: Final = 12
CPU_TARGET_US: Final = 100
IMPORT: Final = re.compile(r"""(?:from|import)\s*\(?\s*["']([^"'\s]+)["']""")
MODULE: Final = b"export const a = 1; // a module as Vite sends it, of 700 bytes\n" * 11
# What stands for a pod: another nginx, so that what is measured is the gateway and not the pod.
STATIC: Final = """daemon off; pid {folder}/pid; error_log stderr alert; worker_processes 1;
events {{ worker_connections 4096; }}
http {{ access_log off; keepalive_requests 1000000; default_type text/javascript;
  client_body_temp_path {folder}/b; proxy_temp_path {folder}/p; fastcgi_temp_path {folder}/f;
  uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;
  server {{ listen {address}:{port}; root {folder}/www; }} }}"""


@dataclass(frozen=True)
class Load:
    """Requests that were answered, in so many seconds, and CPU seconds of the gateway."""

    requests: int
    seconds: float
    cpu: float


def run() -> list[Row]:
    """Everything, with each part alone on the machine."""
    with tempfile.TemporaryDirectory(prefix="bench-gateway-") as name, ExitStack() as stack:
        url = stack.enter_context(redis_server())
        folder = Path(name)
        return [*_requests(url, folder / "static"), *_sockets(url), *_edits(url, folder)]


def _requests(redis_url: str, folder: Path) -> list[Row]:
    port = free_port()
    with _static_pod(folder, port), _gateway(redis_url, port, port) as gateway:
        host = f"{_session(redis_url, POD)}.{DOMAIN}"
        through, direct = ("127.0.0.1", gateway.port), (POD, port)
        _load(gateway, through, host)  # opens connections, fills caches
        ours, plain = _load(gateway, through, host), _load(gateway, direct, host)
        slow, fast = _one_by_one(through, host), _one_by_one(direct, host)
    return [
        Row("CPU of the gateway a request", "µs", 1e6 * ours.cpu / ours.requests, target=CPU_TARGET_US),
        Row("requests a second", "1/s", ours.requests / ours.seconds, plain.requests / plain.seconds, better="higher"),
        Row("requests a core of the gateway", "1/s", ours.requests / ours.cpu, better="higher"),
        Row("latency p50, one by one", "ms", percentile(slow, 50), percentile(fast, 50)),
        Row("latency p99, one by one", "ms", percentile(slow, 99), percentile(fast, 99)),
        Row("added latency p50", "ms", percentile(slow, 50) - percentile(fast, 50)),
        Row("added latency p99", "ms", percentile(slow, 99) - percentile(fast, 99)),
    ]


def _sockets(redis_url: str) -> list[Row]:
    """1,000 idle WebSockets, each then asked to carry something both ways."""
    port = free_port()
    with fake_pod(POD, port), _gateway(redis_url, port, port) as gateway, ExitStack() as stack:
        hosts = [f"{_session(redis_url, POD)}.{DOMAIN}" for _ in range(SESSIONS)]
        before = _memory(gateway)
        held = [stack.enter_context(_websocket(gateway.port, hosts[i % SESSIONS])) for i in range(SOCKETS)]
        time.sleep(1)
        grown = _memory(gateway) - before
        alive = 0
        for one in held:
            one.sendall(b"x")
            alive += one.recv(1) == b"x"
    return [
        Row("idle WebSockets held", "", alive, target=SOCKETS, better="higher"),
        Row("memory of the gateway a WebSocket", "KB", grown / SOCKETS / 1000),
    ]


def _edits(redis_url: str, folder: Path) -> list[Row]:
    """A real Vite: from an edit to its update in the channel, heard through the gateway and directly at once; and the
    code that a page loads, as Vite makes it and as it is sent."""
    with (
        running_pod(folder / "pod", "http://localhost:1", STORYDREAM_PREVIEW_DOMAIN=DOMAIN) as pod,
        _gateway(redis_url, pod.preview_port, pod.preview_port, GATEWAY_POD_RANGES="127.0.0.1/32") as gateway,
    ):
        pod.arm()
        _session(redis_url, "127.0.0.1", SESSION)
        granted = pod.get(f"/?ticket={pod.ticket()}", host=f"127.0.0.1:{pod.preview_port}")
        cookie = granted.headers["set-cookie"].split(";")[0]
        with httpx.Client(base_url=f"http://127.0.0.1:{gateway.port}", timeout=30, trust_env=False) as client:
            client.headers.update({"Host": f"{SESSION}.{DOMAIN}", "Cookie": cookie, "Accept-Encoding": "gzip"})
            whole, sent = _code(client, f"/@fs{pod.project}/src/index.ts")
        with ExitStack() as stack:
            channels = [
                stack.enter_context(_websocket(port, f"{SESSION}.{DOMAIN}", cookie, "vite-hmr"))
                for port in (gateway.port, pod.preview_port)
            ]
            edits = [_edit(pod, channels, number) for number in range(EDITS)]
    through, direct = ([edit[i] for edit in edits] for i in (0, 1))
    return [
        Row("an edit's way to the page p50", "ms", percentile(through, 50), percentile(direct, 50)),
        Row("an edit's way, added p50", "ms", percentile([a - b for a, b in edits], 50)),
        Row("a preview's code as it is sent", "MB", sent / 1e6, whole / 1e6),
    ]


def _code(client: httpx.Client, entry: str) -> tuple[int, int]:
    """Everything that a page of this entry imports → (bytes of code, bytes as they were sent)."""
    waiting, known, whole, sent = ["/@vite/client", "/preview/main.tsx", entry], set[str](), 0, 0
    while waiting:
        path = waiting.pop()
        if path in known:
            continue
        known.add(path)
        with client.stream("GET", path) as answer:
            text = answer.read()
            whole, sent = whole + len(text), sent + answer.num_bytes_downloaded
        if answer.status_code == http.client.OK:
            waiting += [urljoin(path, found) for found in IMPORT.findall(text.decode()) if found[0] in "./"]
    return whole, sent


def _edit(pod: Pod, channels: Sequence[socket.socket], number: int) -> tuple[float, float]:
    """ms until each channel has heard of one edit."""
    video = pod.project / "src/MyVideo.tsx"
    source = video.read_text().split("// edit")[0]
    waiting, heard, began = dict.fromkeys(channels, b""), dict[socket.socket, float](), time.perf_counter()
    video.write_text(f"{source}// edit {number}\n")
    while waiting:
        ready, _, _ = select.select(list(waiting), [], [], 10)
        if not ready:
            raise RuntimeError("an edit was not told")
        for channel in ready:
            waiting[channel] += channel.recv(65536)
            if b'"update"' in waiting[channel] or b'"full-reload"' in waiting[channel]:
                heard[channel] = 1000 * (time.perf_counter() - began)
                del waiting[channel]
    time.sleep(0.2)
    return heard[channels[0]], heard[channels[1]]


@contextmanager
def _gateway(redis_url: str, preview_port: int, agent_port: int, **settings: Any) -> Iterator[Gateway]:
    ports = urlsplit(redis_url).port or 0, preview_port, agent_port
    with running_gateway(*ports, redis_ms=200, **settings) as gateway:  # as in production
        yield gateway


@contextmanager
def _static_pod(folder: Path, port: int) -> Iterator[None]:
    (folder / "www").mkdir(parents=True)
    folder.parent.chmod(0o755)  # its workers have a user of their own
    (folder / "www" / "module.js").write_bytes(MODULE)
    configuration = folder / "nginx.conf"
    configuration.write_text(STATIC.format(folder=folder, address=POD, port=port))
    process = subprocess.Popen(["nginx", "-e", "stderr", "-c", str(configuration)])
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection((POD, port), timeout=1).close()
                break
            except OSError:
                if process.poll() is not None or time.monotonic() > deadline:
                    raise
                time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(timeout=10)


def _session(redis_url: str, pod_ip: str, session_id: str | None = None) -> str:
    """A session that is ready → its id."""
    id_ = session_id or new_id()
    record = SessionRecord(id_, new_id(), "user", 1, SessionState.READY, "", now_ms(), now_ms(), pod_ip=pod_ip)
    SessionStore(redis_url).record(record)
    return id_


def _workers(gateway: Gateway) -> list[psutil.Process]:
    return list(psutil.Process(gateway.process.pid).children())


def _cpu(gateway: Gateway) -> float:
    return sum(worker.cpu_times().user + worker.cpu_times().system for worker in _workers(gateway))


def _memory(gateway: Gateway) -> int:
    """What its workers have of their own."""
    return sum(worker.memory_full_info().uss for worker in _workers(gateway))


def _load(gateway: Gateway, where: tuple[str, int], host: str) -> Load:
    began, cpu = time.perf_counter(), _cpu(gateway)
    requests = _wrk(where, host) if shutil.which("wrk") else len(_one_by_one(where, host, REQUESTS))
    return Load(requests, time.perf_counter() - began, _cpu(gateway) - cpu)


def _wrk(where: tuple[str, int], host: str) -> int:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{WRK_SECONDS}s", "-H", f"Host: {host}"]
    said = subprocess.run(
        [*command, f"http://{where[0]}:{where[1]}/module.js"], capture_output=True, text=True, check=True, timeout=60
    ).stdout
    if "Non-2xx" in said:
        raise RuntimeError(f"refused: {said}")
    return int(next(line.split()[0] for line in said.splitlines() if " requests in " in line))


def _one_by_one(where: tuple[str, int], host: str, count: int = ONE_BY_ONE) -> Sequence[float]:
    """How long each took, in ms, over one connection."""
    connection, times = http.client.HTTPConnection(*where, timeout=10), list[float]()
    for _ in range(count):
        began = time.perf_counter()
        connection.request("GET", "/module.js", headers={"Host": host})
        answer = connection.getresponse()
        if answer.read() != MODULE:
            raise RuntimeError(f"{answer.status} from {where}")
        times.append(1000 * (time.perf_counter() - began))
    connection.close()
    return times


@contextmanager
def _websocket(port: int, host: str, cookie: str = "", protocol: str = "") -> Iterator[socket.socket]:
    """A WebSocket after its handshake; what comes on it is unmasked frames."""
    lines = [
        "GET / HTTP/1.1",
        f"Host: {host}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
    ]
    lines += ["Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", *([f"Cookie: {cookie}"] if cookie else [])]
    lines += [f"Sec-WebSocket-Protocol: {protocol}"] if protocol else []
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        if not connection.recv(4096).startswith(b"HTTP/1.1 101"):
            raise RuntimeError("no WebSocket")
        yield connection
