"""Search over a project's whole past: what was said, and what each checkpoint did. One interface, several ways.

Plain full text is always there: SQLite's FTS5, made anew for each search, ranked by BM25. It costs one read a message;
a project of 2,000 messages takes about 0.1 s and no index that could go stale.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Final, Protocol

from common.git.store import GitStore
from common.history_models import Passage
from common.message_store import MessageStore
from common.models import ChatMessage, MessageStatus

MESSAGES_MAX: Final = 5_000
CHECKPOINTS_MAX: Final = 1_000
EXCERPT_TOKENS: Final = 60  # FTS5 takes at most 64
_PAGE: Final = 100
_WORDS_MAX: Final = 20
_WORD: Final = re.compile(r"\w+")
_SPOKEN: Final = frozenset({MessageStatus.DONE, MessageStatus.FAILED, MessageStatus.STOPPED})


class HistorySearch(Protocol):
    """A way to search."""

    def search(self, project_id: str, query: str, limit: int) -> list[Passage]:
        """The passages that fit best, best first, their texts cut to what fits; none when nothing does. Raises
        Unavailable."""
        ...


class Past(Protocol):
    """Where the passages come from."""

    def passages(self, project_id: str) -> Iterator[Passage]: ...


class StoredPast:
    """The chat in Firestore and the history in git, the newest of each within the limits above."""

    def __init__(self, messages: MessageStore, repositories: GitStore) -> None:
        self._messages = messages
        self._repositories = repositories

    def passages(self, project_id: str) -> Iterator[Passage]:
        for message in self._newest_messages(project_id):
            if message.status in _SPOKEN and message.content.strip():
                yield Passage(
                    kind="message", id=message.id, role=message.role, at=message.created_at, text=message.content
                )
        cursor: str | None = None
        for _ in range(CHECKPOINTS_MAX // _PAGE):
            page, cursor = self._repositories.log(project_id, cursor, _PAGE)
            for one in page:
                text = f"{one.name}: {one.summary}" if one.name else one.summary
                yield Passage(kind="checkpoint", id=one.sha, at=one.created_at, text=text)
            if cursor is None:
                return

    def _newest_messages(self, project_id: str) -> Iterator[ChatMessage]:
        before: str | None = None
        for _ in range(MESSAGES_MAX // _PAGE):
            page = self._messages.page(project_id, limit=_PAGE, before=before)
            yield from page
            if len(page) < _PAGE:
                return
            before = page[0].id


class FullTextSearch:
    """Words, not meaning: any of them counts, rarer ones more; word endings and accents don't."""

    def __init__(self, past: Past) -> None:
        self._past = past

    def search(self, project_id: str, query: str, limit: int) -> list[Passage]:
        words = list(dict.fromkeys(_WORD.findall(query.casefold())))[:_WORDS_MAX]
        if not words:
            return []
        wanted = " OR ".join(f'"{word}"' for word in words)
        passages = list(self._past.passages(project_id))
        with closing(sqlite3.connect(":memory:")) as database:
            database.execute(
                "CREATE VIRTUAL TABLE past USING fts5(text, tokenize='porter unicode61 remove_diacritics 2')"
            )
            rows = ((number, one.text) for number, one in enumerate(passages))
            database.executemany("INSERT INTO past (rowid, text) VALUES (?, ?)", rows)
            found = database.execute(
                "SELECT rowid, snippet(past, 0, '', '', '…', ?) FROM past WHERE past MATCH ? ORDER BY rank LIMIT ?",
                (EXCERPT_TOKENS, wanted, limit),
            ).fetchall()
        return [passages[number].model_copy(update={"text": text}) for number, text in found]
