"""The `search_history` tool: all that was ever said in the project, and what each checkpoint did."""

from typing import Protocol

from pydantic import Field

from common.history_models import QUERY_MAX, Passage
from session_pod.agent.tools.tool import Input, Json, Label, Tool, ToolResult, clipped, said


class Past(Protocol):
    """Where to search."""

    def search_history(self, query: str) -> list[Passage]: ...


class SearchHistory(Input):
    query: str = Field(min_length=1, max_length=QUERY_MAX, description="The words that would have been used.")


class HistoryTools:
    def __init__(self, past: Past) -> None:
        self._past = past

    def tools(self) -> list[Tool]:
        return [Tool("search_history", SearchHistory, self._search, _searching)]

    def _search(self, asked: SearchHistory) -> ToolResult:
        found = self._past.search_history(asked.query)
        if not found:
            return ToolResult("Nothing in the past has any of these words; try others.")
        return ToolResult(clipped("\n\n".join(map(_told, found))))


def _told(passage: Passage) -> str:
    who = f"version {passage.id[:7]}" if passage.kind == "checkpoint" else passage.role or "message"
    return f"[{passage.at:%Y-%m-%d %H:%M} {who}] {passage.text}"


def _searching(asked: Json) -> Label:
    return f"Looking back for “{said(asked, 'query', 80) or ''}”", None
