"""Reads git packs that strangers sent, without trusting a byte: sizes are bounded before anything is unpacked.

Neither git nor libgit2 bounds what a pack inflates to, so a few KiB could cost gigabytes. Only what StoryDream's packs
need is understood: version 2, SHA-1, every delta's base in the same pack. Layouts: gitformat-pack(5).
"""

import hashlib
import struct
import zlib
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final, Literal

from common.errors import PackInvalid, PackTooLarge

OBJECTS_MAX: Final = 20_000
INFLATED_MAX_BYTES: Final = 64 * 1024 * 1024
"""All objects of a pack together, in memory while it is checked; a project's code is far below 1 MiB."""

Kind = Literal["commit", "tree", "blob"]
_KINDS: Final[dict[int, Kind]] = {1: "commit", 2: "tree", 3: "blob"}
_CODES: Final = {kind: code for code, kind in _KINDS.items()}
_OFFSET_DELTA, _REFERENCE_DELTA = 6, 7
_OID_BYTES: Final = 20
_HEADER_BYTES: Final = 12
_WINDOW: Final = 64 * 1024
_INDEX_HEADER: Final = b"\xfftOc\x00\x00\x00\x02"
_FANOUT_END: Final = 8 + 256 * 4
_CRC_BYTES: Final = 4
_OFFSET_BYTES: Final = 4


@dataclass(frozen=True, slots=True)
class PackedObject:
    """`data` is the inflated content, without git's header."""

    kind: Kind
    data: bytes
    offset: int
    crc: int


@dataclass(frozen=True, slots=True)
class ParsedPack:
    """Objects by their 20-byte id. `name` is what git calls the pack."""

    name: str
    checksum: bytes
    objects: dict[bytes, PackedObject]

    def index(self) -> bytes:
        """The pack's index, version 2: byte for byte what `git index-pack` writes."""
        ids = sorted(self.objects)
        counts = [0] * 256
        for oid in ids:
            counts[oid[0]] += 1
        found = [self.objects[oid] for oid in ids]
        body = b"".join(
            (
                _INDEX_HEADER,
                struct.pack(">256I", *accumulate(counts)),
                *ids,
                struct.pack(f">{len(ids)}I", *(item.crc for item in found)),
                struct.pack(f">{len(ids)}I", *(item.offset for item in found)),
                self.checksum,
            )
        )
        return body + hashlib.sha1(body, usedforsecurity=False).digest()


class PackIndex:
    """Which objects a pack holds, from its index."""

    def __init__(self, data: bytes) -> None:
        """Raises PackInvalid when it isn't an index."""
        if data[:8] != _INDEX_HEADER or len(data) < _FANOUT_END:
            raise PackInvalid("A pack's index can't be read.")
        self._data = data
        self._fanout = struct.unpack(">256I", data[8:_FANOUT_END])

    @property
    def size(self) -> int:
        """Bytes held in memory."""
        return len(self._data)

    @property
    def count(self) -> int:
        """How many objects the pack holds."""
        return int(self._fanout[255])

    def __contains__(self, oid: bytes) -> bool:
        return self._position(oid) is not None

    def __iter__(self) -> Iterator[bytes]:
        """Every object's 20-byte id, in order."""
        return map(self._oid, range(self.count))

    def offset(self, oid: bytes) -> int:
        """Where in its pack an object begins. Raises KeyError; packs past 2 GiB aren't ours."""
        position = self._position(oid)
        if position is None:
            raise KeyError(oid.hex())
        start = _FANOUT_END + self.count * (_OID_BYTES + _CRC_BYTES) + position * _OFFSET_BYTES
        return int.from_bytes(self._data[start : start + _OFFSET_BYTES], "big")

    def _position(self, oid: bytes) -> int | None:
        low = self._fanout[oid[0] - 1] if oid[0] else 0
        high = self._fanout[oid[0]]
        position = bisect_left(range(self.count), oid, low, high, key=self._oid)
        return position if position < high and self._oid(position) == oid else None

    def _oid(self, position: int) -> bytes:
        start = _FANOUT_END + position * _OID_BYTES
        return self._data[start : start + _OID_BYTES]


@dataclass(frozen=True, slots=True)
class _Delta:
    offset: int
    end: int
    base: int | bytes
    data: bytes


class _Reader:
    """One pass over a pack's entries, then its deltas in the order in which their bases become known."""

    def __init__(self, pack: bytes) -> None:
        self._pack = pack
        self._view = memoryview(pack)
        self._end = len(pack) - _OID_BYTES
        self._inflated = 0
        self._starts: set[int] = set()
        self._by_offset: dict[int, bytes] = {}
        self._waiting: defaultdict[int | bytes, list[_Delta]] = defaultdict(list)
        self.objects: dict[bytes, PackedObject] = {}

    def read(self, count: int) -> None:
        position = _HEADER_BYTES
        for _ in range(count):
            position = self._entry(position)
        if position != self._end:
            raise PackInvalid("The pack has bytes that belong to no object.")
        if self._waiting:
            raise PackInvalid("The pack is not self-contained: a delta's base is missing.")

    def _entry(self, offset: int) -> int:
        self._starts.add(offset)
        byte, position = self._byte(offset)
        kind, size, shift = byte >> 4 & 7, byte & 15, 4
        while byte & 0x80:
            byte, position = self._byte(position)
            size |= (byte & 0x7F) << shift
            shift += 7
            if shift > 40:
                raise PackInvalid("An object's size can't be read.")
        base: int | bytes | None = None
        if kind == _OFFSET_DELTA:
            base, position = self._base_offset(offset, position)
        elif kind == _REFERENCE_DELTA:
            base = self._pack[position : position + _OID_BYTES]
            position += _OID_BYTES
        elif kind not in _KINDS:
            raise PackInvalid("The pack holds something else than commits, trees and blobs.")
        self._account(size)
        data, end = self._inflate(position, size)
        if base is None:
            self._add(_KINDS[kind], data, offset, end)
        else:
            self._delta(_Delta(offset, end, base, data))
        return end

    def _byte(self, position: int) -> tuple[int, int]:
        if position >= self._end:
            raise PackInvalid("The pack is cut off.")
        return self._pack[position], position + 1

    def _base_offset(self, offset: int, position: int) -> tuple[int, int]:
        byte, position = self._byte(position)
        distance = byte & 0x7F
        while byte & 0x80:
            byte, position = self._byte(position)
            distance = ((distance + 1) << 7) | (byte & 0x7F)
        base = offset - distance
        if base not in self._starts:
            raise PackInvalid("A delta's base is not in the pack.")
        return base, position

    def _account(self, size: int) -> None:
        self._inflated += size
        if self._inflated > INFLATED_MAX_BYTES:
            raise PackTooLarge(f"The commits unpack to more than {INFLATED_MAX_BYTES // 1024 // 1024} MiB.")

    def _inflate(self, position: int, size: int) -> tuple[bytes, int]:
        inflater = zlib.decompressobj()
        data = bytearray()
        while not inflater.eof:
            window = self._view[position : min(position + min(size + 64, _WINDOW), self._end)]
            before = len(data)
            try:
                data += inflater.decompress(window, size + 1 - len(data))
            except zlib.error as error:
                raise PackInvalid("An object can't be unpacked.") from error
            left = len(inflater.unused_data if inflater.eof else inflater.unconsumed_tail)
            position += len(window) - left
            if len(data) > size or (left == len(window) and len(data) == before and not inflater.eof):
                raise PackInvalid("An object isn't as long as it says.")
        if len(data) != size:
            raise PackInvalid("An object isn't as long as it says.")
        return bytes(data), position

    def _delta(self, delta: _Delta) -> None:
        base = self._by_offset.get(delta.base) if isinstance(delta.base, int) else delta.base
        if base is None or base not in self.objects:
            self._waiting[delta.base].append(delta)
        else:
            known = self.objects[base]
            self._add(known.kind, self._applied(delta, known.data), delta.offset, delta.end)

    def _applied(self, delta: _Delta, base: bytes) -> bytes:
        self._account(_delta_sizes(delta.data, len(base))[0])
        return _patched(base, delta.data)

    def _add(self, kind: Kind, data: bytes, offset: int, end: int) -> None:
        """Add an object, and every delta that waited for it (a loop: a chain may be as long as the pack)."""
        ready = [(kind, data, offset, end)]
        while ready:
            kind, data, offset, end = ready.pop()
            oid = object_id(kind, data)
            if oid in self.objects:
                raise PackInvalid("The pack holds an object twice.")
            self.objects[oid] = PackedObject(kind, data, offset, zlib.crc32(self._view[offset:end]))
            self._by_offset[offset] = oid
            deltas = (*self._waiting.pop(oid, ()), *self._waiting.pop(offset, ()))
            ready.extend((kind, self._applied(delta, data), delta.offset, delta.end) for delta in deltas)


def object_id(kind: Kind, data: bytes) -> bytes:
    """Git's 20-byte id of an object."""
    digest = hashlib.sha1(b"%s %d\x00" % (kind.encode(), len(data)), usedforsecurity=False)
    digest.update(data)
    return digest.digest()


def parse_pack(pack: bytes) -> ParsedPack:
    """Every object of a self-contained pack. Raises PackInvalid, PackTooLarge."""
    if len(pack) < _HEADER_BYTES + _OID_BYTES or pack[:8] != b"PACK\x00\x00\x00\x02":
        raise PackInvalid("This is not a git pack of version 2.")
    count: int = struct.unpack(">I", pack[8:12])[0]
    if count > OBJECTS_MAX:
        raise PackTooLarge(f"The commits have more than {OBJECTS_MAX} objects.")
    checksum = pack[-_OID_BYTES:]
    if hashlib.sha1(memoryview(pack)[:-_OID_BYTES], usedforsecurity=False).digest() != checksum:
        raise PackInvalid("The pack's checksum is wrong: it was changed on its way.")
    reader = _Reader(pack)
    reader.read(count)
    return ParsedPack(f"pack-{checksum.hex()}", checksum, reader.objects)


def pack_whole(objects: Sequence[PackedObject]) -> bytes:
    """A pack of these objects, none a difference to another."""
    parts = [b"PACK\x00\x00\x00\x02" + struct.pack(">I", len(objects))]
    for item in objects:
        parts += [_entry_header(_CODES[item.kind], len(item.data)), zlib.compress(item.data)]
    body = b"".join(parts)
    return body + hashlib.sha1(body, usedforsecurity=False).digest()


def _entry_header(code: int, size: int) -> bytes:
    """An entry's kind and inflated size: four bits of the size, then seven a byte."""
    out, byte, size = bytearray(), code << 4 | size & 15, size >> 4
    while size:
        out.append(byte | 0x80)
        byte, size = size & 0x7F, size >> 7
    return bytes((*out, byte))


def entry_start(entry: bytes, count: int) -> tuple[int, bytes]:
    """→ (inflated size, at most `count` first bytes) of a whole object, from the first bytes of its entry in a pack.
    Raises PackInvalid when it isn't whole."""
    byte, position = entry[0], 1
    code, size, shift = byte >> 4 & 7, byte & 15, 4
    while byte & 0x80:
        byte = entry[position]
        size |= (byte & 0x7F) << shift
        position, shift = position + 1, shift + 7
    if code not in _KINDS:
        raise PackInvalid("The object is a difference to another.")
    return size, zlib.decompressobj().decompress(entry[position:], count)


def _varint(data: bytes, position: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        if position >= len(data) or shift > 40:
            raise PackInvalid("A delta can't be read.")
        byte = data[position]
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if not byte & 0x80:
            return value, position


def _delta_sizes(delta: bytes, base_size: int) -> tuple[int, int]:
    """→ (size of the result, where the instructions begin)."""
    expected, position = _varint(delta, 0)
    size, position = _varint(delta, position)
    if expected != base_size:
        raise PackInvalid("A delta doesn't fit its base.")
    return size, position


def _patched(base: bytes, delta: bytes) -> bytes:
    size, position = _delta_sizes(delta, len(base))
    out = bytearray()
    end = len(delta)
    while position < end:
        opcode = delta[position]
        position += 1
        if opcode & 0x80:
            numbers = []
            for bits, width in ((opcode & 15, 4), (opcode >> 4 & 7, 3)):
                value = 0
                for bit in range(width):
                    if bits >> bit & 1:
                        if position >= end:
                            raise PackInvalid("A delta is cut off.")
                        value |= delta[position] << (8 * bit)
                        position += 1
                numbers.append(value)
            start, length = numbers[0], numbers[1] or 0x10000
            if start + length > len(base):
                raise PackInvalid("A delta reaches beyond its base.")
            out += base[start : start + length]
        elif opcode:
            if position + opcode > end:
                raise PackInvalid("A delta is cut off.")
            out += delta[position : position + opcode]
            position += opcode
        else:
            raise PackInvalid("A delta has an unknown instruction.")
        if len(out) > size:
            raise PackInvalid("A delta makes more than it says.")
    if len(out) != size:
        raise PackInvalid("A delta makes less than it says.")
    return bytes(out)
