"""The agent's view of the `project` process: its command runner and Vite's control API, both on Unix sockets."""

import hashlib
import re
from contextlib import suppress
from pathlib import Path
from typing import Any, Literal

import httpx
from pydantic import Field

from common.errors import NotFound, Unavailable
from common.http import problem_of
from common.models import Isolation, Stored
from session_pod.agent.video import Asset, Sheet, Strip, Timeline

Json = dict[str, Any]
CheckKind = Literal["transform", "types", "frames", "lint"]

CONNECT_SECONDS = 2.0
CHECK_SECONDS = 60.0
LOOK_SECONDS = 45.0
BUILD_SECONDS = 75.0
RESTART_SECONDS = 45.0
REPORT_WAIT_SECONDS = 20
SHEET_WIDTH = 1568  # more the model scales down itself
_TEXT_MAX = 4_000


class Finding(Stored):
    """One thing that a check found."""

    kind: str
    severity: Literal["error", "warning"] = "error"
    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    frame: int | None = None
    scene: str | None = None
    hint: str | None = None
    code_frame: str | None = None

    def fingerprint(self) -> str:
        """The same for the same mistake, also when its line moves."""
        return fingerprint_of(self.kind, self.file, self.message)


class CheckResult(Stored):
    ok: bool
    ms: float = 0
    findings: list[Finding] = Field(default_factory=list)

    def errors(self) -> list[Finding]:
        return [finding for finding in self.findings if finding.severity == "error"]


class Report(Stored):
    """What a preview page reported."""

    seq: int
    type: Literal["ok", "error", "building"]
    sha: str | None = None
    kind: str | None = None
    message: str | None = None
    file: str | None = None
    line: int | None = None
    column: int | None = None
    code_frame: str | None = None
    frame: int | None = None
    fingerprint: str | None = None
    uid: str | None = None
    role: str | None = None

    def finding(self) -> Finding:
        return Finding(
            kind=self.kind or "preview",
            message=(self.message or "The preview failed.")[:_TEXT_MAX],
            file=self.file,
            line=self.line,
            column=self.column,
            frame=self.frame,
            code_frame=self.code_frame[:_TEXT_MAX] if self.code_frame else None,
        )


class ExecResult(Stored):
    exit_code: int | None = None
    output: str = ""
    truncated: bool = False
    timed_out: bool = False
    ms: float = 0


class RunnerHealth(Stored):
    vite_up: bool = False
    isolation: Isolation = "unknown"


def fingerprint_of(kind: str, file: str | None, message: str) -> str:
    """A short stable name of a mistake: numbers in the message don't count."""
    plain = re.sub(r"\d+", "0", message)
    return hashlib.sha256(f"{kind}|{file or ''}|{plain}".encode()).hexdigest()[:16]


class ProjectClient:
    """Thread-safe. Raises Unavailable when the process doesn't answer, else the named error of its problem."""

    def __init__(self, runner_socket: Path, control_socket: Path) -> None:
        self._runner = _unix_client(runner_socket)
        self._control = _unix_client(control_socket)

    def health(self) -> RunnerHealth:
        return RunnerHealth.model_validate(_call(self._runner, "GET", "/healthz", seconds=5).json())

    def execute(
        self, timeout_seconds: int, *, argv: list[str] | None = None, shell: str | None = None, kill_key: str
    ) -> ExecResult:
        """Run a command in the sandbox, in the project's folder; output is at most 64 KiB. `kill` can end it."""
        body: Json = {"timeoutSeconds": timeout_seconds, "maxOutputBytes": 65_536, "killKey": kill_key}
        body.update({"argv": argv} if argv is not None else {"shell": shell})
        # The runner's own time limit is the real one; ours only covers a runner that hangs.
        answer = _call(self._runner, "POST", "/exec", seconds=timeout_seconds + 15, json=body)
        return ExecResult.model_validate(answer.json())

    def kill(self, kill_key: str) -> None:
        """End the command that was started with this key, if it still runs."""
        with suppress(NotFound):
            _call(self._runner, "POST", "/kill", seconds=5, json={"killKey": kill_key})

    def arm(self, session_id: str, epoch: int, *, revoked: list[str] | None = None, closed: bool = False) -> None:
        """Tell the preview guard whose tickets count; before this every preview request is refused."""
        body: Json = {"sessionId": session_id, "epoch": epoch}
        if revoked is not None:
            body["uidsRevoked"] = revoked
        if closed:
            body["closed"] = True
        _call(self._control, "POST", "/session", seconds=5, json=body)

    def head(self, sha: str, *, dirty: bool) -> None:
        """Tell connected pages which checkpoint they play."""
        _call(self._control, "POST", "/head", seconds=5, json={"sha": sha, "dirty": dirty})

    def restart_vite(self) -> None:
        """Start the preview's server anew; it has been armed and told the head before this returns."""
        _call(self._runner, "POST", "/vite/restart", seconds=RESTART_SECONDS)

    def check(self, kinds: list[CheckKind]) -> CheckResult:
        answer = _call(self._control, "POST", "/check", seconds=CHECK_SECONDS, json={"kinds": kinds})
        return CheckResult.model_validate(answer.json())

    def frames(
        self,
        frames: list[int] | None = None,
        *,
        count: int = 9,
        first: int | None = None,
        last: int | None = None,
        width: int = SHEET_WIDTH,
        seconds: float = LOOK_SECONDS,
    ) -> Sheet:
        """These frames as the export would show them, or `count` ones spread from `first` to `last`, in one picture of
        at most `width` pixels on its longest side and 180 KB."""
        body: Json = {"frames": frames} if frames else {"count": count}
        body.update({"from": first} if first is not None else {})
        body.update({"to": last} if last is not None else {})
        answer = _call(self._control, "POST", "/frames", seconds=seconds, json={**body, "width": width})
        return Sheet.model_validate(answer.json())

    def strip(self) -> Strip:
        """Of the version that lies in the pod's `version` folder. Raises Unavailable (`gave_way`) when something that
        somebody waits for came in between, Invalid for a video that can't be drawn."""
        return Strip.model_validate(_call(self._control, "POST", "/strip", seconds=2 * LOOK_SECONDS).json())

    def build(self) -> ExecResult:
        """Build the version that lies in the pod's `version` folder into its `.player` folder."""
        return ExecResult.model_validate(_call(self._runner, "POST", "/build", seconds=BUILD_SECONDS).json())

    def timeline(self) -> Timeline:
        """Scenes, texts and audio of the registered composition as it really runs."""
        return Timeline.model_validate(_call(self._control, "GET", "/timeline", seconds=LOOK_SECONDS).json())

    def asset(self, path: str) -> Asset:
        """What is in a file below public/; `path` is relative to it."""
        answer = _call(self._control, "POST", "/asset", seconds=LOOK_SECONDS, json={"path": path})
        return Asset.model_validate(answer.json())

    def reports(self, after: int) -> list[Report]:
        """What preview pages reported since; waits up to 20 s for something."""
        params = {"after": after, "waitSeconds": REPORT_WAIT_SECONDS}
        answer = _call(self._control, "GET", "/reports", seconds=REPORT_WAIT_SECONDS + 10, params=params)
        return [Report.model_validate(report) for report in answer.json()["reports"]]

    def close(self) -> None:
        self._runner.close()
        self._control.close()


def _unix_client(path: Path) -> httpx.Client:
    return httpx.Client(transport=httpx.HTTPTransport(uds=str(path)), base_url="http://project")


def _call(client: httpx.Client, method: str, path: str, *, seconds: float, **options: Any) -> httpx.Response:
    timeout = httpx.Timeout(seconds, connect=CONNECT_SECONDS)
    try:
        response = client.request(method, path, timeout=timeout, **options)
    except httpx.HTTPError as error:
        raise Unavailable(f"The project's process did not answer: {type(error).__name__}.") from error
    if not response.is_success:
        raise problem_of(response)
    return response
