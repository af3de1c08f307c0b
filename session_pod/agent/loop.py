"""The agent's loop: ask the model, do what it asks for, until it is content and the video plays."""

import base64
import random
import time
from collections.abc import Callable
from typing import Any, Final

from common.models import ActionType
from session_pod.agent.events import EventLog
from session_pod.agent.model import Cancelled, Model, ModelBusy, Reply, ToolUse
from session_pod.agent.prompts import prompt
from session_pod.agent.row import AssistantRow
from session_pod.agent.tools.tool import Picture, ToolResult
from session_pod.agent.tools.toolbox import ToolBox
from session_pod.agent.turn import Stopped, Turn

Json = dict[str, Any]

BUSY_WAITS: Final = (0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # a gateway that restarts is back within seconds
TELL_AFTER: Final = 2  # waits, before the user is told that the model doesn't answer


class Loop:
    """One turn's conversation with the model. `before_step` may bring news (the head moved), `verify` a complaint
    (the video is broken); each is text for the model, or None. `touched` hears of each change to the files."""

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
    ) -> None:
        self._turn = turn
        self._model = model
        self._toolbox = toolbox
        self._row = row
        self._events = events
        self._before_step = before_step
        self._verify = verify
        self._touched = touched
        self._system = prompt("system")
        self._schemas = toolbox.schemas()

    def run(self, messages: list[Json]) -> None:
        """Work until the model has nothing left to do; `messages` grows. Raises TurnEnded, Superseded, or the model's
        errors."""
        while True:
            self._turn.next_step()
            news = self._before_step()
            if news is not None:
                messages.append(_from_user(news))
            reply = self._ask(messages)
            if reply.content:
                messages.append({"role": "assistant", "content": reply.content})
            if reply.tool_uses:
                messages.append({"role": "user", "content": self._use(reply)})
                continue
            complaint = self._verify()
            if complaint is None:
                return
            messages.append(_from_user(complaint))

    def _ask(self, messages: list[Json]) -> Reply:
        """One answer; asked again while the model is busy or breaks off."""
        self._row.begin_step()
        for tries, wait in enumerate((*BUSY_WAITS, None)):
            try:
                reply = self._model.ask(self._system, messages, self._schemas, self._row.say, self._turn.stop)
            except Cancelled:
                self._turn.go_on()
                raise Stopped from None
            except ModelBusy as busy:
                if wait is None:
                    raise
                self._wait(max(wait, min(busy.retry_after or 0.0, BUSY_WAITS[-1])), tries, busy)
                continue
            self._turn.usage += reply.usage
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
        if self._toolbox.changes(use.name):
            self._touched()
        result = self._toolbox.run(use.name, use.arguments)
        ms = round((time.monotonic() - started) * 1000)
        seen = any(self._events.pictures.keep(use.id, p.media_type, p.data) for p in result.pictures[:1])
        self._tell(use, label, path, "failed" if result.failed else "done", ms, picture=seen)
        if result.action is not None and not (result.failed and result.action.type is not ActionType.COMMAND_RUN):
            self._row.add(result.action)
        return _result(use, result)

    def _tell(
        self, use: ToolUse, label: str, path: str | None, state: str, ms: int | None = None, *, picture: bool = False
    ) -> None:
        told = {"toolId": use.id, "name": use.name, "label": label, "path": path, "state": state, "ms": ms}
        self._events.emit("tool", turn_id=self._turn.id, **told, picture=picture or None)


def _from_user(text: str) -> Json:
    return {"role": "user", "content": [{"type": "text", "text": text}]}


def _refused(use: ToolUse, why: str) -> Json:
    return _result(use, ToolResult(why, failed=True))


def _result(use: ToolUse, result: ToolResult) -> Json:
    text = result.text or "(nothing)"
    content: str | list[Json] = [{"type": "text", "text": text}, *map(_image, result.pictures)]
    return {
        "type": "tool_result",
        "tool_use_id": use.id,
        "content": content if result.pictures else text,
        "is_error": result.failed,
    }


def _image(picture: Picture) -> Json:
    data = base64.b64encode(picture.data).decode()
    return {"type": "image", "source": {"type": "base64", "media_type": picture.media_type, "data": data}}
