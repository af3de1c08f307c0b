"""What a browser may send over the events, each with the least role that may."""

from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter
from pydantic.alias_generators import to_camel

from common.tokens import Role

Text = Annotated[str, StringConstraints(max_length=4_000)]
Short = Annotated[str, StringConstraints(max_length=500)]

RANK: Final[dict[Role, int]] = {"viewer": 0, "commenter": 1, "editor": 2, "owner": 3}
LEAST_ROLE: Final[dict[str, Role]] = {
    "hello": "viewer",
    "ping": "viewer",
    "picture": "viewer",
    "unsaved": "editor",
    "turn.stop": "editor",
    "queue.edit": "editor",
    "queue.remove": "editor",
    "preview.error": "editor",
    "preview.restart": "editor",
}


class Frame(BaseModel):
    """Unknown members are ignored: a newer page must not be cut off by an older pod."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore")


class Cursor(Frame):
    session_id: Short
    seq: int


class Hello(Frame):
    """First frame, and again with a fresh ticket before the old one's quarter of an hour is over."""

    type: Literal["hello"]
    ticket: Text
    cursor: Cursor | None = None


class Ping(Frame):
    type: Literal["ping"]


class WantPicture(Frame):
    """Answered, to this client alone, with what a tool that said `picture` looked at."""

    type: Literal["picture"]
    tool_id: Short


class WantUnsaved(Frame):
    """Answered, to this client alone, with a part of the download of what isn't saved."""

    type: Literal["unsaved"]
    part: Annotated[int, Field(ge=0)] = 0


class TurnStop(Frame):
    type: Literal["turn.stop"]
    turn_id: Short
    keep: bool = True


class QueueShortcut(Frame):
    """Needs the user's own token, which the pod doesn't have: answered with where to go."""

    type: Literal["queue.edit", "queue.remove"]


class PreviewError(Frame):
    type: Literal["preview.error"]
    message: Text
    sha: Short | None = None
    kind: Short = "preview"
    file: Short | None = None
    line: int | None = None
    column: int | None = None
    frame: int | None = None
    code_frame: Text | None = None
    fingerprint: Short | None = None


class PreviewRestart(Frame):
    """Pages go on playing an older version, and loading them anew didn't help."""

    type: Literal["preview.restart"]


ClientFrame = Annotated[
    Hello | Ping | WantPicture | WantUnsaved | TurnStop | QueueShortcut | PreviewError | PreviewRestart,
    Field(discriminator="type"),
]
CLIENT_FRAME: Final[TypeAdapter[ClientFrame]] = TypeAdapter(ClientFrame)
