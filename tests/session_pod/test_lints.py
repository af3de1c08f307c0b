"""What a film editor would remark, each rule on a video that breaks it and on one that keeps it, drawn once."""

import io
import wave
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.session_pod.pod import Pod

ROOT = """import { Composition } from 'remotion';
import { MyVideo } from './MyVideo';
export const RemotionRoot = () => (
  <Composition id="MyVideo" component={MyVideo} durationInFrames={300} fps={30} width={1280} height={720} />
);
"""

VIDEOS = Path(__file__).parent / "videos"

MOVING_STYLE = ".box { animation: turn 2s; }\n.far { background: url(https://example.com/a.png); }\n"
STILL_STYLE = "/* animation: turn 2s; */\n.box { transition: none; }\n"


def _silence(seconds: int) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((1, 1, 4000, 0, "NONE", ""))
        sound.writeframes(bytes([128]) * 4000 * seconds)
    return file.getvalue()


def _png(width: int, height: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (width, height), "#808080").save(file, "PNG")
    return file.getvalue()


@pytest.fixture(scope="module")
def videos(pod: Pod) -> dict[str, list[dict[str, Any]]]:
    """The findings of the broken and of the right video."""
    pod.arm()
    source, public = pod.project / "src", pod.project / "public"
    (source / "Root.tsx").write_text(ROOT)
    (public / "bell.wav").write_bytes(_silence(4))
    (public / "bed.wav").write_bytes(_silence(9))
    for name, size in {"tiny": (40, 20), "huge": (4000, 2000), "fitting": (400, 200)}.items():
        (public / f"{name}.png").write_bytes(_png(*size))
    found: dict[str, list[dict[str, Any]]] = {}
    for name, style in (("broken", MOVING_STYLE), ("right", STILL_STYLE)):
        if name == "right":
            (public / "bell.wav").write_bytes(_silence(2))
        (source / "MyVideo.tsx").write_text((VIDEOS / f"{name}.tsx").read_text())
        (source / "style.css").write_text(style)
        answer = pod.control("POST", "/check", {"kinds": ["lint"]}, timeout=90)
        assert answer.status_code == 200, answer.text
        found[name] = answer.json()["findings"]
    return found


def _of(findings: list[dict[str, Any]], rule: str) -> list[dict[str, Any]]:
    return [finding for finding in findings if finding["message"].endswith(f"[{rule}]")]


@pytest.mark.parametrize(
    ("rule", "severity", "line", "said"),
    [
        ("safe-area", "warning", 8, '"Near the edge" is too near the left edge'),
        ("contrast", "error", 9, '"Dark on dark" hardly stands out'),
        ("cut-off", "error", 11, '"Longer than its box" is cut off'),
        ("sound-cut-off", "warning", 13, '"Bell" lasts 4.0 s, but is cut off after 3.0 s'),
        ("gap", "warning", 15, 'nothing is shown for 30 frames between "Opening" and "Middle"'),
        ("missing-font", "warning", 16, 'the font "No Such Font" is not there'),
        ("blurred-picture", "warning", 17, "40 × 20 pixels and is shown at 400 × 200"),
        ("overlap", "warning", 19, 'together with "Middle" for 30 frames'),
        ("reading-speed", "warning", 20, '"Gone before anybody could have read it" is there for'),
        ("oversized-picture", "warning", 21, "4000 × 2000 pixels, but is shown at 200 × 100"),
        ("past-the-end", "warning", 24, "its last 30 frames lie past the end"),
        ("past-the-end", "error", 25, "it begins at frame 330"),
        ("sound-too-short", "warning", 26, '"Bed" ends after 9.0 s, 1.0 s before'),
        ("random", "error", 29, "Math.random()"),
        ("time-of-day", "error", 30, "Date.now()"),
        ("timer", "warning", 31, "setTimeout()"),
        ("css-animation", "error", 32, "transition"),
        ("missing-file", "error", 33, "public/nowhere.png does not exist"),
        ("remote-url", "error", 34, "https://example.com/logo.png"),
    ],
)
def test_a_broken_rule_is_told_with_its_place_and_a_way_out(
    videos: dict[str, list[dict[str, Any]]], rule: str, severity: str, line: int, said: str
) -> None:
    (finding,) = [found for found in _of(videos["broken"], rule) if said in found["message"]]
    assert (finding["kind"], finding["severity"]) == ("lint", severity)
    assert (finding["file"], finding["line"]) == ("src/MyVideo.tsx", line)
    assert finding["hint"]


def test_what_is_seen_is_told_with_its_scene_and_time(videos: dict[str, list[dict[str, Any]]]) -> None:
    (finding,) = _of(videos["broken"], "reading-speed")
    assert finding["scene"] == "Flash"
    assert 160 <= finding["frame"] < 180
    assert finding["message"].startswith('In "Flash" at 0:05.')


@pytest.mark.parametrize(("rule", "line"), [("css-animation", 1), ("remote-url", 2)])
def test_style_sheets_are_read_too(videos: dict[str, list[dict[str, Any]]], rule: str, line: int) -> None:
    assert ("src/style.css", line) in {(found["file"], found["line"]) for found in _of(videos["broken"], rule)}


def test_a_right_video_is_not_found_fault_with(videos: dict[str, list[dict[str, Any]]]) -> None:
    """Typed and counted texts, decoration, cross-fades, painted letters, loops, seeds: each near a rule."""
    assert [finding["message"] for finding in videos["right"]] == []


def test_an_error_of_the_page_is_one_finding_among_the_others(
    pod: Pod, videos: dict[str, list[dict[str, Any]]]
) -> None:
    assert videos
    late = "const Late = () => { if (useCurrentFrame() > 250) throw new Error('too late'); return null; };\n"
    code = (
        (VIDEOS / "right.tsx")
        .read_text()
        .replace("export const MyVideo", f"{late}export const MyVideo")
        .replace('<Html5Audio name="Bed"', '<Late />\n    <Html5Audio name="Bed"')
    )
    path: Path = pod.project / "src/MyVideo.tsx"
    path.write_text(code)
    answer = pod.control("POST", "/check", {"kinds": ["transform", "types", "frames", "lint"]}, timeout=90).json()
    (finding,) = answer["findings"]  # found by both kinds of rendering, told once
    assert (finding["message"], finding["file"], finding["line"]) == ("too late", "src/MyVideo.tsx", 6)
    assert 250 < finding["frame"] <= 260
