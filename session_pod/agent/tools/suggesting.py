"""What the user might ask for next, shown under the last words of a turn."""

from pydantic import Field

from common.chat_models import SUGGESTIONS_MAX, Suggestion
from session_pod.agent.tools.tool import Input, Tool, ToolResult


class Suggest(Input):
    requests: list[Suggestion] = Field(
        min_length=1,
        max_length=SUGGESTIONS_MAX,
        description="What the person might say next: whole short requests about this video, in their language.",
    )


class SuggestTool:
    def tools(self) -> list[Tool]:
        return [
            Tool("suggest", Suggest, self._suggest, lambda _: ("Thinking of what could come next", None), closing=True)
        ]

    def _suggest(self, asked: Suggest) -> ToolResult:
        return ToolResult("Shown under your last words.", suggestions=tuple(dict.fromkeys(asked.requests)))
