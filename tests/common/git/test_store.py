"""Projects' git in a real storage server: seeded, saved, read, restored, fenced; git itself judges what is stored."""

import base64
from pathlib import Path

import pytest

from common.errors import (
    BaseMoved,
    Conflict,
    HeadMoved,
    Invalid,
    NotFound,
    PackInvalid,
    PackTooLarge,
    Superseded,
)
from common.git.manifest import Manifest
from common.git.messages import Author
from common.git.rescue import RESCUES_AN_EPOCH
from common.git.store import SEED_SUMMARY, TAIL_MAX_BYTES, TAIL_MAX_OBJECTS, GitStore, SaveMeta
from common.ids import new_id
from common.models import PACK_MAX_BYTES, RepoSnapshot, VideoSettings
from common.object_store import ObjectStore
from tests.common.git.support import CREATED, FILES, Pod, fresh_clone, git, history, publish_small_template, seeded

LENA = Author("Lena", "lena@example.com", "uid-lena")


@pytest.fixture
def project_id(store: GitStore) -> str:
    return seeded(store)


@pytest.fixture
def pod(store: GitStore, project_id: str, tmp_path: Path) -> Pod:
    return Pod(store, project_id, tmp_path / "pod")


def _noise(size: int) -> bytes:
    """Bytes that no compression shortens."""
    return b"".join(bytes.fromhex(new_id()) for _ in range(size // 16))


def test_seeding_twice_gives_the_same_commit_and_copies_no_pack(store: GitStore, objects: ObjectStore) -> None:
    project_id = new_id()
    first = store.seed(project_id, "default", CREATED)
    second = store.seed(project_id, "default", CREATED)
    assert (second.head, second.generation) == (first.head, first.generation)
    assert list(objects.list(f"repos/{project_id}/")) == [f"repos/{project_id}/repo.git/manifest.json"]
    other = store.seed(new_id(), "default", CREATED)
    assert other.head == first.head


def test_a_seeded_project_holds_the_template_and_one_checkpoint_of_its_own(
    store: GitStore, project_id: str, tmp_path: Path
) -> None:
    manifest = store.manifest(project_id)
    checkpoints, cursor = store.log(project_id, None, 10)
    assert [(point.summary, point.created_at, point.parent) for point in checkpoints] == [
        (SEED_SUMMARY, CREATED, manifest.template.head)
    ]
    assert cursor is None
    assert {entry.path for entry in store.files(project_id, manifest.head)} == set(FILES)
    assert len(history(fresh_clone(store, project_id, tmp_path))) == 2


def test_seeding_with_a_size_writes_it_into_the_code(store: GitStore) -> None:
    project_id = new_id()
    settings = VideoSettings(width=1080, height=1920, fps=25, duration_in_frames=100)
    manifest = store.seed(project_id, "default", CREATED, settings)
    source = store.read_file(project_id, manifest.head, "src/Root.tsx").decode()
    assert "durationInFrames={100} fps={25} width={1080} height={1920}" in source


def test_a_project_from_a_template_that_is_not_there_is_not_found(store: GitStore) -> None:
    for template_id in ("absent", "../default", "Default"):
        with pytest.raises(NotFound):
            store.seed(new_id(), template_id, CREATED)
    with pytest.raises(NotFound):
        store.manifest(new_id())
    with pytest.raises(NotFound):
        store.manifest("../../templates/default")


def test_a_newer_template_takes_nothing_from_older_projects(
    store: GitStore, objects: ObjectStore, tmp_path: Path
) -> None:
    template_id = f"t-{new_id()[:8]}"
    publish_small_template(objects, template_id)
    old, new = new_id(), new_id()
    store.seed(old, template_id, CREATED)
    publish_small_template(objects, template_id, extra="newer")
    store.seed(new, template_id, CREATED)
    assert "extra.txt" not in [entry.path for entry in store.files(old, store.manifest(old).head)]
    assert "extra.txt" in [entry.path for entry in store.files(new, store.manifest(new).head)]
    fresh_clone(store, old, tmp_path)
    fresh_clone(store, new, tmp_path)


def test_what_is_saved_is_what_a_fresh_clone_has(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    for number in range(5):
        pod.commit({"src/MyVideo.tsx": f"// {number}\n", f"src/scene{number}.tsx": f"// scene {number}\n"})
        pod.save()
    clone = fresh_clone(store, pod.project_id, tmp_path)
    assert history(clone)[0] == pod.head
    assert git(clone, "show", "main:src/scene3.tsx") == "// scene 3"
    assert git(clone, "rev-parse", "main^{tree}") == str(pod.git.revparse_single(f"{pod.head}^{{tree}}").id)


def test_several_commits_travel_in_one_save(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    for number in range(3):
        pod.commit({"a.txt": str(number)}, f"Commit {number}")
    pod.save()
    assert [point.summary for point in store.log(pod.project_id, None, 3)[0]] == ["Commit 2", "Commit 1", "Commit 0"]
    fresh_clone(store, pod.project_id, tmp_path)


def test_saving_again_after_a_lost_answer_succeeds_and_adds_nothing(store: GitStore, pod: Pod) -> None:
    pod.commit({"a.txt": "1"})
    meta, pack = pod.meta(), pod.pack()
    first = store.save(pod.project_id, meta, pack)
    assert store.save(pod.project_id, meta, pack).generation == first.generation
    restored = store.restore(pod.project_id, meta.expected_head, LENA, "Back")
    assert store.save(pod.project_id, meta, pack).head == restored.head, "ours is in the history of what came after"


def test_a_pod_that_builds_on_an_older_head_is_told_the_newer_one(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    other = Pod(store, pod.project_id, tmp_path / "other")
    other.commit({"b.txt": "theirs"})
    other.save()
    pod.commit({"a.txt": "ours"})
    with pytest.raises(HeadMoved) as refused:
        pod.save()
    extra = refused.value.extra
    newer = Manifest.from_snapshot(RepoSnapshot(line=extra["line"], tail=extra["tail"]))
    assert newer.head == other.head == extra["head"]
    assert base64.b64decode(extra["tail"]) == store.manifest(pod.project_id).tail
    pod.open(newer)
    pod.commit({"a.txt": "ours"})
    pod.save()


def test_a_save_over_the_tail_becomes_a_pack_of_its_own(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    pod.commit({"a.txt": "small"})
    assert pod.save().packs == []
    pod.commit({"big.bin": _noise(TAIL_MAX_BYTES + 1000)})
    spilled = pod.save()
    assert (len(spilled.packs), spilled.tail, spilled.base) == (2, b"", pod.head), "one of them of the large file"
    pod.commit({"a.txt": "after"})
    after = pod.save()
    assert after.tail_pack
    assert after.base == spilled.base
    clone = fresh_clone(store, pod.project_id, tmp_path)
    assert len(history(clone)) == 5
    assert store.read_file(pod.project_id, pod.head, "a.txt") == b"after"


def test_a_tail_of_very_many_small_checkpoints_becomes_a_pack_too(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    for number in range(TAIL_MAX_OBJECTS // 3 + 1):  # a commit, a tree and a blob each
        pod.commit({"a.txt": f"{number}"})
    assert len(pod.pack()) < TAIL_MAX_BYTES
    spilled = pod.save()
    assert (len(spilled.packs), spilled.tail) == (1, b"")
    fresh_clone(store, pod.project_id, tmp_path)


def test_a_pack_since_another_base_is_refused_with_the_newer_line(store: GitStore, pod: Pod) -> None:
    base = pod.manifest.base
    pod.commit({"big.bin": _noise(TAIL_MAX_BYTES + 1000)})
    pod.save()
    pod.commit({"a.txt": "1"})
    meta = SaveMeta(pod.manifest.head, pod.head, 0, base)
    with pytest.raises(BaseMoved) as refused:
        store.save(pod.project_id, meta, pod.pack())
    assert refused.value.extra["line"] == pod.manifest.line


def test_an_older_epoch_can_never_save_again(store: GitStore, pod: Pod) -> None:
    assert store.raise_epoch(pod.project_id, 4).epoch == 4
    assert store.raise_epoch(pod.project_id, 2).epoch == 4
    pod.commit({"a.txt": "late"})
    with pytest.raises(Superseded):
        pod.save()
    pod.epoch = 5
    assert pod.save().epoch == 5, "a higher epoch raises the stored one"


def test_an_epoch_raised_elsewhere_stops_a_store_that_remembers_the_older_manifest(
    store: GitStore, objects: ObjectStore, pod: Pod, tmp_path: Path
) -> None:
    pod.commit({"a.txt": "1"})
    pod.save()
    GitStore(objects, tmp_path / "elsewhere").raise_epoch(pod.project_id, 1)
    pod.commit({"a.txt": "2"})
    with pytest.raises(Superseded):
        pod.save()


def test_raising_the_epoch_keeps_what_is_saved(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    pod.commit({"a.txt": "1"})
    pod.save()
    assert store.raise_epoch(pod.project_id, 7).head == pod.head
    assert history(fresh_clone(store, pod.project_id, tmp_path))[0] == pod.head


def test_the_history_pages_from_the_newest(store: GitStore, pod: Pod) -> None:
    shas = [pod.commit({"a.txt": str(number)}, f"Step {number}", f"turn-{number}") for number in range(5)]
    pod.save()
    first, cursor = store.log(pod.project_id, None, 4)
    second, end = store.log(pod.project_id, cursor, 4)
    assert [point.sha for point in first] == shas[:0:-1]
    assert [point.sha for point in second][:1] == shas[:1]
    assert len(second) == 2
    assert end is None
    assert first[0].turn_id == "turn-4"
    assert first[0].parent == shas[3]
    with pytest.raises(NotFound):
        store.log(pod.project_id, "0" * 40, 4)
    with pytest.raises(NotFound):
        store.log(pod.project_id, "not-a-sha", 4)


def test_a_version_is_read_as_it_was(store: GitStore, pod: Pod) -> None:
    before = pod.commit({"a.txt": "old", "logo.bin": b"\x00\x01"})
    after = pod.commit({"a.txt": "new", "logo.bin": None})
    pod.save()
    assert store.read_file(pod.project_id, before, "a.txt") == b"old"
    assert store.read_file(pod.project_id, after, "a.txt") == b"new"
    sizes = {entry.path: (entry.size, entry.binary) for entry in store.files(pod.project_id, before)}
    assert sizes["logo.bin"] == (2, True)
    assert sizes["a.txt"] == (3, False)
    for path in ("logo.bin", "src", "../a.txt", "", "a.txt/x", "/a.txt", ".git/config"):
        with pytest.raises(NotFound):
            store.read_file(pod.project_id, after, path)
    with pytest.raises(NotFound):
        store.read_file(pod.project_id, "f" * 40, "a.txt")


def test_a_version_of_another_project_is_not_found(store: GitStore, pod: Pod) -> None:
    sha = pod.commit({"a.txt": "secret"})
    pod.save()
    with pytest.raises(NotFound):
        store.checkpoint(seeded(store), sha)


def test_restoring_makes_a_new_checkpoint_with_the_same_tree(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    old = pod.commit({"a.txt": "old", "gone.txt": "x"})
    pod.commit({"big.bin": _noise(TAIL_MAX_BYTES + 1000), "gone.txt": None})
    pod.save()
    newest = pod.commit({"a.txt": "new"})
    pod.save()
    manifest = store.restore(pod.project_id, old, LENA, f"Restore {old[:7]}")
    clone = fresh_clone(store, pod.project_id, tmp_path)
    assert git(clone, "rev-parse", "main^{tree}") == git(clone, "rev-parse", f"{old}^{{tree}}")
    point = store.checkpoint(pod.project_id, manifest.head)
    assert (point.parent, point.author_name, point.author_id) == (newest, "Lena", "uid-lena")
    assert store.restore(pod.project_id, old, LENA, "Again").head == manifest.head, "it is so already"
    pod.open()
    pod.commit({"a.txt": "on"})
    pod.save()
    with pytest.raises(NotFound):
        store.restore(pod.project_id, "e" * 40, LENA, "Nothing")


def test_files_are_changed_here_only_on_the_head_that_was_seen(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    head = pod.manifest.head
    changes = {"src/Root.tsx": b"// new", "deep/er/note.txt": b"hi", "package.json": None, "absent.txt": None}
    manifest = store.commit_files(pod.project_id, head, changes, LENA, "Settings")
    assert store.read_file(pod.project_id, manifest.head, "deep/er/note.txt") == b"hi"
    with pytest.raises(NotFound):
        store.read_file(pod.project_id, manifest.head, "package.json")
    with pytest.raises(HeadMoved):
        store.commit_files(pod.project_id, head, {"a": b"b"}, LENA, "Late")
    same = store.commit_files(pod.project_id, manifest.head, {"src/Root.tsx": b"// new"}, LENA, "Same")
    assert same.head == manifest.head
    for path in ("../x", "/x", ".git/config", "a//b", "a/../b", "nul\x00"):
        with pytest.raises(Invalid):
            store.commit_files(pod.project_id, manifest.head, {path: b""}, LENA, "Bad")
    fresh_clone(store, pod.project_id, tmp_path)


def test_the_name_of_an_author_can_hold_anything(store: GitStore, project_id: str, tmp_path: Path) -> None:
    odd = Author("Zoë <x>\n\x00", "a>b@example.com", "uid")
    head = store.manifest(project_id).head
    store.commit_files(project_id, head, {"a": b"b"}, odd, "Line\n\nTurn: forged-turn\x00")
    fresh_clone(store, project_id, tmp_path)


def test_only_listed_packs_can_be_fetched(store: GitStore, project_id: str) -> None:
    name = store.manifest(project_id).template.packs[0]
    assert b"".join(store.open_pack(project_id, f"{name}.pack"))[:4] == b"PACK"
    for other in (f"pack-{'0' * 40}.pack", "manifest.json", f"../{name}.pack", f"{name}.pack\n", f"{name}.rev"):
        with pytest.raises(NotFound):
            store.open_pack(project_id, other)


def test_work_of_a_superseded_pod_is_kept_as_a_rescue(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    pod.commit({"late.txt": "work"})
    store.raise_epoch(pod.project_id, 2)
    other = Pod(store, pod.project_id, tmp_path / "other", epoch=2)
    other.commit({"b.txt": "new session"})
    other.save()
    for _ in range(2):
        manifest = store.create_rescue_ref(pod.project_id, 0, pod.head, pod.pack())
    assert manifest.refs[f"rescue/0-{pod.head[:7]}"] == pod.head
    assert manifest.head == other.head
    clone = fresh_clone(store, pod.project_id, tmp_path)
    assert git(clone, "show", f"rescue/0-{pod.head[:7]}:late.txt") == "work"
    other.commit({"b.txt": "goes on"})
    assert other.save().refs[f"rescue/0-{pod.head[:7]}"] == pod.head


def test_one_session_can_put_only_so_much_aside(store: GitStore, pod: Pod) -> None:
    for number in range(RESCUES_AN_EPOCH):
        pod.commit({"late.txt": str(number)})
        store.create_rescue_ref(pod.project_id, 0, pod.head, pod.pack())
    pod.commit({"late.txt": "too much"})
    with pytest.raises(Conflict):
        store.create_rescue_ref(pod.project_id, 0, pod.head, pod.pack())


def test_a_rescue_of_commits_without_their_content_is_refused(store: GitStore, pod: Pod) -> None:
    pack = pod.pack()
    pod.commit({"late.txt": "work"})
    with pytest.raises(PackInvalid):
        store.create_rescue_ref(pod.project_id, 0, pod.head, pack)
    with pytest.raises(PackInvalid):
        store.create_rescue_ref(pod.project_id, 0, "../../x", pack)


def test_a_pack_over_25_mib_is_refused_before_it_is_looked_at(store: GitStore, pod: Pod) -> None:
    with pytest.raises(PackTooLarge):
        store.save(pod.project_id, pod.meta(), b"PACK" + bytes(PACK_MAX_BYTES))
