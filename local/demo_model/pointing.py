"""What "this" and "here" mean: the scene at the playhead and the words that were clicked, as the agent tells."""

import re
from typing import Final

from local.demo_model.colours import find_colour
from local.demo_model.video import Video

LOOKING: Final = "<looking-at>"

_QUOTES: Final = ' “”"'
_FRAME: Final = re.compile(r"^Frame (\d+)\.", re.MULTILINE)
_CLICKED: Final = re.compile(r"^They clicked .*? that says “([^”]+)”", re.MULTILINE)
_THIS_SCENE: Final = re.compile(r"\b(?:this|that|the current) (?:scene|slide|part)\b|\bhere\b", re.IGNORECASE)
_NEW_WORDS: Final = re.compile(
    r"^\W*(?:please\s+)?(?:change|replace|make|let|rename|set)\s+(?:this|that|it|these words)(?:\s+\w+)??\s+"
    r"(?:to|say|read|with|into)\s+(?P<words>.+?)[.!]?$",
    re.IGNORECASE,
)
_MAKE_THIS: Final = re.compile(r"^\W*(?:please\s+)?(?:make|turn|colou?r|paint)\s+(?:this|that|it)\b", re.IGNORECASE)


def spelled_out(request: str, looking: str, video: Video) -> str:
    """The request with the scene's number and the clicked words where it points at them."""
    frame, clicked = _FRAME.search(looking), _CLICKED.search(looking)
    here = "" if frame is None else _scene_at(video, int(frame.group(1)))
    if clicked is not None:
        said = _NEW_WORDS.match(request)
        if said is not None:
            new = said["words"].strip(_QUOTES)
            return f"change “{clicked.group(1)}” to “{new}”"
        if here and _MAKE_THIS.match(request) and find_colour(request):
            return _MAKE_THIS.sub(f"in {here} make the text", request, count=1)
    if not here:
        return request
    return _THIS_SCENE.sub(lambda found: f"in {here}" if found.group(0).lower() == "here" else here, request)


def _scene_at(video: Video, frame: int) -> str:
    """`scene 2`, or nothing where the video is one scene."""
    if len(video.scenes) < 2:
        return ""
    number = max((n for n, scene in enumerate(video.scenes, 1) if scene.start <= frame), default=1)
    return f"scene {number}"
