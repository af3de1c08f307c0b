"""Copies of a project: the history up to a version, under a new id, owned by who asked; and nothing else of it."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask.testing import FlaskClient

from common.errors import Unavailable
from common.git.messages import AGENT
from common.ids import new_id
from common.models import NAME_MAX, Project
from common.project_store import PROJECTS
from common.seeding import seed_or_give_up
from tests.edge.conftest import Edge
from tests.edge.firestore_emulator import id_token
from tests.rules.people import project_of

SIZE = {"width": 1080, "height": 1920, "fps": 25, "durationInFrames": 50}


def commit(edge: Edge, project: Project, files: dict[str, bytes | None], summary: str) -> str:
    head = edge.services.repositories.manifest(project.id).head
    return edge.services.repositories.commit_files(project.id, head, files, AGENT, summary).head


def duplicate(client: FlaskClient, project: Project, **body: Any) -> dict[str, Any]:
    response = client.post(f"/api/projects/{project.id}/duplicate", json=body)
    assert response.status_code == 201, response.text
    copy: dict[str, Any] = response.get_json()
    return copy


def shas(client: FlaskClient, project_id: str) -> list[str]:
    return [one["sha"] for one in client.get(f"/api/projects/{project_id}/checkpoints").get_json()["items"]]


def test_a_copy_has_the_files_and_history_and_neither_chat_nor_members(edge: Edge) -> None:
    project = edge.project(prompt="A secret wish", description="About", videoSettings=SIZE)
    edge.join(project, "eddi", "editor")
    newest = commit(edge, project, {"a.txt": b"one\n"}, "One")
    olga = edge.as_user("olga")
    copy = duplicate(olga, project)
    assert (copy["status"], copy["name"], copy["description"]) == ("ready", "Copy of Slow Coast", "About")
    assert (copy["userId"], copy["members"], copy["memberIds"]) == ("olga", {"olga": "owner"}, ["olga"])
    assert (copy["currentCommitSha"], copy["videoSettings"], copy["templateId"]) == (newest, SIZE, "default")
    assert copy["origin"] == {"projectId": project.id, "sha": newest}
    assert shas(olga, copy["id"]) == shas(olga, project.id)
    (notice,) = olga.get(f"/api/projects/{copy['id']}/messages").get_json()["items"]
    assert (notice["role"], notice["content"]) == ("system", f"Copied from “Slow Coast” at {newest[:7]}.")
    assert edge.as_user("eddi").get(f"/api/projects/{copy['id']}").status_code == 404


def test_a_copy_at_a_version_knows_nothing_of_what_came_later(edge: Edge) -> None:
    project = edge.project(videoSettings=SIZE)
    olga = edge.as_user("olga")
    first = commit(edge, project, {"a.txt": b"one\n"}, "One")
    olga.put(f"/api/projects/{project.id}/checkpoints/{first}/name", json={"name": "Cut"})
    later = {**SIZE, "width": 640}
    olga.patch(f"/api/projects/{project.id}", json={"videoSettings": later})
    secret = commit(edge, project, {"secret.txt": b"secret\n"}, "Two")
    for version in (first, "name:Cut"):
        copy = duplicate(olga, project, sha=version)
        assert (copy["currentCommitSha"], copy["videoSettings"]) == (first, SIZE)
        url = f"/api/projects/{copy['id']}"
        assert shas(olga, copy["id"]) == [first, project.current_commit_sha]
        assert olga.get(f"{url}/checkpoints/{secret}").status_code == 404
        assert olga.get(f"{url}/checkpoints/name:Cut").get_json()["sha"] == first


def test_a_copy_and_its_original_go_their_own_ways(edge: Edge) -> None:
    project = edge.project()
    olga = edge.as_user("olga")
    copy = duplicate(olga, project, name="Mine")
    body = {"expectedHead": copy["currentCommitSha"], "files": [{"path": "a.txt", "content": "x"}]}
    assert olga.post(f"/api/projects/{copy['id']}/edits", json=body).status_code == 201
    assert shas(olga, project.id) == [project.current_commit_sha]
    for purge in ("", "?purge=true"):
        olga.delete(f"/api/projects/{project.id}{purge}")
    assert edge.as_cloud_tasks().post("/tasks/erase", json={"projectId": project.id}).status_code == 200
    assert olga.get(f"/api/projects/{copy['id']}/files/src/Root.tsx").status_code == 200
    assert edge.as_user("olga").post(f"/api/projects/{copy['id']}/session").get_json()["state"] == "ready"


def test_a_reader_copies_what_others_own_as_a_project_of_their_own(edge: Edge) -> None:
    project = edge.project()
    edge.join(project, "vera", "viewer")
    vera = edge.as_user("vera")
    copy = duplicate(vera, project)
    assert (copy["userId"], copy["members"]) == ("vera", {"vera": "owner"})
    assert edge.as_user("olga").get(f"/api/projects/{copy['id']}").status_code == 404
    again = duplicate(vera, edge.services.projects.get(copy["id"]))
    assert again["name"] == "Copy of Copy of Slow Coast"


def test_asking_for_a_copy_again_gives_the_same_one(edge: Edge) -> None:
    project = edge.project()
    wanted = new_id()

    def once(_: int) -> dict[str, Any]:
        return duplicate(edge.as_user("olga"), project, id=wanted)

    with ThreadPoolExecutor(3) as pool:
        assert {copy["id"] for copy in pool.map(once, range(3))} == {wanted}
    commit(edge, project, {"a.txt": b"one\n"}, "One")
    copy = once(0)
    assert (copy["status"], copy["currentCommitSha"]) == ("ready", project.current_commit_sha)
    assert len(edge.as_user("olga").get(f"/api/projects/{wanted}/messages").get_json()["items"]) == 1


def test_an_id_that_is_something_else_is_a_conflict(edge: Edge) -> None:
    project, mine, theirs = edge.project(), edge.project(), edge.project("mallory")
    for taken in (project.id, mine.id, theirs.id):
        refused = edge.as_user("olga").post(f"/api/projects/{project.id}/duplicate", json={"id": taken})
        assert (refused.status_code, refused.get_json()["code"]) == (409, "id_taken")


def test_a_version_of_another_project_is_not_copied(edge: Edge) -> None:
    project, theirs = edge.project(), edge.project("mallory")
    secret = commit(edge, theirs, {"s.txt": b"secret"}, "x")
    olga = edge.as_user("olga")
    for sha in (secret, "a" * 40, "name:Nothing"):
        assert olga.post(f"/api/projects/{project.id}/duplicate", json={"sha": sha}).status_code == 404
    assert olga.post(f"/api/projects/{theirs.id}/duplicate", json={}).status_code == 404
    assert len(olga.get("/api/projects").get_json()["items"]) == 1


def test_a_long_name_is_cut_in_the_copy(edge: Edge) -> None:
    project = edge.project(name="🎬" * (NAME_MAX // 2))
    name = duplicate(edge.as_user("olga"), project)["name"]
    assert name == "Copy of " + "🎬" * 55 + "…"
    assert len(name.encode("utf-16-le")) <= 2 * NAME_MAX


def test_a_copy_of_code_that_computes_its_size_has_none_to_tell(edge: Edge) -> None:
    project = edge.project()
    commit(edge, project, {"src/Root.tsx": b"export const Root = () => null;\n"}, "Computed")
    copy = duplicate(edge.as_user("olga"), project)
    assert (copy["status"], copy["videoSettings"]) == ("ready", None)


def test_a_copy_that_storage_kept_waiting_becomes_ready_by_itself(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    project = edge.project()
    olga = edge.as_user("olga")
    with monkeypatch.context() as away:

        def silent(*_: object) -> None:
            raise Unavailable

        away.setattr("common.git.store.GitStore.duplicate", silent)
        copy = duplicate(olga, project)
    assert copy["status"] == "seeding"
    assert {"projectId": copy["id"]} in [payload for payload, _ in edge.tasks.of("/tasks/seed")]
    assert edge.as_cloud_tasks().post("/tasks/seed", json={"projectId": copy["id"]}).get_json()["outcome"] == "done"
    assert shas(olga, copy["id"]) == shas(olga, project.id)


def test_a_browser_that_makes_the_copy_itself_gets_the_same(edge: Edge) -> None:
    project = edge.project(videoSettings=SIZE)
    origin = {"projectId": project.id, "sha": project.current_commit_sha}
    wish = {**SIZE, "width": 640}
    document = project_of("olga", "project-2", origin=origin, videoSettings=wish)
    edge.services.user_clients.of(id_token("olga")).document(PROJECTS, "project-2").create(document)
    seed_or_give_up(edge.services.projects, edge.services.repositories, "project-2")
    copy = edge.as_user("olga").get("/api/projects/project-2").get_json()
    assert (copy["status"], copy["currentCommitSha"]) == ("ready", project.current_commit_sha)
    assert copy["videoSettings"] == SIZE  # as the code has it


def test_a_version_that_never_was_is_told_on_the_copy_and_tried_again_only_by_a_reader(edge: Edge) -> None:
    project = edge.project()
    edge.join(project, "vera", "viewer")
    document = project_of("vera", "project-2", origin={"projectId": project.id, "sha": "a" * 40})
    edge.services.user_clients.of(id_token("vera")).document(PROJECTS, "project-2").create(document)
    seed_or_give_up(edge.services.projects, edge.services.repositories, "project-2")
    failed = edge.services.projects.get("project-2")
    assert failed.status == "failed"
    assert (failed.status_reason or "").startswith("The original can't be copied")
    vera = edge.as_user("vera")
    assert vera.post("/api/projects/project-2/seed").get_json()["status"] == "failed"
    edge.services.projects.set_member(project.id, "vera", None)
    assert vera.post("/api/projects/project-2/seed").status_code == 404
