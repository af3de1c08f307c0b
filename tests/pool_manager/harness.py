"""A pool manager as it really runs: gunicorn, its own data folder, a real Redis, fake pods as real processes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import psutil

from common.errors import StoryDreamError
from common.http import ServiceClient
from common.ids import new_id
from common.session_store import SessionStore
from common.tokens import Signer, generate_key_pair
from tests.servers import free_port

REPOSITORY = Path(__file__).resolve().parents[2]
FAKE_POD = (sys.executable, "-m", "tests.pool_manager.fake_pod")


def make_keys(data_dir: Path) -> Signer:
    """Both key pairs → the edge's signer."""
    keys = data_dir / "keys"
    keys.mkdir(parents=True, exist_ok=True)
    for name in ("edge", "pool-manager"):
        generate_key_pair(keys / f"{name}.pem", keys / f"{name}.pub.pem")
    return Signer((keys / "edge.pem").read_bytes())


def eventually(what: Callable[[], Any], seconds: float = 40.0) -> Any:
    """The first truthy answer. Raises AssertionError after so many seconds: many, as other tests load the machine."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        value = what()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError(f"not within {seconds} s")


class PoolManager:
    def __init__(self, data_dir: Path, redis_url: str, **settings: str) -> None:
        self.data_dir = data_dir
        self.redis_url = redis_url
        self.store = SessionStore(redis_url)
        self.port = free_port()
        self.run_id = new_id()
        self._settings = settings
        self._edge = make_keys(data_dir)
        self._process: subprocess.Popen[bytes] | None = None
        url = f"http://127.0.0.1:{self.port}"
        self.client = ServiceClient(url, self._edge.mint_service, timeout=httpx.Timeout(40.0))

    def start(self, warm: int | None = None) -> "PoolManager":
        """Start it; wait until so many pods are warm (the pool's size by default)."""
        settings = {
            "DATA_DIR": str(self.data_dir),
            "REDIS_URL": self.redis_url,
            "RUN_ID": self.run_id,
            "POD_AGENT_COMMAND": " ".join([*FAKE_POD, "agent"]),
            "POD_RUNNER_COMMAND": " ".join([*FAKE_POD, "runner"]),
            **self._settings,
        }
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("STORYDREAM_")}
        environment = {**inherited, **{f"STORYDREAM_{name}": value for name, value in settings.items()}}
        command = [sys.executable, "-m", "gunicorn", "--config", str(REPOSITORY / "pool_manager/gunicorn.conf.py")]
        with (self.data_dir / "manager.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*command, "--bind", f"127.0.0.1:{self.port}", "pool_manager.main:app"],
                cwd=REPOSITORY,
                env=environment,
                stdout=log,
                stderr=subprocess.STDOUT,
            )
        eventually(self._answers)
        wanted = int(settings.get("POOL_SIZE", "2")) if warm is None else warm
        eventually(lambda: self.pool()["warm"] >= wanted)
        return self

    def kill(self) -> None:
        """kill -9 of gunicorn and its worker; the pods stay."""
        if self._process is None:
            return
        arbiter = psutil.Process(self._process.pid)
        arbiter.suspend()  # else it may have started another worker by the time that it is killed itself
        for process in [*arbiter.children(), arbiter]:
            if "gunicorn" in " ".join(process.cmdline()):
                process.kill()
        self._process.wait(10)
        self._process = None

    def stop(self) -> None:
        """SIGTERM, as a supervisor does."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(40)
            self._process = None

    def open(self, project_id: str, wait: float | None = None, **more: Any) -> dict[str, Any]:
        """What has come of it after `wait` seconds; without, as it is settled."""
        if wait is None:
            settled: dict[str, Any] = eventually(lambda: _settled(self.open(project_id, 5.0, **more)))
            return settled
        body = {"projectId": project_id, "userId": "user-one", "epochFloor": 0, "waitSeconds": wait, **more}
        return self.answer("POST", "/v1/sessions", json=body)

    def begin_to_open(self, project_id: str, state: str) -> dict[str, Any]:
        """Returns when it is in this state, on its way."""
        opened = self.open(project_id, wait=0.0)
        there: dict[str, Any] = eventually(lambda: self._in_state(opened["sessionId"], state))
        (self.data_dir / f"seen-{project_id}").touch()  # a `watched-…` one goes on
        return there

    def session(self, session_id: str) -> dict[str, Any]:
        return self.answer("GET", f"/v1/sessions/{session_id}")

    def close(self, session_id: str, reason: str = "user") -> None:
        self.client.request("DELETE", f"/v1/sessions/{session_id}", params={"reason": reason})

    def pool(self) -> dict[str, Any]:
        return self.answer("GET", "/v1/pool")

    def answer(self, method: str, path: str, **options: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.client.request(method, path, **options).json()
        return answer

    def close_all(self) -> None:
        """Close every session, wait for the pool to be whole."""
        for pod in self.pool()["pods"]:
            if "sessionId" in pod:
                self.close(pod["sessionId"])
        eventually(lambda: self.pool()["warm"] >= 2)

    def journal(self, event: str, project_id: str | None = None) -> list[dict[str, Any]]:
        """What the fake pods noted, of one project or of all."""
        path = self.data_dir / "fake-pods.log"
        entries = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        of_project = [entry for entry in entries if project_id is None or entry.get("projectId") == project_id]
        return [entry for entry in of_project if entry["event"] == event]

    def pids(self, pod_name: str) -> dict[str, int]:
        """The pod's processes, as its record has them: {agent, runner}."""
        record = json.loads((self.data_dir / "pods" / pod_name / "pod.json").read_text())
        return {part: record[part]["pid"] for part in ("agent", "runner")}

    def kill_pod(self, pod_name: str, part: str = "agent") -> None:
        """Returns when the kernel is done with it."""
        pid = self.pids(pod_name)[part]
        os.kill(pid, signal.SIGKILL)
        eventually(lambda: _is_dead(pid))

    def leftovers(self) -> list[psutil.Process]:
        """Processes of this run's pods."""
        found = []
        for process in psutil.process_iter():
            try:
                if process.environ().get("STORYDREAM_RUN_ID") == self.run_id:
                    found.append(process)
            except psutil.Error:
                continue
        return found

    def clean_up(self) -> None:
        self.client.close()
        self.kill()
        for process in self.leftovers():
            with suppress(psutil.NoSuchProcess):  # it was ending already
                process.kill()

    def _in_state(self, session_id: str, state: str) -> dict[str, Any] | None:
        session = self.session(session_id)
        return session if session["state"] == state else None

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, (self.data_dir / "manager.log").read_text()[-2000:]
        try:
            self.client.request("GET", "/healthz")
        except StoryDreamError:
            return False
        return True


def _settled(session: dict[str, Any]) -> dict[str, Any] | None:
    return session if session["state"] in ("ready", "broken", "failed", "closed") else None


def _is_dead(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


@contextmanager
def pool_manager(data_dir: Path, redis_url: str, **settings: str) -> Iterator[PoolManager]:
    """A pool manager, started; ended with all its pods afterwards."""
    manager = PoolManager(data_dir, redis_url, **settings)
    try:
        yield manager.start()
    finally:
        manager.clean_up()
