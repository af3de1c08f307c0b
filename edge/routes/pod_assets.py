"""`/pod/v1`, the project's uploaded files: which there are, and where a pod gets each."""

from flask import Response
from pydantic import Field

from common.asset_models import Asset, AssetStatus, Sha256
from common.errors import NotFound, Unavailable
from common.ids import Id
from common.models import Model
from edge.answers import POD_TOKEN, answer, blueprint
from edge.assets import HELD, seen_at
from edge.pod_access import pod, reading_pod, require_pod
from edge.services import services

bp = blueprint("pod_assets", __name__, POD_TOKEN, "/pod/v1")
bp.before_request(require_pod)


class Assets(Model):
    """The project's uploaded files."""

    items: list[Asset]


class StoredAsset(Model):
    """Where a file's bytes are to be had, for an hour, and what they are to be checked by."""

    id: Id
    size: int
    sha256: Sha256
    url: str


class StoredAssetPath(Model):
    """One of the project's assets, also one that was removed: an older version may have it."""

    asset_id: Id = Field(alias="asset_id")


@bp.get("/assets", responses={200: Assets})
def list_project_assets() -> Response:
    """The project's uploaded files, by name."""
    ready = services().assets.with_status(pod().project.id, AssetStatus.READY)
    return answer(Assets(items=sorted(ready, key=lambda asset: asset.name)))


@bp.get("/assets/<asset_id>", responses={200: StoredAsset})
def find_asset(path: StoredAssetPath) -> Response:
    """Where to get one."""
    held = services()
    asset = held.assets.get(reading_pod().project.id, path.asset_id)
    if asset.status not in HELD:
        raise NotFound
    url = seen_at(held, asset)
    if url is None:
        raise Unavailable("Files can't be handed out: no signing key is set.")
    return answer(StoredAsset(id=asset.id, size=asset.size, sha256=asset.sha256, url=url))
