"""Who writes a checkpoint and what its commit message carries: a summary, then trailers that tie it to its turn."""

import re
from dataclasses import dataclass
from typing import Final

AUTHOR_NAME_MAX: Final = 100
LINE_MAX: Final = 500
_TRAILER: Final = re.compile(r"^(Turn|Message|Author): (\S+)$")
_ASKED: Final = "Asked: "
_NOT_IN_A_NAME: Final = re.compile(r"[<>\x00-\x1f\x7f]")
_NOT_IN_A_LINE: Final = re.compile(r"[\s\x00-\x1f\x7f]+")


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
    """A commit's message. `summary` is one line and says what was done, `asked` what the user wanted where that is
    something else; then come the turn, the user's message and the uid behind it."""

    summary: str
    turn_id: str | None = None
    message_id: str | None = None
    author_id: str | None = None
    asked: str | None = None

    def render(self) -> str:
        """The message as it is committed: every text on one line, so that none can pass for a trailer."""
        values = {"Turn": self.turn_id, "Message": self.message_id, "Author": self.author_id}
        paragraphs = [
            _line(self.summary) or "Changes",
            f"{_ASKED}{_line(self.asked)}" if self.asked else "",
            "\n".join(f"{key}: {value}" for key, value in values.items() if value),
        ]
        return "\n\n".join(paragraph for paragraph in paragraphs if paragraph) + "\n"

    @classmethod
    def parse(cls, message: str) -> "CheckpointMessage":
        """Read a message back, whoever wrote it: its first paragraph is the summary, as git has it. Only the last
        paragraph can hold trailers, and only if all its lines are ours."""
        first, *rest = re.split(r"\n\s*\n", message.strip())
        found = [_TRAILER.match(line) for line in rest[-1].splitlines()] if rest else []
        values = {match[1]: match[2] for match in found if match} if all(found) else {}
        asked = rest[0].removeprefix(_ASKED) if rest and rest[0].startswith(_ASKED) else None
        return cls(_line(first), values.get("Turn"), values.get("Message"), values.get("Author"), asked)


def _line(text: str) -> str:
    return _NOT_IN_A_LINE.sub(" ", text).strip()[:LINE_MAX].rstrip()
