"""What users push becomes a project's history as a pod's save does, or nothing changes."""

import random
import subprocess
import threading
import time
from pathlib import Path

import pytest

from common.errors import HeadMoved, PackInvalid, PackTooLarge
from common.git.checks import COMMITS_MAX, DEPTH_MAX
from common.git.manifest import Manifest
from common.git.messages import Author
from common.git.pack_format import INFLATED_MAX_BYTES, Kind, PackedObject, object_id, pack_whole, parse_pack
from common.git.store import TAIL_MAX_BYTES, GitStore
from tests.common.git.support import Pod, fresh_clone, git, history, seeded

LENA = "uid-lena"
PERSON = "Lena <lena@example.com> 1800000000 +0000"
AUTHOR = Author("Lena", "lena@example.com", LENA)
KIB = 1024


class User:
    """A person's clone, which pushes as git does."""

    def __init__(self, store: GitStore, project_id: str, folder: Path) -> None:
        self.store = store
        self.project_id = project_id
        self.tree = Pod(store, project_id, folder)
        self.old = self.tree.head

    def commit(self, files: dict[str, bytes | str | None], summary: str = "By hand") -> str:
        return self.tree.commit(files, summary)

    def sent(self, new: str) -> bytes:
        """The pack that a git client sends to a server that has `old`."""
        command = ["git", "--git-dir", str(self.tree.folder / ".git"), "pack-objects", "--revs", "--stdout", "-q"]
        asked = f"{new}\n^{self.old}\n".encode()
        return subprocess.run(command, input=asked, capture_output=True, check=True, timeout=60).stdout

    def push(self, new: str | None = None, pack: bytes | None = None) -> Manifest:
        new = new or self.tree.head
        manifest = self.store.push(self.project_id, self.old, new, self.sent(new) if pack is None else pack, LENA)
        self.old = manifest.head
        return manifest


class Forged:
    """Objects of any kind in one pack."""

    def __init__(self, user: User) -> None:
        self.user = user
        self.objects: dict[bytes, PackedObject] = {}

    def add(self, kind: Kind, data: bytes) -> bytes:
        oid = object_id(kind, data)
        self.objects[oid] = PackedObject(kind, data, 0, 0)
        return oid

    def folder(self, *entries: tuple[str, str, bytes]) -> bytes:
        """A folder of these (mode, name, id)."""
        return self.add("tree", b"".join(f"{mode} {name}\0".encode() + oid for mode, name, oid in entries))

    def commit(self, tree: bytes, *parents: str, message: str = "Trust me\n") -> str:
        lines = [f"tree {tree.hex()}", *(f"parent {parent}" for parent in parents)]
        text = "\n".join([*lines, f"author {PERSON}", f"committer {PERSON}", "", message])
        return self.add("commit", text.encode()).hex()

    def refused(self, head: str, why: str, code: str = "pack_invalid") -> None:
        """Push it: nothing changes."""
        store, project_id = self.user.store, self.user.project_id
        before = store.manifest(project_id).generation
        with pytest.raises(PackInvalid, match=why) as refused:
            self.user.push(head, pack_whole(list(self.objects.values())))
        assert refused.value.problem_code == code
        assert store.manifest(project_id).generation == before


@pytest.fixture
def user(store: GitStore, tmp_path: Path) -> User:
    return User(store, seeded(store), tmp_path / "lena")


@pytest.fixture
def forged(user: User) -> Forged:
    return Forged(user)


def test_a_push_is_history_in_every_size(user: User, tmp_path: Path) -> None:
    made = []
    for size in (10, 100, TAIL_MAX_BYTES, 200, 5 * KIB * KIB, 300):
        for part in range(3):
            title = f"// {size} {part}\n"
            made.append(user.commit({f"{size}-{part}.bin": random.randbytes(size), "src/components/Title.tsx": title}))
        assert user.push().head == user.tree.head
    clone = fresh_clone(user.store, user.project_id, tmp_path)
    assert history(clone)[: len(made)] == made[::-1]
    assert git(clone, "ls-tree", "-r", "--name-only", "main").splitlines() == sorted(
        path for path, _ in _files(user.tree.folder)
    )


def _files(folder: Path) -> list[tuple[str, bytes]]:
    paths = [path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts]
    return [(str(path.relative_to(folder)), path.read_bytes()) for path in paths]


def test_what_is_stored_is_not_stored_again(user: User, tmp_path: Path) -> None:
    picture = random.randbytes(400 * KIB)
    user.commit({"picture.png": picture})
    user.push()
    user.commit({"picture.png": b"gone"})
    user.push()
    user.commit({"picture.png": picture, "copy.png": picture})
    whole = user.push()
    assert len(whole.data) < 20 * KIB
    assert user.store.read_file(user.project_id, whole.head, "copy.png") == picture
    fresh_clone(user.store, user.project_id, tmp_path)


def test_pods_and_users_take_turns(user: User, tmp_path: Path) -> None:
    pod = Pod(user.store, user.project_id, tmp_path / "pod")
    for number in range(4):
        pod.commit({"pod.txt": f"{number}"})
        pod.save()
        user.tree.open()
        user.old = user.tree.head
        user.commit({"lena.txt": f"{number}"})
        user.push()
        user.store.restore(user.project_id, user.old, AUTHOR, "Nothing to do")
        pod.open()
    assert len(history(fresh_clone(user.store, user.project_id, tmp_path))) == 8 + 2


def test_a_push_after_a_compaction_rests_on_the_new_packs(user: User, tmp_path: Path) -> None:
    for number in range(18):
        user.commit({"a.bin": random.randbytes(TAIL_MAX_BYTES), "n.txt": f"{number}"})
        user.push()
    assert user.store.compact(user.project_id)
    user.commit({"n.txt": "after"})
    user.push()
    assert history(fresh_clone(user.store, user.project_id, tmp_path))[0] == user.tree.head


def test_the_same_push_again_is_done_already(user: User) -> None:
    old, new = user.old, user.commit({"a.txt": "one"})
    pack = user.sent(new)
    first = user.push()
    assert user.store.push(user.project_id, old, new, pack, LENA).generation == first.generation


def test_a_push_on_an_older_version_is_to_fetch_first(user: User, tmp_path: Path) -> None:
    late = User(user.store, user.project_id, tmp_path / "late")
    user.commit({"a.txt": "one"})
    head = user.push().head
    late.commit({"b.txt": "two"})
    with pytest.raises(HeadMoved) as moved:
        late.push()
    assert moved.value.extra["head"] == head


def test_history_can_not_be_rewritten(user: User, forged: Forged) -> None:
    start = user.old
    user.commit({"a.txt": "one"})
    user.push()
    tree = forged.folder(("100644", "a.txt", forged.add("blob", b"two")))
    for parents in ((start,), (), ("1" * 40,)):
        forged.refused(forged.commit(tree, *parents), "history only grows", "not_fast_forward")
    forged.refused(start, "history only grows", "not_fast_forward")
    forged.refused("2" * 40, "history only grows", "not_fast_forward")
    forged.refused(tree.hex(), "history only grows", "not_fast_forward")
    forged.refused(forged.commit(tree, user.old, start), "rebase onto main first", "merge_commit")


def test_another_users_name_in_a_trailer_is_refused(user: User, forged: Forged) -> None:
    tree = forged.folder(("100644", "a.txt", forged.add("blob", b"two")))
    theirs = forged.commit(tree, user.old, message="Mine\n\nAuthor: uid-eddi\n")
    forged.refused(theirs, "another user's", "another_author")
    forged.refused(forged.commit(tree, theirs), "another user's", "another_author")
    only_words = forged.commit(tree, user.old, message="Mine\n\nAuthor: somebody else, I think\n")
    mine = forged.commit(tree, only_words, message="Mine\n\nTurn: turn-one\nAuthor: uid-lena\n")
    user.push(mine, pack_whole(list(forged.objects.values())))
    assert user.store.checkpoint(user.project_id, mine).author_id == LENA
    assert user.store.checkpoint(user.project_id, only_words).author_id is None


def test_what_neither_side_has_is_refused(user: User, forged: Forged) -> None:
    there = forged.add("blob", b"there")
    forged.refused(forged.commit(forged.folder(("100644", "a", bytes(20))), user.old), "lacks the content of 'a'")
    forged.refused(forged.commit(forged.folder(("40000", "a", bytes(20))), user.old), "lacks the folder")
    forged.refused(forged.commit(forged.folder(("40000", "a", there)), user.old), "lacks the folder")
    forged.refused(forged.commit(bytes(20), user.old), "lacks the folder")
    forged.refused(forged.commit(bytes.fromhex(user.old), user.old), "lacks the folder")
    tree = forged.folder(("100644", "a", there))
    forged.refused(forged.commit(forged.folder(("100644", "t", tree)), user.old), "'t' is not a file")


def test_what_could_harm_who_checks_it_out_is_refused(user: User, forged: Forged) -> None:
    blob = forged.add("blob", b"/etc/passwd")
    for mode, name, why in (
        ("120000", "link", "only files"),
        ("160000", "module", "only files"),
        ("100644", "..", "safe name"),
        ("40000", ".git", "belongs to git"),
        ("100644", "a/b", "safe name"),
    ):
        forged.refused(forged.commit(forged.folder((mode, name, blob)), user.old), why)


def test_folders_that_unfold_without_end_are_refused_in_no_time(user: User, forged: Forged) -> None:
    wide = forged.folder(("100644", "f", forged.add("blob", b"x")))
    for _ in range(12):
        wide = forged.folder(*(("40000", f"{number}", wide) for number in range(10)))
    deep = forged.folder(("100644", "f", forged.add("blob", b"x")))
    for _ in range(DEPTH_MAX * 100):
        deep = forged.folder(("40000", "d", deep))
    begun = time.process_time()
    forged.refused(forged.commit(wide, user.old), "more than 5000 files")
    forged.refused(forged.commit(deep, user.old), "nested deeper")
    assert time.process_time() - begun < 10


def test_a_push_of_endless_commits_is_refused(user: User, forged: Forged) -> None:
    tree, head = forged.folder(("100644", "a", forged.add("blob", b"x"))), user.old
    for number in range(COMMITS_MAX + 1):
        head = forged.commit(tree, head, message=f"{number}\n")
    forged.refused(head, f"more than {COMMITS_MAX} commits")


def test_a_pack_that_unpacks_to_too_much_never_gets_to_git(user: User, forged: Forged) -> None:
    for number in range(INFLATED_MAX_BYTES // (9 * KIB * KIB) + 1):
        forged.add("blob", b"%d" % number + bytes(9 * KIB * KIB))
    head = forged.commit(forged.folder(("100644", "a", next(iter(forged.objects)))), user.old)
    pack = pack_whole(list(forged.objects.values()))
    assert len(pack) < 200 * KIB
    with pytest.raises(PackTooLarge, match="more than 64 MiB"):
        user.push(head, pack)


@pytest.mark.parametrize("pack", [b"", b"PACK", b"PACK\0\0\0\2\0\0\0\1" + bytes(30), b"x" * 100])
def test_what_is_no_pack_is_refused(user: User, pack: bytes) -> None:
    new = user.commit({"a.txt": "one"})
    with pytest.raises(PackInvalid):
        user.push(new, pack)


def test_commits_that_are_not_asked_for_are_left_out(user: User, forged: Forged) -> None:
    tree = forged.folder(("100644", "a", forged.add("blob", b"x")))
    stray = forged.commit(tree, user.old, message="Stray\n")
    forged.add("blob", b"stray")
    head = forged.commit(tree, user.old)
    manifest = user.push(head, pack_whole(list(forged.objects.values())))
    stored = parse_pack(manifest.tail_pack).objects
    assert bytes.fromhex(head) in stored
    assert not {bytes.fromhex(stray), object_id("blob", b"stray")} & set(stored)


def test_of_pushes_and_saves_at_once_none_is_lost(store: GitStore, tmp_path: Path) -> None:
    project_id = seeded(store)
    pod = Pod(store, project_id, tmp_path / "pod")
    users = [User(store, project_id, tmp_path / f"user-{number}") for number in range(2)]
    acknowledged: list[str] = []

    def save() -> None:
        for number in range(6):
            done = False
            while not done:
                pod.open()
                sha = pod.commit({"pod.txt": f"{number}"})
                try:
                    pod.save()
                except HeadMoved:
                    continue
                acknowledged.append(sha)
                done = True

    def push(user: User, name: str) -> None:
        for number in range(6):
            done = False
            while not done:
                user.tree.open()
                user.old = user.tree.head
                sha = user.commit({f"{name}.txt": f"{number}"})
                try:
                    user.push()
                except HeadMoved:
                    continue
                acknowledged.append(sha)
                done = True

    workers = [threading.Thread(target=save)]
    workers += [threading.Thread(target=push, args=(user, f"user-{index}")) for index, user in enumerate(users)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    found = history(fresh_clone(store, project_id, tmp_path))
    assert len(acknowledged) == 18
    assert len(found) == len(set(found)) == 18 + 2
    assert set(acknowledged) <= set(found)
