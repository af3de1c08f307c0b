"""How versions differ: what is told, within which bounds, and that no content and no missing blob breaks it."""

import random
import time
from pathlib import Path

import pygit2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.git import diff as limits
from common.git.diff import version_diff
from common.git.packs import find_commit
from common.version_models import FileDiff, VersionDiff

BIG = random.Random(7).randbytes(100_000)
MOVED = b"".join(b"export const value%d = %d;\n" % (number, number) for number in range(40))


@pytest.fixture
def repository(tmp_path: Path) -> pygit2.Repository:
    return pygit2.init_repository(tmp_path / "full.git", bare=True)


def commit(repository: pygit2.Repository, files: dict[str, bytes]) -> pygit2.Commit:
    index = pygit2.Index()
    for path, content in files.items():
        index.add(pygit2.IndexEntry(path, repository.create_blob(content), pygit2.enums.FileMode.BLOB))
    signature = pygit2.Signature("Ada", "ada@example.com", 1_700_000_000, 0)
    return at(repository, repository.create_commit(None, signature, signature, "x", index.write_tree(repository), []))


def at(repository: pygit2.Repository, oid: pygit2.Oid) -> pygit2.Commit:
    found = find_commit(repository, oid)
    assert found is not None
    return found


def difference(repository: pygit2.Repository, old: dict[str, bytes], new: dict[str, bytes]) -> VersionDiff:
    return version_diff(repository, commit(repository, old), commit(repository, new))


def one(repository: pygit2.Repository, old: bytes, new: bytes) -> FileDiff:
    (file,) = difference(repository, {"a.txt": old}, {"a.txt": new}).files
    return file


def told(file: FileDiff) -> list[str]:
    signs = {"context": " ", "added": "+", "removed": "-"}
    return [signs[line.kind] + line.text for hunk in file.hunks for line in hunk.lines]


def test_hunks_have_three_lines_around_them_and_the_enclosing_code_above(repository: pygit2.Repository) -> None:
    old = [b"export const Title = () => {", *(b"  line%d" % number for number in range(20)), b"};", b"", b"tail"]
    new = list(old)
    new[11] = b"  other"
    new[-1] = b"end"
    file = one(repository, b"\n".join(old) + b"\n", b"\n".join(new) + b"\n")
    first, last = file.hunks
    assert (first.old_start, first.old_lines, first.new_start, first.new_lines) == (9, 7, 9, 7)
    assert (first.heading, last.heading) == ("export const Title = () => {", "export const Title = () => {")
    assert [line.text for line in first.lines if line.kind != "context"] == ["  line10", "  other"]
    assert (last.old_start, [line.kind for line in last.lines]) == (21, ["context"] * 3 + ["removed", "added"])
    assert (file.status, file.additions, file.deletions, file.binary, file.too_large) == ("changed", 2, 2, False, False)


def test_a_version_without_differences_has_none(repository: pygit2.Repository) -> None:
    same = difference(repository, {"a.txt": b"a\n"}, {"a.txt": b"a\n"})
    assert (same.files, same.additions, same.deletions, same.truncated) == ([], 0, 0, False)


def test_files_come_by_path_with_their_sizes_and_counts(repository: pygit2.Repository) -> None:
    found = difference(
        repository,
        {"gone.txt": b"x\ny\n", "src/b.ts": b"1\n"},
        {"src/b.ts": b"22\n", "src/a.ts": b"n\nm\no\n", "e": b""},
    )
    shown = [
        (file.path, file.status, file.old_size, file.new_size, file.additions, file.deletions) for file in found.files
    ]
    assert shown == [
        ("e", "added", None, 0, 0, 0),
        ("gone.txt", "removed", 4, None, 0, 2),
        ("src/a.ts", "added", None, 6, 3, 0),
        ("src/b.ts", "changed", 2, 3, 1, 1),
    ]
    assert (found.additions, found.deletions, found.truncated) == (4, 3, False)


def test_a_file_that_moved_is_a_rename_also_when_it_was_edited(repository: pygit2.Repository) -> None:
    edited = MOVED.replace(b"value7 = 7", b"value7 = 8")
    found = difference(
        repository,
        {"src/a.ts": MOVED, "logo.png": BIG, "unlike.ts": b"one\ntwo\n"},
        {"src/parts/b.ts": edited, "public/logo.png": BIG, "else.ts": b"three\nfour\n"},
    )
    assert [(file.path, file.old_path, file.status) for file in found.files] == [
        ("else.ts", None, "added"),
        ("public/logo.png", "logo.png", "renamed"),
        ("src/parts/b.ts", "src/a.ts", "renamed"),
        ("unlike.ts", None, "removed"),
    ]
    assert (found.files[2].additions, found.files[2].deletions) == (1, 1)
    assert found.files[1].hunks == []


def test_of_several_same_files_the_one_with_the_same_name_moved(repository: pygit2.Repository) -> None:
    found = difference(repository, {"a/1": MOVED, "a/2": MOVED, "a/3": MOVED}, {"b/3": MOVED, "b/1": MOVED, "x": MOVED})
    assert {file.path: file.old_path for file in found.files} == {"b/1": "a/1", "b/3": "a/3", "x": "a/2"}


def test_the_most_similar_pair_is_the_rename(repository: pygit2.Repository) -> None:
    lines = MOVED.splitlines(keepends=True)
    near, far = b"".join(lines[2:]), b"".join(lines[15:])
    found = difference(repository, {"old.ts": MOVED}, {"near.ts": near, "far.ts": far})
    assert {file.path: file.status for file in found.files} == {"near.ts": "renamed", "far.ts": "added"}


def test_binary_files_are_told_as_such(repository: pygit2.Repository) -> None:
    file = one(repository, b"\x89PNG\x00\x01", b"\x89PNG\x00\x02\x03")
    assert (file.binary, file.too_large, file.hunks, file.old_size, file.new_size) == (True, False, [], 6, 7)
    became = one(repository, b"text\n", b"text\x00\n")
    assert (became.binary, became.hunks, became.additions) == (True, [], 0)


def without(full: pygit2.Repository, folder: Path, *lacking: bytes) -> pygit2.Repository:
    """The repository as one pack that leaves these blobs out."""
    left_out = {full.create_blob(content) for content in lacking}
    bare = pygit2.init_repository(folder, bare=True)
    builder = pygit2.PackBuilder(full)
    for oid in full:
        if oid not in left_out:
            builder.add(oid)
    builder.write(str(folder / "objects" / "pack"))
    assert all(oid not in bare for oid in left_out)
    return bare


def test_a_blob_that_is_not_there_is_told_without_being_read(repository: pygit2.Repository, tmp_path: Path) -> None:
    other = BIG[::-1]
    kept = {"src/a.ts": MOVED}
    old = commit(repository, {**kept, "a.png": BIG, "moved.png": other, "gone.png": BIG + b"!"})
    new = commit(
        repository, {"src/b.ts": MOVED + b"more\n", "a.png": b"small\n", "here.png": other, "new.png": BIG + b"?"}
    )
    bare = without(repository, tmp_path / "bare.git", BIG, other, BIG + b"!", BIG + b"?")
    before, after = at(bare, old.id), at(bare, new.id)
    for _ in range(2):  # also in the other direction
        files = {file.path: file for file in version_diff(bare, before, after).files}
        absent = [file for path, file in files.items() if path.endswith(".png")]
        assert all(file.binary and file.too_large and not file.hunks for file in absent)
        before, after = after, before
    assert {path: (file.status, file.old_size, file.new_size) for path, file in files.items()} == {
        "a.png": ("changed", 6, None),
        "moved.png": ("renamed", None, None),
        "gone.png": ("added", None, None),
        "new.png": ("removed", None, None),
        "src/a.ts": ("renamed", len(MOVED) + 5, len(MOVED)),
    }


def test_a_text_over_the_limit_is_too_large(repository: pygit2.Repository) -> None:
    for large in (b"x" * (limits.TEXT_MAX_BYTES + 1), b"\n" * (limits.TEXT_MAX_LINES + 1)):
        file = one(repository, b"small\n", large)
        assert (file.too_large, file.binary, file.hunks, file.new_size) == (True, False, [], len(large))


@pytest.mark.parametrize(
    ("old", "new", "lines"),
    [
        (b"a\r\nb\r\n", b"a\r\nc\r\n", [" a\r", "-b\r", "+c\r"]),
        (b"a\r\n", b"a\n", ["-a\r", "+a"]),
        (b"a\rb\rc", b"a\rb\rd", ["-a\rb\rc", "+a\rb\rd"]),
        (b"a\nb", b"a\nb\n", [" a", "-b", "+b"]),
        (b"a\nb", b"a\nc", [" a", "-b", "+c"]),
        (b"\xff\xfe old\n", b"\xff\xfe new\n", ["-\ufffd\ufffd old", "+\ufffd\ufffd new"]),
        ("é\u2028ü\n".encode(), "é\u2028o\n".encode(), ["-é\u2028ü", "+é\u2028o"]),
        (b"", b"x", ["+x"]),
        (b"x", b"", ["-x"]),
        (b"\n\n", b"\n", [" ", "-"]),
        (b"+++ b\n", b"--- a\n@@ -1 +1 @@\n", ["-+++ b", "+--- a", "+@@ -1 +1 @@"]),
    ],
)
def test_every_line_is_told_as_it_is(old: bytes, new: bytes, lines: list[str], repository: pygit2.Repository) -> None:
    file = one(repository, old, new)
    assert told(file) == lines
    assert file.additions == sum(line[0] == "+" for line in lines)
    assert file.deletions == sum(line[0] == "-" for line in lines)


def test_a_very_long_line_is_cut_between_characters(repository: pygit2.Repository) -> None:
    file = one(repository, b"", "€".encode() * 50_000 + b"\nshort\n")
    long, short = file.hunks[0].lines
    assert (len(long.text), long.text[-2:], short.text) == (limits.LINE_MAX_CHARACTERS, "€…", "short")


def test_a_heading_is_cut_between_characters_too(repository: pygit2.Repository) -> None:
    head = ("e" + "é" * 60 + "\n").encode()
    file = one(repository, head + b" 1\n" * 10, head + b" 1\n" * 9 + b" 2\n")
    assert file.hunks[0].heading == "e" + "é" * 39


def test_a_file_with_many_changes_is_told_in_part_and_counted_whole(repository: pygit2.Repository) -> None:
    new = b"".join(b"%d\n" % number for number in range(limits.FILE_LINES_MAX + 500))
    found = difference(repository, {}, {"a.txt": new})
    (file,) = found.files
    assert (len(told(file)), file.hunks[0].new_lines) == (limits.FILE_LINES_MAX, limits.FILE_LINES_MAX)
    assert (file.additions, found.additions, found.truncated) == (limits.FILE_LINES_MAX + 500,) * 2 + (True,)


def test_the_lines_and_files_of_the_whole_are_bounded(repository: pygit2.Repository) -> None:
    many = {f"{number:03}.txt": b"%d\n" % number * 100 for number in range(limits.FILES_MAX + 5)}
    found = difference(repository, {}, many)
    assert (len(found.files), found.truncated) == (limits.FILES_MAX, True)
    assert sum(len(told(file)) for file in found.files) == limits.LINES_MAX
    assert found.additions == limits.FILES_MAX * 100


def test_texts_made_to_be_slow_are_given_up_in_time(repository: pygit2.Repository) -> None:
    dice = random.Random(1)

    def text(lines: int) -> bytes:
        return b"".join(b"%d\n" % dice.randrange(10) for _ in range(lines))

    old = {f"old/{number}": text(40_000) for number in range(12)} | {"a": text(50_000)}
    new = {f"new/{number}": text(40_000) for number in range(12)} | {"a": text(50_000)}
    begun = time.process_time()
    found = difference(repository, old, new)
    assert time.process_time() - begun < 10
    assert found.truncated


def test_renaming_a_folder_of_many_files_is_quick(repository: pygit2.Repository) -> None:
    old = {f"a/{number}.txt": b"same" for number in range(4_000)}
    begun = time.process_time()
    found = difference(repository, old, {path.replace("a/", "b/"): content for path, content in old.items()})
    assert time.process_time() - begun < 10
    assert {file.status for file in found.files} == {"renamed"}
    assert found.files[7].old_path == found.files[7].path.replace("b/", "a/")


def applied(old: bytes, file: FileDiff) -> bytes:
    """`old` with the hunks done to it, if every line of both is told."""
    before, after, position = old.split(b"\n"), list[bytes](), 0
    for hunk in file.hunks:
        start = hunk.old_start - 1 if hunk.old_lines else hunk.old_start
        after += before[position:start]
        after += [line.text.encode() for line in hunk.lines if line.kind != "removed"]
        position = start + hunk.old_lines
    return b"\n".join([*after, *before[position:]])


TEXTS = st.lists(st.sampled_from(["a", "b", "  c", "é\r", "", "\u2028x"]), max_size=30).map(
    lambda lines: "".join(f"{line}\n" for line in lines).encode()
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(old=TEXTS, new=TEXTS)
def test_doing_the_hunks_to_the_old_file_gives_the_new_one(
    old: bytes, new: bytes, repository: pygit2.Repository
) -> None:
    files = difference(repository, {"a.txt": old}, {"a.txt": new}).files
    assert (applied(old, files[0]) if files else old) == new


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=st.lists(st.binary(max_size=200), min_size=6, max_size=6))
def test_whatever_files_hold_it_is_told_as_json(contents: list[bytes], repository: pygit2.Repository) -> None:
    old, new = dict(zip("abc", contents[:3], strict=True)), dict(zip("bcd", contents[3:], strict=True))
    found = difference(repository, old, new)
    assert VersionDiff.model_validate_json(found.model_dump_json(by_alias=True)) == found
