"""The requests: one JSON file each in requests/, by which the order is that of their names."""

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from evaluation.checks import Check

FOLDER: Final = Path(__file__).with_name("requests")
TEMPLATES: Final = Path(__file__).parents[1] / "templates"


class Request(BaseModel):
    """`claimed`: the demo model says that it can do it. `files` lie in the project beside the template's own."""

    model_config = ConfigDict(extra="forbid")

    title: str
    template: str
    messages: list[str] = Field(min_length=1)
    checks: list[Check] = Field(min_length=1)
    claimed: bool = True
    files: dict[str, str] = Field(default_factory=dict)

    def project(self) -> dict[str, bytes]:
        """Every file of the project as it begins."""
        folder = TEMPLATES / self.template
        found = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
        own = {name: path.read_bytes() for name, path in found.items() if "node_modules" not in path.parts}
        return {**own, **{name: text.encode() for name, text in self.files.items()}}


class UnknownRequest(Exception):
    """No request has this name; the message names those that there are."""


def load(name: str | None = None, folder: Path = FOLDER) -> dict[str, Request]:
    """All requests, or the one. Raises UnknownRequest."""
    files = {path.stem: path for path in sorted(folder.glob("*.json"))}
    if name is not None:
        files = {stem: path for stem, path in files.items() if name in (stem, stem.partition("-")[2])}
        if not files:
            known = ", ".join(path.stem.partition("-")[2] for path in sorted(folder.glob("*.json")))
            raise UnknownRequest(f"There is no request {name}; there are {known}.")
    return {stem: Request.model_validate_json(path.read_text()) for stem, path in files.items()}
