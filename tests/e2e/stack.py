"""Starts the product as `make run` does, in a process of its own with its own data folder."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import httpx
import psutil

from common.tokens import PodClaims, Signer
from tests.e2e.client import until
from tests.servers import free_port

ROOT = Path(__file__).parents[2]
START_SECONDS = 150.0  # a cold start on two busy cores; a warm one takes under 30


class Stack:
    """The running product. Services are named as in `.storydream/status.json`."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self._environment = {
            **os.environ,
            **environment,
            "STORYDREAM_PORT": str(self.port),
            "STORYDREAM_DATA_DIR": str(data_dir),
        }
        if "ANTHROPIC_API_KEY" not in environment:
            self._environment.pop("ANTHROPIC_API_KEY", None)
        self.output = data_dir.parent / f"{data_dir.name}.out"
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "local"],
                cwd=ROOT,
                env=self._environment,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        deadline = time.monotonic() + START_SECONDS
        while not self._ready():
            if self.process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise AssertionError(f"the stack did not start:\n{self.output.read_text()[-4000:]}")
            time.sleep(0.3)

    def _ready(self) -> bool:
        try:
            return bool(self.status().get("ready"))
        except (OSError, ValueError):
            return False

    def status(self) -> dict[str, Any]:
        status: dict[str, Any] = json.loads((self.data_dir / "status.json").read_text())
        return status

    def service_pid(self, name: str) -> int:
        return int(self.status()["services"][name]["pid"])

    def kill(self, name: str, with_signal: int = signal.SIGKILL) -> None:
        """Kill a service and its workers, as a crash would, and wait until the supervisor has it running again.

        Pods are the pool manager's children too, each in a process session of its own: they are left alone."""
        pid = self.service_pid(name)
        process = psutil.Process(pid)
        for member in [*process.children(recursive=True), process]:
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):  # it has ended by itself, as git does
                if os.getsid(member.pid) == pid:
                    member.send_signal(with_signal)
        until(
            f"{name} to be running again",
            lambda: self.status()["services"][name]["pid"] not in (pid, None) and self._running(name),
            60,
        )

    def _running(self, name: str) -> bool:
        return bool(self.status()["services"][name]["state"] == "ready")

    def pods(self) -> list[dict[str, Any]]:
        """The records of the processes backend: one a pod that exists."""
        found: list[dict[str, Any]] = []
        for path in sorted((self.data_dir / "pods").glob("*/pod.json")):
            with contextlib.suppress(FileNotFoundError):  # one of an earlier test that is gone since it was listed
                found.append(json.loads(path.read_text()))
        return found

    def kill_pod(self, project_id: str) -> None:
        """kill -9 everything of a project's pod, as a lost node would."""
        pod = next(pod for pod in self.pods() if pod.get("projectId") == project_id)
        parts = [psutil.Process(pod[part]["pid"]) for part in ("agent", "runner")]
        for member in [one for part in parts for one in (*part.children(recursive=True), part)]:
            with contextlib.suppress(psutil.NoSuchProcess):  # it went with the one before, or the pool manager ended it
                member.kill()

    @staticmethod
    def end_pod(pod: Mapping[str, Any]) -> None:
        """SIGTERM to a pod's agent, as a node that is taken away sends it; → when it has ended."""
        agent = psutil.Process(pod["agent"]["pid"])
        agent.terminate()
        agent.wait(90)

    def lose(self, name: str, meanwhile: Callable[[], None]) -> None:
        """A service that answers nobody any more, and is then replaced: what was sent to it `meanwhile` is lost."""
        process = psutil.Process(self.service_pid(name))
        members = [process, *process.children(recursive=True)]
        for member in members:
            member.suspend()
        try:
            meanwhile()
        finally:
            self.kill(name)

    def pod_token(self, project_id: str, session: Mapping[str, Any]) -> str:
        """The token that the pod of this session holds, minted as the pool manager does."""
        signer = Signer((self.data_dir / "keys" / "pool-manager.pem").read_bytes())
        return signer.mint_pod(PodClaims(project_id, session["sessionId"], session["epoch"]))

    def close_sessions(self) -> None:
        """Release every pod that somebody has: a test's browser leaves its session open, and pods are few."""
        token = Signer((self.data_dir / "keys" / "edge.pem").read_bytes()).mint_service()
        url = f"http://127.0.0.1:{self.status()['services']['pool-manager']['port']}/v1"
        with httpx.Client(headers={"Authorization": f"Bearer {token}"}, timeout=90, trust_env=False) as client:
            for pod in client.get(f"{url}/pool").json()["pods"]:
                if "sessionId" in pod:
                    client.delete(f"{url}/sessions/{pod['sessionId']}", params={"reason": "user"}).raise_for_status()

    def redis_url(self) -> str:
        return f"redis://127.0.0.1:{self.status()['services']['redis']['port']}"

    def stop(self) -> None:
        """Ctrl-C, then nothing may be left."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(150)
