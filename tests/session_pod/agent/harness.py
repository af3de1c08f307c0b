"""A whole agent in this process, with its HTTP server, between a fake edge and a fake project."""

import json
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
import simple_websocket

from common.ids import new_id
from common.tokens import PodClaims, Role, Signer, Verifier, generate_key_pair
from session_pod.agent.activation import Pod
from session_pod.agent.project import ProjectClient
from session_pod.agent.server import create_app, make_server
from session_pod.settings import AgentSettings
from tests.servers import free_port
from tests.session_pod.agent.fake_edge import FILES, FakeEdge
from tests.session_pod.agent.fake_project import FakeProject

Json = dict[str, Any]
Value = TypeVar("Value")

POD_UID = "pod-0000000001"


def until(what: str, ask: Callable[[], Value | None], seconds: float = 40.0) -> Value:
    """The first truthy answer."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        assert time.monotonic() < deadline, f"waited {seconds} s for {what}; last: {answer!r}"
        time.sleep(0.02)
    return answer


class Keys:
    def __init__(self, folder: Path) -> None:
        self.public: dict[str, str] = {}
        self.signers: dict[str, Signer] = {}
        for name in ("edge", "pool"):
            private, public = folder / f"{name}.pem", folder / f"{name}.pub.pem"
            generate_key_pair(private, public)
            self.public[name] = public.read_text()
            self.signers[name] = Signer(private.read_bytes())

    def verifier(self, name: str) -> Verifier:
        return Verifier(self.public[name].encode())


class Harness:
    """One pod, its edge and its project."""

    def __init__(self, folder: Path, stack: ExitStack, **settings: Any) -> None:
        self.folder = folder
        self.keys = Keys(folder)
        self.pod_dir = folder / "pod"
        self.root = self.pod_dir / "project"
        for path, text in FILES.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text)
        (self.root / "stray.ts").write_text("// of the template only\n")
        self.claims = PodClaims(new_id(), new_id(), 1)
        edge = FakeEdge(folder / "edge.git", self.keys.verifier("pool"), self.claims.project_id, free_port())
        self.edge = stack.enter_context(edge)
        self.project = FakeProject(folder, self.root)
        stack.callback(self.project.close)
        self.settings = AgentSettings(
            pod_uid=POD_UID,
            pod_dir=self.pod_dir,
            agent_port=free_port(),
            runner_socket=self.project.runner_socket,
            control_socket=self.project.control_socket,
            edge_public_key=self.keys.public["edge"],
            pool_manager_public_key=self.keys.public["pool"],
            **{
                "heartbeat_busy_seconds": 0.3,
                "heartbeat_idle_seconds": 0.5,
                "preview_wait_seconds": 0.3,
                "row_store_seconds": 0.1,
                "start_wait_seconds": 2.0,
                "templates_dir": folder / "no-templates",  # half a second of work for each pod
                **settings,
            },
        )
        self.url = f"http://127.0.0.1:{self.settings.agent_port}"
        self.http = stack.enter_context(httpx.Client(base_url=self.url, timeout=60))

    def start(self, stack: ExitStack) -> None:
        """Serve it in this process."""
        client = ProjectClient(self.settings.runner_socket, self.settings.control_socket)
        stack.callback(client.close)
        self.pod = Pod(self.settings, client, self.keys.verifier("pool"), self.keys.verifier("edge"))
        self.pod.warm_up()
        server = make_server(create_app(self.pod), "127.0.0.1", self.settings.agent_port, 64)
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()

        def stop() -> None:
            self.pod.shut_down(time.monotonic() + 5)
            server.shutdown()
            thread.join()
            server.server_close()

        stack.callback(stop)

    # -- as the pool manager -------------------------------------------------------------------------------------

    def activation(self, claims: PodClaims | None = None, pod_uid: str = POD_UID) -> dict[str, str]:
        token = self.keys.signers["pool"].mint_activation(claims or self.claims, pod_uid)
        return {"Authorization": f"Bearer {token}"}

    def activation_body(self, claims: PodClaims | None = None) -> Json:
        whose = claims or self.claims
        return {
            "podToken": self.keys.signers["pool"].mint_pod(whose),
            "sessionId": whose.session_id,
            "projectId": whose.project_id,
            "epoch": whose.epoch,
            "edgeUrl": self.edge.url,
        }

    def activate(
        self, *, with_repo: bool = True, claims: PodClaims | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        whose = claims or self.claims
        body = self.activation_body(whose)
        if with_repo:
            body["repo"] = self.edge.manifest().snapshot().model_dump(exclude_none=True)
        return self.http.post("/activate", json=body, headers=headers or self.activation(whose))

    def save(self) -> Json:
        answer: Json = self.http.post("/save", json={}, headers=self.activation()).json()
        return answer

    # -- as the edge ---------------------------------------------------------------------------------------------

    def hint(self, path: str, body: Json | None = None) -> httpx.Response:
        token = self.keys.signers["edge"].mint_hint(self.claims.session_id)
        return self.http.post(path, json=body or {}, headers={"Authorization": f"Bearer {token}"})

    def turn(self, content: str, seconds: float = 60.0) -> Json:
        """Say something and wait for its end; → the user's message."""
        message_id = self.edge.say(content)
        self.hint("/turns")
        return self.ended(message_id, seconds)

    def ended(self, message_id: str, seconds: float = 60.0) -> Json:
        def look() -> Json | None:
            message = self.edge.messages[message_id]
            return message.model_dump(mode="json") if message.status in ("done", "failed", "stopped") else None

        return until("the turn to end", look, seconds)

    def running(self, message_id: str) -> str:
        """The turn id, once it runs."""
        until("the turn to run", lambda: self.edge.messages[message_id].status == "running")
        return str(self.edge.messages[message_id].turn_id)

    # -- as a browser --------------------------------------------------------------------------------------------

    def ticket(self, role: Role = "owner", uid: str = "uid-lena", **other: Any) -> str:
        session, epoch = other.get("session_id", self.claims.session_id), other.get("epoch", self.claims.epoch)
        return self.keys.signers["edge"].mint_ticket(session, epoch, uid, role, other.get("name", ""))

    def browser(self, **options: Any) -> "Browser":
        return Browser(self.url, options.pop("ticket", None) or self.ticket(**options), options.get("cursor"))


class Browser:
    """One connection to the events."""

    def __init__(self, url: str, ticket: str, cursor: Json | None = None) -> None:
        self.ws = simple_websocket.Client(f"{url.replace('http', 'ws')}/events")
        hello: Json = {"v": 1, "type": "hello", "ticket": ticket}
        if cursor is not None:
            hello["cursor"] = cursor
        self.ws.send(json.dumps(hello))
        self.seen: list[Json] = []

    def __enter__(self) -> "Browser":
        """Connected, or refused: what happens from now on is heard as it happens."""
        until("an answer", lambda: self.ws.input_buffer or not self.ws.connected)
        return self

    def __exit__(self, *_: object) -> None:
        if self.ws.connected:
            self.ws.close()
        self.ws.thread.join(2)

    def next(self, seconds: float = 40.0) -> Json | None:
        """The next event, or None when the socket closed or nothing came."""
        try:
            frame = self.ws.receive(timeout=seconds)
        except simple_websocket.ConnectionClosed:
            return None
        if frame is None:
            return None
        event: Json = json.loads(frame)
        self.seen.append(event)
        return event

    def wait(self, kind: str, seconds: float = 40.0, **fields: Any) -> Json:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            event = self.next(max(0.01, deadline - time.monotonic()))
            if event is None and not self.ws.connected:
                break
            if event and event["type"] == kind and all(event.get(key) == value for key, value in fields.items()):
                return event
        raise AssertionError(f"no {kind} {fields} among {[event['type'] for event in self.seen]}")

    def send(self, **frame: Any) -> None:
        self.ws.send(json.dumps({"v": 1, **frame}))


@contextmanager
def running_harness(*, start: bool = True, **settings: Any) -> Iterator[Harness]:
    """Short paths: a Unix socket's may have about 100 characters."""
    folder = Path(tempfile.mkdtemp(prefix="sd-"))
    try:
        with ExitStack() as stack:
            harness = Harness(folder, stack, **settings)
            if start:
                harness.start(stack)
            yield harness
    finally:
        shutil.rmtree(folder, ignore_errors=True)
