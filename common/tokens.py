"""The signed tokens that one hop shows the next (see docs/contracts.md): Ed25519 JWTs, one minting and one checking
function a hop. Two key pairs exist, the edge's and the pool manager's."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from common.errors import Unauthenticated
from common.ids import new_id

Role = Literal["owner", "editor", "commenter", "viewer"]

ALGORITHM = "EdDSA"
POOL_MANAGER_AUDIENCE = "pool-manager"
POD_AUDIENCE = "pod"
POD_API_AUDIENCE = "pod-api"
TICKET_AUDIENCE = "ticket"
PLAYER_AUDIENCE = "player"

SHORT_SECONDS = 30
POD_TOKEN_SECONDS = 3600
PLAYER_SECONDS = 3600  # a page that plays asks for files until it is closed; then it is asked for again
PLAYER_STEP_SECONDS = 1800
RENEWABLE_SECONDS = 24 * 3600
LEEWAY_SECONDS = 5  # clocks of two machines under NTP differ by less


@dataclass(frozen=True)
class PodClaims:
    """What a pod token or an activation stands for."""

    project_id: str
    session_id: str
    epoch: int


@dataclass(frozen=True)
class ActivationClaims(PodClaims):
    """Also names the one pod it is for; `jti` is burnt on first use."""

    pod_uid: str
    jti: str


@dataclass(frozen=True)
class TicketClaims:
    """Who may connect to one session's events or preview, once."""

    session_id: str
    epoch: int
    uid: str
    role: Role
    jti: str
    name: str = ""


class Signer:
    """Mints tokens with one private key.

    `pem` is an unencrypted PKCS 8 Ed25519 key. Raises ValueError when it isn't one.
    """

    def __init__(self, pem: bytes) -> None:
        key = serialization.load_pem_private_key(pem, password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError("the signing key is not an Ed25519 private key")
        self._key = key

    def _mint(self, audience: str, seconds: int, **claims: Any) -> str:
        now = int(time.time())
        return jwt.encode({"aud": audience, "iat": now, "exp": now + seconds, **claims}, self._key, ALGORITHM)

    def mint_service(self) -> str:
        """Edge → pool manager."""
        return self._mint(POOL_MANAGER_AUDIENCE, SHORT_SECONDS, jti=new_id())

    def mint_activation(self, claims: PodClaims, pod_uid: str) -> str:
        """Pool manager → pod `/activate` and `/save`."""
        return self._mint(
            POD_AUDIENCE,
            SHORT_SECONDS,
            podUid=pod_uid,
            projectId=claims.project_id,
            sessionId=claims.session_id,
            epoch=claims.epoch,
            jti=new_id(),
        )

    def mint_pod(self, claims: PodClaims) -> str:
        """Pod → edge `/pod/v1`: the only credential a pod ever holds."""
        return self._mint(
            POD_API_AUDIENCE,
            POD_TOKEN_SECONDS,
            projectId=claims.project_id,
            sessionId=claims.session_id,
            epoch=claims.epoch,
        )

    def mint_hint(self, session_id: str) -> str:
        """Edge → pod."""
        return self._mint(session_id, SHORT_SECONDS, jti=new_id())

    def mint_player(self, project_id: str, sha: str) -> str:
        """Edge → anybody: one version's player and its files, to be looked at. For half an hour it is the same, as
        another address would load the page anew."""
        begun = int(time.time()) // PLAYER_STEP_SECONDS * PLAYER_STEP_SECONDS
        claims = {"aud": PLAYER_AUDIENCE, "exp": begun + PLAYER_STEP_SECONDS + PLAYER_SECONDS}
        return jwt.encode({**claims, "projectId": project_id, "sha": sha}, self._key, ALGORITHM)

    def verifier(self) -> "Verifier":
        """Checks what this one mints."""
        form, encoding = serialization.PublicFormat.SubjectPublicKeyInfo, serialization.Encoding.PEM
        return Verifier(self._key.public_key().public_bytes(encoding, form))

    def mint_ticket(self, session_id: str, epoch: int, uid: str, role: Role, name: str = "") -> str:
        """Browser → events or preview of one session; `name` is what the others there see of the user."""
        claims = {"sessionId": session_id, "epoch": epoch, "uid": uid, "role": role, "jti": new_id()}
        return self._mint(TICKET_AUDIENCE, SHORT_SECONDS, **claims, **({"name": name} if name else {}))


class Verifier:
    """Checks tokens with one public key (PEM). Every method raises Unauthenticated, naming what was wrong."""

    def __init__(self, pem: bytes) -> None:
        key = serialization.load_pem_public_key(pem)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("the checking key is not an Ed25519 public key")
        self._key = key

    def _verify(self, token: str, audience: str, required: list[str], leeway: int = LEEWAY_SECONDS) -> dict[str, Any]:
        try:
            return jwt.decode(
                token,
                self._key,
                algorithms=[ALGORITHM],
                audience=audience,
                leeway=leeway,
                options={"require": ["exp", "aud", *required]},
            )
        except jwt.ExpiredSignatureError as error:
            raise Unauthenticated("The token has expired.", code="token_expired") from error
        except jwt.InvalidTokenError as error:
            raise Unauthenticated(f"The token is not valid: {error}.", code="token_invalid") from error

    def verify_service(self, token: str) -> None:
        self._verify(token, POOL_MANAGER_AUDIENCE, ["jti"])

    def verify_activation(self, token: str) -> ActivationClaims:
        claims = self._verify(token, POD_AUDIENCE, ["podUid", "projectId", "sessionId", "epoch", "jti"])
        return ActivationClaims(
            project_id=claims["projectId"],
            session_id=claims["sessionId"],
            epoch=int(claims["epoch"]),
            pod_uid=claims["podUid"],
            jti=claims["jti"],
        )

    def verify_pod(self, token: str, *, renewable: bool = False) -> PodClaims:
        """With `renewable`, a token that expired less than a day ago still counts (heartbeat only)."""
        leeway = RENEWABLE_SECONDS if renewable else LEEWAY_SECONDS
        claims = self._verify(token, POD_API_AUDIENCE, ["projectId", "sessionId", "epoch"], leeway)
        return PodClaims(claims["projectId"], claims["sessionId"], int(claims["epoch"]))

    def verify_player(self, token: str) -> tuple[str, str]:
        """→ (project id, sha)."""
        claims = self._verify(token, PLAYER_AUDIENCE, ["projectId", "sha"])
        return str(claims["projectId"]), str(claims["sha"])

    def verify_hint(self, token: str, session_id: str) -> None:
        self._verify(token, session_id, ["jti"])

    def verify_ticket(self, token: str) -> TicketClaims:
        claims = self._verify(token, TICKET_AUDIENCE, ["sessionId", "epoch", "uid", "role", "jti"])
        return TicketClaims(
            session_id=claims["sessionId"],
            epoch=int(claims["epoch"]),
            uid=claims["uid"],
            role=claims["role"],
            jti=claims["jti"],
            name=str(claims.get("name", "")),
        )


def generate_key_pair(private_path: Path, public_path: Path) -> None:
    """Write a new Ed25519 pair as PEM files, the private half readable by its owner only."""
    key = Ed25519PrivateKey.generate()
    private_path.touch(mode=0o600)
    private_path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    public_path.write_bytes(
        key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
