"""Files are known by their own first bytes, measured by their headers, and never decoded."""

import io
import struct
import wave

import pytest

from common.errors import Invalid, TooLarge
from edge.media import FORMS, Measures, measured, require_looks_like, type_named
from edge.ranged import READS_MAX, Ranged
from edge.svg import SVG_MAX_BYTES, clean_svg

SVG = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">{}</svg>'


class Stored:
    """One object."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.reads = 0

    def get_range(self, _name: str, start: int, length: int) -> bytes:
        self.reads += 1
        return self.data[start : start + length]


def box(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + kind + body


def mp4(seconds: int, *, before: int = 0) -> bytes:
    """Headers of an MP4, its length told behind `before` bytes of film."""
    told = struct.pack(">IIIII", 0, 0, 0, 1_000, seconds * 1_000) + bytes(80)
    return box(b"ftyp", b"isom\0\0\0\0isommp42") + box(b"mdat", bytes(before)) + box(b"moov", box(b"mvhd", told))


def sound(seconds: float) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as written:
        written.setnchannels(1)
        written.setsampwidth(2)
        written.setframerate(8_000)
        written.writeframes(bytes(int(16_000 * seconds)))
    return file.getvalue()


def measures(content_type: str, data: bytes) -> Measures:
    with Ranged.open(Stored(data), "x", len(data)) as file:
        return measured(content_type, file)


def test_a_sound_tells_how_long_it_is() -> None:
    assert measures("audio/wav", sound(1.5)).seconds == 1.5


def test_a_video_tells_its_length_wherever_that_stands_without_being_read_whole() -> None:
    data = mp4(12, before=8_000_000)
    stored = Stored(data)
    require_looks_like("video/mp4", data[:8_192])
    with Ranged.open(stored, "x", len(data)) as file:
        assert measured("video/mp4", file).seconds == 12
    assert stored.reads < 6


@pytest.mark.parametrize("content_type", [name for name, form in FORMS.items() if form.kind in ("video", "audio")])
def test_what_has_no_length_has_none_and_harms_nobody(content_type: str) -> None:
    for data in (b"", b"\0" * 5_000, b"\xff" * 5_000, mp4(3)[:60], box(b"moov", b"\xff" * 40) * 50):
        assert measures(content_type, data).seconds is None or content_type in ("video/mp4", "audio/mp4")


def test_headers_that_lead_around_end_after_some_reads() -> None:
    stored = Stored(bytes(200 * 1024 * 1024))
    with Ranged.open(stored, "x", len(stored.data)) as file:
        for place in range(READS_MAX):
            file.seek(place * 1024 * 1024)
            assert file.read(1) == b"\0"
        file.seek(100 * 1024 * 1024)
        with pytest.raises(OSError, match="too many"):
            file.read(1)
    assert stored.reads == READS_MAX


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", b"\x89PNG\r\n\x1a\n" + bytes(50), b"\xff\xd8\xff\xe0" + b"\xff" * 99]
)
def test_a_picture_that_says_no_size_is_refused(data: bytes) -> None:
    with pytest.raises(Invalid, match="can’t be read"):
        measures("image/png", data)


def test_types_have_one_name_here() -> None:
    assert [type_named(name) for name in ("IMAGE/JPG", "audio/x-wav; codecs=1", "font/woff2")] == [
        "image/jpeg",
        "audio/wav",
        "font/woff2",
    ]
    assert [type_named(name) for name in ("text/html", "image/svg", "application/pdf", "")] == [None] * 4


@pytest.mark.parametrize(
    ("inside", "kept"),
    [
        ("<path d='M0 0'/>", b"<path"),
        ("<use href='#a'/>", b'href="#a"'),
        ("<image href='data:image/png;base64,AA'/>", b"data:image/png"),
        ("<rect style='fill:url(#a)'/>", b"url(#a)"),
        ("<style>.a{fill:red}</style>", b".a{fill:red}"),
    ],
)
def test_an_svg_keeps_what_draws(inside: str, kept: bytes) -> None:
    assert kept in clean_svg(SVG.format(inside).encode())


@pytest.mark.parametrize(
    ("inside", "gone"),
    [
        ("<script>x</script>", b"script"),
        ("<g><g><script>x</script></g></g>", b"script"),
        ("<rect onclick='x()'/>", b"onclick"),
        ("<a href='javascript:x()'><path/></a>", b"javascript"),
        ("<use xlink:href='https://evil.test/#a'/>", b"evil"),
        ("<image href='//evil.test/x.png'/>", b"evil"),
        ("<image href='data:image/svg+xml;base64,AA'/>", b"svg+xml"),
        ("<rect style='fill:url(https://evil.test/x)'/>", b"evil"),
        ("<rect fill='url(\"//evil.test\")'/>", b"evil"),
        ("<style>@import '//evil.test';</style>", b"evil"),
        ("<style>a{b:u\\72l(//evil.test)}</style>", b"evil"),
        ("<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>", b"xhtml"),
        ("<set attributeName='href' to='javascript:x'/>", b"javascript"),
    ],
)
def test_an_svg_loses_what_runs_loads_or_links(inside: str, gone: bytes) -> None:
    assert gone not in clean_svg(SVG.format(inside).encode())


def test_an_svg_of_too_much_is_refused() -> None:
    with pytest.raises(TooLarge):
        clean_svg(b" " * (SVG_MAX_BYTES + 1))
    with pytest.raises(Invalid, match="more than"):
        clean_svg(SVG.format("<path/>" * 25_000).encode())
    with pytest.raises(Invalid, match="too deep"):
        clean_svg(SVG.format("<g>" * 3_000 + "</g>" * 3_000).encode())
