"""Saving and opening a project of 100 checkpoints at 20 ms a storage request: our manifest and packs beside the guide's
way in the same run, which copies a bare repository object by object and syncs `.git` back after each commit."""

from typing import Final

from benchmarks.history_ways import BothWays
from benchmarks.measuring import storage
from benchmarks.report import Row

COMMITS: Final = 100
SAVES: Final = 30
OPENS: Final = 10
SAVE_TARGET_MS: Final = 150


def run() -> list[Row]:
    """30 saves and 10 opens, each way."""
    with storage() as (proxy, folder):
        both = BothWays(proxy, folder, "bench-save")
        both.project.grow(COMMITS)
        project_id = both.project.project_id
        our_opens, our_saves = both.ours.opened(project_id, OPENS), both.ours.saved(project_id, SAVES)
        head = both.give_to_guide()[-1]
        their_opens, their_saves = both.guide.opened(head, OPENS), both.guide.saved(head, SAVES)
        both.bucket.close()
    return [
        Row("save p50", "ms", our_saves.median("ms"), their_saves.median("ms"), SAVE_TARGET_MS),
        Row("save p99", "ms", our_saves.at(99, "ms"), their_saves.at(99, "ms")),
        Row("save storage writes (median)", "requests", our_saves.median("writes"), their_saves.median("writes"), 1),
        Row("save storage requests (median)", "requests", our_saves.median("requests"), their_saves.median("requests")),
        Row("save storage requests (most)", "requests", our_saves.at(100, "requests"), their_saves.at(100, "requests")),
        Row("open p50", "ms", our_opens.median("ms"), their_opens.median("ms")),
        Row("open storage requests (median)", "requests", our_opens.median("requests"), their_opens.median("requests")),
    ]
