"""What survives when everything fails: processes killed anywhere, many at one project at once, lost answers, storage
that refuses, packs rewritten and removed meanwhile. Counts, not times: after each round a fresh clone passes git's own
check and holds every commit that was acknowledged, once and in order."""

import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from benchmarks.report import Row
from tests.common.git.crashes import CHANGES, Scene, repacked
from tests.common.git.failing import Findings
from tests.common.git.histories import explore
from tests.common.git.kills import killed
from tests.common.git.limits import small_limits
from tests.common.git.rounds import Faults, memory_world, round_of, served_world
from tests.common.git.support import objects_at, publish_small_template
from tests.servers import gcs_server
from tests.storage_proxy import Fate, SomeFail, storage_proxy

KILLS: Final = 200
ROUNDS: Final = 200
"""Of two writers, and of five: half of them are pods that save, half people who do all there is beside upkeep."""
FAILING_ROUNDS: Final = 40
HISTORIES: Final = 100
STEPS: Final = 40
_LOST: Final[tuple[Fate, ...]] = ("lose-answer", "cut-answer")
_INJECTED: Final[tuple[Fate, ...]] = ("refuse", "too-fast", "lose-answer-429")


def run() -> list[Row]:
    """All of it; what isn't zero and should be is told on the terminal too."""
    total = Findings()
    with gcs_server() as url, _limits(), tempfile.TemporaryDirectory() as scratch:
        publish_small_template(objects_at(url))
        folder = Path(scratch)
        kills = killed(url, _new(folder), KILLS, keepers=True)
        rounds = {writers: _rounds(url, folder, writers) for writers in (2, 5)}
        failing, fails = _failing(url, folder)
        points = _points(folder)
    explore(HISTORIES, STEPS)  # raises when one isn't what its model says
    for part in (kills, *rounds.values(), failing, points):
        total.add(part)
    for story in total.problems:
        print(story)
    return [
        Row("lost", "commits, names, copies", total.lost, target=0),
        Row("doubled", "commits", total.doubled, target=0),
        Row("out of order", "commits", total.disordered, target=0),
        Row("moved back", "refs, epochs", total.moved_back, target=0),
        Row("acknowledged", "answers", total.acknowledged - points.acknowledged, better="higher"),
        Row("kills", "processes", kills.kills, better="higher"),
        *(
            Row(f"rounds of {writers} writers", "rounds", found.rounds, better="higher")
            for writers, found in rounds.items()
        ),
        Row("lost replies", "requests", sum(fails.counts[fate] for fate in _LOST), better="higher"),
        Row("injected 429/503", "requests", sum(fails.counts[fate] for fate in _INJECTED), better="higher"),
        Row("compactions racing writers", "compactions", total.compactions, better="higher"),
        Row("collections racing writers", "collections", total.collections, better="higher"),
        Row("changes ended or repacked at one of their calls", "calls", points.kills + points.rounds, better="higher"),
        Row("random histories", "histories", HISTORIES, better="higher"),
    ]


@contextmanager
def _limits() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        small_limits(patch)
        yield


def _new(folder: Path) -> Path:
    return Path(tempfile.mkdtemp(dir=folder))


def _rounds(url: str, folder: Path, writers: int) -> Findings:
    total = Findings()
    for number in range(ROUNDS // 2):
        with tempfile.TemporaryDirectory(dir=folder) as place:
            total.add(round_of(served_world(url), Path(place, "pods"), writers, 3))
            world = memory_world(Faults(0.01, random.Random(number)))
            total.add(round_of(world, Path(place, "mixed"), writers, 6, mixed=True, keepers=2))
    return total


def _failing(url: str, folder: Path) -> tuple[Findings, SomeFail]:
    """Rounds behind storage that fails a tenth of all writes, before or after they took effect."""
    total, fails = Findings(), SomeFail(0.1, [*(2 * _LOST), *_INJECTED], random.Random(1))
    with storage_proxy(url) as proxy:
        proxy.fate = fails
        for _ in range(FAILING_ROUNDS):
            with tempfile.TemporaryDirectory(dir=folder) as place:
                total.add(round_of(served_world(url, proxy.url), Path(place), 3, 5, mixed=True))
    return total, fails


def _points(folder: Path) -> Findings:
    """Every change, ended at each of its writes, and with its packs rewritten at each of its calls."""
    scene, total = Scene(_new(folder)), Findings()
    for change in CHANGES:
        total.add(scene.crashed(change))
        total.add(repacked(scene, change, every=1))
    return total
