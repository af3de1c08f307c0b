"""The agent as a process of its own: how it starts, ends, and what it weighs."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import psutil
import pygit2

from common.ids import new_id
from common.rescue_envelope import RescueEnvelope
from common.tokens import PodClaims
from tests.session_pod.agent.harness import POD_UID, Harness, running_harness, until
from tests.session_pod.agent.scripted_model import Answer

EDIT = ("edit", {"path": "src/MyVideo.tsx", "oldText": "Slow Coast", "newText": "Fast Coast"})
LONG = Answer("Speaking on and on for a good while " * 60, pause=0.1)
IDLE_MB_MAX = 130  # PSS; 105 measured, 50 of them the anthropic SDK's types


@contextmanager
def agent_process(harness: Harness, **environment: str) -> Iterator["subprocess.Popen[bytes]"]:
    settings = harness.settings
    with (harness.pod_dir / "agent.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "session_pod.agent"],
            env={
                "PATH": os.environ["PATH"],
                "STORYDREAM_POD_UID": POD_UID,
                "STORYDREAM_POD_DIR": str(settings.pod_dir),
                "STORYDREAM_AGENT_PORT": str(settings.agent_port),
                "STORYDREAM_RUNNER_SOCKET": str(settings.runner_socket),
                "STORYDREAM_CONTROL_SOCKET": str(settings.control_socket),
                "STORYDREAM_EDGE_PUBLIC_KEY": settings.edge_public_key,
                "STORYDREAM_POOL_MANAGER_PUBLIC_KEY": settings.pool_manager_public_key,
                "STORYDREAM_HEARTBEAT_IDLE_SECONDS": "0.5",
                "STORYDREAM_HEARTBEAT_BUSY_SECONDS": "0.5",
                **environment,
            },
            stdout=log,
            stderr=log,
        )
        try:
            until("the agent", lambda: _warm(harness), 120)
            yield process
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()


def _warm(harness: Harness) -> bool:
    try:
        return bool(harness.http.get("/healthz").json()["state"] == "warm")
    except httpx.TransportError:
        return False


def _in_mid_turn(harness: Harness) -> str:
    assert harness.activate().status_code == 200
    harness.edge.model.plays(Answer("", [EDIT]), LONG)
    message_id = harness.edge.say("Make it fast")
    harness.hint("/turns")
    until("the edit", lambda: "Fast" in (harness.root / "src/MyVideo.tsx").read_text())
    until("the words", lambda: harness.edge.answers() and harness.edge.answers()[0].content)
    return message_id


def _in_mid_turn_with_a_rescue_url(harness: Harness) -> str:
    harness.edge.rescue_url = f"{harness.edge.url}/rescue-url/last"
    message_id = _in_mid_turn(harness)
    until("a heartbeat", lambda: len(harness.edge.heartbeats) >= 2)
    return message_id


def test_sigterm_in_mid_turn_saves_what_is_there_and_ends() -> None:
    with running_harness(start=False) as harness, agent_process(harness) as process:
        message_id = _in_mid_turn(harness)
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        assert process.wait(40) == 0
        assert time.monotonic() - started < 20
        assert "Fast" in str(harness.edge.file("src/MyVideo.tsx"))
        assert harness.edge.messages[message_id].status == "stopped"
        assert harness.edge.messages[message_id].checkpoint_sha == harness.edge.head


def test_sigterm_while_the_edge_is_down_leaves_work_and_words_at_the_rescue_url() -> None:
    with running_harness(start=False) as harness, agent_process(harness) as process:
        message_id = _in_mid_turn_with_a_rescue_url(harness)
        harness.edge.fail("POST", "/pod/v1/checkpoints", times=1000)
        harness.edge.fail("PUT", "/pod/v1/", times=1000)
        process.send_signal(signal.SIGTERM)
        process.wait(40)
        envelope = RescueEnvelope.parse(harness.edge.rescued["last"])
        line = envelope.line
        assert (line.epoch, line.session_id) == (1, harness.claims.session_id)
        assert line.head is not None
        kept = harness.edge.rescued_commit(envelope.pack, line.head)
        assert b"Fast" in kept.tree["src/MyVideo.tsx"].peel(pygit2.Blob).data
        assert str(kept.parent_ids[0]) == harness.edge.head == line.base
        said, asked = line.messages
        assert (said.role, said.status) == ("assistant", "stopped")
        assert str(said.content).startswith("Speaking on and on")
        assert [action.file_path for action in said.actions] == ["src/MyVideo.tsx"]
        assert (asked.id, asked.role, asked.status, asked.turn_id) == (message_id, None, "stopped", said.turn_id)


def test_sigterm_while_the_edge_says_nothing_at_all_still_leaves_both_behind() -> None:
    with running_harness(start=False) as harness, agent_process(harness) as process:
        message_id = _in_mid_turn_with_a_rescue_url(harness)
        harness.edge.silent.clear()
        started = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(40)
        assert time.monotonic() - started < 20
        harness.edge.silent.set()
        envelope = RescueEnvelope.parse(harness.edge.rescued["last"])
        assert envelope.line.head is not None
        assert [end.status for end in envelope.line.messages] == ["stopped", "stopped"]
        assert envelope.line.messages[1].id == message_id
        assert envelope.line.messages[1].error == "The workspace was closed before I had finished."


def test_sigterm_with_everything_saved_but_the_words_leaves_only_these() -> None:
    with running_harness(start=False) as harness, agent_process(harness) as process:
        message_id = _in_mid_turn_with_a_rescue_url(harness)
        harness.edge.fail("PUT", "/pod/v1/messages/", times=1000)
        process.send_signal(signal.SIGTERM)
        process.wait(40)
        assert "Fast" in str(harness.edge.file("src/MyVideo.tsx"))
        envelope = RescueEnvelope.parse(harness.edge.rescued["last"])
        assert (envelope.line.head, envelope.pack) == (None, b"")
        asked = envelope.line.messages[1]
        assert (asked.id, asked.checkpoint_sha) == (message_id, harness.edge.head)


def test_kill_9_in_mid_turn_loses_no_acknowledged_checkpoint_and_the_next_pod_goes_on() -> None:
    with running_harness(start=False) as harness:
        with agent_process(harness) as process:
            message_id = _in_mid_turn(harness)
            process.kill()
            process.wait()
        assert harness.edge.messages[message_id].status == "running"
        head, dead = harness.edge.head, harness.activation_body()
        shutil.rmtree(harness.pod_dir / "repo.git")  # another pod has its own
        harness.claims = PodClaims(harness.claims.project_id, new_id(), 2)
        harness.edge.epoch = 2
        with ExitStack() as stack:
            harness.start(stack)
            assert harness.activate().json()["sha"] == head
            assert "Slow" in (harness.root / "src/MyVideo.tsx").read_text()
            assert harness.ended(message_id)["status"] == "failed"
            late = httpx.post(
                f"{harness.edge.url}/pod/v1/heartbeat", json={}, headers={"Authorization": f"Bearer {dead['podToken']}"}
            )
            assert (late.status_code, late.json()["code"]) == (409, "superseded")
            harness.edge.model.script.clear()
            harness.edge.model.plays(Answer("", [EDIT]), Answer("Done."))
            assert harness.turn("Again")["checkpointSha"] == harness.edge.head
        assert harness.edge.fsck() == ""


def test_a_missing_setting_is_named_and_nothing_starts() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "session_pod.agent"],
        env={"PATH": os.environ["PATH"], "STORYDREAM_POD_UID": "x"},
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[3],
        check=False,
    )
    assert done.returncode == 2
    for name in ("POD_UID", "RUNNER_SOCKET", "CONTROL_SOCKET", "EDGE_PUBLIC_KEY", "POOL_MANAGER_PUBLIC_KEY"):
        assert f"STORYDREAM_{name}:" in done.stderr


def test_an_idle_agent_stays_small() -> None:
    with running_harness(start=False) as harness, agent_process(harness) as process:
        assert harness.activate().status_code == 200
        until("a heartbeat", lambda: harness.edge.heartbeats)
        megabytes = psutil.Process(process.pid).memory_full_info().pss / 2**20
        assert megabytes < IDLE_MB_MAX
