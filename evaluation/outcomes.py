"""What came of a request, as it is written to JSON and shown in the report."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

State = Literal["passed", "failed", "not_claimed"]


class _Told(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class CheckOutcome(_Told):
    kind: str
    title: str
    passed: bool
    detail: str = ""


class TurnOutcome(_Told):
    """One message and what the agent answered; `error` when the turn failed."""

    asked: str
    answered: str = ""
    status: str
    actions: list[str] = Field(default_factory=list)
    seconds: float
    error: str | None = None


class Usage(_Told):
    """Over all turns of a request; what it cost is None for the demo model, which nobody pays for."""

    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    cost_micros: int | None = None


class Outcome(_Told):
    """`problem` is why it couldn't be judged at all."""

    name: str
    title: str
    template: str
    state: State
    turns: list[TurnOutcome] = Field(default_factory=list)
    checks: list[CheckOutcome] = Field(default_factory=list)
    usage: Usage = Usage()
    seconds: float = 0.0
    problem: str | None = None
    sheet: str | None = Field(default=None, exclude=True)
    """The contact sheet, base64; only in the report."""


class Evaluation(_Told):
    model: str
    when: str
    machine: str
    requests: list[Outcome]

    def count(self, state: State) -> int:
        return sum(1 for request in self.requests if request.state == state)

    @property
    def failed(self) -> bool:
        """Whether a request failed that was claimed."""
        return self.count("failed") > 0
