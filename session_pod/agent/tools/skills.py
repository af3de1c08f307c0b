"""Reading the rules of one subject before working on it."""

from typing import Final

from pydantic import Field

from session_pod.agent.skills import skill
from session_pod.agent.tools.tool import Input, Json, Label, Tool, ToolResult, clipped, said

_NAME_MAX: Final = 60


class ReadSkill(Input):
    name: str = Field(
        min_length=1, max_length=_NAME_MAX, description="One of the skills' names, such as text-and-captions."
    )


class SkillTools:
    def tools(self) -> list[Tool]:
        return [Tool("read_skill", ReadSkill, self._read, _reading)]

    def _read(self, asked: ReadSkill) -> ToolResult:
        return ToolResult(clipped(skill(asked.name)))


def _reading(asked: Json) -> Label:
    name = said(asked, "name", _NAME_MAX)
    return f"Reading up on {name.replace('-', ' ')}" if name else "Reading up", None
