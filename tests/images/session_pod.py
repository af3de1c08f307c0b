"""A whole session pod as two containers with different users, on the fake edge."""

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx

from session_pod.layout import TEMPLATE_DIR
from tests.images.dockerfile import ROOT, read_image
from tests.images.manifests import container, make_volumes, pod_spec, settings
from tests.servers import free_port
from tests.session_pod.agent.fake_edge import FakeEdge
from tests.session_pod.agent.harness import POD_UID, Harness, until

START_SECONDS = 90.0  # a machine with other things to do; alone it takes three
PREVIEW_DOMAIN = "preview.example.com"


class SessionPod:
    """`harness` is its edge and its pool manager; `warm_seconds` from the start of its processes to the first 200 of
    /readyz."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._stack = stack
        self.harness = Harness(folder, stack, preview_wait_seconds=0.5)
        self.harness.edge = stack.enter_context(self._edge(folder))
        self.preview_port = free_port()
        self.folder = folder
        spec, image = pod_spec("pool"), read_image(ROOT / "session_pod" / "Dockerfile")
        (folder / "volumes").mkdir(mode=0o755)
        self.volumes = make_volumes(spec, folder / "volumes")
        env = {
            **settings("pool"),
            "STORYDREAM_PREVIEW_DOMAIN": PREVIEW_DOMAIN,
            "STORYDREAM_PREVIEW_PORT": str(self.preview_port),
            "STORYDREAM_EDGE_PUBLIC_KEY": self.harness.keys.public["edge"],
            "STORYDREAM_POOL_MANAGER_PUBLIC_KEY": self.harness.keys.public["pool"],
        }
        agent_env = {"STORYDREAM_POD_UID": POD_UID, "STORYDREAM_AGENT_PORT": str(self.harness.settings.agent_port)}
        self.agent = container(spec, "agent", image, self.volumes, {**env, **agent_env})
        self.project = container(spec, "project", image, self.volumes, env)
        self.harness.root = self.volumes["pod"] / "project"
        self.warm_seconds = 0.0

    def start(self) -> None:
        started = time.monotonic()
        agent_stack = self._stack.enter_context(ExitStack())
        self.end_agent = agent_stack.close
        self.agent_process = agent_stack.enter_context(self.agent.running(self.log("agent")))
        self.project_process = self._stack.enter_context(self.project.running(self.log("project")))
        self.wait_until_ready()
        self.warm_seconds = time.monotonic() - started

    def start_agent_again(self) -> None:
        self.end_agent()
        self.agent_process = self._stack.enter_context(self.agent.running(self.log("agent")))

    def wait_until_ready(self) -> None:
        until(f"the pod to be ready; see {self.folder}", self.is_ready, START_SECONDS)

    def is_ready(self) -> bool:
        try:
            return self.harness.http.get("/readyz").status_code == 200
        except httpx.TransportError:
            return False

    def preview(self, path: str, cookie: str = "", address: str = "127.0.0.1") -> httpx.Response:
        """As the gateway asks for it."""
        host = f"{self.harness.claims.session_id}.{PREVIEW_DOMAIN}"
        headers = {"Host": host, "Cookie": f"__Host-storydream-preview={cookie}"}
        return httpx.get(f"http://{address}:{self.preview_port}{path}", headers=headers, timeout=20)

    def log(self, name: str) -> Path:
        return self.folder / f"{name}.log"

    def _edge(self, folder: Path) -> FakeEdge:
        files = {
            path.relative_to(TEMPLATE_DIR).as_posix(): path.read_text()
            for path in TEMPLATE_DIR.rglob("*")
            if path.is_file() and "node_modules" not in path.parts and path.suffix not in (".woff2", ".png")
        }
        keys, claims = self.harness.keys, self.harness.claims
        return FakeEdge(folder / "real.git", keys.verifier("pool"), claims.project_id, free_port(), files)


@contextmanager
def running_session_pod() -> Iterator[SessionPod]:
    """Warm when it is handed out."""
    folder = Path(tempfile.mkdtemp(prefix="sd-pod-"))
    folder.chmod(0o711)
    try:
        with ExitStack() as stack:
            pod = SessionPod(folder, stack)
            pod.start()
            yield pod
    finally:
        shutil.rmtree(folder, ignore_errors=True)
