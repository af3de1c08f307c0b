"""What is told of a checkpoint's pictures: the strip of its frames, and what is still to be drawn or built.

As in `common/models.py`, camelCase on the wire and TypeScript types generated from here.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, field_validator
from pydantic_core import PydanticCustomError

from common.base_models import Model, Stored
from common.ids import Sha

STRIP_FRAMES_MAX = 24
TILE_MAX = 320
POSTER_MAX = 640
PICTURES_MAX_BYTES = 960 * 1024
"""Strip and poster together: 24 tiles take about 250 KiB."""
WANTED_MAX = 20
PROBLEM_MAX = 500

Frame = Annotated[int, Field(ge=0, lt=10_000_000)]
Pixels = Annotated[int, Field(ge=1, le=TILE_MAX)]
Kind = Literal["strip", "player"]


class Clip(Model):
    """A video's size in pixels, frames a second, and length in frames, as its code calculates them."""

    width: Annotated[int, Field(ge=1, le=16_384)]
    height: Annotated[int, Field(ge=1, le=16_384)]
    fps: Annotated[float, Field(gt=0, le=1_000)]
    duration_in_frames: Annotated[int, Field(ge=1, lt=10_000_000)]


class StripAbout(Model):
    """A checkpoint's strip, one JPEG: its tiles, row by row, are these frames in order."""

    sha: Sha
    clip: Clip
    frames: Annotated[list[Frame], Field(min_length=1, max_length=STRIP_FRAMES_MAX)]
    columns: Annotated[int, Field(ge=1, le=STRIP_FRAMES_MAX)]
    tile_width: Pixels
    tile_height: Pixels

    @field_validator("frames")
    @classmethod
    def _in_order(cls, frames: list[int]) -> list[int]:
        if frames != sorted(set(frames)):
            raise PydanticCustomError("frames", "must be in order, each once")
        return frames


class Wanted(Stored):
    """Something of a checkpoint that a pod is to make; with a `problem` it could not be made."""

    sha: Sha
    kind: Kind
    at: datetime
    problem: str | None = Field(default=None, max_length=PROBLEM_MAX)


class PictureState(Stored):
    """Whether what was asked for is there; `url` is a player's, `problem` says why it can't be made."""

    state: Literal["ready", "building", "failed"]
    url: str | None = None
    problem: str | None = None
