"""Opening: one session for everybody, older writers fenced off before anybody hears `ready`, tickets good once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from common.git.messages import AGENT
from common.models import SessionState
from common.tokens import Verifier
from edge.settings import EdgeSettings
from tests.edge.conftest import Edge
from tests.edge.fakes import AccountServer, session_of


def tickets(edge: Edge, told: dict[str, Any], verifier: Verifier) -> list[str]:
    """The ids of both tickets, after checking whom they are for."""
    preview = parse_qs(urlsplit(told["previewUrl"]).query)["ticket"][0]
    claims = [verifier.verify_ticket(ticket) for ticket in (told["ticket"], preview)]
    assert {(claim.session_id, claim.epoch) for claim in claims} == {(told["sessionId"], told["epoch"])}
    return [claim.jti for claim in claims]


@pytest.fixture
def ticket_verifier(edge: Edge) -> Verifier:
    return Verifier(edge.keys.edge_public)


def test_while_the_project_is_being_set_up_the_browser_is_told_so(edge: Edge) -> None:
    project = edge.project(seeded=False)
    told = edge.as_user("olga").post(f"/api/projects/{project.id}/session").get_json()
    assert (told["state"], told["step"], told["sessionId"]) == ("claiming", "Setting up your project", None)
    assert edge.pool.opened == []


def test_ready_means_that_manifest_and_firestore_know_the_epoch(edge: Edge) -> None:
    project = edge.project()
    told = edge.as_user("olga").post(f"/api/projects/{project.id}/session").get_json()
    assert (told["state"], told["epoch"]) == ("ready", 1)
    stored = edge.services.projects.get(project.id)
    assert stored.epoch == 1
    assert stored.last_opened_at is not None
    assert edge.services.repositories.manifest(project.id).epoch == 1
    opened = edge.pool.opened[0]
    assert opened["repo"].line == edge.services.repositories.manifest(project.id).line.replace('"epoch":1', '"epoch":0')


def test_each_answer_has_two_fresh_tickets(edge: Edge, ticket_verifier: Verifier) -> None:
    project = edge.project()
    olga = edge.as_user("olga")
    seen = tickets(edge, olga.post(f"/api/projects/{project.id}/session").get_json(), ticket_verifier)
    seen += tickets(edge, olga.get(f"/api/projects/{project.id}/session").get_json(), ticket_verifier)
    assert len(set(seen)) == 4


def test_a_ticket_carries_the_role(edge: Edge, ticket_verifier: Verifier) -> None:
    project = edge.project()
    edge.join(project, "vera", "viewer")
    told = edge.as_user("vera").post(f"/api/projects/{project.id}/session").get_json()
    claims = ticket_verifier.verify_ticket(told["ticket"])
    assert (claims.uid, claims.role) == ("vera", "viewer")


def test_twenty_openers_get_one_session(edge: Edge) -> None:
    project = edge.project()
    edge.join(project, "eddi", "editor")

    def opened(number: int) -> dict[str, str]:
        response = edge.as_user("olga" if number % 2 else "eddi").post(f"/api/projects/{project.id}/session")
        assert response.status_code == 200, response.text
        told: dict[str, str] = response.get_json()
        return told

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(opened, range(20)))
    assert len({told["sessionId"] for told in answers}) == 1
    assert len({told["ticket"] for told in answers}) == 20
    assert edge.services.projects.get(project.id).epoch == 1


def test_a_new_session_asks_for_a_higher_epoch_than_anything_stored(edge: Edge) -> None:
    project = edge.project()
    edge.services.projects.raise_epoch(project.id, 4)
    edge.services.repositories.raise_epoch(project.id, 6)
    told = edge.as_user("olga").post(f"/api/projects/{project.id}/session").get_json()
    assert edge.pool.opened[0]["floor"] == 6
    assert told["epoch"] == 7
    assert edge.services.projects.get(project.id).epoch == 7


def test_a_session_that_is_on_its_way_has_no_address_yet(edge: Edge) -> None:
    project = edge.project()
    edge.pool.next_state = SessionState.CLAIMING
    told = edge.as_user("olga").post(f"/api/projects/{project.id}/session").get_json()
    assert (told["state"], told["eventsUrl"], told["ticket"]) == ("claiming", None, None)


def test_a_place_in_the_line_is_told(edge: Edge) -> None:
    project = edge.project()
    edge.pool.next_state = SessionState.QUEUED
    told = edge.as_user("olga").post(f"/api/projects/{project.id}/session").get_json()
    assert told["queue"] == {"position": 2, "estimateSeconds": 20}


def test_when_all_is_taken_the_browser_is_told_when_to_come_again(edge: Edge) -> None:
    project = edge.project()
    edge.pool.exhausted = True
    response = edge.as_user("olga").post(f"/api/projects/{project.id}/session")
    assert (response.status_code, response.get_json()["code"]) == (503, "pool_exhausted")
    assert response.headers["Retry-After"] == "20"


def test_looking_without_a_session_is_not_found(edge: Edge) -> None:
    project = edge.project()
    response = edge.as_user("olga").get(f"/api/projects/{project.id}/session")
    assert (response.status_code, response.get_json()["code"]) == (404, "session_not_found")


def test_a_session_that_the_epoch_has_outrun_is_not_shown(edge: Edge) -> None:
    project = edge.project()
    edge.pool.sessions[project.id] = session_of(project.id, 2)
    edge.services.projects.raise_epoch(project.id, 3)
    response = edge.as_user("olga").get(f"/api/projects/{project.id}/session")
    assert (response.status_code, response.get_json()["code"]) == (404, "session_not_found")


def test_opening_mends_the_copy_of_the_head(edge: Edge) -> None:
    project = edge.project()
    newer = edge.services.repositories.commit_files(
        project.id, project.current_commit_sha, {"notes.md": b"hi"}, AGENT, "Notes"
    )
    edge.as_user("olga").post(f"/api/projects/{project.id}/session")
    assert edge.services.projects.get(project.id).current_commit_sha == newer.head


def test_an_open_session_is_watched_for_idleness(edge: Edge) -> None:
    project = edge.project()
    edge.as_user("olga").post(f"/api/projects/{project.id}/session")
    ((payload, due),) = edge.tasks.of("/tasks/idle")
    assert payload["projectId"] == project.id
    assert due is not None


def test_closing_and_stopping_are_idempotent(edge: Edge) -> None:
    project = edge.project()
    olga = edge.as_user("olga")
    url = f"/api/projects/{project.id}/session"
    session_id = olga.post(url).get_json()["sessionId"]
    assert olga.post(f"{url}/stop", json={"turnId": "turn-00001", "keep": False}).status_code == 204
    assert edge.hints.told == [(session_id, "stop turn-00001 False")]
    for _ in range(2):
        assert olga.delete(url).status_code == 204
    assert len(edge.pool.closed) == 1
    assert olga.post(f"{url}/stop", json={"turnId": "turn-00001"}).status_code == 204


def test_a_user_who_was_signed_out_everywhere_cannot_open(edge: Edge, accounts: AccountServer) -> None:
    project = edge.project()
    olga = edge.as_user("olga")
    accounts.signed_out_at["olga"] = 4_000_000_000
    response = olga.post(f"/api/projects/{project.id}/session")
    assert (response.status_code, response.get_json()["code"]) == (401, "token_revoked")


def test_on_cloud_run_no_emulator_may_be_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("K_SERVICE", "api")
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", "127.0.0.1:9099")
    with pytest.raises(ValueError, match="FIREBASE_AUTH_EMULATOR_HOST"):
        EdgeSettings()
