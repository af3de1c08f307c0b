"""Searching the past by meaning: what was said in other words is found, too.

`MeaningSearch` needs nothing but a sentence model: it embeds the whole past at each search. `VectorSearch` keeps the
vectors in Firestore and lets it find the nearest: a search then reads what is new and what it answers, however long the
past is. Both also count the words where they have them, as names and numbers have no meaning.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Any, Final, Protocol

from common.firestore import CALL, Client, cosine_nearest, firestore_errors, vector_value
from common.history_models import Passage
from common.history_search import Past, all_passages, by_words
from common.project_store import PROJECTS

PASSAGES: Final = "passages"
PIECE_CHARS: Final = 500
PIECES_MAX: Final = 40  # of one message
LEAST_SIMILAR: Final = 0.25
"""Cosine below which two texts have nothing to do with each other: unrelated sentences measured at -0.15 to 0.19."""
_RANK_WEIGHT: Final = 60  # of reciprocal rank fusion, as its authors have it
_PARAGRAPH: Final = re.compile(r"\n\s*\n")
Vector = list[float]


class SentenceModel(Protocol):
    """Turns texts into vectors of length 1."""

    def vectors(self, texts: Sequence[str]) -> list[Vector]: ...


class MeaningSearch:
    """Ranks by meaning and by words, and fuses both."""

    def __init__(self, past: Past, model: SentenceModel) -> None:
        self._past = past
        self._model = model

    def search(self, project_id: str, query: str, limit: int) -> list[Passage]:
        passages = all_passages(self._past, project_id)
        pieces = [piece for passage in passages for piece in _pieces(passage)]
        wanted, *vectors = self._model.vectors([query, *(piece.text for piece in pieces)])
        alike = sorted(
            ((_similar(wanted, vector), piece) for vector, piece in zip(vectors, pieces, strict=True)),
            key=lambda one: one[0],
            reverse=True,
        )
        near = [piece for similar, piece in alike[: limit * 4] if similar >= LEAST_SIMILAR]
        return _fused([by_words(passages, query, limit * 2), near], limit)


class VectorSearch:
    """`projects/{id}/passages/{id}-{piece}`: kind, id, role, at, text and the vector."""

    def __init__(self, admin: Client, past: Past, model: SentenceModel) -> None:
        self._admin = admin
        self._past = past
        self._model = model

    def search(self, project_id: str, query: str, limit: int) -> list[Passage]:
        for pages in (self._past.messages(project_id), self._past.checkpoints(project_id)):
            self._take_in(project_id, pages)
        (wanted,) = self._model.vectors([query])
        collection = self._admin.collection(PROJECTS, project_id, PASSAGES)
        with firestore_errors():
            found = cosine_nearest(collection, "vector", wanted, limit * 4, 1 - LEAST_SIMILAR)
        near = [Passage.model_validate(data) for data in found]
        return _fused([by_words(near, query, limit * 2), near], limit)

    def _take_in(self, project_id: str, pages: Iterator[list[Passage]]) -> None:
        """Store the vectors of what is new. The newest page comes first, so one without news is the last to read."""
        collection = self._admin.collection(PROJECTS, project_id, PASSAGES)
        for page in pages:
            with firestore_errors():
                there = self._admin.get_all([collection.document(f"{one.id}-0") for one in page], **CALL)
                known = {snapshot.id for snapshot in there if snapshot.exists}
            pieces = [(f"{one.id}-{n}", piece) for one in page for n, piece in enumerate(_pieces(one))]
            new = [(name, piece) for name, piece in pieces if f"{piece.id}-0" not in known]
            if page and not new:
                return
            self._store(collection, new)

    def _store(self, collection: Any, pieces: list[tuple[str, Passage]]) -> None:
        """Whole messages last piece first, so that one whose storing broke off is stored again."""
        vectors = self._model.vectors([piece.text for _, piece in pieces])
        for (name, piece), vector in reversed(list(zip(pieces, vectors, strict=True))):
            data = {**piece.model_dump(mode="json"), "vector": vector_value(vector)}
            with firestore_errors():
                collection.document(name).set(data, **CALL)


def _pieces(passage: Passage) -> list[Passage]:
    """A long text has several meanings: paragraphs, cut at PIECE_CHARS."""
    paragraphs = (one.strip() for one in _PARAGRAPH.split(passage.text))
    cut = chain.from_iterable(
        (one[start : start + PIECE_CHARS] for start in range(0, len(one), PIECE_CHARS)) for one in paragraphs
    )
    texts = list(cut)[:PIECES_MAX]
    return [passage.model_copy(update={"text": text}) for text in texts]


def _similar(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _fused(rankings: list[list[Passage]], limit: int) -> list[Passage]:
    """Reciprocal rank fusion; each passage once, with the text of the ranking that has it first."""
    scores: defaultdict[str, float] = defaultdict(float)
    texts: dict[str, Passage] = {}
    for ranking in rankings:
        firsts = {passage.id: passage for passage in reversed(ranking)}
        for rank, name in enumerate(dict.fromkeys(passage.id for passage in ranking)):
            scores[name] += 1 / (_RANK_WEIGHT + rank)
            texts.setdefault(name, firsts[name])
    return [texts[name] for name in sorted(scores, key=lambda name: scores[name], reverse=True)[:limit]]
