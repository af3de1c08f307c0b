"""The preview page in a real Chromium, framed by an app page of another site."""

import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, WebSocketRoute

from tests.session_pod.framed import App
from tests.session_pod.pod import SHA, Pod

RETURN = "export const MyVideo = () => (\n"
PREFIX = "import { AbsoluteFill } from 'remotion';"


@pytest.fixture
def video(project: Path) -> Path:
    return project / "src/MyVideo.tsx"


def test_a_framed_preview_keeps_its_cookie_and_says_what_it_plays(app: App, pod: Pod) -> None:
    first = app.page.evaluate("heard.filter((message) => message.type === 'ready')[0]")
    expected = {"width": 1920, "height": 1080, "fps": 30, "durationInFrames": 180, "compositionId": "MyVideo"}
    assert {name: first[name] for name in expected} == expected
    assert first["origin"] == pod.preview_url.rstrip("/")
    app.page.frames[1].evaluate("location.reload()")
    app.hear("ready")
    app.hear("ok", sha=SHA)


def test_without_a_ticket_the_app_is_told_that_there_is_no_access(browser: Browser, pod: Pod) -> None:
    pod.arm()
    page = browser.new_page()
    page.goto(pod.app_origin)
    stranger = App(page, pod)
    stranger.open(pod.preview_url)
    assert stranger.hear("no-access")["reason"] == "no-cookie"
    page.frames[1].get_by_role("button").click()
    assert stranger.hear("no-access", action="open-tab")["reason"] == "no-cookie"
    page.close()


def test_the_app_plays_pauses_and_seeks(app: App) -> None:
    app.tell(type="seek", frame=90)
    app.hear("frame", frame=90, playing=False)
    app.tell(type="play")
    playing = app.hear("frame", playing=True)
    assert playing["frame"] >= 90
    app.tell(type="pause")
    app.hear("frame", playing=False)


def test_frames_are_told_at_most_fifteen_times_a_second(app: App) -> None:
    began = app.page.evaluate("performance.now()")
    app.tell(type="play")
    app.hear("frame", playing=True)
    time.sleep(1)
    count, seconds = app.page.evaluate(
        """(began) => [
          heard.filter((message) => message.type === 'frame' && message.at > began).length,
          (performance.now() - began) / 1000,
        ]""",
        began,
    )
    assert count <= 15 * seconds + 2  # counted from the start: what is told may be heard late, and several at once


def test_commands_of_another_shape_are_ignored(app: App) -> None:
    for message in ({"type": "seek", "frame": "9"}, {"type": "explode"}, {"type": "rate"}, {}):
        app.page.evaluate("message => tell(message)", message)
    app.page.evaluate("document.querySelector('iframe').contentWindow.postMessage('hello', '*')")
    app.tell(type="seek", frame=10)
    app.hear("frame", frame=10)


def test_keys_are_passed_on_to_the_app(app: App) -> None:
    app.page.mouse.click(300, 300)
    app.page.keyboard.press("Shift+K")
    key = app.hear("key", code="KeyK")
    assert (key["key"], key["shift"], key["ctrl"]) == ("K", True, False)


def test_the_video_fills_the_frame_in_its_own_aspect(app: App, project: Path) -> None:
    root = project / "src/Root.tsx"
    for width, height in ((1080, 1920), (1080, 1080), (1920, 1080)):
        root.write_text(root.read_text().split("width=")[0] + f"width={{{width}}} height={{{height}}} />\n);\n")
        app.hear("ready", width=width, height=height)
        app.hear("ok")
        box = app.page.frames[1].locator(".__remotion-player").bounding_box()
        assert box is not None
        assert abs(box["width"] / box["height"] - width / height) < 0.01
        assert abs(box["width"] - 960) < 1 or abs(box["height"] - 600) < 1


def test_an_edit_shows_and_keeps_the_frame(app: App, video: Path) -> None:
    app.tell(type="seek", frame=80)
    app.hear("frame", frame=80)
    video.write_text(video.read_text().replace("Every story starts", "Each day begins"))
    app.hear("building")
    app.page.frames[1].get_by_text("Each").wait_for()
    app.hear("ok", sha=SHA)
    app.skip()
    app.tell(type="play")
    assert app.hear("frame", playing=True)["frame"] >= 80


def test_an_edit_that_comes_before_the_page_listens_is_shown_all_the_same(
    browser: Browser, pod: Pod, video: Path
) -> None:
    """Vite tells of it only those whose socket stands: the page had loaded the file as it was before."""
    pod.arm()
    pod.control("POST", "/head", {"sha": SHA})
    page = browser.new_page()
    held: list[WebSocketRoute] = []

    def hold(socket: WebSocketRoute) -> None:
        if not held:
            held.append(socket)
            time.sleep(2)  # the rest of the page loads
            video.write_text(video.read_text().replace("Every story starts", "Each day begins"))
            time.sleep(1)  # and Vite sees the edit
        socket.connect_to_server()

    page.route_web_socket(re.compile("^ws"), hold)
    page.goto(pod.app_origin)
    late = App(page, pod)
    late.open(f"{pod.preview_url}?ticket={pod.ticket()}")
    page.frames[1].get_by_text("Each").wait_for()
    late.hear("ok", sha=SHA)
    page.close()


def test_a_new_checkpoint_is_named_in_the_next_ok(app: App, pod: Pod) -> None:
    pod.control("POST", "/head", {"sha": "b" * 40, "dirty": True})
    assert app.hear("ok", sha="b" * 40)["dirty"] is True


def _late(code: str) -> str:
    code = code.replace(PREFIX, "import { AbsoluteFill, useCurrentFrame } from 'remotion';")
    code = code.replace(
        RETURN,
        "export const MyVideo = () => {\n  if (useCurrentFrame() >= 100) throw new Error('too late');\n  return (\n",
    )
    return code.replace("\n);\n", "\n);};\n")


BREAKAGES: dict[str, tuple[Callable[[str], str], str, str, int]] = {
    "a syntax error": (lambda code: code.replace("<Title title", "<Title {{title"), "build", "Expected", 16),
    "a missing import": (lambda code: f"import './nowhere';\n{code}", "build", "./nowhere", 1),
    "a missing package": (lambda code: f"import 'no-such-package';\n{code}", "build", "no-such-package", 1),
    "a missing export": (
        lambda code: code.replace(
            PREFIX, f"{PREFIX}\nimport {{ nothing }} from './components/Title';\nconsole.log(nothing);"
        ),
        "module",
        "nothing",
        2,
    ),
    "a throw in a module": (lambda code: f"{code}\nthrow new Error('while loading');\n", "module", "while loading", 20),
    "a throw while rendering": (
        lambda code: code.replace(
            RETURN, "export const MyVideo = () => {\n  throw new Error('while drawing');\n  return (\n"
        ).replace("\n);\n", "\n);};\n"),
        "render",
        "while drawing",
        6,
    ),
    "a throw in a late frame": (_late, "render", "too late", 6),
    "an unhandled rejection": (
        lambda code: code.replace(RETURN, f"void Promise.reject(new Error('not awaited'));\n{RETURN}"),
        "rejection",
        "not awaited",
        5,
    ),
}


@pytest.mark.parametrize("what", BREAKAGES)
def test_each_class_of_error_is_told_with_its_place_and_mended_by_the_fix(
    app: App, pod: Pod, video: Path, what: str
) -> None:
    break_it, kind, words, line = BREAKAGES[what]
    good = video.read_text()
    app.tell(type="seek", frame=60)
    app.hear("frame", frame=60)
    video.write_text(break_it(good))
    if "late" in what:
        app.hear("ok")
        app.tell(type="seek", frame=120)
    error = app.hear("error")
    assert (error["kind"], error["file"], error["line"], error["sha"]) == (kind, "src/MyVideo.tsx", line, SHA)
    assert words in error["message"]
    assert f"> {line:>{len(str(line + 2))}} |" in error["codeFrame"] or f"> {line} |" in error["codeFrame"]
    assert len(error["fingerprint"]) == 16
    if kind == "render":
        assert error["frame"] == (120 if "late" in what else 60)
    assert "Every" in app.picture()  # the last good picture stays
    assert app.page.frames[1].locator("vite-error-overlay").count() == 0

    reports = pod.control("GET", "/reports?after=0").json()["reports"]
    told = [report for report in reports if report["type"] == "error"][-1]
    assert (told["kind"], told["file"], told["line"], told["uid"], told["role"]) == (
        kind,
        "src/MyVideo.tsx",
        line,
        "alice",
        "editor",
    )
    assert told["fingerprint"] == error["fingerprint"]

    video.write_text(good)
    app.hear("ok", sha=SHA)
    assert "Every" in app.picture()


@pytest.mark.parametrize("what", ["a syntax error", "a missing import", "a missing export", "a throw in a module"])
def test_a_page_that_opens_on_a_broken_project_tells_why_and_recovers(
    browser: Browser, pod: Pod, project: Path, video: Path, what: str
) -> None:
    break_it, _kind, words, line = BREAKAGES[what]
    good = video.read_text()
    video.write_text(break_it(good))
    pod.arm(uidsRevoked=[])
    pod.control("POST", "/head", {"sha": SHA})
    page = browser.new_page()
    page.goto(pod.app_origin)
    app = App(page, pod)
    app.open(f"{pod.preview_url}?ticket={pod.ticket()}")
    error = app.hear("error")
    assert (error["file"], error["line"]) == ("src/MyVideo.tsx", line)
    assert words in error["message"]
    video.write_text(good)
    app.hear("ok")
    page.close()


def test_a_deleted_file_is_told_and_its_return_mends(app: App, project: Path) -> None:
    title = project / "src/components/Title.tsx"
    saved = title.read_text()
    title.unlink()
    error = app.hear("error")
    assert error["file"] == "src/MyVideo.tsx"
    assert "./components/Title" in error["message"]
    title.write_text(saved)
    app.hear("ok")


def test_bad_metadata_is_told(app: App, project: Path) -> None:
    root = project / "src/Root.tsx"
    good = root.read_text()
    root.write_text(good.replace("durationInFrames={180}", "durationInFrames={0.5}"))
    error = app.hear("error")
    assert error["kind"] == "metadata"
    assert "durationInFrames must be a positive whole number" in error["message"]
    root.write_text(good)
    app.hear("ok")


def test_metadata_is_calculated_as_in_a_render(app: App, project: Path, pod: Pod) -> None:
    root = project / "src/Root.tsx"
    root.write_text(
        root.read_text().replace(
            "height={1080}", "height={1080} calculateMetadata={async () => ({ durationInFrames: 42 })}"
        )
    )
    assert app.hear("ready", durationInFrames=42)["fps"] == 30
    assert pod.control("GET", "/metadata").json()["durationInFrames"] == 42


def test_another_commit_checked_out_in_place_is_what_a_connected_page_shows(
    app: App, pod: Pod, project: Path, tmp_path: Path
) -> None:
    git = [
        "git",
        f"--git-dir={tmp_path / 'git'}",
        f"--work-tree={project}",
        "-c",
        "user.name=t",
        "-c",
        "user.email=t@t",
    ]

    def run(*arguments: str) -> str:
        return subprocess.run(
            [*git, *arguments], check=True, capture_output=True, text=True, cwd=project
        ).stdout.strip()

    run("init", "-q")
    run("add", "-A")
    run("commit", "-qm", "one")
    first = run("rev-parse", "HEAD")
    video, title = project / "src/MyVideo.tsx", project / "src/components/Headline.tsx"
    title.write_text(
        (project / "src/components/Title.tsx").read_text().replace("export const Title", "export const Headline")
    )
    (project / "src/components/Title.tsx").unlink()
    video.write_text(
        video.read_text()
        .replace("Title }", "Headline }")
        .replace("/Title'", "/Headline'")
        .replace("<Title", "<Headline")
        .replace("Every", "Another")
    )
    run("add", "-A")
    run("commit", "-qm", "two")
    second = run("rev-parse", "HEAD")
    app.hear("ok")
    for sha, word in ((first, "Every"), (second, "Another"), (first, "Every")):
        app.skip()
        run("checkout", "-q", sha)
        pod.control("POST", "/head", {"sha": sha})
        app.hear("ok", sha=sha)
        app.tell(type="seek", frame=80)
        app.page.frames[1].get_by_text(word).wait_for()


def test_an_endless_loop_in_the_video_leaves_the_app_usable(app: App, pod: Pod, video: Path) -> None:
    good = video.read_text()
    video.write_text(
        good.replace(RETURN, "export const MyVideo = () => {\n  for (;;) {}\n  return (\n").replace(
            "\n);\n", "\n);};\n"
        )
    )
    app.hear("building")
    time.sleep(0.5)
    started = time.monotonic()
    assert app.page.evaluate("1 + 1") == 2
    assert time.monotonic() - started < 10
    video.write_text(good)
    # A frame that hangs holds its process: the app takes it away, and a new one, a while later, gets one of its own.
    app.skip()
    app.page.evaluate("document.body.replaceChildren()")
    time.sleep(5)
    app.open(f"{pod.preview_url}?ticket={pod.ticket()}")
    app.hear("ok")


def test_user_code_cannot_read_the_cookie_or_reach_the_app(app: App, video: Path) -> None:
    frame = app.page.frames[1]
    assert frame.evaluate("document.cookie") == ""
    assert (
        frame.evaluate("(() => { try { return parent.document.title } catch (error) { return error.name } })()")
        == "SecurityError"
    )
