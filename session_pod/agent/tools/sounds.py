"""The bundled music and sound effects: what there is, and one of them into the project."""

import math
from functools import cache
from pathlib import Path
from typing import Final, Literal

from pydantic import Field, TypeAdapter

from common.errors import NotFound, StoryDreamError
from common.models import ActionType, AgentAction, Stored
from session_pod.agent.project import ProjectClient
from session_pod.agent.tools import paths
from session_pod.agent.tools.tool import Input, Json, Label, Tool, ToolResult, clipped, said

SOUNDS_DIR: Final = Path(__file__).resolve().parents[2] / "image" / "sounds"
_BEATS_A_BAR: Final = 4
_USUAL_FPS: Final = 30.0
_USED_SO: Final = """{path} is in the project. Use it so, with `Audio` of @remotion/media and `staticFile` of remotion:
{code}
{facts}"""


class Sound(Stored):
    """As the catalogue has it. `peak_seconds`: when an effect is loudest."""

    id: str
    name: str
    category: str
    kind: Literal["effect", "music"]
    tags: list[str]
    seconds: float
    loops: bool
    peak_seconds: float | None = None
    bpm: float | None = None
    beats: int | None = None
    bytes: int
    file: str

    def line(self) -> str:
        """What the model chooses by."""
        rhythm = f", {self.bpm:g} bpm, {self.beats} beats" if self.bpm else ""
        loops = ", loops" if self.loops else ""
        return f"{self.id}: {self.name}, {self.seconds:g} s{rhythm}{loops} ({', '.join(self.tags)})"

    def has(self, word: str) -> bool:
        return word in f"{self.id} {self.name} {self.category} {' '.join(self.tags)}".lower()


class ListSounds(Input):
    kind: Literal["effect", "music"] | None = Field(default=None, description="Only effects, or only music.")
    query: str | None = Field(
        default=None,
        max_length=100,
        description="Words of a name, mood or use, such as calm or logo; all when left out.",
    )


class AddSound(Input):
    id: str = Field(min_length=1, max_length=60, description="An id that list_sounds gave, such as music-calm.")


class SoundTools:
    """Of one project folder; the sounds come with the image."""

    def __init__(self, root: Path, project: ProjectClient) -> None:
        self._root = root
        self._project = project

    def tools(self) -> list[Tool]:
        return [
            Tool("list_sounds", ListSounds, self._list, _listening),
            Tool("add_sound", AddSound, self._add, _adding, changes=True),
        ]

    def _list(self, asked: ListSounds) -> ToolResult:
        sounds = [sound for sound in catalogue() if asked.kind in (None, sound.kind)]
        words = (asked.query or "").lower().split()
        found = [sound for sound in sounds if all(sound.has(word) for word in words)]
        some = found or [sound for sound in sounds if any(sound.has(word) for word in words)]
        if not some:
            tags = sorted({tag for sound in sounds for tag in sound.tags})
            return ToolResult(f"No sound is called so. There are sounds for: {', '.join(tags)}.")
        lines: list[str] = []
        for category in dict.fromkeys(sound.category for sound in some):
            lines += [f"# {category}", *(sound.line() for sound in some if sound.category == category)]
        return ToolResult(clipped("\n".join(lines)))

    def _add(self, asked: AddSound) -> ToolResult:
        sound = next((sound for sound in catalogue() if sound.id == asked.id), None)
        if sound is None:
            raise NotFound(f"There is no sound {asked.id!r}: take an id from list_sounds.")
        path = f"public/sounds/{sound.file}"
        if self._has(path):
            return ToolResult(self._usage(sound, path))
        paths.write_bytes(self._root, path, (SOUNDS_DIR / sound.file).read_bytes(), new=True)
        action = AgentAction(type=ActionType.FILE_CREATE, file_path=path, summary=f"Added the sound “{sound.name}”")
        return ToolResult(self._usage(sound, path), action=action)

    def _has(self, path: str) -> bool:
        try:
            with paths.open_file(self._root, path, 0):
                return True
        except NotFound:
            return False

    def _usage(self, sound: Sound, path: str) -> str:
        fps = self._fps()
        frames = math.ceil(round(sound.seconds * fps, 3))
        source = f"src={{staticFile('sounds/{sound.file}')}}"
        if sound.kind == "music":
            code = f'<Audio name="Music" {source} volume={{0.4}} loop />'
        elif sound.loops:
            code = f'<Audio name="{sound.name}" {source} volume={{0.25}} loop />'
        else:
            inside = f'<Audio name="{sound.name}" {source} volume={{0.6}} />'
            times = f"from={{…}} durationInFrames={{{frames}}}"
            code = f'<Sequence name="{sound.name}" {times} layout="none">{inside}</Sequence>'
        seam = ", and loops without a seam" if sound.loops else ""
        facts = [f"It lasts {sound.seconds:g} s, {frames} frames at {fps:g} fps{seam}."]
        if sound.bpm and sound.beats:
            beat = 60 / sound.bpm * fps
            facts.append(
                f"{sound.bpm:g} bpm: a beat is {beat:g} frames, a bar of {_BEATS_A_BAR} is {beat * _BEATS_A_BAR:g}; "
                f"{sound.beats} beats in all. Put cuts on multiples of these."
            )
        elif sound.peak_seconds is not None and not sound.loops:
            peak = round(sound.peak_seconds * fps)
            facts.append(f"It is loudest at its frame {peak}: for a cut at frame F begin it at F − {peak}.")
        return _USED_SO.format(path=path, code=code, facts=" ".join(facts))

    def _fps(self) -> float:
        try:
            return self._project.timeline().composition.fps
        except StoryDreamError:  # the video is broken just now; the sound is none the worse for it
            return _USUAL_FPS


@cache
def catalogue() -> list[Sound]:
    """Every bundled sound, music first."""
    return TypeAdapter(list[Sound]).validate_json((SOUNDS_DIR / "catalogue.json").read_bytes())


def _listening(asked: Json) -> Label:
    query = said(asked, "query", 60)
    return (f"Looking for sounds: {query}" if query else "Looking through the sounds"), None


def _adding(asked: Json) -> Label:
    name = said(asked, "id", 60)
    return "Adding a sound", f"public/sounds/{name}.mp3" if name else None
