"""All that turns work with: one a session, made when it opens."""

import logging
from dataclasses import dataclass
from pathlib import Path

from common.errors import StoryDreamError
from common.git.messages import CheckpointMessage
from session_pod.agent.drawing import Drawing
from session_pod.agent.edge_client import EdgeClient
from session_pod.agent.events import EventLog
from session_pod.agent.keeping import Aside, Keeper, Moved
from session_pod.agent.memory import Memory
from session_pod.agent.model import Model
from session_pod.agent.preview import PreviewWatch
from session_pod.agent.project import ProjectClient
from session_pod.agent.quiet import QuietWork
from session_pod.agent.repository import Repository
from session_pod.agent.saving import Saver
from session_pod.agent.unsent import UnsentEnds
from session_pod.agent.uploads import Uploads
from session_pod.settings import AgentSettings

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Workbench:
    """Its methods are for the worker thread, except where they say otherwise."""

    settings: AgentSettings
    root: Path
    edge: EdgeClient
    repository: Repository
    saver: Saver
    keeper: Keeper
    unsent: UnsentEnds
    project: ProjectClient
    preview: PreviewWatch
    model: Model
    memory: Memory
    events: EventLog
    quiet: QuietWork
    drawing: Drawing
    uploads: Uploads

    def shows(self, sha: str) -> None:
        """The tree is at this version: connected pages are told."""
        self.preview.sha = sha
        self.quiet.shows(sha)
        self.uploads.wake()
        try:
            self.project.head(sha, dirty=False)
        except StoryDreamError as error:
            logger.info("pages not told of the head", extra={"fields": {"reason": error.detail}})

    def end_command(self, turn_id: str) -> None:
        """End the command of a turn that is being stopped, if one runs. For any thread."""
        try:
            self.project.kill(turn_id)
        except StoryDreamError as error:
            logger.info("no command ended", extra={"fields": {"reason": error.detail}})

    def follow(self, note: CheckpointMessage) -> Moved | None:
        """Bring the tree to the edge's head, unsaved work kept first; None when it hasn't moved. Where this raises a
        temporary error the tree is as it was."""
        moved = self.keeper.follow(note)
        if moved is not None:
            self.shows(moved.head)
            self.events.emit("save.state", turn_id=note.turn_id, state="saved", sha=moved.head)
            self._tell_refused(moved.aside, note.turn_id)
        return moved

    def give_up(self, note: CheckpointMessage) -> None:
        """Keep what can never be saved, then go back to the acknowledged version. Raises as `follow`."""
        aside = self.keeper.give_up(note)
        self.shows(self.repository.head)
        self._tell_refused(aside, note.turn_id)

    def _tell_refused(self, aside: Aside | None, turn_id: str | None) -> None:
        """What was put aside the edge announces itself."""
        if aside is not None and aside.refused is not None:
            text = f"Changes that could not be saved are kept only while this workspace is open: {aside.refused}"
            self.events.emit("error", turn_id=turn_id, code="not_put_aside", message=text, retryable=False)
