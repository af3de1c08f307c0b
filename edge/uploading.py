"""An upload from its announcement to its end: the bucket takes the bytes, then they are looked into."""

import hashlib
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from common.asset_models import ASSET_NAME_MAX, Asset, AssetStatus, AssetUpload
from common.errors import Conflict, IdTaken, Invalid, NotFound, StoryDreamError, TooLarge
from common.models import Project
from edge.assets import publish, require_room, staged, stored
from edge.committing import require_ready
from edge.downloads import safe_name
from edge.identity import Caller
from edge.media import FORMS, HEAD_BYTES, SVG, measured, require_looks_like, type_named
from edge.ranged import Ranged
from edge.services import Services, now
from edge.svg import SVG_MAX_BYTES, clean_svg

logger = logging.getLogger(__name__)

UPLOAD_LIFE: Final = timedelta(hours=1)
GIVEN_UP_AFTER: Final = timedelta(hours=3)
MIB: Final = 1024 * 1024
_UPLOAD_HOLDS_MS: Final = 600_000


@dataclass(frozen=True, slots=True)
class NewAsset:
    """What a browser says of a file that it is going to send."""

    id: str
    name: str
    content_type: str
    size: int
    sha256: str


def begin(services: Services, project: Project, caller: Caller, new: NewAsset) -> AssetUpload:
    """→ where to put the bytes. The same again gives the same asset, with a fresh URL. Raises Invalid for what a video
    can't use, TooLarge, Conflict (`assets_full`), IdTaken."""
    require_ready(project)
    content_type = type_named(new.content_type)
    if content_type is None:
        said = new.content_type or "This kind of file"
        raise Invalid(
            f"{said} can’t be used in a video: bring pictures, videos, sound or fonts.",
            errors=[{"field": "contentType", "message": "is none that a video can use"}],
        )
    _require_size(services, content_type, new.size)
    try:
        asset = _same(services.assets.get(project.id, new.id), new)
    except NotFound:
        require_room(services, project, new.size)
        asset = services.assets.create(
            Asset(
                id=new.id,
                project_id=project.id,
                name=clean_name(new.name, content_type),
                kind=FORMS[content_type].kind,
                content_type=content_type,
                size=new.size,
                sha256=new.sha256,
                status=AssetStatus.UPLOADING,
                author_id=caller.uid,
                created_at=now(),
                counted=new.size,
            )
        )
        _watch(services, asset)
    if asset.status is not AssetStatus.UPLOADING:
        return AssetUpload(asset=asset)
    headers = upload_headers(asset.size)
    url = services.objects.signed_url(
        staged(project.id, asset.id),
        "PUT",
        UPLOAD_LIFE.total_seconds(),
        headers=headers,
        content_type=asset.content_type,
    )
    told = {"content-type": asset.content_type, **headers}
    return AssetUpload(asset=asset, url=url, headers=told, expires_at=now() + UPLOAD_LIFE)


def upload_headers(size: int) -> dict[str, str]:
    """Signed with the URL: so many bytes and no more, and never over what is there."""
    return {"x-goog-content-length-range": f"{size},{size}", "x-goog-if-generation-match": "0"}


def clean_name(name: str, content_type: str) -> str:
    """As the file is called in the project: letters, digits, `-_.`, and the ending of what it is."""
    endings = FORMS[content_type].endings
    base = name.replace("\\", "/").rpartition("/")[2]
    stem, dot, ending = base.rpartition(".")
    known = ending.lower() if dot and ending.lower() in endings else endings[0]
    cleaned = safe_name(stem if dot and stem else base, FORMS[content_type].kind.value)
    return f"{cleaned[: ASSET_NAME_MAX - 8]}.{known}"


def _same(asset: Asset, new: NewAsset) -> Asset:
    if (asset.sent_sha256 or asset.sha256) != new.sha256 or asset.status is AssetStatus.REMOVED:
        raise IdTaken
    if asset.status is AssetStatus.FAILED:
        raise Invalid(asset.error or "The file was refused.", code="upload_refused")
    return asset


def _require_size(services: Services, content_type: str, size: int) -> None:
    settings = services.settings
    most = settings.asset_image_mib if content_type.startswith(("image/", "font/")) else settings.asset_mib
    limit = min(most * MIB, SVG_MAX_BYTES) if content_type == SVG else most * MIB
    if size > limit:
        kind = FORMS[content_type].kind.value
        raise TooLarge(f"This {kind} is larger than {limit // MIB} MB, the most that one may have.", limitBytes=limit)


def _watch(services: Services, asset: Asset) -> None:
    """Forget an upload that nobody ends; and let nobody close the session that it is for meanwhile."""
    due = now() + GIVEN_UP_AFTER
    payload = {"projectId": asset.project_id, "assetId": asset.id}
    try:
        services.tasks.enqueue(f"upload-{asset.project_id}-{asset.id}", "/tasks/upload", payload, due)
        session = services.pool.of_project(asset.project_id)
        if session is not None:
            until = int(now().timestamp() * 1000) + _UPLOAD_HOLDS_MS
            services.index.touch(session.session_id, {"upload": until})
    except StoryDreamError as error:  # the bucket's rules remove the bytes, and work keeps the session open
        logger.info("upload not watched", extra={"fields": {"reason": error.detail}})


def complete(services: Services, project: Project, caller: Caller, asset_id: str) -> Asset:
    """Look into what was sent and put it into the project. Idempotent. Raises NotFound, Conflict (`not_uploaded`), and
    Invalid (`upload_refused`) for what isn't what it said: then it is gone."""
    require_ready(project)
    asset = _checked(services, project, services.assets.get(project.id, asset_id))
    if asset.status is AssetStatus.READY:
        return asset
    publish(services, project, caller)
    return services.assets.get(project.id, asset_id)


def _checked(services: Services, project: Project, asset: Asset) -> Asset:
    if asset.status is AssetStatus.FAILED:
        raise Invalid(asset.error or "The file was refused.", code="upload_refused")
    if asset.status is AssetStatus.REMOVED:
        raise Conflict("The file was removed.")
    if asset.status is AssetStatus.UPLOADING:
        try:
            _take_up(services, project, asset)
        except Conflict:
            if services.assets.get(project.id, asset.id).status is AssetStatus.UPLOADING:
                raise  # else another request did it meanwhile
    return asset


def _take_up(services: Services, project: Project, asset: Asset) -> None:
    place = staged(project.id, asset.id)
    if not any(one.name == place for one in services.objects.list_objects(place)):
        raise Conflict("The file hasn’t arrived yet.", code="not_uploaded")
    try:
        require_room(services, project, 0)
        found = _examined(services, place, asset)
    except (Invalid, TooLarge, Conflict) as error:
        services.objects.delete(place)
        failed = {"error": error.detail, "counted": 0}
        services.assets.change(project.id, asset.id, AssetStatus.FAILED, before=(AssetStatus.UPLOADING,), **failed)
        raise Invalid(error.detail, code="upload_refused") from error
    services.assets.change(project.id, asset.id, AssetStatus.CHECKED, before=(AssetStatus.UPLOADING,), **found)
    services.objects.delete(place)


def _examined(services: Services, place: str, asset: Asset) -> dict[str, Any]:
    """Store it for good → what was found out about it."""
    objects, target = services.objects, stored(asset.project_id, asset.id)
    head, md5 = _hashed(objects.stream(place), asset)
    require_looks_like(asset.content_type, head)
    if asset.content_type == SVG:
        clean = clean_svg(objects.get(place)[0])
        objects.put(target, clean, content_type=SVG)
        return {
            "md5": hashlib.md5(clean, usedforsecurity=False).hexdigest(),
            "sha256": hashlib.sha256(clean).hexdigest(),
            "size": len(clean),
            "counted": len(clean),
            "sentSha256": asset.sha256,
        }
    with Ranged.open(objects, place, asset.size) as file:
        measures = measured(asset.content_type, file)
    objects.copy(place, target)
    return {"md5": md5, "width": measures.width, "height": measures.height, "seconds": measures.seconds}


def _hashed(pieces: Iterable[bytes], asset: Asset) -> tuple[bytes, str]:
    """→ the first bytes, and the MD5. Raises Invalid unless the SHA-256 is the one that was told."""
    sha256, md5, head = hashlib.sha256(), hashlib.md5(usedforsecurity=False), b""
    for piece in pieces:
        head = head or piece[:HEAD_BYTES]
        sha256.update(piece)
        md5.update(piece)
    if sha256.hexdigest() != asset.sha256:
        raise Invalid("The file was changed or cut on its way. Upload it again.")
    return head, md5.hexdigest()


def forget_unfinished(services: Services, project_id: str, asset_id: str) -> bool:
    """Clean up after an upload that nobody ended → whether there was one."""
    try:
        asset = services.assets.get(project_id, asset_id)
    except NotFound:
        return False
    if asset.status is not AssetStatus.UPLOADING:
        return False
    services.objects.delete(staged(project_id, asset_id))
    services.assets.delete(project_id, asset_id)
    return True
