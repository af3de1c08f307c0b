"""Publishes what new projects can begin as: `python -m common.publish_template` all that the catalogue lists,
`python -m common.publish_template DIR ID` one folder.

The same files give the same commit, whoever publishes them; publishing them again changes nothing. A newer version adds
packs and takes nothing away, as projects go on resting on the older ones.
"""

import sys
from pathlib import Path
from typing import Final

from common.errors import NotFound, ObjectChanged, StoryDreamError, Unavailable
from common.git.manifest import MAIN, Manifest, ManifestLine, TemplateRef
from common.git.manifest_store import ManifestStore, template_folder
from common.git.packs import NewPack
from common.object_store import ObjectStore, object_store_from_settings
from common.settings import GoogleSettings, load
from common.template_catalogue import template_folders
from common.template_pack import build_template_pack

_ATTEMPTS: Final = 4


def publish_template(objects: ObjectStore, template_id: str, folder: Path) -> Manifest:
    """Make `templates/{template_id}/repo.git` hold the folder's files, but for what its .gitignore names.

    Raises Invalid for a folder that no project could begin with, Unavailable.
    """
    built = build_template_pack(template_id, folder)
    new = NewPack(built.name, built.pack, built.index)
    line = ManifestLine(
        epoch=0,
        refs={MAIN: built.head},
        base=built.head,
        template=TemplateRef(id=template_id, head=built.head, packs=[new.name]),
        packs=[],
    )
    manifests, place = ManifestStore(objects), template_folder(template_id)
    for _ in range(_ATTEMPTS):
        current = _current(manifests, place)
        if current is not None and current.head == built.head:
            return current
        try:
            return manifests.swap(place, Manifest.build(line), current.generation if current else 0, (new,))
        except ObjectChanged:
            continue
    raise Unavailable("Others keep publishing this template.")


def _current(manifests: ManifestStore, place: str) -> Manifest | None:
    try:
        return manifests.load(place)
    except NotFound:
        return None


def main(arguments: list[str]) -> int:
    """0 when it is published; else one line says why not."""
    if arguments and (len(arguments) != 2 or not Path(arguments[0]).is_dir()):
        sys.stderr.write("usage: python -m common.publish_template [DIR TEMPLATE_ID]\n")
        return 2
    wanted = [(arguments[1], Path(arguments[0]))] if arguments else list(template_folders())
    objects = object_store_from_settings(load(GoogleSettings))
    for template_id, folder in wanted:
        try:
            manifest = publish_template(objects, template_id, folder)
        except StoryDreamError as error:
            sys.stderr.write(f"storydream: the template {template_id} was not published: {error.detail}\n")
            return 1
        sys.stdout.write(f"template {template_id}: {manifest.head}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
