"""Whether the video plays after the agent's edits: the transform check, and what connected pages report."""

import logging

from common.errors import StoryDreamError
from session_pod.agent.events import EventLog
from session_pod.agent.fixes import PER_TURN, FixPolicy
from session_pod.agent.preview import PreviewWatch
from session_pod.agent.project import Finding, ProjectClient
from session_pod.agent.prompts import prompt
from session_pod.agent.tools.checking import finding_text
from session_pod.agent.turn import Turn

logger = logging.getLogger(__name__)

SHOWN_MAX = 10


class Verifier:
    """Of one turn. `remark` is what the user is told when the video is still broken at the end."""

    def __init__(
        self, turn: Turn, project: ProjectClient, preview: PreviewWatch, events: EventLog, wait_seconds: float
    ) -> None:
        self._turn = turn
        self._project = project
        self._preview = preview
        self._events = events
        self._wait_seconds = wait_seconds
        self._policy = FixPolicy()
        self._touched = False
        self._mark = 0
        self.remark: str | None = None

    def touched(self) -> None:
        """The files are about to change."""
        if not self._touched:
            self._touched = True
            try:
                self._project.head(self._preview.sha, dirty=True)
            except StoryDreamError as error:
                logger.info("pages not told of the edit", extra={"fields": {"reason": error.detail}})
        self._mark = self._preview.mark()

    def complaint(self) -> str | None:
        """What is broken, as a message for the model; None when all is well or it has tried often enough."""
        if not self._touched:
            return None
        self._touched = False
        findings = self._findings()
        if not findings:
            self.remark = None
            return None
        attempt = self._policy.allow([finding.fingerprint() for finding in findings])
        text = "\n".join(finding_text(finding) for finding in findings[:SHOWN_MAX])
        if attempt is None:
            self.remark = f"The video still shows an error: {findings[0].message[:300]}"
            return None
        self._events.emit("fix.attempt", turn_id=self._turn.id, n=attempt, max=PER_TURN)
        self._touched = True  # an answer without an edit is looked at again, and counts as a try
        return prompt("finding", finding=text)

    def _findings(self) -> list[Finding]:
        try:
            result = self._project.check(["transform"])
        except StoryDreamError as error:
            logger.warning("no check", extra={"fields": {"reason": error.detail}})
            return []
        shown = [finding.model_dump(mode="json", exclude_none=True) for finding in result.findings[:SHOWN_MAX]]
        self._events.emit("check", turn_id=self._turn.id, kind="transform", ok=result.ok, findings=shown)
        if result.errors():
            return result.errors()
        seen = self._preview.wait(self._mark, self._wait_seconds)
        return [seen] if seen is not None else []
