"""Each kind of check on a result that it passes and on one that it fails."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest
from PIL import Image
from pydantic import TypeAdapter

from evaluation.checks import Check
from session_pod.agent.project import Finding
from session_pod.agent.video import Timeline

TIMELINE: dict[str, Any] = {
    "composition": {"id": "MyVideo", "width": 640, "height": 360, "fps": 30, "durationInFrames": 120},
    "scenes": [
        {"name": "Intro", "from": 0, "durationInFrames": 60},
        {"name": "Outro", "from": 60, "durationInFrames": 60},
    ],
    "texts": [{"text": "Hello  there", "from": 5, "durationInFrames": 40}],
    "audio": [{"src": "/sounds/music-calm.mp3", "from": 0, "durationInFrames": 120}],
}
GOODBYE = {"text": "GOODBYE all", "from": 0, "durationInFrames": 9}
LONGER = {"name": "Outro", "from": 0, "durationInFrames": 64}
NAVY, CREAM = (20, 36, 92), (255, 246, 224)


def plain(colour: tuple[int, int, int] = NAVY, size: tuple[int, int] = (64, 36)) -> Image.Image:
    return Image.new("RGB", size, colour)


def lint(message: str = "Too fast to read. [reading-speed]", file: str = "src/MyVideo.tsx") -> Finding:
    return Finding(kind="lint", severity="warning", message=message, file=file)


@dataclass
class Result:
    """A result that passes every check of CHECKS."""

    timeline: Timeline = field(default_factory=lambda: Timeline.model_validate(TIMELINE))
    timeline_before: Timeline = field(default_factory=lambda: Timeline.model_validate(TIMELINE))
    findings: Sequence[Finding] = ()
    findings_before: Sequence[Finding] = ()
    files: Mapping[str, bytes] = field(default_factory=lambda: {"BRIEF.md": b"# Brief\n- calm\n- new\n", "a": b"1"})
    files_before: Mapping[str, bytes] = field(default_factory=lambda: {"BRIEF.md": b"# Brief\n- calm\n", "a": b"1"})
    said: str = "Open History to go back."
    cards: Sequence[str] = ("choice",)
    shown: Callable[[int], str] = lambda frame: "Hello there" if frame < 60 else "Bye"
    drawn: Callable[[int], Image.Image] = lambda _: plain()
    drawn_before: Callable[[int], Image.Image] = lambda _: plain()
    previewed: Callable[[int], Image.Image] = lambda _: plain()

    def text(self, frame: int) -> str:
        return self.shown(frame)

    def preview(self, frame: int) -> Image.Image:
        return self.previewed(frame)

    def still(self, frame: int) -> Image.Image:
        return self.drawn(frame)

    def still_before(self, frame: int) -> Image.Image:
        return self.drawn_before(frame)


def changed(**fields: Any) -> Timeline:
    return Timeline.model_validate({**TIMELINE, **fields})


def composed(**fields: Any) -> Timeline:
    return changed(composition={**TIMELINE["composition"], **fields})


def at_outro(_: int) -> Image.Image:
    return plain(CREAM)


CHECKS: list[tuple[dict[str, Any], Result]] = [
    ({"kind": "text", "says": "hello there", "at": 1}, Result(shown=lambda _: "Hello")),
    ({"kind": "text", "says": "Bye", "at": 9}, Result(shown=lambda frame: "Bye" if frame > 119 else "")),
    ({"kind": "no_text", "says": "Goodbye"}, Result(timeline=changed(texts=[GOODBYE]))),
    ({"kind": "colour", "hex": "#14245c", "at": 1, "x": 0, "y": 1}, Result(drawn=at_outro)),
    ({"kind": "duration", "seconds": 4}, Result(timeline=composed(durationInFrames=121))),
    ({"kind": "size", "width": 640, "height": 360}, Result(timeline=composed(width=360))),
    ({"kind": "scenes", "names": ["Intro", "Outro"]}, Result(timeline=changed(scenes=TIMELINE["scenes"][1:]))),
    ({"kind": "scene", "name": "Outro", "seconds": 2}, Result(timeline=changed(scenes=[LONGER]))),
    ({"kind": "scene", "name": "Intro", "seconds": 2}, Result(timeline=changed(scenes=[]))),
    ({"kind": "clean"}, Result(findings=[lint()])),
    ({"kind": "clean"}, Result(findings=[lint(), lint(file="src/Other.tsx")], findings_before=[lint()])),
    ({"kind": "preview_is_export"}, Result(previewed=lambda frame: plain(CREAM if frame == 90 else NAVY))),
    ({"kind": "preview_is_export"}, Result(previewed=lambda _: plain(size=(36, 64)))),
    ({"kind": "audio", "file": "music-calm"}, Result(timeline=changed(audio=[]))),
    ({"kind": "unchanged", "scenes": ["Intro"]}, Result(drawn=at_outro)),
    ({"kind": "unchanged", "scenes": ["Outro"]}, Result(timeline=changed(scenes=TIMELINE["scenes"][:1]))),
    ({"kind": "only_files", "files": ["BRIEF.*"]}, Result(files={"BRIEF.md": b"", "a": b"2"})),
    ({"kind": "only_files", "files": ["BRIEF.md"]}, Result(files={"BRIEF.md": b""})),
    ({"kind": "brief_kept"}, Result(files={"BRIEF.md": b"# Brief\n"})),
    ({"kind": "brief_kept"}, Result(files={}, files_before={})),
    ({"kind": "says", "pattern": "hist.ry"}, Result(said="Done.")),
    ({"kind": "card", "type": "choice"}, Result(cards=["storyboard"])),
]  # fmt: skip


@pytest.mark.parametrize(("data", "failing"), CHECKS)
def test_a_check_passes_what_is_right_and_fails_what_is_not(data: dict[str, Any], failing: Result) -> None:
    check: Check = TypeAdapter(Check).validate_python(data)
    assert check.judge(Result()).passed, check.judge(Result()).detail
    verdict = check.judge(failing)
    assert not verdict.passed
    assert verdict.detail
    assert check.title()


def test_what_the_template_is_told_already_is_no_new_finding() -> None:
    check: Check = TypeAdapter(Check).validate_python({"kind": "clean"})
    before = [lint("At 0:02: slow. [reading-speed]")]
    assert check.judge(Result(findings=[lint()], findings_before=before)).passed


def test_silence_is_checked_too() -> None:
    check: Check = TypeAdapter(Check).validate_python({"kind": "audio", "file": "music-", "absent": True})
    assert check.judge(Result(timeline=changed(audio=[]))).passed
    assert not check.judge(Result()).passed


def test_every_kind_of_check_is_tried_here() -> None:
    kinds = set(TypeAdapter(Check).json_schema()["discriminator"]["mapping"])
    assert {data["kind"] for data, _ in CHECKS} == kinds
