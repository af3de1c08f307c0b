"""Runs one turn from its claim to exactly one end: done, stopped, failed or limit."""

import logging
import threading
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from common.errors import Conflict, HeadMoved, NotFound, StoryDreamError, Superseded, Unavailable
from common.git.messages import CheckpointMessage
from common.models import ChatMessage, MessageStatus
from session_pod.agent.context import HISTORY_MESSAGES, conversation, project_facts
from session_pod.agent.edge_client import EdgeClient
from session_pod.agent.events import EventLog
from session_pod.agent.loop import Json, Loop
from session_pod.agent.model import Model, PromptTooLong
from session_pod.agent.patience import store
from session_pod.agent.preview import PreviewWatch
from session_pod.agent.project import ProjectClient
from session_pod.agent.prompts import prompt
from session_pod.agent.repository import Repository, subject_of
from session_pod.agent.row import AssistantRow
from session_pod.agent.saving import Saved, Saver
from session_pod.agent.tools.toolbox import ToolBox
from session_pod.agent.turn import LimitReached, Stopped, Turn, TurnFailed
from session_pod.agent.verifying import Verifier
from session_pod.settings import AgentSettings

logger = logging.getLogger(__name__)

HEAD_MOVES_MAX = 3
LEFT_OUT_TOLD = 5
TurnState = Literal["done", "stopped", "failed", "limit"]

_STATUS: dict[TurnState, MessageStatus] = {
    "done": MessageStatus.DONE,
    "limit": MessageStatus.DONE,
    "stopped": MessageStatus.STOPPED,
    "failed": MessageStatus.FAILED,
}


@dataclass(frozen=True)
class Outcome:
    """How a turn ended; `reason` is for the user."""

    state: TurnState
    reason: str | None = None
    saved: Saved | None = None


@dataclass(frozen=True)
class Workbench:
    """All that a turn works with; one a session."""

    settings: AgentSettings
    root: Path
    edge: EdgeClient
    repository: Repository
    saver: Saver
    project: ProjectClient
    preview: PreviewWatch
    model: Model
    events: EventLog


class TurnRunner:
    """One turn. `run` is called once, in the worker's thread; `head_moved` says whether the edge has a newer head."""

    def __init__(self, bench: Workbench, turn: Turn, catch_up: "CatchUp") -> None:
        self._bench = bench
        self._turn = turn
        self._catch_up = catch_up
        self._left_out_before = set(bench.repository.left_out)
        self._row = AssistantRow(turn, bench.edge, bench.events, bench.settings.row_store_seconds)
        self._verifier = Verifier(turn, bench.project, bench.preview, bench.events, bench.settings.preview_wait_seconds)

    def run(self) -> Outcome:
        """Raises Superseded, after telling the browsers; every other end is an outcome, stored and told."""
        turn, events = self._turn, self._bench.events
        events.emit("turn.state", turn_id=turn.id, state="running", messageId=turn.message.id)
        self._row.start()
        try:
            outcome = self._with_left_out(self._outcome())
            self._store_end(outcome)
        except Superseded:
            self._row.close()
            events.text_ends()
            self._tell_end(Outcome("failed", "This workspace was replaced by a newer one."))
            raise
        self._tell_end(outcome)
        return outcome

    def _outcome(self) -> Outcome:
        """Do the work and save it; whatever ended it, what is there is kept unless the user said otherwise."""
        try:
            saved = self._work()
        except Stopped:
            return self._stopped()
        except LimitReached as limit:
            return self._kept("limit", str(limit))
        except TurnFailed as failure:
            return self._kept("failed", str(failure))
        except Superseded:
            raise
        except StoryDreamError as error:
            if self._turn.stop.is_set():
                return self._stopped()
            logger.warning("the turn failed", extra={"fields": {"code": error.problem_code, "reason": error.detail}})
            return self._kept("failed", error.detail)
        return Outcome("done", self._verifier.remark, saved)

    def _with_left_out(self, outcome: Outcome) -> Outcome:
        """The outcome, saying also what this turn made that no save may hold."""
        left_out = self._bench.repository.left_out
        new = [f"{path} ({why})" for path, why in left_out.items() if path not in self._left_out_before]
        if not new:
            return outcome
        shown = ", ".join(new[:LEFT_OUT_TOLD]) + (f" and {len(new) - LEFT_OUT_TOLD} more" * (len(new) > LEFT_OUT_TOLD))
        sentence = f"Not saved with the project: {_printable(shown)}."
        return replace(outcome, reason=f"{outcome.reason} {sentence}" if outcome.reason else sentence)

    def _work(self) -> Saved | None:
        messages = self._conversation()
        loop = self._loop()
        for _ in range(HEAD_MOVES_MAX):
            try:
                loop.run(messages)
            except PromptTooLong:  # final as it is, so shorten and send once more
                messages = _request_only(messages)
                loop.run(messages)
            self._turn.go_on()
            try:
                return self._save(self._turn.stop)
            except HeadMoved:
                news = self._catch_up.now()
                if news is not None:
                    messages.append({"role": "user", "content": [{"type": "text", "text": news}]})
        raise TurnFailed("The project was changed by others again and again while I worked on it. Please try again.")

    def _conversation(self) -> list[Json]:
        history = self._bench.edge.messages(limit=HISTORY_MESSAGES)
        return conversation(history, self._turn.message, project_facts(self._bench.root, self._turn.message))

    def _loop(self) -> Loop:
        bench = self._bench
        toolbox = ToolBox(bench.root, bench.project, self._turn.id)
        return Loop(
            self._turn,
            bench.model,
            toolbox,
            self._row,
            bench.events,
            before_step=self._catch_up.if_moved,
            verify=self._verifier.complaint,
            touched=self._verifier.touched,
        )

    def _save(self, hurry: threading.Event, seconds: float | None = None) -> Saved | None:
        bench, turn = self._bench, self._turn
        saved = bench.saver.save(note_of(turn.message, turn.id), self._row.actions, hurry, seconds)
        if saved is not None:
            bench.preview.sha = saved.sha
            self._tell_pages(saved.sha)
        return saved

    def _stopped(self) -> Outcome:
        if self._turn.keep:
            return self._kept("stopped", None)
        self._bench.repository.discard()
        self._tell_pages(self._bench.repository.head)
        return Outcome("stopped")

    def _kept(self, state: TurnState, reason: str | None) -> Outcome:
        """Save what is there, in little time: the turn has ended already. Unsaved work stays for the next try."""
        try:
            return Outcome(state, reason, self._save(self._turn.closing, self._bench.settings.exit_save_seconds))
        except HeadMoved:
            self._catch_up.now()
            return Outcome(state, reason or "The project was changed by somebody else; your work was put aside.")
        except Superseded:
            raise
        except Unavailable as error:
            return Outcome(state, reason or f"Saving is not possible right now: {error.detail}")
        except StoryDreamError as error:
            # Final: every later save would fail on it too.
            self._bench.saver.put_aside()
            self._bench.repository.discard()
            self._tell_pages(self._bench.repository.head)
            return Outcome("failed", f"These changes can't be saved: {error.detail}")

    def _tell_pages(self, sha: str) -> None:
        try:
            self._bench.project.head(sha, dirty=False)
        except StoryDreamError as error:
            logger.info("pages not told of the head", extra={"fields": {"reason": error.detail}})

    def _store_end(self, outcome: Outcome) -> None:
        """The assistant's message, then the user's. What can't be stored in time is left to the next session, which
        ends what it finds running."""
        turn, settings = self._turn, self._bench.settings
        seconds = settings.exit_save_seconds if turn.stop_reason == "closing" else settings.save_give_up_seconds
        sha = outcome.saved.sha if outcome.saved else None
        end = {"status": _STATUS[outcome.state].value, "turnId": turn.id, "checkpointSha": sha, "error": outcome.reason}
        end = {name: value for name, value in end.items() if value is not None}
        never = turn.closing
        try:
            self._row.finish(
                _STATUS[outcome.state], error=outcome.reason, checkpoint_sha=sha, seconds=seconds, hurry=never
            )
            store(lambda: self._bench.edge.put_message(turn.message.id, end), seconds=seconds, hurry=never)
        except (Conflict, NotFound) as error:
            if isinstance(error, Superseded):
                raise
            logger.warning("the end was refused", extra={"fields": {"reason": error.detail}})
        except StoryDreamError as error:
            logger.exception("the end could not be stored", extra={"fields": {"reason": error.detail}})

    def _tell_end(self, outcome: Outcome) -> None:
        turn, events = self._turn, self._bench.events
        used = turn.usage
        events.emit(
            "usage",
            turn_id=turn.id,
            steps=turn.steps,
            inputTokens=used.input_tokens,
            outputTokens=used.output_tokens,
            cachedTokens=used.cached_tokens,
        )
        events.emit(
            "turn.state", turn_id=turn.id, state=outcome.state, messageId=turn.message.id, reason=outcome.reason
        )


class CatchUp:
    """Brings a head that moved elsewhere into the tree, putting aside what isn't saved."""

    def __init__(self, turn: Turn, bench: Workbench) -> None:
        self._turn = turn
        self._bench = bench

    def if_moved(self) -> str | None:
        """The notice for the model, when the head has moved since the last look."""
        if not self._turn.head_moved.is_set():
            return None
        return self.now()

    def now(self) -> str | None:
        """Put aside what is unsaved, check out the new head, and say so; None when it hasn't moved after all."""
        self._turn.head_moved.clear()
        moved = self._bench.saver.follow()
        if moved is None:
            return None
        self._bench.preview.sha = moved.head
        self._bench.project.head(moved.head, dirty=False)
        kept = f" Your changes up to now are kept as {moved.aside}, not in the folder." if moved.aside else ""
        return prompt("head_moved", kept=kept)


def note_of(message: ChatMessage, turn_id: str) -> CheckpointMessage:
    """The commit of a turn is named by what the user asked."""
    return CheckpointMessage(subject_of(message.content), turn_id, message.id, message.author_id)


def _printable(text: str) -> str:
    """File names may hold bytes that are no text."""
    return text.encode(errors="replace").decode()


def _request_only(messages: list[Json]) -> list[Json]:
    """The request with its facts, without what was said before and done since."""
    return [next(message for message in reversed(messages) if _is_request(message))]


def _is_request(message: Json) -> bool:
    return message["role"] == "user" and any(
        block.get("type") == "text" and block["text"].startswith("<project-facts>") for block in message["content"]
    )
