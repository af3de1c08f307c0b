"""A folder becomes a template: the same files give the same commit, and publishing again changes nothing."""

from pathlib import Path

import pytest

from common import publish_template as module
from common.errors import Invalid, NotFound
from common.git.store import GitStore
from common.ids import new_id
from common.object_store import ObjectStore
from common.publish_template import publish_template
from tests.common.git.support import CREATED, FILES, publish_small_template

REAL = Path(__file__).resolve().parents[2] / "templates" / "default"


def _template_id() -> str:
    return f"t-{new_id()[:8]}"


def _folder(root: Path, files: dict[str, str]) -> Path:
    for path, content in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content)
    return root


def test_the_same_files_give_the_same_commit_and_pack(objects: ObjectStore) -> None:
    template_id = _template_id()
    first = publish_small_template(objects, template_id)
    assert publish_small_template(objects, template_id) == first
    newer = publish_small_template(objects, template_id, extra="x")
    assert newer.head != first.head
    kept = list(objects.list(f"templates/{template_id}/repo.git/objects/pack/"))
    assert len(kept) == 4, "the older pack stays for the projects that rest on it"


def test_ignored_files_stay_at_home(objects: ObjectStore, store: GitStore, tmp_path: Path) -> None:
    template_id = _template_id()
    ignored = {"node_modules/a/b.js": "x", "public/uploads/c.png": "x"}
    publish_template(objects, template_id, _folder(tmp_path / "folder", {**FILES, **ignored}))
    project_id = new_id()
    manifest = store.seed(project_id, template_id, CREATED)
    assert {entry.path for entry in store.files(project_id, manifest.head)} == set(FILES)


def test_a_folder_that_no_project_could_begin_with_is_refused(objects: ObjectStore, tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"Root\.tsx"):
        publish_template(objects, _template_id(), _folder(tmp_path / "empty", {"a.txt": "a"}))
    with pytest.raises(Invalid, match="Composition"):
        publish_template(objects, _template_id(), _folder(tmp_path / "bad", {"src/Root.tsx": "null"}))
    linked = _folder(tmp_path / "linked", FILES)
    (linked / "link").symlink_to("/etc/passwd")
    with pytest.raises(Invalid, match="link"):
        publish_template(objects, _template_id(), linked)
    with pytest.raises(NotFound):
        publish_template(objects, "../repos/x", _folder(tmp_path / "good", FILES))


def test_our_own_template_can_be_published(objects: ObjectStore, store: GitStore) -> None:
    template_id = _template_id()
    publish_template(objects, template_id, REAL)
    project_id = new_id()
    manifest = store.seed(project_id, template_id, CREATED)
    assert "src/Root.tsx" in {entry.path for entry in store.files(project_id, manifest.head)}


def test_the_command_says_in_one_line_what_it_did(
    storage_url: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("STORAGE_EMULATOR_HOST", storage_url)
    assert module.main([str(_folder(tmp_path / "good", FILES)), _template_id()]) == 0
    assert capsys.readouterr().out.startswith("template t-")
    assert module.main([str(_folder(tmp_path / "bad", {"a": "a"})), _template_id()]) == 1
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert module.main(["nowhere"]) == 2
