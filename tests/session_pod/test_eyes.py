"""The pod's eyes: a real headless Chromium on the project that real Vite serves, asked through the control socket."""

import base64
import io
import json
import os
import shutil
import signal
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from session_pod.agent.project import ProjectClient
from session_pod.agent.tools.assets import AssetTools
from session_pod.agent.tools.frames import FrameTools
from session_pod.agent.tools.toolbox import ToolBox
from session_pod.agent.tools.video import VideoTools
from tests.session_pod.pod import Pod, running_pod, wait_for

needs_bubblewrap = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")
Rgb = tuple[int, int, int]

VIDEO = """import { AbsoluteFill, Html5Audio, Sequence, Series, staticFile, useCurrentFrame } from 'remotion';
const Half = ({ color, text }: { color: string; text: string }) => (
  <AbsoluteFill style={{ backgroundColor: color }}><p style={{ fontSize: 80 }}>{text}</p></AbsoluteFill>
);
export const MyVideo = () => {
  HOOK
  return (
    <AbsoluteFill>
      <Sequence name="First" from={0} durationInFrames={60}><Half color="#ff0000" text="Hello" /></Sequence>
      <Sequence name="Second" from={60} durationInFrames={40}><Half color="#0000ff" text="World" /></Sequence>
      <Html5Audio name="Music" src={staticFile('tone.wav')} volume={0.5} />
    </AbsoluteFill>
  );
};
"""
ROOT = """import { Composition } from 'remotion';
import { MyVideo } from './MyVideo';
export const RemotionRoot = () => (
  <Composition id="Short" component={MyVideo} durationInFrames={7} fps={30} width={640} height={360}
    calculateMetadata={async () => ({ durationInFrames: 100 })} />
);
"""
LINE_OF_FIRST = 9


@pytest.fixture(scope="module")
def pod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pod]:
    """With a video of two colours, whose length is calculated."""
    folder = tmp_path_factory.mktemp("eyes") / "pod"
    with running_pod(folder, "http://localhost:1", STORYDREAM_EYES_FRAME_SECONDS="5") as running:
        (running.project / "src/Root.tsx").write_text(ROOT)
        (running.project / "public/tone.wav").write_bytes(_tone(4))
        running.arm()
        yield running


@pytest.fixture(autouse=True)
def video(pod: Pod) -> Path:
    path = pod.project / "src/MyVideo.tsx"
    if path.read_text() != VIDEO.replace("HOOK", ""):
        path.write_text(VIDEO.replace("HOOK", ""))
    return path


def _tone(seconds: int) -> bytes:
    """A click every half second."""
    file = io.BytesIO()
    with wave.open(file, "wb") as tone:
        tone.setparams((1, 2, 8000, 0, "NONE", ""))
        click = b"".join(
            (12_000 if index % 8 < 4 else -12_000).to_bytes(2, "little", signed=True) for index in range(400)
        )
        tone.writeframes((click + bytes(2 * 3600)) * seconds * 2)
    return file.getvalue()


def _frames(pod: Pod, **wish: object) -> httpx.Response:
    return pod.control("POST", "/frames", wish)


def _middle(answer: httpx.Response) -> Rgb:
    """The colour in the middle of a sheet of one frame."""
    assert answer.status_code == 200, answer.text
    picture = Image.open(io.BytesIO(base64.b64decode(answer.json()["jpeg"]))).convert("RGB")
    colour = picture.getpixel((picture.width // 2, picture.height // 2))
    assert isinstance(colour, tuple)
    return colour[0], colour[1], colour[2]


def _near(one: Rgb, other: Rgb) -> bool:
    return all(abs(a - b) < 24 for a, b in zip(one, other, strict=True))


def test_nine_frames_are_spread_over_the_calculated_length_on_one_sheet(pod: Pod) -> None:
    told = _frames(pod).json()
    assert told["composition"] == {"id": "Short", "width": 640, "height": 360, "fps": 30, "durationInFrames": 100}
    assert told["frames"] == [0, 12, 25, 37, 50, 62, 74, 87, 99]
    jpeg = base64.b64decode(told["jpeg"])
    picture = Image.open(io.BytesIO(jpeg)).convert("RGB")
    assert picture.size == (told["width"], told["height"])
    assert max(picture.size) <= 1568
    assert len(jpeg) <= 180 * 1024
    assert _near(picture.getpixel((picture.width // 2, 20)), (255, 0, 0))  # type: ignore[arg-type]
    assert _near(picture.getpixel((picture.width - 20, picture.height - 60)), (0, 0, 255))  # type: ignore[arg-type]


def test_what_was_just_written_is_what_is_seen(pod: Pod, video: Path) -> None:
    assert _near(_middle(_frames(pod, frames=[10])), (255, 0, 0))
    video.write_text(video.read_text().replace("#ff0000", "#00ff00"))
    assert _near(_middle(_frames(pod, frames=[10])), (0, 255, 0))
    assert _near(_middle(_frames(pod, frames=[70])), (0, 0, 255))


def test_a_frame_waits_for_what_it_loads(pod: Pod, video: Path) -> None:
    """And the code sees that it is being rendered, as in an export."""
    hook = """const [handle] = useState(() => delayRender());
  const [color, setColor] = useState('#000000');
  useEffect(() => {
    const rendering = getRemotionEnvironment().isRendering;
    setTimeout(() => { setColor(rendering ? '#00ffff' : '#ffff00'); continueRender(handle); }, 300);
  }, [handle]);
  if (color) return <AbsoluteFill style={{ backgroundColor: color }} />;"""
    names = "import { continueRender, delayRender, getRemotionEnvironment } from 'remotion';\n"
    video.write_text(f"import {{ useEffect, useState }} from 'react';\n{names}{VIDEO.replace('HOOK', hook)}")
    assert _near(_middle(_frames(pod, frames=[3])), (0, 255, 255))


def test_what_never_settles_is_told_with_its_name(pod: Pod, video: Path) -> None:
    hook = "useState(() => delayRender('the weather'));"
    names = "import { useState } from 'react';\nimport { delayRender } from 'remotion';\n"
    video.write_text(names + VIDEO.replace("HOOK", hook))
    answer = _frames(pod, frames=[3])
    assert (answer.status_code, answer.json()["code"]) == (422, "page_failed")
    assert "the weather" in answer.json()["detail"]


def test_an_error_in_a_late_frame_is_told_with_its_place(pod: Pod, video: Path) -> None:
    hook = "if (useCurrentFrame() > 80) throw new Error('too late');"
    video.write_text(VIDEO.replace("HOOK", hook))
    answer = _frames(pod)
    assert answer.status_code == 422
    assert answer.json()["detail"] == "src/MyVideo.tsx:6:37: too late (at frame 87)"
    assert _frames(pod, frames=[3]).status_code == 200


def test_a_loop_without_an_end_is_ended_and_the_next_picture_comes(pod: Pod, video: Path) -> None:
    video.write_text(VIDEO.replace("HOOK", "if (useCurrentFrame() > 40) for (;;) {}"))
    answer = _frames(pod, frames=[50])
    assert (answer.status_code, answer.json()["code"]) == (422, "too_slow")
    assert "endless loop" in answer.json()["detail"]
    assert "(at frame 50)" in answer.json()["detail"]
    assert pod.control("GET", "/healthz").status_code == 200
    video.write_text(VIDEO.replace("HOOK", ""))
    assert _near(_middle(_frames(pod, frames=[10])), (255, 0, 0))


def test_a_video_that_takes_too_much_memory_is_ended(pod: Pod, video: Path) -> None:
    hog = "const hog = Array.from({ length: 9 }, () => new Uint8Array(100_000_000).fill(1));\n"
    hook = "useState(() => delayRender(`${hog.length}`));"
    names = "import { useState } from 'react';\nimport { delayRender } from 'remotion';\n"
    video.write_text(names + hog + VIDEO.replace("HOOK", hook))
    answer = _frames(pod, frames=[3])
    assert (answer.status_code, answer.json()["code"]) == (422, "too_slow")
    assert "over 640 MB of memory" in answer.json()["detail"]


def test_a_browser_that_dies_is_started_again(pod: Pod) -> None:
    _frames(pod, frames=[10])
    browser = _browser(pod)
    assert browser is not None
    os.kill(browser, signal.SIGKILL)
    assert _near(_middle(_frames(pod, frames=[10])), (255, 0, 0))


def test_eyes_that_die_are_started_again(pod: Pod) -> None:
    before = pod.runner("GET", "/healthz").json()["eyesPid"]
    os.killpg(before, signal.SIGKILL)
    wait_for(lambda: _frames(pod, frames=[10]).status_code == 200, "a picture", 40)
    assert pod.runner("GET", "/healthz").json()["eyesPid"] != before


def _browser(pod: Pod) -> int | None:
    """The browser's first process, below the eyes."""
    waiting = [pod.runner("GET", "/healthz").json()["eyesPid"]]
    while waiting:
        pid = waiting.pop()
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        if b"chromium" in words[0] and not any(word.startswith(b"--type=") for word in words):
            return int(pid)
        for children in Path(f"/proc/{pid}/task").glob("*/children"):
            waiting += map(int, children.read_text().split())
    return None


@needs_bubblewrap
def test_the_video_reaches_no_network_and_not_the_preview(pod: Pod, video: Path) -> None:
    hook = f"""const [handle] = useState(() => delayRender());
  const [color, setColor] = useState('#ffffff');
  useEffect(() => {{
    fetch('http://127.0.0.1:{pod.preview_port}/', {{ mode: 'no-cors' }})
      .then(() => setColor('#ff0000'), () => setColor('#00ff00')).finally(() => continueRender(handle));
  }}, [handle]);
  if (color) return <AbsoluteFill style={{{{ backgroundColor: color }}}} />;"""
    names = "import { continueRender, delayRender } from 'remotion';\n"
    video.write_text(f"import {{ useEffect, useState }} from 'react';\n{names}{VIDEO.replace('HOOK', hook)}")
    assert _near(_middle(_frames(pod, frames=[3])), (0, 255, 0))


def test_pages_of_users_can_not_come_in_as_the_eyes_do(pod: Pod) -> None:
    for headers in ({}, {"Cookie": "storydream-eyes=guessed"}):
        assert pod.get("/eyes/index.html", headers=headers).status_code == 403
    assert pod.get("/public/tone.wav").status_code == 403


@pytest.mark.parametrize(
    ("wish", "named"),
    [
        ({"frames": [100]}, "0 to 99"),
        ({"frames": []}, "frames"),
        ({"frames": list(range(25))}, "frames"),
        ({"frames": [-1]}, "frames"),
        ({"count": 0}, "count"),
        ({"width": 4000}, "width"),
    ],
)
def test_a_bad_wish_is_told(pod: Pod, wish: dict[str, Any], named: str) -> None:
    answer = _frames(pod, **wish)
    assert answer.status_code == 422
    assert named in answer.json()["detail"]


def test_the_timeline_tells_scenes_texts_and_sounds_as_they_run(pod: Pod) -> None:
    told = pod.control("GET", "/timeline").json()
    assert [(scene["name"], scene["from"], scene["durationInFrames"]) for scene in told["scenes"]] == [
        ("First", 0, 60),
        ("Second", 60, 40),
    ]
    assert (told["scenes"][0]["file"], told["scenes"][0]["line"]) == ("src/MyVideo.tsx", LINE_OF_FIRST)
    assert [(text["text"], text["scene"]) for text in told["texts"]] == [("Hello", "First"), ("World", "Second")]
    (music,) = told["audio"]
    assert (music["name"], music["src"], music["volume"]) == ("Music", "tone.wav", 0.5)
    assert music["fileSeconds"] == pytest.approx(4, abs=0.1)


def test_scenes_of_a_series_are_read_too(pod: Pod, video: Path) -> None:
    series = """return <Series>
    <Series.Sequence name="One" durationInFrames={30}><Half color="red" text="1st" /></Series.Sequence>
    <Series.Sequence name="Two" durationInFrames={70}><Half color="blue" text="2nd" /></Series.Sequence>
  </Series>;"""
    video.write_text(VIDEO.replace("HOOK", series))
    told = pod.control("GET", "/timeline").json()["scenes"]
    assert [(scene["name"], scene["from"], scene["durationInFrames"]) for scene in told] == [
        ("One", 0, 30),
        ("Two", 30, 70),
    ]


def test_an_asset_is_looked_into(pod: Pod) -> None:
    file = io.BytesIO()
    Image.new("RGB", (2400, 1200), "#00ff00").save(file, "PNG")
    (pod.project / "public/wide.png").write_bytes(file.getvalue())
    seen = pod.control("POST", "/asset", {"path": "wide.png"}).json()
    assert (seen["kind"], seen["width"], seen["height"], seen["bytes"]) == ("image", 2400, 1200, len(file.getvalue()))
    picture = Image.open(io.BytesIO(base64.b64decode(seen["picture"])))
    assert picture.size == (1568, 784)

    sound = pod.control("POST", "/asset", {"path": "tone.wav"}).json()
    assert (sound["kind"], sound["seconds"]) == ("audio", pytest.approx(4, abs=0.1))
    assert len(sound["onsets"]) == 8
    assert max(sound["peaks"]) == pytest.approx(0.4, abs=0.15)  # resampled, it overshoots

    (pod.project / "public/broken.png").write_bytes(b"not a picture")
    assert "can't be opened" in pod.control("POST", "/asset", {"path": "broken.png"}).json()["problem"]
    for outside in ("nowhere.png", "../src/Root.tsx", "../../../etc/passwd"):
        assert pod.control("POST", "/asset", {"path": outside}).status_code == 422


@pytest.fixture
def tools(pod: Pod) -> Iterator[ToolBox]:
    """As the model has them."""
    client = ProjectClient(pod.folder / "run/runner.sock", pod.folder / "run/control.sock")
    groups = (FrameTools(client), VideoTools(pod.project, client), AssetTools(pod.project, client))
    yield ToolBox([tool for group in groups for tool in group.tools()])
    client.close()


def test_the_model_is_shown_frames_with_their_times(tools: ToolBox) -> None:
    seen = tools.run("render_frames", {"frames": [0, 45]})
    assert "0 (0:00.0), 45 (0:01.5)" in seen.text
    assert "640 × 360, 30 fps, 100 frames" in seen.text
    (picture,) = seen.pictures
    assert (picture.media_type, picture.data[:2]) == ("image/jpeg", b"\xff\xd8")
    refused = tools.run("render_frames", {"frames": [100]})
    assert refused.failed
    assert "0 to 99" in refused.text


def test_the_model_reads_the_timeline(tools: ToolBox) -> None:
    told = json.loads(tools.run("timeline", {}).text)
    assert told["scenes"][1] | {"line": 0} == {
        "name": "Second",
        "from": 60,
        "durationInFrames": 40,
        "file": "src/MyVideo.tsx",
        "line": 0,
        "source": "src/MyVideo.tsx",
        "layer": False,
    }


def test_settings_are_changed_in_their_one_place_and_what_follows_is_told(pod: Pod, tools: ToolBox) -> None:
    root = pod.project / "src/Root.tsx"
    plain = ROOT.replace("\n    calculateMetadata={async () => ({ durationInFrames: 100 })}", "")
    root.write_text(plain.replace("{7}", "{100}"))
    done = tools.run("set_video_settings", {"durationInFrames": 50, "width": 360, "height": 640})
    assert root.read_text() == plain.replace("{7}", "{50}").replace("{640}", "{0}").replace("{360}", "{640}").replace(
        "{0}", "{360}"
    )
    assert "durationInFrames 100 → 50" in done.text
    assert "Never shown now, as they begin past the end: Second (src/MyVideo.tsx:" in done.text
    assert "Cut off by the end: First" in done.text
    assert "The size has changed" in done.text
    assert done.action is not None
    root.write_text(ROOT)


@pytest.mark.parametrize("wish", [{"width": 641}, {"fps": 0}, {"durationInFrames": 10_000_000}, {"height": 8}, {}])
def test_bad_settings_are_refused_and_change_nothing(pod: Pod, tools: ToolBox, wish: dict[str, int]) -> None:
    refused = tools.run("set_video_settings", wish)
    assert refused.failed
    for name in wish:
        assert name in refused.text or "even numbers from 16 to 4096" in refused.text
    assert (pod.project / "src/Root.tsx").read_text() == ROOT


def test_assets_are_listed_and_looked_into(pod: Pod, tools: ToolBox) -> None:
    (pod.project / "public/assets.json").write_text('{"logo.png": {"assetId": "asset-00000001"}}')
    listed = tools.run("list_assets", {}).text
    assert '"tone.wav"\t64044 bytes' in listed
    assert '"uploads/logo.png"\tuploaded, but not here yet' in listed
    told = json.loads(tools.run("inspect_asset", {"path": "public/tone.wav"}).text)
    assert (told["kind"], told["bytes"]) == ("audio", 64044)
    assert tools.run("inspect_asset", {"path": "../src/Root.tsx"}).failed
    (pod.project / "public/assets.json").write_text("{}")
