"""The runner's routes (docs/contracts.md, "Pod, `project` process"), served on a Unix socket to this pod only."""

from collections.abc import Callable
from typing import Any, Literal, Self

from flask import Flask, Response, jsonify, request
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from common.errors import Invalid, NotFound, StoryDreamError, Unavailable, to_problem
from common.logs import TRACE_HEADER, accept_trace, current_trace, reset_context
from session_pod.runner.commands import Command, Commands, Outcome
from session_pod.runner.eyes import Eyes
from session_pod.runner.sandbox import Sandbox
from session_pod.runner.vite import Vite

MAX_REQUEST_BYTES = 1024 * 1024
BUILD_SECONDS = 60
BUILD_OUTPUT_BYTES = 4096


class _Body(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class ExecBody(_Body):
    """Either `argv` or `shell`. `killKey` can be handed to `POST /kill` while the command runs."""

    argv: list[str] | None = Field(default=None, min_length=1, max_length=1000)
    shell: str | None = Field(default=None, min_length=1, max_length=100_000)
    cwd: str = "."
    timeout_seconds: float = Field(default=30, gt=0, le=120)
    max_output_bytes: int = Field(default=32_768, ge=256, le=65_536)
    stdin: str = ""
    kill_key: str = Field(default="", max_length=100)

    @model_validator(mode="after")
    def _one_of_two(self) -> Self:
        if (self.argv is None) == (self.shell is None):
            raise ValueError("give either argv or shell")
        return self


class CheckBody(_Body):
    """One of the platform's own checks; Vite asks for them."""

    check: Literal["types", "frames", "metadata"]
    timeout_seconds: float = Field(default=60, gt=0, le=120)
    max_output_bytes: int = Field(default=65_536, ge=256, le=65_536)


class KillBody(_Body):
    kill_key: str = Field(min_length=1, max_length=100)


def create_app(vite: Vite, eyes: Eyes, commands: Commands, builds: Commands, sandbox: Sandbox) -> Flask:
    app = Flask(__name__)
    app.config["MAX_CONTENT_LENGTH"] = MAX_REQUEST_BYTES

    @app.before_request
    def _trace() -> None:
        reset_context()
        accept_trace(request.headers.get(TRACE_HEADER))

    @app.errorhandler(StoryDreamError)
    def _problem(error: StoryDreamError) -> tuple[Response, int]:
        response = jsonify(to_problem(error, current_trace()))
        response.mimetype = "application/problem+json"
        return response, error.status

    @app.errorhandler(ValidationError)
    def _invalid(error: ValidationError) -> tuple[Response, int]:
        fields = [{"field": ".".join(map(str, e["loc"])), "message": e["msg"]} for e in error.errors()]
        return _problem(Invalid("; ".join(f"{f['field']}: {f['message']}" for f in fields), errors=fields))

    @app.get("/healthz")
    def _health() -> dict[str, Any]:
        return {
            "viteUp": vite.is_up(),
            "vitePid": vite.pid,
            "eyesPid": eyes.pid,
            "isolation": sandbox.isolation,
        }

    @app.post("/exec")
    def _exec() -> dict[str, Any]:
        body = ExecBody.model_validate(request.get_json(silent=True))
        argv = body.argv if body.argv is not None else ["/bin/sh", "-c", body.shell or ""]
        return _answer(
            commands.run(
                Command(argv, body.cwd, body.timeout_seconds, body.max_output_bytes, body.stdin, body.kill_key)
            )
        )

    @app.post("/kill")
    def _kill() -> dict[str, Any]:
        if not commands.kill(KillBody.model_validate(request.get_json(silent=True)).kill_key):
            raise NotFound("No such command is running.")
        return {"killed": True}

    @app.post("/check")
    def _check() -> dict[str, Any]:
        body = CheckBody.model_validate(request.get_json(silent=True))
        return _answer(commands.run(_check_command(body, sandbox)))

    @app.post("/build")
    def _build() -> dict[str, Any]:
        return _answer(builds.run(_build_command(sandbox)))

    _serve_processes(app, vite, eyes, lambda: commands.keep_ready(_check_command(CheckBody(check="frames"), sandbox)))
    return app


def _serve_processes(app: Flask, vite: Vite, eyes: Eyes, get_ready: Callable[[], None]) -> None:
    @app.post("/vite/restart")
    def _restart() -> dict[str, Any]:
        if not vite.restart():
            raise Unavailable("Vite did not come up.", retryAfter=5)
        return {"viteUp": True, "vitePid": vite.pid}

    @app.post("/eyes/open")
    def _open_eyes() -> dict[str, Any]:
        get_ready()  # a session has begun: there will be something to check, too
        if not eyes.open():
            raise Unavailable("The browser that looks at the video did not come up.", retryAfter=5)
        return {"eyesPid": eyes.pid}

    @app.post("/eyes/restart")
    def _restart_eyes() -> dict[str, Any]:
        if not eyes.restart():
            raise Unavailable("The browser that looks at the video did not come up.", retryAfter=5)
        return {"eyesPid": eyes.pid}


def _check_command(body: CheckBody, sandbox: Sandbox) -> Command:
    # It may run beside the agent's own work in the folder, and runs the project's code: that must not change it.
    if body.check == "types":
        tsc = f"{sandbox.platform_dir}/node_modules/.bin/tsc"
        argv, stdin = [tsc, "--noEmit", "--pretty", "false", "-p", str(sandbox.project_dir)], ""
    else:
        argv, stdin = ["node", f"{sandbox.platform_dir}/checks/render.mjs"], body.check
    return Command(argv, ".", body.timeout_seconds, body.max_output_bytes, stdin, writes=False)


def _build_command(sandbox: Sandbox) -> Command:
    # Nobody waits for it in earnest: the preview and the agent's checks go first.
    argv = ["nice", "-n", "10", "node", f"{sandbox.platform_dir}/player/build.mjs"]
    return Command(argv, ".", BUILD_SECONDS, BUILD_OUTPUT_BYTES)


def _answer(outcome: Outcome) -> dict[str, Any]:
    return {
        "exitCode": outcome.exit_code,
        "output": outcome.output,
        "truncated": outcome.truncated,
        "timedOut": outcome.timed_out,
        "ms": outcome.ms,
    }
