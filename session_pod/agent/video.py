"""What the agent sees of the video: pictures of frames, the timeline, files; as the project process tells it."""

import base64
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from common.models import Stored

PictureBytes = Annotated[bytes, BeforeValidator(lambda text: base64.b64decode(text) if isinstance(text, str) else text)]
"""Base64 on the wire."""


class Composition(Stored):
    id: str
    width: int
    height: int
    fps: float
    duration_in_frames: int

    def timecode(self, frame: int) -> str:
        """`0:04.5`: minutes, seconds, tenths."""
        tenths = int(frame * 10 / self.fps)
        return f"{tenths // 600}:{tenths // 10 % 60:02}.{tenths % 10}"


class Sheet(Stored):
    """Frames of the video in one JPEG, each with its timecode below; `width` and `height` are the picture's."""

    jpeg: PictureBytes
    frames: list[int]
    width: int
    height: int
    composition: Composition
    sha: str = ""
    dirty: bool = False


class Strip(Stored):
    """Frames of a version on one JPEG, tile by tile and row by row, and one of them larger, to stand for all of it."""

    composition: Composition
    frames: list[int]
    columns: int
    tile_width: int
    tile_height: int
    strip: PictureBytes
    poster: PictureBytes


class Placed(Stored):
    """With the place in the project's files where it stands, when it is known."""

    file: str | None = None
    line: int | None = None


class Scene(Placed):
    """A sequence of the top level; `source` is the file of the component it shows, a `layer` lies over several."""

    name: str
    from_: int = Field(alias="from")
    duration_in_frames: int
    source: str | None = None
    layer: bool = False


class ShownText(Placed):
    """From its first to its last frame that was looked at."""

    text: str
    from_: int = Field(alias="from")
    duration_in_frames: int
    scene: str | None = None


class Sound(Placed):
    """`file_seconds` is how long the file is, `None` when it can't be read; `trim_before` the frames left out of it."""

    name: str | None = None
    src: str
    from_: int = Field(alias="from")
    duration_in_frames: int
    volume: float | None = None
    trim_before: float = 0
    playback_rate: float = 1
    loop: bool = False
    file_seconds: float | None = None


class Timeline(Stored):
    composition: Composition
    scenes: list[Scene]
    texts: list[ShownText]
    audio: list[Sound]


class Asset(Stored):
    """A file below public/; `picture` shows an image, or frames of a video, or nothing."""

    path: str
    kind: Literal["image", "video", "audio", "font", "other"]
    bytes: int
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    peaks: list[float] = Field(default_factory=list)
    onsets: list[float] = Field(default_factory=list)
    bpm: float | None = None
    problem: str | None = None
    picture: PictureBytes | None = None
