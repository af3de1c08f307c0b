"""Runs one command of the agent's: bounded in time, output, processes and files, and wholly gone afterwards."""

import contextlib
import os
import secrets
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue

from common.errors import RateLimited
from session_pod.runner.bounds import measure
from session_pod.runner.sandbox import Sandbox

MAX_AT_ONCE = 4
WATCH_SECONDS = 0.05
MEASURE_SECONDS = 0.5
FLOOD_BYTES = 32 * 1024 * 1024  # a command that writes this much is not going to stop
TIMED_OUT = 124  # as timeout(1)
SWEEPS = 20
MARK = "STORYDREAM_COMMAND"


@dataclass(frozen=True)
class Outcome:
    """`output` is stdout and stderr as they came, its middle left out when `truncated`; at its end why it was ended,
    when that was for what it did."""

    exit_code: int
    output: str
    truncated: bool
    timed_out: bool
    ms: int


@dataclass(frozen=True)
class Command:
    """`cwd` is relative to the project; `kill_key` lets someone else end it with `Commands.kill`. Without `writes` it
    can't change the project, where there is a sandbox."""

    argv: list[str]
    cwd: str = "."
    timeout_seconds: float = 30
    max_output_bytes: int = 32_768
    stdin: str = ""
    kill_key: str = ""
    writes: bool = True


@dataclass(frozen=True)
class _Started:
    process: subprocess.Popen[bytes]
    mark: str


class Commands:
    """The commands that run now; at most MAX_AT_ONCE. `after` is called when one has ended, before that is told."""

    def __init__(self, sandbox: Sandbox, max_processes: int, after: Callable[[], None]) -> None:
        self._sandbox = sandbox
        self._after = after
        self._max_processes = max_processes
        self._free = threading.BoundedSemaphore(MAX_AT_ONCE)
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._spare: _Spare | None = None

    def keep_ready(self, command: Command) -> None:
        """Keep a process of this command started: it does nothing before it has read its input, and is used once."""
        if self._spare is None:
            self._spare = _Spare(command.argv, lambda: self._start(command, "."))

    def close(self) -> None:
        """End what is kept ready."""
        if self._spare is not None:
            self._spare.close()

    def run(self, command: Command) -> Outcome:
        """Run to its end or its limit. Raises Invalid (a bad cwd) and RateLimited."""
        cwd = self._sandbox.relative_cwd(command.cwd)
        if not self._free.acquire(timeout=command.timeout_seconds):
            raise RateLimited("Too many commands are running.", retryAfter=1)
        try:
            return self._run(command, cwd)
        finally:
            self._free.release()

    def kill(self, key: str) -> bool:
        """End the command started with this `kill_key`; False when there is none."""
        process = self._running.get(key)
        if process is None:
            return False
        _kill_group(process)
        return True

    def _run(self, command: Command, cwd: str) -> Outcome:
        started = time.monotonic()
        ready = self._spare.take(command.argv) if self._spare is not None and not command.kill_key else None
        started_process = ready or self._start(command, cwd)
        process, mark = started_process.process, started_process.mark
        key = command.kill_key or mark
        self._running[key] = process
        output = _Output(process, command.max_output_bytes)
        watch = _Watch(self._sandbox, process, output, self._max_processes)
        feeder = threading.Thread(target=_feed, args=(process, command.stdin.encode()), daemon=True)
        feeder.start()
        try:
            timed_out = watch.until(started + command.timeout_seconds)
        finally:
            del self._running[key]
            _kill_group(process)
            if self._sandbox.isolation == "none":
                _kill_marked(mark)
            process.wait()
            output.close()
            watch.tidy()
            self._after()
        code = process.returncode
        return Outcome(
            exit_code=TIMED_OUT if timed_out else code if code >= 0 else 128 - code,
            output=output.text() + watch.told(),
            truncated=output.truncated,
            timed_out=timed_out,
            ms=round((time.monotonic() - started) * 1000),
        )

    def _start(self, command: Command, cwd: str) -> _Started:
        mark = secrets.token_hex(8)
        cpu_seconds = int(command.timeout_seconds) + 1
        process = subprocess.Popen(
            self._sandbox.wrap(command.argv, cwd, cpu_seconds=cpu_seconds, writes=command.writes),
            cwd=self._sandbox.host_cwd(cwd),
            env=self._sandbox.environment() | {MARK: mark},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        return _Started(process, mark)


class _Spare:
    """One process started ahead. A thread of its own starts it: bubblewrap ends with the thread that began it."""

    def __init__(self, argv: list[str], start: Callable[[], _Started]) -> None:
        self._argv = argv
        self._start = start
        self._wanted = threading.Event()
        self._ready: SimpleQueue[_Started] = SimpleQueue()
        self._closed = False
        self._wanted.set()
        threading.Thread(target=self._keep, name="spare", daemon=True).start()

    def take(self, argv: list[str]) -> _Started | None:
        """The one that is ready for this command, if there is one; the next is then started."""
        if argv != self._argv:
            return None
        with contextlib.suppress(Empty):
            started = self._ready.get_nowait()
            self._wanted.set()
            if started.process.poll() is None:
                return started
        return None

    def close(self) -> None:
        self._closed = True
        self._wanted.set()
        with contextlib.suppress(Empty):
            _kill_group(self._ready.get_nowait().process)

    def _keep(self) -> None:
        while self._wanted.wait() and not self._closed:
            self._wanted.clear()
            self._ready.put(self._start())


class _Watch:
    """Ends a command that floods: its time, its output, its processes, the project's folder."""

    def __init__(
        self, sandbox: Sandbox, process: subprocess.Popen[bytes], output: "_Output", max_processes: int
    ) -> None:
        self._sandbox = sandbox
        self._process = process
        self._output = output
        self._max_processes = max_processes
        self._before = measure(sandbox.host_project, sandbox.bounds)
        self._measured = time.monotonic()
        self._problem: str | None = None

    def until(self, deadline: float) -> bool:
        """Wait for the end; True when time ran out."""
        while True:
            try:
                self._process.wait(min(WATCH_SECONDS, max(0.0, deadline - time.monotonic())))
            except subprocess.TimeoutExpired:
                if time.monotonic() >= deadline:
                    return True
                self._problem = self._problem or self._flood()
                if self._problem is not None:
                    _kill_group(self._process)
            else:
                return False

    def tidy(self) -> None:
        """After the end: leave a folder that can be worked with."""
        found = measure(self._sandbox.host_project, self._sandbox.bounds, tidy=True)
        self._problem = self._problem or found.problem(self._before)

    def told(self) -> str:
        return f"\n(ended: {self._problem})" if self._problem else ""

    def _flood(self) -> str | None:
        """RLIMIT_NPROC does not bind when the host user is root (the kernel exempts it): processes are counted too."""
        if self._output.written > FLOOD_BYTES:
            return f"more than {FLOOD_BYTES // 1024 // 1024} MiB of output"
        if self._processes(self._process.pid) > self._max_processes:
            return f"more than {self._max_processes} processes"
        if time.monotonic() - self._measured < MEASURE_SECONDS:
            return None
        found = measure(self._sandbox.host_project, self._sandbox.bounds)
        self._measured = time.monotonic()
        return found.problem(self._before)

    def _processes(self, pid: int) -> int:
        # A fork bomb's processes lose their parents: in a pid namespace they pass to its first process, a descendant of
        # ours, and on the plain host to the host's, so there they are told by their session.
        return _descendants(pid, self._max_processes) if self._sandbox.isolation == "full" else _in_session(pid)


class _Output:
    """Reads a pipe to its end and keeps the first and the last part of it."""

    def __init__(self, process: subprocess.Popen[bytes], limit: int) -> None:
        assert process.stdout is not None  # noqa: S101 - PIPE was asked for
        self._pipe = process.stdout
        self._head_limit = limit * 3 // 4
        self._tail_limit = limit - self._head_limit
        self._head = bytearray()
        self._tail = bytearray()
        self.written = 0
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    @property
    def truncated(self) -> bool:
        return self.written > self._head_limit + self._tail_limit

    def text(self) -> str:
        if not self.truncated:
            return bytes(self._head + self._tail).decode("utf-8", "replace")
        left_out = self.written - len(self._head) - len(self._tail)
        middle = f"\n… {left_out} bytes left out …\n"
        return self._head.decode("utf-8", "ignore") + middle + self._tail.decode("utf-8", "ignore")

    def close(self) -> None:
        self._thread.join(timeout=1)  # all writers are dead; what is in the pipe is read at once
        with contextlib.suppress(OSError):
            self._pipe.close()

    def _read(self) -> None:
        with contextlib.suppress(OSError, ValueError):
            while chunk := os.read(self._pipe.fileno(), 65_536):
                self.written += len(chunk)
                room = self._head_limit - len(self._head)
                self._head += chunk[:room]
                self._tail += chunk[room:]
                del self._tail[: max(0, len(self._tail) - self._tail_limit)]


def _feed(process: subprocess.Popen[bytes], data: bytes) -> None:
    assert process.stdin is not None  # noqa: S101 - PIPE was asked for
    with contextlib.suppress(OSError), process.stdin:
        process.stdin.write(data)


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    # The group's id stays ours until the process is waited for; bubblewrap's death takes its whole pid namespace along.
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _kill_marked(mark: str) -> None:
    """Without namespaces: end what left the process group, told by the mark in its environment; again if it forks."""
    wanted = f"{MARK}={mark}".encode()
    for _round in range(SWEEPS):
        marked = [process for process in Path("/proc").glob("[0-9]*") if wanted in _environment_of(process)]
        if not marked:
            return
        for process in marked:
            with contextlib.suppress(OSError):
                os.kill(int(process.name), signal.SIGKILL)


def _environment_of(process: Path) -> list[bytes]:
    try:
        return (process / "environ").read_bytes().split(b"\0")
    except OSError:
        return []  # it has ended, or is someone else's


def _descendants(pid: int, enough: int) -> int:
    """How many processes descend from `pid`, counting no further than just past `enough`."""
    count = 0
    waiting = [pid]
    while waiting and count <= enough:
        count += 1
        waiting.extend(_children(waiting.pop()))
    return count


def _children(pid: int) -> list[int]:
    found: list[int] = []
    with contextlib.suppress(OSError):  # it may end while it is looked at
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            found += map(int, children.read_text().split())
    return found


def _in_session(session: int) -> int:
    count = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError):
            # "pid (name) state parent group session …", where the name may hold anything
            count += int(stat.read_text().rpartition(") ")[2].split()[3]) == session
    return count
