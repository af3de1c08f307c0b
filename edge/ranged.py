"""A stored object as a file that is read where it is looked into: headers stand at the beginning, or far behind."""

import io
from typing import Final, Protocol

PIECE_BYTES: Final = 256 * 1024
READS_MAX: Final = 40


class Objects(Protocol):
    """The slice of common/object_store.py that this reads through."""

    def get_range(self, name: str, start: int, length: int) -> bytes: ...


class Ranged(io.RawIOBase):
    """`size` bytes of an object. Raises OSError after many reads: a header that leads around and around."""

    def __init__(self, objects: Objects, name: str, size: int) -> None:
        self._objects = objects
        self._name = name
        self._size = size
        self._at = 0
        self._reads = 0

    @classmethod
    def open(cls, objects: Objects, name: str, size: int) -> io.BufferedReader:
        """Buffered, to be closed."""
        return io.BufferedReader(cls(objects, name, size), PIECE_BYTES)

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "memoryview") -> int:  # type: ignore[override]  # as io calls it
        length = min(len(buffer), self._size - self._at, PIECE_BYTES)
        if length <= 0:
            return 0
        self._reads += 1
        if self._reads > READS_MAX:
            raise OSError("too many reads")
        data = self._objects.get_range(self._name, self._at, length)
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)
