"""Personal access tokens in Firestore, `tokens/{id}`: for `git` over HTTPS, made and revoked by their user.

A token is `sdt_{id}_{secret}`. Only a SHA-256 of the secret is stored: it is 256 random bits, so there is nothing to
guess that a slow hash would have to protect, and each `git` command proves its token several times.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from common.errors import Conflict, StoryDreamError, Unauthenticated
from common.firestore import (
    CALL,
    Client,
    Document,
    Query,
    Snapshot,
    Transaction,
    firestore_errors,
    in_transaction,
    where,
)
from common.ids import new_id
from common.version_models import AccessToken, NewAccessToken

TOKENS: Final = "tokens"
TOKENS_MAX: Final = 20
"""A user's, the expired ones included."""
USE_RESOLUTION: Final = timedelta(hours=1)
"""`lastUsedAt` is written again only after this long: a fetch must not cost a write."""
_SECRET_BYTES: Final = 32
_TOKEN: Final = re.compile(r"sdt_([0-9a-f]{32})_([A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class TokenUse:
    """Whose token was shown, and which."""

    uid: str
    token_id: str


class TokenStore:
    """Every method raises Unavailable when Firestore doesn't answer in time."""

    def __init__(self, admin: Client) -> None:
        self._admin = admin

    def create(self, uid: str, name: str, expires_at: datetime | None) -> NewAccessToken:
        """A new token; what it returns is the only place where its secret is. Raises Conflict (`too_many_tokens`)."""
        token_id, secret = new_id(), secrets.token_urlsafe(_SECRET_BYTES)
        made = datetime.now(UTC)
        data: dict[str, Any] = {
            "id": token_id,
            "uid": uid,
            "name": name,
            "hash": _hash(secret),
            "createdAt": made,
            "expiresAt": expires_at,
            "lastUsedAt": None,
        }

        def work(transaction: Transaction) -> None:
            if sum(1 for _ in self._of(uid).stream(transaction=transaction, **CALL)) >= TOKENS_MAX:
                why = f"You have {TOKENS_MAX} access tokens: revoke one that you no longer use."
                raise Conflict(why, code="too_many_tokens")
            transaction.create(self._document(token_id), data)

        in_transaction(self._admin, work)
        told = AccessToken.model_validate(data)
        return NewAccessToken(**told.model_dump(), token=f"sdt_{token_id}_{secret}")

    def list(self, uid: str) -> list[AccessToken]:
        """The user's tokens, newest first, without their secrets."""
        with firestore_errors():
            found = [_token_from(snapshot) for snapshot in self._of(uid).stream(**CALL)]
        return sorted(found, key=lambda token: token.created_at, reverse=True)

    def revoke(self, uid: str, token_id: str) -> None:
        """Remove a token of that user's; one that isn't theirs, or is gone, is nothing to them."""
        document = self._document(token_id)
        with firestore_errors():
            snapshot = document.get(**CALL)
            if snapshot.exists and snapshot.get("uid") == uid:
                document.delete(**CALL)

    def revoke_all(self, uid: str) -> None:
        """Remove every token of a user's."""
        with firestore_errors():
            for snapshot in self._of(uid).stream(**CALL):
                snapshot.reference.delete(**CALL)

    def verify(self, token: str) -> TokenUse:
        """Whose token it is: one read, none for what can't be a token. Raises Unauthenticated (`token_invalid`,
        `token_expired`)."""
        match = _TOKEN.fullmatch(token)
        if match is None:
            raise Unauthenticated("The access token is not valid.", code="token_invalid")
        with firestore_errors():
            snapshot = self._document(match[1]).get(**CALL)
        data = snapshot.to_dict() if snapshot.exists else None
        if data is None or not hmac.compare_digest(str(data["hash"]), _hash(match[2])):
            raise Unauthenticated("The access token is not valid (any more).", code="token_invalid")
        known, now = AccessToken.model_validate(data), datetime.now(UTC)
        if known.expires_at is not None and known.expires_at <= now:
            raise Unauthenticated("The access token has expired.", code="token_expired")
        if known.last_used_at is None or now - known.last_used_at > USE_RESOLUTION:
            self._note_use(snapshot, now)
        return TokenUse(str(data["uid"]), known.id)

    def _note_use(self, snapshot: Snapshot, now: datetime) -> None:
        """For a person's eyes only, so no failure of it matters; a token revoked meanwhile stays gone."""
        try:
            with firestore_errors():
                snapshot.reference.update({"lastUsedAt": now}, **CALL)
        except StoryDreamError:
            return

    def _document(self, token_id: str) -> Document:
        return self._admin.document(TOKENS, token_id)

    def _of(self, uid: str) -> Query:
        return where(self._admin.collection(TOKENS), "uid", "==", uid)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _token_from(snapshot: Snapshot) -> AccessToken:
    return AccessToken.model_validate(snapshot.to_dict())
