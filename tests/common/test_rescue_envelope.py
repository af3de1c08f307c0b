"""What a dying pod leaves behind is read back whole, or not at all."""

import json

import pytest

from common.errors import Invalid
from common.models import PACK_MAX_BYTES
from common.rescue_envelope import (
    ENVELOPE_MAX_BYTES,
    MESSAGES_MAX_BYTES,
    RescueEnvelope,
    RescueLine,
    UnsentEnd,
    fitting,
)

SHA = "a" * 40
SESSION = "session-0001"


def end(number: int, content: str = "Done.") -> UnsentEnd:
    return UnsentEnd(
        id=f"message-{number:04}", turn_id="turn-0001", status="stopped", role="assistant", content=content
    )


def test_what_is_written_is_read_back() -> None:
    line = RescueLine(head=SHA, base="b" * 40, epoch=3, session_id=SESSION, messages=[end(1, "Zwei\nZeilen 🎬")])
    for envelope in (
        RescueEnvelope(line, b"PACK\n\x00rest"),
        RescueEnvelope(RescueLine(epoch=3, session_id=SESSION, messages=[end(1)])),
    ):
        assert RescueEnvelope.parse(envelope.data()) == envelope
    first = json.loads(RescueEnvelope(line, b"PACK").data().partition(b"\n")[0])
    assert (first["v"], first["sessionId"], first["messages"][0]["turnId"]) == (1, SESSION, "turn-0001")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PACK without a line",
        b"{}\n",
        b"[]\nPACK",
        b'{"v":2,"epoch":1,"sessionId":"session-0001"}\n',
        b'{"v":1,"epoch":1,"sessionId":"session-0001"}\nPACK of nothing',
        b'{"v":1,"head":"' + b"a" * 40 + b'","epoch":1,"sessionId":"session-0001"}\n',
        b'{"v":1,"head":"main","epoch":1,"sessionId":"session-0001"}\nPACK',
        b'{"v":1,"epoch":1,"sessionId":"../../other"}\n',
        b'{"v":1,"epoch":1,"sessionId":"session-0001","messages":[{"id":"message-1","turnId":"turn-0001","status":"queued"}]}\n',
        b'{"v":1,"epoch":1,"sessionId":"session-0001","x":"' + b"x" * (MESSAGES_MAX_BYTES + 4096) + b'"}\n',
        b"\xff\xfe\n",
    ],
)  # fmt: skip
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid):
        RescueEnvelope.parse(data)


def test_a_pack_over_the_limit_is_refused() -> None:
    line = RescueLine(head=SHA, base=SHA, epoch=1, session_id=SESSION)
    with pytest.raises(Invalid):
        RescueEnvelope.parse(RescueEnvelope(line, b"x" * (PACK_MAX_BYTES + 1)).data())


def test_the_newest_ends_that_fit_are_taken() -> None:
    ends = [end(number, "x" * 250_000) for number in range(10)]
    assert fitting(ends) == ends[-4:]
    assert fitting(ends[:2]) == ends[:2]
    many = [end(number) for number in range(200)]
    line = RescueLine(head=SHA, base=SHA, epoch=1, session_id=SESSION, messages=fitting(many))
    assert line.messages == many[-50:]
    line = line.model_copy(update={"messages": fitting(ends)})
    assert len(RescueEnvelope(line, b"x" * PACK_MAX_BYTES).data()) <= ENVELOPE_MAX_BYTES
