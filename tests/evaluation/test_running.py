"""Two requests end to end: a real pod, the real loop and tools, the demo model, and what is rendered."""

import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from evaluation import pod
from evaluation.edge import Upstream
from evaluation.outcomes import Outcome
from evaluation.page import Watcher, app_page
from evaluation.requests import Request
from evaluation.running import Studio, run
from evaluation.stills import Stills
from local.demo_model.server import MODEL, DemoModel
from tests.servers import free_port


@pytest.fixture(scope="module")
def studio(browser: Browser) -> Iterator[Studio]:
    server = DemoModel(free_port(), pace=0)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    with pytest.MonkeyPatch.context() as patch, app_page(free_port()) as origin, Stills() as stills:
        # A pod takes its ports only seconds later: until then no test beside this one may get them.
        patch.setattr(pod, "free_ports", lambda count: [free_port() for _ in range(count)])
        upstream = Upstream(f"http://127.0.0.1:{server.server_port}", "demo")
        yield Studio(upstream, MODEL, False, stills, Watcher(browser, origin))
    server.shutdown()
    thread.join()
    server.server_close()


def held(outcome: Outcome) -> dict[str, bool]:
    return {check.kind: check.passed for check in outcome.checks}


def test_a_request_is_done_by_the_agent_and_judged_by_what_is_rendered(studio: Studio) -> None:
    request = Request.model_validate(
        {
            "title": "Other words",
            "template": "quote",
            "messages": ["In scene 3 say “Ada Lovelace” and make the background navy"],
            "checks": [
                {"kind": "text", "says": "Ada Lovelace", "at": 7.8},
                {"kind": "colour", "hex": "#14245c", "at": 7.8, "x": 0.04, "y": 0.9},
                {"kind": "preview_is_export"},
                {"kind": "unchanged", "scenes": ["Opening"]},
                {"kind": "only_files", "files": ["src/MyVideo.tsx"]},
            ],
        }
    )
    outcome = run("words", request, studio)
    assert outcome.problem is None
    assert held(outcome) == {
        "text": True, "colour": True, "preview_is_export": True, "unchanged": False, "only_files": True
    }, outcome.checks  # fmt: skip
    assert outcome.state == "failed"
    assert outcome.usage.input_tokens > 0
    assert outcome.usage.cost_micros is None
    assert outcome.sheet


def test_a_question_back_changes_nothing(studio: Studio) -> None:
    request = Request.model_validate(
        {
            "title": "Vague",
            "template": "blank",
            "messages": ["Make it better"],
            "checks": [{"kind": "card", "type": "choice"}, {"kind": "only_files", "files": []}],
        }
    )
    outcome = run("vague", request, studio)
    assert outcome.state == "passed", outcome
