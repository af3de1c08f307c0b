"""Every object between two commits, with the place where it was met: what a pack is made of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import pygit2

from common.git.history import first_parents
from common.git.packs import find_commit

Names = dict[pygit2.Oid, str]
"""Objects by id, each with a path it was met at: git looks for likeness among objects of the same path."""
_TREE: Final = ""


@dataclass
class Reached:
    """`commits` newest first. A blob needs not be in the repository."""

    commits: list[pygit2.Oid] = field(default_factory=list)
    trees: Names = field(default_factory=dict)
    blobs: Names = field(default_factory=dict)

    @classmethod
    def between(cls, repository: pygit2.Repository, head: str, end: str) -> "Reached":
        """All that `head` and the commits behind it have, without `end`, what is behind it, and what `end` has."""
        known = cls()
        known._add_tree(_commit(repository, end).tree, _TREE, known)
        reached = cls()
        start = _commit(repository, head)
        for commit in first_parents(lambda sha: find_commit(repository, sha), start, end):
            reached.commits.append(commit.id)
            reached._add_tree(commit.tree, _TREE, known)
        return reached

    @classmethod
    def of_tree(cls, tree: pygit2.Tree) -> "Reached":
        """All that one version's files are made of."""
        reached = cls()
        reached._add_tree(tree, _TREE, cls())
        return reached

    def objects(self, keep: Callable[[pygit2.Oid], bool]) -> Iterable[tuple[pygit2.Oid, str]]:
        """→ (id, path) of those to keep: commits, trees, blobs."""
        for oid in self.commits:
            if keep(oid):
                yield oid, ""
        for names in (self.trees, self.blobs):
            yield from ((oid, path) for oid, path in names.items() if keep(oid))

    def _add_tree(self, tree: pygit2.Tree, path: str, known: "Reached") -> None:
        if tree.id in self.trees or tree.id in known.trees:
            return
        self.trees[tree.id] = path
        for entry in tree:
            place = f"{path}/{entry.name}" if path else str(entry.name)
            if isinstance(entry, pygit2.Tree):
                self._add_tree(entry, place, known)
            elif entry.id not in known.blobs:
                self.blobs.setdefault(entry.id, place)


def _commit(repository: pygit2.Repository, sha: str) -> pygit2.Commit:
    found = find_commit(repository, sha)
    if found is None:
        raise KeyError(sha)
    return found
