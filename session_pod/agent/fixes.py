"""How often the agent may try to mend a broken video by itself: loops burn money."""

from collections import Counter

PER_FINGERPRINT = 2
PER_TURN = 3


class FixPolicy:
    """The attempts of one turn."""

    def __init__(self) -> None:
        self._tries: Counter[str] = Counter()

    def allow(self, fingerprints: list[str]) -> int | None:
        """The number of the attempt (from 1) to mend these mistakes, or None when it is enough."""
        attempt = self._tries.total() + 1
        fresh = [fingerprint for fingerprint in fingerprints if self._tries[fingerprint] < PER_FINGERPRINT]
        if attempt > PER_TURN or not fresh:
            return None
        self._tries[fresh[0]] += 1
        return attempt
