"""What an earlier session left behind: turns that died with their pod are ended and explained, never replayed."""

import logging

from common.errors import Conflict, NotFound, Superseded
from common.http import retrying
from common.ids import new_id
from common.models import ChatMessage, MessageRole, MessageStatus
from session_pod.agent.edge_client import EdgeClient

logger = logging.getLogger(__name__)

EXPLANATION = (
    "The workspace stopped unexpectedly while I was working on this. Your last saved version is open. "
    "Send the message again to go on."
)
REASON = "The workspace stopped unexpectedly."
LOOKED_AT = 50


def settle_orphans(edge: EdgeClient, epoch: int) -> None:
    """End every turn of a lower epoch as failed, its half-spoken answer with it, and say so once in the chat."""
    running = [message for message in edge.messages("running", LOOKED_AT) if _is_old(message, epoch)]
    recent = edge.messages(limit=LOOKED_AT)
    for message in recent:
        if message.status is MessageStatus.STREAMING and _is_old(message, epoch):
            _end(edge, message, _answer_end(message))
    if running:
        notice = {
            "role": MessageRole.SYSTEM.value,
            "content": EXPLANATION,
            "status": MessageStatus.DONE.value,
            "turnId": running[-1].turn_id or new_id(),
        }
        # Named by the message, so that doing this twice says it once. Said first: a pod that dies in between finds the
        # turn still running, says nothing anew and ends it.
        retrying(lambda: edge.put_message(f"lost-{running[-1].id}"[:40], notice))
    for message in running:
        _end(edge, message, {"status": MessageStatus.FAILED.value, "turnId": message.turn_id or new_id()})


def _is_old(message: ChatMessage, epoch: int) -> bool:
    return message.epoch is None or message.epoch < epoch


def _answer_end(message: ChatMessage) -> dict[str, object]:
    return {
        "role": MessageRole.ASSISTANT.value,
        "content": message.content or REASON,
        "status": MessageStatus.FAILED.value,
        "turnId": message.turn_id or new_id(),
        "actions": [action.model_dump(mode="json", exclude_none=True) for action in message.actions],
        "error": REASON,
    }


def _end(edge: EdgeClient, message: ChatMessage, body: dict[str, object]) -> None:
    try:
        retrying(lambda: edge.put_message(message.id, body))
    except (Conflict, NotFound) as error:
        if isinstance(error, Superseded):
            raise
        logger.info("an orphan had ended already", extra={"fields": {"message": message.id}})
