"""Doing a first draft: texts from the prompt in the template's scenes, its colours, its length, its size, its music."""

from local.demo_model.colours import Colour
from local.demo_model.doing import Done, change_colour, change_duration, seen_at
from local.demo_model.doing_music import add_music
from local.demo_model.doing_scenes import add_scene
from local.demo_model.drafting import Script, closing, meeting, palette
from local.demo_model.tsx import CannotEdit
from local.demo_model.wishes import AddMusic, AddScene, ChangeColour, ChangeDuration, Draft
from local.demo_model.workspace import Doing, Workspace

SECONDS_A_SCENE = 4  # a video of one scene gets one more for about this much of its length, at most two
SCENES_ADDED_MAX = 2


def make_draft(space: Workspace, draft: Draft) -> Doing[Done]:
    told = [(yield from _write(space, draft))]
    if draft.size is not None:
        yield from space.set_video(width=draft.size.width, height=draft.size.height)
        told.append(f"it is {draft.size.width} × {draft.size.height} pixels")
    told += yield from _colour(space, draft)
    video = yield from space.video()
    if len(video.scenes) == 1:
        seconds = draft.seconds or video.frames / video.fps
        lead, end = meeting(draft)
        lines = [f"{lead} {end}".rstrip("."), closing(draft)]
        for line in lines[-min(SCENES_ADDED_MAX, int(seconds // SECONDS_A_SCENE) - 1) :] if seconds >= 8 else []:
            yield from add_scene(space, AddScene(line))
            told.append(f"a scene says “{line}”")
    if draft.seconds is not None:
        told.append((yield from change_duration(space, ChangeDuration(draft.seconds))).text)
    if draft.mood is not None:
        told.append((yield from _music(space, draft.mood)))
    video = yield from space.video()
    return Done("; ".join(told), [seen_at(scene) for scene in video.scenes])


def _write(space: Workspace, draft: Draft) -> Doing[str]:
    video = yield from space.video()
    script = Script(draft)
    written = script.write(video.scenes)
    if not written:
        raise CannotEdit("texts to write the draft into")
    yield from space.edit(video.code, video.code.edits([text.becomes(new) for text, new in written]))
    said = ", ".join(f"“{new}”" for _, new in written[:6])
    changed = {id(text) for text, _ in written}
    kept = [text.value for scene in video.scenes for text in scene.texts if id(text) not in changed]
    guess = f" (in “{'” and “'.join(script.guessed)}” I guessed: tell me your own points)" if script.guessed else ""
    left = f" (still from the template: {', '.join(f'“{text}”' for text in kept[:4])})" if kept else ""
    return f"the video is about {draft.name} and says {said}{guess}{left}"


def _colour(space: Workspace, draft: Draft) -> Doing[list[str]]:
    """The colour that was asked for, else those that the topic makes people think of."""
    pair = palette(draft)
    if draft.colour is not None:
        wishes = [ChangeColour("background", draft.colour)]
    elif pair is not None:
        wishes = [ChangeColour("background", Colour("darker", pair[0])), ChangeColour("accent", Colour("new", pair[1]))]
    else:
        return []
    told = []
    for wish in wishes:
        try:
            told.append((yield from change_colour(space, wish)).text)
        except CannotEdit:
            continue  # a template without an accent is as good
    if draft.colour is None and told:
        return ["the colours suit the topic"]
    return told


def _music(space: Workspace, mood: str) -> Doing[str]:
    try:
        return (yield from add_music(space, AddMusic(mood))).text
    except CannotEdit as error:
        return f"there is no music, as I looked for {error}"
