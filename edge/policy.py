"""Who may do what with a project: the one table that every route asks. `firestore.rules` says the same of what users
write with their own token, and a test compares the two."""

from enum import StrEnum
from typing import Final

from common.errors import Conflict, Forbidden, NotFound
from common.models import Project, Role


class Operation(StrEnum):
    """What a person can do with a project."""

    READ = "read"
    OPEN = "open"
    SEND = "send"
    STOP = "stop"
    CLOSE = "close"
    RESTORE_CHECKPOINT = "restore_checkpoint"
    NAME_CHECKPOINT = "name_checkpoint"
    MAKE_BRANCH = "make_branch"
    EDIT_FILES = "edit_files"
    DUPLICATE = "duplicate"
    PUSH = "push"
    RESCUE = "rescue"
    CHANGE = "change"
    SEED = "seed"
    TRASH = "trash"
    UNTRASH = "untrash"
    PURGE = "purge"
    SHARE = "share"
    LEAVE = "leave"
    TAKE_OVER = "take_over"


_OWNER: Final[frozenset[Role]] = frozenset({"owner"})
_EDITORS: Final[frozenset[Role]] = frozenset({"owner", "editor"})
_MEMBERS: Final[frozenset[Role]] = frozenset({"editor", "commenter", "viewer"})
_EVERYBODY: Final[frozenset[Role]] = frozenset({"owner", "editor", "commenter", "viewer"})

ALLOWED: Final[dict[Operation, frozenset[Role]]] = {
    Operation.READ: _EVERYBODY,
    Operation.OPEN: _EVERYBODY,  # a viewer sees the preview live
    Operation.SEND: _EDITORS,
    Operation.STOP: _EDITORS,
    Operation.CLOSE: _EDITORS,
    Operation.RESTORE_CHECKPOINT: _EDITORS,
    Operation.NAME_CHECKPOINT: _EDITORS,
    Operation.MAKE_BRANCH: _EDITORS,
    Operation.EDIT_FILES: _EDITORS,
    Operation.PUSH: _EDITORS,
    Operation.RESCUE: _EDITORS,
    Operation.DUPLICATE: _EVERYBODY,  # as a project of their own: who may read all of it could copy it by hand
    Operation.CHANGE: _OWNER,
    Operation.SEED: _OWNER,
    Operation.TRASH: _OWNER,
    Operation.UNTRASH: _OWNER,
    Operation.PURGE: _OWNER,
    Operation.SHARE: _OWNER,  # members, invites, watch links, requests for access
    Operation.LEAVE: _MEMBERS,
    Operation.TAKE_OVER: _EDITORS,
}

IN_TRASH: Final = frozenset({Operation.READ, Operation.TRASH, Operation.UNTRASH, Operation.PURGE, Operation.LEAVE})
"""What a project in the trash still allows."""


def role_of(project: Project, uid: str) -> Role | None:
    """The user's role; None for a stranger."""
    return "owner" if project.user_id == uid else project.members.get(uid)


def check(project: Project, uid: str, operation: Operation) -> Role:
    """The user's role, if it allows the operation now.

    Raises NotFound for a stranger (exactly as if there were no such project), Forbidden for a role that may not,
    Conflict (`in_trash`) for a project in the trash.
    """
    role = role_of(project, uid)
    if role is None:
        raise NotFound
    if role not in ALLOWED[operation]:
        raise Forbidden(f"As {role} you can't do this.")
    if project.deleted_at is not None and operation not in IN_TRASH:
        raise Conflict("The project is in the trash.", code="in_trash")
    return role
