"""Sharing: members, invites for a proven e-mail address, requests for access, watch links, the pen."""

from typing import Any

import pytest
from flask.testing import FlaskClient

from common.ids import new_id
from common.models import MEMBERS_MAX, Project
from common.sharing_store import invite_id
from common.tokens import Verifier
from tests.edge.conftest import Edge
from tests.edge.firestore_emulator import id_token


@pytest.fixture
def project(edge: Edge) -> Project:
    """Olga's, who has a profile; the session is open."""
    edge.as_user("olga").patch("/api/me", json={"displayName": "Olga"})
    project = edge.project("olga", seeded=True)
    edge.as_user("olga").post(f"/api/projects/{project.id}/session")
    return project


def _unverified(edge: Edge, uid: str) -> FlaskClient:
    client = edge.app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {id_token(uid, email_verified=False)}"
    return client


def _invite(edge: Edge, project: Project, email: str, role: str = "editor") -> dict[str, Any]:
    response = edge.as_user("olga").post(f"/api/projects/{project.id}/invites", json={"email": email, "role": role})
    assert response.status_code == 201, response.text
    invite: dict[str, Any] = response.get_json()
    return invite


def _members(edge: Edge, project: Project, uid: str = "olga") -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = edge.as_user(uid).get(f"/api/projects/{project.id}/members").get_json()["items"]
    return items


# -- invites -------------------------------------------------------------------------------------------------------


def test_an_invite_waits_for_somebody_without_an_account(edge: Edge, project: Project) -> None:
    invite = _invite(edge, project, "  Mika@Example.com ", "editor")
    assert invite["email"] == "mika@example.com"
    mika = edge.as_user("mika")  # signs up only now
    (received,) = mika.get("/api/me/invites").get_json()["items"]
    assert received == {
        "id": invite["id"],
        "projectId": project.id,
        "projectName": "Slow Coast",
        "invitedBy": "Olga",
        "role": "editor",
        "createdAt": invite["createdAt"],
    }
    joined = mika.post(f"/api/me/invites/{invite['id']}/accept")
    assert joined.status_code == 200, joined.text
    assert joined.get_json()["members"] == {"olga": "owner", "mika": "editor"}
    assert mika.get(f"/api/projects/{project.id}").status_code == 200
    assert [one["id"] for one in mika.get("/api/projects?filter=shared").get_json()["items"]] == [project.id]
    assert mika.get("/api/me/invites").get_json()["items"] == []
    assert edge.as_user("olga").get(f"/api/projects/{project.id}/invites").get_json()["items"] == []
    assert mika.post(f"/api/me/invites/{invite['id']}/accept").status_code == 404


def test_an_address_that_is_not_proven_opens_nothing(edge: Edge, project: Project) -> None:
    invite = _invite(edge, project, "mika@example.com")
    mika = _unverified(edge, "mika")
    assert mika.get("/api/me/invites").get_json()["items"] == []
    refused = mika.post(f"/api/me/invites/{invite['id']}/accept")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "email_unverified")
    assert mika.delete(f"/api/me/invites/{invite['id']}").status_code == 204
    assert mika.get(f"/api/projects/{project.id}").status_code == 404
    assert edge.as_user("mika").post(f"/api/me/invites/{invite['id']}/accept").status_code == 200


def test_an_invite_is_nothing_to_anybody_else(edge: Edge, project: Project) -> None:
    invite = _invite(edge, project, "mika@example.com")
    mallory = edge.as_user("mallory")
    assert mallory.get("/api/me/invites").get_json()["items"] == []
    refused = mallory.post(f"/api/me/invites/{invite['id']}/accept")
    nothing = mallory.post(f"/api/me/invites/{new_id()}/accept")
    assert (refused.status_code, refused.get_json()["code"]) == (404, "invite_not_found")
    assert nothing.get_json()["code"] == "invite_not_found"
    assert mallory.delete(f"/api/me/invites/{invite['id']}").status_code == 204
    assert len(edge.as_user("mika").get("/api/me/invites").get_json()["items"]) == 1


def test_inviting_again_changes_the_role_and_withdrawing_ends_it(edge: Edge, project: Project) -> None:
    first, second = _invite(edge, project, "mika@example.com"), _invite(edge, project, "MIKA@example.com", "viewer")
    assert first["id"] == second["id"] == invite_id(project.id, "mika@example.com")
    olga = edge.as_user("olga")
    (waiting,) = olga.get(f"/api/projects/{project.id}/invites").get_json()["items"]
    assert waiting["role"] == "viewer"
    other = edge.project("olga")
    assert olga.delete(f"/api/projects/{other.id}/invites/{first['id']}").status_code == 204
    assert len(edge.as_user("mika").get("/api/me/invites").get_json()["items"]) == 1
    assert olga.delete(f"/api/projects/{project.id}/invites/{first['id']}").status_code == 204
    assert olga.delete(f"/api/projects/{project.id}/invites/{first['id']}").status_code == 204
    assert edge.as_user("mika").post(f"/api/me/invites/{first['id']}/accept").status_code == 404


def test_a_declined_invite_is_gone(edge: Edge, project: Project) -> None:
    invite = _invite(edge, project, "mika@example.com")
    assert edge.as_user("mika").delete(f"/api/me/invites/{invite['id']}").status_code == 204
    assert edge.as_user("olga").get(f"/api/projects/{project.id}/invites").get_json()["items"] == []


def test_who_is_there_already_is_not_invited(edge: Edge, project: Project) -> None:
    refused = edge.as_user("olga").post(
        f"/api/projects/{project.id}/invites", json={"email": "Olga@example.com", "role": "viewer"}
    )
    assert (refused.status_code, refused.get_json()["code"]) == (409, "already_member")


@pytest.mark.parametrize("email", ["", "mika", "mika@", "@example.com", "mika@example", "a b@example.com", "a@b..com"])
def test_what_is_no_address_is_refused_by_name(edge: Edge, project: Project, email: str) -> None:
    refused = edge.as_user("olga").post(f"/api/projects/{project.id}/invites", json={"email": email, "role": "viewer"})
    assert refused.status_code == 422
    assert refused.get_json()["errors"][0]["field"] == "email"
    owner = edge.as_user("olga").post(
        f"/api/projects/{project.id}/invites", json={"email": "mika@example.com", "role": "owner"}
    )
    assert owner.status_code == 422


def test_a_project_has_room_for_so_many_people(edge: Edge, project: Project) -> None:
    edge.services.projects._document(project.id).update({"members": _crowd(MEMBERS_MAX - 1)})
    assert _invite(edge, project, "last@example.com")
    refused = edge.as_user("olga").post(
        f"/api/projects/{project.id}/invites", json={"email": "one-more@example.com", "role": "viewer"}
    )
    assert (refused.status_code, refused.get_json()["code"]) == (409, "too_many_members")
    edge.services.projects._document(project.id).update({"members": _crowd(MEMBERS_MAX)})
    late = edge.as_user("last").post(f"/api/me/invites/{invite_id(project.id, 'last@example.com')}/accept")
    assert (late.status_code, late.get_json()["code"]) == (409, "too_many_members")


def _crowd(count: int) -> dict[str, str]:
    return {"olga": "owner", **{f"person-{number}": "viewer" for number in range(count - 1)}}


def test_an_invite_into_the_trash_or_a_purged_project_lets_nobody_in(edge: Edge, project: Project) -> None:
    invite = _invite(edge, project, "mika@example.com")
    edge.as_user("olga").delete(f"/api/projects/{project.id}")
    mika = edge.as_user("mika")
    assert mika.get("/api/me/invites").get_json()["items"] == []
    assert mika.post(f"/api/me/invites/{invite['id']}/accept").status_code == 404
    edge.as_user("olga").delete(f"/api/projects/{project.id}?purge=true")
    assert mika.get("/api/me/invites").get_json()["items"] == []
    assert mika.post(f"/api/me/invites/{invite['id']}/accept").status_code == 404
    assert edge.as_cloud_tasks().post("/tasks/erase", json={"projectId": project.id}).status_code == 200
    assert edge.services.sharing.invites(project.id) == []


# -- members -------------------------------------------------------------------------------------------------------


def test_members_see_each_other_by_name_and_only_the_owner_sees_addresses(edge: Edge, project: Project) -> None:
    for uid in ("vera", "eddi"):
        edge.as_user(uid).get("/api/me")
    edge.join(project, "vera", "viewer")
    edge.join(project, "eddi", "editor")
    edge.join(project, "ghost", "commenter")  # never had a profile
    assert [(one["name"], one["role"], one["email"]) for one in _members(edge, project)] == [
        ("Olga", "owner", "olga@example.com"),
        ("eddi", "editor", "eddi@example.com"),
        ("Someone", "commenter", None),
        ("vera", "viewer", "vera@example.com"),
    ]
    assert {one["email"] for one in _members(edge, project, "eddi")} == {None}


def test_another_role_counts_at_once_and_the_open_session_is_told(edge: Edge, project: Project) -> None:
    edge.join(project, "eddi", "editor")
    eddi, before = edge.as_user("eddi"), len(edge.hints.told)
    assert eddi.post(f"/api/projects/{project.id}/messages", json={"content": "Hello"}).status_code == 202
    changed = edge.as_user("olga").put(f"/api/projects/{project.id}/members/eddi", json={"role": "viewer"})
    assert changed.get_json()["role"] == "viewer"
    assert eddi.post(f"/api/projects/{project.id}/messages", json={"content": "Hello"}).status_code == 403
    assert "people" in {what for _, what in edge.hints.told[before:]}


def test_who_is_removed_is_out_and_the_pod_hears_whom_to_cut_off(edge: Edge, project: Project) -> None:
    edge.join(project, "eddi", "editor")
    session = edge.pool.of_project(project.id)
    assert session is not None
    pod = edge.as_pod(project.id, session.epoch, session.session_id)
    beat = {"epoch": session.epoch}
    told = pod.post("/pod/v1/heartbeat", json=beat).get_json()
    assert (told["revokedUids"], told["roles"]) == ([], {"olga": "owner", "eddi": "editor"})
    olga = edge.as_user("olga")
    assert olga.delete(f"/api/projects/{project.id}/members/eddi").status_code == 204
    assert edge.hints.told[-1] == (session.session_id, "people")
    told = pod.post("/pod/v1/heartbeat", json=beat).get_json()
    assert (told["revokedUids"], told["roles"]) == (["eddi"], {"olga": "owner"})
    assert edge.as_user("eddi").get(f"/api/projects/{project.id}").status_code == 404
    assert edge.as_user("eddi").get(f"/api/projects/{project.id}/session").status_code == 404
    gone = olga.delete(f"/api/projects/{project.id}/members/eddi")
    assert (gone.status_code, gone.get_json()["code"]) == (404, "member_not_found")
    _invite(edge, project, "eddi@example.com", "viewer")
    edge.as_user("eddi").post(f"/api/me/invites/{invite_id(project.id, 'eddi@example.com')}/accept")
    assert pod.post("/pod/v1/heartbeat", json=beat).get_json()["revokedUids"] == []


def test_everybody_but_the_owner_can_leave_also_from_the_trash(edge: Edge, project: Project) -> None:
    edge.join(project, "vera", "viewer")
    edge.join(project, "eddi", "editor")
    assert edge.as_user("vera").delete(f"/api/projects/{project.id}/members/me").status_code == 204
    assert edge.as_user("vera").get(f"/api/projects/{project.id}").status_code == 404
    assert edge.as_user("olga").delete(f"/api/projects/{project.id}/members/me").status_code == 403
    stays = edge.as_user("olga").delete(f"/api/projects/{project.id}/members/olga")
    assert (stays.status_code, stays.get_json()["code"]) == (409, "owner_stays")
    edge.as_user("olga").delete(f"/api/projects/{project.id}")
    assert edge.as_user("eddi").delete(f"/api/projects/{project.id}/members/me").status_code == 204


def test_a_deleted_account_leaves_what_others_own_and_its_invites(edge: Edge, project: Project) -> None:
    edge.join(project, "eddi", "editor")
    other = edge.project("olga")
    _invite(edge, other, "eddi@example.com")
    assert edge.as_user("eddi").delete("/api/me").status_code == 204
    assert edge.services.projects.get(project.id).members == {"olga": "owner"}
    assert edge.services.sharing.invites(other.id) == []


# -- requests for access -------------------------------------------------------------------------------------------


def test_a_stranger_asks_and_the_owner_answers(edge: Edge, project: Project) -> None:
    vera, olga = edge.as_user("vera"), edge.as_user("olga")
    url = f"/api/projects/{project.id}/access-requests"
    assert vera.post(url, json={"role": "editor"}).status_code == 202
    assert vera.post(url, json={"role": "viewer", "note": " Please "}).status_code == 202
    (waiting,) = olga.get(url).get_json()["items"]
    assert {key: waiting[key] for key in ("uid", "name", "email", "role", "note")} == {
        "uid": "vera",
        "name": "vera",
        "email": "vera@example.com",
        "role": "viewer",
        "note": "Please",
    }
    assert vera.get(f"/api/projects/{project.id}").status_code == 404
    assert olga.post(f"{url}/vera", json={"role": "commenter"}).status_code == 204
    assert edge.services.projects.get(project.id).members["vera"] == "commenter"
    assert olga.get(url).get_json()["items"] == []
    assert vera.post(url, json={}).status_code == 202  # is in already: nothing to ask
    assert olga.get(url).get_json()["items"] == []


def test_a_request_can_be_turned_down(edge: Edge, project: Project) -> None:
    olga, url = edge.as_user("olga"), f"/api/projects/{project.id}/access-requests"
    edge.as_user("vera").post(url, json={})
    assert olga.post(f"{url}/vera", json={"deny": True}).status_code == 204
    assert olga.get(url).get_json()["items"] == []
    assert edge.as_user("vera").get(f"/api/projects/{project.id}").status_code == 404
    gone = olga.post(f"{url}/vera", json={"role": "editor"})
    assert (gone.status_code, gone.get_json()["code"]) == (404, "request_not_found")
    for body in ({}, {"role": "editor", "deny": True}, {"role": "owner"}):
        assert olga.post(f"{url}/vera", json=body).status_code == 422


def test_asking_tells_nothing_of_whether_there_is_a_project(edge: Edge, project: Project) -> None:
    vera = edge.as_user("vera")
    theirs = vera.post(f"/api/projects/{project.id}/access-requests", json={})
    nothing = vera.post(f"/api/projects/{new_id()}/access-requests", json={})
    assert (theirs.status_code, theirs.data) == (nothing.status_code, nothing.data) == (202, b"")
    trashed = edge.project("olga")
    edge.as_user("olga").delete(f"/api/projects/{trashed.id}")
    assert vera.post(f"/api/projects/{trashed.id}/access-requests", json={}).status_code == 202
    assert edge.services.sharing.requests(trashed.id) == []


def test_who_asks_must_have_proven_their_address(edge: Edge, project: Project) -> None:
    refused = _unverified(edge, "boss").post(f"/api/projects/{project.id}/access-requests", json={})
    assert (refused.status_code, refused.get_json()["code"]) == (403, "email_unverified")
    assert edge.services.sharing.requests(project.id) == []


# -- watch links ---------------------------------------------------------------------------------------------------


def test_who_has_the_link_watches_without_an_account_until_it_is_revoked(edge: Edge, project: Project) -> None:
    olga, nobody, url = edge.as_user("olga"), edge.as_nobody(), f"/api/projects/{project.id}/links"
    assert olga.get(url).get_json()["items"] == []
    link = olga.post(url).get_json()
    assert olga.post(url).get_json() == link == olga.get(url).get_json()["items"][0]
    assert edge.services.projects.get(project.id).watchable
    watched = nobody.get(f"/api/watch/{link['token']}")
    assert watched.status_code == 200, watched.text
    shown = watched.get_json()
    assert (shown["name"], shown["ownerName"]) == ("Slow Coast", "Olga")
    assert "olga@example.com" not in watched.text
    assert olga.delete(url).status_code == 204
    assert not edge.services.projects.get(project.id).watchable
    assert nobody.get(f"/api/watch/{link['token']}").get_json()["code"] == "link_revoked"
    again = olga.post(url).get_json()
    assert again["token"] != link["token"]
    assert nobody.get(f"/api/watch/{again['token']}").status_code == 200
    assert nobody.get(f"/api/watch/{link['token']}").get_json()["code"] == "link_revoked"


def test_a_link_shows_nothing_of_a_project_in_the_trash_and_is_gone_with_it(edge: Edge, project: Project) -> None:
    olga, nobody = edge.as_user("olga"), edge.as_nobody()
    token = olga.post(f"/api/projects/{project.id}/links").get_json()["token"]
    olga.delete(f"/api/projects/{project.id}")
    assert nobody.get(f"/api/watch/{token}").get_json()["code"] == "link_not_found"
    olga.post(f"/api/projects/{project.id}/restore")
    assert nobody.get(f"/api/watch/{token}").status_code == 200
    olga.delete(f"/api/projects/{project.id}")
    olga.delete(f"/api/projects/{project.id}?purge=true")
    assert nobody.get(f"/api/watch/{token}").get_json()["code"] == "link_not_found"
    edge.as_cloud_tasks().post("/tasks/erase", json={"projectId": project.id})
    assert edge.services.sharing.link(project.id) is None


def test_a_made_up_link_shows_nothing(edge: Edge) -> None:
    unknown = edge.as_nobody().get("/api/watch/made-up-token")
    assert (unknown.status_code, unknown.get_json()["code"]) == (404, "link_not_found")
    assert edge.as_nobody().get("/api/watch/a.b").status_code == 422


# -- the pen -------------------------------------------------------------------------------------------------------


def test_the_pen_is_asked_of_the_open_session(edge: Edge, project: Project) -> None:
    edge.join(project, "eddi", "editor")
    url = f"/api/projects/{project.id}/takeover"
    asked = edge.as_user("eddi").post(url, json={})
    assert asked.get_json() == {"writer": "eddi", "asking": []}
    assert edge.hints.told[-1][1] == "pen eddi ask None"
    assert edge.as_user("olga").post(url, json={"action": "give", "to": "eddi"}).status_code == 200
    assert edge.as_user("olga").post(url, json={"action": "give"}).status_code == 422
    assert edge.as_user("olga").post(url, json={"action": "keep", "to": "eddi"}).status_code == 422
    edge.as_user("olga").delete(f"/api/projects/{project.id}/session")
    closed = edge.as_user("eddi").post(url, json={})
    assert (closed.status_code, closed.get_json()["code"]) == (404, "session_not_found")


def test_others_see_the_name_that_one_chose(edge: Edge, project: Project) -> None:
    ticket = edge.as_user("olga").get(f"/api/projects/{project.id}/session").get_json()["ticket"]
    assert Verifier(edge.keys.edge_public).verify_ticket(ticket).name == "Olga"
