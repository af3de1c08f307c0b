"""Search over a project's whole past: what was said, and what each checkpoint did. One interface, several ways
(`common/meaning_search.py` has those that understand other words for the same thing).

Plain full text is always there: SQLite's FTS5, made anew for each search, ranked by BM25. It costs one read a message;
2,000 messages take about 0.1 s, and there is no index that could go stale.
"""

import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from itertools import chain
from typing import Final, Protocol

from common.git.store import GitStore
from common.history_models import Passage
from common.message_store import MessageStore
from common.models import ChatMessage, MessageStatus

PAGES_MAX: Final = 50
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
    """Where the passages come from: in pages, the newest page first, at most PAGES_MAX."""

    def messages(self, project_id: str, /) -> Iterator[list[Passage]]: ...
    def checkpoints(self, project_id: str, /) -> Iterator[list[Passage]]: ...


class StoredPast:
    """The chat in Firestore and the history in git."""

    def __init__(self, messages: MessageStore, repositories: GitStore) -> None:
        self._messages = messages
        self._repositories = repositories

    def messages(self, project_id: str) -> Iterator[list[Passage]]:
        before: str | None = None
        for _ in range(PAGES_MAX):
            page = self._messages.page(project_id, limit=_PAGE, before=before)
            yield [_passage(message) for message in page if message.status in _SPOKEN and message.content.strip()]
            if len(page) < _PAGE:
                return
            before = page[0].id

    def checkpoints(self, project_id: str) -> Iterator[list[Passage]]:
        cursor: str | None = None
        for _ in range(PAGES_MAX):
            page, cursor = self._repositories.log(project_id, cursor, _PAGE)
            texts = (f"{one.name}: {one.summary}" if one.name else one.summary for one in page)
            yield [
                Passage(kind="checkpoint", id=one.sha, at=one.created_at, text=text)
                for one, text in zip(page, texts, strict=True)
            ]
            if cursor is None:
                return


def _passage(message: ChatMessage) -> Passage:
    return Passage(kind="message", id=message.id, role=message.role, at=message.created_at, text=message.content)


def all_passages(past: Past, project_id: str) -> list[Passage]:
    """All there is."""
    return list(chain.from_iterable(chain(past.messages(project_id), past.checkpoints(project_id))))


class FullTextSearch:
    """Words, not meaning."""

    def __init__(self, past: Past) -> None:
        self._past = past

    def search(self, project_id: str, query: str, limit: int) -> list[Passage]:
        return by_words(all_passages(self._past, project_id), query, limit)


def by_words(passages: Sequence[Passage], query: str, limit: int) -> list[Passage]:
    """Those that have any of the words, rarer ones counting more; word endings and accents don't count."""
    words = list(dict.fromkeys(_WORD.findall(query.casefold())))[:_WORDS_MAX]
    if not words:
        return []
    wanted = " OR ".join(f'"{word}"' for word in words)
    with closing(sqlite3.connect(":memory:")) as database:
        database.execute("CREATE VIRTUAL TABLE past USING fts5(text, tokenize='porter unicode61 remove_diacritics 2')")
        rows = ((number, one.text) for number, one in enumerate(passages))
        database.executemany("INSERT INTO past (rowid, text) VALUES (?, ?)", rows)
        found = database.execute(
            "SELECT rowid, snippet(past, 0, '', '', '…', ?) FROM past WHERE past MATCH ? ORDER BY rank LIMIT ?",
            (EXCERPT_TOKENS, wanted, limit),
        ).fetchall()
    return [passages[number].model_copy(update={"text": text}) for number, text in found]
