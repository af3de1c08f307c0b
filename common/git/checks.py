"""Judges the commits that a pod posts before they become a project's history. Pure: no storage, no git.

Asked of a self-contained pack: its commits lead, first parent by first parent, from the project's head to the new one;
every tree of each is in the pack; every blob is in the pack or in one that is stored already; nothing in it could
harm whoever checks it out, or fail `git fsck --strict`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from common.errors import PackInvalid
from common.git.pack_format import ParsedPack

COMMITS_MAX: Final = 2_000
FILES_MAX: Final = 5_000
"""Of one checkpoint, all folders expanded: a few nested trees can otherwise name a billion files."""
FILE_MAX_BYTES: Final = 10 * 1024 * 1024
"""Larger files are assets, outside git."""
DEPTH_MAX: Final = 24
PATH_MAX_BYTES: Final = 1_000
NAME_MAX_BYTES: Final = 255
MESSAGE_MAX_BYTES: Final = 64 * 1024
HEADER_MAX_BYTES: Final = 32 * 1024
"""Of a commit: its people, and a signature, which takes 3 KiB with the longest RSA key."""
ATTRIBUTES_LINE_MAX_BYTES: Final = 2_047
"""Of a line in `.gitattributes`: git reads no longer ones, and its fsck refuses them."""
_OID_BYTES: Final = 20

_PERSON = rb"[^\n<>\x00 ][^\n<>\x00]* <[^\n<>\x00]*> (?:0|[1-9][0-9]{0,10}) [+-][0-9]{4}"
_SIGNATURE = rb"(?:gpgsig [^\n\x00]*\n(?: [^\n\x00]*\n)*)?"  # its further lines begin with a space
_COMMIT: Final = re.compile(
    rb"tree ([0-9a-f]{40})\nparent ([0-9a-f]{40})\n"
    rb"author " + _PERSON + rb"\ncommitter " + _PERSON + rb"\n" + _SIGNATURE + rb"\n"
)
_MODES: Final = {b"100644": False, b"100755": False, b"40000": True}
_UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f/\\:\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_ATTRIBUTES: Final = re.compile(rb"(\.gitattributes|gitatt~\d+|gi7d29~\d+)[. ]*", re.IGNORECASE)
_GIT_NAME: Final = re.compile(r"(\.git|git~\d+|\.gitmodules|gitmod~\d+|gi7eba~\d+)[. ]*", re.IGNORECASE)


def name_problem(name: bytes) -> str | None:
    """Why a file or folder can't have this name in a project; None when it can."""
    try:
        text = name.decode()
    except UnicodeDecodeError:
        return "is not UTF-8"
    if not text or text in (".", "..") or _UNSAFE.search(text):
        return "is not a safe name"
    if _GIT_NAME.fullmatch(text):
        return "belongs to git"
    return "is too long" if len(name) > NAME_MAX_BYTES else None


def path_problem(path: str, mode: int = 0o100644) -> str | None:
    """Why a project can't keep this file at `path`; None when it can. For who commits: only plain files are kept,
    no links, no nested repositories."""
    if mode not in (0o100644, 0o100755):
        return "is a link or a repository of its own, not a file"
    parts = path.encode(errors="surrogateescape").split(b"/")
    if len(parts) > DEPTH_MAX or sum(len(part) + 1 for part in parts) > PATH_MAX_BYTES:
        return "is too long a path"
    return next((problem for part in parts if (problem := name_problem(part))), None)


@dataclass(frozen=True, slots=True)
class _TreeFacts:
    """What a tree, all expanded, comes to."""

    files: int
    depth: int
    longest: int


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file or folder in a folder; `oid` is 20 bytes."""

    folder: bool
    name: bytes
    oid: bytes


class PackJudge:
    """Checks one pack. `stored` tells whether a stored pack of the project holds an object."""

    def __init__(self, pack: ParsedPack, stored: Callable[[bytes], bool]) -> None:
        self._objects = pack.objects
        self._stored = stored
        self._trees: dict[bytes, _TreeFacts] = {}

    def check_save(self, head: str, through: str, base: str) -> None:
        """All commits of the pack lead from `head`, by way of `through`, to `base`. Raises PackInvalid."""
        commits = self._line(head, lambda sha: sha == base)
        if through not in (*commits, base):
            raise PackInvalid("The commits don't follow on the project's newest version.")
        if len(commits) != sum(item.kind == "commit" for item in self._objects.values()):
            # Then "a stored pack holds this commit" means "it is in the project's history".
            raise PackInvalid("The pack holds commits that don't lead to the new version.")

    def check_rescue(self, head: str) -> None:
        """The commits lead from `head` to one that is stored. Raises PackInvalid."""
        self._line(head, lambda sha: self._stored(bytes.fromhex(sha)))

    def _line(self, head: str, end: Callable[[str], bool]) -> list[str]:
        sha, commits = head, list[str]()
        while not end(sha):
            if len(commits) >= COMMITS_MAX:
                raise PackInvalid(f"The pack has more than {COMMITS_MAX} commits.")
            commits.append(sha)
            sha = self._commit(sha)
        return commits

    def _commit(self, sha: str) -> str:
        """Check one commit → its parent."""
        item = self._objects.get(bytes.fromhex(sha))
        if item is None or item.kind != "commit":
            raise PackInvalid(f"The pack lacks the commit {sha[:7]}.")
        match = _COMMIT.match(item.data)
        if match is None:
            raise PackInvalid(f"The commit {sha[:7]} isn't one of a plain line of commits.")
        if match.end() > HEADER_MAX_BYTES:
            raise PackInvalid(f"The signature or the author's name of the commit {sha[:7]} is too long.")
        message = item.data[match.end() :]
        if len(message) > MESSAGE_MAX_BYTES or b"\x00" in message or not _is_text(item.data):
            raise PackInvalid(f"The message of the commit {sha[:7]} is too long or isn't text.")
        facts = self._tree(bytes.fromhex(match[1].decode()), DEPTH_MAX)
        if facts.files > FILES_MAX:
            raise PackInvalid(f"The version has more than {FILES_MAX} files.")
        if facts.longest > PATH_MAX_BYTES:
            raise PackInvalid("A path is too long.")
        return match[2].decode()

    def _tree(self, oid: bytes, depth: int) -> _TreeFacts:
        known = self._trees.get(oid)
        if known is None:
            known = self._trees[oid] = self._new_tree(oid, depth)
        if known.depth > depth:
            raise PackInvalid(f"Folders are nested deeper than {DEPTH_MAX}.")
        return known

    def _new_tree(self, oid: bytes, depth: int) -> _TreeFacts:
        item = self._objects.get(oid)
        if item is None or item.kind != "tree":
            raise PackInvalid(f"The pack lacks the folder {oid.hex()[:7]}.")
        if depth <= 0:
            raise PackInvalid(f"Folders are nested deeper than {DEPTH_MAX}.")
        files, deepest, longest = 0, 0, 0
        for entry in tree_entries(item.data):
            if entry.folder:
                inner = self._tree(entry.oid, depth - 1)
                files += inner.files
                deepest = max(deepest, inner.depth)
                longest = max(longest, len(entry.name) + 1 + inner.longest)
            else:
                self._blob(entry)
                files += 1
                longest = max(longest, len(entry.name))
        return _TreeFacts(files, deepest + 1, longest)

    def _blob(self, entry: TreeEntry) -> None:
        item = self._objects.get(entry.oid)
        if item is None:
            if not self._stored(entry.oid):
                raise PackInvalid(f"The pack lacks the content of {_shown(entry.name)}.")
        elif item.kind != "blob":
            raise PackInvalid(f"{_shown(entry.name)} is not a file.")
        elif len(item.data) > FILE_MAX_BYTES:
            limit = FILE_MAX_BYTES // 1024 // 1024
            raise PackInvalid(f"{_shown(entry.name)} is larger than {limit} MiB: add it as an asset instead.")
        elif _ATTRIBUTES.fullmatch(entry.name) and _longest_line(item.data) > ATTRIBUTES_LINE_MAX_BYTES:
            raise PackInvalid(f"A line of {_shown(entry.name)} is longer than git reads.")


def tree_entries(data: bytes) -> Iterator[TreeEntry]:
    """The entries of a tree object. Raises PackInvalid unless all are plain files and folders, each with a clean name,
    in git's order, no name twice."""
    position, before = 0, b""
    names: set[bytes] = set()
    while position < len(data):
        space, end = data.find(b" ", position, position + 8), data.find(b"\x00", position)
        if space < 0 or end < space or end + 1 + _OID_BYTES > len(data):
            raise PackInvalid("A folder can't be read.")
        mode, name = data[position:space], data[space + 1 : end]
        if mode not in _MODES:
            raise PackInvalid(f"{_shown(name)} is a link or a repository of its own: only files can be kept.")
        problem = name_problem(name)
        if problem is not None:
            raise PackInvalid(f"The name {_shown(name)} {problem}.")
        folder = _MODES[mode]
        order = name + b"/" if folder else name
        if order <= before or name in names:
            raise PackInvalid("A folder's entries are not in order.")
        names.add(name)
        before, position = order, end + 1 + _OID_BYTES
        yield TreeEntry(folder, name, data[end + 1 : position])


def _longest_line(data: bytes) -> int:
    return max(map(len, data.split(b"\n")))


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True


def _shown(name: bytes) -> str:
    return repr(name[:80].decode(errors="replace"))
