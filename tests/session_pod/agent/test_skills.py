"""What the agent can read up on: found, bounded, and every example compiles and renders as it stands."""

import base64
import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from common.errors import NotFound
from session_pod.agent.skills import skill, skills_index
from session_pod.agent.tools.skills import SkillTools
from session_pod.agent.tools.sounds import SOUNDS_DIR
from session_pod.agent.tools.tool import RESULT_CHARS_MAX
from session_pod.agent.tools.toolbox import ToolBox
from tests.session_pod.pod import Pod, running_pod

LINES_MAX = 120
NAMES = [line.split(":")[0].removeprefix("- ") for line in skills_index().splitlines()]
SAMPLE = re.compile(r"```tsx\n(.*?)```", re.DOTALL)
COMPONENT = re.compile(r"export const ([A-Z]\w*) = \(\) =>")
SECONDS_MAX = 60
FRAMES = 60  # of each sample
COMPOSITOR = SOUNDS_DIR.parent / "node_modules/@remotion"
NO_COMPONENT = {("typography-and-fonts", 0)}  # a function that loads a font


def samples() -> list[tuple[str, int, str]]:
    return [(name, index, code) for name in NAMES for index, code in enumerate(SAMPLE.findall(skill(name)))]


def shown() -> list[tuple[str, str]]:
    """The file of each sample that has a picture, and the component of it that needs nothing: the last one."""
    found = [(f"{name}-{index}", COMPONENT.findall(code)) for name, index, code in samples()]
    return [(file, components[-1]) for file, components in found if components]


def test_the_index_tells_when_to_read_each_skill() -> None:
    assert len(NAMES) == 14
    for line in skills_index().splitlines():
        assert re.fullmatch(r"- [a-z-]+: Read .{20,160}\.", line), line


def test_a_skill_is_read_whole_and_an_unknown_name_lists_the_names() -> None:
    tools = ToolBox(SkillTools().tools())
    assert tools.run("read_skill", {"name": "storyboards"}).text.startswith("# Storyboards")
    unknown = tools.run("read_skill", {"name": "../prompts/system"})
    assert unknown.failed
    assert all(name in unknown.text for name in NAMES)
    with pytest.raises(NotFound):
        skill("__init__")


@pytest.mark.parametrize("name", NAMES)
def test_a_skill_is_short(name: str) -> None:
    text = skill(name)
    assert len(text.splitlines()) <= LINES_MAX
    assert len(text) < RESULT_CHARS_MAX / 2
    assert text.startswith("# ")


def test_every_sample_has_something_to_show() -> None:
    there = {file for file, _ in shown()}
    assert {(name, index) for name, index, _ in samples() if f"{name}-{index}" not in there} == NO_COMPONENT


@pytest.fixture(scope="module")
def pod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pod]:
    """Whose video is all samples, one after the other, with the files that they use."""
    folder = tmp_path_factory.mktemp("skills") / "pod"
    with running_pod(folder, "http://localhost:1") as running:
        public, source = running.project / "public", running.project / "src"
        for name in ("sounds", "photos", "clips"):
            (public / name).mkdir()
        for sound in ("music-upbeat", "whoosh-fast"):
            shutil.copy(SOUNDS_DIR / f"{sound}.mp3", public / "sounds")
        Image.effect_noise((1280, 720), 80).convert("RGB").save(public / "photos/river.jpg")
        for clip in ("workshop", "screen"):
            _film(public / "clips" / f"{clip}.mp4", seconds=10)
        (source / "samples").mkdir()
        for name, index, code in samples():
            (source / "samples" / f"{name}-{index}.tsx").write_text(code)
        (source / "MyVideo.tsx").write_text(_video())
        running.arm()
        yield running


def _film(path: Path, seconds: int) -> None:
    (folder,) = COMPOSITOR.glob("compositor-*")
    still = path.with_suffix(".png")
    Image.linear_gradient("L").convert("RGB").save(still)
    source = ["-loop", "1", "-framerate", "30", "-t", str(seconds), "-i", str(still)]
    subprocess.run(
        [str(folder / "ffmpeg"), "-loglevel", "error", *source, "-c:v", "libx264", "-pix_fmt", "yuv420p", str(path)],
        check=True,
        timeout=SECONDS_MAX,
        env={"LD_LIBRARY_PATH": str(folder)},
    )
    still.unlink()


def _video() -> str:
    lines = ["import { AbsoluteFill, Sequence } from 'remotion';"]
    lines += [
        f"import {{ {component} as S{n} }} from './samples/{file}';" for n, (file, component) in enumerate(shown())
    ]
    lines += ["export const MyVideo = () => (", "  <AbsoluteFill>"]
    for n, (file, _) in enumerate(shown()):
        times = f"from={{{n * FRAMES}}} durationInFrames={{{FRAMES}}}"
        lines.append(f'    <Sequence name="{file}" {times}><S{n} /></Sequence>')
    return "\n".join([*lines, "  </AbsoluteFill>", ");", ""])


def _control(pod: Pod, path: str, **body: Any) -> dict[str, Any]:
    root = pod.project / "src/Root.tsx"
    length = f"durationInFrames={{{len(shown()) * FRAMES}}}"
    root.write_text(re.sub(r"durationInFrames=\{\d+\}", length, root.read_text()))
    answer = pod.control("POST", path, body)
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


def test_every_sample_compiles_and_draws_its_frames(pod: Pod) -> None:
    assert _control(pod, "/check", kinds=["transform", "types", "frames"])["findings"] == []


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
def test_every_sample_has_a_picture_in_the_browser(pod: Pod) -> None:
    for start in range(0, len(shown()), 12):
        part = range(start, min(start + 12, len(shown())))
        sheet = _control(pod, "/frames", frames=[n * FRAMES + 35 for n in part])
        picture = Image.open(io.BytesIO(base64.b64decode(sheet["jpeg"]))).convert("L")
        assert len(picture.getcolors(256) or []) > 40
