"""Stills of a project as its export shows them; one Node process for a whole run."""

import json
import os
import selectors
import shutil
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from PIL import Image

from evaluation.page import browser_path

SCRIPT: Final = Path(__file__).with_name("stills.mjs")
LINE_SECONDS: Final = 120.0  # the first bundle of the packages on a loaded machine; a frame takes half a second
STOP_SECONDS: Final = 10.0


class StillsFailed(Exception):
    """The renderer could not draw; the message is its own."""


class Stills:
    """`with Stills() as stills`. Not thread-safe."""

    def __enter__(self) -> Self:
        node = shutil.which("node") or "node"
        self._process = subprocess.Popen(
            [node, str(SCRIPT)],
            env={**os.environ, "CHROMIUM": browser_path() or ""},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        self._rest = b""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def draw(self, project: Path, frames: Sequence[int], scale: float) -> list[Image.Image]:
        """The frames of the project in this folder, in order; one version of it a folder. Raises StillsFailed."""
        out = project.with_name(f"{project.name}-stills")
        asked = {"project": str(project), "frames": list(frames), "scale": scale, "out": str(out)}
        answer = json.loads(self._ask(json.dumps(asked).encode() + b"\n"))
        if "error" in answer:
            raise StillsFailed(answer["error"])
        return [_loaded(Path(file)) for file in answer["files"]]

    def _ask(self, line: bytes) -> bytes:
        process = self._process
        if process.stdin is None or process.stdout is None:
            raise StillsFailed("the renderer has no pipes")
        deadline = time.monotonic() + LINE_SECONDS
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            try:
                process.stdin.write(line)
            except BrokenPipeError:
                raise StillsFailed("the renderer has ended") from None
            while b"\n" not in self._rest:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise StillsFailed(f"no answer within {LINE_SECONDS:.0f} s")
                piece = process.stdout.read(65_536)
                if not piece:
                    raise StillsFailed("the renderer has ended")
                self._rest += piece
        answer, _, self._rest = self._rest.partition(b"\n")
        return answer


def _loaded(file: Path) -> Image.Image:
    with Image.open(file) as picture:
        return picture.convert("RGB")
