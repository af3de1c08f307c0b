"""Making work durable: a checkpoint through the edge, acknowledged before anything is called done."""

import threading
from dataclasses import dataclass, field
from typing import Any

from common.errors import BaseMoved, HeadMoved, StoryDreamError, Superseded, Unavailable
from common.git.manifest import Manifest
from common.git.messages import CheckpointMessage
from common.ids import new_id
from common.models import AgentAction, RepoSnapshot
from session_pod.agent.edge_client import CheckpointAnswer, EdgeClient
from session_pod.agent.events import EventLog
from session_pod.agent.patience import store
from session_pod.agent.repository import Repository

FILES_TOLD = 100
REPACKS_MAX = 3


@dataclass(frozen=True)
class Saved:
    """An acknowledged checkpoint."""

    sha: str
    parent: str
    files: list[str] = field(default_factory=list)


class Saver:
    """Used by the worker thread, and at the very end by the one that shuts down."""

    def __init__(
        self, repository: Repository, edge: EdgeClient, events: EventLog, epoch: int, *, give_up_seconds: float
    ) -> None:
        self._repository = repository
        self._edge = edge
        self._events = events
        self._epoch = epoch
        self._give_up_seconds = give_up_seconds

    def save(
        self,
        note: CheckpointMessage,
        actions: list[AgentAction],
        hurry: threading.Event,
        seconds: float | None = None,
    ) -> Saved | None:
        """Commit the tree and have it acknowledged; None when there was nothing to save.

        Raises HeadMoved (commit and tree are still there), Superseded, another 4xx (final), or Unavailable after
        `seconds` (default: the setting), with the commit kept for the next try.
        """
        repository = self._repository
        try:
            with repository.lock:
                made = repository.commit(note)
                if repository.head == repository.saved:
                    return None
                if made is None:  # an earlier try's commit, which says itself what it is
                    note = repository.note()
                parent = repository.saved
                files = repository.changed_files(parent, repository.head)[:FILES_TOLD]
            answer = self._post(note, actions, hurry, self._give_up_seconds if seconds is None else seconds)
        except (HeadMoved, Superseded):
            raise
        except StoryDreamError as error:
            self._events.emit("save.state", turn_id=note.turn_id, state="failed", reason=error.detail)
            raise
        repository.saved_as(answer.sha, answer.line)
        self._events.emit("save.state", turn_id=note.turn_id, state="saved", sha=answer.sha)
        self._events.emit(
            "checkpoint", turn_id=note.turn_id, sha=answer.sha, parent=parent, summary=note.summary, files=files
        )
        return Saved(answer.sha, parent, files)

    def _post(
        self, note: CheckpointMessage, actions: list[AgentAction], hurry: threading.Event, seconds: float
    ) -> CheckpointAnswer:
        def waiting(reason: str) -> None:
            self._events.emit("save.state", turn_id=note.turn_id, state="pending", reason=reason)

        for _ in range(REPACKS_MAX):
            try:
                return store(lambda: self._post_once(note, actions), seconds=seconds, hurry=hurry, waiting=waiting)
            except BaseMoved as moved:
                snapshot = RepoSnapshot(line=moved.extra.get("line", ""), tail=moved.extra.get("tail", ""))
                manifest = self._repository.receive(self._edge, Manifest.from_snapshot(snapshot))
                if manifest.head != self._repository.saved:
                    raise HeadMoved from moved
                self._repository.rebase_packs(manifest)
        raise Unavailable("The history keeps being repacked.")

    def _post_once(self, note: CheckpointMessage, actions: list[AgentAction]) -> CheckpointAnswer:
        repository = self._repository
        meta: dict[str, Any] = {
            "expectedHead": repository.saved,
            "head": repository.head,
            "base": repository.base,
            "epoch": self._epoch,
            "turnId": note.turn_id or new_id(),
            "summary": note.summary,
            "actions": [action.model_dump(mode="json", exclude_none=True) for action in actions],
        }
        settings = repository.video_settings()
        if settings is not None:
            meta["videoSettings"] = settings.model_dump()
        return self._edge.post_checkpoint(meta, repository.pack_since_base(repository.head))
