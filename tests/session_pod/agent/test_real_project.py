"""The agent on the real `project` process: real Vite, real sandbox, the real template."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from session_pod.layout import TEMPLATE_DIR
from tests.servers import free_port
from tests.session_pod.agent.fake_edge import FakeEdge
from tests.session_pod.agent.harness import Harness
from tests.session_pod.agent.scripted_model import Answer
from tests.session_pod.pod import running_pod


@pytest.fixture
def live() -> Iterator[Harness]:
    folder = Path(tempfile.mkdtemp(prefix="sd-"))
    files = {
        path.relative_to(TEMPLATE_DIR).as_posix(): path.read_text()
        for path in TEMPLATE_DIR.rglob("*")
        if path.is_file() and "node_modules" not in path.parts and path.suffix not in (".woff2", ".png")
    }
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        harness = Harness(folder, stack, preview_wait_seconds=0.5)
        edge = FakeEdge(
            folder / "real.git", harness.keys.verifier("pool"), harness.claims.project_id, free_port(), files
        )
        harness.edge = stack.enter_context(edge)
        real = stack.enter_context(running_pod(folder / "real", "http://localhost:1"))
        harness.pod_dir, harness.root = real.folder, real.project
        harness.settings = harness.settings.model_copy(
            update={
                "pod_dir": real.folder,
                "runner_socket": real.folder / "run/runner.sock",
                "control_socket": real.folder / "run/control.sock",
            }
        )
        harness.start(stack)
        answer = harness.activate()
        assert answer.json() == {"sha": edge.head, "state": "ready"}
        yield harness


def test_real_vite_finds_what_is_broken_and_the_agent_mends_it(live: Harness) -> None:
    root = (live.root / "src/Root.tsx").read_text()
    broken = ("edit", {"path": "src/Root.tsx", "oldText": "export const", "newText": "export cons t"})
    mended = ("edit", {"path": "src/Root.tsx", "oldText": "export cons t", "newText": "export const"})
    longer = (
        "edit",
        {"path": "src/Root.tsx", "oldText": "durationInFrames={180}", "newText": "durationInFrames={240}"},
    )
    assert root.count("export const") == 1
    live.edge.model.plays(
        Answer("", [("grep", {"pattern": "durationInFrames", "path": "src"}), longer, broken]),
        Answer("Done."),
        Answer("", [mended, ("check", {})]),
        Answer("Done."),
    )
    message = live.turn("Make it 8 seconds", seconds=180)
    assert message["status"] == "done"
    assert "src/Root.tsx:" in live.edge.model.requests[1]["messages"][-1]["content"][0]["content"]
    shown = live.edge.model.requests[2]["messages"][-1]["content"][0]["text"]
    assert "src/Root.tsx:" in shown
    checked = live.edge.model.requests[3]["messages"][-1]["content"][1]["content"]
    assert " error " not in checked
    assert "(lint" in checked or checked == "No problems found."  # the template's fonts are not on every machine
    assert live.edge.metas[-1]["videoSettings"]["durationInFrames"] == 240
    assert "durationInFrames={240}" in str(live.edge.file("src/Root.tsx"))


def test_the_shell_sees_neither_our_git_nor_our_environment(live: Harness) -> None:
    look = "ls -a; ls -a ..; env; cat /proc/*/environ | tr '\\0' '\\n'"
    live.edge.model.plays(Answer("", [("bash", {"command": look})]), Answer("Done."))
    live.turn("Look around", seconds=180)
    seen = live.edge.model.requests[1]["messages"][-1]["content"][0]["content"]
    assert "src" in seen
    assert "repo.git" not in seen
    assert "STORYDREAM_POOL_MANAGER_PUBLIC_KEY" not in seen
