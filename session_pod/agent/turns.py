"""Runs one turn from its claim to exactly one end: done, stopped, failed or limit."""

import logging
import threading
from dataclasses import dataclass, replace
from typing import Literal

from common.chat_models import FixCard, TurnLimit
from common.errors import Conflict, HeadMoved, NotFound, StoryDreamError, Superseded
from common.models import ChatMessage, MessageStatus
from session_pod.agent.attached import attached, fetch_attached
from session_pod.agent.blocks import from_user, words
from session_pod.agent.catch_up import CatchUp
from session_pod.agent.context import conversation, project_facts
from session_pod.agent.elsewhere import changed_elsewhere
from session_pod.agent.looking import looking_at
from session_pod.agent.loop import Json, Loop
from session_pod.agent.model import PromptTooLong
from session_pod.agent.patience import is_temporary, store
from session_pod.agent.row import AssistantRow
from session_pod.agent.saving import Saved
from session_pod.agent.stopping import LeftBehind, run_beside
from session_pod.agent.summary import done_line
from session_pod.agent.tools import all_tools
from session_pod.agent.tools.brief import read_brief
from session_pod.agent.tools.toolbox import ToolBox
from session_pod.agent.turn import LimitReached, Stopped, Turn, TurnFailed
from session_pod.agent.unsent import End
from session_pod.agent.verifying import CodeCheck, OpenPages, Verifier
from session_pod.agent.workbench import Workbench

logger = logging.getLogger(__name__)

HEAD_MOVES_MAX = 3
UPLOADS_MEANWHILE_MAX = 10
LEFT_OUT_TOLD = 5
CUT_OFF = "The workspace was closed before I had finished."
TurnState = Literal["done", "stopped", "failed", "limit"]

_STATUS: dict[TurnState, MessageStatus] = {
    "done": MessageStatus.DONE,
    "limit": MessageStatus.DONE,
    "stopped": MessageStatus.STOPPED,
    "failed": MessageStatus.FAILED,
}


@dataclass(frozen=True)
class Outcome:
    """How a turn ended; `reason` is for the user, `limit` what it ran into."""

    state: TurnState
    reason: str | None = None
    saved: Saved | None = None
    limit: TurnLimit | None = None


class TurnRunner:
    """One turn. `run` is called once, in the worker's thread; `head_moved` says whether the edge has a newer head."""

    def __init__(self, bench: Workbench, turn: Turn, catch_up: CatchUp) -> None:
        self._bench = bench
        self._turn = turn
        self._catch_up = catch_up
        self._left_out_before = set(bench.repository.left_out)
        self._row = AssistantRow(turn, bench.edge, bench.events, bench.settings.row_store_seconds)
        self._verifier: Verifier | None = None

    def run(self) -> Outcome:
        """Raises Superseded, after telling the browsers; every other end is an outcome, stored and told."""
        turn, events = self._turn, self._bench.events
        events.emit("turn.state", turn_id=turn.id, state="running", messageId=turn.message.id)
        self._row.start()
        self._bench.unsent.begin(lambda: self._ends(Outcome("stopped", CUT_OFF)))
        try:
            outcome = self._with_left_out(self._outcome())
            self._store_end(outcome)
        except Superseded:
            self._bench.unsent.end([])
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
        except (Stopped, LeftBehind):
            return self._stopped()
        except LimitReached as limit:
            return replace(self._kept("limit", str(limit)), limit=limit.limit)
        except TurnFailed as failure:
            return self._kept("failed", str(failure))
        except Superseded:
            raise
        except StoryDreamError as error:
            if self._turn.stop.is_set():
                return self._stopped()
            logger.warning("the turn failed", extra={"fields": {"code": error.problem_code, "reason": error.detail}})
            return self._kept("failed", error.detail)
        return Outcome("done", self._remark, saved)

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
        history = self._bench.memory.recall()
        messages = self._conversation(history)
        self._verifier = verifier = self._watch(history)
        loop = self._loop(verifier)
        for _ in range(HEAD_MOVES_MAX):
            try:
                loop.run(messages)
            except PromptTooLong:  # final as it is, so shorten and send once more
                messages = _request_only(messages)
                loop.run(messages)
            self._turn.go_on()
            self._row.card = self._row.card or verifier.card
            saved, news = self._saved_or_news()
            if news is None:
                return saved
            self._row.card, self._row.suggestions = None, ()
            messages.append(from_user(words(news)))
        raise TurnFailed("The project was changed by others again and again while I worked on it. Please try again.")

    def _saved_or_news(self) -> tuple[Saved | None, str | None]:
        """→ the checkpoint; or, for the model, that somebody else has changed what it built on. Uploads that came
        meanwhile are no reason to ask it again."""
        for _ in range(UPLOADS_MEANWHILE_MAX):
            try:
                return self._save(self._turn.stop, done=self._done()), None
            except HeadMoved:
                news = self._catch_up.now()
            if news is not None:
                return None, news
        return self._save(self._turn.stop, done=self._done()), None

    def _conversation(self, history: list[ChatMessage]) -> list[Json]:
        bench, message = self._bench, self._turn.message
        fetch_attached(bench, self._turn)
        head = bench.repository.saved
        asked = [
            words(project_facts(bench.root)),
            *changed_elsewhere(bench.edge, head, history),
            *run_beside(lambda: attached(bench, message.attachments), self._turn.stop),
            *run_beside(lambda: looking_at(bench.root, head, message.context, bench.project), self._turn.stop),
        ]
        return conversation(
            bench.memory.since_summary(history),
            message,
            asked,
            budget=bench.settings.history_tokens_max,
            brief=read_brief(bench.root),
            summary=bench.memory.text,
        )

    def _watch(self, history: list[ChatMessage]) -> Verifier:
        bench, turn = self._bench, self._turn
        sources = (
            CodeCheck(turn, bench.project, bench.events),
            OpenPages(bench.project, bench.preview, bench.settings.preview_wait_seconds),
        )
        return Verifier(turn, bench.repository, sources, bench.events, ignored_mistakes(history))

    def _loop(self, verifier: Verifier) -> Loop:
        bench = self._bench
        toolbox = ToolBox(all_tools(bench.root, bench.project, bench.edge, self._turn.id))
        return Loop(
            self._turn,
            bench.model,
            toolbox,
            self._row,
            bench.events,
            before_step=self._catch_up.if_moved,
            verify=verifier.complaint,
            touched=verifier.touched,
            end_work=lambda: bench.end_command(self._turn.id),
        )

    @property
    def _remark(self) -> str | None:
        return self._verifier.remark if self._verifier else None

    def _done(self) -> str | None:
        """What the turn did, in the agent's words; None while the video is broken, as these are about that."""
        return None if self._remark else done_line(self._row.closing)

    def _save(self, hurry: threading.Event, seconds: float | None = None, *, done: str | None = None) -> Saved | None:
        bench, turn = self._bench, self._turn
        saved = bench.saver.save(turn.note(done), self._row.actions, hurry, seconds)
        if saved is not None:
            bench.shows(saved.sha)
        return saved

    def _stopped(self) -> Outcome:
        if self._turn.keep:
            return self._kept("stopped", None)
        self._bench.repository.discard()
        self._bench.shows(self._bench.repository.head)
        return Outcome("stopped")

    def _kept(self, state: TurnState, reason: str | None) -> Outcome:
        """Save what is there, in little time: the turn has ended already. Unsaved work stays for the next try."""
        try:
            return Outcome(state, reason, self._save(self._turn.closing, self._bench.settings.exit_save_seconds))
        except Superseded:
            raise
        except HeadMoved:
            return self._kept_elsewhere(state, reason)
        except StoryDreamError as error:
            if is_temporary(error):
                return Outcome(state, reason or f"Saving is not possible right now: {error.detail}")
            return self._given_up(error)

    def _kept_elsewhere(self, state: TurnState, reason: str | None) -> Outcome:
        told = self._put_aside()
        if told is not None or not self._bench.repository.unsaved():
            return Outcome(state, reason or told)
        try:  # only uploads came: the work is still here
            return Outcome(state, reason, self._save(self._turn.closing, self._bench.settings.exit_save_seconds))
        except HeadMoved:
            return Outcome(state, reason)  # the next round saves it

    def _put_aside(self) -> str | None:
        """Make way for a head that moved; what can't be put aside now, the next round will. None when it needn't be."""
        try:
            if self._catch_up.now() is None:
                return None
        except Superseded:
            raise
        except StoryDreamError as error:
            logger.warning("the work waits to be put aside", extra={"fields": {"reason": error.detail}})
            return "The project was changed by somebody else; your work will be put aside."
        return "The project was changed by somebody else; your work was put aside."

    def _given_up(self, refusal: StoryDreamError) -> Outcome:
        """A final refusal: every later save would fail on it too."""
        try:
            self._bench.give_up(self._turn.note())
        except Superseded:
            raise
        except StoryDreamError as error:
            logger.warning("the work waits to be given up", extra={"fields": {"reason": error.detail}})
        return Outcome("failed", f"These changes can't be saved: {refusal.detail}")

    def _store_end(self, outcome: Outcome) -> None:
        """The assistant's message, then the user's. What can't be stored in time is tried again in the next rounds, and
        left in the rescue when the pod ends before."""
        bench, turn, settings = self._bench, self._turn, self._bench.settings
        seconds = settings.exit_save_seconds if turn.stop_reason == "closing" else settings.save_give_up_seconds
        said, asked = self._ends(outcome)
        self._row.end(said.body)
        bench.unsent.end([said, asked])
        try:
            self._row.store_end(said.body, seconds=seconds, hurry=turn.closing)
            bench.unsent.sent(said)
            store(lambda: bench.edge.put_message(asked.id, asked.body), seconds=seconds, hurry=turn.closing)
            bench.unsent.sent(asked)
        except Superseded:
            raise
        except (Conflict, NotFound) as error:
            bench.unsent.sent(said, asked)
            logger.warning("the end was refused", extra={"fields": {"reason": error.detail}})
        except StoryDreamError as error:
            logger.exception("the end could not be stored", extra={"fields": {"reason": error.detail}})

    def _ends(self, outcome: Outcome) -> tuple[End, End]:
        """How the turn's messages are stored: the agent's, then the user's."""
        turn, status = self._turn, _STATUS[outcome.state]
        sha = outcome.saved.sha if outcome.saved else None
        said = self._row.ended(status, error=outcome.reason, checkpoint_sha=sha, limit=outcome.limit)
        end = {"status": status.value, "turnId": turn.id, "checkpointSha": sha, "error": outcome.reason}
        asked = {name: value for name, value in end.items() if value is not None}
        return End(turn.assistant_id, said), End(turn.message.id, asked)

    def _tell_end(self, outcome: Outcome) -> None:
        turn, events = self._turn, self._bench.events
        events.emit("usage", turn_id=turn.id, steps=turn.steps, **turn.usage.model_dump(mode="json"))
        limit = outcome.limit.model_dump(mode="json", exclude_none=True) if outcome.limit else None
        events.emit(
            "turn.state",
            turn_id=turn.id,
            state=outcome.state,
            messageId=turn.message.id,
            reason=outcome.reason,
            limit=limit,
        )


def ignored_mistakes(history: list[ChatMessage]) -> set[str]:
    """The fingerprints of what the user said to leave as it is."""
    cards = [(message.card, message.answer) for message in history]
    return {
        card.fingerprint for card, answer in cards if isinstance(card, FixCard) and answer and answer.choice == "ignore"
    }


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
