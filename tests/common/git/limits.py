"""Limits that a handful of small commits reach, and files for them."""

import random
from typing import Final

import pytest

TAIL_BYTES: Final = 3 * 1024
LARGE_BYTES: Final = 2 * 1024


def small_limits(patch: pytest.MonkeyPatch) -> None:
    """The same code with limits that a handful of small commits reach."""
    patch.setattr("common.git.store.TAIL_MAX_BYTES", TAIL_BYTES)
    patch.setattr("common.git.large.LARGE_BINARY_BYTES", LARGE_BYTES)
    patch.setattr("common.git.large.FILE_VIEW_MAX_BYTES", 2 * LARGE_BYTES)
    patch.setattr("common.git.compaction.PACKS_MAX", 1)
    patch.setattr("common.git.compaction._HEAD_COMMITS", 3)
    patch.setattr("common.git.compaction._LARGE_PACK_BYTES", 3 * LARGE_BYTES)


def content(kind: str, number: int) -> bytes:
    """The same for the same arguments: some kinds are large, of some a few fill a tail."""
    chance = random.Random(f"{kind} {number}")
    match kind:
        case "line":
            return f"line {number}\n".encode()
        case "text":
            return f"{chance.randbytes(TAIL_BYTES // 2).hex()}\n".encode()
        case "icon":
            return b"\0" + chance.randbytes(LARGE_BYTES // 2)
        case "picture":
            return b"\0" + chance.randbytes(LARGE_BYTES + 500)
        case _:
            return f"{chance.randbytes(3 * LARGE_BYTES).hex()}\n".encode()
