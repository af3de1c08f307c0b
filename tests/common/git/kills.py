"""Processes that write, compact and collect on a real storage server until they are killed, wherever they are."""

import multiprocessing
import random
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Final

import pytest

from common.errors import RateLimited, Unavailable
from common.git.store import GitStore
from tests.common.git.failing import Acknowledged, Findings, Told, Watch, judge
from tests.common.git.limits import small_limits
from tests.common.git.support import objects_at, seeded
from tests.common.git.writers import Writer

COLLECT_AFTER: Final = timedelta(seconds=6)
"""A day of these processes' lives: far longer than any of their saves. (The storage server deletes whatever is there,
while Cloud Storage would keep what was stored again meanwhile.)"""
_LATEST_SECONDS: Final = 0.1
_PATIENCE_SECONDS: Final = 60.0
_KEEPER_RESTS_SECONDS: Final = 0.05


def killed(url: str, folder: Path, kills: int, *, keepers: bool) -> Findings:
    """Kill a writer so often, and with `keepers`, every other time, who compacts and collects beside it; judge after
    each."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.common.git.kills"])
    store = GitStore(objects_at(url), folder / "judge")
    project_id = seeded(store)
    told, kept = Told(folder / "told"), Told(folder / "kept")
    watch = Watch(GitStore(objects_at(url), folder / "watch"), project_id)
    chance, total = random.Random(kills), Findings()
    keeper: ForkServerProcess | None = None

    def start(work: Callable[..., None], *arguments: object) -> ForkServerProcess:
        process = context.Process(target=work, args=(url, project_id, *arguments), daemon=True)
        process.start()
        return process

    try:
        with watch.watching():
            for kill in range(kills):
                if keepers and keeper is None:
                    keeper = start(_keep_for_ever, str(folder / f"keeper-{kill}"), str(folder / "kept"))
                answers = len(told.all()) + chance.randint(1, 4)
                name = f"writer-{kill}"
                writer = start(_write_for_ever, name, str(folder / name), str(folder / "told"))
                _wait_for(told, answers)
                time.sleep(chance.uniform(0, _LATEST_SECONDS))
                _kill(writer)
                total.kills += 1
                if keeper is not None and kill % 2:
                    _kill(keeper)
                    keeper = None
                    total.kills += 1
                found = judge(store, project_id, told, folder, watch)
                total.add(found)
                if found.problems:
                    break
    finally:
        if keeper is not None:
            _kill(keeper)
    total.acknowledged = len(told.all())
    total.compactions = sum(answer.mark == "compacted" for answer in kept.all())
    total.collections = sum(answer.mark == "collected" for answer in kept.all())
    return total


def _wait_for(told: Told, answers: int) -> None:
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while len(told.all()) < answers:
        assert time.monotonic() < deadline, "a writer is answered nothing"
        time.sleep(0.005)


def _kill(process: ForkServerProcess) -> None:
    process.kill()
    process.join(10)


def _write_for_ever(url: str, project_id: str, name: str, folder: str, told: str) -> None:
    small_limits(pytest.MonkeyPatch())
    store = GitStore(objects_at(url), Path(folder, "edge"))
    writer = Writer(name, store, project_id, Path(folder, "pod"), Told(Path(told)))
    while True:
        writer.act()


def _keep_for_ever(url: str, project_id: str, folder: str, kept: str) -> None:
    patch = pytest.MonkeyPatch()
    small_limits(patch)
    patch.setattr("common.git.upkeep.COLLECT_AFTER", COLLECT_AFTER)
    store, done = GitStore(objects_at(url), Path(folder)), Told(Path(kept))
    while True:
        with suppress(Unavailable, RateLimited):
            if store.compact(project_id):
                done.note(Acknowledged("keeper", "compacted"))
            if store.collect(project_id):
                done.note(Acknowledged("keeper", "collected"))
        time.sleep(_KEEPER_RESTS_SECONDS)
