"""What the checks find without a browser, each through the control socket of a real pod."""

import json
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from session_pod.layout import TEMPLATE_DIR
from tests.session_pod.pod import Pod

RETURN = "export const MyVideo = () => (\n"
PREFIX = "import { AbsoluteFill } from 'remotion';"


def _check(pod: Pod, *kinds: str) -> dict[str, Any]:
    answer = pod.control("POST", "/check", {"kinds": list(kinds)})
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def _body(code: str, statements: str) -> str:
    """The video's code with statements before its return."""
    return code.replace(RETURN, f"export const MyVideo = () => {{\n{statements}\n  return (\n").replace(
        "\n);\n", "\n);};\n"
    )


@pytest.fixture
def video(project: Path) -> Path:
    return project / "src/MyVideo.tsx"


def test_the_template_passes_every_check(pod: Pod) -> None:
    assert _check(pod, "transform", "types", "frames")["findings"] == []


def test_the_template_is_six_seconds_of_full_hd(pod: Pod) -> None:
    expected = {"id": "MyVideo", "width": 1920, "height": 1080, "fps": 30, "durationInFrames": 180}
    assert pod.control("GET", "/metadata").json() == expected


def test_the_template_pins_the_packages_of_the_image() -> None:
    image = json.loads((TEMPLATE_DIR.parents[1] / "session_pod/image/package.json").read_text())["dependencies"]
    template = json.loads((TEMPLATE_DIR / "package.json").read_text())
    for name, version in {**template["dependencies"], **template["devDependencies"]}.items():
        assert image.get(name, "4.0.527") == version


def test_the_transform_check_sees_what_was_just_written(pod: Pod, video: Path) -> None:
    good = video.read_text()
    _check(pod, "transform")
    for _ in range(3):
        video.write_text(good.replace("<Title title", "<Title {{title"))
        found = _check(pod, "transform")
        assert found["ok"] is False
        video.write_text(good)
        assert _check(pod, "transform")["ok"] is True


def test_a_syntax_error_is_found_with_its_place_in_the_users_words(pod: Pod, video: Path) -> None:
    video.write_text(video.read_text().replace("<Title title", "<Title {{title"))
    (finding,) = _check(pod, "transform", "frames")["findings"]
    assert (finding["kind"], finding["severity"]) == ("transform", "error")
    assert (finding["file"], finding["line"], finding["column"]) == ("src/MyVideo.tsx", 16, 13)
    assert "> 16 |     <Title {{title" in finding["codeFrame"]
    assert "\x1b" not in finding["message"]
    assert str(pod.folder) not in finding["message"]


def test_a_missing_import_is_found_with_its_place(pod: Pod, video: Path) -> None:
    video.write_text(f"import './nowhere';\n{video.read_text()}")
    (finding,) = _check(pod, "transform")["findings"]
    assert (finding["file"], finding["line"]) == ("src/MyVideo.tsx", 1)
    assert "./nowhere" in finding["message"]


def test_a_wrong_type_is_found_with_its_place(pod: Pod, video: Path) -> None:
    video.write_text(video.read_text().replace("<Title title", "<Title tilte"))
    (finding,) = _check(pod, "types")["findings"]
    assert (finding["kind"], finding["file"], finding["line"]) == ("types", "src/MyVideo.tsx", 16)
    assert "tilte" in finding["message"]


def test_an_error_in_a_late_frame_is_found_with_the_frame(pod: Pod, video: Path) -> None:
    code = video.read_text().replace(PREFIX, "import { AbsoluteFill, useCurrentFrame } from 'remotion';")
    video.write_text(_body(code, "  if (useCurrentFrame() >= 150) throw new Error('too late');"))
    assert _check(pod, "transform", "types")["ok"] is True
    (finding,) = _check(pod, "frames")["findings"]
    assert (finding["message"], finding["file"], finding["line"]) == ("too late", "src/MyVideo.tsx", 6)
    assert 150 <= finding["frame"] <= 155


def test_a_module_that_throws_is_found(pod: Pod, video: Path) -> None:
    video.write_text(f"{video.read_text()}\nthrow new Error('while loading');\n")
    (finding,) = _check(pod, "frames")["findings"]
    assert (finding["message"], finding["file"], finding["line"]) == ("while loading", "src/MyVideo.tsx", 20)


def test_what_only_a_browser_has_is_no_finding(pod: Pod, video: Path) -> None:
    video.write_text(_body(video.read_text(), "  void window.innerWidth;"))
    assert _check(pod, "frames")["findings"] == []


def test_no_composition_is_told(pod: Pod, project: Path) -> None:
    (project / "src/Root.tsx").write_text("export const RemotionRoot = () => null;\n")
    answer = pod.control("GET", "/metadata")
    assert answer.status_code == 422
    assert "registers no <Composition>" in answer.json()["detail"]


def test_user_code_of_a_check_runs_in_the_sandbox_and_not_in_vite(pod: Pod, video: Path) -> None:
    before = pod.runner("GET", "/healthz").json()["vitePid"]
    escape = "globalThis.process?.exit?.(7);"
    video.write_text(f"{escape}\n{video.read_text()}")
    (finding,) = _check(pod, "frames")["findings"]
    assert "without a result" in finding["message"]
    health = pod.runner("GET", "/healthz").json()
    assert (health["vitePid"], health["viteUp"]) == (before, True)


def test_an_endless_loop_ends_the_check_and_not_the_preview(pod: Pod, video: Path) -> None:
    video.write_text(f"{video.read_text()}\nfor (;;) {{}}\n")
    started = time.monotonic()
    done = pod.runner("POST", "/check", {"check": "frames", "timeoutSeconds": 2}).json()
    assert done["timedOut"] is True
    assert time.monotonic() - started < 40
    assert _check(pod, "transform")["ok"] is True


def test_the_platform_itself_passes_its_type_check() -> None:
    image = TEMPLATE_DIR.parents[1] / "session_pod/image"
    done = subprocess.run(["node_modules/.bin/tsc", "-p", "."], cwd=image, capture_output=True, text=True, check=False)
    assert done.stdout == ""
