"""What users' turns use, counted once a turn when its answer is finished."""

import logging

from common.errors import Conflict, NotFound, Unavailable
from edge.services import Services, now

logger = logging.getLogger(__name__)


def count_turn(services: Services, project_id: str, turn_id: str, output_tokens: int) -> None:
    """Add the turn to the usage of who asked for it; idempotent by its id. The answer is stored already, so a count
    that fails is logged and lost: it must not make the turn fail."""
    try:
        author = services.messages.author_of_turn(project_id, turn_id)
        if author is not None:
            services.users.count_turn(author, turn_id, output_tokens, now())
    except (Conflict, NotFound, Unavailable) as error:
        fields = {"project_id": project_id, "turn_id": turn_id, "reason": error.problem_code}
        logger.warning("turn not counted", extra={"fields": fields})
