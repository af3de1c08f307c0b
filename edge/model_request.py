"""What a pod may ask of the model, and what that may cost at most: checked before anything is paid for."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Final

from common.errors import Forbidden, Invalid
from common.prices import Tokens, cost_micros

OUTPUT_TOKENS_MAX: Final = 64_000
IMAGE_TOKENS: Final = 5_000
"""More than any picture costs: the API scales larger ones down."""
BYTES_A_TOKEN: Final = 2
"""Less than any language or code has on average (English about 4, code 3, Chinese in UTF-8 2.5)."""
_ASKED: Final = frozenset(
    {
        "model", "max_tokens", "messages", "system", "tools", "tool_choice", "stream", "metadata", "stop_sequences",
        "temperature", "top_k", "top_p", "thinking", "output_config", "cache_control",
    }
)  # fmt: skip
"""Members that cost nothing beside tokens at the usual price. Not among them: fast and priority service, containers,
connectors and whatever else makes the API do more than answer."""

Json = dict[str, Any]


@dataclass(frozen=True)
class ModelRequest:
    """A request that may be sent on; `input_tokens` is an upper bound."""

    body: bytes
    model: str
    max_tokens: int
    input_tokens: int
    hour_cache: bool

    @property
    def most_micros(self) -> int:
        """What the answer costs at most: all of the prompt is written to the cache, and every token allowed comes."""
        written = self.input_tokens
        tokens = Tokens(0, self.max_tokens, 0, written, written if self.hour_cache else 0)
        return cost_micros(self.model, tokens)


def read_request(body: bytes, allowed: Sequence[str]) -> ModelRequest:
    """`allowed` are patterns (as in a shell) of models. Raises Invalid, Forbidden (`model_not_allowed`)."""
    try:
        asked: Any = json.loads(body, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise Invalid("The body is not valid JSON.") from error
    if not isinstance(asked, dict) or not isinstance(asked.get("model"), str):
        raise _invalid("model", "is missing")
    model, most = asked["model"], asked.get("max_tokens")
    if not any(fnmatchcase(model, pattern) for pattern in allowed):
        raise Forbidden(f"The model {model[:80]!r} is not allowed.", code="model_not_allowed")
    if not isinstance(most, int) or isinstance(most, bool) or not 1 <= most <= OUTPUT_TOKENS_MAX:
        raise _invalid("max_tokens", f"should be between 1 and {OUTPUT_TOKENS_MAX}")
    for name in asked.keys() - _ASKED:
        raise _invalid(str(name)[:80], "can't be asked for here")
    for tool in _parts(asked.get("tools")):
        if tool.get("type") not in (None, "custom"):
            raise _invalid("tools", "can only be the agent's own")
    pictures, picture_bytes = 0, 0
    for block in _blocks(asked):
        source = block.get("source")
        if isinstance(source, dict) and source.get("type") not in ("base64", "text"):
            raise _invalid("messages", "can only hold pictures themselves, as base64")
        if block.get("type") == "image" and isinstance(source, dict):
            pictures += 1
            picture_bytes += len(str(source.get("data", "")))
    text_tokens = -(-(len(body) - picture_bytes) // BYTES_A_TOKEN)
    return ModelRequest(body, model, most, text_tokens + IMAGE_TOKENS * pictures, b'"1h"' in body)


def _once(pairs: list[tuple[str, Any]]) -> Json:
    """Of a member that stands twice another parser may read the other one. Raises Invalid."""
    members = dict(pairs)
    if len(members) != len(pairs):
        raise Invalid("The body has a member twice.")
    return members


def _blocks(asked: Json) -> Iterator[Json]:
    """All content blocks, those of tool results too."""
    for message in _parts(asked.get("messages")):
        for block in _parts(message.get("content")):
            yield block
            yield from _parts(block.get("content"))


def _parts(value: object) -> list[Json]:
    """The objects of a list; the API itself tells what else is wrong."""
    return [part for part in value if isinstance(part, dict)] if isinstance(value, list) else []


def _invalid(field: str, message: str) -> Invalid:
    return Invalid(f"{field}: {message}.", errors=[{"field": field, "message": message}])
