"""What people write: lengths counted as the rules and browsers count them (UTF-16 units), names made from prompts."""

import hashlib
import re
from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from common.models import DESCRIPTION_MAX, NAME_MAX, PROMPT_MAX

_NAME_FROM_PROMPT: Final = 60
UNTITLED: Final = "Untitled video"


class _Fits:
    """At most `most` UTF-16 units: an emoji counts two, here as in JavaScript and in `firestore.rules`."""

    def __init__(self, most: int) -> None:
        self._most = most

    def __call__(self, value: str) -> str:
        if len(value.encode("utf-16-le", "surrogatepass")) > 2 * self._most:
            raise PydanticCustomError("too_long", "should have at most {most} characters", {"most": self._most})
        return value


ProjectName = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=NAME_MAX),
    AfterValidator(_Fits(NAME_MAX)),
]
Description = Annotated[
    str, StringConstraints(strip_whitespace=True, max_length=DESCRIPTION_MAX), AfterValidator(_Fits(DESCRIPTION_MAX))
]
Prompt = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=PROMPT_MAX),
    AfterValidator(_Fits(PROMPT_MAX)),
]
TemplateId = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]


def name_from(prompt: str | None) -> str:
    """A name for a project that came without one: the first words of its prompt."""
    words = " ".join((prompt or "").split())
    if not words:
        return UNTITLED
    if len(words) <= _NAME_FROM_PROMPT:
        return words
    cut = re.sub(r"\s+\S*$", "", words[: _NAME_FROM_PROMPT + 1])
    return cut[:_NAME_FROM_PROMPT].rstrip(".,;:!?- ") + "…"


def copy_name(name: str) -> str:
    """A name for a copy of the project that is called so, cut where it would be too long."""
    units = f"Copy of {name}".encode("utf-16-le")
    if len(units) <= 2 * NAME_MAX:
        return units.decode("utf-16-le")
    return units[: 2 * (NAME_MAX - 1)].decode("utf-16-le", errors="ignore").rstrip() + "…"


def first_message_id(project_id: str) -> str:
    """The id of the message that a project's prompt becomes: the same for every repeat of the request."""
    return hashlib.sha256(f"first message of {project_id}".encode()).hexdigest()[:32]
