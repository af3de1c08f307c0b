"""What ends a turn with a card for the user: a question with answers to choose from, or a storyboard to approve."""

from pydantic import Field

from common.chat_models import (
    CARD_TEXT_MAX,
    CHOICE_MAX,
    OPTIONS_MAX,
    OPTIONS_MIN,
    SCENES_MAX,
    ChoiceCard,
    ChoiceOption,
    PlannedScene,
    StoryboardCard,
)
from session_pod.agent.tools.tool import Input, Tool, ToolResult


class Option(Input):
    label: str = Field(min_length=1, max_length=CHOICE_MAX, description="A few words; what the person is taken to say.")
    description: str | None = Field(default=None, max_length=CARD_TEXT_MAX, description="What it would look like.")


class AskUser(Input):
    question: str = Field(min_length=1, max_length=CARD_TEXT_MAX, description="One question, in the person's language.")
    options: list[Option] = Field(min_length=OPTIONS_MIN, max_length=OPTIONS_MAX, description="Two to six answers.")


class Scene(Input):
    name: str = Field(min_length=1, max_length=CHOICE_MAX, description="A short name, such as Intro.")
    seconds: float = Field(gt=0, le=3600, description="How long it is.")
    picture: str = Field(min_length=1, max_length=CARD_TEXT_MAX, description="What is seen, and how it moves.")
    text: str | None = Field(default=None, max_length=CARD_TEXT_MAX, description="The words that are read, if any.")


class Plan(Input):
    title: str = Field(min_length=1, max_length=CHOICE_MAX, description="What the video is called.")
    scenes: list[Scene] = Field(min_length=1, max_length=SCENES_MAX, description="In their order.")
    note: str | None = Field(default=None, max_length=CARD_TEXT_MAX, description="Style, music, anything else.")


class AskingTools:
    def tools(self) -> list[Tool]:
        return [
            Tool("ask_user", AskUser, self._ask, lambda _: ("Asking you", None)),
            Tool("plan", Plan, self._plan, lambda _: ("Drawing a storyboard", None)),
        ]

    def _ask(self, asked: AskUser) -> ToolResult:
        options = [ChoiceOption(label=option.label, description=option.description) for option in asked.options]
        card = ChoiceCard(type="choice", question=asked.question, options=options)
        return ToolResult("The person is asked; their answer comes as the next message.", card=card)

    def _plan(self, asked: Plan) -> ToolResult:
        scenes = [PlannedScene(**scene.model_dump(by_alias=False)) for scene in asked.scenes]
        card = StoryboardCard(type="storyboard", title=asked.title, scenes=scenes, note=asked.note)
        return ToolResult("The storyboard is shown; the person's answer comes as the next message.", card=card)
