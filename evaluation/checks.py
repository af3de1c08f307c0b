"""What a request's result is judged by: one class a kind of check, read from the data files."""

import fnmatch
import re
from collections.abc import Mapping, Sequence
from typing import Annotated, Final, Literal, Protocol

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field

from evaluation.pictures import colour_at, difference, distance
from session_pod.agent.project import Finding
from session_pod.agent.video import Scene, Timeline

SAME_PICTURE_MAX: Final = 3.0  # mean channel difference of preview and export: edges of letters measured up to 1.5
UNCHANGED_MAX: Final = 0.2  # the same frame drawn twice by the same renderer: 0.0, with video or noise a little more
FRAMES_COMPARED: Final = 3


class Seen(Protocol):
    """All that can be looked at after a request; `before` is the template as it was."""

    @property
    def timeline(self) -> Timeline: ...
    @property
    def timeline_before(self) -> Timeline: ...
    @property
    def findings(self) -> Sequence[Finding]: ...
    @property
    def findings_before(self) -> Sequence[Finding]: ...
    @property
    def files(self) -> Mapping[str, bytes]: ...
    @property
    def files_before(self) -> Mapping[str, bytes]: ...
    @property
    def said(self) -> str: ...
    @property
    def cards(self) -> Sequence[str]: ...
    def text(self, frame: int) -> str: ...
    def preview(self, frame: int) -> Image.Image: ...
    def still(self, frame: int) -> Image.Image: ...
    def still_before(self, frame: int) -> Image.Image: ...


class Verdict(BaseModel):
    """`detail` says what was found instead when it failed."""

    passed: bool
    detail: str = ""


class _Check(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class TextAt(_Check):
    """These words are shown at a time (in seconds)."""

    kind: Literal["text"]
    says: str
    at: float = Field(ge=0)

    def title(self) -> str:
        return f"“{self.says}” is read at {self.at:g} s"

    def judge(self, seen: Seen) -> Verdict:
        shown = seen.text(_frame(seen.timeline, self.at))
        return Verdict(passed=_folded(self.says) in _folded(shown), detail=f"what is read there: “{shown[:200]}”")


class NoText(_Check):
    """These words are shown nowhere any more."""

    kind: Literal["no_text"]
    says: str

    def title(self) -> str:
        return f"“{self.says}” is gone"

    def judge(self, seen: Seen) -> Verdict:
        found = [text for text in seen.timeline.texts if _folded(self.says) in _folded(text.text)]
        return Verdict(passed=not found, detail="; ".join(f"“{text.text}” from frame {text.from_}" for text in found))


class ColourAt(_Check):
    """The colour of a place (parts of width and height) at a time."""

    kind: Literal["colour"]
    hex: str = Field(pattern=r"^#[0-9a-f]{6}$")
    at: float = Field(ge=0)
    x: float = Field(ge=0, le=1)
    y: float = Field(ge=0, le=1)
    within: int = 16

    def title(self) -> str:
        return f"{self.hex} at {self.at:g} s, {self.x:.0%} across, {self.y:.0%} down"

    def judge(self, seen: Seen) -> Verdict:
        found = colour_at(seen.still(_frame(seen.timeline, self.at)), self.x, self.y)
        return Verdict(passed=distance(found, self.hex) <= self.within, detail=f"it is {found}")


class Duration(_Check):
    kind: Literal["duration"]
    seconds: float = Field(gt=0)

    def title(self) -> str:
        return f"{self.seconds:g} s long"

    def judge(self, seen: Seen) -> Verdict:
        frames, fps = seen.timeline.composition.duration_in_frames, seen.timeline.composition.fps
        return Verdict(passed=abs(frames - self.seconds * fps) < 1, detail=f"it is {frames / fps:g} s long")


class Size(_Check):
    kind: Literal["size"]
    width: int
    height: int

    def title(self) -> str:
        return f"{self.width} × {self.height} pixels"

    def judge(self, seen: Seen) -> Verdict:
        found = seen.timeline.composition
        same = (found.width, found.height) == (self.width, self.height)
        return Verdict(passed=same, detail=f"it is {found.width} × {found.height}")


class SceneOrder(_Check):
    kind: Literal["scenes"]
    names: list[str]

    def title(self) -> str:
        return f"scenes: {', '.join(self.names)}"

    def judge(self, seen: Seen) -> Verdict:
        found = [scene.name for scene in _scenes(seen.timeline)]
        return Verdict(passed=found == self.names, detail=f"they are {', '.join(found) or 'none'}")


class SceneLength(_Check):
    kind: Literal["scene"]
    name: str
    seconds: float

    def title(self) -> str:
        return f"scene {self.name} is {self.seconds:g} s long"

    def judge(self, seen: Seen) -> Verdict:
        scene = _scene(seen.timeline, self.name)
        if scene is None:
            return Verdict(passed=False, detail="there is no such scene")
        seconds = scene.duration_in_frames / seen.timeline.composition.fps
        return Verdict(passed=abs(seconds - self.seconds) < 0.05, detail=f"it is {seconds:g} s long")


class Clean(_Check):
    """Neither an error nor advice of a film editor's lint, but for what the template is told already."""

    kind: Literal["clean"]

    def title(self) -> str:
        return "the checks find nothing new"

    def judge(self, seen: Seen) -> Verdict:
        known = {_kind(finding) for finding in seen.findings_before}
        new = [finding for finding in seen.findings if _kind(finding) not in known]
        told = "; ".join(f"{finding.severity}: {finding.message}" for finding in new)
        return Verdict(passed=not new, detail=told[:600])


class SamePicture(_Check):
    """What the preview's page shows is what an export renders."""

    kind: Literal["preview_is_export"]

    def title(self) -> str:
        return "the preview equals the export"

    def judge(self, seen: Seen) -> Verdict:
        frames = [_middle(scene) for scene in _scenes(seen.timeline)] or [_half(seen.timeline)]
        step = max(1, -(-len(frames) // FRAMES_COMPARED))
        found = {frame: difference(seen.preview(frame), seen.still(frame)) for frame in frames[::step]}
        worst = max(found, key=lambda frame: found[frame])
        return Verdict(
            passed=found[worst] <= SAME_PICTURE_MAX, detail=f"frame {worst} differs by {found[worst]:.2f} of 255"
        )


class Sounds(_Check):
    """A sound plays whose file's name holds this; or none does when it is to be absent."""

    kind: Literal["audio"]
    file: str
    absent: bool = False

    def title(self) -> str:
        return f"{self.file} is not heard" if self.absent else f"{self.file} is heard"

    def judge(self, seen: Seen) -> Verdict:
        found = [sound.src for sound in seen.timeline.audio]
        heard = any(self.file in src for src in found)
        return Verdict(passed=heard is not self.absent, detail=f"what is heard: {', '.join(found) or 'nothing'}")


class ScenesKept(_Check):
    """The middle frames of these scenes look as before."""

    kind: Literal["unchanged"]
    scenes: list[str]

    def title(self) -> str:
        return f"unchanged: {', '.join(self.scenes)}"

    def judge(self, seen: Seen) -> Verdict:
        pairs = [(name, _scene(seen.timeline_before, name), _scene(seen.timeline, name)) for name in self.scenes]
        gone = [name for name, before, after in pairs if before is None or after is None]
        if gone:
            return Verdict(passed=False, detail=f"not there: {', '.join(gone)}")
        # All of one version, then all of the other: each change of the version costs the renderer a second.
        before = [seen.still_before(_middle(scene)) for _, scene, _ in pairs if scene is not None]
        after = [seen.still(_middle(scene)) for _, _, scene in pairs if scene is not None]
        apart = [difference(*both) for both in zip(before, after, strict=True)]
        changed = [
            f"{name} differs by {by:.2f} of 255"
            for name, by in zip(self.scenes, apart, strict=True)
            if by > UNCHANGED_MAX
        ]
        return Verdict(passed=not changed, detail="; ".join(changed))


class FilesKept(_Check):
    """No file but these (patterns) is changed, made or deleted; none at all when the list is empty."""

    kind: Literal["only_files"]
    files: list[str]

    def title(self) -> str:
        return f"only {', '.join(self.files)} changed" if self.files else "no file changed"

    def judge(self, seen: Seen) -> Verdict:
        paths = sorted({*seen.files, *seen.files_before})
        changed = [path for path in paths if seen.files.get(path) != seen.files_before.get(path)]
        strange = [path for path in changed if not any(fnmatch.fnmatch(path, pattern) for pattern in self.files)]
        return Verdict(passed=not strange, detail=f"also changed: {', '.join(strange)}" if strange else "")


class BriefKept(_Check):
    kind: Literal["brief_kept"]

    def title(self) -> str:
        return "the brief is kept"

    def judge(self, seen: Seen) -> Verdict:
        before, after = seen.files_before.get("BRIEF.md"), seen.files.get("BRIEF.md")
        lines = [line for line in (before or b"").splitlines() if line.strip()]
        lost = [line.decode(errors="replace") for line in lines if line not in (after or b"").splitlines()]
        return Verdict(passed=bool(lines) and not lost, detail=f"lost: {'; '.join(lost)}" if lost else "there is none")


class Says(_Check):
    """The agent's words match a regular expression."""

    kind: Literal["says"]
    pattern: str

    def title(self) -> str:
        return f"the answer matches /{self.pattern}/"

    def judge(self, seen: Seen) -> Verdict:
        found = re.search(self.pattern, seen.said, re.IGNORECASE | re.DOTALL) is not None
        return Verdict(passed=found, detail=f"it says: “{seen.said[:300]}”")


class Card(_Check):
    """The agent asks by a card."""

    kind: Literal["card"]
    type: Literal["choice", "storyboard"]

    def title(self) -> str:
        return f"a {self.type} card"

    def judge(self, seen: Seen) -> Verdict:
        return Verdict(passed=self.type in seen.cards, detail=f"cards: {', '.join(seen.cards) or 'none'}")


Check = Annotated[
    TextAt | NoText | ColourAt | Duration | Size | SceneOrder | SceneLength | Clean | SamePicture | Sounds | ScenesKept
    | FilesKept | BriefKept | Says | Card,
    Field(discriminator="kind"),
]  # fmt: skip


def _kind(finding: Finding) -> tuple[str, str | None]:
    """A lint's own name (it ends the message) and where; other findings by what they say. A missing font
    is missing in every file."""
    font = re.search(r"the font .*\[missing-font\]$", finding.message.strip())
    if font is not None:
        return (font.group(0), None)
    lint = re.search(r"\[[\w-]+\]$", finding.message.strip())
    return (lint.group(0) if lint else finding.fingerprint(), finding.file)


def _frame(timeline: Timeline, seconds: float) -> int:
    return min(round(seconds * timeline.composition.fps), timeline.composition.duration_in_frames - 1)


def _scenes(timeline: Timeline) -> list[Scene]:
    return sorted(timeline.scenes, key=lambda scene: scene.from_)


def _scene(timeline: Timeline, name: str) -> Scene | None:
    return next((scene for scene in timeline.scenes if scene.name == name), None)


def _middle(scene: Scene) -> int:
    return scene.from_ + scene.duration_in_frames // 2


def _half(timeline: Timeline) -> int:
    return timeline.composition.duration_in_frames // 2


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())
