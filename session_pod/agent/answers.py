"""One answer of the model, put together from the events of its stream."""

import json
from dataclasses import dataclass, field
from typing import Any, Final

from common.prices import Tokens

Json = dict[str, Any]

MALFORMED_SHOWN: Final = 500


@dataclass(frozen=True)
class ToolUse:
    """`malformed` is how its arguments began where they are no JSON object; then there are none."""

    id: str
    name: str
    arguments: Json
    malformed: str | None = None


@dataclass(frozen=True)
class Reply:
    """One whole answer: `content` goes back into the conversation as it is; `stop` is the model's own reason to end."""

    content: list[Json]
    tool_uses: list[ToolUse]
    stop: str
    usage: Tokens = field(default_factory=Tokens)

    @property
    def cut(self) -> bool:
        """Whether it ended for want of room, in mid-sentence or in mid-call."""
        return self.stop == "max_tokens"


class Answer:
    """Takes the raw events (any objects with their members as attributes) in order."""

    def __init__(self) -> None:
        self._blocks: list[Json] = []
        self._pieces: dict[int, list[str]] = {}
        self._stop = ""
        self._usage: Json = {}
        self.complete = False

    def take(self, event: Any) -> str | None:
        """The text that came with this event, if any."""
        match event.type:
            case "message_start":
                self._count(event.message.usage)
            case "content_block_start":
                self._blocks.append(event.content_block.model_dump(mode="json", exclude_none=True))
                self._pieces[event.index] = []
            case "content_block_delta":
                return self._more(event.index, event.delta)
            case "message_delta":
                self._stop = event.delta.stop_reason or ""
                self._count(event.usage)
            case "message_stop":
                self.complete = True
        return None

    def _more(self, index: int, delta: Any) -> str | None:
        block = self._blocks[index]
        match delta.type:
            case "text_delta":
                block["text"] += delta.text
                return str(delta.text)
            case "input_json_delta":
                self._pieces[index].append(delta.partial_json)
            case "thinking_delta":
                block["thinking"] += delta.thinking
            case "signature_delta":
                block["signature"] = block.get("signature", "") + delta.signature
        return None

    def _count(self, usage: Any) -> None:
        """Later counts replace earlier ones: they are of the whole answer."""
        self._usage.update(usage.model_dump(mode="json", exclude_none=True))

    def reply(self) -> Reply:
        """What it all was. Thoughts go back as they came, or the model refuses its own answer; those that were cut off
        have no signature and can't."""
        content: list[Json] = []
        uses: list[ToolUse] = []
        for index, block in enumerate(self._blocks):
            match block["type"]:
                case "text" if block["text"]:
                    content.append({"type": "text", "text": block["text"]})
                case "thinking" if block.get("signature"):
                    content.append({name: block[name] for name in ("type", "thinking", "signature")})
                case "redacted_thinking":
                    content.append({"type": "redacted_thinking", "data": block["data"]})
                case "tool_use":
                    use = _tool_use(block, "".join(self._pieces[index]))
                    content.append({"type": "tool_use", "id": use.id, "name": use.name, "input": use.arguments})
                    uses.append(use)
        if not uses and all(block["type"].endswith("thinking") for block in content):
            content = []  # thoughts alone are no message
        return Reply(content, uses, self._stop, self._tokens())

    def _tokens(self) -> Tokens:
        used = self._usage
        return Tokens(
            input_tokens=used.get("input_tokens", 0),
            output_tokens=used.get("output_tokens", 0),
            cached_tokens=used.get("cache_read_input_tokens", 0),
            cache_write_tokens=used.get("cache_creation_input_tokens", 0),
            long_cache_write_tokens=used.get("cache_creation", {}).get("ephemeral_1h_input_tokens", 0),
        )


def _tool_use(block: Json, text: str) -> ToolUse:
    try:
        arguments = json.loads(text) if text.strip() else block["input"]
    except ValueError:
        arguments = None
    if isinstance(arguments, dict):
        return ToolUse(block["id"], block["name"], arguments)
    return ToolUse(block["id"], block["name"], {}, malformed=text[:MALFORMED_SHOWN])
