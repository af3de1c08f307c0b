"""A head that moved elsewhere while a turn runs: brought into the tree before the agent's next step or edit."""

from common.errors import StoryDreamError
from session_pod.agent.patience import store
from session_pod.agent.prompts import prompt
from session_pod.agent.turn import Turn
from session_pod.agent.workbench import Workbench


class CatchUp:
    """Of one turn. Unsaved work is kept before the tree moves; while that can't be done the turn waits, as for a save,
    and the last error is raised with the tree as it was."""

    def __init__(self, turn: Turn, bench: Workbench) -> None:
        self._turn = turn
        self._bench = bench

    def if_moved(self) -> str | None:
        """The notice for the model, when the head has moved since the last look."""
        return self.now() if self._turn.head_moved.is_set() else None

    def now(self) -> str | None:
        """Check the new head out and say so; None when it hasn't moved after all, or only uploads came or went."""
        turn, bench = self._turn, self._bench
        turn.head_moved.clear()
        note = turn.note()
        try:
            moved = store(
                lambda: bench.follow(note),
                seconds=bench.settings.save_give_up_seconds,
                hurry=turn.stop,
                waiting=self._tell_waiting,
            )
        except StoryDreamError:
            turn.head_moved.set()
            raise
        if moved is None or moved.kept:
            return None
        kept = f" Your changes up to now are kept as {moved.aside.told()}, not in the folder." if moved.aside else ""
        return prompt("head_moved", kept=kept)

    def _tell_waiting(self, reason: str) -> None:
        self._bench.events.emit("save.state", turn_id=self._turn.id, state="pending", reason=reason)
