"""Several at once on one project, in every way there is, while storage fails and packs are rewritten: each has what it
was answered, once and in order, and main only ever goes forward."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.common.git.limits import small_limits
from tests.common.git.rounds import Faults, memory_world, round_of, served_world
from tests.storage_proxy import Fate, SomeFail, StorageProxy

ROUNDS = 2
FATES: list[Fate] = ["lose-answer", "refuse", "cut-answer", "lose-answer-429", "too-fast"]


@pytest.fixture(autouse=True)
def limits() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        small_limits(patch)
        yield


@pytest.mark.parametrize("writers", [2, 5])
def test_of_writers_at_once_each_keeps_what_it_was_acknowledged(writers: int, storage_url: str, tmp_path: Path) -> None:
    for number in range(ROUNDS):
        findings = round_of(served_world(storage_url), tmp_path / f"{number}", writers, 3)
        assert findings.problems == []
        assert findings.acknowledged == 3 * writers


@pytest.mark.parametrize("writers", [2, 5])
def test_of_changes_of_every_kind_at_once_with_upkeep_none_is_lost(writers: int, tmp_path: Path) -> None:
    """Here unlisted packs go at once, also those that a writer has just stored and not yet listed."""
    for number in range(ROUNDS):
        faults = Faults(0.01, random.Random(number))
        findings = round_of(memory_world(faults), tmp_path / f"{number}", writers, 6, mixed=True, keepers=2)
        assert findings.problems == []
        assert findings.acknowledged > writers
        assert faults.count > 0


def test_behind_storage_that_loses_answers_and_refuses_all_keep_what_they_were_acknowledged(
    storage_url: str, proxy: StorageProxy, tmp_path: Path
) -> None:
    proxy.fate = fails = SomeFail(0.2, FATES, random.Random(1))
    findings = round_of(served_world(storage_url, proxy.url), tmp_path, 3, 4, mixed=True)
    assert findings.problems == []
    assert findings.acknowledged > 3
    assert fails.counts.total() > 0
