"""Work that was put aside is offered, brought back on top of what came since, or left alone."""

import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from common.errors import NotFound
from common.git.messages import Author
from common.git.store import GitStore
from tests.common.git.support import Pod, fresh_clone, git, history, seeded
from tests.storage_proxy import StorageProxy

LENA = Author("Lena", "lena@example.com", "uid-lena")
LINES = "".join(f"line {number}\n" for number in range(20))


@pytest.fixture
def pod(store: GitStore, tmp_path: Path) -> Pod:
    pod = Pod(store, seeded(store), tmp_path / "pod")
    pod.commit({"text.txt": LINES, "mine.txt": "before", "gone.txt": "x"})
    pod.save()
    return pod


def _rescued(pod: Pod, files: dict[str, bytes | str | None]) -> str:
    """Put a change aside, as a pod does that lost its place; → the rescue's name. The pod is back at the head."""
    pod.commit(files, "Lost work")
    pod.store.create_rescue_ref(pod.project_id, 0, pod.head, pod.pack())
    name = f"0-{pod.head[:7]}"
    pod.open()
    return name


def test_rescued_work_is_offered_with_what_it_changed(store: GitStore, pod: Pod) -> None:
    base = pod.head
    name = _rescued(pod, {"mine.txt": "after", "new.txt": "n", "gone.txt": None})
    (offered,) = store.rescues(pod.project_id)
    assert (offered.name, offered.base, offered.epoch, offered.summary) == (name, base, 0, "Lost work")
    assert offered.files == ["gone.txt", "mine.txt", "new.txt"]
    assert abs((datetime.now(UTC) - offered.created_at).total_seconds()) < 60
    with pytest.raises(NotFound):
        store.checkpoint(pod.project_id, offered.sha)


def test_a_version_whose_answer_was_lost_is_no_rescued_work(store: GitStore, pod: Pod) -> None:
    pod.commit({"mine.txt": "after"})
    pack = pod.pack()
    generation = pod.save().generation
    assert store.create_rescue_ref(pod.project_id, 0, pod.head, pack).generation == generation
    assert store.rescues(pod.project_id) == []


def test_where_nothing_was_rescued_asking_costs_one_request(
    behind_proxy: GitStore, proxy: StorageProxy, pod: Pod
) -> None:
    proxy.reset()
    assert behind_proxy.rescues(pod.project_id) == []
    assert proxy.counts == {"GET": 1}


def test_brought_back_it_is_a_new_checkpoint_and_no_more_offered(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    name = _rescued(pod, {"mine.txt": "after", "new.txt": "n", "gone.txt": None})
    pod.commit({"other.txt": "came since"})
    pod.save()
    manifest = store.apply_rescue(pod.project_id, name, LENA, "Bring back")
    point = store.checkpoint(pod.project_id, manifest.head)
    assert (point.parent, point.author_id, point.summary) == (pod.head, "uid-lena", "Bring back")
    paths = {entry.path for entry in store.files(pod.project_id, manifest.head)}
    assert {"new.txt", "other.txt"} <= paths
    assert "gone.txt" not in paths
    assert store.read_file(pod.project_id, manifest.head, "mine.txt") == b"after"
    assert store.rescues(pod.project_id) == []
    assert manifest.refs[f"rescue/{name}"]
    fresh_clone(store, pod.project_id, tmp_path)
    pod.open()
    pod.commit({"mine.txt": "and on"})
    pod.save()


def test_a_file_that_both_changed_is_merged_where_that_is_possible(store: GitStore, pod: Pod) -> None:
    name = _rescued(pod, {"text.txt": LINES.replace("line 1\n", "rescued\n"), "mine.txt": "rescued"})
    pod.commit({"text.txt": LINES.replace("line 18\n", "since\n"), "mine.txt": "since"})
    pod.save()
    head = store.apply_rescue(pod.project_id, name, LENA, "Bring back").head
    text = store.read_file(pod.project_id, head, "text.txt").decode()
    assert "rescued\n" in text
    assert "since\n" in text
    assert store.read_file(pod.project_id, head, "mine.txt") == b"rescued", "the other stays in the history"
    assert store.read_file(pod.project_id, pod.head, "mine.txt") == b"since"


def test_a_rescued_picture_comes_back_whole(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    pod.commit({"photo.png": random.randbytes(290_000)})
    pod.save()
    picture = random.randbytes(290_000)
    name = _rescued(pod, {"photo.png": picture})
    pod.commit({"photo.png": random.randbytes(290_000)})
    pod.save()
    head = store.apply_rescue(pod.project_id, name, LENA, "Bring back").head
    assert store.read_file(pod.project_id, head, "photo.png") == picture
    assert (Pod(store, pod.project_id, tmp_path / "opened").folder / "photo.png").read_bytes() == picture
    fresh_clone(store, pod.project_id, tmp_path)


def test_what_is_dismissed_stays_kept_and_is_offered_no_more(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    name = _rescued(pod, {"mine.txt": "after"})
    other = _rescued(pod, {"mine.txt": "another"})
    settled = store.settle_rescue(pod.project_id, name)
    assert store.settle_rescue(pod.project_id, name).generation == settled.generation
    assert [offered.name for offered in store.rescues(pod.project_id)] == [other]
    clone = fresh_clone(store, pod.project_id, tmp_path)
    assert git(clone, "show", f"rescue/{name}:mine.txt") == "after"
    with pytest.raises(NotFound):
        store.settle_rescue(pod.project_id, "9-abcdef0")
    with pytest.raises(NotFound):
        store.apply_rescue(pod.project_id, "9-abcdef0", LENA, "x")


def test_rescued_work_survives_compaction_and_an_older_base(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    name = _rescued(pod, {"mine.txt": "after"})
    for number in range(17):
        pod.commit({"big.txt": f"{number}\n" + random.randbytes(350_000).hex()})
        pod.save()
    assert store.compact(pod.project_id)
    assert [offered.name for offered in store.rescues(pod.project_id)] == [name]
    head = store.apply_rescue(pod.project_id, name, LENA, "Bring back").head
    assert store.read_file(pod.project_id, head, "mine.txt") == b"after"
    assert len(history(fresh_clone(store, pod.project_id, tmp_path))) == 21


@pytest.mark.parametrize("theirs", [b"\0theirs", b"", b"\xff\n", "a\n" * 9])
def test_where_lines_can_not_be_merged_the_rescued_file_stands(
    store: GitStore, pod: Pod, tmp_path: Path, theirs: bytes | str
) -> None:
    pod.commit({"icon.png": b"\0before"})
    pod.save()
    name = _rescued(pod, {"icon.png": theirs})
    pod.commit({"icon.png": b"\0ours", "other.txt": "kept"})
    pod.save()
    head = store.apply_rescue(pod.project_id, name, LENA, "Bring back").head
    files = {"icon.png": theirs if isinstance(theirs, bytes) else theirs.encode(), "other.txt": b"kept"}
    assert store.read_files(pod.project_id, head, list(files)) == files
    fresh_clone(store, pod.project_id, tmp_path)


def test_a_rescued_folder_comes_back_where_a_file_was(store: GitStore, pod: Pod, tmp_path: Path) -> None:
    name = _rescued(pod, {"gone.txt": None, "gone.txt/inner.txt": "rescued"})
    head = store.apply_rescue(pod.project_id, name, LENA, "Bring back").head
    assert store.read_file(pod.project_id, head, "gone.txt/inner.txt") == b"rescued"
    fresh_clone(store, pod.project_id, tmp_path)
