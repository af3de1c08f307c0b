"""The timeline that browsers are told: once a version, when the pod is quiet, never in the way of a turn."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from common.errors import Invalid, Unavailable
from session_pod.agent import quiet
from session_pod.agent.quiet import QuietWork
from session_pod.agent.timeline import kind_of
from session_pod.agent.video import Sound
from tests.session_pod.agent.harness import Harness, running_harness

TIMELINE: dict[str, Any] = {
    "composition": {"id": "Video", "width": 1920, "height": 1080, "fps": 30, "durationInFrames": 90},
    "scenes": [
        {"name": "Opening", "from": 0, "durationInFrames": 40, "file": "src/Video.tsx", "line": 9, "layer": False},
        {"name": "End", "from": 40, "durationInFrames": 50, "source": "src/scenes/BigFinish.tsx", "layer": False},
        {"name": "Sky", "from": 0, "durationInFrames": 90, "layer": True},
    ],
    "texts": [{"text": "Slow Coast", "from": 3, "durationInFrames": 30, "scene": "Opening"}],
    "audio": [{"name": None, "src": "sounds/music-calm.mp3", "from": 0, "durationInFrames": 90, "fileSeconds": 25.6}],
}


@pytest.fixture
def quick() -> Iterator[Harness]:
    with running_harness(quiet_seconds=0.1, first_look_seconds=0.1) as harness:
        harness.project.timeline = TIMELINE
        assert harness.activate().status_code == 200
        yield harness


def test_a_browser_is_told_the_timeline_of_the_version_and_a_later_one_finds_it_in_its_snapshot(quick: Harness) -> None:
    with quick.browser(cursor={"sessionId": quick.claims.session_id, "seq": 0}) as browser:
        told = browser.wait("timeline", seconds=30)
    assert told["sha"] == quick.edge.head
    assert told["composition"]["durationInFrames"] == 90
    assert [scene["name"] for scene in told["scenes"]] == ["Opening", "End", "Sky"]
    assert told["scenes"][0] == {
        "name": "Opening",
        "from": 0,
        "durationInFrames": 40,
        "file": "src/Video.tsx",
        "line": 9,
    }
    assert told["scenes"][2]["layer"] is True
    assert told["texts"][0]["text"] == "Slow Coast"
    assert (told["audio"][0]["name"], told["audio"][0]["kind"]) == ("music-calm.mp3", "music")
    with quick.browser() as late:
        assert late.wait("snapshot")["timeline"]["sha"] == told["sha"]


def test_a_new_version_is_looked_at_anew_and_says_which_scenes_are_locked(quick: Harness) -> None:
    with quick.browser(cursor={"sessionId": quick.claims.session_id, "seq": 0}) as browser:
        first = browser.wait("timeline", seconds=30)
        head = quick.edge.commit({"BRIEF.md": "## Locked scenes\n- Big finish\n"})
        quick.hint("/head", {"head": head})
        second = browser.wait("timeline", seconds=30)
    assert not any(scene.get("locked") for scene in first["scenes"])
    assert second["sha"] == head
    assert [scene["name"] for scene in second["scenes"] if scene.get("locked")] == ["End"]


def test_an_uploads_waveform_is_told_and_read_once(quick: Harness) -> None:
    song = {"src": "uploads/guitar.mp3", "from": 0, "durationInFrames": 90, "fileSeconds": 30.0}
    lost = {"src": "uploads/lost.mp3", "from": 0, "durationInFrames": 9}
    quick.project.timeline = TIMELINE | {"audio": [song, lost, *TIMELINE["audio"]]}
    quick.project.assets["uploads/guitar.mp3"] = {
        "path": "uploads/guitar.mp3",
        "kind": "audio",
        "bytes": 9,
        "peaks": [0.2, 1.0],
    }
    with quick.browser(cursor={"sessionId": quick.claims.session_id, "seq": 0}) as browser:
        for text in ("one", "two"):
            head = quick.edge.commit({"src/Note.ts": f"// {text}\n"})
            quick.hint("/head", {"head": head})
            told = browser.wait("timeline", seconds=30, sha=head)
    assert [sound.get("peaks") for sound in told["audio"]] == [[0.2, 1.0], None, None]
    assert sorted(quick.project.looked_into) == ["uploads/guitar.mp3", "uploads/lost.mp3"]


def test_a_sound_is_what_the_catalogue_says_else_what_its_length_says() -> None:
    def kind(src: str, seconds: float | None) -> str:
        return kind_of(Sound.model_validate({"src": src, "from": 0, "durationInFrames": 9, "fileSeconds": seconds}))

    assert kind("sounds/music-tense.mp3", None) == "music"
    assert kind("sounds/ambience-ocean.mp3", 30.0) == "sound"
    assert kind("uploads/guitar.mp3", 90.0) == "music"
    assert kind("uploads/ping.wav", 1.5) == "sound"
    assert kind("uploads/unread.wav", None) == "sound"


class Recorded:
    """A job that says what it was asked, and what it raises on the way."""

    def __init__(self, *problems: Exception) -> None:
        self.shas: list[str] = []
        self.problems = list(problems)
        self.done = threading.Event()

    def __call__(self, sha: str) -> None:
        self.shas.append(sha)
        if self.problems:
            raise self.problems.pop(0)
        self.done.set()


def test_nothing_is_begun_while_a_turn_runs_and_only_the_last_version_counts() -> None:
    job = Recorded()
    work = QuietWork([job], quiet_seconds=0.2, first_seconds=0.0)
    try:
        with work.held():
            work.start("one")
            work.shows("two")
            assert not job.done.wait(1.0)
            work.shows("three")
        assert job.done.wait(30)
        assert job.shas == ["three"]
    finally:
        work.close()


def test_what_fails_for_a_while_is_tried_again_and_what_fails_for_good_stops_no_other_job(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quiet, "RETRY_SECONDS", 0.05)
    shy, broken, last = Recorded(Unavailable("not now")), Recorded(Invalid("the video throws")), Recorded()
    work = QuietWork([shy, broken, last], quiet_seconds=0.05, first_seconds=0.0)
    try:
        work.start("one")
        assert last.done.wait(30)
        assert (shy.shas, broken.shas, last.shas) == (["one", "one"], ["one"], ["one"])
    finally:
        work.close()
