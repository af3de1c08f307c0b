"""The video as a whole: what happens when, and the one way to change its size, rate and length."""

import json
from pathlib import Path
from typing import Final

from pydantic import Field, ValidationError

from common.errors import Invalid, StoryDreamError
from common.models import (
    DIMENSION_MAX,
    DIMENSION_MIN,
    DURATION_MAX_FRAMES,
    FPS_MAX,
    ActionType,
    AgentAction,
    VideoSettings,
)
from common.video_settings import ROOT_FILE, read_video_settings, with_video_settings
from session_pod.agent.project import ProjectClient
from session_pod.agent.tools import paths
from session_pod.agent.tools.tool import Input, Tool, ToolResult, clipped
from session_pod.agent.video import Scene, Timeline

LIMITS: Final = (
    f"width and height are even numbers from {DIMENSION_MIN} to {DIMENSION_MAX}, fps is 1 to {FPS_MAX}, "
    f"durationInFrames is 1 to {DURATION_MAX_FRAMES}"
)
_NAMED_MAX: Final = 10


class ReadTimeline(Input):
    pass


class SetVideoSettings(Input):
    width: int | None = Field(default=None, description="In pixels; even.")
    height: int | None = Field(default=None, description="In pixels; even.")
    fps: int | None = Field(default=None, description="Frames a second.")
    duration_in_frames: int | None = Field(default=None, description="Length of the whole video, in frames.")


class VideoTools:
    """Of one project folder."""

    def __init__(self, root: Path, project: ProjectClient) -> None:
        self._root = root
        self._project = project

    def tools(self) -> list[Tool]:
        return [
            Tool("timeline", ReadTimeline, self._timeline, lambda _: ("Reading the timeline", None)),
            Tool(
                "set_video_settings",
                SetVideoSettings,
                self._set,
                lambda _: ("Changing the video's settings", ROOT_FILE),
                changes=True,
            ),
        ]

    def _timeline(self, _: ReadTimeline) -> ToolResult:
        told = self._project.timeline().model_dump(mode="json", exclude_none=True)
        return ToolResult(clipped(json.dumps(told, ensure_ascii=False)))

    def _set(self, asked: SetVideoSettings) -> ToolResult:
        wanted = asked.model_dump(exclude_none=True)
        if not wanted:
            raise Invalid("Name at least one of width, height, fps and durationInFrames.")
        source = paths.read_text(self._root, ROOT_FILE)
        before = read_video_settings(source)
        after = _merged(before, wanted)
        if after == before:
            return ToolResult("The video has these settings already.")
        paths.write_text(self._root, ROOT_FILE, with_video_settings(source, after), new=False)
        old, new = before.model_dump(by_alias=True), after.model_dump(by_alias=True)
        changes = ", ".join(f"{name} {old[name]} → {new[name]}" for name in old if old[name] != new[name])
        action = AgentAction(type=ActionType.FILE_EDIT, file_path=ROOT_FILE, summary=f"Set {changes}"[:500])
        return ToolResult("\n".join([f"Set {changes}.", *self._consequences(before, after)]), action=action)

    def _consequences(self, before: VideoSettings, after: VideoSettings) -> list[str]:
        told: list[str] = []
        if (before.width, before.height) != (after.width, after.height):
            told.append("The size has changed: look at the frames and see that texts and pictures still fit.")
        if before.fps != after.fps:
            seconds = after.duration_in_frames / after.fps
            told.append(f"Frame numbers of the scenes stay as they are: the video now lasts {seconds:.1f} s.")
        try:
            told.extend(_ends(self._project.timeline()))
        except StoryDreamError as error:
            told.append(f"The scenes could not be read: {error.detail}")
        return told


def _merged(before: VideoSettings, wanted: dict[str, int]) -> VideoSettings:
    try:
        return VideoSettings.model_validate(before.model_dump(by_alias=False) | wanted)
    except ValidationError as error:
        names = ", ".join(sorted({str(problem["loc"][0]) for problem in error.errors()}))
        raise Invalid(f"{names} can't be set so: {LIMITS}. Nothing was changed.") from error


def _ends(timeline: Timeline) -> list[str]:
    whole = timeline.composition.duration_in_frames
    told: list[str] = []

    def named(scenes: list[Scene]) -> str:
        return ", ".join(f"{scene.name} ({scene.file}:{scene.line})" for scene in scenes[:_NAMED_MAX])

    if hidden := [scene for scene in timeline.scenes if scene.from_ >= whole]:
        told.append(f"Never shown now, as they begin past the end: {named(hidden)}.")
    if cut := [s for s in timeline.scenes if s.from_ < whole < s.from_ + s.duration_in_frames]:
        told.append(f"Cut off by the end: {named(cut)}.")
    end = max((scene.from_ + scene.duration_in_frames for scene in timeline.scenes), default=whole)
    if end < whole:
        told.append(f"The last scene ends at frame {end}; the video goes on until {whole}.")
    return told
