"""Doing one wish about scenes: a new one, one less, another order."""

import re

from local.demo_model import arranging
from local.demo_model.doing import Done, rearrange, scene_index, seen_at, theme_of, unlocked
from local.demo_model.scene_code import imported, scene_element, scene_source, without_use
from local.demo_model.tsx import CannotEdit, Change
from local.demo_model.video import Video, is_colour, named
from local.demo_model.wishes import AddScene, MoveScene, Place, RemoveScene, SwapScenes
from local.demo_model.workspace import Doing, Workspace

SCENE_SECONDS = 3
NAME_MAX = 24


def add_scene(space: Workspace, wish: AddScene) -> Doing[Done]:
    video = yield from space.video()
    if video.scenes[0].element is None:
        yield from _put_into_sequence(space, video)
        video = yield from space.video()
    at = _index(video, wish.place)
    like = video.scenes[min(at, len(video.scenes) - 1)]
    frames = SCENE_SECONDS * video.fps
    arrangement, start = arranging.opened(video, at, frames)
    name, path = yield from _new_file(space)
    yield from space.create(path, scene_source(name, (yield from theme_of(space)) if "scenes/" in path else None))

    slot = video.scenes[at].element if at < len(video.scenes) else None
    last = video.scenes[-1].element
    changes = [*arrangement.changes, *imported(video.code, ("Sequence",), "remotion")]
    module = "./" + path.removeprefix("src/").removesuffix(".tsx")
    changes = _with_import(video, changes, name, module)
    behind = next((text.value for text in video.canvas.literals if is_colour(text)), "transparent")
    title = _title(wish.text, [scene.name for scene in video.scenes])
    if slot is not None:
        indent = video.code.indent(slot.start)
        piece = scene_element(name, wish.text, like, indent, start, frames, title, behind)
        changes.append(Change(slot.start, slot.start, f"{piece}\n{indent}"))
    elif last is not None:
        indent = video.code.indent(last.start)
        piece = scene_element(name, wish.text, like, indent, start, frames, title, behind)
        changes.append(Change(last.end, last.end, f"\n{indent}{piece}"))
    yield from space.edit(video.code, video.code.edits(changes))
    yield from space.set_video(durationInFrames=arrangement.frames)
    where = "at the end" if at >= len(video.scenes) else f"before “{video.scenes[at].name}”"
    text = f"a new scene of {SCENE_SECONDS} seconds says “{wish.text}” {where}"
    return Done(text, [start + int(frames * 0.6)])


def remove_scene(space: Workspace, wish: RemoveScene) -> Doing[Done]:
    video = yield from space.video()
    scene = video.scene(wish.scene)
    yield from unlocked(space, scene)
    arrangement = arranging.removed(video, video.scenes.index(scene))
    used = {element.name for element in scene.shown}
    changes = without_use(arrangement.changes, video, used)
    yield from space.edit(video.code, video.code.edits(changes))
    yield from space.set_video(durationInFrames=arrangement.frames)
    yield from _drop_files(space, video, used)
    seconds = arrangement.frames / video.fps
    return Done(f"“{scene.name}” is gone, and the video is {seconds:.3g} seconds long")


def move_scene(space: Workspace, wish: MoveScene) -> Doing[Done]:
    video = yield from space.video()
    own = scene_index(video, wish.scene)
    order = [index for index in range(len(video.scenes)) if index != own]
    if wish.place.scene is not None:
        at = order.index(_other(video, wish.place, own)) + (wish.place.where == "after")
    else:
        at = 0 if wish.place.where == "start" else len(order)
    return (yield from _in_order(space, video, [*order[:at], own, *order[at:]]))


def swap_scenes(space: Workspace, wish: SwapScenes) -> Doing[Done]:
    video = yield from space.video()
    one, other = scene_index(video, wish.one), scene_index(video, wish.other)
    order = list(range(len(video.scenes)))
    order[one], order[other] = other, one
    return (yield from _in_order(space, video, order))


def _in_order(space: Workspace, video: Video, order: list[int]) -> Doing[Done]:
    if order == sorted(order):
        return Done(f"the scenes stand in that order already: {named(video.scenes)}")
    for index, scene in enumerate(video.scenes):
        if order[index] != index:
            yield from unlocked(space, scene)
    yield from rearrange(space, video, arranging.ordered(video, order))
    video = yield from space.video()
    return Done(f"the scenes are now {named(video.scenes)}", [seen_at(scene) for scene in video.scenes])


def _index(video: Video, place: Place) -> int:
    if place.scene is not None:
        return scene_index(video, place.scene) + (place.where == "after")
    return 0 if place.where == "start" else len(video.scenes)


def _other(video: Video, place: Place, own: int) -> int:
    other = own if place.scene is None else scene_index(video, place.scene)
    if other == own:
        raise CannotEdit("another scene to put it beside")
    return other


def _put_into_sequence(space: Workspace, video: Video) -> Doing[None]:
    """Where the whole video is one scene: what holds its texts becomes a sequence, the rest stays behind all."""
    holding = [child for child in video.canvas.children if _holds_text(video, child.start, child.end)]
    if not holding:
        raise CannotEdit("a part with a text in it")
    start, end = holding[0].start, holding[-1].end
    indent = video.code.indent(start)
    inner = video.code.piece(start, end).replace("\n", "\n  ")
    opening = f'<Sequence name="Opening" from={{0}} durationInFrames={{{video.frames}}}>'
    changes = [Change(start, end, f"{opening}\n{indent}  {inner}\n{indent}</Sequence>")]
    changes += imported(video.code, ("Sequence",), "remotion")
    yield from space.edit(video.code, video.code.edits(changes))


def _holds_text(video: Video, start: int, end: int) -> bool:
    return any(start <= text.start < end for text in video.scenes[0].texts)


def _with_import(video: Video, changes: list[Change], name: str, module: str) -> list[Change]:
    """The component's import goes behind the last one, also when that one changes."""
    last = max(video.code.imports, key=lambda each: each.end)
    line = f"import {{ {name} }} from '{module}';"
    for number, change in enumerate(changes):
        if (change.start, change.end) == (last.start, last.end):
            return [
                *changes[:number],
                Change(change.start, change.end, f"{change.new}\n{line}"),
                *changes[number + 1 :],
            ]
    return [*changes, Change(last.end, last.end, f"\n{line}")]


def _new_file(space: Workspace) -> Doing[tuple[str, str]]:
    files = yield from space.files()
    folder = "src/scenes" if any(path.startswith("src/scenes/") for path in files) else "src/components"
    number = next(n for n in range(2, 1000) if f"{folder}/Scene{n}.tsx" not in files)
    return f"Scene{number}", f"{folder}/Scene{number}.tsx"


def _drop_files(space: Workspace, video: Video, used: set[str]) -> Doing[None]:
    """The files of scenes that no other file imports."""
    files = yield from space.files()
    still = (yield from space.video()).code
    for each in video.code.imports:
        path = "src/" + each.module.removeprefix("./") + ".tsx"
        gone = set(each.names) & used and each.module not in {other.module for other in still.imports}
        if gone and path.startswith("src/scenes/") and path in files:
            yield from space.delete(path)


def _title(text: str, taken: list[str]) -> str:
    """A name for the timeline: the text's first words."""
    words = re.sub(r"[^\w\s'’-]", "", text).split()
    title = ""
    for word in words:
        if len(title) + len(word) + 1 > NAME_MAX:
            break
        title = f"{title} {word}".strip()
    title = title or "Scene"
    return title if title not in taken else f"{title} {len(taken) + 1}"
