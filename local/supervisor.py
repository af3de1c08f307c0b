"""Starts services in order, watches them, restarts what crashes, and stops them all in reverse.

One thread runs the loop; each tick asks every service for its next step, and one whose turn it isn't does nothing.
"""

import contextlib
import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from local.errors import CannotRun, Stopped
from local.processes import RUN_VARIABLE, SERVICE_VARIABLE, kill_run, reap_orphans
from local.service import Service

TICK_SECONDS = 0.1
RESTARTS_MAX = 5
RESTARTS_WINDOW_SECONDS = 60.0
BACKOFF_FIRST_SECONDS, BACKOFF_MAX_SECONDS = 0.25, 8.0
TAIL_BYTES = 16_384

_INFORMATIVE = re.compile(r'\{"severity": "(?:DEBUG|INFO)"')  # a line of common/logs.py

State = Literal["waiting", "starting", "ready", "backoff", "stopping", "stopped"]


class Reporter(Protocol):
    """Where a person reads what happens."""

    def ready(self, service: Service, seconds: float) -> None: ...

    def died(self, service: Service, reason: str, output: str) -> None: ...

    def line(self, text: str) -> None: ...


@dataclass
class Running:
    """One service's place in the loop."""

    service: Service
    state: State = "waiting"
    process: subprocess.Popen[bytes] | None = None
    since: float = 0.0
    again_at: float = 0.0
    crashes: list[float] = field(default_factory=list)
    log_start: int = 0
    was_ready: bool = False


class Supervisor:
    """Runs `services` until `stop()`. `failed` holds the one line that ended it, if something did.

    `changed` is called from the loop's thread after every change of state.
    """

    def __init__(
        self,
        run: str,
        services: Sequence[Service],
        env: Mapping[str, str],
        logs: Path,
        reporter: Reporter,
        changed: Callable[["Supervisor"], None],
    ) -> None:
        self.run = run
        self.running = {service.name: Running(service) for service in services}
        self.failed: CannotRun | None = None
        self._env = env
        self._logs = logs
        self._reporter = reporter
        self._changed = changed
        self._lock = threading.RLock()
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._loop, name="supervisor", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def all_ready(self) -> bool:
        return all(one.state == "ready" for one in self.running.values())

    @property
    def ended(self) -> bool:
        """Whether the loop is over; then `failed` says why, or stop() was called."""
        return self._ending.is_set()

    def wait_until(self, reached: Callable[[], bool], seconds: float) -> None:
        """Wait for a condition; raises CannotRun when the supervisor failed or the time is over."""
        deadline = time.monotonic() + seconds
        while not reached():
            if self.failed is not None:
                raise self.failed
            if self.ended:
                raise Stopped("Stopped.")
            if time.monotonic() > deadline:
                late = [name for name, one in self.running.items() if one.state != "ready"]
                raise CannotRun(f"Not ready after {seconds:.0f} s: {', '.join(late) or 'nothing in particular'}.")
            time.sleep(TICK_SECONDS / 2)

    def pid(self, name: str) -> int:
        """The process id of a service that runs. Raises CannotRun when it doesn't."""
        process = self.running[name].process
        if process is None:
            raise CannotRun(f"{name} is not running.")
        return process.pid

    def cancel(self) -> None:
        """Start and restart nothing from now on; what waits for readiness ends with Stopped. For signal handlers."""
        self._ending.set()

    def stop(self) -> None:
        """End every service, last started first: SIGTERM, bounded time, SIGKILL, then whatever it left behind."""
        self._ending.set()
        if self._thread.is_alive() and threading.current_thread() is not self._thread:
            self._thread.join()
        with self._lock:
            for one in reversed(self.running.values()):
                if one.state == "ready" and one.service.before_stop is not None:
                    one.service.before_stop()
                self._end(one)
            kill_run(self.run)
            reap_orphans(())

    def _loop(self) -> None:
        while not self._ending.wait(TICK_SECONDS):
            with self._lock:
                try:
                    for one in self.running.values():
                        self._step(one)
                    reap_orphans(one.process.pid for one in self.running.values() if one.process is not None)
                except CannotRun as error:
                    self.failed = error
                    self._ending.set()
                except OSError as error:
                    self.failed = CannotRun(f"The supervisor can't go on: {error}.")
                    self._ending.set()

    def _step(self, one: Running) -> None:
        now = time.monotonic()
        if one.state in ("waiting", "backoff"):
            if now >= one.again_at and all(self.running[name].state == "ready" for name in one.service.after):
                self._spawn(one)
            return
        if one.process is not None and one.process.poll() is not None:
            self._died(one, _how_it_ended(one.process.returncode))
        elif one.state == "starting" and one.service.ready():
            if one.was_ready:
                self._reporter.line(f"  {one.service.title} runs again.")
            else:
                self._reporter.ready(one.service, time.monotonic() - one.since)
            one.was_ready = True
            self._move(one, "ready")  # last: who waits for it goes on from here
        elif one.state == "starting" and now - one.since > one.service.start_seconds:
            self._died(one, f"was not ready after {one.service.start_seconds:.0f} s")

    def _spawn(self, one: Running) -> None:
        service = one.service
        log = self._logs / f"{service.name}.log"
        one.log_start = log.stat().st_size if log.exists() else 0
        env = {**self._env, **service.env, RUN_VARIABLE: self.run, SERVICE_VARIABLE: service.name}
        with log.open("ab") as output:
            try:
                one.process = subprocess.Popen(
                    list(service.argv),
                    env=env,
                    cwd=service.cwd,
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,  # a Ctrl-C in the terminal reaches only the supervisor
                )
            except OSError as error:
                raise CannotRun(f"{service.title} can't be started: {error}.") from error
        one.since = time.monotonic()
        self._move(one, "starting")

    def _died(self, one: Running, reason: str) -> None:
        output = self.output_of(one)
        self._end(one, finally_to="backoff")
        if not one.was_ready:
            raise CannotRun(f"{one.service.title} {reason} (log: {self._logs / one.service.name}.log).", output)
        self._reporter.died(one.service, reason, output)
        now = time.monotonic()
        one.crashes = [when for when in one.crashes if now - when < RESTARTS_WINDOW_SECONDS] + [now]
        if len(one.crashes) > RESTARTS_MAX:
            raise CannotRun(
                f"{one.service.title} died {len(one.crashes)} times in {RESTARTS_WINDOW_SECONDS:.0f} s; giving up "
                f"(log: {self._logs / one.service.name}.log)."
            )
        one.again_at = now + min(BACKOFF_FIRST_SECONDS * 2 ** (len(one.crashes) - 1), BACKOFF_MAX_SECONDS)

    def output_of(self, one: Running) -> str:
        """What the service wrote since it was last started, at most the last 16 KiB, without mere information."""
        log = self._logs / f"{one.service.name}.log"
        with contextlib.suppress(OSError), log.open("rb") as written:
            size = log.stat().st_size
            written.seek(max(one.log_start, size - TAIL_BYTES))
            lines = written.read().decode(errors="replace").splitlines()
            return "\n".join(line for line in lines if not _INFORMATIVE.match(line))
        return ""

    def _end(self, one: Running, finally_to: State = "stopped") -> None:
        process = one.process
        if process is not None:
            if process.poll() is None:
                self._move(one, "stopping")
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process.pid, signal.SIGTERM)
                try:
                    process.wait(one.service.stop_seconds)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # workers that outlived their master would keep the port
            if not one.service.leaves_children:
                kill_run(self.run, one.service.name)
            one.process = None
        self._move(one, finally_to)

    def _move(self, one: Running, state: State) -> None:
        one.state = state
        try:
            self._changed(self)
        except OSError:
            if not self._ending.is_set():  # a full disk ends the run, but must not keep it from ending
                raise


def _how_it_ended(code: int) -> str:
    if code >= 0:
        return f"ended with exit code {code}"
    return f"was killed by {signal.Signals(-code).name}"
