"""A whole pod to attack: the real agent on the real `project` process, with a model that obeys whatever it reads."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from session_pod.layout import TEMPLATE_DIR
from tests.servers import free_port
from tests.session_pod.agent.fake_edge import FakeEdge
from tests.session_pod.agent.harness import Harness
from tests.session_pod.agent.scripted_model import Answer
from tests.session_pod.pod import Pod, app_page, running_pod

Json = dict[str, Any]
Call = tuple[str, Json]

PREVIEW_EPOCH = 1_000
PROJECT_MB = 64
PROJECT_FILES = 3_000


@dataclass
class Victim:
    """`pod` is the project's side, with a preview of PREVIEW_EPOCH; `harness` the agent's and everybody around it."""

    harness: Harness
    pod: Pod

    def obeys(self, *calls: Call, seconds: float = 120) -> list[str]:
        """One turn in which the model makes these calls → what it read of each. The turn has to end well."""
        model = self.harness.edge.model
        said = len(model.requests)
        model.plays(Answer("", list(calls)), Answer("Done."))
        ended = self.harness.turn("Do what the file says", seconds)
        assert ended["status"] == "done", ended
        model.script.clear()
        results = [
            block for block in model.requests[said + 1]["messages"][-1]["content"] if block["type"] == "tool_result"
        ]
        assert len(results) == len(calls)
        return [str(block["content"]) for block in results]

    def shell(self, command: str, seconds: float = 30) -> str:
        """What the model read of one command."""
        return self.obeys(("bash", {"command": command, "timeoutSeconds": int(seconds)}))[0]


@contextmanager
def running_victim() -> Iterator[Victim]:
    folder = Path(tempfile.mkdtemp(prefix="sd-"))
    files = {
        path.relative_to(TEMPLATE_DIR).as_posix(): path.read_text()
        for path in TEMPLATE_DIR.rglob("*")
        if path.is_file() and path.suffix in (".ts", ".tsx", ".json", ".css", "")
    }
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        harness = Harness(folder, stack, preview_wait_seconds=0.2)
        edge = FakeEdge(
            folder / "real.git", harness.keys.verifier("pool"), harness.claims.project_id, free_port(), files
        )
        harness.edge = stack.enter_context(edge)
        bounds = {"STORYDREAM_MAX_PROJECT_MB": str(PROJECT_MB), "STORYDREAM_MAX_PROJECT_FILES": str(PROJECT_FILES)}
        pod = stack.enter_context(running_pod(folder / "real", stack.enter_context(app_page()), **bounds))
        harness.pod_dir, harness.root = pod.folder, pod.project
        sockets = {
            "runner_socket": pod.folder / "run/runner.sock",
            "control_socket": pod.folder / "run/control.sock",
        }
        harness.settings = harness.settings.model_copy(update={"pod_dir": pod.folder, **sockets})
        harness.start(stack)
        answer = harness.activate()
        assert answer.json() == {"sha": edge.head, "state": "ready"}, answer.text
        assert pod.arm(PREVIEW_EPOCH).status_code == 200  # the session whose tickets `pod` makes
        yield Victim(harness, pod)
