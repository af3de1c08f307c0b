"""Players of checkpoints: a version built into a page, kept file by file, handed out by a signed address.

What a pod posts is a stranger's code. It is served so that it runs in an origin of its own whatever frames it, and so
that no page of ours can take it for a script of its own (edge/routes/players.py).
"""

import hashlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import ValidationError

from common.errors import Invalid, NotFound, ObjectChanged, StoryDreamError
from common.models import Project
from common.picture_models import PictureState, PlayerAbout, Wanted
from edge.pictures import ask, wake
from edge.services import Services, now

logger = logging.getLogger(__name__)

FOLDER: Final = "players"
_LOOKED_BACK: Final = 100


@dataclass(frozen=True, slots=True)
class PlayerOf:
    """Of which checkpoint, and where, once it is ready."""

    sha: str
    state: Literal["ready", "building"]
    url: str | None = None


def player_of(services: Services, project_id: str, sha: str | None = None) -> PlayerOf:
    """The player of a checkpoint, or of the newest that has one; where there is none yet, `sha` is the head's. Opens no
    pod: anybody may ask. Raises NotFound."""
    project = services.projects.get(project_id)
    wanted = sha or project.player_sha
    if wanted is None or not has_player(services, project_id, wanted):
        return PlayerOf(wanted or project.current_commit_sha, "building")
    return PlayerOf(wanted, "ready", player_url(services, project_id, wanted))


def want_head(services: Services, project: Project) -> None:
    """Have the newest checkpoint's player built by the project's workspace, for who is going to watch it by a link.
    What can't be done now is done when the project is open next."""
    if has_player(services, project.id, project.current_commit_sha):
        return
    try:
        services.projects.want(project.id, Wanted(sha=project.current_commit_sha, kind="player", at=now()))
        wake(services, project, project.user_id)
    except StoryDreamError as error:
        logger.info("no player is asked for", extra={"fields": {"reason": error.detail}})


def ask_for_player(services: Services, project: Project, uid: str, sha: str) -> PictureState:
    """A checkpoint's player, built where there is none. Raises NotFound, Conflict (`not_ready`)."""
    if has_player(services, project.id, sha):
        return PictureState(state="ready", url=player_url(services, project.id, sha))
    return ask(services, project, uid, sha, "player")


def player_url(services: Services, project_id: str, sha: str) -> str:
    """Where anybody plays it, for an hour."""
    return f"/players/{services.signer.mint_player(project_id, sha)}/"


def has_player(services: Services, project_id: str, sha: str) -> bool:
    try:
        player_about(services, project_id, sha)
    except NotFound:
        return False
    return True


def player_about(services: Services, project_id: str, sha: str) -> PlayerAbout:
    """Raises NotFound (`no_player`)."""
    try:
        return PlayerAbout.model_validate(json.loads(services.objects.get(_about(project_id, sha))[0]))
    except (NotFound, ValidationError) as error:
        raise NotFound("This version has no player yet.", code="no_player") from error


def player_file(services: Services, project_id: str, about: PlayerAbout, name: str) -> bytes:
    """Raises NotFound."""
    if name not in about.files:
        raise NotFound
    return services.objects.get(_file(project_id, about.files[name].sha256))[0]


def keep_player(services: Services, project: Project, about: PlayerAbout, files: Mapping[str, bytes]) -> list[str]:
    """Store a checkpoint's player, once all its files are there → the names of those that are still to be sent.

    Raises NotFound for a checkpoint that isn't the project's, Invalid for a file that isn't what it is said to be.
    """
    services.repositories.checkpoint(project.id, about.sha)
    for name, data in files.items():
        known = about.files.get(name)
        if known is None or (known.size, known.sha256) != (len(data), hashlib.sha256(data).hexdigest()):
            raise Invalid(f"{name}: is another file than was said.", errors=[{"field": name, "message": "differs"}])
        _store(services, _file(project.id, known.sha256), data)
    kept = set(services.objects.list(f"{FOLDER}/{project.id}/files/"))
    lacking = [name for name, file in about.files.items() if _file(project.id, file.sha256) not in kept]
    if not lacking:
        services.objects.put(_about(project.id, about.sha), about.model_dump_json().encode())
        services.projects.set_player(
            project.id, about.sha, lambda known: _is_newer(services, project.id, about.sha, known)
        )
        services.projects.wants_no_more(project.id, about.sha, "player")
    return lacking


def _store(services: Services, name: str, data: bytes) -> None:
    try:
        services.objects.put(name, data, if_generation_match=0)
    except ObjectChanged:
        return  # it is there already, and named by what it holds


def _is_newer(services: Services, project_id: str, sha: str, known: str) -> bool:
    """Whether a checkpoint comes after another one; the other one may lie too far back to be found."""
    items, _ = services.repositories.log(project_id, None, _LOOKED_BACK)
    order = {item.sha: number for number, item in enumerate(items)}
    return order.get(sha, _LOOKED_BACK) < order.get(known, _LOOKED_BACK)


def _about(project_id: str, sha: str) -> str:
    return f"{FOLDER}/{project_id}/{sha}.json"


def _file(project_id: str, sha256: str) -> str:
    return f"{FOLDER}/{project_id}/files/{sha256}"
