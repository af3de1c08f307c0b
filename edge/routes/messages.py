"""The chat: a message is stored as `queued` with the user's own token, and that is the turn's work item."""

from typing import Annotated, Any

from flask import Response
from pydantic import Field

from common.chat_models import CHOICE_MAX
from common.errors import Forbidden, Invalid, NotFound
from common.ids import Id, new_id
from common.message_store import MessageDraft
from common.models import ATTACHMENTS_MAX, ChatMessage, MessageContext, Model
from edge.access import access, require_caller
from edge.answers import (
    BEARER,
    MessagePath,
    Page,
    PageQuery,
    ProjectPath,
    answer,
    blueprint,
    from_cursor,
    nothing,
    to_cursor,
)
from edge.assets import attach
from edge.opening import wake
from edge.policy import Operation
from edge.services import services
from edge.texts import Prompt

bp = blueprint("messages", __name__, BEARER)
bp.before_request(require_caller)

Attachments = Annotated[list[Id], Field(max_length=ATTACHMENTS_MAX)]


class NewMessage(Model):
    """What a user says. The id, made by the client, makes a retry harmless."""

    id: Id = Field(default_factory=new_id)
    content: Prompt
    attachments: Attachments = Field(default_factory=list)
    context: MessageContext | None = None


class MessageChange(Model):
    """What may be changed while the message is queued; what is absent stays."""

    content: Prompt | None = None
    attachments: Attachments | None = None
    context: MessageContext | None = None


class CardChoice(Model):
    """What was chosen: an option's label, `go_ahead` on a storyboard, `differently`, `undo` or `ignore` on a fix."""

    choice: Annotated[str, Field(min_length=1, max_length=CHOICE_MAX)]


@bp.get("/api/projects/<project_id>/messages", responses={200: Page[ChatMessage]})
def list_messages(path: ProjectPath, query: PageQuery) -> Response:
    """The newest messages, oldest first; `cursor` leads to the ones before them."""
    access(path.project_id, Operation.READ)
    before = from_cursor(query.cursor) if query.cursor else None
    try:
        items = services().messages.page(path.project_id, limit=query.limit, before=before)
    except (NotFound, ValueError) as error:
        raise Invalid("The cursor's message is gone.", errors=[{"field": "cursor", "message": "is stale"}]) from error
    more = len(items) == query.limit
    return answer(Page[ChatMessage](items=items, cursor=to_cursor(items[0].id) if more else None))


@bp.post("/api/projects/<project_id>/messages", responses={202: ChatMessage})
def send_message(path: ProjectPath, body: NewMessage) -> Response:
    """Say something to the agent. 202 once it is stored; a session is opened if there is none."""
    allowed = access(path.project_id, Operation.SEND)
    held = services()
    attach(held, allowed.project, allowed.caller, body.attachments)
    draft = MessageDraft(id=body.id, content=body.content, attachments=body.attachments, context=body.context)
    try:
        message = held.messages.send_as(allowed.user, allowed.caller.uid, path.project_id, draft)
    except Forbidden:
        access(path.project_id, Operation.SEND)  # the role was taken away, or the project went, just now
        raise
    wake(held, allowed.project)
    return answer(message, 202)


@bp.patch("/api/projects/<project_id>/messages/<message_id>", responses={200: ChatMessage})
def change_message(path: MessagePath, body: MessageChange) -> Response:
    """Change an own message while it is queued."""
    allowed = access(path.project_id, Operation.SEND)
    held = services()
    changes: dict[str, Any] = {}
    if body.content is not None:
        changes["content"] = body.content
    if body.attachments is not None:
        changes["attachments"] = body.attachments
    if "context" in body.model_fields_set:
        context = body.context
        changes["context"] = None if context is None else context.model_dump(by_alias=True, exclude_none=True)
    if not changes:
        return answer(held.messages.get(path.project_id, path.message_id))
    return answer(held.messages.change_as(allowed.user, path.project_id, path.message_id, changes))


@bp.delete("/api/projects/<project_id>/messages/<message_id>", responses={204: None})
def withdraw_message(path: MessagePath) -> Response:
    """Withdraw an own message while it is queued."""
    allowed = access(path.project_id, Operation.SEND)
    services().messages.withdraw_as(allowed.user, path.project_id, path.message_id)
    return nothing()


@bp.post("/api/projects/<project_id>/messages/<message_id>/answer", responses={200: ChatMessage})
def answer_card(path: MessagePath, body: CardChoice) -> Response:
    """Mark a card as decided, once; what follows from it is the caller's to do."""
    allowed = access(path.project_id, Operation.SEND)
    return answer(services().messages.answer(path.project_id, path.message_id, body.choice, allowed.caller.uid))
