"""A real `project` process for tests, its control and runner sockets, and an app page that frames its preview."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, TypeVar

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from common.tokens import Role, Signer
from tests.servers import free_port

Result = TypeVar("Result")

SESSION = "0123456789abcdef0123456789abcdef"
SHA = "a" * 40
START_SECONDS = 120


@dataclass
class Pod:
    """`log` collects what the process printed."""

    folder: Path
    preview_port: int
    app_origin: str
    signer: Signer
    process: subprocess.Popen[bytes]
    log: Path

    @property
    def project(self) -> Path:
        return self.folder / "project"

    @property
    def preview_url(self) -> str:
        return f"http://{SESSION}.localhost:{self.preview_port}/"

    def control(self, method: str, path: str, body: object = None, **options: Any) -> httpx.Response:
        return _over_socket(self.folder / "run/control.sock", method, path, body, **options)

    def runner(self, method: str, path: str, body: object = None, **options: Any) -> httpx.Response:
        return _over_socket(self.folder / "run/runner.sock", method, path, body, **options)

    def shell(self, command: str, **more: object) -> dict[str, Any]:
        answer = self.runner("POST", "/exec", {"shell": command, **more})
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    def arm(self, epoch: int = 1, **more: object) -> httpx.Response:
        return self.control("POST", "/session", {"sessionId": SESSION, "epoch": epoch, **more})

    def ticket(self, uid: str = "alice", role: Role = "editor", session: str = SESSION, epoch: int = 1) -> str:
        return self.signer.mint_ticket(session, epoch, uid, role)

    def get(self, path: str, cookie: str | None = None, host: str | None = None, **options: Any) -> httpx.Response:
        """A request to the preview as the browser would send it; DNS for *.localhost is not asked."""
        headers = {"Host": host or f"{SESSION}.localhost:{self.preview_port}", **options.pop("headers", {})}
        if cookie is not None:
            headers["Cookie"] = f"__Host-storydream-preview={cookie}"
        return httpx.get(f"http://127.0.0.1:{self.preview_port}{path}", headers=headers, timeout=20, **options)

    def cookie(self, **who: Any) -> str:
        """The value of a fresh cookie."""
        answer = self.get(f"/?ticket={self.ticket(**who)}")
        assert answer.status_code == 302, answer.text
        return answer.headers["set-cookie"].split(";")[0].split("=", 1)[1]


def _over_socket(path: Path, method: str, url: str, body: object, **options: Any) -> httpx.Response:
    with httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), timeout=options.pop("timeout", 130)) as client:
        return client.request(method, f"http://pod{url}", json=body, **options)


@contextlib.contextmanager
def running_pod(folder: Path, app_origin: str, **environment: str) -> Iterator[Pod]:
    """Start `python -m session_pod.runner` in a fresh pod folder and wait until Vite listens."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    (folder / "run").mkdir(parents=True)
    port = free_port()
    log = folder / "log.txt"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "session_pod.runner"],
            env={
                "PATH": os.environ["PATH"],
                "STORYDREAM_POD_DIR": str(folder),
                "STORYDREAM_PREVIEW_PORT": str(port),
                "STORYDREAM_RUNNER_SOCKET": str(folder / "run/runner.sock"),
                "STORYDREAM_CONTROL_SOCKET": str(folder / "run/control.sock"),
                "STORYDREAM_EDGE_PUBLIC_KEY": public.decode(),
                "STORYDREAM_APP_ORIGIN": app_origin,
                **environment,
            },
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        pod = Pod(folder, port, app_origin, Signer(private), process, log)
        try:
            wait_for(partial(_is_up, pod), f"the pod to come up; see {log}", START_SECONDS)
            yield pod
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _is_up(pod: Pod) -> bool:
    if pod.process.poll() is not None:
        raise AssertionError(f"the pod ended: {pod.log.read_text()}")
    return _listens(pod.folder / "run/runner.sock") and bool(pod.runner("GET", "/healthz").json()["viteUp"])


def _listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:  # httpx leaks its socket when nobody listens
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def wait_for(ask: Callable[[], Result], what: str, seconds: float = 40) -> Result:
    """The first true answer. Raises AssertionError naming `what` when it takes too long."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if answer := ask():
            return answer
        time.sleep(0.02)
    raise AssertionError(f"waited {seconds} s for {what}")


APP_PAGE = b"""<!doctype html><title>app</title><style>body{margin:0}iframe{width:960px;height:600px;border:0}</style>
<script>
window.heard = [];
addEventListener('message', (event) => heard.push({ ...event.data, origin: event.origin, at: performance.now() }));
window.open_preview = (url) => {
  const frame = document.createElement('iframe');
  frame.setAttribute('sandbox', 'allow-scripts allow-same-origin');
  frame.src = url;
  document.body.replaceChildren(frame);
};
window.tell = (message) => document.querySelector('iframe').contentWindow.postMessage(
  { source: 'storydream-app', v: 1, ...message }, '*');
</script><body></body>"""


class _AppPage(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(APP_PAGE)))
        self.end_headers()
        self.wfile.write(APP_PAGE)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Silent."""


@contextlib.contextmanager
def app_page() -> Iterator[str]:
    """Serves a page that frames a preview and collects its messages; yields its origin on `localhost`."""
    with ThreadingHTTPServer(("127.0.0.1", free_port()), _AppPage) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
