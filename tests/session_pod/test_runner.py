"""The `project` process: its command runner and how it keeps Vite running."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from session_pod.runner.kept import Kept
from tests.servers import free_port
from tests.session_pod.pod import Pod, running_pod, wait_for

needs_bubblewrap = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")


def test_health_says_that_vite_is_up_and_how_commands_are_isolated(pod: Pod) -> None:
    health = pod.runner("GET", "/healthz").json()
    assert health["viteUp"] is True
    assert health["isolation"] == ("full" if shutil.which("bwrap") else "none")
    os.kill(health["vitePid"], 0)


def test_a_command_runs_in_the_project_and_may_change_it(pod: Pod, project: Path) -> None:
    done = pod.shell("pwd; echo hello > note.txt; cat src/index.ts | head -1; exit 3")
    assert (project / "note.txt").read_text() == "hello\n"
    assert "import { registerRoot }" in done["output"]
    assert (done["exitCode"], done["timedOut"], done["truncated"]) == (3, False, False)


def test_a_command_may_be_given_as_argv_with_input_and_a_folder(pod: Pod) -> None:
    answer = pod.runner("POST", "/exec", {"argv": ["sh", "-c", "pwd; cat"], "cwd": "src", "stdin": "typed"})
    output = answer.json()["output"]
    assert output.endswith("typed")
    assert output.splitlines()[0].endswith("/project/src")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ({}, "argv or shell"),
        ({"shell": "true", "argv": ["true"]}, "argv or shell"),
        ({"shell": "true", "cwd": "../.."}, "inside the project"),
        ({"shell": "true", "cwd": "/"}, "inside the project"),
        ({"shell": "true", "cwd": "nowhere"}, "not a folder"),
        ({"shell": "true", "timeoutSeconds": 121}, "timeoutSeconds"),
        ({"shell": "true", "maxOutputBytes": 65537}, "maxOutputBytes"),
        ({"shell": "true", "surprise": 1}, "surprise"),
    ],
)
def test_a_bad_request_is_a_problem_that_names_what_is_wrong(pod: Pod, body: dict[str, object], named: str) -> None:
    answer = pod.runner("POST", "/exec", body)
    assert answer.status_code == 422
    assert named in answer.json()["detail"]


@needs_bubblewrap
def test_a_command_sees_nothing_of_the_host_and_no_secret(pod: Pod) -> None:
    seen = pod.shell(
        "ls /; ls / /home /root /work /srv/pod 2>&1; env; ls -a /tmp; cat /etc/shadow /proc/1/environ 2>&1"
    )
    assert "STORYDREAM_EDGE_PUBLIC_KEY" not in seen["output"]
    assert "vite-cache" not in seen["output"]
    for hidden in ("/home", "/root", "/work", "/etc/shadow"):
        assert f"{hidden}: No such file" in seen["output"] or f"'{hidden}': No such file" in seen["output"]


@needs_bubblewrap
def test_a_command_has_no_network(pod: Pod) -> None:
    fetch = (
        f"fetch('http://127.0.0.1:{pod.preview_port}/').then(() => console.log('reached'), () => console.log('shut'))"
    )
    assert pod.runner("POST", "/exec", {"argv": ["node", "-e", fetch]}).json()["output"] == "shut\n"


@needs_bubblewrap
def test_a_command_can_read_but_not_change_git(pod: Pod, project: Path) -> None:
    git = ["git", "-c", "safe.directory=*", "-C", str(project)]
    try:
        subprocess.run([*git, "init", "-q"], check=True)
        done = pod.shell(
            "cat .git/HEAD && (echo x > .git/HEAD; rm -rf .git; mv .git elsewhere; touch .git/hooks/x) 2>&1"
        )
        assert done["output"].startswith("ref: ")
        assert (project / ".git/HEAD").read_text().startswith("ref: ")
        assert not (project / ".git/hooks/x").exists()
    finally:
        shutil.rmtree(project / ".git")


@needs_bubblewrap
def test_a_command_cannot_change_the_platforms_files(pod: Pod) -> None:
    done = pod.shell("touch /srv/pod/x /srv/pod/node_modules/x /srv/pod/platform/x; echo > /srv/pod/checks/render.mjs")
    assert done["exitCode"] != 0
    assert done["output"].lower().count("read-only") == 4


def test_a_command_that_takes_too_long_is_ended_with_all_it_started(pod: Pod) -> None:
    started = time.monotonic()
    done = pod.shell("sleep 4711 & setsid sleep 4711 & sleep 4711", timeoutSeconds=0.5)
    assert (done["timedOut"], done["exitCode"]) == (True, 124)
    assert time.monotonic() - started < 40
    wait_for(lambda: not _running("sleep 4711"), "the sleeps to end")


def test_what_a_command_leaves_in_the_background_ends_with_it(pod: Pod) -> None:
    done = pod.shell("(setsid sleep 4712 >/dev/null 2>&1 &); sleep 4712 & echo started")
    assert (done["output"], done["timedOut"]) == ("started\n", False)
    wait_for(lambda: not _running("sleep 4712"), "the sleeps to end")


def test_endless_output_is_cut_in_the_middle_and_ended(pod: Pod) -> None:
    done = pod.shell("echo first; yes", timeoutSeconds=20, maxOutputBytes=1000)
    assert done["truncated"] is True
    assert done["output"].startswith("first\n")
    assert "bytes left out" in done["output"]
    assert len(done["output"].encode()) < 1100
    assert done["exitCode"] == 137


@needs_bubblewrap
def test_a_fork_bomb_is_ended(pod: Pod) -> None:
    # One that would end by itself at 512: this machine is not only for it.
    bomb = "b() { if [ $1 -gt 0 ]; then b $(($1 - 1)) & b $(($1 - 1)) & fi; sleep 30; }; b 8"
    done = pod.runner("POST", "/exec", {"argv": ["bash", "-c", bomb], "timeoutSeconds": 15}).json()
    assert (done["exitCode"], done["timedOut"]) == (137, False)
    assert done["output"].endswith("(ended: more than 128 processes)")
    assert pod.shell("echo well")["output"] == "well\n"


def test_a_huge_file_and_a_huge_allocation_are_refused(pod: Pod, project: Path) -> None:
    done = pod.shell("head -c 300M /dev/zero > big; stat -c %s big; rm -f big")
    assert f"{256 * 1024 * 1024}\n" in done["output"]
    greedy = {"argv": ["node", "-e", "Buffer.alloc(3 * 2 ** 30, 1); console.log('had it')"]}
    assert "had it" not in pod.runner("POST", "/exec", greedy).json()["output"]


def test_a_running_command_can_be_killed_by_its_key(pod: Pod) -> None:
    answers: list[dict[str, object]] = []
    thread = threading.Thread(target=lambda: answers.append(pod.shell("sleep 60", killKey="turn-1", timeoutSeconds=60)))
    thread.start()
    wait_for(lambda: pod.runner("POST", "/kill", {"killKey": "turn-1"}).status_code == 200, "the command to be there")
    thread.join(40)
    assert answers[0]["exitCode"] == 137
    assert pod.runner("POST", "/kill", {"killKey": "turn-1"}).status_code == 404


def test_the_sockets_are_for_this_user_and_group_only(pod: Pod) -> None:
    for name in ("runner.sock", "control.sock"):
        assert (pod.folder / "run" / name).stat().st_mode & 0o777 == 0o660


def test_vite_uses_the_pre_bundle_as_it_is(pod: Pod) -> None:
    ours, baked = pod.folder / "vite-cache/deps/_metadata.json", pod.folder / "node_modules/.vite/deps/_metadata.json"
    assert ours.read_bytes() == baked.read_bytes()


def test_vite_is_started_again_when_it_dies_and_knows_its_session(pod: Pod) -> None:
    pod.arm()
    before = pod.runner("GET", "/healthz").json()["vitePid"]
    os.kill(before, signal.SIGKILL)

    def up_again() -> bool:
        health = pod.runner("GET", "/healthz").json()
        return bool(health["viteUp"]) and health["vitePid"] != before

    wait_for(up_again, "Vite to come back")
    assert pod.control("GET", "/healthz").json()["armed"] is True
    assert pod.get("/", cookie=pod.cookie()).status_code == 200


def test_vite_restarts_when_asked(pod: Pod) -> None:
    before = pod.runner("GET", "/healthz").json()["vitePid"]
    answer = pod.runner("POST", "/vite/restart")
    assert answer.status_code == 200
    assert answer.json()["vitePid"] != before
    assert pod.get("/").status_code == 403


class Lingering(Kept):
    """A process behind another one, as in bubblewrap, that answers for a moment longer than that lives, and tells whose
    it is."""

    def __init__(self, folder: Path) -> None:
        super().__init__("A lingering server", folder)
        self._port = free_port()

    def whose(self) -> int:
        with socket.create_connection(("127.0.0.1", self._port), 5) as connection:
            return int(connection.recv(100))

    def _listens(self) -> bool:
        try:
            return self.whose() > 0
        except OSError:
            return False

    def _argv(self) -> list[str]:
        inner = [sys.executable, "-S", "-c", LINGERING, str(self._port)]
        return [sys.executable, "-S", "-c", f"import subprocess; subprocess.run({inner!r}, start_new_session=True)"]

    def _environment(self) -> dict[str, str]:
        return {}


LINGERING = """
import os, socket, sys, time
parent, lingers_until = os.getppid(), None
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", int(sys.argv[1])))
server.listen()
server.settimeout(0.05)
while lingers_until is None or time.monotonic() < lingers_until:
    if os.getppid() != parent and lingers_until is None:
        lingers_until = time.monotonic() + 0.7
    try:
        connection, _ = server.accept()
    except TimeoutError:
        continue
    connection.sendall(str(parent).encode())
    connection.close()
"""


def test_what_is_left_of_a_process_is_not_taken_for_the_next_one(tmp_path: Path) -> None:
    """Fails when the next one is started, or asked, while what ran in the old one's sandbox still has the port."""
    kept = Lingering(tmp_path)
    kept.start()
    try:
        wait_for(kept.is_up, "the first one", 30)
        for _ in range(3):
            before = kept.pid
            assert kept.restart()
            assert kept.whose() == kept.pid != before
    finally:
        kept.stop()
        wait_for(lambda: not kept._listens(), "the last one to end", 30)


def test_nothing_is_left_when_the_runner_ends_even_by_force(tmp_path: Path) -> None:
    with running_pod(tmp_path / "pod", "http://localhost:1") as pod:
        vite = pod.runner("GET", "/healthz").json()["vitePid"]
        pod.process.kill()
        pod.process.wait()
        wait_for(lambda: not _alive(vite), "Vite to end with its runner")
        wait_for(lambda: not _running(f"STORYDREAM_PREVIEW_PORT={pod.preview_port}"), "all of it to end")


def test_without_a_sandbox_commands_still_run_bounded_and_it_is_said(tmp_path: Path) -> None:
    with running_pod(tmp_path / "pod", "http://localhost:1", STORYDREAM_SANDBOX="false") as pod:
        assert pod.runner("GET", "/healthz").json()["isolation"] == "none"
        assert pod.shell("echo $STORYDREAM_EDGE_PUBLIC_KEY")["output"] == "\n"
        assert pod.shell("setsid sleep 4713 & sleep 4713", timeoutSeconds=0.5)["timedOut"] is True
        wait_for(lambda: not _running("sleep 4713"), "the sleeps to end")
        assert pod.control("POST", "/check", {"kinds": ["types", "frames"]}).json()["findings"] == []


def test_a_missing_setting_is_named() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "session_pod.runner"], env={}, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 2
    assert "STORYDREAM_POD_DIR" in done.stderr


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _running(words: str) -> bool:
    """Whether a process was started with these words as its command, or has them in its environment."""
    wanted = words.replace(" ", "\0").encode()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if wanted in (process / "cmdline").read_bytes() + b"\0" + (process / "environ").read_bytes():
                return process.name != str(os.getpid())
        except OSError:
            continue
    return False
