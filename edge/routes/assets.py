"""People's files: pictures, videos, sound and fonts of a project. Browsers send the bytes to the bucket themselves."""

from typing import Annotated

from flask import Response
from pydantic import Field, StringConstraints

from common.asset_models import Asset, AssetUpload, SeenAsset, Sha256
from common.errors import Invalid
from common.ids import Id, new_id
from common.models import NAME_MAX, Model
from edge.access import access, require_caller
from edge.answers import (
    BEARER,
    Page,
    PageQuery,
    ProjectPath,
    answer,
    blueprint,
    from_cursor,
    nothing,
    to_cursor,
)
from edge.assets import HELD, bring_back, remove, seen_at
from edge.policy import Operation
from edge.services import services
from edge.uploading import NewAsset, begin, complete

bp = blueprint("assets", __name__, BEARER)
bp.before_request(require_caller)

_SIZE_MAX = 2**40


class AssetPath(ProjectPath):
    """… and one of its assets."""

    asset_id: Id = Field(alias="asset_id")


class UploadWish(Model):
    """A file that is going to be sent: its bytes' number and SHA-256. The id, made by the client, makes a retry
    harmless."""

    id: Id = Field(default_factory=new_id)
    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2 * NAME_MAX)]
    content_type: Annotated[str, Field(min_length=1, max_length=100)]
    size: Annotated[int, Field(ge=1, le=_SIZE_MAX)]
    sha256: Sha256


@bp.get("/api/projects/<project_id>/assets", responses={200: Page[SeenAsset]})
def list_assets(path: ProjectPath, query: PageQuery) -> Response:
    """The files that are stored, newest first, each with an address that shows it for an hour; also those that were
    removed, which older versions play."""
    access(path.project_id, Operation.READ)
    held = services()
    assets = [asset for asset in held.assets.every(path.project_id) if asset.status in HELD]
    if query.cursor is not None:
        last = from_cursor(query.cursor)
        places = [place for place, asset in enumerate(assets) if asset.id == last]
        if not places:
            raise Invalid("The cursor's file is gone.", errors=[{"field": "cursor", "message": "is stale"}])
        assets = assets[places[0] + 1 :]
    shown = [SeenAsset(**asset.model_dump(by_alias=False), url=seen_at(held, asset)) for asset in assets[: query.limit]]
    more = len(assets) > query.limit
    return answer(Page[SeenAsset](items=shown, cursor=to_cursor(shown[-1].id) if more else None))


@bp.post("/api/projects/<project_id>/assets", responses={201: AssetUpload})
def upload_asset(path: ProjectPath, body: UploadWish) -> Response:
    """Ask where to put a file's bytes; then `complete`. 409 `assets_full` when the project has no room for it."""
    allowed = access(path.project_id, Operation.EDIT_FILES)
    new = NewAsset(body.id, body.name, body.content_type, body.size, body.sha256)
    return answer(begin(services(), allowed.project, allowed.caller, new), 201)


@bp.post("/api/projects/<project_id>/assets/<asset_id>/complete", responses={200: Asset})
def complete_asset(path: AssetPath) -> Response:
    """The bytes are there: they are looked into, and the file is put into the project as a checkpoint. Again: the
    same. 409 `not_uploaded`; 422 `upload_refused` for what isn't what it said, which is then gone."""
    allowed = access(path.project_id, Operation.EDIT_FILES)
    return answer(complete(services(), allowed.project, allowed.caller, path.asset_id))


@bp.post("/api/projects/<project_id>/assets/<asset_id>/restore", responses={200: Asset})
def restore_asset(path: AssetPath) -> Response:
    """Put a file that was removed, or that the newest version doesn't have, into the project again."""
    allowed = access(path.project_id, Operation.EDIT_FILES)
    return answer(bring_back(services(), allowed.project, allowed.caller, path.asset_id))


@bp.delete("/api/projects/<project_id>/assets/<asset_id>", responses={204: None})
def remove_asset(path: AssetPath) -> Response:
    """Take a file out of the project, as a checkpoint; older versions keep it. An upload under way is given up."""
    allowed = access(path.project_id, Operation.EDIT_FILES)
    remove(services(), allowed.project, allowed.caller, path.asset_id)
    return nothing()
