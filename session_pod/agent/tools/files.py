"""The tools of any coding agent: reading, changing and finding files, and a shell in the sandbox."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from pydantic import Field

from common.errors import Invalid
from common.models import ActionType, AgentAction
from session_pod.agent.project import ProjectClient
from session_pod.agent.tools import paths
from session_pod.agent.tools.brief import Locks
from session_pod.agent.tools.find import matches, walk
from session_pod.agent.tools.tool import (
    RESULT_CHARS_MAX,
    Input,
    Json,
    Label,
    ProjectPath,
    Tool,
    ToolResult,
    clipped,
    said,
)

VIEW_LINES_MAX: Final = 800
LISTED_MAX: Final = 300
BASH_SECONDS: Final = 30
GREP_SECONDS: Final = 10


class View(Input):
    path: ProjectPath = Field(description="Path inside the project, such as src/MyVideo.tsx; . is the project itself.")
    start_line: int = Field(default=1, ge=1, description="First line to read, counted from 1.")
    end_line: int | None = Field(default=None, ge=1, description="Last line to read.")


class Edit(Input):
    path: ProjectPath = Field(description="Path inside the project.")
    old_text: str = Field(min_length=1, description="The exact text to replace.")
    new_text: str = Field(description="What stands there afterwards; empty to remove it.")


class Create(Input):
    path: ProjectPath = Field(description="Path inside the project.")
    content: str = Field(description="The whole file.")


class Delete(Input):
    path: ProjectPath = Field(description="Path inside the project.")


class Glob(Input):
    pattern: str = Field(min_length=1, max_length=200, description="For example src/**/*.tsx.")


class Grep(Input):
    pattern: str = Field(
        min_length=1, max_length=500, description="An extended regular expression, as grep -E takes it."
    )
    path: ProjectPath = Field(default=".", description="File or folder to look in; the whole project when left out.")


class Bash(Input):
    command: str = Field(min_length=1, max_length=8_000, description="The command line.")
    timeout_seconds: int = Field(
        default=BASH_SECONDS, ge=1, le=120, description="Stopped after this long, in seconds; 30 when left out."
    )


class FileTools:
    """Of one project folder, for one turn; its commands can be ended by the turn's id. Locked scenes stay as they are:
    a command that changed one finds it put back."""

    def __init__(self, root: Path, project: ProjectClient, turn_id: str) -> None:
        self._locks = Locks(root)
        self._root = root
        self._project = project
        self._turn_id = turn_id

    def tools(self) -> list[Tool]:
        return [
            Tool("view", View, self._view, _of_file("Reading")),
            Tool("edit", Edit, self._edit, _of_file("Editing"), changes=True),
            Tool("create", Create, self._create, _of_file("Creating"), changes=True),
            Tool("delete", Delete, self._delete, _of_file("Deleting"), changes=True),
            Tool(
                "glob", Glob, self._glob, lambda asked: (f"Looking for {said(asked, 'pattern', 80) or 'files'}", None)
            ),
            Tool("grep", Grep, self._grep, _searching),
            Tool("bash", Bash, self._bash, _running, changes=True),
        ]

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
        self._locks.refuse(asked.path)
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
        self._locks.refuse(asked.path)
        paths.write_text(self._root, asked.path, asked.content, new=True)
        action = AgentAction(type=ActionType.FILE_CREATE, file_path=asked.path, summary=f"Created {asked.path}"[:500])
        return ToolResult(f"Created {asked.path}.", action=action)

    def _delete(self, asked: Delete) -> ToolResult:
        self._locks.refuse(asked.path)
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
        return ToolResult(clipped(found.output.removeprefix("./")))

    def _bash(self, asked: Bash) -> ToolResult:
        locked = self._locks.contents()
        try:
            ran = self._project.execute(asked.timeout_seconds, shell=asked.command, kill_key=self._turn_id)
        finally:
            put_back = self._locks.put_back(locked)
        end = f"stopped after {asked.timeout_seconds} s" if ran.timed_out else f"exit code {ran.exit_code}"
        action = AgentAction(type=ActionType.COMMAND_RUN, summary=f"Ran {asked.command}"[:200])
        notes = "\n(the output was cut)" if ran.truncated else ""
        notes += f"\nLocked scenes can't be changed; put back: {', '.join(put_back)}." if put_back else ""
        return ToolResult(f"{end}\n{clipped(ran.output)}{notes}", failed=ran.timed_out, action=action)


def _of_file(verb: str) -> Callable[[Json], Label]:
    return lambda asked: (verb, said(asked, "path", 200))


def _searching(asked: Json) -> Label:
    return f"Searching for “{said(asked, 'pattern', 80) or ''}”", said(asked, "path", 200)


def _running(asked: Json) -> Label:
    first_line = (said(asked, "command", 8_000) or "").partition("\n")[0]
    return f"Running {first_line[:100]}", None


def _listed(found: list[str]) -> str:
    if not found:
        return "No files."
    more = f"\n… and {len(found) - LISTED_MAX} more" if len(found) > LISTED_MAX else ""
    return "\n".join(found[:LISTED_MAX]) + more
