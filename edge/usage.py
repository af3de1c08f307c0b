"""What users' turns use, counted once a turn when it has ended, and the budgets' totals written down with it."""

import logging
from typing import Final

from common.chat_models import TurnUsage
from common.errors import Conflict, NotFound, Unavailable
from edge.services import Services, now

_MOST: Final = 10**9
"""No turn uses more: what a pod says must not spoil the sums."""

logger = logging.getLogger(__name__)


def count_turn(services: Services, project_id: str, turn_id: str, said: TurnUsage | None = None) -> None:
    """Add the turn to the usage of who asked for it, once for its id. Of what the gateway counted and what the pod has
    `said` the larger counts: the one misses what was lost with Redis, the other what broke off.

    What is stored already must not fail for it: a count that fails is logged and lost.
    """
    try:
        author = services.messages.author_of_turn(project_id, turn_id)
        counted = services.budgets.turn(project_id, turn_id)
        if author is None or not (counted or said):
            return
        pairs = (said or said_tokens(0)).model_dump(by_alias=True).items()
        used = TurnUsage.model_validate({name: max(min(value, _MOST), counted.get(name, 0)) for name, value in pairs})
        plan = services.users.plan(author)
        services.users.count_turn(author, turn_id, used, now(), services.budgets.spending_of_user(author, plan))
        services.projects.note_spending(project_id, services.budgets.spending_of_project(project_id))
    except (Conflict, NotFound, Unavailable) as error:
        fields = {"project_id": project_id, "turn_id": turn_id, "reason": error.problem_code}
        logger.warning("turn not counted", extra={"fields": fields})


def said_tokens(output_tokens: int) -> TurnUsage:
    """Of a pod that says no more than how much its answer is."""
    return TurnUsage(input_tokens=0, output_tokens=output_tokens, cached_tokens=0, cache_write_tokens=0, cost_micros=0)
