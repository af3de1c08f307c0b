"""Notices an agent that goes in circles: the same call with the same result, again and again."""

import hashlib
import json
import re
from typing import Any, Final, Literal

NOTE_AT: Final = 3
END_AT: Final = 5

_WAITS: Final = re.compile(r"\b(sleep|wait|timeout|until|while)\b")


class Repeats:
    """Of one turn; every call counts, in order."""

    def __init__(self) -> None:
        self._last = ""
        self._times = 0

    def seen(self, name: str, arguments: dict[str, Any], result: str) -> Literal["note", "end"] | None:
        """What to do about this call: nothing, say so in its result, or end the turn. A command that waits for
        something may be asked again as often as it takes."""
        if name == "bash" and _WAITS.search(str(arguments.get("command", ""))):
            return None
        said = json.dumps([name, arguments, result], sort_keys=True, default=str)
        this = hashlib.sha256(said.encode(errors="replace")).hexdigest()
        self._times = self._times + 1 if this == self._last else 1
        self._last = this
        if self._times >= END_AT:
            return "end"
        return "note" if self._times >= NOTE_AT else None
