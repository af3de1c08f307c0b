"""Looks at a project after its request, each thing once and only when a check asks for it."""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import Final

from PIL import Image

from evaluation.page import PreviewPage, Watcher
from evaluation.pod import EvaluationPod
from evaluation.stills import Stills
from session_pod.agent.project import CheckKind, Finding
from session_pod.agent.video import Timeline

SCALE: Final = 0.5
SHEET_FRAMES: Final = 9
ALL_CHECKS: Final[tuple[CheckKind, ...]] = ("transform", "types", "frames", "lint")


class Look:
    """What `checks.Seen` asks for. What is named before was read before the request;
    `stills_before` keeps what was drawn of the template, for the next request on it. Close it."""

    def __init__(
        self,
        pod: EvaluationPod,
        stills: Stills,
        watcher: Watcher,
        files_before: Mapping[str, bytes],
        timeline_before: Timeline,
        findings_before: Sequence[Finding],
        stills_before: dict[int, Image.Image],
        folder: Path,
    ) -> None:
        self._pod = pod
        self._stills = stills
        self._watcher = watcher
        self.files_before = files_before
        self.timeline_before = timeline_before
        self.findings_before = findings_before
        self._drawn_before = stills_before
        self._drawn: dict[int, Image.Image] = {}
        self._folder = folder
        self._opened = ExitStack()

    @cached_property
    def timeline(self) -> Timeline:
        return self._pod.project.timeline()

    @cached_property
    def findings(self) -> Sequence[Finding]:
        return self._pod.project.check(list(ALL_CHECKS)).findings

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """Of the saved head: what wasn't saved isn't there."""
        return self._pod.edge.files(self._pod.edge.head)

    @property
    def said(self) -> str:
        return "\n\n".join(answer.content for answer in self._pod.edge.answers())

    @property
    def cards(self) -> Sequence[str]:
        return [answer.card.type for answer in self._pod.edge.answers() if answer.card is not None]

    def text(self, frame: int) -> str:
        return self._page.text(frame)

    def preview(self, frame: int) -> Image.Image:
        return self._page.picture(frame)

    def still(self, frame: int) -> Image.Image:
        if frame not in self._drawn:
            self._drawn[frame] = self._stills.draw(self._after, [frame], SCALE)[0]
        return self._drawn[frame]

    def still_before(self, frame: int) -> Image.Image:
        if frame not in self._drawn_before:
            self._drawn_before[frame] = self._stills.draw(self._before, [frame], SCALE)[0]
        return self._drawn_before[frame]

    def sheet(self) -> bytes:
        """The contact sheet, a JPEG."""
        return self._pod.project.frames(count=SHEET_FRAMES).jpeg

    def close(self) -> None:
        self._opened.close()

    @cached_property
    def _page(self) -> PreviewPage:
        size = self.timeline.composition
        width, height = round(size.width * SCALE), round(size.height * SCALE)
        return self._opened.enter_context(self._watcher.watching(self._pod.preview_url(), width, height))

    @cached_property
    def _before(self) -> Path:
        return _written(self.files_before, self._folder / "before")

    @cached_property
    def _after(self) -> Path:
        return _written(self.files, self._folder / "after")


def _written(files: Mapping[str, bytes], folder: Path) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder
