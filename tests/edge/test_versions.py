"""Names, branches, differences and edits over REST, without a pod."""

import base64
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import quote

import pytest

from common.errors import Unavailable
from common.git.messages import AGENT
from common.models import Project
from tests.edge.conftest import Edge

ROOT = "src/Root.tsx"


def commit(edge: Edge, project: Project, files: dict[str, bytes | None], summary: str = "Change") -> str:
    """A new checkpoint, as a turn makes them."""
    head = edge.services.repositories.manifest(project.id).head
    return edge.services.repositories.commit_files(project.id, head, files, AGENT, summary).head


def edit(edge: Edge, project: Project, uid: str = "olga", **body: Any) -> Any:
    head = edge.services.repositories.manifest(project.id).head
    return edge.as_user(uid).post(f"/api/projects/{project.id}/edits", json={"expectedHead": head, **body})


def file(path: str, content: str | None, **more: str) -> dict[str, str | None]:
    return {"path": path, "content": content, **more}


# -- differences ---------------------------------------------------------------------------------------------------


def test_a_difference_is_told_against_the_checkpoint_before_or_any_other(edge: Edge) -> None:
    project = edge.project()
    one = commit(edge, project, {"a.txt": b"one\n"})
    two = commit(edge, project, {"a.txt": b"two\n", "logo.png": b"\x00\x01"})
    url = f"/api/projects/{project.id}/checkpoints"
    olga = edge.as_user("olga")
    told = olga.get(f"{url}/{two}/diff").get_json()
    assert (told["sha"], told["against"], told["additions"], told["deletions"]) == (two, one, 1, 1)
    shown = {file["path"]: file for file in told["files"]}
    assert (shown["a.txt"]["status"], shown["logo.png"]["status"], shown["logo.png"]["binary"]) == (
        "changed",
        "added",
        True,
    )
    assert [(line["kind"], line["text"]) for line in shown["a.txt"]["hunks"][0]["lines"]] == [
        ("removed", "one"),
        ("added", "two"),
    ]
    back = olga.get(f"{url}/{project.current_commit_sha}/diff?against={two}").get_json()
    assert [(file["path"], file["status"]) for file in back["files"]] == [("a.txt", "removed"), ("logo.png", "removed")]
    assert olga.get(f"{url}/{two}/diff?against={two}").get_json()["files"] == []
    assert olga.get(f"{url}/{project.current_commit_sha}/diff").status_code == 200
    assert olga.get(f"{url}/{two}/diff?against={'a' * 40}").status_code == 404
    assert olga.get(f"{url}/{two}/diff?against=main").status_code == 422


# -- names and branches --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["Final cut", "1/2 done", "Größe ✨", "a/diff", "../x", "name:x", "100 %", "v1.0~2"])
def test_a_named_checkpoint_is_found_read_and_restored_by_its_name(edge: Edge, name: str) -> None:
    project = edge.project()
    named = commit(edge, project, {"a.txt": b"one\n"})
    commit(edge, project, {"a.txt": b"two\n"})
    url = f"/api/projects/{project.id}"
    olga = edge.as_user("olga")
    for _ in range(2):
        answer = olga.put(f"{url}/checkpoints/{named}/name", json={"name": f"  {name} "})
        assert (answer.status_code, answer.get_json()["name"], answer.get_json()["sha"]) == (200, name, named)
    listed = olga.get(f"{url}/checkpoints").get_json()["items"]
    assert [one["name"] for one in listed] == [None, name, None]
    quoted = quote(f"name:{name}", safe="")
    assert olga.get(f"{url}/files/a.txt?sha={quoted}").text == "one\n"
    assert olga.get(f"{url}/files?sha={quoted}").get_json()["sha"] == named
    assert olga.get(f"{url}/checkpoints/{quoted}/diff?against={quoted}").get_json()["sha"] == named
    if not name.endswith("/diff"):
        assert olga.get(f"{url}/checkpoints/{quoted}").get_json()["sha"] == named
    restored = olga.post(f"{url}/checkpoints/{quoted}/restore").get_json()
    assert restored["summary"] == f"Restore “{name}”"
    assert olga.get(f"{url}/files/a.txt").text == "one\n"


def test_a_name_means_one_checkpoint_for_good(edge: Edge) -> None:
    project = edge.project()
    first, second = project.current_commit_sha, commit(edge, project, {"a.txt": b"one\n"})
    olga = edge.as_user("olga")
    url = f"/api/projects/{project.id}/checkpoints"
    olga.put(f"{url}/{first}/name", json={"name": "Final"})
    taken = olga.put(f"{url}/{second}/name", json={"name": "Final"})
    assert (taken.status_code, taken.get_json()["code"]) == (409, "name_taken")
    assert olga.put(f"{url}/{first}/name", json={"name": "Really final"}).get_json()["name"] == "Really final"
    assert olga.get(f"{url}/name:Final").get_json()["sha"] == first
    assert olga.get(f"{url}/name:Nothing").status_code == 404
    for wrong in ("", " ", "a\nb", "x" * 61, None):
        assert olga.put(f"{url}/{first}/name", json={"name": wrong}).status_code == 422
    assert olga.put(f"{url}/{'a' * 40}/name", json={"name": "Nowhere"}).status_code == 404


def test_a_branch_keeps_a_line_of_work_and_has_its_own_history(edge: Edge) -> None:
    project = edge.project()
    kept = commit(edge, project, {"a.txt": b"one\n"}, "One")
    commit(edge, project, {"a.txt": b"two\n"}, "Two")
    olga = edge.as_user("olga")
    url = f"/api/projects/{project.id}"
    for _ in range(2):
        made = olga.post(f"{url}/branches", json={"name": "Blue idea", "sha": kept})
        assert (made.status_code, made.get_json()) == (201, {"name": "Blue idea", "sha": kept})
    olga.put(f"{url}/checkpoints/{kept}/name", json={"name": "Cut"})
    assert olga.post(f"{url}/branches", json={"name": "By name", "sha": "name:Cut"}).get_json()["sha"] == kept
    listed = olga.get(f"{url}/branches").get_json()["items"]
    assert listed == [{"name": "Blue idea", "sha": kept}, {"name": "By name", "sha": kept}]
    page = olga.get(f"{url}/checkpoints?branch=Blue%20idea&limit=1").get_json()
    assert [one["summary"] for one in page["items"]] == ["One"]
    page = olga.get(f"{url}/checkpoints?branch=Blue%20idea&limit=1&cursor={page['cursor']}").get_json()
    assert [one["sha"] for one in page["items"]] == [project.current_commit_sha]
    assert olga.get(f"{url}/checkpoints?branch=Nothing").status_code == 404
    other = olga.post(f"{url}/branches", json={"name": "Blue idea", "sha": project.current_commit_sha})
    assert (other.status_code, other.get_json()["code"]) == (409, "name_taken")
    notices = [one for one in olga.get(f"{url}/messages").get_json()["items"] if one["role"] == "system"]
    told = [(one["content"], one["checkpointSha"]) for one in notices if "branch" in one["content"]]
    assert told == [
        ("Kept what there was as a branch: Blue idea.", kept),
        ("Kept what there was as a branch: By name.", kept),
    ]


# -- edits ---------------------------------------------------------------------------------------------------------


def test_an_edit_is_a_checkpoint_told_to_the_pod_and_in_the_chat(edge: Edge) -> None:
    project = edge.project()
    olga = edge.as_user("olga")
    session = olga.post(f"/api/projects/{project.id}/session").get_json()
    picture = base64.b64encode(b"\x89PNG\x00").decode()
    response = edit(
        edge,
        project,
        files=[
            file("src/Title.tsx", "// é\n"),
            file("public/x.png", picture, encoding="base64"),
            file("package.json", None),
        ],
    )
    assert response.status_code == 201, response.text
    made = response.get_json()
    assert (made["summary"], made["authorId"], made["turnId"]) == ("Edit src/Title.tsx and 2 more files", "olga", None)
    assert made["parent"] == project.current_commit_sha
    url = f"/api/projects/{project.id}"
    assert olga.get(f"{url}/files/src/Title.tsx").text == "// é\n"
    assert olga.get(f"{url}/files/public/x.png").data == b"\x89PNG\x00"
    assert olga.get(f"{url}/files/package.json").status_code == 404
    assert olga.get(url).get_json()["currentCommitSha"] == made["sha"]
    assert (session["sessionId"], f"head {made['sha']}") in edge.hints.told
    (notice,) = olga.get(f"{url}/messages").get_json()["items"]
    assert (notice["role"], notice["checkpointSha"]) == ("system", made["sha"])
    assert notice["content"] == "Edited without the agent: Edit src/Title.tsx and 2 more files."


def test_an_edit_says_what_it_is_told_to_say(edge: Edge) -> None:
    project = edge.project()
    assert edit(edge, project, files=[file("a", "1")], summary=" Blue ").get_json()["summary"] == "Blue"
    assert edit(edge, project, files=[file("a", "2")]).get_json()["summary"] == "Edit a"
    assert edit(edge, project, files=[file("a", None)]).get_json()["summary"] == "Remove a"


def test_an_edit_of_the_video_size_is_copied_to_the_project(edge: Edge) -> None:
    project = edge.project()
    olga = edge.as_user("olga")
    source = olga.get(f"/api/projects/{project.id}/files/{ROOT}").text
    edit(edge, project, files=[file(ROOT, source.replace("width={1920}", "width={1280}"))])
    assert olga.get(f"/api/projects/{project.id}").get_json()["videoSettings"]["width"] == 1280
    edit(edge, project, files=[file(ROOT, source.replace("width={1920}", "width={2 * half}"))])
    assert olga.get(f"/api/projects/{project.id}").get_json()["videoSettings"]["width"] == 1280
    olga.post(f"/api/projects/{project.id}/checkpoints/{project.current_commit_sha}/restore")
    assert olga.get(f"/api/projects/{project.id}").get_json()["videoSettings"]["width"] == 1920


def test_an_edit_on_an_older_head_changes_nothing_and_tells_the_newer(edge: Edge) -> None:
    project = edge.project()
    newer = commit(edge, project, {"a.txt": b"one\n"})
    refused = edit(edge, project, files=[file("b", "1")], expectedHead=project.current_commit_sha)
    told = refused.get_json()
    assert (refused.status_code, told["code"], told["head"]) == (409, "head_moved", newer)
    assert "line" not in told
    assert "tail" not in told
    assert edge.services.repositories.manifest(project.id).head == newer


def test_the_same_edit_again_is_the_checkpoint_that_it_made(edge: Edge) -> None:
    project = edge.project()
    files = [file("a", "1"), file("gone", None)]
    made = edit(edge, project, files=files).get_json()
    again = edit(edge, project, files=files, expectedHead=project.current_commit_sha)
    assert (again.status_code, again.get_json()["sha"]) == (201, made["sha"])
    assert len(edge.as_user("olga").get(f"/api/projects/{project.id}/messages").get_json()["items"]) == 1


def test_an_edit_that_changes_nothing_is_the_head_and_says_nothing(edge: Edge) -> None:
    project = edge.project()
    head = commit(edge, project, {"a": b"1"})
    same = edit(edge, project, files=[file("a", "1")])
    assert (same.status_code, same.get_json()["sha"]) == (201, head)
    assert edge.as_user("olga").get(f"/api/projects/{project.id}/messages").get_json()["items"] == []


def test_of_edits_at_once_on_one_head_one_wins(edge: Edge) -> None:
    project = edge.project()

    def one(number: int) -> int:
        body = {"expectedHead": project.current_commit_sha, "files": [file(f"{number}", "x")]}
        answer = edge.as_user("olga").post(f"/api/projects/{project.id}/edits", json=body)
        return int(answer.status_code)

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(one, range(4))) == [201, 409, 409, 409]
    assert len(edge.services.repositories.log(project.id, None, 10)[0]) == 2


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"files": []}, "files"),
        ({"files": [file(f"{number}", "x") for number in range(51)]}, "files"),
        ({"files": [file("../x", "x")]}, "files.0.path"),
        ({"files": [file("/etc/passwd", "x")]}, "files.0.path"),
        ({"files": [file(".git/config", "x")]}, "files.0.path"),
        ({"files": [file("a", "x"), file("b/.GIT/hooks/x", "x")]}, "files.1.path"),
        ({"files": [file("a\\b", "x")]}, "files.0.path"),
        ({"files": [file("a/", "x")]}, "files.0.path"),
        ({"files": [file("x" * 1001, "x")]}, "files.0.path"),
        ({"files": [{"path": "a"}]}, "files.0.content"),
        ({"files": [file("a", "not base64", encoding="base64")]}, "files.0.content"),
        ({"files": [file("a", "eA==\n", encoding="base64")]}, "files.0.content"),
        ({"files": [file("a", "x", encoding="latin-1")]}, "files.0.encoding"),
        ({"files": [file("a", "\ud800")]}, "files.0.content"),
        ({"files": [file("\ud800", "x")]}, "files.0.path"),
        ({"files": [file("a", "x"), file("a", "y")]}, "files"),
        ({"files": [file("a", "x")], "summary": ""}, "summary"),
        ({"files": [file("a", "x")], "summary": "a\nTurn: b"}, "summary"),
        ({"files": [file("a", "x")], "summary": "x" * 501}, "summary"),
        ({"files": [file("a", "x")], "summary": "\udfff"}, "summary"),
        ({"files": [file("a", "x")], "expectedHead": "main"}, "expectedHead"),
        ({"files": [file("a", "x"), file("a/b", "x")]}, ""),
        ({"files": [file("src", "x")]}, ""),
        ({"files": [file("package.json/b", "x")]}, ""),
    ],
)
def test_an_edit_that_a_project_cannot_have_is_refused(edge: Edge, body: dict[str, Any], field: str) -> None:
    project = edge.project()
    refused = edit(edge, project, **body)
    assert refused.status_code == 422, refused.text
    if field:
        assert [one["field"] for one in refused.get_json()["errors"]] == [field]
    assert edge.services.repositories.manifest(project.id).head == project.current_commit_sha


def test_an_edit_of_more_than_a_mebibyte_is_too_large(edge: Edge) -> None:
    project = edge.project()
    refused = edit(edge, project, files=[file("a", "x" * 1024 * 1024)])
    assert (refused.status_code, refused.get_json()["code"]) == (413, "too_large")


def test_a_project_that_is_being_set_up_has_nothing_to_edit_or_restore(edge: Edge) -> None:
    project = edge.project(seeded=False)
    olga = edge.as_user("olga")
    url = f"/api/projects/{project.id}"
    body = {"expectedHead": "a" * 40, "files": [file("a", "x")]}
    for answer in (
        olga.post(f"{url}/edits", json=body),
        olga.post(f"{url}/checkpoints/{'a' * 40}/restore"),
        olga.post(f"{url}/duplicate", json={}),
    ):
        assert (answer.status_code, answer.get_json()["code"]) == (409, "not_ready")


# -- what follows on a commit --------------------------------------------------------------------------------------


def test_a_repository_of_many_packs_is_compacted_later(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    project = edge.project()
    edit(edge, project, files=[file("a", "1")])
    assert edge.tasks.of("/tasks/compact") == []
    monkeypatch.setattr("common.git.store.GitStore.needs_compaction", lambda *_: True)
    for number in range(2, 5):
        edit(edge, project, files=[file("a", str(number))])
    assert {payload["projectId"] for payload, _ in edge.tasks.of("/tasks/compact")} == {project.id}
    assert len(edge.tasks.of("/tasks/compact")) <= 2  # one a minute


def test_neither_a_silent_pool_manager_nor_a_silent_task_queue_fails_an_edit(
    edge: Edge, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = edge.project()

    def silent(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(edge.pool, "of_project", silent)
    monkeypatch.setattr(edge.tasks, "enqueue", silent)
    monkeypatch.setattr("common.git.store.GitStore.needs_compaction", lambda *_: True)
    assert edit(edge, project, files=[file("a", "1")]).status_code == 201
