"""A turn from its beginning to its end, written as a generator that asks for tools and gets what they answered."""

import re
from collections.abc import Sequence

from local.demo_model import doing, doing_music, doing_scenes, talking
from local.demo_model.doing import Done
from local.demo_model.doing_draft import make_draft
from local.demo_model.drafting import closing, find_draft, meeting
from local.demo_model.next_steps import next_steps
from local.demo_model.pointing import spelled_out
from local.demo_model.tsx import CannotEdit
from local.demo_model.understanding import Understood, understand
from local.demo_model.video import Video, named
from local.demo_model.wishes import (
    AddMusic,
    AddScene,
    ChangeColour,
    ChangeDuration,
    ChangeMusic,
    ChangeSize,
    ChangeText,
    Check,
    Draft,
    MoveScene,
    RemoveScene,
    ReplaceText,
    ScaleDuration,
    SwapScenes,
    Wish,
)
from local.demo_model.workspace import Doing, Plan, Say, ToolRefused, Workspace, use

CLEAN = "No problems found."
_ERROR = re.compile(r"^\S+ error (\((?!lint).*)$", re.MULTILINE)
_LINT = re.compile(r"^\S+ (?:error|warning) \(lint[^)]*\): (.*)$", re.MULTILINE)
LOOK_MAX = 6  # frames looked at after an edit


def act(request: str, tools: frozenset[str], earlier: Sequence[str] = (), looking: str = "") -> Plan:
    """Everything that is said and done for one request; `earlier` are the person's requests before it, oldest first,
    `looking` is what the agent tells of where they were looking."""
    if talking.GO_AHEAD.match(request):
        request = next((asked for asked in reversed(earlier) if talking.wants_plan(asked)), request)
        request = talking.without_plan(request)
    answer = talking.small_talk(request)
    question = talking.open_question(request)
    if answer is not None:
        yield Say(answer)
    elif talking.wants_plan(request):
        yield from _plan(talking.without_plan(request), tools)
    elif question is not None and not understand(request).wishes:
        yield from _ask(question, tools)
    else:
        yield from _work(request, looking, Workspace(tools))


def give_up(finding: str) -> Plan:
    """The answer to the agent's own report that the video doesn't play."""
    yield Say(
        "The video doesn't play as it is now, and I, the demo model, can't mend code. You can restore an earlier "
        f"version from the history.\n\n{finding.removeprefix(talking.FINDING).strip()}"
    )


def _work(request: str, looking: str, space: Workspace) -> Plan:
    yield Say("I'm the demo model. Let me look at your video first.")
    try:
        if "timeline" in space.tools:
            yield from use("timeline")
        video = yield from space.video()
        names = [scene.name for scene in video.scenes if scene.element is not None]
        request = spelled_out(request, looking, video)
    except (CannotEdit, ToolRefused):
        video, names = None, []
    if talking.wants_facts(request) and video is not None:
        yield Say(_facts(video))
        return
    understood = understand(request, names)
    if not understood.wishes:
        yield Say(f"I don't know how to do that. {talking.ABILITIES}")
        return
    done: list[Done] = []
    for wish in understood.wishes:
        try:
            done.append((yield from _one(space, wish)))
        except doing.SceneLocked as scene:
            yield Say(f"I left “{scene}” as it is: your brief locks it. ")
        except CannotEdit as error:
            yield Say(f"I could not do one thing: I looked for {error} and your video is written differently. ")
        except ToolRefused as error:
            yield Say(f"I could not do one thing; the tool said: {error} ")
    yield from _end(space, understood, done)


def _end(space: Workspace, understood: Understood, done: list[Done]) -> Plan:
    """Checks, puts its edits back when they broke something, looks, and says what is different."""
    findings = yield from _check(space)
    errors = _errors(findings)
    if errors and space.changed:
        own = yield from space.put_back()
        if errors & _errors((yield from _check(space))):
            yield from space.write(own)
            yield Say(f"The check found a problem that I, the demo model, can't mend by myself.\n\n{findings}")
        else:
            yield Say(
                "The check found that my edits would break the video, so I put everything back as it was. "
                f"{talking.ABILITIES}\n\n{findings}"
            )
            return
    elif errors:
        yield Say(f"The check found a problem that I, the demo model, can't mend by myself.\n\n{findings}")
    yield from _look(space, done)
    steps = (yield from _next(space, understood)) if done and not errors else []
    if done:
        still = "" if errors else " The video still compiles."
        yield Say(f"Done: {'; '.join(each.text for each in done)}.{still}")
    elif not errors:
        yield Say("The video compiles; I changed nothing.")
    advice = _advice(findings, done)
    if advice and space.changed:
        yield Say(f"One thing to look at: {advice}")
    if understood.rest:
        yield Say(f"I left out what I don't know how to do: {'; '.join(understood.rest)}. {talking.ABILITIES}")
    if steps:
        yield from use("suggest", requests=steps)


def _next(space: Workspace, understood: Understood) -> Doing[list[str]]:
    """What to offer beside the last words; read before these, as they come in one answer."""
    if "suggest" not in space.tools:
        return []
    try:
        return next_steps((yield from space.video()), understood.wishes)
    except CannotEdit:
        return []


def _check(space: Workspace) -> Doing[str]:
    """What the check says; empty when there is no such tool."""
    return (yield from use("check")).strip() if "check" in space.tools else ""


def _errors(findings: str) -> set[str]:
    """What keeps the video from playing, without the places, which move; a lint is only advice."""
    return {found.group(1) for found in _ERROR.finditer(findings)}


def _advice(findings: str, done: list[Done]) -> str:
    """The first lint about a text that is new, or about no text."""
    said = " ".join(each.text for each in done)
    for found in _LINT.finditer(findings):
        quoted = re.findall(r"[“\"]([^”\"]+)[”\"]", found.group(1))
        if "[missing-font]" not in found.group(1) and (not quoted or any(text in said for text in quoted)):
            return found.group(1)
    return ""


def _look(space: Workspace, done: list[Done]) -> Plan:
    frames = sorted({frame for each in done for frame in each.frames})[:LOOK_MAX]
    if not space.changed or "render_frames" not in space.tools:
        return
    try:
        yield from use("render_frames", **({"frames": frames} if frames else {"count": LOOK_MAX}))
    except ToolRefused as error:
        yield Say(f"I couldn't look at the frames: {error} ")


def _one(space: Workspace, wish: Wish) -> Doing[Done]:  # noqa: C901 - one line a kind of wish
    """Do one wish. Raises CannotEdit, ToolRefused."""
    match wish:
        case ChangeText():
            return (yield from doing.change_text(space, wish))
        case ReplaceText():
            return (yield from doing.replace_text(space, wish))
        case ChangeColour():
            return (yield from doing.change_colour(space, wish))
        case ChangeDuration() | ScaleDuration():
            return (yield from doing.change_duration(space, wish))
        case ChangeSize(width, height):
            yield from space.set_video(width=width, height=height)
            return Done(f"the video is {width} × {height} pixels")
        case AddScene():
            return (yield from doing_scenes.add_scene(space, wish))
        case RemoveScene():
            return (yield from doing_scenes.remove_scene(space, wish))
        case MoveScene():
            return (yield from doing_scenes.move_scene(space, wish))
        case SwapScenes():
            return (yield from doing_scenes.swap_scenes(space, wish))
        case AddMusic():
            return (yield from doing_music.add_music(space, wish))
        case ChangeMusic():
            return (yield from doing_music.change_music(space, wish))
        case Draft():
            return (yield from make_draft(space, wish))
        case Check():
            return Done("I looked through the video")


def _ask(question: talking.Question, tools: frozenset[str]) -> Plan:
    if "ask_user" not in tools:
        yield Say(question.spoken())
        return
    yield from use("ask_user", **question.arguments())


def _plan(request: str, tools: frozenset[str]) -> Plan:
    """A storyboard from the prompt alone."""
    draft = find_draft(request) or find_draft(f"a video about {request}")
    if draft is None or "plan" not in tools:
        yield Say("Tell me what the video is about: “plan a 15 second launch video for Nightjar, a coffee app”.")
        return
    seconds = draft.seconds or 12.0
    lead, end = meeting(draft)
    texts = [draft.name, f"{lead} {end}".rstrip("."), closing(draft)]
    pictures = ["The name comes in large", "One line says what it is", "A calm last picture to act on"]
    scenes = [
        {"name": name, "seconds": round(seconds / 3, 1), "picture": picture, "text": text}
        for name, picture, text in zip(("Opening", "What it is", "Closing"), pictures, texts, strict=True)
    ]
    yield Say("Here is a storyboard; say so if something should be different.")
    yield from use(
        "plan", title=draft.name, scenes=scenes, note="From the demo model: texts come from your words only."
    )


def _facts(video: Video) -> str:
    width, height = video.size
    scenes = f"Its scenes: {named(video.scenes)}." if len(video.scenes) > 1 else "It has one scene."
    return (
        f"Your video is {video.frames / video.fps:.3g} seconds long ({video.frames} frames at {video.fps} a second) "
        f"and {width} × {height} pixels. {scenes}"
    )
