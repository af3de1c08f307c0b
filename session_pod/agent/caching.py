"""Where the model's provider may cut the prompt to keep its beginning: what was read once costs a tenth again.

At most four places, the most stable first: behind the system prompt and the tools (session_pod/agent/model.py), the
brief, the summary (session_pod/agent/context.py), and the newest message.
"""

from typing import Any, Final

Json = dict[str, Any]

CACHED: Final[Json] = {"cache_control": {"type": "ephemeral"}}


def marked(messages: list[Json]) -> list[Json]:
    """The messages with the end of the last one marked; the given ones stay as they are, as the mark moves on."""
    if not messages:
        return messages
    *before, last = messages
    *blocks, block = last["content"]
    return [*before, {**last, "content": [*blocks, {**block, **CACHED}]}]
