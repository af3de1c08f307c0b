"""Every way to search the past keeps the same promises; those by meaning also find other words for the same."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from common.firestore import Client
from common.history_models import Passage
from common.history_search import FullTextSearch, HistorySearch, Past
from common.ids import new_id
from common.meaning_search import MeaningSearch, VectorSearch
from common.models import MessageRole
from common.sentence_model import WordLlamaModel

AT = datetime(2026, 1, 1, tzinfo=UTC)
SAID = [
    "The logo is a lighthouse, drawn in white.",
    "Please use music that is calm.",
    "The title is set in Café Mono, size 96.",
    "Words that fill the time. " * 300 + "\n\nAt the very end a seagull cries.",
    "The customer does not want any red.",
]


class WrittenPast:
    """A past in memory, of every project, a page a message, the newest first."""

    def __init__(self) -> None:
        self.said = {new_id(): text for text in SAID}
        self.pages_read = 0

    def messages(self, _: str) -> Iterator[list[Passage]]:
        for name, text in reversed(self.said.items()):
            self.pages_read += 1
            yield [Passage(kind="message", id=name, role=MessageRole.USER, at=AT, text=text)]

    def checkpoints(self, _: str) -> Iterator[list[Passage]]:
        yield [Passage(kind="checkpoint", id="a" * 40, at=AT, text="The harbour scene is gone")]


@pytest.fixture(scope="module")
def model() -> WordLlamaModel:
    return WordLlamaModel()


@pytest.fixture
def past() -> WrittenPast:
    return WrittenPast()


@pytest.fixture
def ways(past: Past, model: WordLlamaModel, admin: Client) -> dict[str, HistorySearch]:
    return {
        "words": FullTextSearch(past),
        "meaning": MeaningSearch(past, model),
        "vectors": VectorSearch(admin, past, model),
    }


Search = Callable[[str], list[str]]
WAYS = ("words", "meaning", "vectors")


def search_of(way: HistorySearch) -> Search:
    project_id = new_id()
    return lambda query: [passage.text for passage in way.search(project_id, query, 3)]


@pytest.mark.parametrize("way", WAYS)
def test_what_has_the_words_comes_first(way: str, ways: dict[str, HistorySearch]) -> None:
    search = search_of(ways[way])
    assert search("lighthouse logo")[0] == SAID[0]
    assert search("the harbour scene")[0] == "The harbour scene is gone"
    long = search("a seagull cries at the end")[0]
    assert ("seagull cries" in long, len(long) <= 600) == (True, True)
    assert len(search("the title, the logo, the music, the red, the seagull, the harbour")) == 3


@pytest.mark.parametrize("way", WAYS)
def test_what_has_nothing_to_do_with_it_is_not_found(way: str, ways: dict[str, HistorySearch]) -> None:
    search = search_of(ways[way])
    assert search("xyzzy") == []
    assert search("?!") == []


@pytest.mark.parametrize("way", WAYS)
def test_what_was_only_just_said_is_found(way: str, ways: dict[str, HistorySearch], past: WrittenPast) -> None:
    search = search_of(ways[way])
    assert not any("octopus" in text for text in search("octopus"))
    past.said[new_id()] = "An octopus waves."
    assert search("octopus waves")[0] == "An octopus waves."


@pytest.mark.parametrize("way", ["meaning", "vectors"])
def test_other_words_for_the_same_are_found(way: str, ways: dict[str, HistorySearch]) -> None:
    search = search_of(ways[way])
    assert SAID[1] in search("a quiet song")
    assert search_of(ways["words"])("a quiet song") != search("a quiet song")


def test_vectors_read_no_further_back_than_to_what_they_know(ways: dict[str, HistorySearch], past: WrittenPast) -> None:
    search = search_of(ways["vectors"])
    search("logo")
    past.pages_read = 0
    search("logo")
    assert past.pages_read == 1
