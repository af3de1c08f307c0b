"""The assistant's message of a turn: streamed to browsers as it is spoken, stored at most once in two seconds."""

import logging
import threading
from typing import Any

from common.chat_models import ChoiceCard, FixCard, StoryboardCard, TurnLimit
from common.errors import StoryDreamError, Superseded, TooLarge, Unavailable
from common.logs import bound, current_trace
from common.models import ACTIONS_MAX, CONTENT_MAX_BYTES, AgentAction, MessageRole, MessageStatus
from session_pod.agent.edge_client import EdgeClient
from session_pod.agent.events import EventLog
from session_pod.agent.patience import store
from session_pod.agent.turn import Turn

Json = dict[str, Any]

logger = logging.getLogger(__name__)

CONTENT_SHORT_BYTES = CONTENT_MAX_BYTES // 4


class AssistantRow:
    """Text and actions are added by the turn's thread only; a second thread stores them."""

    def __init__(self, turn: Turn, edge: EdgeClient, events: EventLog, store_seconds: float) -> None:
        self._turn = turn
        self._edge = edge
        self._events = events
        self._store_seconds = store_seconds
        self._lock = threading.Lock()
        self._content = ""
        self._actions: list[AgentAction] = []
        self._step_start = 0
        self._dirty = False
        self._cut_pending = False
        self._ended = threading.Event()
        self._thread: threading.Thread | None = None
        self.card: ChoiceCard | StoryboardCard | FixCard | None = None
        """What the user is asked to decide; shown once the turn has ended."""
        self.suggestions: tuple[str, ...] = ()
        """What they might ask for next; shown where the turn ended well and asks nothing."""

    @property
    def closing(self) -> str:
        """What the model said in its newest answer."""
        return self._content[self._step_start :]

    @property
    def actions(self) -> list[AgentAction]:
        return list(self._actions)

    def start(self) -> None:
        """Create the message, so that it stands behind its request whatever is queued next."""
        self._events.text_starts(self._turn.assistant_id)
        self._tell(self._body(MessageStatus.STREAMING))
        self._dirty = True
        trace = current_trace()
        self._thread = threading.Thread(target=self._keep_storing, args=(trace,), name="row", daemon=True)
        self._thread.start()

    def begin_step(self) -> None:
        """What follows is one answer of the model; `again` forgets it."""
        self._step_start = len(self._content)
        self._cut_pending = False

    def again(self) -> None:
        """The answer broke off and is asked for again: what it said so far is replaced."""
        with self._lock:
            self._content = self._content[: self._step_start]
            self._cut_pending = True

    def say(self, text: str) -> None:
        with self._lock:
            if len(self._content) == self._step_start and self._content and not self._content.endswith("\n"):
                text = f"\n\n{text.lstrip()}"
            room = CONTENT_MAX_BYTES - len(self._content.encode()) - 1024
            if len(text.encode()) > room:
                return  # the model has talked for 256 KiB; nobody reads on
            keep = len(self._content) if self._cut_pending else None
            self._cut_pending = False
            self._content += text
            self._dirty = True
        self._events.text(text, turn_id=self._turn.id, keep=keep)

    def add(self, action: AgentAction) -> None:
        with self._lock:
            if len(self._actions) < ACTIONS_MAX and (not self._actions or self._actions[-1] != action):
                self._actions.append(action)
                self._dirty = True

    def end(self, body: Json) -> None:
        """Say no more, and tell the browsers how it ended: as `ended` said."""
        self.close()
        self._tell(body)
        self._events.text_ends()

    def ended(
        self,
        status: MessageStatus,
        *,
        error: str | None,
        checkpoint_sha: str | None = None,
        limit: TurnLimit | None = None,
    ) -> Json:
        """The message as it is stored if it ends now, with what the turn used."""
        body = self._body(status, error=error, checkpointSha=checkpoint_sha)
        body["content"] = body["content"] or error or ""
        usage = self._turn.usage
        if usage.output_tokens:
            body |= {"tokenCount": usage.output_tokens, "usage": usage.model_dump(mode="json")}
        if self.card is not None:
            body["card"] = self.card.model_dump(mode="json", exclude_none=True)
        elif self.suggestions and status is MessageStatus.DONE and limit is None:
            body["suggestions"] = list(self.suggestions)
        if limit is not None:
            body["limit"] = limit.model_dump(mode="json", exclude_none=True)
        return body

    def store_end(self, body: Json, *, seconds: float, hurry: threading.Event) -> None:
        """Raises the last error when it could not be stored in `seconds`."""
        try:
            store(lambda: self._put(body), seconds=seconds, hurry=hurry)
        except TooLarge:  # final as it is, so shorten and send once more
            short = self._content.encode()[:CONTENT_SHORT_BYTES].decode(errors="ignore")
            shorter = {**body, "content": f"{short} …", "actions": body["actions"][:20]}
            store(lambda: self._put(shorter), seconds=seconds, hurry=hurry)

    def close(self) -> None:
        """Stop storing; nothing is said any more."""
        self._ended.set()
        if self._thread is not None:
            self._thread.join(timeout=15)

    def _keep_storing(self, trace: str) -> None:
        with bound(trace_id=trace, turn_id=self._turn.id):
            while True:
                self._store_if_dirty()
                if self._ended.wait(self._store_seconds):
                    return

    def _store_if_dirty(self) -> None:
        with self._lock:
            if not self._dirty:
                return
            self._dirty = False
            body = self._body(MessageStatus.STREAMING)
        try:
            self._put(body)
        except Unavailable:
            with self._lock:
                self._dirty = True
        except Superseded:
            self._turn.supersede()
        except StoryDreamError as error:
            logger.warning("the streaming message was refused", extra={"fields": {"reason": error.detail}})

    def _put(self, body: Json) -> None:
        self._edge.put_message(self._turn.assistant_id, body)

    def _body(self, status: MessageStatus, **more: str | None) -> Json:
        return {
            "role": MessageRole.ASSISTANT.value,
            "content": self._content,
            "status": status.value,
            "turnId": self._turn.id,
            "actions": [action.model_dump(mode="json", exclude_none=True) for action in self._actions],
            **{key: value for key, value in more.items() if value is not None},
        }

    def _tell(self, body: Json) -> None:
        told = {name: value for name, value in body.items() if name != "turnId"}
        self._events.emit("message", turn_id=self._turn.id, messageId=self._turn.assistant_id, **told)
