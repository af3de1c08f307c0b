"""Large files in packs of their own: whoever reads history or compares versions then never fetches them.

A pack that is spilled is split here; a difference shows none of these files' content anyway.
"""

import tempfile
from pathlib import Path
from typing import Final

import pygit2

from common.git.pack_format import PackedObject, ParsedPack, pack_whole, parse_pack
from common.git.packs import NewPack, build_pack, write_pack
from common.models import FILE_VIEW_MAX_BYTES

LARGE_BINARY_BYTES: Final = 32 * 1024
"""An icon or a font's subset stays with the code; a picture, a clip or a sound doesn't."""
_LOOKED_AT: Final = 8000
"""Git's own measure: a file is binary when its first 8,000 bytes hold a NUL."""


def is_binary(start: bytes) -> bool:
    """Whether git would call a file binary that begins like this."""
    return b"\x00" in start[:_LOOKED_AT]


def is_large(data: bytes) -> bool:
    """Whether a file belongs into a pack of large files: too large to be shown, or binary and more than an icon."""
    return len(data) > FILE_VIEW_MAX_BYTES or (len(data) > LARGE_BINARY_BYTES and is_binary(data))


def split(pack: NewPack, parsed: ParsedPack | None = None) -> tuple[NewPack, NewPack | None]:
    """→ (the pack without its large files, a pack of these alone, or None when there is none).

    In the second every object is whole, not a difference to another, so that one can be read by its place in the pack.
    """
    objects = (parsed or parse_pack(pack.pack)).objects
    large = {oid: item for oid, item in objects.items() if item.kind == "blob" and is_large(item.data)}
    if not large:
        return pack, None
    with tempfile.TemporaryDirectory(prefix="split-") as folder:
        repository = pygit2.init_repository(folder, bare=True)
        write_pack(Path(folder), pack.name, pack.pack, pack.index)
        rest = NewPack.of(build_pack(repository, [pygit2.Oid(raw=oid) for oid in objects if oid not in large])[0])
    return rest, large_pack(list(large.values()))


def large_pack(files: list[PackedObject]) -> NewPack:
    """A pack of these files, each whole."""
    return NewPack.of(pack_whole(files))
