"""Large files get packs of their own, in which each can be read by its place."""

import random
from pathlib import Path

import pygit2
import pytest

from common.errors import PackInvalid
from common.git.large import is_large, split
from common.git.pack_format import PackedObject, PackIndex, entry_start, pack_whole, parse_pack
from common.git.packs import NewPack, build_pack, write_pack
from common.models import FILE_VIEW_MAX_BYTES

MIB = 1024 * 1024


@pytest.mark.parametrize(
    ("data", "large"),
    [
        (b"a" * FILE_VIEW_MAX_BYTES, False),
        (b"a" * (FILE_VIEW_MAX_BYTES + 1), True),
        (b"\x00" * 32 * 1024, False),
        (b"\x00" * (32 * 1024 + 1), True),
        (b"a" * 40_000 + b"\x00" * 40_000, False),
        (b"", False),
    ],
)
def test_large_is_what_is_not_shown_anyway(data: bytes, large: bool) -> None:
    assert is_large(data) is large


def _pack(folder: Path, files: list[bytes]) -> tuple[pygit2.Repository, NewPack]:
    repository = pygit2.init_repository(folder, bare=True)
    return repository, NewPack.of(*build_pack(repository, [repository.create_blob(data) for data in files]))


def test_a_pack_without_large_files_stays_the_same(tmp_path: Path) -> None:
    _, pack = _pack(tmp_path, [b"one", b"two"])
    assert split(pack) == (pack, None)


def test_a_split_pack_holds_what_it_held_each_object_once(tmp_path: Path) -> None:
    picture = random.randbytes(100_000)
    nearly = picture[:99_000] + random.randbytes(1_000)  # git makes this one a difference to the other
    files = [b"small", picture, nearly, b"b" * (FILE_VIEW_MAX_BYTES + 1), bytes(40_000)]
    _, pack = _pack(tmp_path / "one", files)
    rest, large = split(pack)
    assert large is not None
    held = [{item.data for item in parse_pack(part.pack).objects.values()} for part in (rest, large)]
    assert held == [{b"small"}, set(files[1:])]
    other = pygit2.init_repository(tmp_path / "two", bare=True)
    for part in (rest, large):
        write_pack(tmp_path / "two", part.name, part.pack, part.index)
    assert all(other[pygit2.hash(data)].peel(pygit2.Blob).data == data for data in files)


@pytest.mark.parametrize("size", [0, 1, 15, 16, 2047, 2048, 100_000, 3 * MIB])
def test_a_whole_object_is_found_by_its_place(size: int) -> None:
    data = random.randbytes(size)
    pack = NewPack.of(pack_whole([PackedObject("blob", b"before", 0, 0), PackedObject("blob", data, 0, 0)]))
    oid = pygit2.hash(data).raw
    index = PackIndex(pack.index)
    offset = index.offset(oid)
    assert entry_start(pack.pack[offset : offset + 9_000], 8_000) == (size, data[:8_000])
    assert sorted(index) == sorted([pygit2.hash(b"before").raw, oid])
    with pytest.raises(KeyError):
        index.offset(b"\x01" * 20)


def test_what_is_no_whole_object_is_refused() -> None:
    with pytest.raises(PackInvalid):
        entry_start(bytes([6 << 4 | 3, 1, 2, 3]), 10)
