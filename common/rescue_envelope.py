"""What a dying pod leaves in `rescue/` when it can't reach the edge: one JSON line, then a pack of its unsaved commits.

Written by the pod, read by the edge, which trusts none of it: the object's name says whose it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from common.chat_models import Card, Suggestions, TurnLimit, TurnUsage
from common.errors import Invalid
from common.ids import Id, Sha
from common.models import ACTIONS_MAX, CONTENT_MAX_BYTES, PACK_MAX_BYTES, AgentAction, Stored

MESSAGES_MAX_BYTES: Final = 1024 * 1024
_MESSAGES_MAX: Final = 50
_LINE_MAX_BYTES: Final = MESSAGES_MAX_BYTES + 4096
ENVELOPE_MAX_BYTES: Final = _LINE_MAX_BYTES + PACK_MAX_BYTES
ENVELOPE_HEADERS: Final = {"x-goog-content-length-range": f"0,{ENVELOPE_MAX_BYTES}"}
"""Signed with the URL, so that Cloud Storage refuses anything larger: the put must carry exactly these."""


class UnsentEnd(Stored):
    """The end of a turn's message: of the user's, or, with `role`, of the agent's, with all that it said."""

    id: Id
    turn_id: Id
    status: Literal["done", "failed", "stopped"]
    role: Literal["assistant"] | None = None
    content: Annotated[str, Field(max_length=CONTENT_MAX_BYTES)] | None = None
    actions: list[AgentAction] = Field(default_factory=list, max_length=ACTIONS_MAX)
    checkpoint_sha: Sha | None = None
    token_count: Annotated[int, Field(ge=0, le=2**53)] | None = None
    error: Annotated[str, Field(max_length=4_000)] | None = None
    card: Card | None = None
    limit: TurnLimit | None = None
    usage: TurnUsage | None = None
    suggestions: Suggestions | None = None


class RescueLine(Stored):
    """The first line. `head` is the commit that the pack leads to from `base`; without it there is no pack."""

    v: Literal[1] = 1
    head: Sha | None = None
    base: Sha | None = None
    epoch: int = Field(ge=0)
    session_id: Id
    messages: list[UnsentEnd] = Field(default_factory=list, max_length=_MESSAGES_MAX)


@dataclass(frozen=True)
class RescueEnvelope:
    """A line and its pack."""

    line: RescueLine
    pack: bytes = b""

    def data(self) -> bytes:
        """The object's bytes."""
        return self.line.model_dump_json(by_alias=True, exclude_none=True).encode() + b"\n" + self.pack

    @classmethod
    def parse(cls, data: bytes) -> "RescueEnvelope":
        """Raises Invalid when it isn't one."""
        text, newline, _ = data[: _LINE_MAX_BYTES + 1].partition(b"\n")
        if not newline:
            raise Invalid("The first line is missing or too long.")
        try:
            line = RescueLine.model_validate_json(text)
        except ValidationError as error:
            raise Invalid(f"The first line can't be read: {error.errors()[0]['msg']}.") from error
        pack = data[len(text) + 1 :]
        if (line.head is None) != (not pack) or len(pack) > PACK_MAX_BYTES:
            raise Invalid("The pack doesn't fit what the first line says.")
        return cls(line, pack)


def fitting(ends: Sequence[UnsentEnd]) -> list[UnsentEnd]:
    """Of these ends the newest that go into an envelope, in their order."""
    room, chosen = MESSAGES_MAX_BYTES, list[UnsentEnd]()
    for end in reversed(ends[-_MESSAGES_MAX:]):
        room -= len(end.model_dump_json(by_alias=True, exclude_none=True).encode()) + 1
        if room < 0:
            break
        chosen.append(end)
    return chosen[::-1]
