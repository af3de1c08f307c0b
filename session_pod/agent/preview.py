"""What the connected preview pages say: told to browsers as `preview.state`, and to a turn that wants to know."""

import logging
import threading
import time

from common.errors import StoryDreamError
from session_pod.agent.events import EventLog
from session_pod.agent.project import Finding, ProjectClient, Report

logger = logging.getLogger(__name__)

MAY_START_WORK = frozenset({"owner", "editor"})
_RETRY_SECONDS = 2.0
_RESTART_SECONDS = 60.0
_NOT_THE_VIDEO = frozenset({"disconnected"})  # the page lost Vite; says nothing about the code


class PreviewWatch:
    """Follows the reports in a thread of its own. A report by a viewer's page is nobody's work."""

    def __init__(self, project: ProjectClient, events: EventLog, sha: str) -> None:
        self._project = project
        self._events = events
        self._changed = threading.Condition()
        self._seq = 0
        self._settled_seq = 0
        self._error: Finding | None = None
        self._told: tuple[str, str | None, str | None] | None = None
        self._closed = threading.Event()
        self._restart_after = 0.0
        self.sha = sha

    def start(self) -> None:
        threading.Thread(target=self._follow, name="reports", daemon=True).start()

    def close(self) -> None:
        self._closed.set()

    def restart(self) -> None:
        """Start the pages' server anew, in a thread of its own: pages load again by themselves. Each page that is
        behind asks, so it is done at most once in a while."""
        with self._changed:
            now = time.monotonic()
            if now < self._restart_after:
                return
            self._restart_after = now + _RESTART_SECONDS
        threading.Thread(target=self._restart, name="restart", daemon=True).start()

    def _restart(self) -> None:
        try:
            self._project.restart_vite()
            self._project.head(self.sha, dirty=False)
        except StoryDreamError as error:
            logger.warning("the preview was not restarted", extra={"fields": {"reason": error.detail}})

    def mark(self) -> int:
        """Where the reports are now; hand it to `wait`."""
        with self._changed:
            return self._seq

    def wait(self, mark: int, seconds: float) -> Finding | None:
        """The error of the pages after `mark`, once they have settled or after `seconds`. A page that was broken
        before and hasn't said that it plays is still broken: it doesn't repeat itself."""
        with self._changed:
            if self._seq:  # else no page ever reported: nobody is looking
                self._changed.wait_for(lambda: self._settled_seq > mark, seconds)
            return self._error

    def heard(self, report: Report) -> None:
        """Take in one report; also what an editor's browser sends over the events."""
        if report.role not in MAY_START_WORK or report.kind in _NOT_THE_VIDEO:
            return
        with self._changed:
            self._seq = max(self._seq, report.seq)
            if report.type == "ok":
                self._error = None
            elif report.type == "error":
                self._error = report.finding()
            if report.type != "building":
                self._settled_seq = self._seq
            self._changed.notify_all()
        self._tell(report)

    def heard_from_browser(self, finding: Finding, sha: str | None, role: str) -> None:
        """`preview.error` over the events: for errors that the page couldn't tell Vite."""
        with self._changed:
            seq = self._seq
        code = finding.code_frame
        self.heard(
            Report(
                seq=seq,
                type="error",
                sha=sha,
                kind=finding.kind,
                message=finding.message,
                file=finding.file,
                line=finding.line,
                column=finding.column,
                frame=finding.frame,
                code_frame=code,
                role=role,
            )
        )

    def _tell(self, report: Report) -> None:
        finding = report.finding() if report.type == "error" else None
        fingerprint = finding.fingerprint() if finding else None
        told = (report.type, report.sha, fingerprint)
        if told == self._told:
            return
        self._told = told
        error = finding.model_dump(mode="json", exclude_none=True) if finding else None
        self._events.emit(
            "preview.state", state=report.type, sha=report.sha or self.sha, error=error, fingerprint=fingerprint
        )

    def _follow(self) -> None:
        after = 0
        while not self._closed.is_set():
            try:
                started = time.monotonic()
                reports = self._project.reports(after)
            except StoryDreamError as error:
                logger.info("no reports from the preview", extra={"fields": {"reason": error.detail}})
                self._closed.wait(_RETRY_SECONDS)
                after = 0  # a restarted Vite counts anew; hearing old reports again changes nothing
                with self._changed:
                    self._seq = self._settled_seq = 0
                continue
            for report in reports:
                after = max(after, report.seq)
                self.heard(report)
            if not reports and time.monotonic() - started < 1:
                self._closed.wait(1)  # a server that doesn't wait must not be asked in a tight loop
