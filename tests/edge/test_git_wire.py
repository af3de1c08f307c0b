"""What git clients send is read to the byte; what is not theirs is refused."""

import io
import threading

import pytest

from common.errors import MalformedRequest, RateLimited
from edge.git_wire import COMMANDS_MAX, NOTHING, Command, Outcome, pkt, push_advertisement, read_commands, report
from edge.places import Places

OLD, NEW = "a" * 40, "b" * 40
MAIN = "refs/heads/main"


class Trickle(io.BytesIO):
    """A stream that gives one byte at a time."""

    def read(self, size: int | None = -1, /) -> bytes:
        return super().read(min(1, size or 0))


def _line(old: str, new: str, ref: str, capabilities: str | None = None) -> bytes:
    return pkt(f"{old} {new} {ref}" + ("" if capabilities is None else f"\x00{capabilities}"))


@pytest.mark.parametrize("kind", [io.BytesIO, Trickle])
def test_commands_are_read_and_the_pack_is_left(kind: type[io.BytesIO]) -> None:
    first = _line(OLD, NEW, MAIN, " report-status side-band-64k agent=git/2.39.5")
    lines = pkt(f"shallow {OLD}"), first, _line(NOTHING, NEW, "refs/tags/v1")
    stream = kind(b"".join(lines) + b"0000" + b"PACK")
    commands = read_commands(stream)
    assert commands.items == [Command(OLD, NEW, MAIN), Command(NOTHING, NEW, "refs/tags/v1")]
    assert commands.capabilities >= {"report-status", "side-band-64k"}
    assert commands.brings_pack
    assert stream.read(1) == b"P"


def test_a_push_that_only_deletes_brings_no_pack() -> None:
    commands = read_commands(io.BytesIO(_line(OLD, NOTHING, MAIN, "report-status") + b"0000"))
    assert not commands.brings_pack
    assert read_commands(io.BytesIO(b"0000")).items == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"00",
        b"zzzz",
        b"-001",
        b"0001",
        b"0004",
        b"ffff" + b"x" * 70_000,
        b"0009abcde",
        b"0020cut off",
        pkt("push-cert\x00report-status"),
        pkt(f"{OLD[1:]} {NEW} {MAIN}"),
        pkt(f"{OLD} {NEW} refs/heads/with space"),
        pkt(f"{OLD} {NEW} "),
        _line(OLD, NEW, MAIN) * (COMMANDS_MAX + 1),
    ],
)
def test_what_is_no_push_is_refused(body: bytes) -> None:
    with pytest.raises(MalformedRequest):
        read_commands(io.BytesIO(body + (b"0000" if len(body) > 4 else b"")))


def test_a_report_is_what_the_client_asked_for() -> None:
    outcomes = [Outcome(MAIN), Outcome("refs/tags/v1", "No \x1b[31mtags\n here.")]
    plain = b"000eunpack ok\n0017ok refs/heads/main\n" + pkt("ng refs/tags/v1 No  [31mtags  here\n") + b"0000"
    assert report(outcomes, frozenset({"report-status"})) == plain
    assert report(outcomes, frozenset({"report-status", "side-band-64k"})) == pkt(b"\x01" + plain) + b"0000"
    assert report(outcomes, frozenset()) == b""


def test_a_long_report_comes_in_several_bands() -> None:
    outcomes = [Outcome(f"refs/tags/{number}", "x" * 1_000) for number in range(COMMANDS_MAX)]
    data = report(outcomes, frozenset({"report-status", "side-band-64k"}))
    joined, position = b"", 0
    while (size := int(data[position : position + 4], 16)) != 0:
        assert size <= 65_520
        assert data[position + 4 : position + 5] == b"\x01"
        joined += data[position + 5 : position + size]
        position += size
    assert joined == report(outcomes, frozenset({"report-status"}))
    assert b"x" * 401 not in joined


def test_a_repository_without_refs_still_says_what_may_be_asked() -> None:
    assert push_advertisement({}).startswith(b"00")
    assert f"{NOTHING} capabilities^{{}}\x00".encode() in push_advertisement({})
    told = push_advertisement({MAIN: OLD, "refs/tags/v1": NEW})
    assert told.endswith(pkt(f"{NEW} refs/tags/v1\n") + b"0000")


def test_a_few_have_places_and_fewer_one_person() -> None:
    places = Places(most=3, each=2)
    with places.place("olga", 0), places.place("olga", 0):
        with pytest.raises(RateLimited) as refused:
            places.take("olga", 0.01)
        assert refused.value.retry_after
        with places.place("eddi", 0), pytest.raises(RateLimited):
            places.take("vera", 0.01)
    with places.place("vera", 0), places.place("vera", 0), places.place("olga", 0):
        pass


def test_who_waits_gets_the_place_that_is_left() -> None:
    places = Places(most=1, each=1)
    places.take("olga", 0)
    threading.Timer(0.1, places.leave, ["olga"]).start()
    places.take("eddi", 40)
    with pytest.raises(RateLimited):
        places.take("olga", 0)
    places.leave("eddi")
