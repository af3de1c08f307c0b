"""One whole pod in processes, as in production: the runner with Vite, and the agent, activated for one project."""

import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx

from common.ids import new_id
from common.models import ChatMessage
from common.ports import is_free
from common.tokens import PodClaims, Signer, Verifier, generate_key_pair
from evaluation.edge import USER, ProjectEdge, Upstream, serving
from session_pod.agent.project import ProjectClient

POD_UID: Final = "pod-evaluation"
START_SECONDS: Final = 240.0  # 3 s on a quiet machine; this one may be shared by many
STOP_SECONDS: Final = 15.0


class PodFailed(Exception):
    """The pod did not come up; the message says what it printed."""


@dataclass(frozen=True)
class EvaluationPod:
    """`session_id` is also its preview's host label."""

    edge: ProjectEdge
    project: ProjectClient
    session_id: str
    preview_port: int
    agent_url: str
    edge_keys: Signer
    processes: list[subprocess.Popen[bytes]]
    log: Path

    def turn(self, content: str, seconds: float) -> ChatMessage:
        """Say something and wait for the end of its turn. Raises TimeoutError, PodFailed."""
        message_id = self.edge.say(content)
        hint = {"Authorization": f"Bearer {self.edge_keys.mint_hint(self.session_id)}"}
        httpx.post(f"{self.agent_url}/turns", json={}, headers=hint, timeout=10)
        return self.edge.ended(message_id, seconds, self.must_live)

    def must_live(self) -> None:
        """Raises PodFailed when a process has ended."""
        if any(process.poll() is not None for process in self.processes):
            raise PodFailed(f"a process of the pod ended\n{_tail(self.log)}")

    def preview_url(self) -> str:
        """With a fresh ticket."""
        ticket = self.edge_keys.mint_ticket(self.session_id, 1, USER, "owner")
        return f"http://{self.session_id}.localhost:{self.preview_port}/?ticket={ticket}"


@contextmanager
def running_pod(
    files: Mapping[str, bytes], upstream: Upstream, app_origin: str, model: str | None
) -> Iterator[EvaluationPod]:
    """A pod on a project with these files. Raises PodFailed."""
    folder = Path(tempfile.mkdtemp(prefix="sde-"))  # short: a Unix socket's path may have about 100 characters
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        keys = {}
        for name in ("edge", "pool"):
            generate_key_pair(folder / f"{name}.pem", folder / f"{name}.pub.pem")
            keys[name] = Signer((folder / f"{name}.pem").read_bytes())
        edge_port, agent_port, preview_port = free_ports(3)
        edge = ProjectEdge(folder / "edge.git", files, upstream, Verifier((folder / "pool.pub.pem").read_bytes()))
        url = stack.enter_context(serving(edge, edge_port))
        environment = _environment(folder, agent_port, preview_port, app_origin, model)
        log = folder / "log.txt"
        modules = ("session_pod.runner", "session_pod.agent")
        processes = [stack.enter_context(_process(module, environment, log)) for module in modules]
        claims = PodClaims(new_id(), edge.project_id, 1)
        agent_url = f"http://127.0.0.1:{agent_port}"
        _wait_until_warm(agent_url, processes, log)
        body = {
            "podToken": keys["pool"].mint_pod(claims),
            "sessionId": claims.session_id,
            "projectId": claims.project_id,
            "epoch": claims.epoch,
            "edgeUrl": url,
            "repo": edge.snapshot(),
        }
        headers = {"Authorization": f"Bearer {keys['pool'].mint_activation(claims, POD_UID)}"}
        answer = httpx.post(f"{agent_url}/activate", json=body, headers=headers, timeout=60)
        if answer.status_code != 200:
            raise PodFailed(f"the pod was not activated: {answer.text[:500]}\n{_tail(log)}")
        project = ProjectClient(folder / "pod/run/runner.sock", folder / "pod/run/control.sock")
        stack.callback(project.close)
        yield EvaluationPod(edge, project, claims.session_id, preview_port, agent_url, keys["edge"], processes, log)


def _environment(
    folder: Path, agent_port: int, preview_port: int, app_origin: str, model: str | None
) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(Path(__file__).parents[1]),
        "STORYDREAM_POD_UID": POD_UID,
        "STORYDREAM_POD_DIR": str(folder / "pod"),
        "STORYDREAM_AGENT_PORT": str(agent_port),
        "STORYDREAM_PREVIEW_PORT": str(preview_port),
        "STORYDREAM_RUNNER_SOCKET": str(folder / "pod/run/runner.sock"),
        "STORYDREAM_CONTROL_SOCKET": str(folder / "pod/run/control.sock"),
        "STORYDREAM_EDGE_PUBLIC_KEY": (folder / "edge.pub.pem").read_text(),
        "STORYDREAM_POOL_MANAGER_PUBLIC_KEY": (folder / "pool.pub.pem").read_text(),
        "STORYDREAM_APP_ORIGIN": app_origin,
        "STORYDREAM_PREVIEW_WAIT_SECONDS": "0.2",  # no page is connected during a turn
        **({} if model is None else {"ANTHROPIC_MODEL": model, "ANTHROPIC_SUMMARY_MODEL": model}),
    }


@contextmanager
def _process(module: str, environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", module], env=dict(environment), stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _is_warm(agent_url: str) -> bool:
    try:
        health = httpx.get(f"{agent_url}/readyz", timeout=5)
    except httpx.HTTPError:
        return False
    return health.status_code == 200


def _wait_until_warm(agent_url: str, processes: list[subprocess.Popen[bytes]], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not _is_warm(agent_url):
        if any(process.poll() is not None for process in processes):
            raise PodFailed(f"a process of the pod ended\n{_tail(log)}")
        if time.monotonic() > deadline:
            raise PodFailed(f"the pod wasn't warm within {START_SECONDS:.0f} s\n{_tail(log)}")
        time.sleep(0.05)


def _tail(log: Path) -> str:
    return log.read_text(errors="replace")[-2_000:]


def free_ports(count: int) -> list[int]:
    """Below the range of outgoing connections, which would take them again."""
    candidates = random.sample(range(20_000, 32_000), 400)  # others look for ports at the same time
    free = (port for port in candidates if is_free(port))
    return [next(free) for _ in range(count)]
