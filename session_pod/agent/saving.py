"""Making work durable: a checkpoint through the edge, acknowledged before anything is called done; else `rescue/`."""

import logging
import threading
from dataclasses import dataclass, field
from typing import Any

from common.errors import BaseMoved, HeadMoved, StoryDreamError, Superseded
from common.git.manifest import Manifest
from common.git.messages import CheckpointMessage
from common.ids import new_id
from common.models import AgentAction, RepoSnapshot
from session_pod.agent.edge_client import CheckpointAnswer, EdgeClient
from session_pod.agent.events import EventLog
from session_pod.agent.patience import store
from session_pod.agent.repository import Repository

logger = logging.getLogger(__name__)

FILES_TOLD = 100
REPACKS_MAX = 3


@dataclass(frozen=True)
class Saved:
    """An acknowledged checkpoint."""

    sha: str
    parent: str
    files: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Moved:
    """The tree is now at `head`; `aside` names the ref that holds what was unsaved."""

    head: str
    aside: str | None


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
                repository.commit(note)
                if repository.head == repository.saved:
                    return None
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
                manifest = Manifest.from_snapshot(snapshot)
                self._repository.receive(manifest, self._edge.download_packs)
                self._repository.rebase_packs(manifest)
        return store(lambda: self._post_once(note, actions), seconds=seconds, hurry=hurry, waiting=waiting)

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

    def put_aside(self) -> str | None:
        """Keep what isn't saved under `rescue/`; → the ref, or None when there was nothing or it wasn't accepted."""
        try:
            with self._repository.lock:
                aside = self._repository.commit_aside(CheckpointMessage("Work that could not be saved"))
                if aside is None:
                    return None
                pack = self._repository.pack_since_base(aside)
            self._edge.put_rescue(self._epoch, aside, pack, aside)
        except StoryDreamError as error:
            logger.warning("the rescue was not accepted", extra={"fields": {"reason": error.detail}})
            return None
        return f"rescue/{self._epoch}-{aside[:7]}"

    def follow(self) -> Moved | None:
        """When the edge's head isn't the one saved here: put aside what is unsaved and check the new head out.

        None when nothing has moved: hints and heartbeats may be older than the last save.
        """
        manifest = Manifest.from_snapshot(self._edge.repo())
        if manifest.head == self._repository.saved:
            return None
        self._repository.receive(manifest, self._edge.download_packs)
        aside = self.put_aside()
        return Moved(self._repository.check_out(manifest), aside)
