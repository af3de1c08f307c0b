"""Doing what was understood: a plan a wish, written as a generator that asks for tools and gets what they answered."""

from collections.abc import Generator
from dataclasses import dataclass
from typing import Any

from local.demo_model import source
from local.demo_model.colours import recoloured
from local.demo_model.source import CannotEdit, Edit
from local.demo_model.understanding import (
    AddScene,
    ChangeColour,
    ChangeDuration,
    ChangeSize,
    ChangeText,
    Check,
    Wish,
    understand,
)

ROOT_FILE, VIDEO_FILE = "src/Root.tsx", "src/MyVideo.tsx"
SCENE_SECONDS = 3

FINDING = "The video doesn't play with your changes."  # how the agent's report begins

ABILITIES = (
    "I am the demo model, so I only know a few things: change the title or the subtitle, change the colour of the "
    "background, the title, the sun or the hills, set the length in seconds, set the size (1280x720, vertical, square, "
    "landscape), and add a scene with a text. For everything else, add an ANTHROPIC_API_KEY and start again."
)


@dataclass(frozen=True)
class Say:
    text: str


@dataclass(frozen=True)
class Call:
    """A tool to use; the generator gets its `Answer`."""

    name: str
    arguments: dict[str, Any]


@dataclass(frozen=True)
class Answer:
    text: str
    failed: bool


Plan = Generator[Say | Call, Answer | None, None]


class ToolRefused(Exception):
    """A tool answered with an error; `str()` is what it said."""


def act(request: str) -> Plan:
    """Everything that is said and done for one request."""
    understood = understand(request)
    if not understood.wishes:
        yield Say(ABILITIES)
        return
    yield Say("I'm the demo model. Let me look at your video first.")
    done: list[str] = []
    for wish in understood.wishes:
        try:
            done.append((yield from _one(wish)))
        except CannotEdit as error:
            yield Say(f"I could not do one thing: I looked for {error} and your video is written differently. ")
        except ToolRefused as error:
            yield Say(f"I could not do one thing; the tool said: {error} ")
    findings = (yield from _call("check")).strip()
    if findings != "No problems found.":
        yield Say(f"The check found a problem that I, the demo model, can't mend by myself.\n\n{findings}")
    elif done:
        yield Say(f"Done: {'; '.join(done)}. The video still compiles.")
    else:
        yield Say("The video compiles; I changed nothing.")
    if understood.rest:
        yield Say(f"I left out what I don't know how to do: {'; '.join(understood.rest)}. {ABILITIES}")


def give_up(finding: str) -> Plan:
    """The answer to the agent's own report that the video doesn't play."""
    yield Say(
        "The video doesn't play as it is now, and I, the demo model, can't mend code. You can restore an earlier "
        f"version from the history.\n\n{finding.removeprefix(FINDING).strip()}"
    )


def _one(wish: Wish) -> Generator[Say | Call, Answer | None, str]:
    """Do one wish; returns what was done, in plain words. Raises CannotEdit, ToolRefused."""
    match wish:
        case ChangeText(which, text):
            code = yield from _view(VIDEO_FILE)
            yield from _edit(VIDEO_FILE, [source.text_property(code, which, text)])
            return f"the {which} now says “{text}”"
        case ChangeColour():
            return (yield from _change_colour(wish))
        case ChangeDuration(seconds):
            code = yield from _view(ROOT_FILE)
            fps = source.number_property(code, "Composition", "fps")
            frames = max(1, round(seconds * fps))
            yield from _edit(ROOT_FILE, source.number_properties(code, "Composition", {"durationInFrames": frames}))
            return f"the video is {seconds:g} seconds long ({frames} frames at {fps} a second)"
        case ChangeSize(width, height):
            code = yield from _view(ROOT_FILE)
            size = {"width": width, "height": height}
            yield from _edit(ROOT_FILE, source.number_properties(code, "Composition", size))
            return f"the video is {width} × {height} pixels"
        case AddScene(text):
            return (yield from _add_scene(text))
        case Check():
            return "I looked through the video"


def _change_colour(wish: ChangeColour) -> Generator[Say | Call, Answer | None, str]:
    code = yield from _view(VIDEO_FILE)
    written = dict(source.colours(code))
    if wish.what == "title":
        chosen = {name: wish.colour.value for name in written if name in ("color", "titleColor", "textColor")}
    elif wish.what == "background":
        chosen = {
            name: recoloured(value, wish.colour.value)
            for name, value in written.items()
            if name not in ("color", "titleColor", "textColor", "sun")
        }
    else:
        chosen = {name: recoloured(written[name], wish.colour.value) for name in written if wish.what in name.lower()}
        if len(chosen) == 1:
            chosen = dict.fromkeys(chosen, wish.colour.value)
    if not chosen:
        raise CannotEdit(f"a colour of the {wish.what} written as #rrggbb in {VIDEO_FILE}")
    yield from _edit(VIDEO_FILE, source.colour_properties(code, chosen))
    return f"the {wish.what} is {wish.colour.words}"


def _add_scene(text: str) -> Generator[Say | Call, Answer | None, str]:
    root = yield from _view(ROOT_FILE)
    fps = source.number_property(root, "Composition", "fps")
    length = source.number_property(root, "Composition", "durationInFrames")
    code = yield from _view(VIDEO_FILE)
    closing = "</AbsoluteFill>"
    import_line = next((line for line in code.splitlines() if line.endswith("from 'remotion';")), None)
    if code.count(closing) != 1 or import_line is None:
        raise CannotEdit(f"one {closing} and an import from 'remotion' in {VIDEO_FILE}")
    files = (yield from _call("glob", pattern="src/components/*.tsx")).split()
    number = next(n for n in range(2, 1000) if f"src/components/Scene{n}.tsx" not in files)
    name, path = f"Scene{number}", f"src/components/Scene{number}.tsx"
    colour = dict(source.colours(code)).get("color", "#ffffff")
    yield from _call("create", path=path, content=_SCENE.replace("NAME", name))

    frames = SCENE_SECONDS * fps
    edits = [Edit(import_line, f"{_with_sequence(import_line)}\nimport {{ {name} }} from './components/{name}';")]
    title = source.self_closing(code, "Title")
    if title is not None and "<Sequence" not in code and code.count(title) == 1:
        edits.append(Edit(title, f"<Sequence durationInFrames={{{length}}}>\n      {title}\n    </Sequence>"))
    scene = source.with_text(f'<{name} color="{colour}"', text)
    shown = f"  <Sequence from={{{length}}} durationInFrames={{{frames}}}>\n      {scene}\n    </Sequence>\n  {closing}"
    edits.append(Edit(closing, shown))
    yield from _edit(VIDEO_FILE, edits)
    yield from _edit(ROOT_FILE, source.number_properties(root, "Composition", {"durationInFrames": length + frames}))
    return f"a new scene of {SCENE_SECONDS} seconds says “{text}” at the end"


def _with_sequence(import_line: str) -> str:
    if "Sequence" in import_line:
        return import_line
    return import_line.replace(" }", ", Sequence }", 1)


def _view(path: str) -> Generator[Say | Call, Answer | None, str]:
    return source.numbered_to_text((yield from _call("view", path=path)))


def _edit(path: str, edits: list[Edit]) -> Generator[Say | Call, Answer | None, None]:
    for edit in edits:
        if edit.old != edit.new:
            yield from _call("edit", path=path, oldText=edit.old, newText=edit.new)


def _call(name: str, **arguments: Any) -> Generator[Say | Call, Answer | None, str]:
    answer = yield Call(name, arguments)
    if answer is None:
        raise ToolRefused("nothing at all.")
    if answer.failed:
        raise ToolRefused(answer.text)
    return answer.text


_SCENE = """import { AbsoluteFill, Easing, interpolate, useCurrentFrame, useVideoConfig } from 'remotion';

type NAMEProps = {
  text: string;
  color: string;
};

/** One line of text that rises into the middle and stays. */
export const NAME = ({ text, color }: NAMEProps) => {
  const frame = useCurrentFrame();
  const { width, height } = useVideoConfig();
  const unit = Math.min(width, height);
  const visible = interpolate(frame, [4, 28], [0, 1], {
    extrapolateLeft: 'clamp',
    extrapolateRight: 'clamp',
    easing: Easing.out(Easing.cubic),
  });

  return (
    <AbsoluteFill style={{ alignItems: 'center', justifyContent: 'center', padding: unit * 0.1 }}>
      <div
        style={{
          color,
          fontFamily: 'Georgia, "Iowan Old Style", "Noto Serif", serif',
          fontSize: unit * 0.1,
          lineHeight: 1.1,
          textAlign: 'center',
          opacity: visible,
          translate: `0 ${(1 - visible) * unit * 0.04}px`,
        }}
      >
        {text}
      </div>
    </AbsoluteFill>
  );
};
"""
