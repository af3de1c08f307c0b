"""Profiles in Firestore, `users/{uid}`: made and changed by the services only, read by their user."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from common.chat_models import TurnUsage
from common.errors import IdTaken, NotFound
from common.firestore import CALL, SERVER_TIMESTAMP, Client, Document, Snapshot, firestore_errors, swap
from common.models import Plan, Preferences, Usage, User
from common.spending import Spending, raised

USERS = "users"
LOGIN_RESOLUTION = timedelta(hours=1)
"""`lastLoginAt` is written again only after this long: a page load must not cost a write."""

COUNTED_KEPT = 50
"""Ids of the newest counted turns are kept in the profile: a pod repeats a write within minutes, not 50 turns later."""
_COUNTED = "countedTurns"


class UserStore:
    """Every method raises Unavailable when Firestore doesn't answer in time."""

    def __init__(self, admin: Client) -> None:
        self._admin = admin

    def _document(self, uid: str) -> Document:
        return self._admin.document(USERS, uid)

    def open(self, uid: str, email: str, display_name: str | None) -> User:
        """The user's profile, made now if this is the first time."""
        document = self._document(uid)
        with firestore_errors():
            snapshot = document.get(**CALL)
        if not snapshot.exists:
            self._create(document, uid, email, display_name)
            with firestore_errors():
                snapshot = document.get(**CALL)
        user = _user_from(snapshot)
        if datetime.now(UTC) - user.last_login_at > LOGIN_RESOLUTION:
            self.update(uid, {"lastLoginAt": SERVER_TIMESTAMP})
        return user

    def get(self, uid: str) -> User:
        """Raises NotFound when there is no profile."""
        with firestore_errors():
            return _user_from(self._document(uid).get(**CALL))

    def people(self, uids: Iterable[str]) -> dict[str, User]:
        """The profiles of these users, in one read; who has none isn't in it."""
        documents = [self._document(uid) for uid in uids]
        with firestore_errors():
            found = [snapshot for snapshot in self._admin.get_all(documents, **CALL) if snapshot.exists]
        return {snapshot.id: _user_from(snapshot) for snapshot in found}

    def _create(self, document: Document, uid: str, email: str, display_name: str | None) -> None:
        profile = {
            "id": uid,
            "email": email,
            "displayName": display_name,
            "plan": Plan.FREE.value,
            "preferences": Preferences().model_dump(by_alias=True),
            "createdAt": SERVER_TIMESTAMP,
            "lastLoginAt": SERVER_TIMESTAMP,
            "usage": Usage().model_dump(by_alias=True),
        }
        try:
            with firestore_errors():
                document.create(profile, **CALL)
        except IdTaken:
            return  # another tab was first

    def update(self, uid: str, changes: dict[str, Any]) -> User:
        """Change fields (wire names). Raises NotFound when there is no profile."""
        with firestore_errors():
            self._document(uid).update(changes, **CALL)
            return _user_from(self._document(uid).get(**CALL))

    def plan(self, uid: str) -> Plan:
        """What the user has chosen; the free one where there is no profile (yet)."""
        try:
            return self.get(uid).plan
        except NotFound:
            return Plan.FREE

    def totals(self, uid: str) -> Mapping[str, Any]:
        """The document as it is stored, for common/spending.py; empty where there is none."""
        with firestore_errors():
            return self._document(uid).get(**CALL).to_dict() or {}

    def count_turn(self, uid: str, turn_id: str, used: TurnUsage, when: datetime, spending: Spending) -> None:
        """Add a turn to the month's usage, once for its id, and what the budgets' totals must say at least. One write,
        none when there is nothing new. Raises NotFound when there is no profile, Conflict."""

        def decide(snapshot: Snapshot) -> dict[str, Any]:
            before = _user_from(snapshot).usage
            document = snapshot.to_dict() or {}
            changes = raised(document, spending)
            counted: list[str] = (document.get("usage") or {}).get(_COUNTED, [])
            if turn_id not in counted:
                usage = _with_turn(before, used, f"{when:%Y-%m}")
                changes["usage"] = {
                    **usage.model_dump(by_alias=True),
                    _COUNTED: [*counted, turn_id][-COUNTED_KEPT:],
                }
            return changes

        swap(self._document(uid), decide)

    def delete(self, uid: str) -> None:
        with firestore_errors():
            self._document(uid).delete(**CALL)


def _with_turn(before: Usage, used: TurnUsage, month: str) -> Usage:
    usage = before if before.month == month else Usage(month=month)
    return Usage(
        month=month,
        turns=usage.turns + 1,
        input_tokens=usage.input_tokens + used.input_tokens,
        output_tokens=usage.output_tokens + used.output_tokens,
        cached_tokens=usage.cached_tokens + used.cached_tokens,
        cache_write_tokens=usage.cache_write_tokens + used.cache_write_tokens,
        cost_micros=usage.cost_micros + used.cost_micros,
    )


def _user_from(snapshot: Snapshot) -> User:
    data = snapshot.to_dict() if snapshot.exists else None
    if data is None:
        raise NotFound
    return User.model_validate(data)
