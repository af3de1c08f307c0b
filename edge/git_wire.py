"""What git clients and we say to each other over HTTP: pkt-lines, the commands of a push, and the report on it.

Formats: gitprotocol-common(5), gitprotocol-pack(5), gitprotocol-http(5). A push is read here, and not by git's own
`receive-pack`, as what it brings must be judged before git touches it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol

from common.errors import MalformedRequest

FLUSH: Final = b"0000"
NOTHING: Final = "0" * 40
"""The sha of a ref that isn't there: created or deleted by a push."""
PUSH_CAPABILITIES: Final = (
    "report-status delete-refs side-band-64k no-thin ofs-delta object-format=sha1 agent=storydream"
)
"""`no-thin`: a pushed pack holds the bases of its deltas. `delete-refs`: else clients refuse without saying why."""
COMMANDS_MAX: Final = 600
"""More refs than a project can have; also of the lines about where a shallow clone ends."""
_LENGTH_BYTES: Final = 4
_LINE_MAX: Final = 65_516
_BAND_MAX: Final = 65_515
_REASON_MAX: Final = 400
_COMMAND: Final = re.compile(rb"([0-9a-f]{40}) ([0-9a-f]{40}) ([^\x00-\x20\x7f]{1,1000})(?:\x00([^\x00]*))?\n?")
_SHALLOW: Final = re.compile(rb"shallow [0-9a-f]{40}\n?")


class Stream(Protocol):
    """What is read to its end; `read` may give less than asked for."""

    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class Command:
    """Move `ref` from `old` to `new`; NOTHING is where there is none."""

    old: str
    new: str
    ref: str


@dataclass(frozen=True)
class Commands:
    """What a push wants; after it comes a pack, unless it only deletes. Empty: a client that tries its password out."""

    items: list[Command]
    capabilities: frozenset[str]

    @property
    def brings_pack(self) -> bool:
        return any(command.new != NOTHING for command in self.items)


def pkt(text: str | bytes) -> bytes:
    """One pkt-line."""
    data = text.encode() if isinstance(text, str) else text
    return b"%04x%s" % (len(data) + _LENGTH_BYTES, data)


def advertised(service: str, refs: bytes) -> bytes:
    """The answer to `info/refs` in protocol 0: what `service` says first, under its name."""
    return pkt(f"# service={service}\n") + FLUSH + refs


def push_advertisement(refs: Mapping[str, str]) -> bytes:
    """→ what a client that wants to push is told: where each ref is, and what may be asked."""
    lines = [f"{sha} {ref}" for ref, sha in refs.items()] or [f"{NOTHING} capabilities^{{}}"]
    first, *others = lines
    return b"".join([pkt(f"{first}\x00{PUSH_CAPABILITIES}\n"), *(pkt(f"{line}\n") for line in others), FLUSH])


def read_commands(stream: Stream) -> Commands:
    """The commands at the start of a push; the stream then stands at the pack. Raises MalformedRequest."""
    items, capabilities, lines = list[Command](), frozenset[str](), 0
    while (line := _read_line(stream)) is not None:
        lines += 1
        match = _COMMAND.fullmatch(line)
        if lines > COMMANDS_MAX or (match is None and _SHALLOW.fullmatch(line) is None):
            raise MalformedRequest("This isn't a push that can be read.")
        if match is None:
            continue  # where a shallow clone ends is nothing to us: what it builds on is here
        if match[4] is not None:
            capabilities = frozenset(match[4].decode(errors="replace").split())
        items.append(Command(match[1].decode(), match[2].decode(), match[3].decode(errors="replace")))
    return Commands(items, capabilities)


def _read_line(stream: Stream) -> bytes | None:
    """A pkt-line's content; None for a flush."""
    length = _exactly(stream, _LENGTH_BYTES)
    try:
        size = int(length, 16)
    except ValueError as error:
        raise MalformedRequest("This isn't a push that can be read.") from error
    if size == 0:
        return None
    if not _LENGTH_BYTES < size <= _LINE_MAX + _LENGTH_BYTES:
        raise MalformedRequest("This isn't a push that can be read.")
    return _exactly(stream, size - _LENGTH_BYTES)


def _exactly(stream: Stream, size: int) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        part = stream.read(size - len(parts))
        if not part:
            raise MalformedRequest("The push was cut off.")
        parts += part
    return bytes(parts)


@dataclass(frozen=True)
class Outcome:
    """What became of one command; a `reason` says why it was refused."""

    ref: str
    reason: str | None = None


def report(outcomes: Iterable[Outcome], capabilities: frozenset[str]) -> bytes:
    """The answer to a push, as far as the client understands one."""
    lines = [b"unpack ok\n", *(_told(outcome).encode() for outcome in outcomes)]
    status = b"".join(map(pkt, lines)) + FLUSH if "report-status" in capabilities else b""
    if "side-band-64k" not in capabilities:
        return status
    return b"".join(pkt(b"\x01" + status[at : at + _BAND_MAX]) for at in range(0, len(status), _BAND_MAX)) + FLUSH


def _told(outcome: Outcome) -> str:
    if outcome.reason is None:
        return f"ok {outcome.ref}\n"
    return f"ng {outcome.ref} {_one_line(outcome.reason).rstrip('.')}\n"


def _one_line(text: str) -> str:
    """Printable and short: a terminal shows it as it is."""
    return "".join(char if char.isprintable() else " " for char in text)[:_REASON_MAX]
