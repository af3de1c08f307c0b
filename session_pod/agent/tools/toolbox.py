"""Runs what the model asks for: inputs checked, every failure an answer that the model can act on."""

import logging
from collections.abc import Iterable

from pydantic import ValidationError

from common.errors import NotFound, StoryDreamError
from session_pod.agent.tools.tool import Json, Label, Tool, ToolResult

logger = logging.getLogger(__name__)


class ToolBox:
    """The tools of one turn, in the order in which the model is told of them (a stable one: it is cached)."""

    def __init__(self, tools: Iterable[Tool]) -> None:
        self._tools = {tool.name: tool for tool in tools}

    def schemas(self) -> list[Json]:
        return [tool.schema() for tool in self._tools.values()]

    def changes(self, name: str) -> bool:
        """Whether files may be different afterwards."""
        return name in self._tools and self._tools[name].changes

    def closing(self, name: str) -> bool:
        """Whether it only goes with the last words."""
        return name in self._tools and self._tools[name].closing

    def label(self, name: str, arguments: Json) -> Label:
        """What a person reads while the tool runs."""
        if name not in self._tools:
            return f"Trying {name[:40]}", None
        return self._tools[name].label(arguments)

    def run(self, name: str, arguments: Json) -> ToolResult:
        """Run one tool. Never raises: what went wrong is the result."""
        try:
            tool = self._tool(name)
            return tool.run(tool.input.model_validate(arguments))
        except ValidationError as error:
            problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'input'}: {e['msg']}" for e in error.errors()[:5])
            return ToolResult(f"The input is not right: {problems}.", failed=True)
        except StoryDreamError as error:
            return ToolResult(error.detail, failed=True)
        except Exception as error:  # the one broad catch: the model is told, and may go another way
            logger.exception("a tool failed", extra={"fields": {"tool": name}})
            return ToolResult(f"The tool failed: {type(error).__name__}.", failed=True)

    def _tool(self, name: str) -> Tool:
        if name not in self._tools:
            raise NotFound(f"There is no tool {name!r}; there are {', '.join(self._tools)}.")
        return self._tools[name]
