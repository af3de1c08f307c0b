"""How two versions differ: files, hunks, renames (pygit2); told within bounds, whatever the files hold.

The repository may lack blobs on purpose: large files lie in packs that a diff never fetches. Such a blob counts as
binary and too large, is never asked for twice, and its size isn't known. libgit2's own search for renames reads every
file that came or went, and fails at one that isn't there; so renames are found here: by id, then by common lines.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pygit2
from pygit2.enums import DiffOption

from common.version_models import DiffHunk, DiffLine, FileDiff, VersionDiff

FILES_MAX: Final = 300
FILE_LINES_MAX: Final = 2_000
LINES_MAX: Final = 10_000
LINE_MAX_CHARACTERS: Final = 2_000
TEXT_MAX_BYTES: Final = 1024 * 1024
TEXT_MAX_LINES: Final = 50_000
READ_MAX_BYTES: Final = 16 * 1024 * 1024
READ_MAX_LINES: Final = 200_000
"""Of all files that one diff looks into. Two texts of 500,000 lines each, made for it, take libgit2 2.7 s: it is the
number of lines that costs."""

_CONTEXT_LINES: Final = 3
_BINARY_LOOK_BYTES: Final = 8_000  # as git: a NUL in there makes a file binary
_HEADING_MAX_BYTES: Final = 80  # as git
_SIMILAR: Final = 0.5  # as git
_CANDIDATES_MAX: Final = 2_500
"""Pairs of one file that went and one that came. Above it, as in git, only files with the same content are paired."""
_LOOKUPS_MAX: Final = 1_000_000
"""Lines looked up while comparing such pairs: about 0.3 s."""
_KINDS: Final[dict[str, str]] = {" ": "context", "+": "added", "-": "removed"}


def version_diff(repository: pygit2.Repository, old: pygit2.Commit, new: pygit2.Commit) -> VersionDiff:
    """What has to be done to `old` to make it `new`: files by path, hunks with three lines around them.

    Bounded by the limits above, then `truncated`; `additions` and `deletions` count the files that are told, wholly.
    Never raises for what a file holds, or for a blob that isn't there.
    """
    contents = _Contents(repository)
    changes = _paired(_changes(old.tree, new.tree), contents)
    teller = _Teller(contents)
    files = [teller.tell(change) for change in changes[:FILES_MAX]]
    return VersionDiff(
        sha=str(new.id),
        against=str(old.id),
        files=files,
        additions=sum(file.additions for file in files),
        deletions=sum(file.deletions for file in files),
        truncated=teller.cut or contents.exhausted or len(changes) > FILES_MAX,
    )


@dataclass(frozen=True, slots=True)
class _Side:
    """A file in one of the two versions."""

    path: str
    oid: pygit2.Oid


@dataclass(frozen=True, slots=True)
class _Change:
    """A file that isn't the same in both versions; None where there is none."""

    old: _Side | None
    new: _Side | None

    @property
    def path(self) -> str:
        side = self.new or self.old
        return side.path if side else ""


@dataclass(frozen=True, slots=True)
class _Content:
    """What is known of a file's bytes; `text` only where it can be compared line by line."""

    size: int | None = None
    text: bytes | None = None
    binary: bool = False

    @property
    def too_large(self) -> bool:
        return self.text is None and (self.size is None or not self.binary)


_NO_FILE: Final = _Content(text=b"")
_ABSENT: Final = _Content(binary=True)


class _Contents:
    """Blobs of a repository, each read at most once and only as long as the whole stays within bounds."""

    def __init__(self, repository: pygit2.Repository) -> None:
        self._odb = repository.odb
        self._known: dict[pygit2.Oid, _Content] = {}
        self._bytes_left = READ_MAX_BYTES
        self._lines_left = READ_MAX_LINES
        self.exhausted = False

    def of(self, side: _Side | None) -> _Content:
        if side is None:
            return _NO_FILE
        if side.oid not in self._known:
            self._known[side.oid] = self._read(side.oid)
        return self._known[side.oid]

    def _read(self, oid: pygit2.Oid) -> _Content:
        try:
            _, size = self._odb.read_header(oid)
        except KeyError:
            return _ABSENT
        if size > TEXT_MAX_BYTES:
            return _Content(size)
        if size > self._bytes_left or self._lines_left <= 0:
            self.exhausted = True
            return _Content(size)
        self._bytes_left -= size
        data = self._odb.read(oid)[1]
        if b"\x00" in data[:_BINARY_LOOK_BYTES]:
            return _Content(size, binary=True)
        lines = data.count(b"\n")
        if lines > TEXT_MAX_LINES:
            return _Content(size)
        self._lines_left -= lines
        return _Content(size, data)


class _Teller:
    """Tells one file after another, until enough lines are told."""

    def __init__(self, contents: _Contents) -> None:
        self._contents = contents
        self._lines_left = LINES_MAX
        self.cut = False

    def tell(self, change: _Change) -> FileDiff:
        old, new = self._contents.of(change.old), self._contents.of(change.new)
        told = FileDiff(
            path=change.path,
            old_path=change.old.path if change.old and change.old.path != change.path else None,
            status=_status(change),
            binary=old.binary or new.binary,
            too_large=old.too_large or new.too_large,
            old_size=old.size,
            new_size=new.size,
        )
        if old.text is None or new.text is None or old.text == new.text:
            return told
        patch = pygit2.Patch.create_from(old.text, new.text, flag=DiffOption.FORCE_TEXT, context_lines=_CONTEXT_LINES)
        _, told.additions, told.deletions = patch.line_stats
        told.hunks = self._hunks(patch, old.text)
        return told

    def _hunks(self, patch: pygit2.Patch, old: bytes) -> list[DiffHunk]:
        room = min(FILE_LINES_MAX, self._lines_left)
        headings = _Headings(old)
        hunks: list[DiffHunk] = []
        for hunk in patch.hunks:
            lines = [line for line in hunk.lines if line.origin in _KINDS]
            self.cut = self.cut or len(lines) > room
            lines = lines[:room]
            if not lines:
                break
            room -= len(lines)
            self._lines_left -= len(lines)
            hunks.append(_hunk(hunk, lines, headings.above(hunk.old_start)))
        return hunks


def _hunk(hunk: pygit2.DiffHunk, lines: list[pygit2.DiffLine], heading: str) -> DiffHunk:
    """`lines` may be only the first ones of the hunk: its counts are of what is told."""
    return DiffHunk(
        old_start=hunk.old_start,
        old_lines=sum(line.origin != "+" for line in lines),
        new_start=hunk.new_start,
        new_lines=sum(line.origin != "-" for line in lines),
        heading=heading,
        lines=[
            DiffLine.model_validate({"kind": _KINDS[line.origin], "text": _shown(line.raw_content)}) for line in lines
        ],
    )


def _shown(line: bytes) -> str:
    """A line as text, without its line feed; a carriage return stays, since it may be the whole difference."""
    text = line.removesuffix(b"\n")[: 4 * LINE_MAX_CHARACTERS + 4].decode(errors="replace")
    return text if len(text) <= LINE_MAX_CHARACTERS else text[: LINE_MAX_CHARACTERS - 1] + "…"


class _Headings:
    """What encloses each line of a text, as git guesses it: the nearest line above that begins at the margin."""

    def __init__(self, text: bytes) -> None:
        self._lines = text.split(b"\n")
        self._seen, self._heading = 0, b""

    def above(self, line: int) -> str:
        """The heading above line `line` (from 1); lines are asked for in growing order."""
        upto = max(self._seen, line - 1)
        begins = (
            one for one in reversed(self._lines[self._seen : upto]) if one[:1].isalpha() or one[:1] in (b"_", b"$")
        )
        self._heading = next(begins, self._heading)
        self._seen = upto
        return self._heading[:_HEADING_MAX_BYTES].decode(errors="ignore").rstrip()


def _status(change: _Change) -> str:
    if change.old is None:
        return "added"
    if change.new is None:
        return "removed"
    return "changed" if change.old.path == change.new.path else "renamed"


def _changes(old: pygit2.Tree, new: pygit2.Tree) -> list[_Change]:
    """Every path whose file differs. Reads trees only."""
    found: list[_Change] = []
    for delta in old.diff_to_tree(new).deltas:
        before = _Side(delta.old_file.path, delta.old_file.id) if delta.status_char() != "A" else None
        after = _Side(delta.new_file.path, delta.new_file.id) if delta.status_char() != "D" else None
        found.append(_Change(before, after))
    return found


def _paired(changes: list[_Change], contents: _Contents) -> list[_Change]:
    """The changes by path, with what went and came again elsewhere as one."""
    removed = [change.old for change in changes if change.old and not change.new]
    added = [change.new for change in changes if change.new and not change.old]
    renamed = _moved(removed, added)
    gone = set(renamed.values())
    renamed |= _edited(
        [side for side in removed if side not in gone], [side for side in added if side not in renamed], contents
    )
    gone = set(renamed.values())
    kept = [change for change in changes if change.old not in gone and change.new not in renamed]
    return sorted([*kept, *(_Change(old, new) for new, old in renamed.items())], key=lambda change: change.path)


def _moved(removed: list[_Side], added: list[_Side]) -> dict[_Side, _Side]:
    """New → old, where the content is the same: first those that kept their file's name, then in order."""
    pairs: dict[_Side, _Side] = {}
    keys: list[Callable[[_Side], tuple[pygit2.Oid, str]]] = [
        lambda side: (side.oid, _name(side)),
        lambda side: (side.oid, ""),
    ]
    for key in keys:
        gone = set(pairs.values())
        waiting: dict[tuple[pygit2.Oid, str], list[_Side]] = {}
        for side in reversed(removed):
            if side not in gone:
                waiting.setdefault(key(side), []).append(side)
        for side in added:
            if side not in pairs and (same := waiting.get(key(side))):
                pairs[side] = same.pop()
    return pairs


def _edited(removed: list[_Side], added: list[_Side], contents: _Contents) -> dict[_Side, _Side]:
    """New → old, where at least half of the larger one's bytes are lines of both; the most similar first."""
    if len(removed) * len(added) > _CANDIDATES_MAX:
        return {}
    before = {side: _Lines(text) for side in removed if (text := contents.of(side).text)}
    after = {side: _Lines(text) for side in added if (text := contents.of(side).text)}
    lookups = _LOOKUPS_MAX
    found: list[tuple[float, bool, str, str, _Side, _Side]] = []
    for old, old_lines in before.items():
        for new, new_lines in after.items():
            if lookups <= 0 or not old_lines.may_be_like(new_lines):
                continue
            lookups -= min(len(old_lines.counts), len(new_lines.counts))
            score = old_lines.likeness(new_lines)
            if score >= _SIMILAR:
                found.append((-score, _name(old) != _name(new), old.path, new.path, old, new))
    pairs: dict[_Side, _Side] = {}
    gone: set[_Side] = set()
    for *_, old, new in sorted(found, key=lambda one: one[:4]):
        if new not in pairs and old not in gone:
            pairs[new] = old
            gone.add(old)
    return pairs


class _Lines:
    """A text as a bag of lines."""

    def __init__(self, text: bytes) -> None:
        self.size = len(text)
        self.counts = Counter(text.splitlines(keepends=True))

    def may_be_like(self, other: "_Lines") -> bool:
        return min(self.size, other.size) >= _SIMILAR * max(self.size, other.size)

    def likeness(self, other: "_Lines") -> float:
        """The part of the larger one, in bytes, that both have."""
        few, many = sorted((self.counts, other.counts), key=len)
        common = sum(len(line) * min(count, many[line]) for line, count in few.items() if line in many)
        return common / max(self.size, other.size)


def _name(side: _Side) -> str:
    return side.path.rpartition("/")[2]
