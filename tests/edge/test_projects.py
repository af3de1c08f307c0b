"""Projects over REST: created once, listed, changed, trashed, purged."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from common.errors import NotFound
from common.firestore import UserClients
from common.models import ProjectStatus
from common.project_store import MESSAGES, PROJECTS
from common.seeding import seed_or_give_up
from tests.edge.conftest import Edge
from tests.edge.firestore_emulator import id_token
from tests.rules.people import message_of, minimal, project_of

SIZE = {"width": 1080, "height": 1920, "fps": 30, "durationInFrames": 240}


def test_a_project_begins_seeding_with_its_prompt_waiting(edge: Edge) -> None:
    olga = edge.as_user("olga")
    response = olga.post("/api/projects", json={"id": "project-1", "prompt": "A slow coast at dawn, gulls far away"})
    assert response.status_code == 201
    project = response.get_json()
    assert (project["status"], project["name"]) == ("seeding", "A slow coast at dawn, gulls far away")
    (message,) = olga.get("/api/projects/project-1/messages").get_json()["items"]
    assert (message["content"], message["status"]) == ("A slow coast at dawn, gulls far away", "queued")


def test_creating_twice_makes_one_project_and_one_message(edge: Edge) -> None:
    body = {"id": "project-1", "prompt": "A slow coast"}
    with ThreadPoolExecutor(5) as pool:
        answers = list(pool.map(lambda _: edge.as_user("olga").post("/api/projects", json=body), range(5)))
    assert {answer.status_code for answer in answers} == {201}
    assert len(edge.as_user("olga").get("/api/projects/project-1/messages").get_json()["items"]) == 1


def test_an_id_of_somebody_else_is_a_conflict_without_detail(edge: Edge) -> None:
    edge.project(id="project-1", seeded=False)
    response = edge.as_user("mallory").post("/api/projects", json={"id": "project-1", "name": "Mine"})
    assert response.status_code == 409
    assert response.get_json()["code"] == "id_taken"
    assert "olga" not in response.text


def test_listing_filters_searches_and_sorts(edge: Edge) -> None:
    for name in ("Beach", "autumn", "Cliff"):
        edge.project(name=name, seeded=False)
    shared = edge.project("eddi", name="Shared", seeded=False)
    edge.join(shared, "olga", "viewer")
    olga = edge.as_user("olga")

    def names(query: str) -> list[str]:
        return [project["name"] for project in olga.get(f"/api/projects{query}").get_json()["items"]]

    assert set(names("")) == {"Beach", "autumn", "Cliff", "Shared"}
    assert names("?filter=owned&sort=name") == ["autumn", "Beach", "Cliff"]
    assert names("?filter=shared") == ["Shared"]
    assert names("?q=BEA") == ["Beach"]
    assert names("?filter=owned&sort=created") == ["Cliff", "autumn", "Beach"]
    assert names("?filter=trash") == []


def test_a_project_that_a_browser_wrote_with_its_essential_fields_is_set_up_listed_and_worked_on(
    edge: Edge, users: UserClients
) -> None:
    projects = users.of(id_token("stranger")).collection(PROJECTS)
    projects.document("project-2").create(minimal("project", project_of("stranger")))
    message = minimal("message", message_of("stranger", projectId="project-2"))
    projects.document("project-2").collection(MESSAGES).document("message-00001").create(message)
    browser = edge.as_user("stranger")
    assert [item["templateId"] for item in browser.get("/api/projects").get_json()["items"]] == ["default"]
    seed_or_give_up(edge.services.projects, edge.services.repositories, "project-2")
    project = browser.get("/api/projects/project-2").get_json()
    assert (project["status"], project["deletedAt"], project["description"]) == ("ready", None, None)
    (sent,) = browser.get("/api/projects/project-2/messages").get_json()["items"]
    assert (sent["status"], sent["attachments"], sent["context"]) == ("queued", [], None)
    session = browser.post("/api/projects/project-2/session").get_json()
    pod = edge.as_pod("project-2", session["epoch"], session["sessionId"])
    assert [one["id"] for one in pod.get("/pod/v1/messages?status=queued").get_json()["messages"]] == ["message-00001"]
    assert browser.delete("/api/projects/project-2").status_code == 204
    assert browser.get("/api/projects").get_json()["items"] == []
    assert len(browser.get("/api/projects?filter=trash").get_json()["items"]) == 1
    assert browser.post("/api/projects/project-2/restore").status_code == 200


def test_pages_follow_one_another(edge: Edge) -> None:
    for number in range(5):
        edge.project(name=f"Video {number}", seeded=False)
    olga = edge.as_user("olga")
    seen, cursor = [], ""
    for _ in range(5):
        page = olga.get(f"/api/projects?sort=name&limit=2{cursor}").get_json()
        seen += [project["name"] for project in page["items"]]
        if page["cursor"] is None:
            break
        cursor = f"&cursor={page['cursor']}"
    assert seen == [f"Video {number}" for number in range(5)]
    assert olga.get("/api/projects?cursor=%21%21").status_code == 422


def test_renaming_describing_and_forgetting_the_description(edge: Edge) -> None:
    project = edge.project(seeded=False)
    olga = edge.as_user("olga")
    changed = olga.patch(f"/api/projects/{project.id}", json={"name": " New name ", "description": "About"}).get_json()
    assert (changed["name"], changed["description"]) == ("New name", "About")
    assert olga.patch(f"/api/projects/{project.id}", json={"description": None}).get_json()["description"] is None
    assert olga.patch(f"/api/projects/{project.id}", json={}).get_json()["name"] == "New name"


def test_a_new_size_is_a_commit_that_the_open_pod_is_told_of(edge: Edge) -> None:
    project = edge.project()
    olga = edge.as_user("olga")
    olga.post(f"/api/projects/{project.id}/session")
    response = olga.patch(f"/api/projects/{project.id}", json={"videoSettings": SIZE})
    assert response.status_code == 200, response.text
    changed = response.get_json()
    assert changed["videoSettings"] == SIZE
    assert changed["currentCommitSha"] != project.current_commit_sha
    assert "height={1920}" in olga.get(f"/api/projects/{project.id}/files/src/Root.tsx").text
    session = edge.pool.sessions[project.id].session_id
    assert edge.hints.told == [(session, f"head {changed['currentCommitSha']}")]
    newest = olga.get(f"/api/projects/{project.id}/checkpoints").get_json()["items"][0]
    assert (newest["sha"], newest["authorId"]) == (changed["currentCommitSha"], "olga")


def test_a_size_of_a_project_that_is_not_ready_is_a_conflict(edge: Edge) -> None:
    project = edge.project(seeded=False)
    response = edge.as_user("olga").patch(f"/api/projects/{project.id}", json={"videoSettings": SIZE})
    assert (response.status_code, response.get_json()["code"]) == (409, "not_ready")


def test_trash_closes_the_session_and_blocks_all_but_coming_back(edge: Edge) -> None:
    project = edge.project()
    olga = edge.as_user("olga")
    olga.post(f"/api/projects/{project.id}/session")
    for _ in range(2):
        assert olga.delete(f"/api/projects/{project.id}").status_code == 204
    assert edge.pool.closed[0][1] == "trashed"
    assert edge.tasks.of("/tasks/sweep")
    refused = olga.post(f"/api/projects/{project.id}/session")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "in_trash")
    assert [one["id"] for one in olga.get("/api/projects?filter=trash").get_json()["items"]] == [project.id]
    assert olga.get("/api/projects").get_json()["items"] == []
    for _ in range(2):
        assert olga.post(f"/api/projects/{project.id}/restore").get_json()["deletedAt"] is None


def test_only_what_is_in_the_trash_is_purged(edge: Edge) -> None:
    project = edge.project()
    olga = edge.as_user("olga")
    refused = olga.delete(f"/api/projects/{project.id}?purge=true")
    assert (refused.status_code, refused.get_json()["code"]) == (409, "not_in_trash")
    olga.delete(f"/api/projects/{project.id}")
    assert olga.delete(f"/api/projects/{project.id}?purge=true").status_code == 204
    assert olga.get(f"/api/projects/{project.id}").status_code == 404
    with pytest.raises(NotFound):
        edge.services.projects.get(project.id)
    assert edge.tasks.of("/tasks/erase") == [({"projectId": project.id}, None)]


def test_a_project_whose_seeding_failed_is_set_up_again(edge: Edge) -> None:
    project = edge.project(seeded=False)
    edge.services.projects.mark_failed(project.id, "The storage was away.")
    olga = edge.as_user("olga")
    told = olga.post(f"/api/projects/{project.id}/session").get_json()
    assert (told["state"], told["reason"], told["sessionId"]) == ("failed", "The storage was away.", None)
    for _ in range(2):
        assert olga.post(f"/api/projects/{project.id}/seed").get_json()["status"] == "ready"


def test_a_template_that_is_not_there_is_refused_or_told_on_the_project(edge: Edge, users: UserClients) -> None:
    olga = edge.as_user("olga")
    refused = olga.post("/api/projects", json={"id": "project-3", "templateId": "no-such-template"})
    assert (refused.status_code, refused.get_json()["errors"][0]["field"]) == (422, "templateId")
    assert "product-launch" in refused.get_json()["detail"]
    written = minimal("project", project_of("olga")) | {"templateId": "no-such-template"}  # as a browser may, offline
    users.of(id_token("olga")).collection(PROJECTS).document("project-2").create(written)
    again = olga.post("/api/projects/project-2/seed").get_json()
    assert again["status"] == ProjectStatus.FAILED.value
    assert again["statusReason"] == "The template can't be used: templateId: there is no template 'no-such-template'."


def test_anybody_may_see_the_templates(edge: Edge) -> None:
    answer = edge.as_nobody().get("/api/templates")
    first, *others = answer.get_json()["items"]
    assert (first["id"], first["durationInFrames"], len(others)) == ("default", 180, 10)
    assert {"name", "description", "width", "height", "fps", "scenes", "tags"} <= first.keys()
    assert "public" in answer.headers["Cache-Control"]
