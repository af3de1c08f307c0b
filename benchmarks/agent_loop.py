"""What the agent's own loop costs a step: from the end of one answer of the model to the next request, with a tool used
in between, the message stored and told, and the conversation growing. The model answers at once; beside it, the same
requests posted and their answers read, without a loop or an SDK. Both ends run in this process, so the difference
counts. And what a stop in mid-answer takes: until it is shown, and until the turn has ended and is saved."""

import logging
import time
from itertools import pairwise
from typing import Final

import httpx

from benchmarks.report import Row, percentile
from tests.session_pod.agent.harness import Harness, running_harness
from tests.session_pod.agent.scripted_model import Answer

STEPS: Final = 58  # a turn has at most 60
TURNS: Final = 3
TARGET_MS: Final = 50
STOPS: Final = 10
SHOWN_TARGET_MS: Final = 300
ENDED_TARGET_MS: Final = 5_000


def rows() -> list[Row]:
    """Milliseconds."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    with running_harness() as harness:
        assert harness.activate().status_code == 200
        steps = [gap for _ in range(TURNS) for gap in _turn(harness)]
        alone = [gap for _ in range(TURNS) for gap in _bare(harness)]
        stops = [_stop(harness) for _ in range(STOPS)]
    shown, ended = zip(*stops, strict=True)
    return [
        *_steps(steps, alone),
        Row("a stop until it is shown, most", "ms", max(shown), target=SHOWN_TARGET_MS),
        Row("a stop until the turn has ended, most", "ms", max(ended), target=ENDED_TARGET_MS),
    ]


def _steps(steps: list[float], alone: list[float]) -> list[Row]:
    return [
        Row(f"the loop's step without the model, {how}", "ms", of, than, target=TARGET_MS if how == "p50" else None)
        for how, of, than in (
            ("p50", percentile(steps, 50), percentile(alone, 50)),
            ("p95", percentile(steps, 95), percentile(alone, 95)),
        )
    ]


def _answers() -> list[Answer]:
    views = [("view", {"path": "src/Root.tsx", "startLine": 1 + n % 4, "endLine": 5}) for n in range(STEPS)]
    return [Answer(f"Looking at it for the {n}th time.", [view]) for n, view in enumerate(views)]


def _turn(harness: Harness) -> list[float]:
    times = _arrivals(harness)
    harness.edge.model.plays(*_answers())
    assert harness.turn("Look around", 60)["status"] == "done"
    return _gaps(times)


def _bare(harness: Harness) -> list[float]:
    """The last turn's requests again."""
    asked = harness.edge.model.requests[-STEPS - 1 :]
    headers = {"Authorization": asked[0]["token"]}
    times = _arrivals(harness)
    harness.edge.model.plays(*_answers())
    with httpx.Client(base_url=harness.edge.url, headers=headers) as client:
        for request in asked:
            client.post("/pod/v1/model/v1/messages", json=request).raise_for_status()
    return _gaps(times)


def _stop(harness: Harness) -> tuple[float, float]:
    """→ ms until a browser reads `stopping`, and `stopped`."""
    harness.edge.model.script.clear()
    harness.edge.model.plays(Answer("Speaking on and on for a good while " * 20, pause=0.1))
    message_id = harness.edge.say("Speak")
    harness.hint("/turns")
    with harness.browser() as browser:
        browser.wait("text.delta", 30)
        turn_id = harness.running(message_id)
        started = time.perf_counter()
        harness.hint("/stop", {"turnId": turn_id, "keep": True})
        browser.wait("turn.state", 30, state="stopping")
        shown = time.perf_counter()
        browser.wait("turn.state", 30, state="stopped")
        return 1000 * (shown - started), 1000 * (time.perf_counter() - started)


def _arrivals(harness: Harness) -> list[float]:
    """From now on, when each request of the model came."""
    times: list[float] = []
    harness.edge.model.heard = lambda: times.append(time.perf_counter())
    return times


def _gaps(times: list[float]) -> list[float]:
    return [1000 * (later - earlier) for earlier, later in pairwise(times)]
