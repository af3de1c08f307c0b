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
TILE_MAX = 480
POSTER_MAX = 640
PICTURES_MAX_BYTES = 960 * 1024
"""Strip and poster together: 24 tiles take about 250 KiB."""
WANTED_MAX = 20
PROBLEM_MAX = 500

PLAYER_ENTRY = "main.js"
PLAYER_MAX_BYTES = 24 * 1024 * 1024
"""A player with all packages takes 1.5 MiB; what the code imports of pictures comes on top."""
PLAYER_FILES_MAX = 200

PlayerFileName = Annotated[
    str, Field(pattern=r"^(main|chunk-[A-Za-z0-9_-]{1,40}|asset-[A-Za-z0-9_-]{1,40})\.[a-z0-9]{1,8}$")
]
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


class PlayerFile(Model):
    """A file of a player: its SHA-256 in hex, and its size in bytes. Versions share what is the same."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    size: Annotated[int, Field(ge=0, le=PLAYER_MAX_BYTES)]


class PlayerAbout(Model):
    """A version built into a page: its files by name, `main.js` first of all; the style sheets among them in order."""

    sha: Sha
    files: Annotated[dict[PlayerFileName, PlayerFile], Field(min_length=1, max_length=PLAYER_FILES_MAX)]
    styles: Annotated[list[PlayerFileName], Field(max_length=8)]

    @field_validator("files")
    @classmethod
    def _is_whole(cls, files: dict[str, PlayerFile]) -> dict[str, PlayerFile]:
        if PLAYER_ENTRY not in files:
            raise PydanticCustomError("files", "lacks main.js")
        if sum(file.size for file in files.values()) > PLAYER_MAX_BYTES:
            raise PydanticCustomError("files", "are over 24 MiB together")
        return files


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
