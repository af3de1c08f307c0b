"""Work that pods could not save: offered to editors until one of them brings it back or lets it go."""

import logging
from typing import Annotated

from flask import Response
from pydantic import Field

from common.errors import StoryDreamError
from common.models import Checkpoint, Model
from common.version_models import RescuedWork
from edge.access import access, require_caller
from edge.answers import BEARER, ProjectPath, answer, blueprint, nothing
from edge.policy import Operation
from edge.rescuing import adopt, bring_back
from edge.services import services

bp = blueprint("rescues", __name__, BEARER)
bp.before_request(require_caller)

logger = logging.getLogger(__name__)


class RescuePath(ProjectPath):
    """… and one piece of rescued work."""

    name: Annotated[str, Field(pattern=r"^[0-9]{1,12}-[0-9a-f]{7}$")]


class Rescues(Model):
    """What was put aside and nobody has decided about, newest first."""

    items: list[RescuedWork]


@bp.get("/api/projects/<project_id>/rescues", responses={200: Rescues})
def list_rescues(path: ProjectPath) -> Response:
    """Work that could not be saved. What dying pods left behind is taken in first."""
    allowed = access(path.project_id, Operation.RESCUE)
    held = services()
    try:
        adopt(held, allowed.project)
    except StoryDreamError as error:  # it stays where it is for the next look
        logger.warning("rescues not looked through", extra={"fields": {"reason": error.detail}})
    return answer(Rescues(items=held.repositories.rescues(path.project_id)))


@bp.post("/api/projects/<project_id>/rescues/<name>/apply", responses={201: Checkpoint})
def apply_rescue(path: RescuePath) -> Response:
    """Bring the work back on top of the newest version, as a new checkpoint. Again: what is there."""
    allowed = access(path.project_id, Operation.RESCUE)
    return answer(bring_back(services(), allowed.project, allowed.caller, path.name), 201)


@bp.delete("/api/projects/<project_id>/rescues/<name>", responses={204: None})
def dismiss_rescue(path: RescuePath) -> Response:
    """Offer it no more. It is kept all the same. Idempotent."""
    access(path.project_id, Operation.RESCUE)
    services().repositories.settle_rescue(path.project_id, path.name)
    return nothing()
