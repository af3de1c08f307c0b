"""Who is calling: Firebase ID tokens, checked by firebase_admin (the only importer), behind a bounded cache.

One check costs 1.4 ms of CPU, so a good token is remembered by its hash until it ends, at most five minutes; where a
revoked token must be noticed, the cache is passed by.
"""

import hashlib
import os
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import firebase_admin
from firebase_admin import auth, exceptions

from common.errors import Unauthenticated, Unavailable
from common.git.messages import Author
from common.settings import GoogleSettings

CACHE_SECONDS: Final = 300.0
CACHE_ENTRIES: Final = 10_000
ACCOUNT_SECONDS: Final = 60.0
"""For so long it is remembered that an account may be used: a disabled or deleted one's access tokens end after it."""
CLOCK_SKEW_SECONDS: Final = 5
HTTP_TIMEOUT_SECONDS: Final = 5
_TOKEN_MAX = 8192
_UID = re.compile(r"(?!\.{1,2}$|__.*__$)[A-Za-z0-9._:@|+-]{1,128}")  # a document's name and a map's key


@dataclass(frozen=True)
class Caller:
    """A signed-in user and the token they came with."""

    uid: str
    email: str
    name: str | None
    token: str
    email_verified: bool = False

    def author(self) -> Author:
        """The user as the author of a commit."""
        return Author(self.name or self.email.partition("@")[0] or "Someone", self.email, self.uid)


class FirebaseIdentity:
    """Checks ID tokens. On the Auth emulator tokens are unsigned, so settings refuse it on Cloud Run."""

    def __init__(self, settings: GoogleSettings, clock: Callable[[], float] = time.time) -> None:
        if settings.firebase_auth_emulator_host:
            os.environ["FIREBASE_AUTH_EMULATOR_HOST"] = settings.firebase_auth_emulator_host
        elif "FIREBASE_AUTH_EMULATOR_HOST" in os.environ:
            raise ValueError("FIREBASE_AUTH_EMULATOR_HOST is set, but the settings know of no emulator")
        options = {"projectId": settings.project_id, "httpTimeout": HTTP_TIMEOUT_SECONDS}
        self._app = firebase_admin.initialize_app(options=options, name=f"edge-{id(self)}")
        self._clock = clock
        self._cache: OrderedDict[bytes, tuple[float, Caller]] = OrderedDict()
        self._accounts: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def verify(self, token: str, *, check_revoked: bool = False) -> Caller:
        """The user of a token. Raises Unauthenticated, naming why; Unavailable when Google's keys can't be had.

        `check_revoked` asks Firebase Auth whether the user still exists and hasn't signed out everywhere.
        """
        key = hashlib.sha256(token.encode()).digest()
        if not check_revoked:
            known = self._remembered(key)
            if known is not None:
                return known
        claims = self._claims(token, check_revoked)
        caller = _caller(claims, token)
        until = min(float(claims["exp"]), self._clock() + CACHE_SECONDS)
        with self._lock:
            self._cache[key] = (until, caller)
            self._cache.move_to_end(key)
            if len(self._cache) > CACHE_ENTRIES:
                self._cache.popitem(last=False)
        return caller

    def _remembered(self, key: bytes) -> Caller | None:
        with self._lock:
            entry = self._cache.get(key)
            if entry is None:
                return None
            until, caller = entry
            if until <= self._clock():
                del self._cache[key]
                return None
            return caller

    def _claims(self, token: str, check_revoked: bool) -> dict[str, Any]:
        if not token or len(token) > _TOKEN_MAX:
            raise Unauthenticated("The ID token is not valid.", code="token_invalid")
        try:
            claims: dict[str, Any] = auth.verify_id_token(
                token, app=self._app, check_revoked=check_revoked, clock_skew_seconds=CLOCK_SKEW_SECONDS
            )
        except auth.ExpiredIdTokenError as error:
            raise Unauthenticated("The ID token has expired.", code="token_expired") from error
        except (auth.RevokedIdTokenError, auth.UserDisabledError, auth.UserNotFoundError) as error:
            raise Unauthenticated("You were signed out.", code="token_revoked") from error
        except (auth.InvalidIdTokenError, ValueError) as error:
            raise Unauthenticated("The ID token is not valid.", code="token_invalid") from error
        except (auth.CertificateFetchError, exceptions.FirebaseError) as error:
            raise Unavailable("Sign-in can't be checked at the moment.", retryAfter=2) from error
        # On the emulator firebase_admin looks at no time at all; the real tokens' it has checked by now.
        if float(claims["exp"]) < self._clock() - CLOCK_SKEW_SECONDS:
            raise Unauthenticated("The ID token has expired.", code="token_expired")
        if float(claims["iat"]) > self._clock() + CLOCK_SKEW_SECONDS:
            raise Unauthenticated("The ID token is not valid yet.", code="token_invalid")
        return claims

    def require_account(self, uid: str) -> None:
        """Raises Unauthenticated unless the user's account is there and not disabled, as far as is known since
        ACCOUNT_SECONDS; Unavailable."""
        with self._lock:
            if self._accounts.get(uid, 0.0) > self._clock():
                return
        try:
            disabled = auth.get_user(uid, app=self._app).disabled
        except auth.UserNotFoundError as error:
            raise Unauthenticated("This account is gone.", code="token_revoked") from error
        except exceptions.FirebaseError as error:
            raise Unavailable("The account can't be checked at the moment.", retryAfter=2) from error
        if disabled:
            raise Unauthenticated("This account is disabled.", code="token_revoked")
        with self._lock:
            self._accounts[uid] = self._clock() + ACCOUNT_SECONDS
            self._accounts.move_to_end(uid)
            if len(self._accounts) > CACHE_ENTRIES:
                self._accounts.popitem(last=False)

    def delete_user(self, uid: str) -> None:
        """Remove the sign-in account; one that is gone is fine. Raises Unavailable."""
        with self._lock:
            self._accounts.pop(uid, None)
        try:
            auth.delete_user(uid, app=self._app)
        except auth.UserNotFoundError:
            return
        except exceptions.FirebaseError as error:
            raise Unavailable("The account can't be removed at the moment.", retryAfter=5) from error

    def close(self) -> None:
        firebase_admin.delete_app(self._app)


def _caller(claims: dict[str, Any], token: str) -> Caller:
    uid = claims.get("uid")
    if not isinstance(uid, str) or _UID.fullmatch(uid) is None:
        raise Unauthenticated("The ID token names no user.", code="token_invalid")
    email, name = claims.get("email"), claims.get("name")
    return Caller(
        uid=uid,
        email=email if isinstance(email, str) else "",
        name=name if isinstance(name, str) else None,
        token=token,
        email_verified=claims.get("email_verified") is True,
    )
