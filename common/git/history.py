"""What a project's history tells and how a commit is added to it, on a repository that holds it (pygit2)."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final

import pygit2
from pygit2.enums import FileMode

from common.errors import Invalid, NotFound
from common.git.checks import path_problem
from common.git.messages import Author
from common.git.messages import CheckpointMessage as Message
from common.git.packs import find_commit
from common.models import Checkpoint, FileEntry

_SHA: Final = re.compile(r"[0-9a-f]{40}")


def checkpoint_of(commit: pygit2.Commit) -> Checkpoint:
    """A commit as people see it."""
    message = Message.parse(commit.message)
    return Checkpoint(
        sha=str(commit.id),
        parent=str(commit.parent_ids[0]) if commit.parent_ids else None,
        summary=message.summary,
        author_name=commit.author.name,
        author_id=message.author_id,
        turn_id=message.turn_id,
        message_id=message.message_id,
        created_at=datetime.fromtimestamp(commit.commit_time, UTC),
    )


def commit_behind(repository: pygit2.Repository, head: str, sha: str) -> pygit2.Commit:
    """The commit `sha` if it is `head` or in its history. Raises NotFound."""
    commit = find_commit(repository, sha) if _SHA.fullmatch(sha) else None
    if commit is None or (sha != head and not repository.descendant_of(pygit2.Oid(hex=head), commit.id)):
        raise NotFound("This version isn't in the project's history.")
    return commit


def first_parents(repository: pygit2.Repository, start: pygit2.Commit, end: str) -> Iterator[pygit2.Commit]:
    """From `start` back along first parents, without the commit `end` and what is behind it."""
    commit: pygit2.Commit | None = start
    while commit is not None and str(commit.id) != end:
        yield commit
        commit = find_commit(repository, commit.parent_ids[0]) if commit.parent_ids else None


def files_of(commit: pygit2.Commit) -> list[FileEntry]:
    """Every file of a version, by path."""
    return [FileEntry(path=path, size=blob.size, binary=blob.is_binary) for path, _, blob in _walk(commit.tree, "")]


def _walk(tree: pygit2.Tree, prefix: str) -> Iterator[tuple[str, FileMode, pygit2.Blob]]:
    for entry in tree:
        path = f"{prefix}{entry.name}"
        if isinstance(entry, pygit2.Tree):
            yield from _walk(entry, f"{path}/")
        elif isinstance(entry, pygit2.Blob):
            yield path, FileMode(entry.filemode), entry


def read_file(commit: pygit2.Commit, path: str) -> bytes:
    """A file's bytes at a version. Raises NotFound."""
    found: object = None
    if path_problem(path) is None and path in commit.tree:
        found = commit.tree[path]
    if not isinstance(found, pygit2.Blob):
        raise NotFound("There is no such file in this version.")
    return found.data


def changed_tree(repository: pygit2.Repository, before: pygit2.Tree, changes: Mapping[str, bytes | None]) -> pygit2.Oid:
    """The tree `before` with files written (bytes) or removed (None, also where there was none). Raises Invalid."""
    index = pygit2.Index()
    index.read_tree(before)
    for path, content in changes.items():
        problem = path_problem(path)
        if problem is not None:
            raise Invalid(f"The path {path!r} {problem}.")
        mode = index[path].mode if path in index else FileMode.BLOB
        if content is not None:
            index.add(pygit2.IndexEntry(path, repository.create_blob(content), mode))
        elif path in index:
            index.remove(path)
    return index.write_tree(repository)


def add_commit(
    repository: pygit2.Repository, parent: str, tree: pygit2.Oid, author: Author, message: Message, when: datetime
) -> str:
    """Write a commit with no ref on it → its sha; the same input gives the same sha. `when` counts to the second."""
    clean = author.clean()
    signature = pygit2.Signature(clean.name, clean.email, int(when.timestamp()), 0)
    parents = [pygit2.Oid(hex=parent)] if parent else []
    return str(repository.create_commit(None, signature, signature, message.render(), tree, parents))
