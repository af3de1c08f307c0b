"""One request from its template to its verdicts: real pod, real loop, real tools."""

import base64
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Final

from PIL import Image
from playwright.sync_api import Error as BrowserError

from common.errors import StoryDreamError
from common.models import ChatMessage
from evaluation.checks import Check
from evaluation.edge import Upstream
from evaluation.looking import ALL_CHECKS, Look
from evaluation.outcomes import CheckOutcome, Outcome, State, TurnOutcome, Usage
from evaluation.page import PreviewBroken, Watcher, app_page, chromium
from evaluation.pod import EvaluationPod, PodFailed, free_ports, running_pod
from evaluation.requests import Request
from evaluation.stills import Stills, StillsFailed
from session_pod.agent.project import Finding

TURN_SECONDS: Final = 300.0
_CANT_LOOK: Final = (StoryDreamError, StillsFailed, PreviewBroken, BrowserError, TimeoutError)


@dataclass(frozen=True)
class Studio:
    """What all requests of a run share. `paid`: whether somebody pays for the model's tokens."""

    upstream: Upstream
    model: str | None
    paid: bool
    stills: Stills
    watcher: Watcher
    findings: dict[str, list[Finding]] = field(default_factory=dict)
    """What the checks say about the templates themselves, by what is in them."""
    drawn: dict[str, dict[int, Image.Image]] = field(default_factory=dict)
    """Stills of them."""


@contextmanager
def studio(upstream: Upstream, model: str | None, *, paid: bool) -> Iterator[Studio]:
    with ExitStack() as stack:
        origin = stack.enter_context(app_page(free_ports(1)[0]))
        watcher = Watcher(stack.enter_context(chromium()), origin)
        yield Studio(upstream, model, paid, stack.enter_context(Stills()), watcher)


def run(name: str, request: Request, studio: Studio) -> Outcome:
    """Never raises for what a request can do wrong: it is then `failed`, and says why."""
    began = time.monotonic()
    outcome = Outcome(name=name, title=request.title, template=request.template, state="failed")
    files = request.project()
    digest = sha256(b"".join(path.encode() + data for path, data in sorted(files.items()))).hexdigest()
    try:
        with (
            tempfile.TemporaryDirectory(prefix="sdl-") as scratch,
            running_pod(files, studio.upstream, studio.watcher.origin, studio.model) as pod,
        ):
            before = pod.project.timeline()
            findings = _findings_before(pod, digest, request, studio)
            for message in request.messages:
                outcome.turns.append(_turn(pod, message))
            outcome.usage = _usage(pod.edge.answers(), paid=studio.paid)
            drawn = studio.drawn.setdefault(digest, {})
            look = Look(pod, studio.stills, studio.watcher, files, before, findings, drawn, Path(scratch))
            try:
                outcome.checks = [_judged(check, look) for check in request.checks]
                outcome.sheet = base64.b64encode(look.sheet()).decode()
            finally:
                look.close()
    except (PodFailed, *_CANT_LOOK) as error:
        outcome.problem = f"{type(error).__name__}: {error}"[:2_000]
    outcome.state = _state(outcome)
    outcome.seconds = round(time.monotonic() - began, 1)
    return outcome


def _findings_before(pod: EvaluationPod, digest: str, request: Request, studio: Studio) -> list[Finding]:
    if not any(check.kind == "clean" for check in request.checks):
        return []
    if digest not in studio.findings:
        studio.findings[digest] = pod.project.check(list(ALL_CHECKS)).findings
    return studio.findings[digest]


def _turn(pod: EvaluationPod, message: str) -> TurnOutcome:
    known = {answer.id for answer in pod.edge.answers()}
    began = time.monotonic()
    ended = pod.turn(message, TURN_SECONDS)
    seconds = round(time.monotonic() - began, 1)
    answers = [answer for answer in pod.edge.answers() if answer.id not in known]
    error = next((answer.error for answer in answers if answer.error), None)
    return TurnOutcome(
        asked=message,
        answered="\n\n".join(answer.content for answer in answers if answer.content),
        status=str(ended.status),
        actions=[action.summary for answer in answers for action in answer.actions],
        seconds=seconds,
        error=None if error is None else str(error),
    )


def _usage(answers: list[ChatMessage], *, paid: bool) -> Usage:
    used = [answer.usage for answer in answers if answer.usage is not None]
    return Usage(
        input_tokens=sum(usage.input_tokens for usage in used),
        cached_tokens=sum(usage.cached_tokens for usage in used),
        output_tokens=sum(usage.output_tokens for usage in used),
        cost_micros=sum(usage.cost_micros for usage in used) if paid else None,
    )


def _judged(check: Check, look: Look) -> CheckOutcome:
    try:
        verdict = check.judge(look)
    except _CANT_LOOK as error:
        return CheckOutcome(kind=check.kind, title=check.title(), passed=False, detail=f"couldn't look: {error}"[:600])
    return CheckOutcome(
        kind=check.kind, title=check.title(), passed=verdict.passed, detail="" if verdict.passed else verdict.detail
    )


def _state(outcome: Outcome) -> State:
    turned = all(turn.status == "done" for turn in outcome.turns)
    good = outcome.problem is None and turned and all(check.passed for check in outcome.checks)
    return "passed" if good and outcome.checks else "failed"
