"""A video as its source tells it: size and length from src/Root.tsx, all else from src/MyVideo.tsx."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Final, Literal

from local.demo_model.tsx import CannotEdit, Element, Tsx
from local.demo_model.tsx import Literal as Text
from local.demo_model.wishes import SceneRef

ROOT_FILE, VIDEO_FILE = "src/Root.tsx", "src/MyVideo.tsx"

Role = Literal["background", "text", "accent", "other"]

_HEX: Final = re.compile(r"#(?:[0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
_WORD: Final = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_BACKGROUNDS: Final = {"background", "backdrop", "bg", "sky", "hills", "paper", "canvas", "surface", "base", "ground"}
_TEXTS: Final = {"color", "text", "ink", "title", "foreground", "heading"}
_ACCENTS: Final = {"accent", "highlight", "brand", "primary"}
_NO_TEXT: Final = {"src", "file", "id", "className", "image", "images", "photo", "photos", "icon", "font", "fontFamily",
    "align", "variant", "direction", "position", "style", "mode", "layout", "shape", "kind", "side", "date", "easing",
    "key", "path", "d", "viewBox", "transform", "fontStyle", "textAlign"}  # fmt: skip
_HEADLINES: Final = ("title", "headline", "heading", "hook", "text", "quote", "question", "statement", "line", "name",
    "message", "brand", "event", "label", "caption")  # fmt: skip
_SYNONYMS: Final = {
    "button": {"cta", "action"},
    "cta": {"button", "action"},
    "call to action": {"cta", "button"},
    "subtitle": {"tagline", "subline", "line"},
    "author": {"name"},
    "brand": {"name", "product"},
    "product": {"name", "brand"},
    "website": {"url", "action"},
    "kicker": {"eyebrow", "label"},
    "label": {"eyebrow", "kicker"},
}
_SOUNDS: Final = ("Audio", "Html5Audio")


@dataclass(frozen=True)
class Scene:
    """`element` is its `<Sequence>`, or None where the whole video is one scene."""

    name: str
    start: int
    frames: int
    shown: tuple[Element, ...]
    element: Element | None = None

    @property
    def end(self) -> int:
        return self.start + self.frames

    @property
    def texts(self) -> list[Text]:
        """What is read in it, as written in src/MyVideo.tsx."""
        return [text for element in self.shown for text in element.literals if is_text(text)]

    @property
    def colours(self) -> list[tuple[Element, Text]]:
        return [(element, text) for element in self.shown for text in element.literals if is_colour(text)]

    @property
    def headline(self) -> Text | None:
        texts = self.texts
        for name in _HEADLINES:
            if found := next((text for text in texts if text.name == name), None):
                return found
        return max(texts, key=lambda text: len(text.value), default=None)

    def text(self, which: str) -> Text | None:
        """The text that a person calls `which`: by its property's name, or by a word of it."""
        if which == "text":
            return self.headline
        wanted = words_of(which) | _SYNONYMS.get(which, set())
        exact = next((text for text in self.texts if words_of(text.name) == words_of(which)), None)
        return exact or next((text for text in self.texts if wanted & words_of(text.name)), None)


@dataclass
class Video:
    """Both files, parsed. Raises CannotEdit where the video is written in a way that the demo model doesn't know."""

    root: Tsx
    code: Tsx
    composition: Element = field(init=False)
    canvas: Element = field(init=False)
    scenes: list[Scene] = field(init=False)

    def __post_init__(self) -> None:
        self.composition = self.root.first("Composition")
        if len(self.code.roots) != 1 or self.code.roots[0].opening == self.code.roots[0].end:
            raise CannotEdit(f"one element with the scenes in it in {self.code.path}")
        self.canvas = self.code.roots[0]
        self.scenes = list(self._scenes())

    @property
    def fps(self) -> int:
        return self.root.number(self.composition, "fps")

    @property
    def frames(self) -> int:
        return self.root.number(self.composition, "durationInFrames")

    @property
    def size(self) -> tuple[int, int]:
        return self.root.number(self.composition, "width"), self.root.number(self.composition, "height")

    @property
    def behind(self) -> list[tuple[Element, Text]]:
        """The colours of what is there beside the scenes, all the time."""
        shown = {id(element) for scene in self.scenes for element in scene.shown}
        beside = [self.canvas, *(element for element in self.canvas.children if id(element) not in shown)]
        return [(element, text) for element in beside for text in element.literals if is_colour(text)]

    @property
    def music(self) -> list[Element]:
        """Sounds that play from the start of the whole video."""
        return [element for element in self.canvas.children if element.name in _SOUNDS]

    @property
    def effects(self) -> list[Element]:
        """Sequences that only sound."""
        return [
            element
            for element in self.canvas.children
            if element.name == "Sequence" and element.children and all(c.name in _SOUNDS for c in element.children)
        ]

    def time(self, frame: int) -> str:
        seconds = frame / self.fps
        return f"{int(seconds // 60)}:{seconds % 60:04.1f}".removesuffix(".0")

    def scene(self, ref: SceneRef) -> Scene:
        """Raises CannotEdit."""
        if ref.number is not None and -len(self.scenes) <= ref.number <= len(self.scenes) and ref.number:
            return self.scenes[ref.number - 1 if ref.number > 0 else ref.number]
        wanted = words_of(ref.words)
        if ref.number is None:
            for scene in self.scenes:
                if words_of(scene.name) == wanted:
                    return scene
            best = max(self.scenes, key=lambda scene: len(wanted & words_of(scene.name)), default=None)
            if best is not None and wanted & words_of(best.name):
                return best
            if wanted & {"intro", "opening", "beginning", "start", "hook"}:
                return self.scenes[0]
            if wanted & {"outro", "closing", "ending", "end"}:
                return self.scenes[-1]
        raise CannotEdit(f"{ref} (there {_scenes_are(self.scenes)})")

    def _scenes(self) -> Iterator[Scene]:
        sounding = {id(element) for element in self.effects}
        sequences = [e for e in self.canvas.children if e.name == "Sequence" and id(e) not in sounding]
        if not sequences:
            shown = tuple(element for element in self.canvas.inside() if element.name not in _SOUNDS)
            yield Scene("Video", 0, self.frames, shown)
            return
        for number, element in enumerate(sequences, 1):
            start = self.code.number(element, "from") if "from" in element.attributes else 0
            frames = (
                self.code.number(element, "durationInFrames")
                if "durationInFrames" in element.attributes
                else max(1, self.frames - start)
            )
            shown = tuple(inner for inner in element.inside() if inner.name not in _SOUNDS)
            yield Scene(element.text("name") or f"Scene {number}", start, frames, shown, element)


def read_video(root: str, code: str) -> Video:
    return Video(Tsx(ROOT_FILE, root), Tsx(VIDEO_FILE, code))


def is_colour(literal: Text) -> bool:
    return _HEX.fullmatch(literal.value) is not None


def is_text(literal: Text) -> bool:
    """Whether people read it in the video: not a colour, a file, a style or another technical word."""
    value = literal.value.strip()
    technical = literal.name in _NO_TEXT or is_colour(literal) or PurePosixPath(value).suffix in _FILES
    return bool(value) and not technical and not value.startswith(("rgb", "hsl", "var(", "linear-", "radial-"))


_FILES: Final = {".mp3", ".wav", ".mp4", ".webm", ".png", ".jpg", ".jpeg", ".svg", ".webp", ".gif", ".woff2"}


def words_of(name: str) -> set[str]:
    """`accentColor`, "Accent colour" and `accent-color` are the same words."""
    return {
        word.lower().replace("colour", "color").rstrip("s") or word
        for word in _WORD.findall(name)
        if word.lower() not in ("the", "a", "scene", "slide")
    }


def role_of(colour: Text) -> Role:
    """What a colour is for, by the name of what holds it."""
    words = {word.lower() for word in _WORD.findall(colour.name)}
    if words & _ACCENTS:
        return "accent"
    if words & _BACKGROUNDS:
        return "background"
    return "text" if words & _TEXTS else "other"


def named(scenes: list[Scene]) -> str:
    """The scenes in words: `1 “Intro”, 2 “Quote”`."""
    return ", ".join(f"{number} “{scene.name}”" for number, scene in enumerate(scenes, 1))


def _scenes_are(scenes: list[Scene]) -> str:
    return "is only one scene" if len(scenes) == 1 else f"are {named(scenes)}"
