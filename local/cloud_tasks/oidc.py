"""The identity tokens that Cloud Tasks shows its targets: RS256, with the public key served as a JWK set."""

import json
import time
from pathlib import Path

import jwt
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

KEY_ID = "local-cloud-tasks"
TOKEN_SECONDS = 3600


class TokenMaker:
    """Mints identity tokens under `issuer` with a key kept in `path`, made on first use."""

    def __init__(self, path: Path, issuer: str) -> None:
        self._issuer = issuer
        self._key = _load(path) if path.exists() else _make(path)

    def mint(self, audience: str, email: str) -> str:
        now = int(time.time())
        claims = {"iss": self._issuer, "aud": audience, "sub": email, "email": email, "email_verified": True}
        times = {"iat": now, "exp": now + TOKEN_SECONDS}
        return jwt.encode({**claims, **times}, self._key, algorithm="RS256", headers={"kid": KEY_ID})

    def jwks(self) -> bytes:
        """The JWK set, as JSON."""
        key = json.loads(RSAAlgorithm.to_jwk(self._key.public_key()))
        return json.dumps({"keys": [{**key, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}).encode()


def _make(path: Path) -> RSAPrivateKey:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    path.touch(mode=0o600)
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return key


def _load(path: Path) -> RSAPrivateKey:
    key = serialization.load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, RSAPrivateKey):
        raise TypeError(f"{path} holds no RSA key")
    return key
