"""What a search over a project's past answers."""

from datetime import datetime
from typing import Final, Literal

from common.models import MessageRole, Stored

QUERY_MAX: Final = 300


class Passage(Stored):
    """A piece of the past; `id` is the message's, or the checkpoint's sha."""

    kind: Literal["message", "checkpoint"]
    id: str
    role: MessageRole | None = None
    at: datetime
    text: str
