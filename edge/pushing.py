"""A `git push`, taken ref by ref: `main` through the same door as a pod's save, all else refused with a reason."""

import logging
from typing import Final

from common.errors import HeadMoved, NotFound, StoryDreamError
from common.git.manifest import MAIN, Manifest
from common.models import PACK_MAX_BYTES, PAGE_MAX, Project
from edge.committing import committed
from edge.git_wire import NOTHING, Command, Commands, Outcome
from edge.places import Places
from edge.services import Services

logger = logging.getLogger(__name__)

MAIN_REF = f"refs/heads/{MAIN}"
ONLY_MAIN = "only main can be pushed: names and branches are made in StoryDream"
FETCH_FIRST = "fetch first: the project has a newer version"
_WAIT_SECONDS: Final = 30.0

_judged = Places(most=1, each=1)  # a push of 25 MiB takes 4 s and 250 MB until it is stored


def take_push(services: Services, project: Project, uid: str, commands: Commands, pack: bytes | None) -> list[Outcome]:
    """Do what a push asks for, as far as it may be → what became of each command. `pack` is None when it was longer
    than PACK_MAX_BYTES and so wasn't kept."""
    moves = [command for command in commands.items if command.ref == MAIN_REF]
    outcomes = []
    for command in commands.items:
        reason = _why_never(command, moves)
        if reason is None:
            reason = _why_not(services, project, uid, command, pack)
        outcomes.append(Outcome(command.ref, reason))
    return outcomes


def _why_never(command: Command, moves: list[Command]) -> str | None:
    """Why a command can't be followed, whatever the pack holds."""
    if command.ref != MAIN_REF:
        return ONLY_MAIN
    if command.new == NOTHING:
        return "main can't be deleted"
    if len(moves) > 1:
        return "main can be moved once in a push"
    return FETCH_FIRST if command.old == NOTHING else None


def _why_not(services: Services, project: Project, uid: str, command: Command, pack: bytes | None) -> str | None:
    """Push to main → why it was refused; None when the commits are stored for good."""
    if pack is None:
        return f"The push is larger than {PACK_MAX_BYTES // 1024 // 1024} MiB: add large files as assets instead"
    try:
        with _judged.place(uid, _WAIT_SECONDS):
            manifest = services.repositories.push(project.id, command.old, command.new, pack, uid)
    except HeadMoved:
        return FETCH_FIRST
    except StoryDreamError as error:
        logger.info("push refused", extra={"fields": {"code": error.problem_code, "reason": error.detail}})
        return error.detail
    _tell(services, project, uid, command, manifest)
    return None


def _tell(services: Services, project: Project, uid: str, command: Command, manifest: Manifest) -> None:
    """What follows on a push that is stored: its failure doesn't undo it, and what is copied is mended on opening."""
    try:
        committed(services, project, manifest, _notice(services, project, uid, command))
    except StoryDreamError as error:
        logger.warning("push not told of", extra={"fields": {"sha": command.new, "reason": error.detail}})


def _notice(services: Services, project: Project, uid: str, command: Command) -> str:
    shas = [item.sha for item in services.repositories.log(project.id, None, PAGE_MAX)[0]]
    start = shas.index(command.new) if command.new in shas else 0
    count = shas.index(command.old) - start if command.old in shas else 0
    what = "1 commit" if count == 1 else f"{count} commits" if count > 1 else f"More than {PAGE_MAX} commits"
    return f"{what} pushed by {_name(services, uid)}."


def _name(services: Services, uid: str) -> str:
    """What the chat calls the user."""
    try:
        user = services.users.get(uid)
    except NotFound:
        return "someone"
    return user.display_name or user.email.partition("@")[0] or "someone"
