"""The files that a video can show and play: which there are, and what is in them."""

import json
from pathlib import Path
from typing import Final

from pydantic import Field

from common.errors import NotFound, StoryDreamError
from session_pod.agent.project import ProjectClient
from session_pod.agent.tools import paths
from session_pod.agent.tools.find import walk
from session_pod.agent.tools.tool import Input, Json, Label, Picture, ProjectPath, Tool, ToolResult, clipped, said

FOLDER: Final = "public"
LISTED_MAX: Final = 300
REGISTER: Final = "assets.json"


class ListAssets(Input):
    pass


class InspectAsset(Input):
    path: ProjectPath = Field(description="As for staticFile(), such as uploads/logo.png.")


class AssetTools:
    """Of one project folder."""

    def __init__(self, root: Path, project: ProjectClient) -> None:
        self._root = root
        self._project = project

    def tools(self) -> list[Tool]:
        return [
            Tool("list_assets", ListAssets, self._list, lambda _: ("Looking through the assets", FOLDER)),
            Tool("inspect_asset", InspectAsset, self._inspect, _inspecting),
        ]

    def _list(self, _: ListAssets) -> ToolResult:
        folder = self._root / FOLDER
        files = [path for path in walk(folder) if path != REGISTER] if folder.is_dir() else []
        uploads = self._uploads()
        there = [
            f"{json.dumps(path, ensure_ascii=False)}\t{_bytes(folder / path)} bytes" for path in files[:LISTED_MAX]
        ]
        away = [f"uploads/{name}" for name in uploads if f"uploads/{name}" not in files]
        missing = [f"{_quoted(path)}\tuploaded, but not here yet" for path in away[:LISTED_MAX]]
        if not there and not missing:
            return ToolResult("There are no files in public/ yet. Users upload theirs; sounds come with add_sound.")
        more = f"\n… and {len(files) - LISTED_MAX} more" if len(files) > LISTED_MAX else ""
        return ToolResult(clipped("Files for staticFile():\n" + "\n".join([*there, *missing])) + more)

    def _uploads(self) -> list[str]:
        try:
            listed = json.loads(paths.read_text(self._root, f"{FOLDER}/{REGISTER}"))
        except (StoryDreamError, ValueError):
            return []  # none yet, or the user's own file by that name
        return sorted(listed) if isinstance(listed, dict) else []

    def _inspect(self, asked: InspectAsset) -> ToolResult:
        parts = paths.parts_of(asked.path.removeprefix(f"{FOLDER}/"))
        if not parts:
            raise NotFound("Name a file; list_assets tells which there are.")
        asset = self._project.asset("/".join(parts))
        told = asset.model_dump(mode="json", exclude_none=True, exclude={"picture"})
        told = {name: value for name, value in told.items() if value != []}
        pictures = (Picture("image/jpeg", asset.picture),) if asset.picture else ()
        return ToolResult(clipped(json.dumps(told, ensure_ascii=False)), pictures=pictures)


def _quoted(path: str) -> str:
    """Names are the user's: a line break in one must not look like another."""
    return json.dumps(path, ensure_ascii=False)


def _bytes(path: Path) -> int:
    return path.lstat().st_size if path.is_symlink() or path.exists() else 0


def _inspecting(asked: Json) -> Label:
    return "Looking into an asset", said(asked, "path", 200)
