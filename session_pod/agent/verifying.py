"""Whether the video plays after the agent's edits: the transform check, and what connected pages report."""

import logging
from collections.abc import Collection, Sequence
from typing import Protocol

from common import chat_models
from common.chat_models import CARD_TEXT_MAX, DIFF_MAX, FixCard
from common.errors import StoryDreamError
from session_pod.agent.events import EventLog
from session_pod.agent.fixes import PER_TURN, FixPolicy
from session_pod.agent.preview import PreviewWatch
from session_pod.agent.project import Finding, ProjectClient
from session_pod.agent.prompts import prompt, quoted
from session_pod.agent.repository import Repository
from session_pod.agent.stopping import LeftBehind, run_beside
from session_pod.agent.tools.checking import finding_text
from session_pod.agent.turn import Turn

logger = logging.getLogger(__name__)

SHOWN_MAX = 10


class Source(Protocol):
    """Where mistakes in the video come from."""

    def touched(self) -> None:
        """The files are about to change: what was found before is of the past."""
        ...

    def findings(self) -> list[Finding]:
        """What is wrong with the files as they are now; none where that isn't known."""
        ...


class CodeCheck:
    """Whether every file compiles."""

    def __init__(self, turn: Turn, project: ProjectClient, events: EventLog) -> None:
        self._turn = turn
        self._project = project
        self._events = events

    def touched(self) -> None:
        """Each check looks anew."""

    def findings(self) -> list[Finding]:
        try:
            result = self._project.check(["transform"])
        except StoryDreamError as error:
            logger.warning("no check", extra={"fields": {"reason": error.detail}})
            return []
        shown = [finding.model_dump(mode="json", exclude_none=True) for finding in result.findings[:SHOWN_MAX]]
        self._events.emit("check", turn_id=self._turn.id, kind="transform", ok=result.ok, findings=shown)
        return result.errors()


class OpenPages:
    """What the pages report that play the video, once they have settled on the newest files."""

    def __init__(self, project: ProjectClient, preview: PreviewWatch, wait_seconds: float) -> None:
        self._project = project
        self._preview = preview
        self._wait_seconds = wait_seconds
        self._mark = 0
        self._edited: str | None = None

    def touched(self) -> None:
        if self._edited != self._preview.sha:
            self._edited = self._preview.sha
            try:
                self._project.head(self._edited, dirty=True)
            except StoryDreamError as error:
                logger.info("pages not told of the edit", extra={"fields": {"reason": error.detail}})
        self._mark = self._preview.mark()

    def findings(self) -> list[Finding]:
        seen = self._preview.wait(self._mark, self._wait_seconds)
        return [seen] if seen is not None else []


class Verifier:
    """Of one turn. `remark` is what the user is told when the video is still broken at the end, and `card` what they
    are asked. A later source is asked only when the ones before it find nothing."""

    def __init__(
        self,
        turn: Turn,
        repository: Repository,
        sources: Sequence[Source],
        events: EventLog,
        ignored: Collection[str] = (),
    ) -> None:
        self._turn = turn
        self._repository = repository
        self._sources = sources
        self._events = events
        self._policy = FixPolicy(ignored)
        self._before = repository.saved
        self._touched = False
        self.remark: str | None = None
        self.card: FixCard | None = None

    def touched(self) -> None:
        """The files are about to change."""
        self._touched = True
        for source in self._sources:
            source.touched()

    def complaint(self) -> str | None:
        """What is broken, as a message for the model; None when all is well or it has tried often enough. Raises
        Stopped."""
        if not self._touched:
            return None
        self._touched = False
        findings = self._findings()
        if not findings:
            self.remark = self.card = None
            return None
        diff = self._repository.diff()
        attempt = self._policy.allow([finding.fingerprint() for finding in findings], diff)
        if attempt is None:
            self.remark = f"The video still shows an error: {findings[0].message[:300]}"
            self.card = self._ask(findings[0], diff)
            return None
        self._events.emit("fix.attempt", turn_id=self._turn.id, n=attempt, max=PER_TURN)
        self._touched = True  # an answer without an edit is looked at again, and counts as a try
        text = "\n".join(finding_text(finding) for finding in findings[:SHOWN_MAX])
        return prompt("finding", finding=quoted(text))

    def _findings(self) -> list[Finding]:
        for source in self._sources:
            try:
                found = run_beside(source.findings, self._turn.stop)
            except LeftBehind:
                self._turn.go_on()
                raise
            counting = [finding for finding in found if self._policy.counts(finding.fingerprint())]
            if counting:
                return counting
        return []

    def _ask(self, finding: Finding, diff: str) -> FixCard:
        shown = chat_models.Finding(
            message=finding.message[:CARD_TEXT_MAX],
            file=finding.file[: chat_models.ELEMENT_FILE_MAX] if finding.file else None,
            line=finding.line,
            frame=finding.frame,
        )
        return FixCard(
            type="fix",
            finding=shown,
            fingerprint=finding.fingerprint(),
            diff=diff[:DIFF_MAX] or None,
            undo_sha=self._before,
        )
