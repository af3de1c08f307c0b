"""SVG as a picture and nothing else: what could run, load or link is taken out, or the file is refused."""

import re
from typing import Final
from xml.etree import ElementTree as ET

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from common.errors import Invalid, TooLarge

SVG_MAX_BYTES: Final = 2 * 1024 * 1024
ELEMENTS_MAX: Final = 20_000
DEPTH_MAX: Final = 200
"""Deeper ones are no drawing, and what writes them recurses."""
_SVG: Final = "{http://www.w3.org/2000/svg}"
_XLINK: Final = "{http://www.w3.org/1999/xlink}"
_DRAWN: Final = (
    "svg g defs symbol use title desc metadata path rect circle ellipse line polyline polygon text tspan textPath "
    "image linearGradient radialGradient stop clipPath mask pattern marker style filter feBlend feColorMatrix "
    "feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight "
    "feDropShadow feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology "
    "feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence "
)
"""Animations are left out: a video's frames must not depend on when they are looked at."""
_PARTS: Final = frozenset(_DRAWN.split())
_INSIDE: Final = re.compile(r"\s*(#|data:image/(png|jpeg|gif|webp|avif);base64,)", re.IGNORECASE)
_REACHES_OUT: Final = re.compile(r"url\(\s*[\"']?(?!\s*[\"']?#)|@import|expression|javascript:|\\", re.IGNORECASE)


def clean_svg(data: bytes) -> bytes:
    """The same picture without what could run or reach out. Raises Invalid, TooLarge."""
    if len(data) > SVG_MAX_BYTES:
        raise TooLarge(f"An SVG may have {SVG_MAX_BYTES // 1024 // 1024} MiB: make it a PNG.")
    try:
        root = fromstring(data, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    except (ET.ParseError, DefusedXmlException, ValueError, LookupError) as error:
        raise Invalid("The SVG can’t be read.") from error
    if root.tag != f"{_SVG}svg":
        raise Invalid("This isn’t an SVG.")
    if sum(1 for _ in root.iter()) > ELEMENTS_MAX:
        raise Invalid(f"The SVG has more than {ELEMENTS_MAX} parts: make it a PNG.")
    _clean(root)
    ET.register_namespace("", _SVG.strip("{}"))
    ET.register_namespace("xlink", _XLINK.strip("{}"))
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def _clean(root: ET.Element) -> None:
    waiting = [(root, 1)]
    while waiting:
        element, depth = waiting.pop()
        if depth > DEPTH_MAX:
            raise Invalid("The parts of the SVG are too deep in each other: make it a PNG.")
        for name in [name for name, value in element.attrib.items() if not _may_say(name, value)]:
            del element.attrib[name]
        if element.tag == f"{_SVG}style" and _REACHES_OUT.search("".join(element.itertext())):
            element.text = ""
        for child in list(element):
            if _draws(child):
                waiting.append((child, depth + 1))
            else:
                element.remove(child)


def _draws(element: ET.Element) -> bool:
    tag = element.tag
    return isinstance(tag, str) and tag.startswith(_SVG) and tag.removeprefix(_SVG) in _PARTS


def _may_say(name: str, value: str) -> bool:
    plain = name.rpartition("}")[2].lower()
    if plain.startswith("on") or plain in ("base", "src"):
        return False
    if plain == "href":
        return _INSIDE.match(value) is not None
    return _REACHES_OUT.search(value) is None
