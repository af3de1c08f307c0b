"""Choosing a bundled sound and taking it into a project."""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from session_pod.agent.project import ProjectClient
from session_pod.agent.tools.sounds import SOUNDS_DIR, SoundTools, catalogue
from session_pod.agent.tools.tool import RESULT_CHARS_MAX
from session_pod.agent.tools.toolbox import ToolBox
from tests.session_pod.agent.fake_project import FakeProject


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "project").mkdir()
    return tmp_path / "project"


@pytest.fixture
def toolbox(root: Path) -> Iterator[ToolBox]:
    """Of a video whose timeline can't be read just now."""
    with tools_of(root, FakeProject) as tools:
        yield tools


@contextmanager
def tools_of(root: Path, kind: type[FakeProject]) -> Iterator[ToolBox]:
    with (
        tempfile.TemporaryDirectory(prefix="sd-") as sockets,
        closing(kind(Path(sockets), root)) as fake,
        closing(ProjectClient(fake.runner_socket, fake.control_socket)) as project,
    ):
        yield ToolBox(SoundTools(root, project).tools())


class SixtyFps(FakeProject):
    def __init__(self, sockets: Path, project_dir: Path) -> None:
        super().__init__(sockets, project_dir)
        composition = {"id": "MyVideo", "width": 1920, "height": 1080, "fps": 60, "durationInFrames": 600}
        self.timeline = {"composition": composition, "scenes": [], "texts": [], "audio": []}


def test_every_sound_is_listed_with_what_one_chooses_by(toolbox: ToolBox) -> None:
    told = toolbox.run("list_sounds", {}).text
    assert len(told) < RESULT_CHARS_MAX / 2
    assert [line.split(":")[0] for line in told.splitlines() if not line.startswith("#")] == [s.id for s in catalogue()]
    assert "music-calm: Still water, 25.6 s, 75 bpm, 32 beats, loops (calm, warm, piano, wellness)" in told
    assert told.count("# ") == 6


def test_a_search_narrows_down_and_never_ends_in_nothing(toolbox: ToolBox) -> None:
    music = toolbox.run("list_sounds", {"kind": "music"}).text
    assert music.count("\n") == 8
    assert "# music" in music
    logos = toolbox.run("list_sounds", {"kind": "effect", "query": "Logo friendly"}).text.splitlines()
    assert logos[1:] == [line for line in logos if line.startswith("sting-logo-warm")]
    either = toolbox.run("list_sounds", {"query": "rain bagpipe"}).text
    assert "ambience-rain" in either
    nothing = toolbox.run("list_sounds", {"query": "bagpipe"}).text
    assert "celebratory" in nothing
    assert toolbox.run("list_sounds", {"kind": "speech"}).failed


def test_a_sound_is_copied_once_with_how_to_use_it(toolbox: ToolBox, root: Path) -> None:
    added = toolbox.run("add_sound", {"id": "music-upbeat"})
    file = root / "public/sounds/music-upbeat.mp3"
    assert file.read_bytes() == (SOUNDS_DIR / "music-upbeat.mp3").read_bytes()
    assert added.action is not None
    assert added.action.file_path == "public/sounds/music-upbeat.mp3"
    assert """<Audio name="Music" src={staticFile('sounds/music-upbeat.mp3')} volume={0.4} loop />""" in added.text
    assert "32 s, 960 frames at 30 fps" in added.text
    assert "a beat is 15 frames, a bar of 4 is 60" in added.text

    file.write_bytes(b"edited by the user")
    again = toolbox.run("add_sound", {"id": "music-upbeat"})
    assert (again.failed, again.action, again.text) == (False, None, added.text)
    assert file.read_bytes() == b"edited by the user"


def test_an_effect_says_when_it_is_loudest(toolbox: ToolBox) -> None:
    told = toolbox.run("add_sound", {"id": "riser-noise"}).text
    sound = next(sound for sound in catalogue() if sound.id == "riser-noise")
    assert sound.peak_seconds is not None
    assert f"loudest at its frame {round(sound.peak_seconds * 30)}" in told
    assert "<Sequence" in told


def test_frames_are_counted_at_the_rate_of_the_video(root: Path) -> None:
    with tools_of(root, SixtyFps) as tools:
        told = tools.run("add_sound", {"id": "music-upbeat"}).text
    assert "32 s, 1920 frames at 60 fps" in told
    assert "a beat is 30 frames" in told


def test_an_unknown_sound_or_a_link_in_the_way_is_refused(toolbox: ToolBox, root: Path, tmp_path: Path) -> None:
    assert "list_sounds" in toolbox.run("add_sound", {"id": "../../secret"}).text
    (root / "public").symlink_to(tmp_path)
    refused = toolbox.run("add_sound", {"id": "coin"})
    assert refused.failed
    assert "symbolic link" in refused.text
    assert not (tmp_path / "sounds").exists()
