"""What the build of a version left: read without following a link, and no more than a player may have."""

import hashlib
import json
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from common.errors import Invalid, TooLarge
from common.picture_models import PLAYER_MAX_BYTES, PlayerAbout, PlayerFile

BUILT: Final = ".player"
_LIST: Final = "player.json"
_LIST_MAX: Final = 64 * 1024


@dataclass(frozen=True)
class Player:
    """A version as a page that plays it; `files` by name."""

    about: PlayerAbout
    files: Mapping[str, bytes]


def read_player(version: Path, sha: str) -> Player:
    """Raises Invalid, TooLarge."""
    folder = version / BUILT
    try:
        listed = json.loads(_read(folder / _LIST, _LIST_MAX))
        files: dict[str, bytes] = {}
        room = PLAYER_MAX_BYTES
        for name in listed["files"]:
            files[name] = _read(folder / Path(str(name)).name, room)
            room -= len(files[name])
        named = {
            name: PlayerFile(sha256=hashlib.sha256(data).hexdigest(), size=len(data)) for name, data in files.items()
        }
        return Player(PlayerAbout(sha=sha, files=named, styles=listed["styles"]), files)
    except (OSError, ValueError, KeyError, TypeError, ValidationError) as error:
        raise Invalid("The version could not be built into a player.") from error


def _read(file: Path, most: int) -> bytes:
    """Raises OSError, TooLarge."""
    with os.fdopen(os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as opened:
        if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
            raise OSError("not a file")
        data = opened.read(most + 1)
    if len(data) > most:
        raise TooLarge("The version's code and what it imports are over 24 MiB; large files belong to the assets.")
    return data
