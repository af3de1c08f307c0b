"""The files that people upload, as they are told; their bytes are in the bucket, their names in `public/assets.json`.

As in `common/models.py`, camelCase on the wire and TypeScript types generated from here.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field, StringConstraints

from common.ids import Id
from common.models import Stored

ASSETS_FILE = "public/assets.json"
UPLOADS_FOLDER = "public/uploads"
ASSET_NAME_MAX = 80

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


class AssetKind(StrEnum):
    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    FONT = "font"


class AssetStatus(StrEnum):
    """uploading → checked (what it says it is) → ready (in the project) ⇄ removed; or uploading → failed."""

    UPLOADING = "uploading"
    CHECKED = "checked"
    READY = "ready"
    FAILED = "failed"
    REMOVED = "removed"


class Asset(Stored):
    """`projects/{projectId}/assets/{id}`: a file of the project's, `public/uploads/{name}` in it. `size` in bytes;
    `counted` is what of it counts against the project's room, nothing once it is removed or has failed; `sent_sha256`
    of what was sent, where something had to be taken out of it."""

    id: Id
    project_id: Id
    name: str = Field(max_length=ASSET_NAME_MAX)
    kind: AssetKind
    content_type: str
    size: int = Field(ge=1)
    sha256: Sha256
    status: AssetStatus
    author_id: str
    created_at: datetime
    counted: int = Field(default=0, ge=0)
    md5: str | None = None
    sent_sha256: str | None = None
    width: int | None = None
    height: int | None = None
    seconds: float | None = None
    error: str | None = None


class SeenAsset(Asset):
    """An asset with an address that shows it for an hour; none where nothing is stored (yet)."""

    url: str | None = None


class AssetUpload(Stored):
    """Where to put the bytes: one PUT with just these headers, until `expires_at`. No URL: they are there already."""

    asset: Asset
    url: str | None = None
    headers: dict[str, str] = Field(default_factory=dict)
    expires_at: datetime | None = None
