"""A project's files, as `public/assets.json` has them: put in, taken out, brought back, copied.

Bytes are stored once at `assets/{projectId}/uploads/{assetId}` and stay as long as the project, since older versions
play them. Before they are looked into (edge/uploading.py) they lie in `incoming/`, where nothing else of ours reads.
"""

import logging
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Final

from common.asset_models import Asset, AssetStatus
from common.errors import Conflict, Invalid, NotFound, Unavailable
from common.models import Plan, Project
from edge.asset_register import Register, change_register, entry_of, free_name, ids_in, read_register
from edge.committing import require_ready
from edge.identity import Caller
from edge.services import Services
from edge.standalone.uploads import UPLOADS_MAX

logger = logging.getLogger(__name__)

SEEN_SECONDS: Final = 3_600
STORED_TIMES: Final = 3
"""All that is stored, removed files too, may be so many times the project's room."""
HELD: Final = (AssetStatus.CHECKED, AssetStatus.READY, AssetStatus.REMOVED)
"""The bytes are stored for good."""
_COMMITS_ARE_ROUNDED: Final = timedelta(seconds=1)
_PARALLEL: Final = 8
_MIB: Final = 1024 * 1024


def staged(project_id: str, asset_id: str) -> str:
    """Where an upload lies until it was looked into."""
    return f"incoming/{project_id}/{asset_id}"


def stored(project_id: str, asset_id: str) -> str:
    """Where it lies for good."""
    return f"assets/{project_id}/uploads/{asset_id}"


def require_room(services: Services, project: Project, more: int) -> None:
    """Raises Conflict (`assets_full`) when the project has no room for `more` bytes."""
    room = services.settings.asset_room_mib(_plan(services, project)) * _MIB
    counted, all_stored = services.assets.bytes(project.id)
    if counted + more > room:
        detail = f"A project has room for {room // _MIB} MB of files, and this one is full. Remove some first."
        raise Conflict(detail, code="assets_full", usedBytes=counted, limitBytes=room)
    if all_stored + more > STORED_TIMES * room:
        detail = (
            "Older versions still use the files that were removed, and no more fit. Duplicate the project to go on."
        )
        raise Conflict(detail, code="assets_full", usedBytes=all_stored, limitBytes=STORED_TIMES * room)


def _plan(services: Services, project: Project) -> Plan:
    try:
        return services.users.get(project.user_id).plan
    except NotFound:
        return Plan.FREE


def publish(services: Services, project: Project, caller: Caller, also: Iterable[Asset] = ()) -> None:
    """Put all that was looked into, and `also` these, into the project: in one commit, whoever asked for each."""
    taken: dict[str, str] = {}

    def add(register: Register) -> str | None:
        waiting = {asset.id: asset for asset in services.assets.with_status(project.id, AssetStatus.CHECKED)}
        waiting |= {asset.id: asset for asset in also}
        taken.clear()
        taken.update({asset_id: name for asset_id, name in ids_in(register).items() if asset_id in waiting})
        new = [asset for asset in waiting.values() if asset.id not in taken]
        if len(register) + len(new) > UPLOADS_MAX:
            raise Conflict(f"A project has at most {UPLOADS_MAX} files. Remove some first.", code="assets_full")
        for asset in new:
            taken[asset.id] = free_name(asset.name, register)
            register[taken[asset.id]] = entry_of(asset)
        return _said("Add", [taken[asset.id] for asset in new]) if new else None

    change_register(services, project, caller.author(), add)
    for asset_id, name in taken.items():
        services.assets.change(project.id, asset_id, AssetStatus.READY, before=HELD, name=name)


def _said(verb: str, names: list[str]) -> str:
    return f"{verb} {names[0]}" if len(names) == 1 else f"{verb} {len(names)} files"


def remove(services: Services, project: Project, caller: Caller, asset_id: str) -> None:
    """Take it out of the project; older versions keep it. One that was never ended is forgotten. Idempotent."""
    try:
        asset = services.assets.get(project.id, asset_id)
    except NotFound:
        return
    if asset.status in (AssetStatus.UPLOADING, AssetStatus.FAILED):
        services.objects.delete(staged(project.id, asset_id))
        services.assets.delete(project.id, asset_id)
        return

    def take_out(register: Register) -> str | None:
        name = ids_in(register).get(asset_id)
        if name is None:
            return None
        del register[name]
        return _said("Remove", [name])

    change_register(services, project, caller.author(), take_out)
    services.assets.change(project.id, asset_id, AssetStatus.REMOVED, before=HELD, counted=0)


def bring_back(services: Services, project: Project, caller: Caller, asset_id: str) -> Asset:
    """Put a removed file, or one that the head doesn't have, into the project again. Raises NotFound, Conflict."""
    require_ready(project)
    asset = services.assets.get(project.id, asset_id)
    if asset.status not in HELD:
        raise Conflict("The file was never uploaded wholly.", code="not_uploaded")
    if asset.status is AssetStatus.REMOVED:
        require_room(services, project, asset.size)
        services.assets.change(
            project.id, asset_id, AssetStatus.CHECKED, before=(AssetStatus.REMOVED,), counted=asset.size
        )
    publish(services, project, caller, also=[asset])
    return services.assets.get(project.id, asset_id)


def attach(services: Services, project: Project, caller: Caller, asset_ids: list[str]) -> None:
    """See to it that a message's files are in the project, also after an older version was restored. Raises Invalid
    for one that isn't there."""
    if not asset_ids:
        return
    register = read_register(services, project.id, services.repositories.manifest(project.id).head)
    lacking = [asset_id for asset_id in asset_ids if asset_id not in ids_in(register)]
    found: list[Asset] = []
    for asset_id in lacking:
        try:
            asset = services.assets.get(project.id, asset_id)
        except NotFound:
            asset = None
        if asset is None or asset.status not in (AssetStatus.CHECKED, AssetStatus.READY):
            message = "is no file of this project"
            raise Invalid(f"attachments: {asset_id} {message}.", errors=[{"field": "attachments", "message": message}])
        found.append(asset)
    if found:
        publish(services, project, caller, also=found)


def seen_at(services: Services, asset: Asset) -> str | None:
    """An address that shows the bytes for an hour, as a download where it is opened; None while nothing is stored."""
    if asset.status not in HELD:
        return None
    try:
        return services.objects.signed_url(
            stored(asset.project_id, asset.id),
            "GET",
            SEEN_SECONDS,
            response_disposition=f'attachment; filename="{asset.id}"',
        )
    except Unavailable as error:
        logger.warning("no URL of an asset", extra={"fields": {"reason": error.detail}})
        return None


def copy_all(services: Services, source: Project, sha: str, target_id: str) -> None:
    """Give a copy of a project the files that its history may play: those begun before its version `sha` was made;
    what that version hasn't is there as removed. Idempotent. Raises Unavailable."""
    until = services.repositories.checkpoint(source.id, sha).created_at + _COMMITS_ARE_ROUNDED
    there = {asset.id for asset in services.assets.every(target_id)}
    wanted = [asset for asset in services.assets.every(source.id) if asset.status in HELD and asset.created_at <= until]
    names = ids_in(read_register(services, source.id, sha)) if wanted else {}

    def copy(asset: Asset) -> None:
        try:
            services.objects.copy(stored(source.id, asset.id), stored(target_id, asset.id))
        except NotFound:
            return
        name = names.get(asset.id)
        status = AssetStatus.READY if name else AssetStatus.REMOVED
        update = {"project_id": target_id, "status": status, "counted": asset.size if name else 0}
        services.assets.put(asset.model_copy(update={**update, "name": name or asset.name}))

    with ThreadPoolExecutor(_PARALLEL) as pool:
        list(pool.map(copy, [asset for asset in wanted if asset.id not in there]))
