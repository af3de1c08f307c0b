"""The agent's loop: ask the model, do what it asks for, until it is content and the video plays."""

import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from common.chat_models import TurnLimit
from common.errors import BudgetExhausted
from common.models import ActionType
from session_pod.agent.answers import Reply, ToolUse
from session_pod.agent.blocks import from_user, image, words
from session_pod.agent.caching import marked
from session_pod.agent.events import EventLog
from session_pod.agent.model import Cancelled, Model, ModelBusy, PromptTooLong
from session_pod.agent.prompts import prompt
from session_pod.agent.repeats import Repeats
from session_pod.agent.row import AssistantRow
from session_pod.agent.skills import skills_index
from session_pod.agent.stopping import LeftBehind, run_beside
from session_pod.agent.tools.tool import ToolResult
from session_pod.agent.tools.toolbox import ToolBox
from session_pod.agent.turn import LimitReached, Stopped, Turn, TurnFailed

Json = dict[str, Any]

BUSY_WAITS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # a gateway that restarts is back within seconds
TELL_AFTER: Final = 2  # waits, before the user is told that the model doesn't answer
PAUSES_MAX: Final = 5  # answers in a row that only ask to go on


class Loop:
    """One turn's conversation with the model. `before_step` may bring news (the head moved), `verify` a complaint
    (the video is broken); each is text for the model, or None. `touched` hears of each change to the files, `end_work`
    ends a command that still runs when the turn is stopped."""

    def __init__(
        self,
        turn: Turn,
        model: Model,
        toolbox: ToolBox,
        row: AssistantRow,
        events: EventLog,
        *,
        before_step: Callable[[], str | None],
        verify: Callable[[], str | None],
        touched: Callable[[], None],
        end_work: Callable[[], None],
    ) -> None:
        self._turn = turn
        self._model = model
        self._toolbox = toolbox
        self._row = row
        self._events = events
        self._before_step = before_step
        self._verify = verify
        self._touched = touched
        self._end_work = end_work
        self._repeats = Repeats()
        self._stuck: str | None = None
        self._system = prompt("system", skills=skills_index())
        self._schemas = toolbox.schemas()

    def run(self, messages: list[Json]) -> None:
        """Work until the model has nothing left to do, or asks the user something; `messages` grows. Raises TurnEnded,
        Superseded, or the model's errors."""
        pauses = 0
        while True:
            self._turn.next_step()
            news = self._before_step()
            if news is not None:
                messages.append(from_user(words(news)))
            reply = self._ask(messages)
            if reply.content:
                messages.append({"role": "assistant", "content": reply.content})
            if reply.tool_uses:
                messages.append({"role": "user", "content": self._use(reply)})
                if self._asks():
                    return
                if not self._closes(reply):
                    continue
            pauses = pauses + 1 if reply.stop == "pause_turn" or reply.cut else 0
            more = self._goes_on(reply) if 0 < pauses <= PAUSES_MAX else self._verify()
            if more is None:
                return
            self._row.suggestions = ()
            messages.append(from_user(words(more)))

    def _closes(self, reply: Reply) -> bool:
        """Whether these were the last words: to ask the model for more would only cost."""
        last = all(self._toolbox.closing(use.name) for use in reply.tool_uses)
        return last and self._row.closing.strip() != "" and self._row.suggestions != ()

    def _asks(self) -> bool:
        """Whether the turn ends here with a question."""
        if self._row.card is None and self._stuck is not None:
            self._row.begin_step()
            self._row.say(prompt("stuck", tool=self._stuck))
        return self._row.card is not None or self._stuck is not None

    def _goes_on(self, reply: Reply) -> str:
        return prompt("cut_text" if reply.cut else "go_on")

    def _ask(self, messages: list[Json]) -> Reply:
        """One answer; asked again while the model is busy or breaks off."""
        self._row.begin_step()
        for tries, wait in enumerate((*BUSY_WAITS, None)):
            try:
                reply = self._model.ask(
                    self._system, marked(messages), self._schemas, self._row.say, self._turn.stop, turn_id=self._turn.id
                )
            except Cancelled:
                self._turn.go_on()
                raise Stopped from None
            except BudgetExhausted as spent:
                raise LimitReached(spent.detail, _budget(spent)) from spent
            except ModelBusy as busy:
                if wait is None:
                    raise
                self._wait(max(wait, min(busy.retry_after or 0.0, BUSY_WAITS[-1])), tries, busy)
                continue
            self._turn.spend(reply.usage, self._model.cost(reply.usage))
            if reply.stop == "refusal":
                raise TurnFailed("The model declined to answer this. Please say it in other words.")
            if reply.stop == "model_context_window_exceeded" and not reply.content:
                raise PromptTooLong
            return reply
        raise AssertionError("the last try returns or raises")

    def _wait(self, seconds: float, tries: int, busy: ModelBusy) -> None:
        if tries == TELL_AFTER:
            self._events.emit(
                "error", turn_id=self._turn.id, code=busy.problem_code, message=busy.detail, retryable=True
            )
        self._row.again()
        self._turn.stop.wait(seconds * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
        self._turn.go_on()

    def _use(self, reply: Reply) -> list[Json]:
        """The results of all tools of one answer, in its order."""
        results: list[Json] = []
        for use in reply.tool_uses:
            self._turn.go_on()
            news = self._before_step() if self._toolbox.changes(use.name) else None
            if news is not None:
                results.append(_refused(use, news))
            elif reply.cut and use is reply.tool_uses[-1]:
                results.append(_refused(use, prompt("cut")))
            else:
                results.append(self._use_one(use))
        return results

    def _use_one(self, use: ToolUse) -> Json:
        label, path = self._toolbox.label(use.name, use.arguments)
        started = time.monotonic()
        self._tell(use, label, path, "running")
        result = ToolResult("", failed=True)
        seen = False
        try:
            result = self._run(use)
            seen = any(self._events.pictures.keep(use.id, p.media_type, p.data) for p in result.pictures[:1])
        finally:
            ms = round((time.monotonic() - started) * 1000)
            self._tell(use, label, path, "failed" if result.failed else "done", ms, picture=seen)
        if result.action is not None and not (result.failed and result.action.type is not ActionType.COMMAND_RUN):
            self._row.add(result.action)
        return _result(use, self._noted(use, result))

    def _run(self, use: ToolUse) -> ToolResult:
        """Raises Stopped: what changes nothing is left behind then, else it is brought to its end first."""
        if use.malformed is not None:
            return ToolResult(prompt("malformed", began=use.malformed), failed=True)
        changes = self._toolbox.changes(use.name)
        if changes:
            self._touched()
        try:
            result = run_beside(
                lambda: self._toolbox.run(use.name, use.arguments),
                self._turn.stop,
                ending=self._end_work if changes else None,
            )
        except LeftBehind:
            self._turn.go_on()
            raise
        self._row.suggestions = result.suggestions or self._row.suggestions
        if result.card is None:
            return result
        complaint = self._verify()  # nothing is asked about a video that doesn't play
        if complaint is not None:
            return ToolResult(f"Not asked yet. {complaint}", failed=True)
        self._row.card = result.card
        return result

    def _noted(self, use: ToolUse, result: ToolResult) -> ToolResult:
        """The result, with a word about it where the model goes in circles."""
        match self._repeats.seen(use.name, use.arguments, result.text):
            case "end":
                self._stuck = use.name
            case "note":
                return replace(result, text=f"{result.text}\n\n{prompt('repeated')}")
        return result

    def _tell(
        self, use: ToolUse, label: str, path: str | None, state: str, ms: int | None = None, *, picture: bool = False
    ) -> None:
        if self._toolbox.closing(use.name):
            return
        told = {"toolId": use.id, "name": use.name, "label": label, "path": path, "state": state, "ms": ms}
        self._events.emit("tool", turn_id=self._turn.id, **told, picture=picture or None)


def _budget(spent: BudgetExhausted) -> TurnLimit:
    told = spent.extra
    return TurnLimit(
        kind="budget", used=told["used"], of=told["limit"], unit=told["unit"], resets_at=told.get("resetsAt")
    )


def _refused(use: ToolUse, why: str) -> Json:
    return _result(use, ToolResult(why, failed=True))


def _result(use: ToolUse, result: ToolResult) -> Json:
    text = result.text or "(nothing)"
    content: str | list[Json] = [words(text), *(image(picture.media_type, picture.data) for picture in result.pictures)]
    return {
        "type": "tool_result",
        "tool_use_id": use.id,
        "content": content if result.pictures else text,
        "is_error": result.failed,
    }
