"""How often the agent may try to mend a broken video by itself: loops burn money."""

import hashlib
from collections import Counter
from collections.abc import Collection

PER_FINGERPRINT = 2
PER_TURN = 3


class FixPolicy:
    """The attempts of one turn. What the user said to `ignore` is no mistake."""

    def __init__(self, ignored: Collection[str] = ()) -> None:
        self._ignored = frozenset(ignored)
        self._tries: Counter[str] = Counter()
        self._diffs: set[str] = set()

    def counts(self, fingerprint: str) -> bool:
        """Whether this mistake is to be mended at all."""
        return fingerprint not in self._ignored

    def allow(self, fingerprints: list[str], diff: str) -> int | None:
        """The number of the attempt (from 1) to mend these mistakes, or None when it is enough: of this mistake, of
        this turn, or because the files are again as they were at an attempt before."""
        attempt = self._tries.total() + 1
        fresh = [fingerprint for fingerprint in fingerprints if self._tries[fingerprint] < PER_FINGERPRINT]
        tried = hashlib.sha256(diff.encode()).hexdigest()
        if attempt > PER_TURN or not fresh or tried in self._diffs:
            return None
        self._diffs.add(tried)
        self._tries[fresh[0]] += 1
        return attempt
