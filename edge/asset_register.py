"""`public/assets.json` at a project's head: which uploads it has. Changed only by commits, so that every version keeps
its own; people and the agent can write anything there."""

import json
import random
import time
from collections.abc import Callable
from typing import Any, Final

from common.asset_models import ASSET_NAME_MAX, ASSETS_FILE, Asset, AssetStatus
from common.errors import HeadMoved, NotFound
from common.git.messages import Author
from common.models import Project
from edge.committing import committed
from edge.services import Services

Register = dict[str, Any]
Change = Callable[[Register], str | None]
"""Changes a register in place → what the commit says; None where it is as wanted already."""

_ATTEMPTS: Final = 12
_WAIT_SECONDS: Final = 0.25


def read_register(services: Services, project_id: str, version: str) -> Register:
    """What a version's register says, by name. One that can't be read is made anew of what is in the project."""
    try:
        text = services.repositories.read_file(project_id, version, ASSETS_FILE)
    except NotFound:
        return {}
    try:
        listed = json.loads(text)
    except (ValueError, RecursionError):
        listed = None
    if isinstance(listed, dict):
        return listed
    ready = services.assets.with_status(project_id, AssetStatus.READY)
    return {asset.name: entry_of(asset) for asset in ready}


def ids_in(register: Register) -> dict[str, str]:
    """→ name by asset id."""
    named = {name: entry.get("assetId") for name, entry in register.items() if isinstance(entry, dict)}
    return {asset_id: name for name, asset_id in named.items() if isinstance(asset_id, str)}


def entry_of(asset: Asset) -> dict[str, Any]:
    """What a register says of an asset (docs/contracts.md)."""
    return {"assetId": asset.id, "size": asset.size, "md5": asset.md5 or "", "type": asset.content_type}


def change_register(services: Services, project: Project, author: Author, change: Change) -> Register:
    """Commit a change on whatever the head is → the register as it is then. Several that come at once wait for each
    other here: one manifest takes about one write a second. Raises HeadMoved when others keep being faster."""
    for attempt in range(_ATTEMPTS):
        head = services.repositories.manifest(project.id).head
        register = read_register(services, project.id, head)
        summary = change(register)
        if summary is None:
            return register
        text = json.dumps(register, ensure_ascii=False, indent=2) + "\n"
        try:
            manifest = services.repositories.commit_files(
                project.id, head, {ASSETS_FILE: text.encode()}, author, summary
            )
        except HeadMoved:
            time.sleep(random.uniform(0, _WAIT_SECONDS * (attempt + 1)))  # noqa: S311 - spreads writers, hides nothing
            continue
        committed(services, project, manifest, None)
        return register
    raise HeadMoved("Others keep changing the project. Try again in a moment.")


def free_name(name: str, register: Register) -> str:
    """`name`, or one like it that no other file has, on any file system."""
    taken = {other.casefold() for other in register}
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    number, chosen = 1, name
    while chosen.casefold() in taken:
        number += 1
        tail = f"-{number}{dot}{ending}"
        chosen = f"{stem[: ASSET_NAME_MAX - len(tail)]}{tail}"
    return chosen
