"""A video project's history as benchmarks want it: real TypeScript in ten to fifteen files, every checkpoint changing a
few lines of one or two, now and then a new scene; the same one each time."""

import random
import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pygit2

from common.git.history import add_commit, changed_tree, walk
from common.git.messages import AGENT, CheckpointMessage
from common.git.packs import find_commit

PICTURE_BYTES: Final = 5 * 1024 * 1024
_SCENES_MAX: Final = 6
_MAIN: Final = "src/MyVideo.tsx"
_NUMBER: Final = re.compile(r"\b\d+\b")
_START: Final = datetime(2026, 3, 1, tzinfo=UTC)
_SCENE: Final = """import {{ AbsoluteFill, Easing, interpolate, useCurrentFrame, useVideoConfig }} from 'remotion';

/** Scene {number}: {subject}, {words}. */
export const Scene{number} = () => {{
  const frame = useCurrentFrame();
  const {{ width, height, durationInFrames }} = useVideoConfig();
  const unit = Math.min(width, height) / 1000;
  const appear = interpolate(frame, [{a}, {b}], [0, 1], {{ ...clamp, easing: Easing.out(Easing.cubic) }});
  const leave = interpolate(frame, [durationInFrames - {c}, durationInFrames - 2], [1, 0], clamp);
  const drift = interpolate(frame, [0, durationInFrames], [{d}, {e}], clamp);

  return (
    <AbsoluteFill style={{{{ backgroundColor: 'hsl({hue}, 42%, 18%)', opacity: Math.min(appear, leave) }}}}>
      <div
        style={{{{
          position: 'absolute',
          left: unit * {f},
          top: unit * {g},
          width: unit * {h},
          fontFamily: 'Inter, system-ui, sans-serif',
          fontSize: unit * {i},
          fontWeight: 600,
          lineHeight: 1.1,
          color: 'hsl({hue}, 80%, 88%)',
          translate: `${{drift}}px ${{(1 - appear) * 24}}px`,
        }}}}
      >
        {words}
      </div>
      <svg viewBox="0 0 1000 1000" style={{{{ position: 'absolute', right: unit * {j}, bottom: unit * {k} }}}}>
        <circle cx={{{f}}} cy={{{g}}} r={{{h}}} fill="hsl({hue}, 60%, 52%)" opacity={{appear * 0.8}} />
        <path d="M {a} {f} C {b} {g}, {c} {h}, {d} {i} S {e} {j}, {k} {a}" stroke="white" strokeWidth={{{c}}} />
      </svg>
    </AbsoluteFill>
  );
}};

const clamp = {{ extrapolateLeft: 'clamp', extrapolateRight: 'clamp' }} as const;
"""
_WORDS: Final = ("coast", "light", "harbour", "rain", "garden", "market", "launch", "night", "bridge", "colour", "map")


class Video:
    """The files of a project and what an agent changes in them next. Texts by path."""

    def __init__(self, files: Mapping[str, str], seed: int) -> None:
        self.files = dict(files)
        self._random = random.Random(seed)
        self._made = 0

    def change(self) -> tuple[str, dict[str, bytes | None]]:
        """→ (a summary, the files written or removed); made here too."""
        scenes = sorted((path for path in self.files if path.startswith("src/scenes/")), key=_number_of)
        kind = self._random.random()
        if len(scenes) < 2 or kind < 0.03:
            return self._add_scene(scenes)
        paths = [self._random.choice(scenes)]
        if kind > 0.75:
            paths.append(_MAIN)
        for path in paths:
            self.files[path] = self._tweaked(self.files[path])
        return f"Change {self._words(3)} in scene {_number_of(paths[0])}", self._written(*paths)

    def _add_scene(self, scenes: list[str]) -> tuple[str, dict[str, bytes | None]]:
        self._made += 1
        changes: dict[str, bytes | None] = {}
        if len(scenes) >= _SCENES_MAX:
            changes[scenes[0]] = None
            del self.files[scenes.pop(0)]
        path = f"src/scenes/Scene{self._made}.tsx"
        numbers = {letter: self._random.randint(4, 900) for letter in "abcdefghijk"}
        texts = {"subject": self._words(2), "words": self._words(5), "hue": self._random.randint(0, 359)}
        self.files[path] = _SCENE.format(number=self._made, **texts, **numbers)
        self.files[_MAIN] = _main_of([*scenes, path], self._random.randint(60, 180))
        return f"Add scene {self._made}: {self._words(4)}", changes | self._written(path, _MAIN)

    def _tweaked(self, text: str) -> str:
        """One to four of its lines with other numbers, as most requests are about size, place, time or colour."""
        lines = text.split("\n")
        able = [at for at, line in enumerate(lines) if _NUMBER.search(line) and "import" not in line]
        for at in self._random.sample(able, min(len(able), self._random.randint(1, 4))):
            lines[at] = _NUMBER.sub(lambda _: str(self._random.randint(2, 990)), lines[at], count=1)
        return "\n".join(lines)

    def _written(self, *paths: str) -> dict[str, bytes | None]:
        return {path: self.files[path].encode() for path in paths}

    def _words(self, count: int) -> str:
        return " ".join(self._random.choices(_WORDS, k=count))


class VideoHistory:
    """A bare repository of loose objects, as a project that is only ever committed to has it. `shas[n]` is the head
    after n checkpoints, `shas[0]` the one it begins with. `pictures` has a picture of 5 MB with some of them."""

    def __init__(self, git_dir: Path, head: str, *, seed: int = 1, pictures: frozenset[int] = frozenset()) -> None:
        self.git_dir = git_dir
        self.repository = pygit2.Repository(git_dir)
        self.shas = [head]
        commit = find_commit(self.repository, head)
        assert commit is not None
        files = walk(commit.tree)
        self._tree = commit.tree
        self._video = Video({path: blob.data.decode() for path, blob in files}, seed)
        self._pictures = pictures
        self._seed = seed

    def extend(self, checkpoints: int) -> None:
        """Have at least so many checkpoints."""
        while len(self.shas) <= checkpoints:
            number = len(self.shas)
            summary, changes = self._video.change()
            if number in self._pictures:
                data = random.Random(self._seed + number).randbytes(PICTURE_BYTES)
                changes[f"public/pictures/{number}.png"] = data
            tree = changed_tree(self.repository, self._tree, changes)
            message = CheckpointMessage(summary, f"turn-{number:08d}", f"message-{number:08d}", "bench-author")
            when = _START + timedelta(minutes=3 * number)
            self.shas.append(add_commit(self.repository, self.shas[-1], tree, AGENT, message, when))
            self._tree = self.repository[tree].peel(pygit2.Tree)

    def loose(self) -> dict[str, Path]:
        """Every object's file by its name in the repository's folder."""
        found = self.git_dir.glob("objects/[0-9a-f][0-9a-f]/*")
        return {path.relative_to(self.git_dir).as_posix(): path for path in found}


def _number_of(path: str) -> int:
    return int(path.removeprefix("src/scenes/Scene").partition(".")[0])


def _main_of(scenes: list[str], frames: int) -> str:
    numbers = [_number_of(path) for path in scenes]
    imports = "\n".join(f"import {{ Scene{number} }} from './scenes/Scene{number}';" for number in numbers)
    parts = "\n".join(
        f"    <Series.Sequence durationInFrames={{{frames + 7 * at}}}>\n      <Scene{number} />\n    </Series.Sequence>"
        for at, number in enumerate(numbers)
    )
    return (
        f"import {{ Series }} from 'remotion';\n{imports}\n\n"
        f"export const MyVideo = () => (\n  <Series>\n{parts}\n  </Series>\n);\n"
    )
