"""What a file may be, what it is by its own bytes, and how large or long: only headers are read, nothing is decoded."""

from dataclasses import dataclass
from typing import BinaryIO, Final

import filetype
import imagesize
from tinytag import TinyTag
from tinytag.tinytag import TinyTagException

from common.asset_models import AssetKind
from common.errors import Invalid

HEAD_BYTES: Final = 8_192
SVG: Final = "image/svg+xml"
SIDE_MAX: Final = 16_384
PIXELS_MAX: Final = 50_000_000
"""Decoded it takes 200 MB, and a pod has 2 GiB for everything."""


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of file that a video can use: how its names end, and what else its bytes may be taken for."""

    kind: AssetKind
    endings: tuple[str, ...]
    looks: frozenset[str]


def _form(kind: AssetKind, endings: str, *looks: str) -> Form:
    return Form(kind, tuple(endings.split()), frozenset(looks))


_MPEG4: Final = ("video/mp4", "video/quicktime", "video/x-m4v", "audio/mp4")
_WEBM: Final = ("video/webm", "video/x-matroska")
_SFNT: Final = ("application/font-sfnt", "font/ttf", "font/otf")

FORMS: Final[dict[str, Form]] = {
    "image/png": _form(AssetKind.IMAGE, "png", "image/png", "image/apng"),
    "image/jpeg": _form(AssetKind.IMAGE, "jpg jpeg", "image/jpeg"),
    "image/gif": _form(AssetKind.IMAGE, "gif", "image/gif"),
    "image/webp": _form(AssetKind.IMAGE, "webp", "image/webp"),
    "image/avif": _form(AssetKind.IMAGE, "avif", "image/avif"),
    SVG: _form(AssetKind.IMAGE, "svg"),
    "video/mp4": _form(AssetKind.VIDEO, "mp4 m4v", *_MPEG4),
    "video/quicktime": _form(AssetKind.VIDEO, "mov", *_MPEG4),
    "video/webm": _form(AssetKind.VIDEO, "webm", *_WEBM),
    "audio/mpeg": _form(AssetKind.AUDIO, "mp3", "audio/mpeg"),
    "audio/mp4": _form(AssetKind.AUDIO, "m4a", *_MPEG4),
    "audio/aac": _form(AssetKind.AUDIO, "aac", "audio/aac", "audio/mpeg"),
    "audio/wav": _form(AssetKind.AUDIO, "wav", "audio/x-wav"),
    "audio/ogg": _form(AssetKind.AUDIO, "ogg opus", "audio/ogg"),
    "audio/flac": _form(AssetKind.AUDIO, "flac", "audio/x-flac"),
    "font/woff2": _form(AssetKind.FONT, "woff2", "application/font-woff"),
    "font/woff": _form(AssetKind.FONT, "woff", "application/font-woff"),
    "font/ttf": _form(AssetKind.FONT, "ttf", *_SFNT),
    "font/otf": _form(AssetKind.FONT, "otf", *_SFNT),
}
"""By content type: what people bring and Chromium shows or plays. Nothing that a browser would run."""

_OTHER_NAMES: Final = {
    "image/jpg": "image/jpeg",
    "image/apng": "image/png",
    "video/x-m4v": "video/mp4",
    "audio/mp3": "audio/mpeg",
    "audio/x-m4a": "audio/mp4",
    "audio/m4a": "audio/mp4",
    "audio/x-wav": "audio/wav",
    "audio/wave": "audio/wav",
    "audio/vnd.wave": "audio/wav",
    "audio/x-flac": "audio/flac",
    "audio/opus": "audio/ogg",
    "audio/x-aac": "audio/aac",
    "application/ogg": "audio/ogg",
    "application/font-woff": "font/woff",
    "application/x-font-ttf": "font/ttf",
    "application/x-font-otf": "font/otf",
}


def type_named(content_type: str) -> str | None:
    """Our one name of a content type; None for what can't be used."""
    bare = content_type.partition(";")[0].strip().lower()
    known = _OTHER_NAMES.get(bare, bare)
    return known if known in FORMS else None


@dataclass(frozen=True, slots=True)
class Measures:
    """Pixels and seconds, where they are known."""

    width: int | None = None
    height: int | None = None
    seconds: float | None = None


def require_looks_like(content_type: str, head: bytes) -> None:
    """Raises Invalid unless the first bytes are those of this type. An SVG is text: edge/svg.py reads it."""
    looks = filetype.guess_mime(head) or ("video/mp4" if head[4:8] == b"ftyp" else None)  # of a newer brand
    if content_type != SVG and looks not in FORMS[content_type].looks:
        raise Invalid(f"It says it is {content_type}, but inside it is {looks or 'something else'}.")


def measured(content_type: str, file: BinaryIO) -> Measures:
    """What its headers say. Raises Invalid for a picture that says nothing, or is too large to be shown."""
    match FORMS[content_type].kind:
        case AssetKind.IMAGE:
            return _of_picture(file)
        case AssetKind.VIDEO | AssetKind.AUDIO:
            return Measures(seconds=_seconds(file))
        case AssetKind.FONT:
            return Measures()


def _of_picture(file: BinaryIO) -> Measures:
    try:
        width, height = imagesize.get(file)
    except Exception as error:  # whatever the parser makes of bytes that somebody made up
        raise Invalid("The picture can’t be read.") from error
    if width <= 0 or height <= 0:
        raise Invalid("The picture can’t be read.")
    if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
        raise Invalid(f"{width} × {height} pixels are too many: make it {PIXELS_MAX // 1_000_000} megapixels or less.")
    return Measures(int(width), int(height))


def _seconds(file: BinaryIO) -> float | None:
    try:
        duration = TinyTag.get(filename="upload", file_obj=file, tags=False).duration
    except (TinyTagException, ArithmeticError, LookupError, ValueError, OSError, RuntimeError):
        return None
    return round(float(duration), 3) if duration and 0 < duration < 1e6 else None
