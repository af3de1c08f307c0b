"""What a user pushes with git, made into a pack as a pod posts it, so that it goes through the same door.

A git client sends a pack of what the project lacks, and nothing of what it has: folders that didn't change are missing.
Here they are added, from what is stored, before anything is judged.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pygit2
from pygit2.enums import ObjectType

from common.errors import PackInvalid
from common.git.checks import COMMITS_MAX, tree_entries
from common.git.messages import CheckpointMessage
from common.git.pack_format import PackedObject, ParsedPack
from common.git.packs import build_pack, new_objects, write_pack

_TREE: Final = re.compile(rb"tree ([0-9a-f]{40})\n")
_PARENT: Final = re.compile(rb"^parent ([0-9a-f]{40})$", re.MULTILINE)


@dataclass(frozen=True)
class Push:
    """Commits that lead from `new` back to `old`, in a pack whose size and form `parse_pack` has found good; pushed by
    the user `uid`."""

    old: str
    new: str
    uid: str
    pack: bytes
    parsed: ParsedPack


def completed_pack(repository: pygit2.Repository, push: Push, base: str, stored: Callable[[pygit2.Oid], bool]) -> bytes:
    """The self-contained pack of all since `base`: of what is stored, and of what was pushed.

    `repository` sees every commit and folder of the project's history and takes what is new: the pushed pack is put
    into it. `stored` tells whether a stored pack holds a file.
    Raises PackInvalid (`not_fast_forward`, `merge_commit`, `another_author`, or its own code).
    """
    commits = _line(push)
    for sha, commit in commits.items():
        _check_author(sha, commit, push.uid)
    if push.parsed.objects:
        write_pack(Path(repository.path), push.parsed.name, push.pack, push.parsed.index())
    objects = dict.fromkeys(new_objects(repository, base, push.old, stored))
    objects.update(dict.fromkeys(_needed(repository, push, commits, stored)))
    return build_pack(repository, list(objects))[0]


def _line(push: Push) -> dict[str, PackedObject]:
    """The pushed commits from `new` back to, and without, `old`: each has one parent."""
    sha, found = push.new, dict[str, PackedObject]()
    while sha != push.old:
        commit = push.parsed.objects.get(bytes.fromhex(sha))
        if commit is None or commit.kind != "commit":
            raise _not_fast_forward()
        if len(found) >= COMMITS_MAX:
            raise PackInvalid(f"The push has more than {COMMITS_MAX} commits.")
        found[sha] = commit
        parents = _PARENT.findall(_header(commit))
        if len(parents) > 1:
            why = f"The commit {sha[:7]} is a merge, and a project's history is one line: rebase onto main first."
            raise PackInvalid(why, code="merge_commit")
        if not parents:
            raise _not_fast_forward()
        sha = parents[0].decode()
    return found


def _not_fast_forward() -> PackInvalid:
    why = "The commits don't lead on from the newest version: history only grows, a push can't rewrite it."
    return PackInvalid(why, code="not_fast_forward")


def _check_author(sha: str, commit: PackedObject, uid: str) -> None:
    """A commit may say whose work it is only if it is the pusher's."""
    message = commit.data.partition(b"\n\n")[2].decode(errors="replace")
    author = CheckpointMessage.parse(message).author_id
    if author is not None and author != uid:
        why = f"The commit {sha[:7]} says that it is another user's: take the line 'Author: …' out of its message."
        raise PackInvalid(why, code="another_author")


def _header(commit: PackedObject) -> bytes:
    return commit.data.partition(b"\n\n")[0] + b"\n"


def _needed(
    repository: pygit2.Repository,
    push: Push,
    commits: dict[str, PackedObject],
    stored: Callable[[pygit2.Oid], bool],
) -> Iterator[pygit2.Oid]:
    """The commits, all their folders, and the files that were pushed and aren't stored. A folder is looked at once,
    however often it is named: a few can otherwise name a billion."""
    seen = set[bytes]()
    for sha, commit in commits.items():
        yield pygit2.Oid(hex=sha)
        match = _TREE.match(_header(commit))
        if match is None:
            raise PackInvalid(f"The commit {sha[:7]} can't be read.")
        waiting = [bytes.fromhex(match[1].decode())]
        while waiting:
            oid = waiting.pop()
            if oid in seen:
                continue
            seen.add(oid)
            yield pygit2.Oid(raw=oid)
            for entry in tree_entries(_folder(repository, push, oid)):
                if entry.folder:
                    waiting.append(entry.oid)
                elif entry.oid in push.parsed.objects and not stored(pygit2.Oid(raw=entry.oid)):
                    yield pygit2.Oid(raw=entry.oid)


def _folder(repository: pygit2.Repository, push: Push, oid: bytes) -> bytes:
    pushed = push.parsed.objects.get(oid)
    if pushed is not None and pushed.kind == "tree":
        return pushed.data
    try:
        kind, data = repository.read(pygit2.Oid(raw=oid))
    except KeyError:
        kind, data = ObjectType.ANY, b""
    if kind != ObjectType.TREE:
        raise PackInvalid(f"The push lacks the folder {oid.hex()[:7]}.")
    return data
