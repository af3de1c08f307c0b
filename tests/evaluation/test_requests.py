"""The data files, and the report made of outcomes."""

import json
from pathlib import Path

import pytest

from evaluation.outcomes import CheckOutcome, Evaluation, Outcome, TurnOutcome, Usage
from evaluation.reporting import write
from evaluation.requests import TEMPLATES, UnknownRequest, load
from local.demo_model.acting import act
from local.demo_model.workspace import Say


def test_there_are_thirty_requests_on_templates_that_are_there() -> None:
    requests = load()
    assert len(requests) == 30
    for name, request in requests.items():
        assert (TEMPLATES / request.template / "src/Root.tsx").is_file(), name
        assert {"src/Root.tsx", "src/MyVideo.tsx", *request.files} <= set(request.project()), name


def test_one_is_found_by_its_name_and_a_wrong_name_is_told() -> None:
    assert list(load("locked")) == ["24-locked"]
    assert list(load("24-locked")) == ["24-locked"]
    with pytest.raises(UnknownRequest, match="there are title, first-draft"):
        load("nothing")


def test_the_demo_model_says_that_it_cannot_do_what_it_does_not_claim_or_works_on_it() -> None:
    for name, request in load().items():
        first = next(act(request.messages[0], frozenset({"ask_user", "plan"})))
        assert request.claimed or isinstance(first, Say), name


def test_the_report_stands_alone_and_shows_what_failed(tmp_path: Path) -> None:
    failed = Outcome(
        name="01-a",
        title="A <title>",
        template="quote",
        state="failed",
        turns=[TurnOutcome(asked="Make it & more", answered="Done.", status="done", seconds=1.5, actions=["Edited a"])],
        checks=[CheckOutcome(kind="text", title="“Hi” is read", passed=False, detail="it says <b>Ho</b>")],
        usage=Usage(input_tokens=12_000, output_tokens=10, cost_micros=36_000),
        seconds=3.0,
        sheet="QUJD",
    )
    left = Outcome(name="02-b", title="Another", template="quote", state="not_claimed")
    evaluation = Evaluation(model="demo model", when="now", machine="here", requests=[failed, left])
    page, figures = write(evaluation, "demo", tmp_path)
    html = page.read_text()
    assert evaluation.failed
    assert "A &lt;title&gt;" in html
    assert "&lt;b&gt;Ho&lt;/b&gt;" in html
    assert "data:image/jpeg;base64,QUJD" in html
    assert "$ 0.036" in html
    assert "http" not in html.replace("http-equiv", "")
    told = json.loads(figures.read_text())
    assert told["requests"][0]["usage"]["inputTokens"] == 12_000
    assert "sheet" not in told["requests"][0]
