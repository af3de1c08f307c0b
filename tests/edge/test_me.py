"""The account: made on the first visit, erased with all that is one's own."""

import pytest

from common.errors import NotFound
from tests.edge.conftest import Edge
from tests.edge.fakes import AccountServer


def test_the_first_visit_makes_the_profile(edge: Edge) -> None:
    olga = edge.as_user("olga")
    user = olga.get("/api/me").get_json()
    assert (user["id"], user["email"], user["plan"]) == ("olga", "olga@example.com", "free")
    changed = olga.patch("/api/me", json={"displayName": "Olga", "preferences": {"theme": "light"}}).get_json()
    assert (changed["displayName"], changed["preferences"]["theme"]) == ("Olga", "light")
    assert olga.get("/api/me").get_json()["displayName"] == "Olga"


def test_nobody_raises_their_own_plan(edge: Edge) -> None:
    response = edge.as_user("olga").patch("/api/me", json={"plan": "team"})
    assert response.status_code == 422
    assert response.get_json()["errors"][0]["field"] == "plan"


def test_erasing_an_account_takes_own_projects_and_leaves_shared_ones(edge: Edge, accounts: AccountServer) -> None:
    mine, shared = edge.project(), edge.project("eddi")
    edge.join(shared, "olga", "editor")
    edge.as_user("olga").get("/api/me")
    assert edge.as_user("olga").delete("/api/me").status_code == 204
    with pytest.raises(NotFound):
        edge.services.projects.get(mine.id)
    assert "olga" not in edge.services.projects.get(shared.id).members
    assert accounts.deleted == {"olga"}
    assert edge.tasks.of("/tasks/erase") == [({"projectId": mine.id}, None)]
