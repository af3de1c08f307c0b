"""Who is a member of a project, as its stored document says it."""

from collections.abc import Mapping
from typing import Any, Final

from common.errors import Conflict
from common.models import MEMBERS_MAX

REVOKED_KEPT: Final = 200
"""Of the users who lost their access, the newest: a preview's cookie that knows nothing of it ends with its session."""


def member_changes(document: Mapping[str, Any], uid: str, role: str | None) -> dict[str, Any]:
    """What gives a user this role (None takes it away) in a project's stored document; nothing where it is so already.

    Who loses access is remembered in `revoked`, from where open sessions learn it. Raises Conflict
    (`too_many_members`).
    """
    if uid == document["userId"]:
        return {}
    before: dict[str, str] = document.get("members") or {}
    gone: list[str] = [one for one in document.get("revoked") or [] if one != uid]
    if role is None:
        members = {member: of for member, of in before.items() if member != uid}
        gone = [*gone, uid][-REVOKED_KEPT:] if uid in before else list(document.get("revoked") or [])
    else:
        members = {**before, uid: role}
        if len(members) > MEMBERS_MAX:
            raise Conflict(f"A project has at most {MEMBERS_MAX} people.", code="too_many_members")
    changes = {"members": members, "memberIds": sorted(members), "revoked": gone}
    return {name: value for name, value in changes.items() if document.get(name, []) != value}
