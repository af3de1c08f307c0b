"""What a compromised pod may try: none of it becomes a project's history."""

from collections.abc import Callable
from pathlib import Path

import pygit2
import pytest

from common.errors import PackInvalid
from common.git.checks import (
    ATTRIBUTES_LINE_MAX_BYTES,
    DEPTH_MAX,
    FILE_MAX_BYTES,
    FILES_MAX,
    HEADER_MAX_BYTES,
    path_problem,
)
from common.git.packs import build_pack, new_objects
from common.git.store import GitStore, SaveMeta
from tests.common.git.support import Pod, fresh_clone, git, history, seeded

FILE, FOLDER, LINK, MODULE = 0o100644, 0o40000, 0o120000, 0o160000
SIGNATURE = pygit2.Signature("Mallory", "m@example.com", 1_800_000_000, 0)


class Forger:
    """A pod that writes whatever objects it likes."""

    def __init__(self, pod: Pod) -> None:
        self.pod = pod
        self.git = pod.git
        self.objects: list[pygit2.Oid] = []

    def blob(self, data: bytes) -> bytes:
        return self._kept(self.git.create_blob(data))

    def tree(self, *entries: tuple[int, bytes, bytes]) -> bytes:
        """A tree of exactly these (mode, name, oid), unchecked and unsorted."""
        raw = b"".join(b"%o %s\x00%s" % entry for entry in entries)
        return self._kept(self.git.odb.write(pygit2.enums.ObjectType.TREE, raw))

    def commit(self, tree: bytes, *parents: str, raw: Callable[[bytes], bytes] = lambda text: text) -> str:
        lines = [f"tree {tree.hex()}", *(f"parent {parent}" for parent in parents or (self.pod.manifest.head,))]
        person = "Mallory <m@example.com> 1800000000 +0000"
        text = "\n".join([*lines, f"author {person}", f"committer {person}", "", "Trust me\n"])
        oid = self.git.odb.write(pygit2.enums.ObjectType.COMMIT, raw(text.encode()))
        self._kept(oid)
        return str(oid)

    def save(self, head: str, expected: str | None = None, base: str | None = None) -> None:
        """Post what was made, and what the tail held."""
        manifest = self.pod.manifest
        objects = [*new_objects(self.git, manifest.base, manifest.head), *self.objects]
        pack, _ = build_pack(self.git, list(dict.fromkeys(objects)))
        meta = SaveMeta(expected or manifest.head, head, 0, base or manifest.base)
        self.pod.store.save(self.pod.project_id, meta, pack)

    def _kept(self, oid: pygit2.Oid) -> bytes:
        self.objects.append(oid)
        return oid.raw


@pytest.fixture
def forger(store: GitStore, tmp_path: Path) -> Forger:
    pod = Pod(store, seeded(store), tmp_path / "pod")
    pod.commit({"a.txt": "one"})
    pod.save()
    return Forger(pod)


def _refused(forger: Forger, head: str, why: str) -> None:
    before = forger.pod.store.manifest(forger.pod.project_id)
    with pytest.raises(PackInvalid, match=why):
        forger.save(head)
    assert forger.pod.store.manifest(forger.pod.project_id).generation == before.generation


def test_the_forger_can_save_what_is_clean(forger: Forger, tmp_path: Path) -> None:
    folder = forger.tree((FILE, b"x", forger.blob(b"x")))
    head = forger.commit(forger.tree((FILE, b"a", forger.blob(b"a")), (FOLDER, b"b", folder)))
    forger.save(head)
    assert history(fresh_clone(forger.pod.store, forger.pod.project_id, tmp_path))[0] == head


@pytest.mark.parametrize(
    "name",
    [
        b"..",
        b".",
        b".git",
        b".GIT",
        b".git.",
        b".git ",
        b"git~1",
        b".gitmodules",
        b".g\xe2\x80\x8cit",
        b"a/b",
        b"a\\b",
        b"a:b",
        b"a\nb",
        b"\xff\xfe",
        b"n" * 256,
        b"",
    ],
)
def test_a_name_that_could_harm_is_refused(forger: Forger, name: bytes) -> None:
    _refused(forger, forger.commit(forger.tree((FILE, name, forger.blob(b"x")))), "name")


def test_links_and_nested_repositories_are_refused(forger: Forger) -> None:
    _refused(forger, forger.commit(forger.tree((LINK, b"l", forger.blob(b"/etc/passwd")))), "only files")
    forger.objects.clear()
    _refused(forger, forger.commit(forger.tree((MODULE, b"m", bytes.fromhex(forger.pod.head)))), "only files")


def test_folders_that_git_would_not_write_are_refused(forger: Forger) -> None:
    blob = forger.blob(b"x")
    for entries in (
        [(FILE, b"b", blob), (FILE, b"a", blob)],
        [(FILE, b"a", blob), (FILE, b"a", blob)],
        [(0o100777, b"a", blob)],
    ):
        forger.objects = forger.objects[:1]
        _refused(forger, forger.commit(forger.tree(*entries)), "in order|only files")
    inner = forger.tree((FILE, b"x", blob))
    _refused(forger, forger.commit(forger.tree((FILE, b"a", blob), (FOLDER, b"a", inner))), "in order")


def test_content_that_is_not_there_is_refused(forger: Forger) -> None:
    _refused(forger, forger.commit(forger.tree((FILE, b"a", bytes(20)))), "lacks the content")
    forger.objects.clear()
    _refused(forger, forger.commit(forger.tree((FOLDER, b"a", bytes(20)))), "lacks the folder")
    forger.objects.clear()
    _refused(forger, forger.commit(bytes(20)), "lacks the folder")
    _refused(forger, "1" * 40, "lacks the commit")


def test_one_kind_of_object_can_not_stand_for_another(forger: Forger) -> None:
    tree = forger.tree((FILE, b"a", forger.blob(b"a")))
    _refused(forger, forger.commit(forger.tree((FILE, b"t", tree))), "is not a file")
    forger.objects.clear()
    _refused(forger, forger.commit(forger.tree((FOLDER, b"b", forger.blob(b"b")))), "lacks the folder")
    forger.objects.clear()
    _refused(forger, forger.commit(forger.blob(b"tree?")), "lacks the folder")


def test_folders_that_unfold_without_end_are_refused(forger: Forger) -> None:
    tree = forger.tree((FILE, b"f", forger.blob(b"x")))
    for _ in range(8):
        tree = forger.tree(*((FOLDER, b"%d" % number, tree) for number in range(10)))
    _refused(forger, forger.commit(tree), f"more than {FILES_MAX} files")
    forger.objects.clear()
    tree = forger.tree((FILE, b"f", forger.blob(b"x")))
    for _ in range(DEPTH_MAX + 1):
        tree = forger.tree((FOLDER, b"d", tree))
    _refused(forger, forger.commit(tree), "nested deeper")
    forger.objects.clear()
    tree = forger.tree((FILE, b"f", forger.blob(b"x")))
    for _ in range(8):
        tree = forger.tree((FOLDER, b"d" * 200, tree))
    _refused(forger, forger.commit(tree), "too long")


def test_a_file_too_large_for_git_is_refused_by_name(forger: Forger) -> None:
    blob = forger.blob(bytes(FILE_MAX_BYTES + 1))
    _refused(forger, forger.commit(forger.tree((FILE, b"movie.mp4", blob))), "'movie.mp4' is larger")


def test_history_can_not_be_rewritten(forger: Forger) -> None:
    manifest = forger.pod.manifest
    tree = forger.tree((FILE, b"a", forger.blob(b"a")))
    past_the_head = forger.commit(tree, manifest.base)
    with pytest.raises(PackInvalid):
        forger.save(past_the_head)
    _refused(forger, forger.commit(tree, "2" * 40), "lacks the commit")
    two_parents = forger.commit(tree, manifest.head, manifest.base)
    _refused(forger, two_parents, "plain line")
    no_parent = forger.commit(tree, raw=lambda text: text.replace(f"parent {manifest.head}\n".encode(), b""))
    _refused(forger, no_parent, "plain line")


def test_commits_that_lead_nowhere_can_not_be_smuggled_in(forger: Forger) -> None:
    tree = forger.tree((FILE, b"a", forger.blob(b"a")))
    forger.commit(tree, forger.pod.manifest.base)
    _refused(forger, forger.commit(tree), "don't lead")


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace(b"author Mallory", b"author "),
        lambda text: text.replace(b"1800000000 +0000\ncommitter", b"yesterday\ncommitter"),
        lambda text: text.replace(b"\n\n", b"\nencoding utf-16\n\n"),
        lambda text: text.replace(b"\n\n", b"\nmergetag x\n\n"),
        lambda text: text.replace(b"\n\n", b"\ngpgsig x\nnot its next line\n\n"),
        lambda text: text.replace(b"\n\n", b"\ngpgsig x\n y\ngpgsig z\n\n"),
        lambda text: text.replace(b"\n\n", b"\ngpgsig x\n \x00\n\n"),
        lambda text: text.replace(b"\ncommitter", b"\ngpgsig x\ncommitter"),
        lambda text: text.replace(b"Trust me", b"Trust\x00me"),
        lambda text: text.replace(b"Trust me", b"\xff\xfe"),
        lambda text: text.replace(b"Trust me", b"x" * 70_000),
        lambda text: text.replace(b"tree ", b"TREE "),
    ],
)
def test_a_commit_that_git_fsck_would_mind_is_refused(forger: Forger, change: Callable[[bytes], bytes]) -> None:
    tree = forger.tree((FILE, b"a", forger.blob(b"a")))
    _refused(forger, forger.commit(tree, raw=change), "plain line|message")


SIGNATURE_LINES = (
    "-----BEGIN PGP SIGNATURE-----",
    "",
    "iHUEABYKAB0WIQ" * 4,
    "=abcd",
    "-----END PGP SIGNATURE-----",
    "",
)


def test_a_signed_commit_is_taken_as_git_writes_it(forger: Forger, tmp_path: Path) -> None:
    signature = "\n ".join(SIGNATURE_LINES).encode()
    tree = forger.tree((FILE, b"a", forger.blob(b"a")))
    head = forger.commit(tree, raw=lambda text: text.replace(b"\n\n", b"\ngpgsig " + signature + b"\n\n", 1))
    forger.save(head)
    clone = fresh_clone(forger.pod.store, forger.pod.project_id, tmp_path)
    assert history(clone)[0] == head
    shown = git(clone, "cat-file", "commit", head)
    assert "\n ".join(("gpgsig -----BEGIN PGP SIGNATURE-----", *SIGNATURE_LINES[1:-1])) in shown


def test_a_signature_without_end_is_refused(forger: Forger) -> None:
    signature = b"\ngpgsig x" + b"\n y" * HEADER_MAX_BYTES
    tree = forger.tree((FILE, b"a", forger.blob(b"a")))
    _refused(forger, forger.commit(tree, raw=lambda text: text.replace(b"\n\n", signature + b"\n\n", 1)), "too long")


@pytest.mark.parametrize("name", [b".gitattributes", b".GitAttributes", b"gitatt~1", b".gitattributes. "])
def test_attributes_that_git_would_not_read_are_refused(forger: Forger, name: bytes, tmp_path: Path) -> None:
    for extra in (1, 0):
        forger.objects.clear()
        line = b"*.png " + b"x" * (ATTRIBUTES_LINE_MAX_BYTES - 6 + extra)
        head = forger.commit(forger.tree((FILE, name, forger.blob(b"* text\n" + line + b"\n"))))
        if extra:
            _refused(forger, head, "longer than git reads")
        else:
            forger.save(head)
    assert history(fresh_clone(forger.pod.store, forger.pod.project_id, tmp_path))[0] == head


def test_a_pack_since_something_else_than_the_base_is_refused(forger: Forger) -> None:
    forger.pod.commit({"a.txt": "two"})
    manifest = forger.pod.manifest
    pack, _ = build_pack(forger.git, new_objects(forger.git, manifest.head, forger.pod.head))
    with pytest.raises(PackInvalid):
        forger.pod.store.save(forger.pod.project_id, forger.pod.meta(), pack)


def test_ids_that_are_none_are_refused(forger: Forger) -> None:
    for wrong in ("", "HEAD", "g" * 40, "0" * 39, "A" * 40):
        with pytest.raises(PackInvalid):
            SaveMeta(wrong, "0" * 40, 0, "0" * 40)


def test_a_path_tells_why_it_can_not_be_kept() -> None:
    assert path_problem("src/Root.tsx") is None
    assert path_problem("src/Überschrift 1.tsx") is None
    assert path_problem("link", LINK) == "is a link or a repository of its own, not a file"
    assert path_problem("a/.git/config") == "belongs to git"
    assert path_problem("a//b") == "is not a safe name"
    assert path_problem("/".join("d" * (DEPTH_MAX + 1))) == "is too long a path"
