"""A template's pack is the same bytes wherever it is built."""

import shutil
from pathlib import Path

from common.object_store import ObjectStore
from common.publish_template import publish_template
from common.template_pack import build_template_pack
from tests.common.git.support import FILES


def _folder(root: Path, paths: list[str]) -> Path:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(FILES[path])
    return root


def test_the_order_in_which_a_folder_was_written_and_its_place_change_no_byte(tmp_path: Path) -> None:
    one = build_template_pack("default", _folder(tmp_path / "one", list(FILES)))
    other = _folder(tmp_path / "deeper" / "other", list(reversed(FILES)))
    assert build_template_pack("default", other) == one
    assert build_template_pack("other", other).head != one.head


def test_what_is_published_is_what_a_pod_builds(objects: ObjectStore, tmp_path: Path) -> None:
    folder = _folder(tmp_path / "folder", list(FILES))
    manifest = publish_template(objects, "built", folder)
    built = build_template_pack("built", Path(shutil.copytree(folder, tmp_path / "pod")))
    assert manifest.head == built.head
    assert manifest.all_packs == [built.name]
