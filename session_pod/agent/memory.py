"""The conversation as the agent remembers it: whole while it is short, then a rolling summary and what came after it.

The summary is written after a turn, beside everything else, by a cheaper model on a budget of its own. A turn that
begins before it is there is told the newest messages instead.
"""

import logging
import threading
from typing import Any, Final

from common.errors import Conflict, StoryDreamError, Superseded
from common.ids import new_id
from common.logs import bound
from common.models import SUMMARY_MAX, ChatMessage, MessageRole, ProjectSummary
from session_pod.agent.blocks import from_user, words
from session_pod.agent.context import CHARS_A_TOKEN, WHOLE_MESSAGES, spoken, told_of
from session_pod.agent.edge_client import EdgeClient
from session_pod.agent.model import Cancelled, Model
from session_pod.agent.prompts import prompt, quoted

logger = logging.getLogger(__name__)

Json = dict[str, Any]

PAGE: Final = 100
MESSAGES_MAX: Final = 300
"""Read back at most; a summary that is this far behind has long been due."""
RECENT: Final = 12
"""Messages that stay as they are beside a new summary."""
ASKED_CHARS: Final = 160_000  # of the conversation in one request for a summary
CLOSE_SECONDS: Final = 2.0


class Memory:
    """Of one session. `recall` and `keep_up` are for the worker thread."""

    def __init__(self, edge: EdgeClient, model: Model, budget: int) -> None:
        self._edge = edge
        self._model = model
        self._budget = budget
        self._summary: ProjectSummary | None = None
        self._known = False
        self._recalled: list[ChatMessage] = []
        self._closing = threading.Event()
        self._writing: threading.Thread | None = None
        self._lock = threading.Lock()

    @property
    def idle(self) -> bool:
        """Whether no summary is being written."""
        return self._writing is None or not self._writing.is_alive()

    @property
    def text(self) -> str:
        """The summary; empty while there is none."""
        with self._lock:
            return self._summary.text if self._summary else ""

    def recall(self) -> list[ChatMessage]:
        """The newest messages, oldest first: at least PAGE of them, and all since the summary up to MESSAGES_MAX.
        Raises Unavailable."""
        if not self._known:
            with self._lock:
                self._summary = self._edge.summary()
            self._known = True
        found: list[ChatMessage] = []
        before: str | None = None
        while len(found) < MESSAGES_MAX:
            page = self._edge.messages(limit=PAGE, before=before)
            found = [*page, *found]
            if len(page) < PAGE or len(self.since_summary(found)) < len(found):
                break
            before = page[0].id
        self._recalled = found
        return found

    def since_summary(self, history: list[ChatMessage]) -> list[ChatMessage]:
        """Those that came after what the summary covers."""
        with self._lock:
            until = self._summary.until_message_id if self._summary else None
        place = next((index for index, message in enumerate(history) if message.id == until), -1)
        return history[place + 1 :]

    def due(self, history: list[ChatMessage], current: ChatMessage) -> list[ChatMessage]:
        """What a summary should cover by now, oldest first; empty while all of it can be told."""
        told = spoken(self.since_summary(history), current)
        size = sum(len(told_of(message)) for message in told)
        if len(told) <= WHOLE_MESSAGES or size <= self._budget * CHARS_A_TOKEN:
            return []
        covered = told[:-RECENT]
        while covered and covered[-1].role is MessageRole.USER:  # its answer belongs to it
            covered.pop()
        return covered

    def keep_up(self, current: ChatMessage) -> None:
        """After a turn: write the summary when what was recalled before it was too long. Returns at once."""
        covered = self.due(self._recalled, current) if self.idle else []
        if covered:
            self._writing = threading.Thread(target=self._write, args=(covered,), name="summary", daemon=True)
            self._writing.start()

    def close(self) -> None:
        """A summary that is being written is given up."""
        self._closing.set()
        if self._writing is not None:
            self._writing.join(timeout=CLOSE_SECONDS)
        self._model.close()

    def _write(self, covered: list[ChatMessage]) -> None:
        with bound(trace_id=new_id()):
            try:
                self._keep(covered[-1].id, self._summarise(covered))
            except (Cancelled, Superseded):
                return
            except StoryDreamError as error:
                logger.warning("no summary", extra={"fields": {"code": error.problem_code, "reason": error.detail}})

    def _summarise(self, covered: list[ChatMessage]) -> str:
        said = [f"{message.role.value}: {told_of(message)}" for message in covered]
        room, first = ASKED_CHARS, len(said)
        while first > 0 and room > len(said[first - 1]):
            first -= 1
            room -= len(said[first])
        request = prompt("to_summarize", earlier=quoted(self.text or "(none)"), said=quoted("\n\n".join(said[first:])))
        reply = self._model.ask(prompt("summarize"), [from_user(words(request))], [], lambda _: None, self._closing)
        return "".join(block["text"] for block in reply.content if block["type"] == "text").strip()[:SUMMARY_MAX]

    def _keep(self, until: str, text: str) -> None:
        if not text:
            return
        try:
            self._edge.put_summary(text, until)
        except Conflict as error:
            if isinstance(error, Superseded):
                raise
            kept = self._edge.summary()  # one that covers more is there already
        else:
            kept = ProjectSummary(text=text, until_message_id=until)
        with self._lock:
            self._summary = kept
