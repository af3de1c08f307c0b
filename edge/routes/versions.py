"""Names and branches, which are made once and stay; and edits of files without the agent."""

import base64
import hashlib
from typing import Annotated, Final, Literal

from flask import Response
from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from common.git.checks import path_problem
from common.ids import Sha
from common.models import Checkpoint, Model
from common.version_models import Branch, Version, VersionName
from edge.access import access, require_caller
from edge.answers import BEARER, CheckpointPath, ProjectPath, answer, blueprint
from edge.committing import edit
from edge.policy import Operation
from edge.services import services

bp = blueprint("versions", __name__, BEARER)
bp.before_request(require_caller)

FILES_MAX: Final = 50
PATH_MAX: Final = 1_000
SUMMARY_MAX: Final = 500

EditSummary = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=SUMMARY_MAX, pattern=r"^[^\x00-\x1f\x7f]+$"),
]


def _clean_path(path: str) -> str:
    problem = path_problem(path)
    if problem is not None:
        raise PydanticCustomError("path", "{problem}", {"problem": problem})
    return path


class NewName(Model):
    """What to call a checkpoint."""

    name: VersionName


class NewBranch(Model):
    """A line of work to keep: what it is called, and the checkpoint that it ends in."""

    name: VersionName
    sha: Version


class Branches(Model):
    """The branches, in the order in which they were made."""

    items: list[Branch]


class FileEdit(Model):
    """A file as it is to be: its text, its bytes (`base64`), or null to remove it."""

    path: Annotated[str, Field(min_length=1, max_length=PATH_MAX), AfterValidator(_clean_path)]
    encoding: Literal["utf-8", "base64"] = "utf-8"
    content: str | None

    def data(self) -> bytes | None:
        return None if self.content is None else _decoded(self.content, self.encoding)

    @field_validator("content")
    @classmethod
    def _can_be_decoded(cls, content: str | None, info: ValidationInfo) -> str | None:
        encoding = info.data.get("encoding", "utf-8")
        if content is not None:
            try:
                _decoded(content, encoding)
            except ValueError as error:
                raise PydanticCustomError("content", "is not {encoding}", {"encoding": encoding}) from error
        return content


def _decoded(content: str, encoding: str) -> bytes:
    """Raises ValueError for what isn't base64, or not text (half a surrogate pair)."""
    return base64.b64decode(content, validate=True) if encoding == "base64" else content.encode()


class Edits(Model):
    """Files to be written or removed as one checkpoint on `expectedHead`; each path once."""

    expected_head: Sha
    files: Annotated[list[FileEdit], Field(min_length=1, max_length=FILES_MAX)]
    summary: EditSummary | None = None

    @field_validator("files")
    @classmethod
    def _each_path_once(cls, files: list[FileEdit]) -> list[FileEdit]:
        if len({file.path for file in files}) < len(files):
            raise PydanticCustomError("files", "names a path twice")
        return files

    def said(self) -> str:
        """The summary, or one made of the paths."""
        if self.summary is not None:
            return self.summary
        verb = "Remove" if all(file.content is None for file in self.files) else "Edit"
        more = len(self.files) - 1
        others = f" and {more} more file{'s' if more > 1 else ''}" if more else ""
        return f"{verb} {self.files[0].path[: SUMMARY_MAX - 40]}{others}"


@bp.put("/api/projects/<project_id>/checkpoints/<sha>/name", responses={200: Checkpoint})
def name_checkpoint(path: CheckpointPath, body: NewName) -> Response:
    """Give a checkpoint a name, for good. 409 `name_taken` when another one has it; a second name replaces the first
    in lists, and both lead here."""
    access(path.project_id, Operation.NAME_CHECKPOINT)
    repositories = services().repositories
    repositories.name(path.project_id, path.sha, body.name)
    return answer(repositories.checkpoint(path.project_id, path.sha))


@bp.get("/api/projects/<project_id>/branches", responses={200: Branches})
def list_branches(path: ProjectPath) -> Response:
    """The branches that were kept."""
    access(path.project_id, Operation.READ)
    return answer(Branches(items=services().repositories.branches(path.project_id)))


@bp.post("/api/projects/<project_id>/branches", responses={201: Branch})
def make_branch(path: ProjectPath, body: NewBranch) -> Response:
    """Keep the line of work that ends in a checkpoint, for good, and say so in the chat. 409 `name_taken` when the name
    means another one."""
    access(path.project_id, Operation.MAKE_BRANCH)
    held = services()
    held.repositories.branch(path.project_id, body.sha, body.name)
    made = next(branch for branch in held.repositories.branches(path.project_id) if branch.name == body.name)
    told = hashlib.sha256(f"branch {made.name}".encode()).hexdigest()[:32]
    held.messages.announce(path.project_id, told, f"Kept what there was as a branch: {made.name}.", made.sha)
    return answer(made, 201)


@bp.post("/api/projects/<project_id>/edits", responses={201: Checkpoint})
def edit_files(path: ProjectPath, body: Edits) -> Response:
    """Change files without the agent, as a new checkpoint; the head, where they are so already. 409 `head_moved`, with
    the `head`, when somebody else was first."""
    allowed = access(path.project_id, Operation.EDIT_FILES)
    changes = {file.path: file.data() for file in body.files}
    return answer(edit(services(), allowed.project, allowed.caller, body.expected_head, changes, body.said()), 201)
