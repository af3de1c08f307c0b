"""The tool by which the model looks at the video."""

from typing import Final

from pydantic import Field

from session_pod.agent.project import ProjectClient
from session_pod.agent.tools.tool import Input, Json, Label, Picture, Tool, ToolResult

FRAMES_MAX: Final = 24  # as POST /frames takes; more can't be told apart


class RenderFrames(Input):
    frames: list[int] | None = Field(
        default=None, min_length=1, max_length=FRAMES_MAX, description="Exactly these frames, counted from 0."
    )
    count: int = Field(
        default=9, ge=1, le=FRAMES_MAX, description="How many frames, spread evenly; 9 when left out. Not with frames."
    )
    first: int | None = Field(default=None, ge=0, alias="from", description="First frame of the part to look at.")
    last: int | None = Field(default=None, ge=0, alias="to", description="Last frame of the part to look at.")


class FrameTools:
    def __init__(self, project: ProjectClient) -> None:
        self._project = project

    def tools(self) -> list[Tool]:
        return [Tool("render_frames", RenderFrames, self._render, _looking)]

    def _render(self, asked: RenderFrames) -> ToolResult:
        sheet = self._project.frames(asked.frames, count=asked.count, first=asked.first, last=asked.last)
        video = sheet.composition
        listed = ", ".join(f"{frame} ({video.timecode(frame)})" for frame in sheet.frames)
        size = f"{video.width} × {video.height}, {video.fps:g} fps, {video.duration_in_frames} frames"
        text = f"Frames of {video.id} ({size}), row by row as the export shows them: {listed}."
        return ToolResult(text, pictures=(Picture("image/jpeg", sheet.jpeg),))


def _looking(asked: Json) -> Label:
    frames = asked.get("frames")
    if isinstance(frames, list) and len(frames) == 1:
        return f"Looking at frame {str(frames[0])[:10]}", None
    return "Looking at the video", None
