"""How a project's repository is read and changed: the manifest decides, and a read or a change that met an older one is
done again."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Final, TypeVar

from common.errors import ObjectChanged, StoryDreamError, Unavailable
from common.git.manifest import Manifest
from common.git.manifest_store import ManifestStore, pack_object, project_folder
from common.git.packs import NewPack
from common.git.reader import GitReader, Mirror, PacksGone

_ATTEMPTS: Final = 8

Result = TypeVar("Result")


@dataclass(frozen=True)
class Change:
    """The manifest that is to be next, and the packs to be stored before it."""

    manifest: Manifest
    packs: tuple[NewPack, ...] = ()


Step = Callable[[Manifest], Change | None]
"""Decides on a manifest what is to be next; None: it is so already. Raises what makes it impossible."""


class Transactions:
    """All methods raise NotFound for a project without a repository, and Unavailable."""

    def __init__(self, manifests: ManifestStore, reader: GitReader) -> None:
        self.manifests = manifests
        self._reader = reader

    def advance(self, project_id: str, step: Step, start: Manifest | None = None) -> Manifest:
        """Swap the manifest for what `step` makes of it. `start` may be stale: nothing is refused because of it."""
        folder = project_folder(project_id)
        manifest, stale = (self.manifests.load(folder), False) if start is None else (start, True)
        for _ in range(_ATTEMPTS):
            try:
                change = step(manifest)
                if change is None:
                    return self.manifests.load(folder) if stale else manifest
                return self.manifests.swap(folder, change.manifest, manifest.generation, change.packs)
            except (ObjectChanged, PacksGone):
                manifest, stale = self.manifests.load(folder), False
            except StoryDreamError:
                if not stale:
                    raise
                manifest, stale = self.manifests.load(folder), False
        raise Unavailable("Too many writers at once.", retryAfter=1)

    def read(self, project_id: str, work: Callable[[Mirror], Result]) -> Result:
        """What `work` makes of the repository as it is now."""
        folder = project_folder(project_id)
        for _ in range(_ATTEMPTS):
            manifest = self.manifests.load(folder)
            try:
                return self.read_at(folder, manifest, work)
            except PacksGone:
                continue
        raise Unavailable("The project's packs keep being rewritten.", retryAfter=1)

    def read_at(self, folder: str, manifest: Manifest, work: Callable[[Mirror], Result]) -> Result:
        """What `work` makes of one manifest's repository. Raises PacksGone."""
        key = folder.removesuffix("/repo.git").replace("/", "-")
        return self._reader.read(key, manifest, partial(pack_object, folder, manifest), work)
