"""Chat messages in Firestore: also the queue of turns. Methods named `…_as` write with a user's own token, judged by
`firestore.rules`; the others write for a pod, whose epoch is checked in the same transaction."""

from collections.abc import Iterator
from typing import Any

from common.chat_models import choices_of
from common.errors import Conflict, Forbidden, IdTaken, Invalid, MessageTaken, NotFound, Superseded
from common.firestore import (
    CALL,
    DESCENDING,
    SERVER_TIMESTAMP,
    Client,
    Document,
    Snapshot,
    Transaction,
    firestore_errors,
    in_transaction,
    server_time,
    where,
)
from common.models import (
    PAGE_DEFAULT,
    PAGE_MAX,
    ChatMessage,
    MessageContext,
    MessageRole,
    MessageStatus,
    Model,
)
from common.project_store import MESSAGES, PROJECTS, new_message_data, project_from

_ENDED = {MessageStatus.DONE, MessageStatus.FAILED, MessageStatus.STOPPED}


class MessageDraft(Model):
    """What a user sends."""

    id: str
    content: str
    attachments: list[str]
    context: MessageContext | None


class TurnClaim(Model):
    """Who works on a message: one turn of one session's epoch."""

    turn_id: str
    epoch: int


def message_from(snapshot: Snapshot) -> ChatMessage:
    """Raises NotFound when the document isn't there."""
    data = snapshot.to_dict() if snapshot.exists else None
    if data is None:
        raise NotFound
    return ChatMessage.model_validate(data)


class MessageStore:
    """`projects/{projectId}/messages/{id}`. Every method raises Unavailable when Firestore doesn't answer in time."""

    def __init__(self, admin: Client) -> None:
        self._admin = admin

    def _document(self, project_id: str, message_id: str) -> Document:
        return self._admin.document(PROJECTS, project_id, MESSAGES, message_id)

    def get(self, project_id: str, message_id: str) -> ChatMessage:
        """Raises NotFound."""
        with firestore_errors():
            return message_from(self._document(project_id, message_id).get(**CALL))

    def page(self, project_id: str, *, limit: int = PAGE_DEFAULT, before: str | None = None) -> list[ChatMessage]:
        """The last `limit` messages before the message `before` (or the end), oldest first.

        Raises NotFound when there is no message `before`.
        """
        messages = self._admin.collection(PROJECTS, project_id, MESSAGES)
        query = messages.order_by("createdAt", direction=DESCENDING).order_by("id", direction=DESCENDING)
        with firestore_errors():
            if before is not None:
                mark = self._document(project_id, before).get(**CALL)
                message_from(mark)
                query = query.start_after(mark)
            found = [message_from(snapshot) for snapshot in query.limit(limit).stream(**CALL)]
        return found[::-1]

    def every(self, project_id: str, *, author_id: str | None = None) -> Iterator[ChatMessage]:
        """All messages, oldest first; or all of one author, in no order."""
        messages = self._admin.collection(PROJECTS, project_id, MESSAGES)
        ordered = messages.order_by("createdAt") if author_id is None else where(messages, "authorId", "==", author_id)
        query = ordered.limit(PAGE_MAX)
        while True:
            with firestore_errors():
                found = list(query.stream(**CALL))
            yield from map(message_from, found)
            if len(found) < PAGE_MAX:
                return
            query = query.start_after(found[-1])

    def with_status(self, project_id: str, status: MessageStatus, limit: int = PAGE_DEFAULT) -> list[ChatMessage]:
        """Messages in that status, oldest first."""
        query = where(self._admin.collection(PROJECTS, project_id, MESSAGES), "status", "==", status.value)
        with firestore_errors():
            return [message_from(one) for one in query.order_by("createdAt").limit(limit).stream(**CALL)]

    def author_of_turn(self, project_id: str, turn_id: str) -> str | None:
        """Who asked for the turn; None when no user's message names it."""
        request = self._request_of(project_id, turn_id)
        return None if request is None else request.author_id

    def _request_of(self, project_id: str, turn_id: str) -> ChatMessage | None:
        """The user's message that a turn works on."""
        query = where(self._admin.collection(PROJECTS, project_id, MESSAGES), "turnId", "==", turn_id).limit(PAGE_MAX)
        with firestore_errors():
            of_turn = [message_from(snapshot) for snapshot in query.stream(**CALL)]
        return next((one for one in of_turn if one.role is MessageRole.USER), None)

    # -- as the user ---------------------------------------------------------------------------------------------

    def send_as(self, user: Client, uid: str, project_id: str, draft: MessageDraft) -> ChatMessage:
        """Store a message as `queued`. The same one again gives the message that is there.

        Raises IdTaken when the id belongs to another message, Forbidden when the rules say no.
        """
        data = new_message_data(project_id, draft.id, uid, draft.content, draft.attachments, draft.context)
        batch = user.batch()
        batch.create(user.document(PROJECTS, project_id, MESSAGES, draft.id), data)
        try:
            with firestore_errors():
                batch.commit(**CALL)
        except (IdTaken, Forbidden, Conflict) as refusal:
            return self._sent_before(project_id, uid, draft, refusal)
        return ChatMessage.model_validate({**data, "createdAt": server_time(batch)})

    def _sent_before(
        self, project_id: str, uid: str, draft: MessageDraft, refusal: IdTaken | Forbidden | Conflict
    ) -> ChatMessage:
        """After a refusal: this very message may be there (a repeated request, a lost reply)."""
        try:
            existing = self.get(project_id, draft.id)
        except NotFound:
            raise refusal from None
        if existing.author_id != uid:
            raise IdTaken from refusal
        return existing

    def change_as(self, user: Client, project_id: str, message_id: str, changes: dict[str, Any]) -> ChatMessage:
        """Change content, attachments or context (wire names) of an own message that is still queued.

        Raises NotFound, MessageTaken when a turn has begun, Forbidden when it is somebody else's.
        """
        with firestore_errors():
            snapshot = self._document(project_id, message_id).get(**CALL)
        _require_queued(message_from(snapshot))
        try:
            with firestore_errors():
                option = user.write_option(last_update_time=snapshot.update_time)
                user.document(PROJECTS, project_id, MESSAGES, message_id).update(changes, option=option, **CALL)
        except (Conflict, NotFound, Forbidden) as error:
            now = self.get(project_id, message_id)
            _require_queued(now)
            if isinstance(error, Forbidden):
                raise
            stored = now.model_dump(by_alias=True)
            if any(stored.get(name) != value for name, value in changes.items()):
                raise Conflict("The message was changed elsewhere.") from error
        return self.get(project_id, message_id)

    def withdraw_as(self, user: Client, project_id: str, message_id: str) -> None:
        """Delete an own message that is still queued; one that is gone already is fine.

        Raises MessageTaken when a turn has begun, Forbidden when it is somebody else's.
        """
        with firestore_errors():
            snapshot = self._document(project_id, message_id).get(**CALL)
        if not snapshot.exists:
            return
        _require_queued(message_from(snapshot))
        try:
            with firestore_errors():
                option = user.write_option(last_update_time=snapshot.update_time)
                user.document(PROJECTS, project_id, MESSAGES, message_id).delete(option=option, **CALL)
        except (Conflict, NotFound, Forbidden):
            with firestore_errors():
                now = self._document(project_id, message_id).get(**CALL)
            if now.exists:
                _require_queued(message_from(now))
                raise

    # -- after the policy check ----------------------------------------------------------------------------------

    def answer(self, project_id: str, message_id: str, choice: str, uid: str) -> ChatMessage:
        """Mark a message's card with what was chosen, once; the same choice again is fine.

        Raises NotFound, Invalid when it has no card or the card no such choice, Conflict when another was chosen.
        """

        def work(transaction: Transaction) -> None:
            document = self._document(project_id, message_id)
            message = message_from(document.get(transaction=transaction, **CALL))
            if message.card is None:
                raise Invalid("This message asks for no decision.")
            if choice not in choices_of(message.card):
                wrong = [{"field": "choice", "message": "is none of the choices"}]
                raise Invalid("choice: is none of the choices.", errors=wrong)
            if message.answer is None:
                transaction.update(document, {"answer": {"choice": choice, "at": SERVER_TIMESTAMP, "userId": uid}})
            elif message.answer.choice != choice:
                raise Conflict("This was decided already.", code="already_answered")

        in_transaction(self._admin, work)
        return self.get(project_id, message_id)

    # -- for a pod -----------------------------------------------------------------------------------------------

    def claim(self, project_id: str, message_id: str, claim: TurnClaim) -> ChatMessage:
        """Give a queued message to a turn; again for the same turn is fine.

        Raises NotFound (also when it was withdrawn), MessageTaken when another turn has or had it, Superseded.
        """

        def work(transaction: Transaction) -> None:
            self._require_epoch(transaction, project_id, claim.epoch)
            document = self._document(project_id, message_id)
            message = message_from(document.get(transaction=transaction, **CALL))
            if message.status is MessageStatus.RUNNING and message.turn_id == claim.turn_id:
                return
            if message.role is not MessageRole.USER or message.status is not MessageStatus.QUEUED:
                raise MessageTaken
            status = MessageStatus.RUNNING.value
            transaction.update(document, {"status": status, "turnId": claim.turn_id, "epoch": claim.epoch})

        in_transaction(self._admin, work)
        return self.get(project_id, message_id)

    def end(
        self, project_id: str, message_id: str, claim: TurnClaim, status: MessageStatus, **fields: Any
    ) -> ChatMessage:
        """End the turn of a user's message as done, failed or stopped, once: the same end again is fine.

        `fields` are wire names (checkpointSha, error). A later epoch may end what an earlier one left running.
        Raises NotFound, MessageTaken when another turn has it or it ended otherwise, Superseded.
        """

        def work(transaction: Transaction) -> None:
            self._require_epoch(transaction, project_id, claim.epoch)
            document = self._document(project_id, message_id)
            message = message_from(document.get(transaction=transaction, **CALL))
            if message.status is status and message.turn_id == claim.turn_id:
                return
            abandoned = message.epoch is not None and message.epoch < claim.epoch
            if message.status is not MessageStatus.RUNNING or (message.turn_id != claim.turn_id and not abandoned):
                raise MessageTaken
            transaction.update(document, {"status": status.value, "epoch": claim.epoch, **fields})

        in_transaction(self._admin, work)
        return self.get(project_id, message_id)

    def write(self, project_id: str, message_id: str, claim: TurnClaim, fields: dict[str, Any]) -> ChatMessage:
        """Create or replace an assistant's or system message (wire names); repeating it changes nothing.

        A message that has ended stays as it is, except that the same epoch may say more of it. Raises IdTaken when
        the id is a user's message, MessageTaken when another turn wrote it, Superseded.
        """

        def work(transaction: Transaction) -> None:
            self._require_epoch(transaction, project_id, claim.epoch)
            document = self._document(project_id, message_id)
            snapshot = document.get(transaction=transaction, **CALL)
            written = {**fields, "turnId": claim.turn_id, "epoch": claim.epoch}
            if not snapshot.exists:
                fixed = {"id": message_id, "projectId": project_id, "createdAt": SERVER_TIMESTAMP}
                transaction.create(document, {**written, **fixed})
                return
            existing = message_from(snapshot)
            if existing.role is MessageRole.USER:
                raise IdTaken
            if existing.turn_id != claim.turn_id and (existing.epoch or 0) >= claim.epoch:
                raise MessageTaken
            if existing.status in _ENDED and fields.get("status") == MessageStatus.STREAMING.value:
                return  # a late write of a text that has ended
            transaction.update(document, written)

        in_transaction(self._admin, work)
        return self.get(project_id, message_id)

    def settle(self, project_id: str, message_id: str, claim: TurnClaim, fields: dict[str, Any]) -> bool:
        """Store how a turn ended whose pod could not say so, whatever the epoch is by now → whether it was needed.

        `fields` are wire names; with a `role` they are the whole answer, which may never have been stored. Only a turn
        of the claim's own epoch that still runs is touched, and of its messages only those that haven't ended.
        """
        asked = self._request_of(project_id, claim.turn_id)
        if asked is None:
            return False
        role = MessageRole.ASSISTANT if "role" in fields else MessageRole.USER

        def work(transaction: Transaction) -> bool:
            document = self._document(project_id, message_id)
            request = self._document(project_id, asked.id).get(transaction=transaction, **CALL)
            snapshot = document.get(transaction=transaction, **CALL)
            if not _is_open(request, MessageRole.USER, claim):
                return False
            if not snapshot.exists and role is MessageRole.ASSISTANT:
                fixed = {"id": message_id, "projectId": project_id, "createdAt": SERVER_TIMESTAMP, "attachments": []}
                transaction.create(document, {**fields, **claim.model_dump(by_alias=True), **fixed})
                return True
            needed = _is_open(snapshot, role, claim)
            if needed:
                transaction.update(document, fields)
            return needed

        return in_transaction(self._admin, work)

    def announce(self, project_id: str, message_id: str, content: str, checkpoint_sha: str | None = None) -> None:
        """Put a system notice into the chat, once for its id."""
        notice = {
            "id": message_id,
            "projectId": project_id,
            "role": MessageRole.SYSTEM.value,
            "content": content,
            "createdAt": SERVER_TIMESTAMP,
            "status": MessageStatus.DONE.value,
            "attachments": [],
            "checkpointSha": checkpoint_sha,
        }
        try:
            with firestore_errors():
                self._document(project_id, message_id).create(notice, **CALL)
        except IdTaken:
            return

    def _require_epoch(self, transaction: Transaction, project_id: str, epoch: int) -> None:
        """Read the project in the same transaction, so that a higher epoch raised meanwhile makes the write fail."""
        snapshot = self._admin.document(PROJECTS, project_id).get(transaction=transaction, **CALL)
        if project_from(snapshot).epoch > epoch:
            raise Superseded


def _require_queued(message: ChatMessage) -> None:
    if message.role is not MessageRole.USER or message.status is not MessageStatus.QUEUED:
        raise MessageTaken


def _is_open(snapshot: Snapshot, role: MessageRole, claim: TurnClaim) -> bool:
    """Whether it is a message of that turn, in that role, and hasn't ended."""
    if not snapshot.exists:
        return False
    message = message_from(snapshot)
    mine = (message.role, message.turn_id, message.epoch) == (role, claim.turn_id, claim.epoch)
    return mine and message.status in (MessageStatus.RUNNING, MessageStatus.STREAMING)
