"""Logs are JSON lines that carry the ids of the request; traces are accepted only when they look like one."""

import json
import logging
from collections.abc import Iterator

import pytest

from common.logs import accept_trace, bind, bound, configure, current_trace, reset_context


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    """No ids of the test before; and pytest's own handlers back afterwards, not one on a stream that is closed."""
    reset_context()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers[:] = before
    root.setLevel(level)


def test_a_line_carries_the_ids_of_the_request(capsys: pytest.CaptureFixture[str]) -> None:
    configure("edge")
    bind(trace_id="abcdef0123456789", project_id="project-1")
    with bound(turn_id="turn-0001"):
        logging.getLogger("here").info("Saved %s", "it", extra={"fields": {"ms": 12}})
    logging.getLogger("here").warning("After")
    first, second = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first["message"] == "Saved it"
    assert first["severity"] == "INFO"
    assert (first["service"], first["project_id"], first["turn_id"], first["ms"]) == (
        "edge",
        "project-1",
        "turn-0001",
        12,
    )
    assert "turn_id" not in second


@pytest.mark.parametrize("header", [None, "", "short", "x" * 65, "bad value\n{}", "<script>alert(1)</script>"])
def test_a_trace_that_does_not_look_like_one_is_replaced(header: str | None) -> None:
    trace = accept_trace(header)
    assert trace != header
    assert len(trace) == 32
    assert current_trace() == trace


def test_a_good_trace_is_kept() -> None:
    assert accept_trace("0af7651916cd43dd8448eb211c80319c") == "0af7651916cd43dd8448eb211c80319c"
