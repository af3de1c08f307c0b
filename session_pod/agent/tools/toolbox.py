"""Runs what the model asks for: inputs checked, results bounded, every failure an answer that the model can act on."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError
from pydantic.alias_generators import to_camel

from common.errors import Invalid, NotFound, StoryDreamError
from common.models import ActionType, AgentAction
from session_pod.agent.project import CheckResult, Finding, ProjectClient
from session_pod.agent.tools import paths
from session_pod.agent.tools.find import matches, walk

Json = dict[str, Any]

logger = logging.getLogger(__name__)

RESULT_CHARS_MAX: Final = 24_000  # about 6,000 tokens; a longer answer costs more than it tells
VIEW_LINES_MAX: Final = 800
LISTED_MAX: Final = 300
BASH_SECONDS: Final = 30
GREP_SECONDS: Final = 10
SCHEMAS: Final[list[Json]] = json.loads(files("session_pod.agent.tools").joinpath("schemas.json").read_text())

ProjectPath = Annotated[str, StringConstraints(min_length=1, max_length=1024)]


@dataclass(frozen=True)
class ToolResult:
    """What the model gets back; `action` is what the user will read about it."""

    text: str
    failed: bool = False
    action: AgentAction | None = None


class Input(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


class View(Input):
    path: ProjectPath
    start_line: int = Field(default=1, ge=1)
    end_line: int | None = Field(default=None, ge=1)


class Edit(Input):
    path: ProjectPath
    old_text: str = Field(min_length=1)
    new_text: str


class Create(Input):
    path: ProjectPath
    content: str


class Delete(Input):
    path: ProjectPath


class Glob(Input):
    pattern: str = Field(min_length=1, max_length=200)


class Grep(Input):
    pattern: str = Field(min_length=1, max_length=500)
    path: ProjectPath = "."


class Check(Input):
    pass


class Bash(Input):
    command: str = Field(min_length=1, max_length=8_000)
    timeout_seconds: int = Field(default=BASH_SECONDS, ge=1, le=120)


INPUTS: Final[dict[str, type[Input]]] = {
    "view": View,
    "edit": Edit,
    "create": Create,
    "delete": Delete,
    "glob": Glob,
    "grep": Grep,
    "check": Check,
    "bash": Bash,
}
CHANGING: Final = frozenset({"edit", "create", "delete", "bash"})
_VERBS: Final = {"view": "Reading", "edit": "Editing", "create": "Creating", "delete": "Deleting"}


def describe(name: str, arguments: Json) -> tuple[str, str | None]:
    """What a person reads while the tool runs: (label, path)."""
    path = arguments.get("path")
    shown = path[:200] if isinstance(path, str) else None
    if name in _VERBS:
        return _VERBS[name], shown
    if name == "glob":
        return f"Looking for {str(arguments.get('pattern', 'files'))[:80]}", None
    if name == "grep":
        return f"Searching for “{str(arguments.get('pattern', ''))[:80]}”", shown
    if name == "check":
        return "Checking the video", None
    if name == "bash":
        first_line = str(arguments.get("command", "")).partition("\n")[0]
        return f"Running {first_line[:100]}", None
    return f"Trying {name[:40]}", None


class ToolBox:
    """The tools of one project folder, for one turn; its commands can be ended by the turn's id."""

    def __init__(self, root: Path, project: ProjectClient, turn_id: str) -> None:
        self._root = root
        self._turn_id = turn_id
        self._project = project
        self._tools: dict[str, Callable[[Any], ToolResult]] = {
            "view": self._view,
            "edit": self._edit,
            "create": self._create,
            "delete": self._delete,
            "glob": self._glob,
            "grep": self._grep,
            "check": self._check,
            "bash": self._bash,
        }

    def run(self, name: str, arguments: Json) -> ToolResult:
        """Run one tool. Never raises: what went wrong is the result."""
        try:
            return self._tool(name)(INPUTS[name].model_validate(arguments))
        except ValidationError as error:
            problems = "; ".join(f"{'.'.join(map(str, e['loc'])) or 'input'}: {e['msg']}" for e in error.errors()[:5])
            return ToolResult(f"The input is not right: {problems}.", failed=True)
        except StoryDreamError as error:
            return ToolResult(error.detail, failed=True)
        except Exception as error:  # the one broad catch: the model is told, and may go another way
            logger.exception("a tool failed", extra={"fields": {"tool": name}})
            return ToolResult(f"The tool failed: {type(error).__name__}.", failed=True)

    def _tool(self, name: str) -> Callable[[Any], ToolResult]:
        if name not in self._tools:
            raise NotFound(f"There is no tool {name!r}; there are {', '.join(INPUTS)}.")
        return self._tools[name]

    def _view(self, asked: View) -> ToolResult:
        parts = paths.parts_of(asked.path)
        if not parts or self._is_folder(parts):
            return ToolResult(self._listing("/".join(parts)))
        lines = paths.read_text(self._root, asked.path).splitlines()
        if asked.start_line > max(1, len(lines)):
            raise Invalid(f"{asked.path} has {len(lines)} lines.")
        last = min(asked.end_line or len(lines), asked.start_line + VIEW_LINES_MAX - 1, len(lines))
        shown: list[str] = []
        size = 0
        for number in range(asked.start_line, last + 1):
            line = f"{number}\t{lines[number - 1]}"
            size += len(line) + 1
            if size > RESULT_CHARS_MAX and shown:
                last = number - 1
                break
            shown.append(line[:RESULT_CHARS_MAX])
        rest = f"\n… {len(lines) - last} more lines; view from line {last + 1}." if last < len(lines) else ""
        return ToolResult("\n".join(shown) + rest if lines else "(the file is empty)")

    def _is_folder(self, parts: tuple[str, ...]) -> bool:
        path = self._root.joinpath(*parts)
        return path.is_dir() and not path.is_symlink()

    def _listing(self, folder: str) -> str:
        prefix = f"{folder}/" if folder else ""
        return _listed([path for path in walk(self._root) if path.startswith(prefix)])

    def _edit(self, asked: Edit) -> ToolResult:
        before = paths.read_text(self._root, asked.path)
        count = before.count(asked.old_text)
        if count == 0:
            raise Invalid(
                f"oldText doesn't occur in {asked.path}. View the file and copy the text exactly, without line numbers."
            )
        if count > 1:
            raise Invalid(f"oldText occurs {count} times in {asked.path}; take more lines around it.")
        if asked.old_text == asked.new_text:
            raise Invalid("newText is the same as oldText.")
        paths.write_text(self._root, asked.path, before.replace(asked.old_text, asked.new_text), new=False)
        line = before[: before.index(asked.old_text)].count("\n") + 1
        action = AgentAction(type=ActionType.FILE_EDIT, file_path=asked.path, summary=f"Edited {asked.path}"[:500])
        return ToolResult(f"Edited {asked.path} at line {line}.", action=action)

    def _create(self, asked: Create) -> ToolResult:
        paths.write_text(self._root, asked.path, asked.content, new=True)
        action = AgentAction(type=ActionType.FILE_CREATE, file_path=asked.path, summary=f"Created {asked.path}"[:500])
        return ToolResult(f"Created {asked.path}.", action=action)

    def _delete(self, asked: Delete) -> ToolResult:
        paths.remove(self._root, asked.path)
        action = AgentAction(type=ActionType.FILE_DELETE, file_path=asked.path, summary=f"Deleted {asked.path}"[:500])
        return ToolResult(f"Deleted {asked.path}.", action=action)

    def _glob(self, asked: Glob) -> ToolResult:
        return ToolResult(_listed([path for path in walk(self._root) if matches(path, asked.pattern)]))

    def _grep(self, asked: Grep) -> ToolResult:
        """In the sandbox, by grep itself: a pattern can't then hang the agent."""
        where = "/".join(paths.parts_of(asked.path)) or "."
        argv = ["grep", "-rnIE", "-m", "100", "--exclude-dir=.git", "--exclude-dir=node_modules"]
        found = self._project.execute(
            GREP_SECONDS, argv=[*argv, "-e", asked.pattern, "--", where], kill_key=self._turn_id
        )
        if found.timed_out:
            raise Invalid("The search took too long; narrow it down.")
        if found.exit_code == 1:
            return ToolResult("Nothing matches.")
        if found.exit_code != 0:
            raise Invalid(f"grep says: {found.output[:500]}")
        return ToolResult(_clipped(found.output.removeprefix("./")))

    def _check(self, _: Check) -> ToolResult:
        return ToolResult(findings_text(self._project.check(["transform", "types"])))

    def _bash(self, asked: Bash) -> ToolResult:
        ran = self._project.execute(asked.timeout_seconds, shell=asked.command, kill_key=self._turn_id)
        end = f"stopped after {asked.timeout_seconds} s" if ran.timed_out else f"exit code {ran.exit_code}"
        action = AgentAction(type=ActionType.COMMAND_RUN, summary=f"Ran {asked.command}"[:200])
        cut = "\n(the output was cut)" if ran.truncated else ""
        return ToolResult(f"{end}\n{_clipped(ran.output)}{cut}", failed=ran.timed_out, action=action)


def findings_text(result: CheckResult) -> str:
    """A check's findings as the model reads them."""
    if not result.findings:
        return "No problems found."
    return _clipped("\n".join(finding_text(finding) for finding in result.findings[:30]))


def finding_text(finding: Finding) -> str:
    """One line `file:line:column severity (kind): message`, and the code around it where known."""
    place = ":".join(str(part) for part in (finding.file, finding.line, finding.column) if part is not None)
    at_frame = f" at frame {finding.frame}" if finding.frame is not None else ""
    code = f"\n{finding.code_frame}" if finding.code_frame else ""
    return f"{place or 'somewhere'} {finding.severity} ({finding.kind}{at_frame}): {finding.message}{code}"


def _listed(found: list[str]) -> str:
    if not found:
        return "No files."
    more = f"\n… and {len(found) - LISTED_MAX} more" if len(found) > LISTED_MAX else ""
    return "\n".join(found[:LISTED_MAX]) + more


def _clipped(text: str) -> str:
    if len(text) <= RESULT_CHARS_MAX:
        return text
    half = RESULT_CHARS_MAX // 2
    return f"{text[:half]}\n… ({len(text) - RESULT_CHARS_MAX} characters left out) …\n{text[-half:]}"
