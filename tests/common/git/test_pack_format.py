"""Packs from strangers: read as git reads them, and refused before they can cost anything."""

import hashlib
import random
import struct
import subprocess
import time
import tracemalloc
import zlib
from contextlib import suppress
from pathlib import Path

import pygit2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import PackInvalid, PackTooLarge
from common.git.pack_format import INFLATED_MAX_BYTES, OBJECTS_MAX, PackIndex, object_id, parse_pack
from common.git.packs import build_pack

BLOB, OFFSET_DELTA, REFERENCE_DELTA = 3, 6, 7


def _entry(kind: int, data: bytes, base: bytes = b"", size: int | None = None) -> bytes:
    size = len(data) if size is None else size
    byte, size = (kind << 4) | (size & 15), size >> 4
    header = bytearray()
    while size:
        header.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    header.append(byte)
    return bytes(header) + base + zlib.compress(data)


def _pack(*entries: bytes, count: int | None = None) -> bytes:
    body = b"PACK" + struct.pack(">II", 2, len(entries) if count is None else count) + b"".join(entries)
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def _varint(value: int) -> bytes:
    out = bytearray()
    while value >= 0x80:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*out, value])


def _delta(base_size: int, result_size: int, instructions: bytes) -> bytes:
    return _varint(base_size) + _varint(result_size) + instructions


def _oid(blob: bytes) -> bytes:
    return object_id("blob", blob)


@pytest.fixture
def repository(tmp_path: Path) -> pygit2.Repository:
    """Thirty commits of a file that changes a little, so that packs of it hold deltas."""
    repository = pygit2.init_repository(tmp_path / "repo", bare=True)
    signature = pygit2.Signature("a", "a@b")
    text = random.randbytes(4000).hex().encode()
    parents: list[pygit2.Oid] = []
    for number in range(30):
        builder = repository.TreeBuilder()
        builder.insert("a.txt", repository.create_blob(text + b"%d\n" % number), 0o100644)
        commit = repository.create_commit("refs/heads/main", signature, signature, "m", builder.write(), parents)
        parents = [commit]
    return repository


def test_a_pack_of_libgit2_is_read_and_indexed_as_git_does(repository: pygit2.Repository) -> None:
    pack, index = build_pack(repository, list(repository))
    parsed = parse_pack(pack)
    assert parsed.index() == index
    assert {oid.hex() for oid in parsed.objects} == {str(oid) for oid in repository}
    for oid, item in parsed.objects.items():
        assert repository[oid.hex()].read_raw() == item.data


@pytest.mark.parametrize("flags", [["--delta-base-offset"], ["--no-reuse-delta"], ["--window=50", "--depth=50"]])
def test_a_pack_of_git_is_read_and_indexed_as_git_does(
    repository: pygit2.Repository, tmp_path: Path, flags: list[str]
) -> None:
    command = ["git", "--git-dir", repository.path, "pack-objects", "-q", "--all", *flags, str(tmp_path / "out")]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, timeout=30)
    pack = next(tmp_path.glob("out-*.pack"))
    assert parse_pack(pack.read_bytes()).index() == pack.with_suffix(".idx").read_bytes()


def test_an_index_finds_what_is_in_it_and_nothing_else(repository: pygit2.Repository) -> None:
    _, data = build_pack(repository, list(repository))
    index = PackIndex(data)
    assert all(oid.raw in index for oid in repository)
    assert not any(random.randbytes(20) in index for _ in range(200))
    assert bytes(20) not in index
    assert b"\xff" * 20 not in index
    with pytest.raises(PackInvalid):
        PackIndex(b"nonsense")


def test_an_empty_pack_is_a_pack() -> None:
    assert parse_pack(_pack()).objects == {}


def test_deltas_are_applied_whatever_their_order() -> None:
    base, result = b"hello world, hello", b"hello there"
    delta = _delta(len(base), len(result), b"\x91\x00\x06" + b"\x05there")
    forward = _pack(_entry(BLOB, base), _entry(REFERENCE_DELTA, delta, _oid(base)))
    backward = _pack(_entry(REFERENCE_DELTA, delta, _oid(base)), _entry(BLOB, base))
    for pack in (forward, backward):
        assert parse_pack(pack).objects[_oid(result)].data == result


@pytest.mark.parametrize(
    "pack",
    [
        b"",
        b"PACK",
        b"not a pack at all, but long enough to be one",
        _pack(_entry(BLOB, b"x"), count=2),
        _pack(_entry(BLOB, b"x"), b"left over", count=1),
        _pack(_entry(BLOB, b"x"), _entry(BLOB, b"x")),
        _pack(_entry(4, b"tag")),
        _pack(_entry(0, b"")),
        _pack(_entry(5, b"")),
        _pack(_entry(BLOB, b"longer than it says", size=3)),
        _pack(_entry(BLOB, b"short", size=300)),
        _pack(b"\x35not zlib"),
        _pack(b"\xff" * 12),
        _pack(_entry(REFERENCE_DELTA, _delta(1, 1, b"\x01x"), bytes(20))),
        _pack(_entry(OFFSET_DELTA, _delta(1, 1, b"\x01x"), b"\x05")),
        _pack(_entry(OFFSET_DELTA, _delta(1, 1, b"\x01x"), b"\xff\xff\xff\xff\x7f")),
        _pack(_entry(BLOB, b"base"), _entry(REFERENCE_DELTA, _delta(9, 1, b"\x01x"), _oid(b"base"))),
        _pack(_entry(BLOB, b"base"), _entry(REFERENCE_DELTA, _delta(4, 2, b"\x01x"), _oid(b"base"))),
        _pack(_entry(BLOB, b"base"), _entry(REFERENCE_DELTA, _delta(4, 1, b"\x02xy"), _oid(b"base"))),
        _pack(_entry(BLOB, b"base"), _entry(REFERENCE_DELTA, _delta(4, 9, b"\x90\x09"), _oid(b"base"))),
        _pack(_entry(BLOB, b"base"), _entry(REFERENCE_DELTA, _delta(4, 9, b"\x00"), _oid(b"base"))),
        _pack(_entry(BLOB, b"base"), _entry(REFERENCE_DELTA, _delta(4, 9, b"\x7f"), _oid(b"base"))),
        _pack(_entry(BLOB, b"base"), _entry(REFERENCE_DELTA, b"\xff\xff", _oid(b"base"))),
        _pack(_entry(BLOB, b"x"))[:-1] + b"\x00",
    ],
)
def test_a_broken_pack_is_refused(pack: bytes) -> None:
    with pytest.raises(PackInvalid):
        parse_pack(pack)


@settings(max_examples=150, deadline=30_000)
@given(st.data())
def test_no_change_of_bytes_does_anything_but_be_refused(data: st.DataObject) -> None:
    base = b"some text that repeats, some text that repeats"
    delta = _delta(len(base), 9, b"\x91\x00\x04\x05abcde")
    body = bytearray(_pack(_entry(BLOB, base), _entry(REFERENCE_DELTA, delta, _oid(base)))[:-20])
    for _ in range(data.draw(st.integers(1, 4))):
        body[data.draw(st.integers(8, len(body) - 1))] = data.draw(st.integers(0, 255))
    with suppress(PackInvalid, PackTooLarge):
        parse_pack(bytes(body) + hashlib.sha1(body, usedforsecurity=False).digest())


def test_what_unpacks_to_too_much_is_refused_cheaply() -> None:
    nothing = bytes(INFLATED_MAX_BYTES)
    bomb = _pack(_entry(BLOB, nothing), _entry(BLOB, nothing + b"x"))
    lie = _pack(_entry(BLOB, nothing + nothing, size=10))
    huge = _pack(_entry(BLOB, b"x", size=1 << 35))
    assert len(bomb) < 300_000
    del nothing
    tracemalloc.start()
    started = time.thread_time()
    with pytest.raises(PackTooLarge):
        parse_pack(bomb)
    with pytest.raises(PackInvalid):
        parse_pack(lie)
    with pytest.raises(PackTooLarge):
        parse_pack(huge)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * INFLATED_MAX_BYTES
    assert time.thread_time() - started < 10


def test_deltas_that_multiply_are_refused() -> None:
    base = bytes(64 * 1024)
    entries = [_entry(BLOB, base)]
    for _ in range(2):  # each ten times as long as its base
        copy = b"\xf0" + struct.pack("<I", len(base))[:3]
        entries.append(_entry(REFERENCE_DELTA, _delta(len(base), 10 * len(base), 10 * copy), _oid(base)))
        base = 10 * base
    parse_pack(_pack(*entries))
    copy = b"\xf0" + struct.pack("<I", len(base))[:3]
    entries.append(_entry(REFERENCE_DELTA, _delta(len(base), 10 * len(base), 10 * copy), _oid(base)))
    with pytest.raises(PackTooLarge):
        parse_pack(_pack(*entries))


def test_too_many_objects_are_refused_unread() -> None:
    with pytest.raises(PackTooLarge):
        parse_pack(_pack(count=OBJECTS_MAX + 1))


def test_a_chain_of_deltas_as_long_as_a_pack_is_read_without_recursion() -> None:
    base = b"0" * 40
    entries = [_entry(BLOB, base)]
    for number in range(3000):
        text = b"%040d" % (number + 1)
        entries.append(_entry(REFERENCE_DELTA, _delta(40, 40, b"\x28" + text), _oid(base)))
        base = text
    assert len(parse_pack(_pack(*reversed(entries))).objects) == 3001
