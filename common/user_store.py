"""Profiles in Firestore, `users/{uid}`: made and changed by the services only, read by their user."""

from datetime import UTC, datetime, timedelta
from typing import Any

from common.errors import IdTaken, NotFound
from common.firestore import CALL, SERVER_TIMESTAMP, Client, Document, Snapshot, firestore_errors, swap
from common.models import Plan, Preferences, Usage, User

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

    def count_turn(self, uid: str, turn_id: str, output_tokens: int, when: datetime) -> None:
        """Add a turn to the month's usage, once for its id. Raises NotFound when there is no profile, Conflict."""

        def decide(snapshot: Snapshot) -> dict[str, Any] | None:
            before = _user_from(snapshot).usage
            counted: list[str] = ((snapshot.to_dict() or {}).get("usage") or {}).get(_COUNTED, [])
            if turn_id in counted:
                return None
            month = f"{when:%Y-%m}"
            usage = before if before.month == month else Usage(month=month)
            usage = usage.model_copy(
                update={"turns": usage.turns + 1, "output_tokens": usage.output_tokens + output_tokens}
            )
            return {"usage": {**usage.model_dump(by_alias=True), _COUNTED: [*counted, turn_id][-COUNTED_KEPT:]}}

        swap(self._document(uid), decide)

    def delete(self, uid: str) -> None:
        with firestore_errors():
            self._document(uid).delete(**CALL)


def _user_from(snapshot: Snapshot) -> User:
    data = snapshot.to_dict() if snapshot.exists else None
    if data is None:
        raise NotFound
    return User.model_validate(data)
