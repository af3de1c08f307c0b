"""`BRIEF.md`: what the video is for, its brand, what was decided, and which scenes nobody may change for now."""

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Final

from common.errors import Forbidden, StoryDreamError
from session_pod.agent.tools import paths
from session_pod.agent.tools.find import walk

FILE: Final = "BRIEF.md"
READ_CHARS: Final = 12_000
LOCKED_MAX: Final = 50
_HEADING: Final = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
_ITEM: Final = re.compile(r"^\s*[-*+]\s+(.*)$")
_CODE: Final = frozenset({".ts", ".tsx", ".js", ".jsx", ".css", ".json"})


class SceneLocked(Forbidden):
    """The file is a scene's that is locked."""


def read_brief(root: Path) -> str:
    """The brief, at most READ_CHARS; empty when there is none."""
    try:
        return paths.read_text(root, FILE).strip()[:READ_CHARS]
    except StoryDreamError:
        return ""


def locked_scenes(brief: str) -> list[str]:
    """The names listed under “Locked scenes”, without what is said about them behind a dash or a colon."""
    locked: list[str] = []
    inside = False
    for line in brief.splitlines():
        if heading := _HEADING.match(line):
            inside = plain_name(heading[1]) == "lockedscenes"
        elif inside and (item := _ITEM.match(line)):
            name = re.split(r"\s+[–—-]\s+|:\s", item[1], maxsplit=1)[0].strip("`*_\"' ")
            locked += [name] if plain_name(name) else []
    return locked[:LOCKED_MAX]


class Locks:
    """Of one turn. What is locked when it begins stays so until its end, also when the brief is changed meanwhile: an
    agent that was talked into it can't unlock a scene and change it in one go."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._at_start = locked_scenes(read_brief(root))

    def refuse(self, path: str) -> None:
        """Raises SceneLocked when the file at `path` is a locked scene's."""
        name = self._locked_by("/".join(paths.parts_of(path)), self._names())
        if name is not None:
            raise SceneLocked(
                f"The scene “{name}” is locked in {FILE}, so {path} stays as it is. Do it another way, or say that it "
                f"is locked. Only if the person asks for it, unlock it in {FILE}; that counts from their next message."
            )

    def contents(self) -> dict[str, bytes]:
        """Every locked file as it is now."""
        names = self._names()
        if not names:
            return {}
        found = {path: self._read(path) for path in walk(self._root) if self._locked_by(path, names)}
        return {path: data for path, data in found.items() if data is not None}

    def put_back(self, before: dict[str, bytes]) -> list[str]:
        """Undo what was done to these files since → the ones that had been changed. Where a folder stands in the way
        the file is lost from the tree; the version before has it."""
        changed = [path for path, data in before.items() if self._read(path) != data]
        for path in changed:
            with suppress(StoryDreamError):
                paths.remove(self._root, path)
            with suppress(StoryDreamError):
                paths.write_bytes(self._root, path, before[path], new=True)
        return changed

    def _locked_by(self, path: str, names: Iterable[str]) -> str | None:
        """By the scene's name: `src/scenes/BigFinish.tsx` is the scene “Big finish”."""
        file = PurePosixPath(path)
        if file.parts[:1] != ("src",) or file.suffix.lower() not in _CODE:
            return None
        return next((name for name in names if plain_name(name) == plain_name(file.stem)), None)

    def _names(self) -> list[str]:
        return list(dict.fromkeys((*self._at_start, *locked_scenes(read_brief(self._root)))))

    def _read(self, path: str) -> bytes | None:
        try:
            with paths.open_file(self._root, path, os.O_RDONLY) as file, os.fdopen(os.dup(file), "rb") as data:
                content = data.read(paths.FILE_MAX_BYTES + 1)
        except StoryDreamError:
            return None
        return content if len(content) <= paths.FILE_MAX_BYTES else None


def plain_name(name: str) -> str:
    """As names of scenes and of their files are compared."""
    return "".join(character for character in name.casefold() if character.isalnum())
