"""Doing one wish about texts, colours, times and sizes: reads the video, changes it exactly, says what is different."""

import re
from dataclasses import dataclass, field

from local.demo_model import arranging
from local.demo_model.colours import contrast, readable_on, recoloured
from local.demo_model.scene_code import colours_of
from local.demo_model.tsx import CannotEdit, Change, Element, Literal, Tsx
from local.demo_model.video import ROOT_FILE, VIDEO_FILE, Scene, Video, role_of, words_of
from local.demo_model.wishes import ChangeColour, ChangeDuration, ChangeText, ReplaceText, ScaleDuration, SceneRef
from local.demo_model.workspace import Doing, Workspace

THEME_FILE, BRIEF_FILE = "src/theme.ts", "BRIEF.md"
CONTRAST_MIN = 3.0  # what large text needs at least (WCAG 2.2, 1.4.3)


class SceneLocked(Exception):
    """The brief says that a scene stays as it is; `str()` is its name."""


@dataclass(frozen=True)
class Done:
    """What is different now, in plain words, and frames at which it is seen."""

    text: str
    frames: list[int] = field(default_factory=list)


def change_text(space: Workspace, wish: ChangeText) -> Doing[Done]:
    video = yield from space.video()
    scenes = video.scenes if wish.scene is None else [video.scene(wish.scene)]
    found = next(((scene, text) for scene in scenes if (text := scene.text(wish.which))), None)
    if found is None and (wish.scene is not None or wish.which in ("title", "text")):
        found = next(((scene, text) for scene in scenes if (text := scene.headline)), None)
    if found is None:
        raise CannotEdit(f"a text called {wish.which}")
    scene, text = found
    same = [(each, other) for each in scenes for other in each.texts if _is_same(other, text)]
    for each, _ in same:
        yield from unlocked(space, each)
    yield from space.edit(video.code, video.code.edits([other.becomes(wish.text) for _, other in same]))
    where = f" in “{scene.name}”" if len(video.scenes) > 1 else ""
    which = "text" if wish.which not in ("title", "subtitle") else wish.which
    return Done(f"the {which}{where} now says “{wish.text}”", [seen_at(each) for each, _ in same])


def replace_text(space: Workspace, wish: ReplaceText) -> Doing[Done]:
    """In src/MyVideo.tsx, else in the first other file that holds the words."""
    video = yield from space.video()
    for scene in video.scenes:
        for text in scene.texts:
            if wish.old.lower() in text.value.lower():
                yield from unlocked(space, scene)
                new = _replaced(text.value, wish.old, wish.new)
                yield from space.edit(video.code, video.code.edits([text.becomes(new)]))
                return Done(f"“{scene.name}” now says “{new}”", [seen_at(scene)])
    for path in (yield from space.files()):
        if path.endswith(".tsx") and path not in (ROOT_FILE, VIDEO_FILE):
            source = Tsx(path, (yield from space.read(path)))
            held = next((text for text in source.literals if wish.old.lower() in text.value.lower()), None)
            if held is not None:
                new = _replaced(held.value, wish.old, wish.new)
                yield from space.edit(source, source.edits([held.becomes(new)]))
                return Done(f"it now says “{new}”", [seen_at(video.scenes[0])])
    raise CannotEdit(f"the words “{wish.old}”")


def change_colour(space: Workspace, wish: ChangeColour) -> Doing[Done]:
    video = yield from space.video()
    scenes = video.scenes if wish.scene is None else [video.scene(wish.scene)]
    changes = [change for scene in scenes for change in _recoloured(scene.colours, wish)]
    if wish.scene is None:
        changes += _recoloured(video.behind, wish)
    for scene in scenes:
        yield from unlocked(space, scene)
    if not changes:
        yield from _change_theme(space, wish)
    yield from space.edit(video.code, video.code.edits(changes))
    where = f" of “{scenes[0].name}”" if wish.scene is not None else ""
    flipped = yield from _keep_readable(space, wish)
    frames = [seen_at(scene) for scene in scenes]
    return Done(f"the {wish.what}{where} is {wish.colour.words}{flipped}", frames)


def change_duration(space: Workspace, wish: ChangeDuration | ScaleDuration) -> Doing[Done]:
    video = yield from space.video()
    if wish.scene is None:
        frames = (
            round(wish.seconds * video.fps) if isinstance(wish, ChangeDuration) else round(video.frames * wish.factor)
        )
        arrangement = arranging.fitted(video, max(1, frames))
        what = "the video"
    else:
        scene = video.scene(wish.scene)
        yield from unlocked(space, scene)
        one = round(wish.seconds * video.fps) if isinstance(wish, ChangeDuration) else round(scene.frames * wish.factor)
        lengths = [max(1, one) if each is scene else each.frames for each in video.scenes]
        arrangement = arranging.lengths_changed(video, lengths)
        frames, what = one, f"“{scene.name}”"
    yield from rearrange(space, video, arrangement)
    seconds = frames / video.fps
    return Done(f"{what} is {seconds:.3g} seconds long ({frames} frames at {video.fps} a second)")


def rearrange(space: Workspace, video: Video, arrangement: arranging.Arrangement) -> Doing[None]:
    yield from space.edit(video.code, video.code.edits(arrangement.changes))
    yield from space.set_video(durationInFrames=arrangement.frames)


def seen_at(scene: Scene) -> int:
    """A frame at which a scene has come in and not yet begun to leave."""
    return scene.start + int(scene.frames * 0.6)


def unlocked(space: Workspace, scene: Scene) -> Doing[None]:
    """Raises SceneLocked when the brief locks the scene."""
    if BRIEF_FILE not in (yield from space.files()):
        return
    brief = yield from space.read(BRIEF_FILE)
    section = brief.partition("## Locked scenes")[2].partition("\n#")[0]
    locked = re.findall(r"^\s*[-*+]\s+(.*?)(?:\s+[–—-]\s|:\s|$)", section, re.MULTILINE)
    if any(words_of(name) == words_of(scene.name) for name in locked):
        raise SceneLocked(scene.name)


def theme_of(space: Workspace) -> Doing[Tsx | None]:
    if THEME_FILE not in (yield from space.files()):
        return None
    return Tsx(THEME_FILE, (yield from space.read(THEME_FILE)))


def _change_theme(space: Workspace, wish: ChangeColour) -> Doing[None]:
    theme = yield from theme_of(space)
    held = [] if theme is None else [literal for literal in colours_of(theme) if _is_meant(literal, wish.what)]
    if theme is None or not held:
        raise CannotEdit(f"a colour of the {wish.what} written as #rrggbb in {VIDEO_FILE}")
    yield from space.edit(theme, theme.edits([literal.becomes(wish.colour.value) for literal in held]))


def _recoloured(colours: list[tuple[Element, Literal]], wish: ChangeColour) -> list[Change]:
    """One colour of an element becomes the new one; several keep their shades in its hue."""
    changes = []
    for element, literal in colours:
        if not _is_meant(literal, wish.what):
            continue
        beside = sum(1 for other, each in colours if other is element and _is_meant(each, wish.what))
        value = wish.colour.value if beside == 1 else recoloured(literal.value, wish.colour.value)
        if value.lower() != literal.value.lower():
            changes.append(literal.becomes(value))
    return changes


def _is_meant(literal: Literal, what: str) -> bool:
    role = role_of(literal)
    if what in ("title", "text"):
        return role == "text"
    return role == what if what in ("background", "accent") else what in literal.name.lower()


def _keep_readable(space: Workspace, wish: ChangeColour) -> Doing[str]:
    """Where the text can't be read on a new background any more, it becomes light or dark."""
    if wish.what != "background":
        return ""
    video = yield from space.video()
    scenes = video.scenes if wish.scene is None else [video.scene(wish.scene)]
    changes = []
    for scene in scenes:
        for element, literal in scene.colours:
            beside = [c for other, c in scene.colours if other is element and role_of(c) == "background"]
            read = role_of(literal) in ("text", "accent") and beside
            if read and contrast(literal.value, beside[0].value) < CONTRAST_MIN:
                changes.append(literal.becomes(readable_on(beside[0].value)))
    yield from space.edit(video.code, video.code.edits(changes))
    return ", and the text on it changed so that it can still be read" if changes else ""


def _is_same(other: Literal, text: Literal) -> bool:
    """The very text, or the same name of a product or person in another scene."""
    return other is text or (other.name == text.name == "name" and other.value == text.value)


def _replaced(text: str, old: str, new: str) -> str:
    at = text.lower().index(old.lower())
    return text[:at] + new + text[at + len(old) :]


def scene_index(video: Video, ref: SceneRef) -> int:
    return video.scenes.index(video.scene(ref))
