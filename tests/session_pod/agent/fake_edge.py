"""The edge's `/pod/v1` over real HTTP with a real git repository behind it; can be told to fail."""

import json
import subprocess
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pygit2
from flask import Flask, Response, jsonify, request
from werkzeug.serving import make_server

from common.errors import (
    BaseMoved,
    HeadMoved,
    MessageTaken,
    NotFound,
    StoryDreamError,
    Superseded,
    Unavailable,
    to_problem,
)
from common.git.manifest import Manifest, ManifestLine, TemplateRef
from common.git.packs import build_pack, new_objects, pack_name
from common.ids import new_id
from common.models import ChatMessage, MessageStatus
from common.tokens import Verifier
from tests.session_pod.agent.fake_gallery import FakeGallery
from tests.session_pod.agent.fake_memory import FakeMemory
from tests.session_pod.agent.fake_uploads import FakeUploads
from tests.session_pod.agent.scripted_model import ScriptedModel

Json = dict[str, Any]

ROOT_TSX = """import { Composition } from "remotion";
export const Root = () => (
  <Composition id="MyVideo" component={MyVideo} durationInFrames={180} fps={30} width={1920} height={1080} />
);
"""
FILES = {
    "src/Root.tsx": ROOT_TSX,
    "src/MyVideo.tsx": 'export const title = "Slow Coast";\n',
    ".gitignore": "ignored/\n",
}
_SIGNATURE = pygit2.Signature("Template", "t@storydream.local", 1_700_000_000, 0)


@dataclass
class Failure:
    """What goes wrong, `times` times."""

    method: str
    path: str
    times: int
    after_effect: bool
    error: StoryDreamError


class FakeEdge(AbstractContextManager["FakeEdge"]):
    """`with FakeEdge(…) as edge`; what it was told is in `messages`, `heartbeats`, `rescued`, `metas`."""

    def __init__(
        self, folder: Path, verifier: Verifier, project_id: str, port: int, files: dict[str, str] | None = None
    ) -> None:
        self._verifier = verifier
        self._template = FILES if files is None else files
        self.project_id = project_id
        self.git = pygit2.init_repository(str(folder), bare=True, initial_head="main")
        self.folder = folder
        self.lock = threading.RLock()
        self.epoch = 1
        self.head = self._seed()
        self.base = self.head
        pack, index = build_pack(self.git, [pygit2.Oid(hex=sha) for sha in self._all_objects()])
        self.files = {f"{pack_name(pack)}.pack": pack, f"{pack_name(pack)}.idx": index}
        self.template = TemplateRef(id="default", head=self.head, packs=[pack_name(pack)])
        self.packs: list[str] = []
        self.large_packs: list[str] = []
        self.large_files: set[pygit2.Oid] = set()
        self.packs_read: list[str] = []
        self.posted_bytes: list[int] = []
        self.messages: dict[str, ChatMessage] = {}
        self.row_writes: list[Json] = []
        self.heartbeats: list[Json] = []
        self.metas: list[Json] = []
        self.rescued: dict[str, bytes] = {}
        self.adopts: dict[str, MessageStatus] = {}
        self.memory, self.gallery, self.uploads = FakeMemory(), FakeGallery(), FakeUploads()
        self.silent = threading.Event()
        """While it is cleared, `/pod/v1` takes requests and answers none."""
        self.silent.set()
        self.acknowledged: list[str] = []
        self.revoked: list[str] = []
        self.roles: dict[str, str] = {}
        self.rescue_url: str | None = None
        self.new_token: Callable[[], str | None] = lambda: None
        self.model = ScriptedModel()
        self._failures: list[Failure] = []
        self._clock = datetime(2026, 1, 1, tzinfo=UTC)
        self.url = f"http://127.0.0.1:{port}"
        self._server = make_server("127.0.0.1", port, self._app(), threaded=True)

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.silent.set()
        self.model.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    # -- what a test does ----------------------------------------------------------------------------------------

    def fail(
        self,
        method: str,
        path: str,
        times: int = 1,
        *,
        after_effect: bool = False,
        error: StoryDreamError | None = None,
    ) -> None:
        """The next requests answer 503, or `error`, before or after they took effect."""
        with self.lock:
            self._failures.append(Failure(method, path, times, after_effect, error or Unavailable("made to fail")))

    def mend(self) -> None:
        """Nothing fails any more."""
        with self.lock:
            self._failures.clear()

    def say(self, content: str, **fields: Any) -> str:
        """Queue a user's message; → its id."""
        with self.lock:
            self._clock += timedelta(seconds=1)
            message = {
                "id": new_id(),
                "projectId": self.project_id,
                "role": "user",
                "content": content,
                "createdAt": self._clock,
                "status": "queued",
                "authorId": "uid-lena",
                **fields,
            }
            self.messages[message["id"]] = ChatMessage.model_validate(message)
            return str(message["id"])

    def commit(self, files: dict[str, str], message: str = "Elsewhere\n") -> str:
        """Somebody else moves the head, on the edge."""
        with self.lock:
            index = pygit2.Index()
            index.read_tree(self.git[self.head].peel(pygit2.Tree))
            for path, text in files.items():
                index.add(pygit2.IndexEntry(path, self.git.create_blob(text.encode()), pygit2.enums.FileMode.BLOB))
            tree = index.write_tree(self.git)
            parent = pygit2.Oid(hex=self.head)
            oid = self.git.create_commit("refs/heads/main", _SIGNATURE, _SIGNATURE, message, tree, [parent])
            self.head = str(oid)
            return self.head

    def compact(self, large: tuple[str, ...] = ()) -> None:
        """All that came so far becomes a listed pack, and base moves up; the `large` files get a pack of their own."""
        with self.lock:
            tree = self.git[self.head].peel(pygit2.Tree)
            apart = [tree[path].id for path in large]
            self._list_pack([oid for oid in new_objects(self.git, self.base, self.head) if oid not in apart])
            if apart:
                self.large_packs.append(self._list_pack(apart))
                self.large_files.update(apart)
            self.base = self.head

    def _list_pack(self, objects: list[pygit2.Oid]) -> str:
        pack, index = build_pack(self.git, objects)
        name = pack_name(pack)
        self.files |= {f"{name}.pack": pack, f"{name}.idx": index}
        self.packs.append(name)
        return name

    def rescued_commit(self, pack: bytes, sha: str) -> pygit2.Commit:
        """The commit that a rescued pack leads to; the pack is a whole one."""
        self._index(pack)
        return pygit2.Repository(str(self.folder))[sha].peel(pygit2.Commit)

    def file(self, path: str, sha: str | None = None) -> str | None:
        """A file's text at a version (default: the head); None when it isn't there."""
        tree = self.git[sha or self.head].peel(pygit2.Tree)
        try:
            return tree[path].data.decode()  # type: ignore[union-attr]
        except KeyError:
            return None

    def log(self) -> list[str]:
        """Commit messages of main, newest first."""
        return [commit.message for commit in self.git.walk(pygit2.Oid(hex=self.head))]

    def answers(self) -> list[ChatMessage]:
        with self.lock:  # the pod may be writing one
            return [message for message in self.messages.values() if message.role == "assistant"]

    def fsck(self) -> str:
        """What `git fsck --strict` complains of."""
        done = subprocess.run(
            ["git", "-C", str(self.folder), "fsck", "--strict", "--no-dangling"],
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout + (done.stderr if done.returncode else "")

    def manifest(self) -> Manifest:
        with self.lock:
            fields = ManifestLine(
                epoch=self.epoch,
                refs={"main": self.head},
                base=self.base,
                template=self.template,
                packs=self.packs,
                large_packs=self.large_packs,
            )
            if self.base == self.head:
                return Manifest.build(fields)
            stored = self.large_files.__contains__
            return Manifest.build(fields, *build_pack(self.git, new_objects(self.git, self.base, self.head, stored)))

    # -- inside --------------------------------------------------------------------------------------------------

    def _seed(self) -> str:
        index = pygit2.Index()
        for path, text in self._template.items():
            index.add(pygit2.IndexEntry(path, self.git.create_blob(text.encode()), pygit2.enums.FileMode.BLOB))
        tree = index.write_tree(self.git)
        return str(self.git.create_commit("refs/heads/main", _SIGNATURE, _SIGNATURE, "Template\n", tree, []))

    def _all_objects(self) -> list[str]:
        return [str(oid) for oid in self.git]

    def _app(self) -> Flask:
        app = Flask("fake-edge")
        self.model.register(app)

        @app.before_request
        def check() -> Response | None:
            request.environ["failing"] = failing = self._failing(request.method, request.path)
            if request.path.startswith(("/rescue-url/", "/bucket/")):
                return None
            self.silent.wait(30)
            claims = self._verifier.verify_pod(request.headers["Authorization"].removeprefix("Bearer "))
            if claims.epoch < self.epoch and not request.path.startswith("/pod/v1/rescue/"):
                raise Superseded
            if failing is not None and not failing.after_effect:
                raise failing.error
            return None

        @app.after_request
        def lose_reply(response: Response) -> Response:
            failing = request.environ.get("failing")
            if failing is not None and failing.after_effect:
                return Response('{"code":"unavailable","detail":"reply lost"}', 503, content_type="application/json")
            return response

        @app.errorhandler(StoryDreamError)
        def problem(error: StoryDreamError) -> tuple[Response, int]:
            return jsonify(to_problem(error, "trace")), error.status

        self._repository_routes(app)
        self._life_routes(app)
        self.memory.register(app, lambda: self.git, lambda: self.head)
        self.gallery.serve(app)
        self.uploads.serve(app, self.url)
        return app

    def _failing(self, method: str, path: str) -> Failure | None:
        with self.lock:
            for failure in self._failures:
                if failure.method == method and failure.path in path:
                    failure.times -= 1
                    if failure.times == 0:
                        self._failures.remove(failure)
                    return failure
        return None

    def _repository_routes(self, app: Flask) -> None:
        @app.get("/pod/v1/repo")
        def repo() -> Json:
            manifest = self.manifest()
            return {**manifest.snapshot().model_dump(), "packs": manifest.all_packs, "generation": 1}

        @app.get("/pod/v1/repo/packs/<name>")
        def pack(name: str) -> Response:
            self.packs_read.append(name)
            if name not in self.files:
                raise NotFound
            return Response(self.files[name], content_type="application/octet-stream")

        @app.post("/pod/v1/checkpoints")
        def checkpoints() -> tuple[Json, int]:
            meta, body = json.loads(request.form["meta"]), request.files["pack"].read()
            self.metas.append(meta)
            self.posted_bytes.append(len(body))
            with self.lock:
                snapshot = self.manifest().snapshot()
                if meta["head"] not in self._history():
                    if meta["expectedHead"] != self.head:
                        raise HeadMoved(line=snapshot.line, tail=snapshot.tail, head=self.head)
                    if meta["base"] != self.base:
                        raise BaseMoved(line=snapshot.line, tail=snapshot.tail)
                    self._take(body, meta["head"])
                self.acknowledged.append(meta["head"])
                return {"sha": meta["head"], "generation": 2, "line": self.manifest().line}, 201

        @app.put("/pod/v1/rescue/<name>")
        def rescue(name: str) -> tuple[str, int]:
            self.rescued.setdefault(name, request.get_data())
            return "", 201

        @app.post("/pod/v1/rescues")
        def adopt() -> tuple[str, int]:
            with self.lock:
                for message_id, status in self.adopts.items():
                    self.messages[message_id] = self.messages[message_id].model_copy(update={"status": status})
            return "", 204

        @app.put("/rescue-url/<name>")
        def rescue_url(name: str) -> tuple[str, int]:
            self.rescued[name] = request.get_data()
            return "", 200

    def _history(self) -> list[str]:
        return [str(commit.id) for commit in self.git.walk(pygit2.Oid(hex=self.head))]

    def _take(self, pack: bytes, head: str) -> None:
        self._index(pack)
        git = pygit2.Repository(str(self.folder))
        git.create_reference("refs/heads/main", pygit2.Oid(hex=head), force=True)
        self.git = git
        self.head = head

    def _index(self, pack: bytes) -> None:
        """Self-contained: index-pack without --fix-thin refuses a pack that isn't."""
        subprocess.run(
            ["git", "-C", str(self.folder), "index-pack", "--stdin"], input=pack, check=True, capture_output=True
        )

    def _life_routes(self, app: Flask) -> None:
        @app.get("/pod/v1/messages")
        def messages() -> Json:
            status, limit = request.args.get("status"), int(request.args["limit"])
            with self.lock:
                found = sorted(self.messages.values(), key=lambda message: message.created_at)
            if "before" in request.args:
                found = found[: [message.id for message in found].index(request.args["before"])]
            wanted = [message for message in found if status is None or message.status == status]
            chosen = wanted[:limit] if status else wanted[-limit:]
            return {"messages": [message.model_dump(mode="json") for message in chosen]}

        @app.put("/pod/v1/messages/<message_id>")
        def put_message(message_id: str) -> Json:
            body = request.get_json()
            with self.lock:
                message = self._written(message_id, body) if "role" in body else self._claimed(message_id, body)
                self.messages[message_id] = message
            return dict(message.model_dump(mode="json"))

        @app.post("/pod/v1/heartbeat")
        def heartbeat() -> Json:
            self.heartbeats.append(request.get_json())
            with self.lock:
                queued = any(message.status == "queued" for message in self.messages.values())
            return {
                "head": self.head,
                "token": self.new_token(),
                "revokedUids": self.revoked,
                "roles": self.roles,
                "rescueUrl": self.rescue_url,
                "queued": queued,
                "wanted": self.gallery.wanted,
                "players": self.gallery.has_links,
            }

    def _claimed(self, message_id: str, body: Json) -> ChatMessage:
        message = self.messages.get(message_id)
        if message is None:
            raise NotFound
        allowed = message.status == "queued" or message.turn_id == body["turnId"] or (message.epoch or 0) < self.epoch
        if not allowed:
            raise MessageTaken
        fields = {key: value for key, value in body.items() if key in ("status", "turnId", "epoch", "checkpointSha")}
        return ChatMessage.model_validate({**message.model_dump(), **fields})

    def _written(self, message_id: str, body: Json) -> ChatMessage:
        self.row_writes.append({"id": message_id, **body})
        self._clock += timedelta(milliseconds=1)
        existing = self.messages.get(message_id)
        created = existing.created_at if existing else self._clock
        return ChatMessage.model_validate(
            {"id": message_id, "projectId": self.project_id, "createdAt": created, **body}
        )
