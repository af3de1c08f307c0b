"""What keeps repositories small and usable by anybody: compaction, collection of what no manifest lists, and the files
that make a folder in the bucket a bare repository for plain git.
"""

import logging
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Final

from common.errors import ObjectChanged
from common.git.compaction import Compacted, applied, compact, is_due
from common.git.manifest import MAIN, PACK_FILE_NAME, Manifest
from common.git.manifest_store import project_folder, template_folder
from common.git.pack_format import PackIndex
from common.git.refs import refs_of, tag_of
from common.git.transactions import Change, Transactions
from common.object_store import ObjectStore, StoredObject

logger = logging.getLogger(__name__)

COLLECT_AFTER: Final = timedelta(days=1)
"""Longer than any open or save may take from the manifest that it read to its last pack."""
_HEAD: Final = b"ref: refs/heads/main\n"
_CONFIG: Final = b"[core]\n\trepositoryformatversion = 0\n\tbare = true\n"


class Upkeep:
    """Run by tasks, on any number of machines at once. Methods raise NotFound, Unavailable."""

    def __init__(self, objects: ObjectStore, transactions: Transactions) -> None:
        self._objects = objects
        self._transactions = transactions
        self._manifests = transactions.manifests

    def compact(self, project_id: str, *, force: bool = False) -> bool:
        """Repack the project's repository if that is due; → whether it was. Saves go on meanwhile."""
        folder = project_folder(project_id)
        if not force and not is_due(self._manifests.load(folder)):
            return False
        done = self._transactions.read(
            project_id, lambda mirror: compact(mirror, partial(self._index, folder, mirror.manifest))
        )
        manifest = self._transactions.advance(project_id, partial(_compacted, done))
        self._write_derived(folder, manifest)
        logger.info("compacted", extra={"fields": {"project_id": project_id, "packs": len(manifest.packs)}})
        return True

    def collect(self, project_id: str) -> int:
        """Delete packs that no manifest has listed for a day → how many objects went.

        Age is told by the storage's own clock. The manifest is put anew before anything is deleted: a writer that
        slept since it stored a pack must then read it again, and stores its packs again too.
        """
        folder = project_folder(project_id)
        self._write_derived(folder, self._manifests.load(folder))  # what it refers to may be about to go
        found = list(self._objects.list_objects(f"{folder}/objects/"))
        if not _garbage(found, self._manifests.load(folder)):
            return 0
        manifest = self._transactions.advance(project_id, _put_anew)
        garbage = _garbage(found, manifest)
        for unlisted in garbage:
            try:
                self._objects.delete(unlisted.name, if_generation_match=unlisted.generation)
            except ObjectChanged:
                logger.info("a pack came back", extra={"fields": {"name": unlisted.name}})
        return len(garbage)

    def _index(self, folder: str, manifest: Manifest, name: str) -> PackIndex:
        return self._manifests.index(folder, manifest, name)

    def _write_derived(self, folder: str, manifest: Manifest) -> None:
        """Make the folder a bare repository that `git clone` takes, up to the last commit that is in a pack."""
        for name in manifest.template.packs:
            for kind in ("pack", "idx"):
                place = f"objects/pack/{name}.{kind}"
                self._objects.copy(f"{template_folder(manifest.template.id)}/{place}", f"{folder}/{place}")
        refs = self._packed_refs(folder, manifest)
        main = refs[f"refs/heads/{MAIN}"]
        listed = "".join(f"{sha}\t{ref}\n" for ref, sha in sorted(refs.items()))
        packed = "".join(f"{sha} {ref}\n" for ref, sha in sorted(refs.items()))
        packs = "".join(f"P {name}.pack\n" for name in (*manifest.all_packs, *manifest.fields.rescue_packs))
        for name, content in {
            "HEAD": _HEAD,
            "config": _CONFIG,
            "objects/info/packs": f"{packs}\n".encode(),  # first: older refs too are in these packs
            f"refs/heads/{MAIN}": f"{main}\n".encode(),  # in a bucket, a folder is there only with something in it
            "packed-refs": f"# pack-refs with: sorted\n{packed}".encode(),
            "info/refs": listed.encode(),
        }.items():
            self._objects.put(f"{folder}/{name}", content, content_type="text/plain")

    def _packed_refs(self, folder: str, manifest: Manifest) -> dict[str, str]:
        refs = {f"refs/heads/{MAIN}": manifest.base}
        for kind, place in (("name", "refs/tags"), ("branch", "refs/heads")):
            for text, sha in refs_of(manifest.refs, "name" if kind == "name" else "branch"):
                if self._manifests.in_packs(folder, manifest, bytes.fromhex(sha)):
                    taken = {ref.removeprefix(f"{place}/"): "" for ref in refs if ref.startswith(f"{place}/")}
                    refs[f"{place}/{tag_of(text, taken)}"] = sha
        refs |= {f"refs/rescue/{name}": sha for name, sha in refs_of(manifest.refs, "rescue")}
        return refs


def _compacted(done: Compacted, manifest: Manifest) -> Change | None:
    new = applied(manifest, done)
    return None if new is None else Change(new, done.packs)


def _put_anew(manifest: Manifest) -> Change:
    return Change(Manifest.build(manifest.fields, manifest.tail_pack, manifest.tail_index))


def _garbage(found: Iterable[StoredObject], manifest: Manifest) -> list[StoredObject]:
    """Pack files that the manifest doesn't list and that are old by the storage's own clock, of which the listing's
    newest object tells."""
    listed = {*manifest.all_packs, *manifest.fields.rescue_packs}
    objects = list(found)
    now = max(item.updated for item in objects)
    return [
        item
        for item in objects
        if PACK_FILE_NAME.match(file := item.name.rpartition("/")[2])
        and file.partition(".")[0] not in listed
        and now - item.updated > COLLECT_AFTER
    ]
