"""The supervisor on real processes: order, crashes, culprits, and nothing left behind."""

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from common.ports import is_free
from local.errors import CannotRun, Stopped
from local.ports import choose
from local.processes import of_run
from local.service import Service
from local.supervisor import RESTARTS_MAX, Supervisor
from tests.local.supervised import LISTEN_AND_LEAVE, Notes, listening

ROOT = Path(__file__).parents[2]
Start = Callable[..., Supervisor]


@pytest.fixture
def ports(tmp_path: Path) -> dict[str, int]:
    return choose(("one", "two"), tmp_path / "ports.json")


@pytest.fixture
def notes() -> Notes:
    return Notes()


@pytest.fixture
def start(tmp_path: Path, notes: Notes) -> Iterator[Start]:
    started: list[Supervisor] = []

    def begin(*services: Service) -> Supervisor:
        supervisor = Supervisor(secrets.token_hex(8), services, dict(os.environ), tmp_path, notes, lambda _: None)
        started.append(supervisor)
        supervisor.start()
        return supervisor

    yield begin
    for supervisor in started:
        supervisor.stop()
        assert of_run(supervisor.run) == []


def ready(supervisor: Supervisor) -> None:
    supervisor.wait_until(lambda: supervisor.all_ready, 30)


def left_child(logs: Path, name: str) -> psutil.Process:
    line = next(line for line in (logs / f"{name}.log").read_text().splitlines() if line.startswith("left "))
    return psutil.Process(int(line.split()[1]))


def gone(process: psutil.Process, seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    with contextlib.suppress(psutil.NoSuchProcess):  # between the two questions
        while process.is_running() and process.status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > deadline:
                return False
            time.sleep(0.05)
    return True


def test_a_service_starts_once_those_it_needs_are_ready(start: Start, notes: Notes, ports: dict[str, int]) -> None:
    supervisor = start(listening("two", ports["two"], "one"), listening("one", ports["one"]))
    ready(supervisor)
    assert notes.readied == ["one", "two"]
    supervisor.stop()
    assert all(is_free(port) for port in ports.values())


def test_readiness_has_been_told_before_anybody_goes_on_from_it(
    start: Start, notes: Notes, ports: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    told = notes.ready

    def slowly(service: Service, seconds: float) -> None:
        time.sleep(0.3)
        told(service, seconds)

    monkeypatch.setattr(notes, "ready", slowly)
    ready(start(listening("one", ports["one"])))
    assert notes.readied == ["one"]


def test_a_crashed_service_runs_again_and_the_others_never_stopped(
    start: Start, notes: Notes, ports: dict[str, int]
) -> None:
    supervisor = start(listening("one", ports["one"]), listening("two", ports["two"], "one"))
    ready(supervisor)
    one, two = supervisor.pid("one"), supervisor.pid("two")
    os.kill(one, signal.SIGKILL)
    supervisor.wait_until(lambda: bool(notes.deaths) and supervisor.all_ready, 30)
    assert supervisor.pid("one") != one
    assert supervisor.pid("two") == two
    assert notes.deaths[0][:2] == ("one", "was killed by SIGKILL")


def test_a_service_that_keeps_crashing_ends_the_run_and_is_named(start: Start, ports: dict[str, int]) -> None:
    supervisor = start(listening("one", ports["one"]))
    one = supervisor.running["one"]
    for _ in range(RESTARTS_MAX):
        ready(supervisor)
        os.kill(supervisor.pid("one"), signal.SIGKILL)
        supervisor.wait_until(lambda: one.state != "ready", 30)
        one.again_at = 0  # the growing pauses would make this test slow
    ready(supervisor)
    os.kill(supervisor.pid("one"), signal.SIGKILL)
    with pytest.raises(CannotRun, match=f"One died {RESTARTS_MAX + 1} times"):
        supervisor.wait_until(lambda: False, 40)


def test_a_service_that_never_gets_ready_is_named_with_all_that_it_wrote(start: Start, ports: dict[str, int]) -> None:
    code = "print('no such setting: COLOUR'); raise SystemExit(3)"
    supervisor = start(listening("one", ports["one"], code=code))
    with pytest.raises(CannotRun, match="One ended with exit code 3") as caught:
        ready(supervisor)
    assert "no such setting: COLOUR" in caught.value.output


def test_a_program_that_is_not_there_is_one_clear_line(start: Start, ports: dict[str, int]) -> None:
    supervisor = start(Service("one", "One", ["/nonexistent/program"], ports["one"], lambda: True))
    with pytest.raises(CannotRun, match="One can't be started"):
        ready(supervisor)


def test_a_disk_that_takes_no_more_ends_the_run_with_one_line(tmp_path: Path, ports: dict[str, int]) -> None:
    def full(_: Supervisor) -> None:
        raise OSError(28, "No space left on device")

    supervisor = Supervisor("a" * 16, [listening("one", ports["one"])], dict(os.environ), tmp_path, Notes(), full)
    supervisor.start()
    with pytest.raises(CannotRun, match="No space left on device"):
        ready(supervisor)
    supervisor.stop()
    assert of_run("a" * 16) == []


def test_what_a_service_left_behind_dies_with_the_service(start: Start, tmp_path: Path, ports: dict[str, int]) -> None:
    supervisor = start(listening("one", ports["one"], code=LISTEN_AND_LEAVE))
    ready(supervisor)
    child = left_child(tmp_path, "one")
    supervisor.stop()
    assert gone(child)


def test_children_that_may_outlive_a_crash_do_and_end_with_the_run(
    start: Start, notes: Notes, tmp_path: Path, ports: dict[str, int]
) -> None:
    supervisor = start(listening("one", ports["one"], code=LISTEN_AND_LEAVE, leaves_children=True))
    ready(supervisor)
    child, pid = left_child(tmp_path, "one"), supervisor.pid("one")
    os.kill(pid, signal.SIGKILL)
    supervisor.wait_until(lambda: bool(notes.deaths) and supervisor.all_ready, 30)
    assert supervisor.pid("one") != pid
    assert not gone(child, 0.1)
    supervisor.stop()
    assert gone(child)


def test_giving_up_the_start_ends_the_wait_at_once(start: Start, ports: dict[str, int]) -> None:
    supervisor = start(listening("one", ports["one"], code="import time; time.sleep(600)"))
    supervisor.cancel()
    with pytest.raises(Stopped):
        ready(supervisor)


def test_killing_the_supervisor_leaves_no_process_and_no_port(tmp_path: Path, ports: dict[str, int]) -> None:
    run = secrets.token_hex(8)
    command = [sys.executable, "-m", "tests.local.supervised", run, str(tmp_path), str(ports["one"]), str(ports["two"])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=ROOT, text=True) as supervising:
        assert supervising.stdout is not None
        watchdog = psutil.Process(int(supervising.stdout.readline().split()[1]))
        assert len(of_run(run)) >= 3
        supervising.kill()
    deadline = time.monotonic() + 40
    while (of_run(run) or not all(is_free(port) for port in ports.values())) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert of_run(run) == []
    assert all(is_free(port) for port in ports.values())
    assert gone(watchdog)
