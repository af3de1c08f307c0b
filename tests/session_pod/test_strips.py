"""Strips: another version than the tree's is drawn beside it, by the real headless browser on real Vite."""

import base64
import io
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from PIL import Image

from tests.session_pod.pod import Pod, running_pod, wait_for

Rgb = tuple[int, int, int]

ROOT = """import { AbsoluteFill, Composition, Img, Sequence, staticFile } from 'remotion';
const Half = ({ color }: { color: string }) => (
  <AbsoluteFill style={{ backgroundColor: color }}><Img src={staticFile('mark.svg')} /></AbsoluteFill>
);
const Video = () => (
  <AbsoluteFill>
    <Sequence name="First" from={0} durationInFrames={100}><Half color="FIRST" /></Sequence>
    <Sequence name="Second" from={100}><Half color="#0000ff" /></Sequence>
  </AbsoluteFill>
);
export const RemotionRoot = () => (
  <Composition id="Strip" component={Video} durationInFrames={DURATION} fps={30} width={640} height={360} />
);
"""
SLOW = """import { useEffect, useState } from 'react';
import { Composition, continueRender, delayRender, useCurrentFrame } from 'remotion';
const Video = () => {
  const frame = useCurrentFrame();
  const [handle, wait] = useState<number | null>(null);
  useEffect(() => {
    const next = delayRender();
    wait(next);
    setTimeout(() => continueRender(next), 1000);
  }, [frame]);
  return <p>{handle}</p>;
};
export const RemotionRoot = () => (
  <Composition id="Slow" component={Video} durationInFrames={300} fps={30} width={640} height={360} />
);
"""
MARK = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="640" height="40"><rect width="640" height="40" fill="MARK"/></svg>'
)


@pytest.fixture(scope="module")
def pod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pod]:
    folder = tmp_path_factory.mktemp("strips") / "pod"
    with running_pod(folder, "http://localhost:1", STORYDREAM_EYES_FRAME_SECONDS="5") as running:
        running.arm()
        yield running


def _lay_out(pod: Pod, first: str = "#ff0000", mark: str = "#ffffff", duration: int = 150, **files: str) -> None:
    """Another version of the project, as the agent lays it out."""
    folder = pod.folder / "version/project"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(pod.project, folder)
    (folder / "src/Root.tsx").write_text(ROOT.replace("FIRST", first).replace("DURATION", str(duration)))
    (folder / "public").mkdir(exist_ok=True)
    (folder / "public/mark.svg").write_text(MARK.replace("MARK", mark))
    for name, content in files.items():
        (folder / "src" / f"{name}.tsx").write_text(content)


def _draw(pod: Pod) -> httpx.Response:
    return pod.control("POST", "/strip", {})


def _drawn(pod: Pod) -> dict[str, Any]:
    """Drawn again where something more urgent, such as a look at files that changed, came in between."""

    def drawn() -> dict[str, Any]:
        answer = _draw(pod)
        if answer.status_code == 503:
            return {}
        assert answer.status_code == 200, answer.text
        result: dict[str, Any] = answer.json()
        return result

    return wait_for(drawn, "a strip", 60)


def _tile(strip: dict[str, Any], frame: int, x: float = 0.5, y: float = 0.5) -> Rgb:
    picture = Image.open(io.BytesIO(base64.b64decode(strip["strip"]))).convert("RGB")
    row, column = divmod(strip["frames"].index(frame), strip["columns"])
    width, height = strip["tileWidth"], strip["tileHeight"]
    colour = picture.getpixel((int((column + x) * width), int((row + y) * height)))
    assert isinstance(colour, tuple)
    return colour[0], colour[1], colour[2]


def _near(one: Rgb, other: Rgb) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))


def test_a_strip_shows_frames_by_the_clock_the_last_one_and_every_scenes_middle(pod: Pod) -> None:
    _lay_out(pod)
    strip = _drawn(pod)
    assert strip["composition"] == {"id": "Strip", "width": 640, "height": 360, "fps": 30, "durationInFrames": 150}
    assert strip["frames"] == [0, 15, 30, 45, 50, 60, 75, 90, 105, 120, 125, 135, 149]
    assert (strip["columns"], strip["tileWidth"], strip["tileHeight"]) == (6, 480, 270)
    assert _near(_tile(strip, 50), (255, 0, 0))
    assert _near(_tile(strip, 125), (0, 0, 255))
    assert _near(_tile(strip, 125, 0.5, 0.05), (255, 255, 255))
    poster = Image.open(io.BytesIO(base64.b64decode(strip["poster"])))
    assert poster.size == (640, 360)
    assert len(base64.b64decode(strip["strip"])) < 700 * 1024


def test_versions_follow_each_other_with_their_own_code_and_files_and_the_tree_stays(pod: Pod) -> None:
    before = pod.control("POST", "/frames", {"frames": [10], "width": 320}).json()
    _lay_out(pod, first="#00ff00", mark="#000000", duration=120)
    strip = _drawn(pod)
    assert strip["composition"]["durationInFrames"] == 120
    assert _near(_tile(strip, 15), (0, 255, 0))
    assert _near(_tile(strip, 15, 0.5, 0.05), (0, 0, 0))
    _lay_out(pod, first="#ffff00", mark="#ff00ff", duration=120)
    again = _drawn(pod)
    assert _near(_tile(again, 15), (255, 255, 0))
    assert _near(_tile(again, 15, 0.5, 0.05), (255, 0, 255))
    assert pod.control("POST", "/frames", {"frames": [10], "width": 320}).json()["jpeg"] == before["jpeg"]


def test_a_long_video_has_no_more_frames_than_a_short_one(pod: Pod) -> None:
    _lay_out(pod, duration=30 * 60 * 20)
    frames = _drawn(pod)["frames"]
    assert frames[:4] == [0, 50, 3600, 7200]
    assert len(frames) <= 24


def test_a_version_that_throws_has_no_strip_and_says_why(pod: Pod) -> None:
    _lay_out(pod, Root="export const RemotionRoot = () => { throw new Error('no video today'); };")

    def refused() -> dict[str, Any]:
        answer = _draw(pod)
        problem: dict[str, Any] = answer.json() if answer.status_code == 422 else {}
        return problem

    problem = wait_for(refused, "a problem", 60)
    assert problem["code"] == "page_failed"
    assert "no video today" in problem["detail"]


def test_a_strip_makes_way_for_who_waits(pod: Pod) -> None:
    _lay_out(pod, Root=SLOW)
    answers: list[httpx.Response] = []
    strip = threading.Thread(target=lambda: answers.append(_draw(pod)))
    strip.start()
    while strip.is_alive():  # the first may come before the strip begins, the next comes while it is drawn
        assert _frames(pod).status_code == 200
    strip.join()
    assert (answers[0].status_code, answers[0].json()["code"]) == (503, "gave_way")


def _frames(pod: Pod) -> httpx.Response:
    return pod.control("POST", "/frames", {"frames": [1], "width": 320})
