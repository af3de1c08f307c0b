"""What a project's history tells and how a commit is added to it, on a repository that holds it (pygit2)."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

import pygit2
from pygit2.enums import FileMode

from common.errors import Invalid, NotFound
from common.git.checks import FILES_MAX, path_problem
from common.git.messages import Author
from common.git.messages import CheckpointMessage as Message
from common.models import Checkpoint, FileEntry


def checkpoint_of(commit: pygit2.Commit, name: str | None = None) -> Checkpoint:
    """A commit as people see it."""
    message = Message.parse(commit.message)
    return Checkpoint(
        sha=str(commit.id),
        parent=str(commit.parent_ids[0]) if commit.parent_ids else None,
        summary=message.summary,
        name=name,
        author_name=commit.author.name,
        author_id=message.author_id,
        turn_id=message.turn_id,
        message_id=message.message_id,
        created_at=datetime.fromtimestamp(commit.commit_time, UTC),
    )


def first_parents(
    find: Callable[[str], pygit2.Commit | None], start: pygit2.Commit, end: str
) -> Iterator[pygit2.Commit]:
    """From `start` back along first parents, without the commit `end` and what is behind it."""
    commit: pygit2.Commit | None = start
    while commit is not None and str(commit.id) != end:
        yield commit
        commit = find(str(commit.parent_ids[0])) if commit.parent_ids else None


def files_of(
    repository: pygit2.Repository, tree: pygit2.Tree, large: Callable[[pygit2.Oid], tuple[int, bool]]
) -> list[FileEntry]:
    """Every file of a version, by path. `large` tells (size, whether it is binary) of one that isn't here."""
    found = []
    for path, blob in walk(tree):
        size, binary = (blob.size, blob.is_binary) if blob.id in repository else large(blob.id)
        found.append(FileEntry(path=path, size=size, binary=binary))
    return found


def walk(tree: pygit2.Tree, prefix: str = "") -> Iterator[tuple[str, pygit2.Blob]]:
    """→ (path, file) of a tree, all folders expanded; a file's content is only read when it is asked for."""
    for entry in tree:
        path = f"{prefix}{entry.name}"
        if isinstance(entry, pygit2.Tree):
            yield from walk(entry, f"{path}/")
        elif isinstance(entry, pygit2.Blob):
            yield path, entry


def file_at(commit: pygit2.Commit, path: str) -> pygit2.Blob:
    """A file of a version; its content needs not be here. Raises NotFound."""
    found: object = None
    if path_problem(path) is None and path in commit.tree:
        found = commit.tree[path]
    if not isinstance(found, pygit2.Blob):
        raise NotFound("There is no such file in this version.")
    return found


def changed_tree(repository: pygit2.Repository, before: pygit2.Tree, changes: Mapping[str, bytes | None]) -> pygit2.Oid:
    """The tree `before` with files written (bytes) or removed (None, also where there was none). Raises Invalid."""
    index = pygit2.Index()
    index.read_tree(before)
    _require_places({entry.path for entry in index}, changes)
    for path, content in changes.items():
        mode = index[path].mode if path in index else FileMode.BLOB
        if content is not None:
            index.add(pygit2.IndexEntry(path, repository.create_blob(content), mode))
        elif path in index:
            index.remove(path)
    return index.write_tree(repository)


def _require_places(there: set[str], changes: Mapping[str, bytes | None]) -> None:
    """Raises Invalid for a path that a project can't have, or that libgit2 would make room for by dropping a file."""
    for path in changes:
        problem = path_problem(path)
        if problem is not None:
            raise Invalid(f"The path {path!r} {problem}.")
    written = [path for path, content in changes.items() if content is not None]
    paths = (there - changes.keys()) | set(written)
    if len(paths) > max(FILES_MAX, len(there)):
        raise Invalid(f"The version would have more than {FILES_MAX} files.")
    folders = {folder for path in paths for folder in _folders(path)}
    for path in written:
        if path in folders:
            raise Invalid(f"The path {path!r} is a folder.")
        if any(folder in paths for folder in _folders(path)):
            raise Invalid(f"The path {path!r} lies in what is a file.")


def _folders(path: str) -> Iterator[str]:
    """`a`, `a/b` for `a/b/c`."""
    while "/" in path:
        path = path.rpartition("/")[0]
        yield path


def add_commit(
    repository: pygit2.Repository, parent: str, tree: pygit2.Oid, author: Author, message: Message, when: datetime
) -> str:
    """Write a commit with no ref on it → its sha; the same input gives the same sha. `when` counts to the second."""
    clean = author.clean()
    signature = pygit2.Signature(clean.name, clean.email, int(when.timestamp()), 0)
    parents = [pygit2.Oid(hex=parent)] if parent else []
    return str(repository.create_commit(None, signature, signature, message.render(), tree, parents))
