"""What may be asked for, as data: one class a kind of wish."""

from dataclasses import dataclass
from typing import Literal

from local.demo_model.colours import Colour

SoundAction = Literal["remove", "quieter", "louder"]


@dataclass(frozen=True)
class SceneRef:
    """A scene as it was named: by its number (from 1; -1 is the last), or by words of its name."""

    number: int | None = None
    words: str = ""

    def __str__(self) -> str:
        if self.number is not None:
            return "the last scene" if self.number < 0 else f"scene {self.number}"
        return f"the scene “{self.words}”"


@dataclass(frozen=True)
class Place:
    """Where a scene goes: at the start or the end, or before or after another."""

    where: Literal["start", "end", "before", "after"] = "end"
    scene: SceneRef | None = None


@dataclass(frozen=True)
class ChangeText:
    """`which` is the part as it was named: title, subtitle, button, …; "text" is a scene's main text."""

    which: str
    text: str
    scene: SceneRef | None = None


@dataclass(frozen=True)
class ReplaceText:
    """These words, wherever they stand."""

    old: str
    new: str


@dataclass(frozen=True)
class ChangeColour:
    """`what` is a word of the request: title, background, accent, or a part of a property's name (sun, hill)."""

    what: str
    colour: Colour
    scene: SceneRef | None = None


@dataclass(frozen=True)
class ChangeDuration:
    """Of a scene, else of the whole video."""

    seconds: float
    scene: SceneRef | None = None


@dataclass(frozen=True)
class ScaleDuration:
    factor: float
    scene: SceneRef | None = None


@dataclass(frozen=True)
class ChangeSize:
    width: int
    height: int


@dataclass(frozen=True)
class AddScene:
    text: str
    place: Place = Place()


@dataclass(frozen=True)
class RemoveScene:
    scene: SceneRef


@dataclass(frozen=True)
class MoveScene:
    scene: SceneRef
    place: Place


@dataclass(frozen=True)
class SwapScenes:
    one: SceneRef
    other: SceneRef


@dataclass(frozen=True)
class AddMusic:
    """`mood` as it was asked for, empty for any."""

    mood: str = ""


@dataclass(frozen=True)
class ChangeMusic:
    action: SoundAction


@dataclass(frozen=True)
class Check:
    """Look whether the video compiles."""


@dataclass(frozen=True)
class Draft:
    """A whole first version. `name`: what it is about, `what`: one line about it, `occasion`: launch, event, sale, …"""

    name: str
    what: str = ""
    occasion: str = ""
    seconds: float | None = None
    size: ChangeSize | None = None
    colour: Colour | None = None
    mood: str | None = None


Wish = (
    ChangeText
    | ReplaceText
    | ChangeColour
    | ChangeDuration
    | ScaleDuration
    | ChangeSize
    | AddScene
    | RemoveScene
    | MoveScene
    | SwapScenes
    | AddMusic
    | ChangeMusic
    | Check
    | Draft
)
