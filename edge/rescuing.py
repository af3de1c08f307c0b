"""Work that pods could not save: kept under refs, taken in from where dying pods left it, brought back on request."""

import hashlib
import logging
import re
from itertools import islice
from typing import Final

from common.errors import Conflict, Invalid, NotFound, ObjectChanged, StoryDreamError, Unavailable
from common.message_store import TurnClaim
from common.models import CONTENT_MAX_BYTES, Checkpoint, Project
from common.rescue_envelope import ENVELOPE_MAX_BYTES, RescueEnvelope, UnsentEnd
from edge.committing import conclude, require_ready
from edge.identity import Caller
from edge.services import Services
from edge.usage import count_turn, said_tokens

logger = logging.getLogger(__name__)

PUT_ASIDE: Final = "Changes that could not be saved were put aside. You can bring them back."
BROUGHT_BACK: Final = "Brought back changes that could not be saved before."
AT_ONCE: Final = 8
"""Objects taken in by one call; a project has as many as pods that died without reaching the edge, mostly none."""
_NAME: Final = re.compile(r"([0-9]{1,12})-([a-z0-9][a-z0-9-]{7,39})\.bin")


def object_name(project_id: str, epoch: int, session_id: str) -> str:
    """Where a session's pod may leave what it can't save."""
    return f"{_folder(project_id)}{epoch}-{session_id}.bin"


def _folder(project_id: str) -> str:
    return f"rescue/{project_id}/"


def keep(services: Services, project_id: str, epoch: int, head: str, pack: bytes) -> None:
    """Keep commits that can't become checkpoints any more, and say so in the chat. Idempotent.

    Raises PackInvalid and PackTooLarge (final), Conflict when this epoch has done so too often, Unavailable.
    """
    manifest = services.repositories.create_rescue_ref(project_id, epoch, head, pack)
    ref = f"rescue/{epoch}-{head[:7]}"
    if manifest.refs.get(ref) == head:
        notice = hashlib.sha256(f"{ref} {head}".encode()).hexdigest()[:32]
        services.messages.announce(project_id, notice, PUT_ASIDE, head)


def adopt(services: Services, project: Project) -> None:
    """Take in what dying pods left in `rescue/`: commits become refs, the ends of turns are stored, the objects go.

    Nothing in them is trusted: whose they are is in their names, which were signed here. Idempotent, also in two
    processes at once. Raises Unavailable with what is left still there.
    """
    folder = _folder(project.id)
    for found in islice(services.objects.list_objects(folder), AT_ONCE):
        fields = {"project_id": project.id, "object": found.name}
        try:
            if found.size > ENVELOPE_MAX_BYTES:
                raise Invalid("It is too large.")
            _adopt(services, project, found.name.removeprefix(folder), services.objects.get(found.name)[0])
            logger.info("rescue taken in", extra={"fields": fields})
        except NotFound:  # another process was faster
            continue
        except Unavailable:
            raise
        except Conflict as error:  # kept, as it may be good: bucket rules remove it one day
            logger.error("rescue not taken in", extra={"fields": {**fields, "reason": error.detail}})  # noqa: TRY400 - the reason says it
            continue
        except StoryDreamError as error:
            logger.warning("rescue thrown away", extra={"fields": {**fields, "reason": error.detail}})
        try:
            services.objects.delete(found.name, if_generation_match=found.generation)
        except ObjectChanged:
            logger.info("rescue changed meanwhile", extra={"fields": fields})


def _adopt(services: Services, project: Project, name: str, data: bytes) -> None:
    """Raises Invalid for what a pod of ours didn't write, and as `keep` does."""
    signed = _NAME.fullmatch(name)
    if signed is None:
        raise Invalid("Its name isn't one that was signed.")
    envelope = RescueEnvelope.parse(data)
    line, epoch = envelope.line, int(signed[1])
    if (line.epoch, line.session_id) != (epoch, signed[2]):
        raise Invalid("It is another session's.")
    for end in line.messages:
        _settle(services, project.id, epoch, end)
    if line.head is not None:
        keep(services, project.id, epoch, line.head, envelope.pack)


def _settle(services: Services, project_id: str, epoch: int, end: UnsentEnd) -> None:
    """Store the end of a turn's message, if it is still wanted."""
    if end.role is not None and (end.content is None or len(end.content.encode()) > CONTENT_MAX_BYTES):
        return
    said = {"status", "checkpoint_sha", "error"}
    if end.role is not None:
        said |= {"role", "content", "actions", "token_count", "card", "limit", "usage", "suggestions"}
    fields = end.model_dump(mode="json", by_alias=True, exclude_none=True, include=said)
    claim = TurnClaim(turn_id=end.turn_id, epoch=epoch)
    needed = services.messages.settle(project_id, end.id, claim, fields)
    if needed:
        used = end.usage or (None if end.token_count is None else said_tokens(end.token_count))
        count_turn(services, project_id, end.turn_id, used)


def bring_back(services: Services, project: Project, caller: Caller, name: str) -> Checkpoint:
    """Put rescued work on top of the head → the new checkpoint; or the head, where its files are so already, which
    makes a repeated request harmless. Raises NotFound, Conflict (`not_ready`), Unavailable."""
    require_ready(project)
    offered = {work.name: work for work in services.repositories.rescues(project.id)}
    what = f"“{offered[name].summary}”" if name in offered else "rescued work"
    manifest = services.repositories.apply_rescue(project.id, name, caller.author(), f"Bring back {what}")
    return conclude(services, project, caller, manifest, BROUGHT_BACK)
