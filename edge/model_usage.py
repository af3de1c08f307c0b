"""The model's own count of tokens, read from its answer as it passes by."""

import json
import re
from typing import Any, Final

from common.prices import Tokens

BYTES_A_TOKEN: Final = 3
_COUNTS: Final = re.compile(rb"^event: ?message_(?:start|delta)\r?\ndata: ?(.*?)\r?$", re.MULTILINE)
_TEXT: Final = re.compile(rb'"(?:text|thinking|partial_json)": ?"((?:[^"\\]|\\.)*)"')

Json = dict[str, Any]


class UsageMeter:
    """Feed it whole events of a stream, or all of an answer that isn't one. `prompt` is how many tokens were sent at
    most: what counts as read when the answer ends before the model has said how many there were."""

    def __init__(self, prompt: int) -> None:
        self._counts: Json = {"input_tokens": prompt}
        self._passed = 0
        self._ended = False

    def events(self, piece: bytes) -> None:
        """The next events of a stream."""
        self._passed += sum(map(len, _TEXT.findall(piece)))
        if b"message_" in piece:
            for data in _COUNTS.findall(piece):
                self._take(data)

    def whole(self, body: bytes) -> None:
        """An answer in one piece."""
        self._take(body)
        self._ended = True

    @property
    def tokens(self) -> Tokens:
        """What is known so far. Of a stream that was left or broke off before its last count, the output is estimated
        from what has passed: the model has made it, so it is paid for."""
        counts = self._counts
        output = _number(counts, "output_tokens")
        if not self._ended:
            output = max(output, -(-self._passed // BYTES_A_TOKEN))
        created = counts.get("cache_creation")
        return Tokens(
            _number(counts, "input_tokens"),
            output,
            _number(counts, "cache_read_input_tokens"),
            _number(counts, "cache_creation_input_tokens"),
            _number(created, "ephemeral_1h_input_tokens") if isinstance(created, dict) else 0,
        )

    def _take(self, data: bytes) -> None:
        try:
            told: Any = json.loads(data)
        except ValueError:
            return
        if not isinstance(told, dict):
            return
        if told.get("type") == "message_delta":
            self._ended = True
        message = told.get("message")
        usage = (message if isinstance(message, dict) else told).get("usage")
        if isinstance(usage, dict):
            self._counts |= {name: value for name, value in usage.items() if isinstance(value, (int, dict))}


def _number(counts: Json, name: str) -> int:
    value = counts.get(name)
    return value if isinstance(value, int) and value > 0 else 0
