"""The edge as one pod sees it, for one project that lives only as long as its request: repository, messages, model."""

import json
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import httpx
import pygit2
from flask import Flask, Response, jsonify, request
from werkzeug.serving import WSGIRequestHandler, make_server

from common.errors import HeadMoved, NotFound, StoryDreamError, to_problem
from common.git.diff import version_diff
from common.git.manifest import Manifest, ManifestLine, TemplateRef
from common.git.packs import build_pack, new_objects, pack_name
from common.history_models import Passage
from common.ids import new_id
from common.models import ChatMessage
from common.tokens import Verifier

Json = dict[str, Any]

USER: Final = "uid-evaluation"
FOUND_MAX: Final = 10
FOUND_CHARS: Final = 1_000
MODEL_TIMEOUT: Final = httpx.Timeout(120.0, connect=5.0)
_SIGNATURE: Final = pygit2.Signature("Evaluation", "evaluation@storydream.local", 1_700_000_000, 0)


@dataclass(frozen=True)
class Upstream:
    """Where the model is, and the key that it wants."""

    url: str
    key: str


class ProjectEdge:
    """Made with the project's first files. Thread-safe."""

    def __init__(self, folder: Path, files: Mapping[str, bytes], upstream: Upstream, verifier: Verifier) -> None:
        self.project_id = new_id()
        self._folder = folder
        self._upstream = upstream
        self._verifier = verifier
        self._lock = threading.RLock()
        self._clock = datetime(2026, 1, 1, tzinfo=UTC)
        self._git = pygit2.init_repository(str(folder), bare=True, initial_head="main")
        self.head = self._seed(files)
        self._base = self.head
        pack, index = build_pack(self._git, list(self._git))
        self._packs = {f"{pack_name(pack)}.pack": pack, f"{pack_name(pack)}.idx": index}
        self._template = TemplateRef(id="default", head=self.head, packs=[pack_name(pack)])
        self.messages: dict[str, ChatMessage] = {}
        self._summary: Json | None = None
        self._model = httpx.Client(timeout=MODEL_TIMEOUT)

    def say(self, content: str) -> str:
        """Queue a person's message; → its id."""
        with self._lock:
            self._clock += timedelta(seconds=1)
            message = ChatMessage.model_validate(
                {
                    "id": new_id(),
                    "projectId": self.project_id,
                    "role": "user",
                    "content": content,
                    "createdAt": self._clock,
                    "status": "queued",
                    "authorId": USER,
                }
            )
            self.messages[message.id] = message
            return message.id

    def ended(self, message_id: str, seconds: float, alive: Callable[[], None]) -> ChatMessage:
        """The message once its turn has ended; `alive` raises when that can't come any more. Raises TimeoutError."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            alive()
            message = self.messages[message_id]
            if message.status in ("done", "failed", "stopped"):
                return message
            time.sleep(0.02)
        raise TimeoutError(f"the turn didn't end within {seconds:.0f} s")

    def answers(self) -> list[ChatMessage]:
        with self._lock:
            return [message for message in self.messages.values() if message.role == "assistant"]

    def files(self, sha: str) -> dict[str, bytes]:
        """Every file of a version."""
        with self._lock:
            tree = pygit2.Repository(str(self._folder))[sha].peel(pygit2.Tree)
            return dict(_blobs(tree, ""))

    def snapshot(self) -> Json:
        return dict(self._manifest().snapshot().model_dump(exclude_none=True))

    def close(self) -> None:
        self._model.close()

    def app(self) -> Flask:
        app = Flask("evaluation-edge")

        @app.before_request
        def check() -> None:
            token = request.headers.get("Authorization", "").removeprefix("Bearer ")
            self._verifier.verify_pod(token or request.headers.get("x-api-key", ""))

        @app.errorhandler(StoryDreamError)
        def problem(error: StoryDreamError) -> tuple[Response, int]:
            return jsonify(to_problem(error, "evaluation")), error.status

        @app.errorhandler(404)
        def missing(_error: Exception) -> tuple[Response, int]:
            return jsonify(to_problem(NotFound(), "evaluation")), 404

        app.get("/pod/v1/repo")(self._get_repo)
        app.get("/pod/v1/repo/packs/<name>")(self._get_pack)
        app.post("/pod/v1/checkpoints")(self._post_checkpoint)
        app.get("/pod/v1/summary")(self._get_summary)
        app.put("/pod/v1/summary")(self._put_summary)
        app.get("/pod/v1/history")(self._search)
        app.get("/pod/v1/changes")(self._get_changes)
        app.get("/pod/v1/messages")(self._get_messages)
        app.put("/pod/v1/messages/<message_id>")(self._put_message)
        app.post("/pod/v1/heartbeat")(self._heartbeat)
        app.post("/pod/v1/rescues")(lambda: ("", 204))
        app.post("/pod/v1/model/v1/messages")(self._ask_model)
        return app

    def _get_repo(self) -> Json:
        manifest = self._manifest()
        return {**manifest.snapshot().model_dump(), "packs": manifest.all_packs, "generation": 1}

    def _get_pack(self, name: str) -> Response:
        if name not in self._packs:
            raise NotFound
        return Response(self._packs[name], content_type="application/octet-stream")

    def _post_checkpoint(self) -> tuple[Json, int]:
        meta, pack = json.loads(request.form["meta"]), request.files["pack"].read()
        with self._lock:
            if meta["head"] != self.head:
                if meta["expectedHead"] != self.head:
                    snapshot = self._manifest().snapshot()
                    raise HeadMoved(line=snapshot.line, tail=snapshot.tail, head=self.head)
                argv = ["git", "-C", str(self._folder), "index-pack", "--stdin"]
                subprocess.run(argv, input=pack, check=True, capture_output=True, timeout=30)
                self._git = pygit2.Repository(str(self._folder))
                self._git.create_reference("refs/heads/main", pygit2.Oid(hex=meta["head"]), force=True)
                self.head = meta["head"]
            return {"sha": self.head, "generation": 2, "line": self._manifest().line}, 201

    def _get_summary(self) -> Json:
        return {"summary": self._summary}

    def _put_summary(self) -> tuple[str, int]:
        body = request.get_json()
        until = self.messages[body["untilMessageId"]]
        self._summary = {**body, "untilAt": until.created_at.isoformat()}
        return "", 204

    def _search(self) -> Json:
        """Every message that holds one of the words, newest first."""
        words = request.args["q"].casefold().split()
        with self._lock:
            found = [each for each in self.messages.values() if any(word in each.content.casefold() for word in words)]
        passages = [
            Passage(kind="message", id=each.id, role=each.role, at=each.created_at, text=each.content[:FOUND_CHARS])
            for each in reversed(found[-FOUND_MAX:])
        ]
        return {"passages": [passage.model_dump(mode="json", by_alias=True) for passage in passages]}

    def _get_changes(self) -> Json:
        with self._lock:
            old, new = (self._git[sha].peel(pygit2.Commit) for sha in (request.args["since"], self.head))
            return dict(version_diff(self._git, old, new).model_dump(mode="json", by_alias=True))

    def _get_messages(self) -> Json:
        status, limit = request.args.get("status"), int(request.args.get("limit", 50))
        with self._lock:
            found = sorted(self.messages.values(), key=lambda message: message.created_at)
        wanted = [message for message in found if status is None or message.status == status]
        chosen = wanted[:limit] if status else wanted[-limit:]
        return {"messages": [message.model_dump(mode="json") for message in chosen]}

    def _put_message(self, message_id: str) -> Json:
        body = request.get_json()
        with self._lock:
            known = self.messages.get(message_id)
            if known is None and "role" not in body:
                raise NotFound
            self._clock += timedelta(milliseconds=1)
            created = known.created_at if known else self._clock
            fields = known.model_dump(by_alias=True) if known else {"id": message_id, "projectId": self.project_id}
            message = ChatMessage.model_validate({**fields, **body, "createdAt": created})
            self.messages[message_id] = message
        return dict(message.model_dump(mode="json"))

    def _heartbeat(self) -> Json:
        queued = any(message.status == "queued" for message in self.messages.values())
        return {"head": self.head, "token": None, "revokedUids": [], "rescueUrl": None, "queued": queued}

    def _ask_model(self) -> Response:
        """Passed on as it comes."""
        kept = ("anthropic-version", "anthropic-beta", "content-type")
        headers = {name: request.headers[name] for name in kept if name in request.headers}
        asked = self._model.build_request(
            "POST",
            f"{self._upstream.url}/v1/messages",
            content=request.get_data(),
            headers={**headers, "x-api-key": self._upstream.key},
        )
        answer = self._model.send(asked, stream=True)

        def chunks() -> Iterator[bytes]:
            try:
                yield from answer.iter_bytes()
            finally:
                answer.close()

        return Response(chunks(), answer.status_code, content_type=answer.headers.get("content-type"))

    def _manifest(self) -> Manifest:
        with self._lock:
            fields = ManifestLine(epoch=1, refs={"main": self.head}, base=self._base, template=self._template, packs=[])
            if self._base == self.head:
                return Manifest.build(fields)
            return Manifest.build(fields, *build_pack(self._git, new_objects(self._git, self._base, self.head)))

    def _seed(self, files: Mapping[str, bytes]) -> str:
        index = pygit2.Index()
        for path, data in files.items():
            index.add(pygit2.IndexEntry(path, self._git.create_blob(data), pygit2.enums.FileMode.BLOB))
        tree = index.write_tree(self._git)
        return str(self._git.create_commit("refs/heads/main", _SIGNATURE, _SIGNATURE, "Template\n", tree, []))


def _blobs(tree: pygit2.Tree, prefix: str) -> Iterator[tuple[str, bytes]]:
    for entry in tree:
        if isinstance(entry, pygit2.Tree):
            yield from _blobs(entry, f"{prefix}{entry.name}/")
        elif isinstance(entry, pygit2.Blob):
            yield f"{prefix}{entry.name}", entry.data


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """What the agent asks of its edge is no news."""


@contextmanager
def serving(edge: ProjectEdge, port: int) -> Iterator[str]:
    """The edge on 127.0.0.1; → its URL."""
    server = make_server("127.0.0.1", port, edge.app(), threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        edge.close()
