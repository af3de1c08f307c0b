"""What a chat message carries beside its words: where the user was, what a turn used and why it ended, and the cards by
which the agent asks for a decision. TypeScript types are generated from here, as from `common/models.py`."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from common.base_models import Model, Stored
from common.ids import Sha

DURATION_MAX_FRAMES = 108_000  # an hour at 30 fps
ELEMENT_FILE_MAX = 512
ELEMENT_LINE_MAX = 1_000_000
ELEMENT_NAME_MAX = 120
ELEMENT_TEXT_MAX = 500
OPTIONS_MIN, OPTIONS_MAX = 2, 6
SCENES_MAX = 40
CHOICE_MAX = 120
CARD_TEXT_MAX = 2_000
DIFF_MAX = 20_000
SUGGESTIONS_MAX = 3
SUGGESTION_MAX = 80

Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=CARD_TEXT_MAX)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=CHOICE_MAX)]

Suggestion = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=SUGGESTION_MAX)]
"""A request that the user might make next, in words that they could send as they are."""

Suggestions = Annotated[list[Suggestion], Field(max_length=SUGGESTIONS_MAX)]


class ClickedElement(Model):
    """What the user clicked in the preview, and the place in the project's code that drew it."""

    file: str = Field(min_length=1, max_length=ELEMENT_FILE_MAX)
    line: int = Field(ge=1, le=ELEMENT_LINE_MAX)
    column: int | None = Field(default=None, ge=0, le=ELEMENT_LINE_MAX)
    name: str | None = Field(default=None, max_length=ELEMENT_NAME_MAX)
    text: str | None = Field(default=None, max_length=ELEMENT_TEXT_MAX)


class MessageContext(Model):
    """Where the user was when they wrote: the checkpoint and the frame they looked at, and what they clicked."""

    sha: Sha | None = None
    frame: int | None = Field(default=None, ge=0, le=DURATION_MAX_FRAMES)
    element: ClickedElement | None = None


class ChoiceOption(Model):
    """One answer to choose; the label is also what the user is then taken to have said."""

    label: Label
    description: str | None = Field(default=None, max_length=CARD_TEXT_MAX)


class ChoiceCard(Model):
    """A question that the user answers by a click; the choice is an option's label."""

    type: Literal["choice"]
    question: Words
    options: list[ChoiceOption] = Field(min_length=OPTIONS_MIN, max_length=OPTIONS_MAX)


class PlannedScene(Model):
    """A scene of a storyboard: what is seen, and the words that are read."""

    name: Label
    seconds: float = Field(gt=0, le=3600)
    picture: Words
    text: str | None = Field(default=None, max_length=CARD_TEXT_MAX)


class StoryboardCard(Model):
    """A plan for a video, made once the user says go; the choice is `go_ahead`."""

    type: Literal["storyboard"]
    title: Label
    scenes: list[PlannedScene] = Field(min_length=1, max_length=SCENES_MAX)
    note: str | None = Field(default=None, max_length=CARD_TEXT_MAX)


class Finding(Stored):
    """What doesn't work, and where."""

    message: str = Field(max_length=CARD_TEXT_MAX)
    file: str | None = Field(default=None, max_length=ELEMENT_FILE_MAX)
    line: int | None = None
    frame: int | None = None


class FixCard(Model):
    """What the agent could not mend: the choice is `differently`, `undo` or `ignore`. `undo_sha` is the version before
    the turn, `diff` what the turn had tried last."""

    type: Literal["fix"]
    finding: Finding
    fingerprint: str = Field(min_length=1, max_length=200)
    diff: str | None = Field(default=None, max_length=DIFF_MAX)
    undo_sha: Sha | None = None


Card = Annotated[ChoiceCard | StoryboardCard | FixCard, Field(discriminator="type")]

FIX_CHOICES = ("differently", "undo", "ignore")
GO_AHEAD = "go_ahead"


def choices_of(card: ChoiceCard | StoryboardCard | FixCard) -> tuple[str, ...]:
    """What may be answered to it."""
    if isinstance(card, ChoiceCard):
        return tuple(option.label for option in card.options)
    return FIX_CHOICES if isinstance(card, FixCard) else (GO_AHEAD,)


class CardAnswer(Stored):
    """What was chosen on a card, by whom."""

    choice: str
    at: datetime
    user_id: str


class TurnLimit(Stored):
    """What ended a turn early: a limit of the turn's own, or a budget of the user, the plan or the project. Money is in
    millionths of a US dollar (unit `micros`); `resets_at` where it comes back by itself."""

    kind: Literal["steps", "seconds", "tokens", "money", "budget"]
    used: int
    of: int
    unit: Literal["steps", "seconds", "tokens", "micros"]
    resets_at: datetime | None = None


class TurnUsage(Stored):
    """A turn's receipt: tokens as the model counts them (`input_tokens` without the cached ones), cost in millionths of
    a US dollar."""

    input_tokens: int
    output_tokens: int
    cached_tokens: int
    cache_write_tokens: int
    cost_micros: int
