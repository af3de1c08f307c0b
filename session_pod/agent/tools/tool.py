"""What every tool is made of: its input, what it does, and what a person reads while it runs."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, StringConstraints
from pydantic.alias_generators import to_camel

from common.chat_models import ChoiceCard, StoryboardCard
from common.models import AgentAction

Json = dict[str, Any]
Label = tuple[str, str | None]
"""What a person reads while the tool runs, and the file that it is about."""

RESULT_CHARS_MAX: Final = 24_000  # about 6,000 tokens; a longer answer costs more than it tells

ProjectPath = Annotated[str, StringConstraints(min_length=1, max_length=1024)]


class Input(BaseModel):
    """What the model hands to a tool; the descriptions of the fields are what the model is told about them."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


@dataclass(frozen=True)
class Picture:
    """What the model is shown."""

    media_type: str
    data: bytes


@dataclass(frozen=True)
class ToolResult:
    """What the model gets back; `action` is what the user will read about it. With a `card` the turn ends: the user is
    asked something. `suggestions` are what they might ask for next."""

    text: str
    failed: bool = False
    action: AgentAction | None = None
    pictures: tuple[Picture, ...] = ()
    card: ChoiceCard | StoryboardCard | None = None
    suggestions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Tool:
    """`run` raises StoryDreamError for what the model can act on. `changes`: files may change, so the video is checked
    afterwards. `closing`: it goes with the last words and is no step of the work, so nobody reads of it while it runs.
    `label` gets the arguments as the model wrote them, unchecked."""

    name: str
    input: type[Input]
    run: Callable[[Any], ToolResult]
    label: Callable[[Json], Label]
    changes: bool = False
    closing: bool = False

    def schema(self) -> Json:
        """As the Messages API takes it; the description is the file `descriptions/{name}.md`."""
        described = files(__package__).joinpath("descriptions", f"{self.name}.md").read_text().strip()
        return {"name": self.name, "description": described, "input_schema": _plain(self.input.model_json_schema())}


def said(arguments: Json, name: str, longest: int) -> str | None:
    """An argument as a person may be shown it."""
    value = arguments.get(name)
    return value[:longest] if isinstance(value, str) and value else None


def clipped(text: str) -> str:
    """At most RESULT_CHARS_MAX characters, the middle left out."""
    if len(text) <= RESULT_CHARS_MAX:
        return text
    half = RESULT_CHARS_MAX // 2
    return f"{text[:half]}\n… ({len(text) - RESULT_CHARS_MAX} characters left out) …\n{text[-half:]}"


def _plain(schema: Json) -> Json:
    """Without what only pydantic wants: titles, docstrings, nulls and defaults."""
    kept = {key: value for key, value in schema.items() if key not in ("title", "default")}
    choices = [choice for choice in kept.pop("anyOf", []) if choice.get("type") != "null"]
    if len(choices) == 1:
        kept = {**choices[0], **kept}
    elif choices:
        kept["anyOf"] = [_plain(choice) for choice in choices]
    if "properties" in kept:
        kept.pop("description", None)
        kept["properties"] = {name: _plain(field) for name, field in kept["properties"].items()}
    if "items" in kept:
        kept["items"] = _plain(kept["items"])
    if "$defs" in kept:
        kept["$defs"] = {name: _plain(part) for name, part in kept["$defs"].items()}
    return kept
