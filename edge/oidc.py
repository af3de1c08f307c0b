"""Proof that a call to `/tasks` comes from Cloud Tasks: an OIDC token for our own URL."""

from typing import Final

import jwt

from common.errors import Unauthenticated, Unavailable
from edge.settings import EdgeSettings

_KEYS_TIMEOUT_SECONDS: Final = 5
_LEEWAY_SECONDS: Final = 10


class TaskCallers:
    """Checks the OIDC tokens that Cloud Tasks adds; the issuer's keys are cached."""

    def __init__(self, settings: EdgeSettings) -> None:
        self._settings = settings
        self._keys = jwt.PyJWKClient(settings.oidc_jwks_url, timeout=_KEYS_TIMEOUT_SECONDS)

    def verify(self, token: str) -> None:
        """Raises Unauthenticated; Unavailable when the issuer's keys can't be had."""
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._settings.edge_url,
                issuer=self._settings.oidc_issuer,
                leeway=_LEEWAY_SECONDS,
                options={"require": ["exp", "aud", "iss"]},
            )
        except jwt.PyJWKClientConnectionError as error:
            raise Unavailable("The keys that prove who is calling can't be had.", retryAfter=5) from error
        except (jwt.InvalidTokenError, jwt.PyJWKClientError) as error:
            raise Unauthenticated("Only Cloud Tasks may call this.", code="token_invalid") from error
        if claims.get("email") != self._settings.tasks_service_account or claims.get("email_verified") is not True:
            raise Unauthenticated("Only Cloud Tasks may call this.", code="token_invalid")
