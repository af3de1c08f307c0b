"""The video's timeline as browsers draw it: told once a version, as it really runs."""

import logging
from pathlib import Path, PurePosixPath
from typing import Any, Final

from common.errors import StoryDreamError
from session_pod.agent.events import EventLog
from session_pod.agent.project import ProjectClient
from session_pod.agent.tools.brief import locked_scenes, plain_name, read_brief
from session_pod.agent.tools.sounds import catalogue
from session_pod.agent.video import Scene, ShownText, Sound, Timeline

Json = dict[str, Any]

logger = logging.getLogger(__name__)

SCENES_MAX: Final = 80
TEXTS_MAX: Final = 150
SOUNDS_MAX: Final = 80
NAME_MAX: Final = 120
PATH_MAX: Final = 300
UPLOADS: Final = "uploads/"
WAVES_KEPT: Final = 100
MUSIC_SECONDS: Final = 20.0
"""A sound of unknown kind that goes on for longer is music, or somebody who speaks: it has a track of its own."""


class TimelineTeller:
    """Of one session. `newest` is what was told last, with its version."""

    def __init__(self, root: Path, project: ProjectClient, events: EventLog) -> None:
        self._root = root
        self._project = project
        self._events = events
        self.newest: tuple[str, Timeline] | None = None
        self._waves: dict[tuple[str, float | None], list[float]] = {}

    def tell(self, sha: str) -> None:
        """Raises what reading the timeline raises: a video that is broken has none."""
        found = self._project.timeline()
        locked = {plain_name(name) for name in locked_scenes(read_brief(self._root))}
        self.newest = (sha, found)
        self._events.emit(
            "timeline",
            sha=sha,
            composition=found.composition.model_dump(mode="json"),
            scenes=[_scene(scene, locked) for scene in found.scenes[:SCENES_MAX]],
            texts=[_text(text) for text in found.texts[:TEXTS_MAX]],
            audio=[_sound(sound, self._wave(sound)) for sound in found.audio[:SOUNDS_MAX]],
        )

    def _wave(self, sound: Sound) -> list[float] | None:
        """How loud an upload is over its file: a browser can't read it, as it can the project's own files. One of the
        same name and length is taken for the same."""
        if not sound.src.startswith(UPLOADS):
            return None
        key = (sound.src, sound.file_seconds)
        if key not in self._waves:
            while len(self._waves) >= WAVES_KEPT:
                self._waves.pop(next(iter(self._waves)))
            try:
                self._waves[key] = self._project.asset(sound.src).peaks
            except StoryDreamError as error:
                logger.info("no waveform", extra={"fields": {"src": sound.src, "reason": error.detail}})
                self._waves[key] = []
        return self._waves[key] or None


def _scene(scene: Scene, locked: set[str]) -> Json:
    names = {plain_name(scene.name), *((plain_name(PurePosixPath(scene.source).stem),) if scene.source else ())}
    return _told(scene, name=scene.name[:NAME_MAX], locked=True if names & locked else None)


def _text(text: ShownText) -> Json:
    return _told(text, text=text.text[:NAME_MAX])


def _sound(sound: Sound, peaks: list[float] | None) -> Json:
    name = sound.name or PurePosixPath(sound.src).name
    return _told(sound, name=name[:NAME_MAX], kind=kind_of(sound), peaks=peaks)


def kind_of(sound: Sound) -> str:
    """`music` or `sound`: as the catalogue has it, else by its length."""
    bundled = next((one for one in catalogue() if sound.src == f"sounds/{one.file}"), None)
    if bundled is not None:
        return "music" if bundled.kind == "music" else "sound"
    return "music" if (sound.file_seconds or 0.0) > MUSIC_SECONDS else "sound"


def _told(item: Scene | ShownText | Sound, **changed: Any) -> Json:
    told = item.model_dump(mode="json", exclude_none=True) | changed
    return {
        name: value[:PATH_MAX] if isinstance(value, str) else value
        for name, value in told.items()
        if value is not None and value is not False
    }
