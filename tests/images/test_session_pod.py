"""A session pod's two containers: different users, one folder, nothing else in common."""

import contextlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.images.container import needs_root
from tests.images.session_pod import SessionPod, running_session_pod
from tests.session_pod.agent.harness import until
from tests.session_pod.agent.scripted_model import Answer

AGENT, PROJECT, SHARED = 10001, 10002, 10000


@pytest.fixture(scope="module")
def pod() -> Iterator[SessionPod]:
    """With a session."""
    needs_root()
    with running_session_pod() as pod:
        answer = pod.harness.activate()
        assert answer.json() == {"sha": pod.harness.edge.head, "state": "ready"}, answer.text
        yield pod


def _bash(pod: SessionPod, command: str) -> str:
    """What the model reads of a command that it runs."""
    said = len(pod.harness.edge.model.requests)
    pod.harness.edge.model.plays(Answer("", [("bash", {"command": command})]), Answer("Done."))
    assert pod.harness.turn("Run it", seconds=60)["status"] == "done"
    return str(pod.harness.edge.model.requests[said + 1]["messages"][-1]["content"][0]["content"])


def _as(user: int, *command: str) -> "subprocess.CompletedProcess[str]":
    """On the machine, past every namespace: only the user counts."""
    who = ["setpriv", f"--reuid={user}", f"--regid={SHARED}", "--clear-groups", "--no-new-privs", "--"]
    return subprocess.run([*who, *command], capture_output=True, text=True, timeout=30, check=False)


def _processes(pod: SessionPod, user: int) -> list[psutil.Process]:
    found = []
    for top in (pod.agent_process, pod.project_process):
        for one in psutil.Process(top.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):  # a short one, of git's or a browser's
                found += [one] if one.uids().effective == user else []
    return found


def test_both_containers_run_as_their_own_users_and_can_gain_nothing(pod: SessionPod) -> None:
    assert pod.warm_seconds < 60
    for user in (AGENT, PROJECT):
        processes = _processes(pod, user)
        assert processes
        for process in processes:
            assert set(process.uids()) == {user}
            assert set(process.gids()) == {SHARED}
            lines = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            status = dict(line.split(":\t", 1) for line in lines if ":\t" in line)
            assert status["NoNewPrivs"] == "1"
            assert int(status["CapEff"], 16) == int(status["CapBnd"], 16) == 0


def test_a_turn_changes_files_of_both_users_and_saves_them(pod: SessionPod) -> None:
    by_both = (
        # Modes that shut everybody else out, as mktemp and tar leave them.
        "umask 077 && mkdir -p src/kept && echo 'export const kept = 1;' > src/kept/kept.ts"
        " && cp -p src/kept/kept.ts src/b.ts"
        " && echo '// by the command' >> src/a.ts && sed -i 's/width={1920}/width={1080}/' src/Root.tsx"
    )
    pod.harness.edge.model.plays(
        Answer(
            "",
            [
                ("create", {"path": "src/a.ts", "content": "export const a = 1;\n"}),
                ("create", {"path": "src/gone.ts", "content": "export const gone = 1;\n"}),
                ("bash", {"command": by_both}),
            ],
        ),
        Answer(
            "",
            [
                ("edit", {"path": "src/kept/kept.ts", "oldText": "kept = 1", "newText": "kept = 2"}),
                (
                    "edit",
                    {"path": "src/Root.tsx", "oldText": "durationInFrames={180}", "newText": "durationInFrames={240}"},
                ),
                ("bash", {"command": "rm src/gone.ts"}),
                ("delete", {"path": "src/b.ts"}),
            ],
        ),
        Answer("Done."),
    )
    message = pod.harness.turn("Change everything", seconds=60)
    assert message["status"] == "done", message
    edge = pod.harness.edge
    assert message["checkpointSha"] == edge.head
    assert edge.file("src/kept/kept.ts") == "export const kept = 2;\n"
    assert edge.file("src/a.ts") == "export const a = 1;\n// by the command\n"
    assert edge.file("src/gone.ts") is None
    assert edge.file("src/b.ts") is None
    assert "width={1080}" in str(edge.file("src/Root.tsx"))
    assert "durationInFrames={240}" in str(edge.file("src/Root.tsx"))


def test_a_newer_version_is_checked_out_over_files_of_both_users(pod: SessionPod) -> None:
    assert "exit code 0" in _bash(pod, "mkdir -p src/deep && echo 'export {};' > src/deep/by-command.ts")
    head = pod.harness.edge.commit({"src/deep/by-command.ts": "export const newer = 1;\n", "src/index.css": "a{}\n"})
    pod.harness.hint("/head", {"head": head})
    path = pod.harness.root / "src/deep/by-command.ts"

    def is_newer() -> bool:
        with contextlib.suppress(FileNotFoundError):  # it is taken away before the newer one is written
            return path.read_text() == "export const newer = 1;\n"
        return False

    until("the newer version", is_newer)
    assert "exit code 0" in _bash(pod, "echo '// mine' >> src/deep/by-command.ts")
    assert pod.harness.edge.file("src/deep/by-command.ts") == "export const newer = 1;\n// mine\n"


def test_the_preview_answers_beyond_this_host_and_follows_the_other_users_edits(pod: SessionPod) -> None:
    assert pod.preview("/", address="127.0.0.2").status_code == 403
    answer = pod.preview(f"/?ticket={pod.harness.ticket()}", address="127.0.0.2")
    assert answer.status_code == 302, answer.text
    cookie = answer.headers["set-cookie"].split(";")[0].split("=", 1)[1]
    video = pod.harness.root / "src/watched.ts"
    assert _as(AGENT, "sh", "-c", f"umask 002; echo 'export const seen = 1;' > {video}").returncode == 0
    url = "/@fs/srv/pod/project/src/watched.ts"
    assert "seen = 1" in pod.preview(url, cookie, "127.0.0.2").text
    assert _as(AGENT, "sh", "-c", f"echo 'export const seen = 2;' > {video}").returncode == 0
    until("Vite to see the edit", lambda: "seen = 2" in pod.preview(url, cookie, "127.0.0.2").text)


def test_neither_user_reads_what_is_the_others_alone(pod: SessionPod) -> None:
    agent_git = pod.volumes["agent"] / "repo.git"
    seen = _bash(pod, "cat /var/lib/agent/repo.git/HEAD; cat /proc/[0-9]*/environ | tr '\\0' '\\n'; env; ls /tmp")
    assert "No such file" in seen
    assert "STORYDREAM_GIT_DIR" not in seen
    assert "STORYDREAM_POD_UID" not in seen
    assert (agent_git / "HEAD").exists()
    for user, other in ((PROJECT, AGENT), (AGENT, PROJECT)):
        for process in _processes(pod, other):
            for secret in ("environ", "mem", "root/"):
                read = _as(user, "head", "-c", "1", f"/proc/{process.pid}/{secret}")
                assert read.returncode != 0, (user, secret)
                assert "denied" in read.stderr or not process.is_running(), read.stderr


def test_nothing_of_the_image_can_be_written_by_a_command(pod: SessionPod) -> None:
    seen = _bash(pod, "touch /app/x /app/session_pod/image/x /usr/x /x; echo it is $(id -u)")
    assert seen.count("touch: cannot touch") == 4, seen
    assert seen.count("Read-only file system") >= 3, seen  # /app is the checkout, which may lie in a folder of root's
    assert f"it is {PROJECT}" in seen


def test_what_both_users_made_is_saved_for_a_release(pod: SessionPod) -> None:
    assert (pod.harness.root / "src/kept/kept.ts").exists()
    assert pod.harness.save() == {"sha": pod.harness.edge.head, "saved": True}


def test_an_agent_that_is_started_again_in_its_pod_becomes_ready(pod: SessionPod) -> None:
    pod.start_agent_again()
    pod.wait_until_ready()
    assert pod.harness.http.get("/healthz").json()["state"] == "warm"
