"""What is told of a project's versions: how two differ, what they are called, what was rescued; and access tokens.

As in `common/models.py`, camelCase on the wire and TypeScript types generated from here.
"""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from common.ids import Id, Sha
from common.models import Stored

VERSION_NAME_MAX = 60
TOKEN_NAME_MAX = 60

VersionName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=VERSION_NAME_MAX, pattern=r"^[^\x00-\x1f\x7f]+$"),
]
"""What a person calls a checkpoint, or a branch."""

Version = Annotated[str, StringConstraints(pattern=r"^([0-9a-f]{40}|name:[^\x00-\x1f\x7f]{1,60})$")]
"""A checkpoint by its sha, or by the name that it was given: `name:Final cut`."""


class DiffLine(Stored):
    """One line of a hunk, without its line end."""

    kind: Literal["context", "added", "removed"]
    text: str


class DiffHunk(Stored):
    """Lines that changed, with three around them. Line numbers count from 1; `heading` is the enclosing code."""

    old_start: int
    old_lines: int
    new_start: int
    new_lines: int
    heading: str = ""
    lines: list[DiffLine]


class FileDiff(Stored):
    """How one file differs. Without hunks where it is binary or too large to show; sizes in bytes, null where there is
    no such file, or (`binary` and `tooLarge`) it lies where a diff doesn't look for it."""

    path: str
    old_path: str | None = None
    status: Literal["added", "removed", "changed", "renamed"]
    binary: bool = False
    too_large: bool = False
    old_size: int | None = None
    new_size: int | None = None
    additions: int = 0
    deletions: int = 0
    hunks: list[DiffHunk] = Field(default_factory=list)


class VersionDiff(Stored):
    """What has to be done to `against` to make it `sha`. `truncated`: there is more than is told."""

    sha: Sha
    against: Sha
    files: list[FileDiff]
    additions: int
    deletions: int
    truncated: bool = False


class Branch(Stored):
    """A line of work that was kept: a name that points to a checkpoint for good."""

    name: str
    sha: Sha


class RescuedWork(Stored):
    """Work that could not become a checkpoint and was put aside: on `base`, in `files` (at most 100 paths)."""

    name: str
    sha: Sha
    base: Sha
    epoch: int
    summary: str
    files: list[str]
    created_at: datetime


class AccessToken(Stored):
    """A personal access token, for `git` over HTTPS; the token itself is told once, when it is made."""

    id: Id
    name: str
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None


class NewAccessToken(AccessToken):
    """… and its secret."""

    token: str
