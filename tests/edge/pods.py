"""A pod as the edge sees it: a token, and a copy of the repository."""

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pygit2
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from common.git.history import add_commit, changed_tree
from common.git.manifest import Manifest
from common.git.messages import AGENT, CheckpointMessage
from common.git.packs import pack_since, write_tail
from common.ids import new_id
from common.models import Project, RepoSnapshot
from tests.edge.conftest import Edge


@dataclass
class Pod:
    """A pod that has opened a project, with its own copy of the repository."""

    edge: Edge
    project: Project
    client: FlaskClient
    session_id: str
    epoch: int
    folder: Path

    def repo(self) -> Manifest:
        answer = self.client.get("/pod/v1/repo")
        assert answer.status_code == 200, answer.text
        return Manifest.from_snapshot(
            RepoSnapshot(**{name: answer.get_json()[name] for name in ("line", "tail", "generation")})
        )

    def save(self, path: str, content: str, **changes: Any) -> TestResponse:
        """One commit on the head, posted as a checkpoint."""
        return self.save_commit(*self.commit({path: content}, "A change"), **changes)

    def commit(self, files: dict[str, str], summary: str) -> tuple[str, bytes]:
        """A commit on the head that nobody has yet → its sha, and the pack of all since the base."""
        manifest = self.repo()
        repository = self._fetched(manifest)
        changes = {path: content.encode() for path, content in files.items()}
        tree = changed_tree(repository, repository[manifest.head].peel(pygit2.Tree), changes)
        note = CheckpointMessage(summary)
        head = add_commit(repository, manifest.head, tree, AGENT, note, self.project.created_at)
        return head, pack_since(repository, manifest.base, head)

    def save_commit(self, head: str, pack: bytes, **changes: Any) -> TestResponse:
        manifest = self.repo()
        meta = {
            "expectedHead": manifest.head,
            "head": head,
            "base": manifest.base,
            "epoch": self.epoch,
            "turnId": "turn-00001",
            "summary": "A change",
            **changes,
        }
        return self.post(meta, pack)

    def put_aside(self, head: str, pack: bytes) -> TestResponse:
        """As work that can't become a checkpoint."""
        return self.client.put(f"/pod/v1/rescue/{self.epoch}-{head[:7]}?head={head}", data=pack)

    def post(self, meta: dict[str, Any], pack: bytes) -> TestResponse:
        request = httpx.Request(
            "POST", "http://edge.test", data={"meta": json.dumps(meta)}, files={"pack": ("checkpoint.pack", pack)}
        )
        kind = request.headers["Content-Type"]
        return self.client.post("/pod/v1/checkpoints", data=request.read(), content_type=kind)

    def _fetched(self, manifest: Manifest) -> pygit2.Repository:
        repository = pygit2.init_repository(str(self.folder / new_id()), bare=True)
        packs = Path(repository.path) / "objects" / "pack"
        packs.mkdir(parents=True, exist_ok=True)
        for name in manifest.all_packs:
            for ending in (".pack", ".idx"):
                answer = self.client.get(f"/pod/v1/repo/packs/{name}{ending}")
                assert answer.status_code == 200
                (packs / f"{name}{ending}").write_bytes(answer.data)
        write_tail(Path(repository.path), manifest)
        return repository


def opened(edge: Edge, folder: Path, project: Project | None = None, uid: str = "olga") -> Pod:
    """A pod of a project of that user's."""
    project = project or edge.project(uid)
    session = edge.as_user(uid).post(f"/api/projects/{project.id}/session").get_json()
    client = edge.as_pod(project.id, session["epoch"], session["sessionId"])
    return Pod(edge, project, client, session["sessionId"], session["epoch"], Path(tempfile.mkdtemp(dir=folder)))
