"""Projects as simply as can be: a list of versions, each the files that it has."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from common.git.manifest import MAIN
from common.git.refs import ref_of
from tests.common.git.limits import content

Files = dict[str, bytes]
Content = tuple[str, int]
Edits = dict[str, Content | None]


@dataclass
class Version:
    sha: str
    files: Files
    mark: str


@dataclass
class Aside:
    """Rescued work."""

    sha: str
    base: Files
    files: Files
    settled: bool = False


@dataclass
class Model:
    """What a project is. `versions` oldest first; the head is the last one."""

    project_id: str
    versions: list[Version]
    names: dict[str, str] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    asides: dict[str, Aside] = field(default_factory=dict)
    epoch: int = 0

    @property
    def head(self) -> Version:
        return self.versions[-1]

    @property
    def refs(self) -> dict[str, str]:
        return {
            MAIN: self.head.sha,
            **{ref_of("name", name): sha for name, sha in self.names.items()},
            **{ref_of("branch", name): sha for name, sha in self.branches.items()},
            **{f"rescue/{name}": aside.sha for name, aside in self.asides.items()},
        }

    def until(self, version: Version) -> list[Version]:
        return self.versions[: self.versions.index(version) + 1]


def called(model: Model, version: Version) -> str:
    """A version by the name it has, else by its sha."""
    return next((f"name:{name}" for name, sha in model.names.items() if sha == version.sha), version.sha)


def edited(files: Files, edits: Edits) -> tuple[dict[str, bytes | None], Files]:
    """→ (what is to be removed, then written; the files after it). Files and folders make room for each other."""
    written = {path: content(*what) for path, what in edits.items() if what is not None}
    written = {path: data for path, data in written.items() if not any(path.startswith(f"{p}/") for p in written)}
    gone = {path for path in files if path in edits and path not in written}
    gone |= {path for path in files for new in written if path.startswith(f"{new}/") or new.startswith(f"{path}/")}
    after = {path: data for path, data in files.items() if path not in gone} | written
    return {**dict.fromkeys(gone), **written}, after


def differing(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> set[str]:
    return {path for path in {*old, *new} if old.get(path) != new.get(path)}


def brought_over(kept: Aside, head: Files) -> Files:
    """What rescued work makes of a head: where both changed a file, the rescued one stands."""
    changed = differing(kept.base, kept.files)
    files = {path: data for path, data in head.items() if path not in changed}
    for path in sorted(changed & kept.files.keys()):
        for other in [other for other in files if other.startswith(f"{path}/") or path.startswith(f"{other}/")]:
            del files[other]
        files[path] = kept.files[path]
    return files
