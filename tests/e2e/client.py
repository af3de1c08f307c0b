"""A person at the outside of the product: signs up at the Auth emulator, speaks REST and the event socket."""

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

import httpx
import simple_websocket

from common.ids import new_id

Json = dict[str, Any]
Value = TypeVar("Value")

PASSWORD = "correct horse battery"


def until(what: str, ask: Callable[[], Value | None], seconds: float = 40.0, pause: float = 0.15) -> Value:
    """The first truthy answer of `ask`; fails naming `what` after `seconds`."""
    deadline = time.monotonic() + seconds
    while True:
        answer = ask()
        if answer:
            return answer
        if time.monotonic() > deadline:
            raise AssertionError(f"waited {seconds} s for {what}; last answer: {answer!r}")
        time.sleep(pause)


class Person:
    """One signed-up user. REST calls return the response; the helpers assert success and return its JSON."""

    def __init__(self, url: str, name: str = "lena") -> None:
        self.url = url
        self.email = f"{name}-{new_id()[:8]}@example.test"
        config = httpx.get(f"{url}/api/config", timeout=30).json()
        self._auth = config["emulators"]["auth"]
        self.firestore = config["emulators"]["firestore"]
        self.firebase_project = config["firebase"]["projectId"]
        answer = httpx.post(
            f"{self._auth}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=any",
            json={"email": self.email, "password": PASSWORD, "returnSecureToken": True},
            timeout=30,
        ).json()
        self._opened: set[str] = set()
        self.uid: str = answer["localId"]
        self.token: str = answer["idToken"]
        self.http = httpx.Client(
            base_url=f"{url}/api", headers={"Authorization": f"Bearer {self.token}"}, timeout=httpx.Timeout(30)
        )

    def __enter__(self) -> "Person":
        return self

    def __exit__(self, *_: object) -> None:
        """Close what was opened: the next test wants the pods."""
        for project_id in self._opened:
            self.http.delete(f"/projects/{project_id}/session")
        self.http.close()

    def get(self, path: str, **options: Any) -> Json:
        return self._ok(self.http.get(path, **options))

    def post(self, path: str, body: Json | None = None) -> Json:
        return self._ok(self.http.post(path, json=body if body is not None else {}))

    def _ok(self, response: httpx.Response) -> Json:
        assert response.is_success, (
            f"{response.request.method} {response.request.url}: {response.status_code} {response.text}"
        )
        answer: Json = response.json() if response.content else {}
        return answer

    def create_project(self, **fields: Any) -> str:
        """A project that is ready; → its id."""
        project = self.post("/projects", {"name": "Slow Coast", **fields})
        until("the project to be seeded", lambda: self.get(f"/projects/{project['id']}")["status"] == "ready", 90)
        return str(project["id"])

    def open(self, project_id: str, seconds: float = 90) -> Json:
        """Open or join the session, polling as the browser does until it is ready."""
        self._opened.add(project_id)
        session = self.post(f"/projects/{project_id}/session")
        deadline = time.monotonic() + seconds
        while session["state"] != "ready":
            assert session["state"] not in ("failed", "broken"), session
            assert time.monotonic() < deadline, f"the session never became ready: {session}"
            time.sleep(0.3)
            again = self.http.get(f"/projects/{project_id}/session")
            session = (
                again.json()
                if again.is_success and again.json().get("state") != "closed"
                else self.post(f"/projects/{project_id}/session")
            )
        return session

    def say(self, project_id: str, content: str) -> str:
        """Send a chat message; → its id."""
        message_id = new_id()
        self._opened.add(project_id)
        response = self.http.post(
            f"/projects/{project_id}/messages", json={"id": message_id, "content": content, "attachments": []}
        )
        assert response.status_code == 202, response.text
        return message_id

    def messages(self, project_id: str) -> list[Json]:
        listed: list[Json] = self.get(f"/projects/{project_id}/messages", params={"limit": 100})["items"]
        return sorted(listed, key=lambda message: message["createdAt"])

    def message(self, project_id: str, message_id: str) -> Json:
        return next(message for message in self.messages(project_id) if message["id"] == message_id)

    def wait_message(self, project_id: str, message_id: str, *statuses: str, seconds: float = 60) -> Json:
        """The message once it has one of `statuses`."""

        def look() -> Json | None:
            message = self.message(project_id, message_id)
            return message if message["status"] in statuses else None

        return until(f"message to be {statuses}", look, seconds)

    def turn(self, project_id: str, content: str, seconds: float = 60) -> Json:
        """Say something and wait for the end of its turn; → the user's message, which must be `done`."""
        message = self.wait_message(
            project_id, self.say(project_id, content), "done", "failed", "stopped", seconds=seconds
        )
        assert message["status"] == "done", [message, self.messages(project_id)[-1]]
        return message

    def checkpoints(self, project_id: str) -> list[Json]:
        listed: list[Json] = self.get(f"/projects/{project_id}/checkpoints", params={"limit": 100})["items"]
        return listed

    def file(self, project_id: str, path: str, sha: str | None = None) -> str:
        response = self.http.get(f"/projects/{project_id}/files/{path}", params={"sha": sha} if sha else {})
        assert response.is_success, response.text
        return response.text


class Events:
    """One connection to a session's events; `with` closes it, else its thread outlives the test."""

    def __init__(self, session: Json, cursor: Json | None = None) -> None:
        self._socket = simple_websocket.Client(session["eventsUrl"])
        hello: Json = {"v": 1, "type": "hello", "ticket": session["ticket"]}
        if cursor is not None:
            hello["cursor"] = cursor
        self._socket.send(json.dumps(hello))
        self.seen: list[Json] = []

    def __iter__(self) -> Iterator[Json]:
        """Events as they come; ends when nothing comes for 40 s or the socket closes."""
        while True:
            try:
                frame = self._socket.receive(timeout=40)
            except simple_websocket.ConnectionClosed:
                return
            if frame is None:
                return
            event: Json = json.loads(frame)
            self.seen.append(event)
            yield event

    def wait(self, kind: str, **fields: Any) -> Json:
        """The next event of this type with these members."""
        for event in self:
            if event["type"] == kind and all(event.get(key) == value for key, value in fields.items()):
                return event
        raise AssertionError(f"no {kind} {fields} among {[event['type'] for event in self.seen]}")

    def __enter__(self) -> "Events":
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(simple_websocket.ConnectionClosed):
            self._socket.close()
