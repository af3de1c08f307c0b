"""Messages as the queue of turns: one turn takes a message, an older epoch writes nothing."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from common.errors import Forbidden, IdTaken, MessageTaken, NotFound, StoryDreamError, Superseded
from common.firestore import Client, UserClients
from common.message_store import MessageDraft, MessageStore, TurnClaim
from common.models import MessageContext, MessageStatus
from common.project_store import ProjectDraft, ProjectStore
from tests.edge.firestore_emulator import id_token

PROJECT = "project-1"
FIRST = TurnClaim(turn_id="turn-00001", epoch=1)
ANSWER: dict[str, Any] = {"role": "assistant", "content": "Working", "status": "streaming", "attachments": []}


def draft(message_id: str = "message-00001", content: str = "Make it blue") -> MessageDraft:
    return MessageDraft(id=message_id, content=content, attachments=[], context=MessageContext(frame=12))


@pytest.fixture
def olga(users: UserClients) -> Client:
    return users.of(id_token("olga"))


@pytest.fixture
def projects(admin: Client, olga: Client) -> ProjectStore:
    projects = ProjectStore(admin)
    projects.create_as(olga, "olga", ProjectDraft(id=PROJECT, name="Slow Coast"))
    projects.raise_epoch(PROJECT, 1)
    return projects


@pytest.fixture
def store(admin: Client, olga: Client, projects: ProjectStore) -> MessageStore:
    """With one queued message of Olga's, `message-00001`."""
    store = MessageStore(admin)
    store.send_as(olga, "olga", PROJECT, draft())
    return store


def test_what_sending_answers_is_what_is_stored(store: MessageStore, olga: Client) -> None:
    sent = store.send_as(olga, "olga", PROJECT, draft("message-00002"))
    assert sent == store.get(PROJECT, "message-00002")
    assert (sent.status, sent.author_id) == (MessageStatus.QUEUED, "olga")


def test_sending_the_same_again_gives_the_message_that_is_there(store: MessageStore, olga: Client) -> None:
    store.claim(PROJECT, "message-00001", FIRST)
    again = store.send_as(olga, "olga", PROJECT, draft())
    assert again.status is MessageStatus.RUNNING


def test_an_id_of_somebody_elses_message_is_taken(
    store: MessageStore, users: UserClients, projects: ProjectStore
) -> None:
    projects.set_member(PROJECT, "eddi", "editor")
    with pytest.raises(IdTaken):
        store.send_as(users.of(id_token("eddi")), "eddi", PROJECT, draft())


def test_a_viewer_cannot_send(store: MessageStore, users: UserClients, projects: ProjectStore) -> None:
    projects.set_member(PROJECT, "vera", "viewer")
    with pytest.raises(Forbidden):
        store.send_as(users.of(id_token("vera")), "vera", PROJECT, draft("message-00002"))


def test_pages_run_backwards_from_the_newest_and_read_forwards(store: MessageStore, olga: Client) -> None:
    for number in range(2, 8):
        store.send_as(olga, "olga", PROJECT, draft(f"message-0000{number}"))
    newest = store.page(PROJECT, limit=3)
    assert [message.id[-1] for message in newest] == ["5", "6", "7"]
    older = store.page(PROJECT, limit=10, before=newest[0].id)
    assert [message.id[-1] for message in older] == ["1", "2", "3", "4"]
    with pytest.raises(NotFound):
        store.page(PROJECT, before="message-99999")


def test_a_queued_message_is_changed_and_withdrawn(store: MessageStore, olga: Client) -> None:
    assert store.change_as(olga, PROJECT, "message-00001", {"content": "Make it red"}).content == "Make it red"
    store.withdraw_as(olga, PROJECT, "message-00001")
    store.withdraw_as(olga, PROJECT, "message-00001")
    with pytest.raises(NotFound):
        store.get(PROJECT, "message-00001")
    with pytest.raises(NotFound):
        store.change_as(olga, PROJECT, "message-00001", {"content": "x"})
    with pytest.raises(NotFound):
        store.claim(PROJECT, "message-00001", FIRST)


def test_a_message_that_a_turn_took_up_can_no_longer_be_changed(store: MessageStore, olga: Client) -> None:
    store.claim(PROJECT, "message-00001", FIRST)
    with pytest.raises(MessageTaken):
        store.change_as(olga, PROJECT, "message-00001", {"content": "x"})
    with pytest.raises(MessageTaken):
        store.withdraw_as(olga, PROJECT, "message-00001")


def test_one_of_five_turns_gets_the_message(store: MessageStore) -> None:
    def take(number: int) -> str | None:
        try:
            turn = store.claim(PROJECT, "message-00001", TurnClaim(turn_id=f"turn-{number:05}", epoch=1)).turn_id
        except StoryDreamError:
            return None
        return turn

    with ThreadPoolExecutor(5) as pool:
        winners = [turn for turn in pool.map(take, range(5)) if turn is not None]
    assert winners == [store.get(PROJECT, "message-00001").turn_id]


def test_changing_and_claiming_at_once_never_lose_words(store: MessageStore, olga: Client) -> None:
    for number in range(10, 16):
        message_id = f"message-000{number}"
        store.send_as(olga, "olga", PROJECT, draft(message_id, "old"))

        def change(message_id: str = message_id) -> str:
            try:
                return store.change_as(olga, PROJECT, message_id, {"content": "new"}).content
            except MessageTaken:
                return "taken"

        with ThreadPoolExecutor(2) as pool:
            changed, claimed = pool.submit(change), pool.submit(store.claim, PROJECT, message_id, FIRST)
            stored = store.get(PROJECT, message_id) if claimed.result() else None
            assert stored is not None
            assert stored.content == ("new" if changed.result() == "new" else "old")


def test_claims_and_ends_may_be_repeated(store: MessageStore) -> None:
    for _ in range(2):
        assert store.claim(PROJECT, "message-00001", FIRST).status is MessageStatus.RUNNING
    for _ in range(2):
        ended = store.end(PROJECT, "message-00001", FIRST, MessageStatus.DONE, checkpointSha="a" * 40)
        assert (ended.status, ended.checkpoint_sha) == (MessageStatus.DONE, "a" * 40)
    with pytest.raises(MessageTaken):
        store.end(PROJECT, "message-00001", FIRST, MessageStatus.FAILED)
    with pytest.raises(MessageTaken):
        store.claim(PROJECT, "message-00001", FIRST)


def test_an_older_epoch_writes_nothing(store: MessageStore, projects: ProjectStore) -> None:
    store.claim(PROJECT, "message-00001", FIRST)
    projects.raise_epoch(PROJECT, 2)
    with pytest.raises(Superseded):
        store.end(PROJECT, "message-00001", FIRST, MessageStatus.DONE)
    with pytest.raises(Superseded):
        store.write(PROJECT, "answer-00001", FIRST, ANSWER)
    with pytest.raises(Superseded):
        store.claim(PROJECT, "message-00001", FIRST)


def test_a_newer_epoch_ends_what_an_older_one_left_running(store: MessageStore, projects: ProjectStore) -> None:
    store.claim(PROJECT, "message-00001", FIRST)
    projects.raise_epoch(PROJECT, 2)
    newer = TurnClaim(turn_id="turn-00002", epoch=2)
    assert store.end(PROJECT, "message-00001", newer, MessageStatus.FAILED, error="The workspace died.").error


def test_the_end_of_a_turn_that_still_runs_is_settled_whatever_the_epoch_is_by_now(
    store: MessageStore, projects: ProjectStore
) -> None:
    store.claim(PROJECT, "message-00001", FIRST)
    store.write(PROJECT, "answer-0001", FIRST, ANSWER)
    projects.raise_epoch(PROJECT, 3)
    said = {"role": "assistant", "content": "Working, and done.", "status": "stopped"}
    assert store.settle(PROJECT, "answer-0001", FIRST, said)
    assert not store.settle(PROJECT, "answer-0001", FIRST, {**said, "content": "Something else"})
    assert store.settle(PROJECT, "message-00001", FIRST, {"status": "stopped", "checkpointSha": "a" * 40})
    assert not store.settle(PROJECT, "message-00001", FIRST, {"status": "done"})
    asked, answer = store.get(PROJECT, "message-00001"), store.get(PROJECT, "answer-0001")
    assert (asked.status, asked.checkpoint_sha, asked.epoch) == (MessageStatus.STOPPED, "a" * 40, 1)
    assert (answer.status, answer.content) == (MessageStatus.STOPPED, "Working, and done.")


def test_an_answer_that_was_never_stored_is_settled_once(store: MessageStore) -> None:
    store.claim(PROJECT, "message-00001", FIRST)
    said = {"role": "assistant", "content": "Done.", "status": "done"}
    with ThreadPoolExecutor(3) as pool:
        needed = list(pool.map(lambda _: store.settle(PROJECT, "answer-0001", FIRST, said), range(3)))
    assert sorted(needed) == [False, False, True]
    answer = store.get(PROJECT, "answer-0001")
    assert (answer.turn_id, answer.epoch, answer.content) == ("turn-00001", 1, "Done.")


def test_nothing_else_is_settled(store: MessageStore, olga: Client) -> None:
    said = {"role": "assistant", "content": "Forged", "status": "done"}
    assert not store.settle(PROJECT, "answer-0001", FIRST, said), "the message is still queued"
    store.claim(PROJECT, "message-00001", FIRST)
    store.send_as(olga, "olga", PROJECT, draft("message-00002"))
    for message_id, claim, fields in (
        ("answer-0001", TurnClaim(turn_id="turn-00002", epoch=1), said),
        ("answer-0001", TurnClaim(turn_id="turn-00001", epoch=2), said),
        ("message-00001", FIRST, said),
        ("message-00002", FIRST, said),
        ("message-00002", FIRST, {"status": "done"}),
        ("message-00003", FIRST, {"status": "done"}),
    ):
        assert not store.settle(PROJECT, message_id, claim, fields)
    store.end(PROJECT, "message-00001", FIRST, MessageStatus.DONE)
    assert not store.settle(PROJECT, "answer-0001", FIRST, said)
    assert [message.content for message in store.page(PROJECT)] == ["Make it blue", "Make it blue"]


def test_an_answer_grows_and_ends_and_then_stays(store: MessageStore) -> None:
    store.write(PROJECT, "answer-00001", FIRST, ANSWER)
    created = store.get(PROJECT, "answer-00001").created_at
    store.write(PROJECT, "answer-00001", FIRST, {**ANSWER, "content": "Done.", "status": "done"})
    late = store.write(PROJECT, "answer-00001", FIRST, ANSWER)
    assert (late.content, late.status, late.created_at) == ("Done.", MessageStatus.DONE, created)


def test_an_answer_cannot_overwrite_a_users_message_or_another_turns(store: MessageStore) -> None:
    with pytest.raises(IdTaken):
        store.write(PROJECT, "message-00001", FIRST, ANSWER)
    store.write(PROJECT, "answer-00001", FIRST, ANSWER)
    with pytest.raises(MessageTaken):
        store.write(PROJECT, "answer-00001", TurnClaim(turn_id="turn-00002", epoch=1), ANSWER)


def test_a_notice_is_given_once(store: MessageStore) -> None:
    for _ in range(2):
        store.announce(PROJECT, "notice-00001", "Restored the version abcdef0.", "a" * 40)
    assert [message.content for message in store.page(PROJECT)][1:] == ["Restored the version abcdef0."]


def test_the_queue_is_read_oldest_first(store: MessageStore, olga: Client) -> None:
    store.send_as(olga, "olga", PROJECT, draft("message-00000"))
    queued = store.with_status(PROJECT, MessageStatus.QUEUED)
    assert [message.id for message in queued] == ["message-00001", "message-00000"]
