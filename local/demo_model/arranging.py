"""Where scenes stand in time: changes to src/MyVideo.tsx and the video's new length, worked out without doing them.

Scenes follow each other; two neighbours may overlap for a cross-fade. An overlap belongs to the place between two
scenes and stays there when scenes move. Sounds of a scene move with it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from local.demo_model.tsx import CannotEdit, Change, Element
from local.demo_model.video import Scene, Video


@dataclass(frozen=True)
class Arrangement:
    """What to change, and how long the video is then."""

    changes: list[Change]
    frames: int


def lengths_changed(video: Video, lengths: Sequence[int]) -> Arrangement:
    """Each scene with a new length in frames; what follows moves. Raises CannotEdit."""
    _need_sequences(video.scenes)
    starts = _starts(lengths, _overlaps(video.scenes))
    changes: list[Change] = []
    for scene, start, frames in zip(video.scenes, starts, lengths, strict=True):
        if scene.element is not None:
            changes += _placed(video, scene.element, start, frames)
    changes += _effects(video, list(range(len(video.scenes))), starts, lengths)
    return Arrangement(changes, _end(video, starts, lengths))


def fitted(video: Video, frames: int) -> Arrangement:
    """The whole video in so many frames, each scene with its share."""
    if len(video.scenes) == 1 and video.scenes[0].element is None:
        return Arrangement([], frames)
    overlaps = _overlaps(video.scenes)
    total = frames + sum(overlaps)
    own = [scene.frames for scene in video.scenes]
    ends = [round(total * sum(own[: index + 1]) / sum(own)) for index in range(len(own))]
    lengths = [end - start for start, end in zip([0, *ends], ends, strict=False)]
    if min(lengths) <= max([0, *overlaps]):
        raise CannotEdit(f"room for {len(own)} scenes in {frames} frames")
    return Arrangement(lengths_changed(video, lengths).changes, frames)


def ordered(video: Video, order: Sequence[int]) -> Arrangement:
    """The scenes in another order: `order` holds their indexes. Raises CannotEdit."""
    _need_sequences(video.scenes)
    chosen = [video.scenes[index] for index in order]
    lengths = [scene.frames for scene in chosen]
    starts = _starts(lengths, _overlaps(video.scenes))
    changes: list[Change] = []
    for slot, scene, start in zip(video.scenes, chosen, starts, strict=True):
        if slot.element is None or scene.element is None:
            continue
        own = scene.element
        text = video.code.piece(own.start, own.end)
        for change in sorted(_placed(video, own, start, scene.frames), key=lambda change: change.start, reverse=True):
            left, right = change.start - own.start, change.end - own.start
            data = text.encode()
            text = (data[:left] + change.new.encode() + data[right:]).decode()
        if slot is not scene or start != scene.start:
            changes.append(Change(slot.element.start, slot.element.end, text))
    changes += _effects(video, order, starts, lengths)
    return Arrangement(changes, _end(video, starts, lengths))


def removed(video: Video, index: int) -> Arrangement:
    """Without one scene; what follows moves up. Raises CannotEdit when it is the only one."""
    if len(video.scenes) < 2:
        raise CannotEdit("a second scene: the only one can't be removed")
    _need_sequences(video.scenes)
    kept = [number for number in range(len(video.scenes)) if number != index]
    overlaps = _overlaps(video.scenes)
    del overlaps[min(index, len(overlaps) - 1)]
    lengths = [video.scenes[number].frames for number in kept]
    starts = _starts(lengths, overlaps)
    changes: list[Change] = []
    for number, start in zip(kept, starts, strict=True):
        scene = video.scenes[number]
        if scene.element is not None:
            changes += _placed(video, scene.element, start, scene.frames)
    gone = video.scenes[index].element
    if gone is not None:
        changes.append(Change(*video.code.line_of(gone.start, gone.end), ""))
    changes += _effects(video, kept, starts, lengths)
    return Arrangement(changes, _end(video, starts, lengths))


def opened(video: Video, at: int, frames: int) -> tuple[Arrangement, int]:
    """Room for a new scene at an index: what follows moves; and the frame at which it begins. Raises CannotEdit."""
    _need_sequences(video.scenes)
    scenes = video.scenes
    start = scenes[at].start if at < len(scenes) else max(scene.end for scene in scenes)
    changes: list[Change] = []
    starts = [scene.start + (frames if number >= at else 0) for number, scene in enumerate(scenes)]
    for scene, begins in zip(scenes, starts, strict=True):
        if scene.element is not None:
            changes += _placed(video, scene.element, begins, scene.frames)
    lengths = [scene.frames for scene in scenes]
    changes += _effects(video, list(range(len(scenes))), starts, lengths)
    return Arrangement(changes, video.frames + frames), start


def _placed(video: Video, element: Element, start: int, frames: int) -> list[Change]:
    values = {"from": start, "durationInFrames": frames}
    if start == 0 and "from" not in element.attributes:
        del values["from"]
    return video.code.with_numbers(element, values)


def _need_sequences(scenes: Sequence[Scene]) -> None:
    if any(scene.element is None for scene in scenes):
        raise CannotEdit("scenes in a <Sequence> each: the whole video is one scene")


def _overlaps(scenes: Sequence[Scene]) -> list[int]:
    return [max(0, one.end - other.start) for one, other in pairwise(scenes)]


def _starts(lengths: Sequence[int], overlaps: Sequence[int]) -> list[int]:
    starts = [0]
    for frames, overlap in zip(lengths, overlaps, strict=False):
        starts.append(starts[-1] + frames - overlap)
    return starts[: len(lengths)]


def _end(video: Video, starts: Sequence[int], lengths: Sequence[int]) -> int:
    """The video ends as long after its last scene as before."""
    rest = max(0, video.frames - max(scene.end for scene in video.scenes))
    return max(start + frames for start, frames in zip(starts, lengths, strict=True)) + rest


def _effects(video: Video, order: Sequence[int], starts: Sequence[int], lengths: Sequence[int]) -> list[Change]:
    """Sounds keep their place in their scene; those of a scene that goes, go."""
    changes: list[Change] = []
    for effect in video.effects:
        begins = video.code.number(effect, "from") if "from" in effect.attributes else 0
        owner = max((number for number, scene in enumerate(video.scenes) if scene.start <= begins), default=0)
        if owner in order:
            place = list(order).index(owner)
            within = min(begins - video.scenes[owner].start, max(0, lengths[place] - 1))
            changes += video.code.with_numbers(effect, {"from": starts[place] + within})
        else:
            changes.append(Change(*video.code.line_of(effect.start, effect.end), ""))
    return changes
