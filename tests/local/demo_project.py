"""A project of four scenes as the templates have it, in memory, with the agent's tools on it."""

import fnmatch
import json
import re
from collections.abc import Callable
from typing import Any

from local.demo_model.acting import CLEAN, act
from local.demo_model.workspace import Answer, Call, Plan, Say

ROOT = """import { Composition } from 'remotion';
import { MyVideo } from './MyVideo';

export const RemotionRoot = () => (
  <Composition id="MyVideo" component={MyVideo} width={1920} height={1080} fps={30} durationInFrames={330} />
);
"""
VIDEO = """import { AbsoluteFill, Sequence, staticFile } from 'remotion';
import { Audio } from '@remotion/media';
import { Teaser } from './scenes/Teaser';
import { Reveal } from './scenes/Reveal';
import { Features } from './scenes/Features';
import { Finale } from './scenes/Finale';

export const MyVideo = () => (
  <AbsoluteFill style={{ backgroundColor: '#0d0a08' }}>
    <Sequence name="Teaser" from={0} durationInFrames={75}>
      <Teaser text="Hear the room" emphasis="you are in." background="#0d0a08" color="#f7efe4" accent="#ffb36b" />
    </Sequence>
    <Sequence name="Reveal" from={75} durationInFrames={90}>
      <Reveal name="Halo One" line="A speaker that listens" background="#0d0a08" color="#f7efe4" />
    </Sequence>
    <Sequence name="Features" from={165} durationInFrames={90}>
      <Features points={["Tunes itself", 'Lasts "long"']} share="30 %" background="#0d0a08" color="#f7efe4" />
    </Sequence>
    <Sequence name="Finale" from={240} durationInFrames={90}>
      <Finale name="Halo One" line="Out now" action="haloaudio.com" background="#ffb36b" color="#1d120a" />
    </Sequence>
    <Sequence name="Whoosh" from={170} durationInFrames={20}>
      <Audio src={staticFile('sounds/whoosh-soft.mp3')} />
    </Sequence>
  </AbsoluteFill>
);
"""
SCENE = "export const X = () => null;\n"
SOUNDS = "music-calm (75 bpm)\nmusic-upbeat (120 bpm)"
EVERY_TOOL = frozenset(
    {"view", "edit", "create", "delete", "glob", "timeline", "set_video_settings", "check", "render_frames"}
    | {"list_sounds", "add_sound", "ask_user", "plan", "suggest"}
)


class DemoProject:
    """`findings` answers each check from the files as they are."""

    def __init__(
        self, findings: Callable[[dict[str, str]], str] = lambda _: CLEAN, more: dict[str, str] | None = None
    ) -> None:
        names = ("Teaser", "Reveal", "Features", "Finale")
        scenes = {f"src/scenes/{name}.tsx": SCENE for name in names}
        self.files = {"src/Root.tsx": ROOT, "src/MyVideo.tsx": VIDEO, **scenes, **(more or {})}
        self.first = dict(self.files)
        self.findings = findings
        self.calls: list[Call] = []

    @property
    def video(self) -> str:
        return self.files["src/MyVideo.tsx"]

    def used(self, name: str) -> list[dict[str, Any]]:
        return [call.arguments for call in self.calls if call.name == name]

    def turn(
        self, request: str, tools: frozenset[str] = EVERY_TOOL, earlier: tuple[str, ...] = (), looking: str = ""
    ) -> str:
        """One turn; → all that was said."""
        plan: Plan = act(request, tools, earlier, looking)
        said: list[str] = []
        reply: Answer | None = None
        while True:
            try:
                step = plan.send(reply)
            except StopIteration:
                return "\n".join(said)
            reply = None
            if isinstance(step, Say):
                said.append(step.text)
            else:
                assert step.name in tools, step
                self.calls.append(step)
                reply = self._answer(step)

    def _answer(self, call: Call) -> Answer:
        try:
            return Answer(getattr(self, f"_{call.name}")(**call.arguments), failed=False)
        except KeyError as missing:
            return Answer(f"There is no {missing}.", failed=True)

    def _view(self, path: str) -> str:
        return "\n".join(f"{number}\t{line}" for number, line in enumerate(self.files[path].splitlines(), 1))

    def _edit(self, path: str, oldText: str, newText: str) -> str:  # noqa: N803 - the tool's own names
        assert self.files[path].count(oldText) == 1, f"{oldText!r} must occur once in {path}"
        assert oldText != newText
        self.files[path] = self.files[path].replace(oldText, newText)
        return f"Edited {path}."

    def _create(self, path: str, content: str) -> str:
        assert path not in self.files
        self.files[path] = content
        return f"Created {path}."

    def _delete(self, path: str) -> str:
        del self.files[path]
        return f"Deleted {path}."

    def _glob(self, pattern: str) -> str:
        return "\n".join(path for path in sorted(self.files) if fnmatch.fnmatch(path, pattern.replace("**/", "")))

    def _timeline(self) -> str:
        return json.dumps({"scenes": []})

    def _set_video_settings(self, **values: int) -> str:

        for name, value in values.items():
            self.files["src/Root.tsx"] = re.sub(rf"{name}={{\d+}}", f"{name}={{{value}}}", self.files["src/Root.tsx"])
        return "Set."

    def _check(self) -> str:
        return self.findings(self.files)

    def _render_frames(self, frames: list[int] | None = None, count: int = 9) -> str:
        return f"{len(frames or []) or count} frames"

    def _list_sounds(self, kind: str) -> str:
        assert kind == "music"
        return SOUNDS

    def _add_sound(self, id: str) -> str:  # noqa: A002 - the tool's own name
        assert id in SOUNDS
        return f"Copied to public/sounds/{id}.mp3."

    def _ask_user(self, question: str, options: list[dict[str, str]]) -> str:
        assert question
        assert 2 <= len(options) <= 6
        return "Asked."

    def _suggest(self, requests: list[str]) -> str:
        assert requests
        return "Shown."

    def _plan(self, title: str, scenes: list[dict[str, Any]], note: str) -> str:
        assert title
        assert scenes
        return note
