"""A real agent in each pod: the fake pod's HTTP server in this process, at the pod's own loopback address."""

import contextlib
import json
import threading
from pathlib import Path
from typing import Any

from tests.pool_manager.fake_pod import Agent, AgentServer, Place
from tests.pool_manager.kube.resources import Json
from tests.servers import free_port


class LiveAgent:
    def __init__(self, place: Place, public_key: str, where: tuple[str, int], agents: "LiveAgents") -> None:
        self._place = place
        self._stop_seconds = agents.stop_seconds
        self._ended = threading.Event()
        self._agent = Agent(place, public_key, agents.warm_seconds, agents.fails, self._die)
        self._server = AgentServer(self._agent, where)
        self._thread = threading.Thread(target=self._serve, name=f"agent-{place.name}", daemon=True)
        self._thread.start()

    def ready(self) -> bool:
        return self._agent.health()["state"] in ("warm", "activating", "active")

    def alive(self) -> bool:
        return not self._ended.is_set()

    def terminate(self) -> None:
        self._place.note("agent told to stop")
        if self._stop_seconds:
            timer = threading.Timer(self._stop_seconds, self.kill)
            timer.daemon = True
            timer.start()
        else:
            self.kill()

    def kill(self) -> None:
        if not self._ended.is_set():
            self._ended.set()
            with contextlib.suppress(OSError):
                self._server.cut()
            self._server.shutdown()

    def _serve(self) -> None:
        try:
            self._server.serve_forever()
        except ValueError:
            if self.alive():  # else it was cut before it began to serve
                raise

    def _die(self) -> None:
        """In the midst of a request, which gets no answer."""
        self.kill()
        raise ConnectionAbortedError


class LiveAgents:
    """Starts an agent at podIP:`port` for each pod; what happens in them goes to `fake-pods.log` in the folder.

    What is set here holds for agents that start from then on: `warm_seconds`, `fails` (never warm), and `stop_seconds`
    that one takes to end after SIGTERM, serving meanwhile.
    """

    def __init__(self, folder: Path, public_key: str, port: int | None = None) -> None:
        self.port = port or free_port()
        self.warm_seconds = 0.05
        self.fails = False
        self.stop_seconds = 0.0
        self._folder = folder
        self._public_key = public_key

    def __call__(self, pod: Json, address: str) -> LiveAgent:
        metadata = pod["metadata"]
        folder = self._folder / "pods" / metadata["uid"]
        place = Place(metadata["name"], metadata["uid"], folder, self._folder / "fake-pods.log")
        return LiveAgent(place, self._public_key, (address, self.port), self)

    def journal(self, event: str, project_id: str | None = None) -> list[dict[str, Any]]:
        """What the agents noted, of one project or of all."""
        path = self._folder / "fake-pods.log"
        entries = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
        return [one for one in entries if one["event"] == event and project_id in (None, one.get("projectId"))]
