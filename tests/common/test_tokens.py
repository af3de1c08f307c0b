"""Every hop's token opens its own door and no other."""

import time
from collections.abc import Callable
from pathlib import Path

import jwt
import pytest

from common.errors import Unauthenticated
from common.tokens import PodClaims, Signer, Verifier, generate_key_pair

CLAIMS = PodClaims("project-one", "5" * 32, 3)


def _pair(folder: Path, name: str) -> tuple[Signer, Verifier]:
    private, public = folder / f"{name}.pem", folder / f"{name}.pub.pem"
    generate_key_pair(private, public)
    return Signer(private.read_bytes()), Verifier(public.read_bytes())


@pytest.fixture
def edge(tmp_path: Path) -> tuple[Signer, Verifier]:
    return _pair(tmp_path, "edge")


@pytest.fixture
def manager(tmp_path: Path) -> tuple[Signer, Verifier]:
    return _pair(tmp_path, "pool-manager")


def test_a_private_key_is_readable_by_its_owner_only(tmp_path: Path) -> None:
    _pair(tmp_path, "edge")
    assert (tmp_path / "edge.pem").stat().st_mode & 0o077 == 0


def test_each_token_carries_its_claims(edge: tuple[Signer, Verifier], manager: tuple[Signer, Verifier]) -> None:
    signer, verifier = manager
    assert verifier.verify_pod(signer.mint_pod(CLAIMS)) == CLAIMS
    activation = verifier.verify_activation(signer.mint_activation(CLAIMS, "pod-uid-1"))
    assert (activation.pod_uid, activation.epoch, activation.session_id) == ("pod-uid-1", 3, CLAIMS.session_id)
    ticket = edge[1].verify_ticket(edge[0].mint_ticket("s" * 32, 3, "uid", "viewer"))
    assert (ticket.uid, ticket.role, ticket.epoch) == ("uid", "viewer", 3)
    edge[1].verify_service(edge[0].mint_service())
    edge[1].verify_hint(edge[0].mint_hint("s" * 32), "s" * 32)


def test_two_tickets_never_share_a_jti(edge: tuple[Signer, Verifier]) -> None:
    signer, verifier = edge
    jtis = {verifier.verify_ticket(signer.mint_ticket("s" * 32, 1, "u", "owner")).jti for _ in range(50)}
    assert len(jtis) == 50


MINTS: dict[str, Callable[[Signer], str]] = {
    "service": lambda signer: signer.mint_service(),
    "activation": lambda signer: signer.mint_activation(CLAIMS, "pod-uid-1"),
    "pod": lambda signer: signer.mint_pod(CLAIMS),
    "hint": lambda signer: signer.mint_hint("s" * 32),
    "ticket": lambda signer: signer.mint_ticket("s" * 32, 1, "u", "owner"),
}
CHECKS: dict[str, Callable[[Verifier, str], object]] = {
    "service": lambda verifier, token: verifier.verify_service(token),
    "activation": lambda verifier, token: verifier.verify_activation(token),
    "pod": lambda verifier, token: verifier.verify_pod(token),
    "hint": lambda verifier, token: verifier.verify_hint(token, "s" * 32),
    "ticket": lambda verifier, token: verifier.verify_ticket(token),
}


@pytest.mark.parametrize("minted", MINTS)
@pytest.mark.parametrize("checked", CHECKS)
def test_a_token_of_one_hop_is_refused_at_every_other(minted: str, checked: str, edge: tuple[Signer, Verifier]) -> None:
    signer, verifier = edge
    token = MINTS[minted](signer)
    if minted == checked:
        CHECKS[checked](verifier, token)
        return
    with pytest.raises(Unauthenticated):
        CHECKS[checked](verifier, token)


@pytest.mark.parametrize("checked", CHECKS)
def test_a_token_by_the_other_key_is_refused(
    checked: str, edge: tuple[Signer, Verifier], manager: tuple[Signer, Verifier]
) -> None:
    with pytest.raises(Unauthenticated):
        CHECKS[checked](manager[1], MINTS[checked](edge[0]))


def test_a_hint_for_another_session_is_refused(edge: tuple[Signer, Verifier]) -> None:
    with pytest.raises(Unauthenticated):
        edge[1].verify_hint(edge[0].mint_hint("a" * 32), "b" * 32)


def test_an_unsigned_token_is_refused(manager: tuple[Signer, Verifier]) -> None:
    forged = jwt.encode(
        {"aud": "pod-api", "exp": 9_999_999_999, "projectId": "p", "sessionId": "s", "epoch": 1}, "", "none"
    )
    with pytest.raises(Unauthenticated):
        manager[1].verify_pod(forged)


def test_an_expired_pod_token_is_only_good_for_renewal(
    manager: tuple[Signer, Verifier], monkeypatch: pytest.MonkeyPatch
) -> None:
    signer, verifier = manager
    now = time.time()
    with monkeypatch.context() as patch:
        patch.setattr("common.tokens.time.time", lambda: now - 2 * 3600)
        old = signer.mint_pod(CLAIMS)
        patch.setattr("common.tokens.time.time", lambda: now - 26 * 3600)
        too_old = signer.mint_pod(CLAIMS)
    with pytest.raises(Unauthenticated) as refused:
        verifier.verify_pod(old)
    assert refused.value.problem_code == "token_expired"
    assert verifier.verify_pod(old, renewable=True) == CLAIMS
    with pytest.raises(Unauthenticated):
        verifier.verify_pod(too_old, renewable=True)
