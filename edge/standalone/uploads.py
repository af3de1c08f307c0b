"""Reads `public/assets.json`, which names a version's uploaded files. Who edits the project can write anything there.

{"<name>": {"assetId": …, "size": <bytes>, "md5": …, "type": …}}; the file is served as `public/uploads/<name>`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any, Final

from pydantic import Field, ValidationError
from pydantic_core import from_json

from common.asset_models import ASSETS_FILE, UPLOADS_FOLDER
from common.errors import TooLarge
from common.git.checks import path_problem
from common.ids import Id
from common.models import Stored

UPLOADS_MAX: Final = 1_000
"""Of one version: each costs a request to storage."""
_MEDIA: Final = ("image/", "audio/", "video/")


class _Entry(Stored):
    asset_id: Id
    size: int = Field(ge=0)
    type: str = ""


@dataclass(frozen=True, slots=True)
class Upload:
    """An uploaded file: where the project wants it, and its id in storage; `size` in bytes, as the project says."""

    path: str
    asset_id: str
    size: int
    media: bool


@dataclass(frozen=True, slots=True)
class Uploads:
    """What is to be fetched, and why what else is named can't be: by path."""

    wanted: list[Upload] = field(default_factory=list)
    unusable: dict[str, str] = field(default_factory=dict)


def listed_uploads(assets: bytes, paths: Iterable[str]) -> Uploads:
    """What `assets`, the content of assets.json, names beside the project's own `paths`. Raises TooLarge for more than
    can be fetched."""
    try:
        listed = from_json(assets)
    except ValueError:
        return Uploads(unusable={ASSETS_FILE: "is not JSON"})
    if not isinstance(listed, dict):
        return Uploads(unusable={ASSETS_FILE: "is not a JSON object"})
    if len(listed) > UPLOADS_MAX:
        raise TooLarge(f"{ASSETS_FILE} names more than {UPLOADS_MAX} uploads, the most that one download holds.")
    return _sorted_out(listed, _Places(paths))


def _sorted_out(listed: Mapping[str, Any], places: "_Places") -> Uploads:
    uploads = Uploads()
    for name, described in listed.items():
        path = f"{UPLOADS_FOLDER}/{name}"
        try:
            entry = _Entry.model_validate(described)
        except ValidationError:
            uploads.unusable[path] = f"is not described well in {ASSETS_FILE}"
            continue
        problem = path_problem(path) or places.take(path)
        if problem is not None:
            uploads.unusable[path] = problem
            continue
        media = entry.type.startswith(_MEDIA)
        uploads.wanted.append(Upload(path, entry.asset_id, entry.size, media))
    return uploads


class _Places:
    """Which paths are taken: no file may be where another is, or below one."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._files = set(paths)
        self._folders = {folder for path in self._files for folder in _folders(path)}

    def take(self, path: str) -> str | None:
        """Why a file can't be at `path`; None when it is there now."""
        folders = _folders(path)
        if path in self._files or path in self._folders or not self._files.isdisjoint(folders):
            return "is where another file of the project is"
        self._files.add(path)
        self._folders.update(folders)
        return None


def _folders(path: str) -> set[str]:
    return {str(folder) for folder in PurePosixPath(path).parents if folder.name}
