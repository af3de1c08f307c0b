"""A project's `manifest.json`: one JSON line, then the newest commits as a small pack and its index.

The line names the head, the immutable packs and the epoch; putting the object with the generation that was read is
the only way anything is committed. `base` is the tip that `packs` and the template's packs cover; the tail holds all
that came since.
"""

import base64
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import Field, ValidationError

from common.errors import UpstreamFailed
from common.ids import Sha
from common.models import RepoSnapshot, Stored

MAIN: Final = "main"
MANIFEST_NAME: Final = "manifest.json"
PACK_FILE_NAME: Final = re.compile(r"^pack-[0-9a-f]{40}\.(pack|idx)\Z")


class TemplateRef(Stored):
    """The template a project began with: its packs are shared, never copied; `head` is the commit they lead to."""

    id: str
    head: Sha
    packs: list[str]


class ManifestLine(Stored):
    """The first line of a manifest.

    Of `packs`, oldest first, `large_packs` hold nothing but large files (`common/git/large.py`), and `cold_packs`
    nothing that a checkout of `base` or anything after it needs. `rescue_packs` hold what `rescue/…` refs name; opening
    a project needs none. `settled` are the rescues that nobody is offered any more.
    """

    v: Literal[1] = 1
    epoch: int = Field(ge=0)
    refs: dict[str, Sha]
    base: Sha
    template: TemplateRef
    packs: list[str]
    large_packs: list[str] = Field(default_factory=list)
    cold_packs: list[str] = Field(default_factory=list)
    rescue_packs: list[str] = Field(default_factory=list)
    settled: list[str] = Field(default_factory=list)
    tail_length: int = Field(default=0, ge=0)


@dataclass(frozen=True)
class Manifest:
    """A manifest as it was read: `tail` is pack and index as stored, `generation` what a compare-and-swap needs
    (0 where it came without)."""

    line: str
    tail: bytes
    generation: int
    fields: ManifestLine

    @classmethod
    def parse(cls, data: bytes, generation: int) -> "Manifest":
        """Raises UpstreamFailed when it isn't a manifest of ours."""
        line, _, tail = data.partition(b"\n")
        return cls._of(line.decode(errors="replace"), tail, generation)

    @classmethod
    def from_snapshot(cls, snapshot: RepoSnapshot) -> "Manifest":
        """From what `/activate` and `GET /pod/v1/repo` carry. Raises UpstreamFailed."""
        return cls._of(snapshot.line, base64.b64decode(snapshot.tail), snapshot.generation or 0)

    @classmethod
    def build(cls, fields: ManifestLine, tail_pack: bytes = b"", tail_index: bytes = b"") -> "Manifest":
        """A manifest that isn't stored yet."""
        fields = fields.model_copy(update={"tail_length": len(tail_pack)})
        return cls(fields.model_dump_json(by_alias=True), tail_pack + tail_index, 0, fields)

    def changed(self, update: Mapping[str, object]) -> "Manifest":
        """The same with other fields and the tail as it is; not stored yet."""
        return Manifest.build(self.fields.model_copy(update=dict(update)), self.tail_pack, self.tail_index)

    @classmethod
    def _of(cls, line: str, tail: bytes, generation: int) -> "Manifest":
        try:
            fields = ManifestLine.model_validate_json(line)
        except ValidationError as error:
            raise UpstreamFailed("The project's manifest can't be read.") from error
        if MAIN not in fields.refs or fields.tail_length > len(tail):
            raise UpstreamFailed("The project's manifest is not whole.")
        return cls(line, tail, generation, fields)

    @property
    def data(self) -> bytes:
        """The object's bytes."""
        return self.line.encode() + b"\n" + self.tail

    @property
    def head(self) -> str:
        return self.fields.refs[MAIN]

    @property
    def epoch(self) -> int:
        return self.fields.epoch

    @property
    def refs(self) -> dict[str, str]:
        return self.fields.refs

    @property
    def base(self) -> str:
        return self.fields.base

    @property
    def packs(self) -> list[str]:
        """The project's own packs, oldest first, without the template's."""
        return self.fields.packs

    @property
    def template(self) -> TemplateRef:
        return self.fields.template

    @property
    def all_packs(self) -> list[str]:
        """Every pack that `main` needs beside the tail."""
        return [*self.template.packs, *self.packs]

    @property
    def hot_packs(self) -> list[str]:
        """What a checkout of the head needs beside the tail, but for the large files in its tree."""
        passed_over = {*self.fields.large_packs, *self.fields.cold_packs}
        return [name for name in self.all_packs if name not in passed_over]

    @property
    def history_packs(self) -> list[str]:
        """Every pack but those of large files: commits, folders and all that a difference can show."""
        large = set(self.fields.large_packs)
        return [name for name in self.all_packs if name not in large]

    @property
    def tail_pack(self) -> bytes:
        return self.tail[: self.fields.tail_length]

    @property
    def tail_index(self) -> bytes:
        return self.tail[self.fields.tail_length :]

    def snapshot(self) -> RepoSnapshot:
        """As it travels to a pod."""
        tail = base64.b64encode(self.tail).decode()
        return RepoSnapshot(line=self.line, tail=tail, generation=self.generation or None)
