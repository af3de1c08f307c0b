"""`/pod/v1`, the queue of turns and the agent's own messages."""

from typing import Annotated, Any, Literal

from flask import Response
from pydantic import Field, model_validator
from pydantic.alias_generators import to_camel

from common.chat_models import Card, Suggestions, TurnLimit, TurnUsage
from common.errors import Invalid, NotFound, Superseded, TooLarge
from common.ids import Id, Sha
from common.message_store import TurnClaim
from common.models import (
    ACTIONS_MAX,
    CONTENT_MAX_BYTES,
    PAGE_DEFAULT,
    AgentAction,
    ChatMessage,
    MessageStatus,
    Model,
)
from edge.answers import POD_TOKEN, Limit, answer, blueprint
from edge.pod_access import pod, require_pod
from edge.services import services
from edge.usage import count_turn, said_tokens

bp = blueprint("pod_messages", __name__, POD_TOKEN, "/pod/v1")
bp.before_request(require_pod)

_ERROR_MAX = 4_000
_OF_ANSWERS = frozenset({"content", "actions", "token_count", "card", "limit", "usage", "suggestions"})


class MessagesQuery(Model):
    """The queue (`status`), or the conversation: the newest, or those before a message."""

    status: Literal["queued", "running"] | None = None
    limit: Limit = PAGE_DEFAULT
    before: Id | None = None


class Messages(Model):
    """Oldest first."""

    messages: list[ChatMessage]


class PodMessagePath(Model):
    """One message of the pod's project."""

    message_id: Id = Field(alias="message_id")


class PodMessage(Model):
    """Without `role`: claim a user's message (`running`) or end its turn. With it: the agent's or a system message."""

    status: MessageStatus
    turn_id: Id
    epoch: Annotated[int, Field(ge=1)]
    role: Literal["assistant", "system"] | None = None
    content: str | None = None
    actions: Annotated[list[AgentAction], Field(max_length=ACTIONS_MAX)] | None = None
    checkpoint_sha: Sha | None = None
    token_count: Annotated[int, Field(ge=0, le=2**53)] | None = None
    error: Annotated[str, Field(max_length=_ERROR_MAX)] | None = None
    card: Card | None = None
    limit: TurnLimit | None = None
    usage: TurnUsage | None = None
    suggestions: Suggestions | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> "PodMessage":
        if self.role is None:
            if self.status in (MessageStatus.QUEUED, MessageStatus.STREAMING):
                raise ValueError("a user's message can be set to running, done, failed or stopped")
            if self.model_fields_set & _OF_ANSWERS:
                raise ValueError(f"{', '.join(sorted(map(to_camel, _OF_ANSWERS)))} belong to messages with a role")
        elif self.content is None:
            raise ValueError("a message with a role needs content")
        elif self.status in (MessageStatus.QUEUED, MessageStatus.RUNNING):
            raise ValueError("an answer can be streaming, done, failed or stopped")
        return self


@bp.get("/messages", responses={200: Messages})
def list_queue_or_conversation(query: MessagesQuery) -> Response:
    """The queue or the conversation."""
    project_id = pod().project.id
    stored = services().messages
    if query.status is not None:
        return answer(Messages(messages=stored.with_status(project_id, MessageStatus(query.status), query.limit)))
    try:
        return answer(Messages(messages=stored.page(project_id, limit=query.limit, before=query.before)))
    except NotFound as error:
        raise Invalid("before: is gone.", errors=[{"field": "before", "message": "is gone"}]) from error


@bp.put("/messages/<message_id>", responses={200: ChatMessage})
def put_message(path: PodMessagePath, body: PodMessage) -> Response:
    """Claim, end or write a message; idempotent by id and turn."""
    caller = pod()
    if body.epoch != caller.claims.epoch:
        raise Superseded("The token is for another epoch.")
    stored, project_id = services().messages, caller.project.id
    claim = TurnClaim(turn_id=body.turn_id, epoch=body.epoch)
    if body.role is not None:
        written = stored.write(project_id, path.message_id, claim, _fields(body))
        if body.role == "assistant" and body.status is not MessageStatus.STREAMING:
            said = body.usage or (None if body.token_count is None else said_tokens(body.token_count))
            count_turn(services(), project_id, body.turn_id, said)
        return answer(written)
    if body.status is MessageStatus.RUNNING:
        return answer(stored.claim(project_id, path.message_id, claim))
    fields = {"checkpointSha": body.checkpoint_sha, "error": body.error}
    known = {name: value for name, value in fields.items() if value is not None}
    ended = stored.end(project_id, path.message_id, claim, body.status, **known)
    count_turn(services(), project_id, body.turn_id)
    return answer(ended)


def _fields(body: PodMessage) -> dict[str, Any]:
    if body.content is not None and len(body.content.encode()) > CONTENT_MAX_BYTES:
        raise TooLarge(f"The message is longer than {CONTENT_MAX_BYTES // 1024} KiB.")
    fields = body.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"turn_id", "epoch"})
    return {"attachments": [], **fields}
