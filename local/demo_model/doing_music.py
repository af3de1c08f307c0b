"""Doing one wish about the background music, with the bundled sounds."""

import re

from local.demo_model.doing import Done
from local.demo_model.scene_code import imported, without_use
from local.demo_model.tsx import CannotEdit, Change, Literal
from local.demo_model.video import Video
from local.demo_model.wishes import AddMusic, ChangeMusic
from local.demo_model.workspace import Doing, Workspace, use

VOLUME = 0.4
QUIETER, LOUDER = 0.5, 1.5
VOLUME_MIN, VOLUME_MAX = 0.05, 1.0

_SOUND = re.compile(r"\bmusic-[a-z0-9-]+\b")


def add_music(space: Workspace, wish: AddMusic) -> Doing[Done]:
    if not {"list_sounds", "add_sound"} <= space.tools:
        raise CannotEdit("the bundled sounds, which aren't there")
    listed = yield from use("list_sounds", kind="music")
    known = list(dict.fromkeys(_SOUND.findall(listed)))
    if not known:
        raise CannotEdit("music among the bundled sounds")
    chosen = next((each for each in known if wish.mood and wish.mood in each), None)
    if chosen is None:
        chosen = next((each for each in known if "upbeat" in each), known[0])
    path = f"sounds/{chosen}.mp3"
    yield from use("add_sound", id=chosen)
    video = yield from space.video()
    if video.music:
        src = _source(video)
        changes = [src.becomes(path)]
    else:
        changes = _with_audio(video, path)
    yield from space.edit(video.code, video.code.edits(changes))
    lacking = f"nothing {wish.mood} is among the bundled sounds, so " if wish.mood and wish.mood not in chosen else ""
    return Done(f"{lacking}the music “{chosen.removeprefix('music-')}” plays under the whole video")


def change_music(space: Workspace, wish: ChangeMusic) -> Doing[Done]:
    video = yield from space.video()
    if not video.music:
        raise CannotEdit("background music in the video")
    if wish.action == "remove":
        gone = [Change(*video.code.line_of(each.start, each.end), "") for each in video.music]
        names = {each.name for each in video.music} | {"staticFile"}
        yield from space.edit(video.code, video.code.edits(without_use(gone, video, names)))
        return Done("the music is gone")
    changes = []
    volume = VOLUME
    for each in video.music:
        attribute = each.attributes.get("volume")
        now = 1.0 if attribute is None else attribute.value
        if now is None:
            raise CannotEdit("the music's volume as a plain number")
        factor = QUIETER if wish.action == "quieter" else LOUDER
        volume = round(min(VOLUME_MAX, max(VOLUME_MIN, now * factor)), 2)
        if attribute is None:
            after = each.start + 1 + len(each.name)
            changes.append(Change(after, after, f" volume={{{volume:g}}}"))
        else:
            changes.append(Change(attribute.start, attribute.end, f"volume={{{volume:g}}}"))
    yield from space.edit(video.code, video.code.edits(changes))
    return Done(f"the music is {wish.action}: {volume:.0%} of its full volume")


def _source(video: Video) -> Literal:
    held = [literal for each in video.music for literal in each.literals if literal.name == "src"]
    if not held:
        raise CannotEdit("the music's file as a literal")
    return held[0]


def _with_audio(video: Video, path: str) -> list[Change]:
    children = video.canvas.children
    if not children:
        raise CannotEdit("something in the video to put music under")
    last = children[-1]
    indent = video.code.indent(last.start)
    audio = f"<Audio name=\"Music\" src={{staticFile('{path}')}} volume={{{VOLUME:g}}} loop />"
    changes = [Change(last.end, last.end, f"\n{indent}{audio}")]
    static, media = (
        imported(video.code, ("staticFile",), "remotion"),
        imported(video.code, ("Audio",), "@remotion/media"),
    )
    return [*changes, *_joined(static, media)]


def _joined(one: list[Change], other: list[Change]) -> list[Change]:
    """Two changes of the imports as one, where the second stands right behind the first."""
    if one and other and other[0].start == one[0].end:
        return [Change(one[0].start, one[0].end, one[0].new + other[0].new)]
    return [*one, *other]
