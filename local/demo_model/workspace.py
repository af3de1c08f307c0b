"""The files that a turn works on, through the agent's tools: read once, changed exactly, and put back where needed."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any, TypeVar

from local.demo_model.tsx import Edit, Tsx
from local.demo_model.video import ROOT_FILE, VIDEO_FILE, Video, read_video

Json = dict[str, Any]


@dataclass(frozen=True)
class Say:
    text: str


@dataclass(frozen=True)
class Call:
    """A tool to use; the generator gets its `Answer`."""

    name: str
    arguments: Json


@dataclass(frozen=True)
class Answer:
    text: str
    failed: bool


Value = TypeVar("Value")
Doing = Generator[Say | Call, Answer | None, Value]
Plan = Doing[None]


class ToolRefused(Exception):
    """A tool answered with an error; `str()` is what it said."""


def use(name: str, **arguments: Any) -> Doing[str]:
    """What a tool answers. Raises ToolRefused."""
    answer = yield Call(name, arguments)
    if answer is None:
        raise ToolRefused("nothing at all.")
    if answer.failed:
        raise ToolRefused(answer.text)
    return answer.text


class Workspace:
    """`tools` are the names of those that the agent offers. Files as they were are in `before`, as they are in `now`;
    None is a file that isn't there."""

    def __init__(self, tools: frozenset[str]) -> None:
        self.tools = tools
        self.before: dict[str, str | None] = {}
        self.now: dict[str, str | None] = {}
        self._listed: list[str] | None = None

    @property
    def changed(self) -> list[str]:
        return [path for path in self.now if self.now[path] != self.before[path]]

    def files(self) -> Doing[list[str]]:
        """The project's sources and its brief."""
        if self._listed is None:
            found = (yield from use("glob", pattern="**/*")).split("\n")
            self._listed = [path for path in found if path.startswith("src/") or path == "BRIEF.md"]
        return [*self._listed, *(path for path in self.now if path not in self._listed and self.now[path] is not None)]

    def read(self, path: str) -> Doing[str]:
        """Raises ToolRefused."""
        known = self.now.get(path)
        if known is not None:
            return known
        text = _unnumbered((yield from use("view", path=path)))
        self.before.setdefault(path, text)
        self.now[path] = text
        return text

    def video(self) -> Doing[Video]:
        """The video as it is written now. Raises CannotEdit, ToolRefused."""
        root = yield from self.read(ROOT_FILE)
        code = yield from self.read(VIDEO_FILE)
        return read_video(root, code)

    def edit(self, source: Tsx, edits: list[Edit]) -> Doing[None]:
        text = yield from self.read(source.path)
        for edit in edits:
            yield from use("edit", path=source.path, oldText=edit.old, newText=edit.new)
            text = text.replace(edit.old, edit.new)
            self.now[source.path] = text

    def create(self, path: str, text: str) -> Doing[None]:
        yield from use("create", path=path, content=text)
        self.before.setdefault(path, None)
        self.now[path] = text

    def delete(self, path: str) -> Doing[None]:
        yield from self.read(path)
        yield from use("delete", path=path)
        self.now[path] = None

    def set_video(self, **values: int) -> Doing[None]:
        """Size and length, by the tool that is their one writer where there is one."""
        root = Tsx(ROOT_FILE, (yield from self.read(ROOT_FILE)))
        edits = root.edits(root.with_numbers(root.first("Composition"), values))
        if not edits:
            return
        if "set_video_settings" not in self.tools:
            yield from self.edit(root, edits)
            return
        yield from use("set_video_settings", **values)
        del self.now[ROOT_FILE]
        yield from self.read(ROOT_FILE)

    def put_back(self) -> Doing[dict[str, str | None]]:
        """Every file as it was before the turn; → what they were like until now."""
        own = {path: self.now[path] for path in self.changed}
        yield from self.write({path: self.before[path] for path in own})
        return own

    def write(self, files: dict[str, str | None]) -> Doing[None]:
        """Whole files as given."""
        for path, text in files.items():
            known = self.now[path]
            if text is None:
                yield from use("delete", path=path)
            elif known is None:
                yield from use("create", path=path, content=text)
            else:
                for edit in _difference(known, text):
                    yield from use("edit", path=path, oldText=edit.old, newText=edit.new)
            self.now[path] = text


def _difference(old: str, new: str) -> list[Edit]:
    """One edit from the first line that differs to the last one, unique in the old text."""
    if old == new:
        return []
    left = 0
    while left < min(len(old), len(new)) and old[left] == new[left]:
        left += 1
    right = 0
    while right < min(len(old), len(new)) - left and old[-1 - right] == new[-1 - right]:
        right += 1
    while left > 0 and (left == len(old) - right or old.count(old[left : len(old) - right]) > 1):
        left -= 1
    while right > 0 and (left == len(old) - right or old.count(old[left : len(old) - right]) > 1):
        right -= 1
    return [Edit(old[left : len(old) - right], new[left : len(new) - right])]


def _unnumbered(viewed: str) -> str:
    """The file's text from what the `view` tool answered: `number<tab>line`."""
    lines = []
    for line in viewed.split("\n"):
        number, tab, rest = line.partition("\t")
        if tab and number.strip().isdigit():
            lines.append(rest)
    return "\n".join(lines)
