"""Who writes a checkpoint and what its commit message carries: a summary, then trailers that tie it to its turn."""

import re
from dataclasses import dataclass
from typing import Final

AUTHOR_NAME_MAX: Final = 100
SUMMARY_MAX: Final = 2_000
_TRAILER: Final = re.compile(r"^(Turn|Message|Author): (\S+)$")
_NOT_IN_A_NAME: Final = re.compile(r"[<>\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Author:
    """Whose name a commit bears; `user_id` is a uid, None for the agent and for the platform itself."""

    name: str
    email: str
    user_id: str | None = None

    def clean(self) -> "Author":
        """The same without what git can't store in a name."""
        name = _NOT_IN_A_NAME.sub(" ", self.name).strip()[:AUTHOR_NAME_MAX]
        email = _NOT_IN_A_NAME.sub("", self.email).strip()[:AUTHOR_NAME_MAX]
        return Author(name or "Someone", email or "unknown@storydream.local", self.user_id)


AGENT: Final = Author("StoryDream Agent", "agent@storydream.local")


@dataclass(frozen=True)
class CheckpointMessage:
    """A commit's message: `summary` for a person, then the turn, the user's message and the uid behind it."""

    summary: str
    turn_id: str | None = None
    message_id: str | None = None
    author_id: str | None = None

    def render(self) -> str:
        """The message as it is committed."""
        summary = self.summary.replace("\x00", "").strip()[:SUMMARY_MAX] or "Changes"
        values = {"Turn": self.turn_id, "Message": self.message_id, "Author": self.author_id}
        trailers = "".join(f"{key}: {value}\n" for key, value in values.items() if value)
        return f"{summary}\n" if not trailers else f"{summary}\n\n{trailers}"

    @classmethod
    def parse(cls, message: str) -> "CheckpointMessage":
        """Read a message back. Only the last paragraph can hold trailers, and only if all its lines are ours."""
        body, _, last = message.rstrip().rpartition("\n\n")
        found = [_TRAILER.match(line) for line in last.splitlines()]
        if not body or not all(found):
            return cls(message.strip())
        values = {match[1]: match[2] for match in found if match}
        return cls(body.strip(), values.get("Turn"), values.get("Message"), values.get("Author"))
