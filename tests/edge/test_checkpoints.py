"""History and files without a pod; going back is a new checkpoint."""

from common.git.messages import AGENT
from tests.edge.conftest import Edge


def test_restoring_is_a_new_checkpoint_told_to_the_pod_and_in_the_chat(edge: Edge) -> None:
    project = edge.project()
    first = project.current_commit_sha
    edge.services.repositories.commit_files(project.id, first, {"later.ts": b"export {};\n"}, AGENT, "Later")
    olga = edge.as_user("olga")
    session = olga.post(f"/api/projects/{project.id}/session").get_json()
    response = olga.post(f"/api/projects/{project.id}/checkpoints/{first}/restore")
    assert response.status_code == 201
    restored = response.get_json()
    listed = olga.get(f"/api/projects/{project.id}/checkpoints").get_json()["items"]
    assert listed[0]["sha"] == restored["sha"]
    assert len(listed) == 3
    assert restored["authorId"] == "olga"
    paths = [entry["path"] for entry in olga.get(f"/api/projects/{project.id}/files").get_json()["items"]]
    assert "later.ts" not in paths
    assert olga.get(f"/api/projects/{project.id}").get_json()["currentCommitSha"] == restored["sha"]
    assert (session["sessionId"], f"head {restored['sha']}") in edge.hints.told
    (notice,) = olga.get(f"/api/projects/{project.id}/messages").get_json()["items"]
    assert (notice["role"], notice["checkpointSha"]) == ("system", restored["sha"])
    again = olga.post(f"/api/projects/{project.id}/checkpoints/{first}/restore").get_json()
    assert again["sha"] == restored["sha"]


def test_history_comes_in_pages_newest_first(edge: Edge) -> None:
    project = edge.project()
    head = project.current_commit_sha
    for number in range(4):
        changes: dict[str, bytes | None] = {"n.txt": str(number).encode()}
        head = edge.services.repositories.commit_files(project.id, head, changes, AGENT, f"Step {number}").head
    olga = edge.as_user("olga")
    page = olga.get(f"/api/projects/{project.id}/checkpoints?limit=3").get_json()
    assert [point["summary"] for point in page["items"]] == ["Step 3", "Step 2", "Step 1"]
    page = olga.get(f"/api/projects/{project.id}/checkpoints?limit=3&cursor={page['cursor']}").get_json()
    assert page["items"][0]["summary"] == "Step 0"
    assert page["cursor"] is None


def test_files_are_read_at_any_version_as_data_and_never_as_a_page(edge: Edge) -> None:
    project = edge.project()
    changes: dict[str, bytes | None] = {"evil.html": b"<script>1</script>", "x.bin": b"\x00\xff"}
    edge.services.repositories.commit_files(project.id, project.current_commit_sha, changes, AGENT, "Files")
    olga = edge.as_user("olga")
    url = f"/api/projects/{project.id}/files"
    page = olga.get(f"{url}/evil.html")
    assert page.content_type == "text/plain; charset=utf-8"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert olga.get(f"{url}/x.bin").content_type == "application/octet-stream"
    assert olga.get(f"{url}/evil.html?sha={project.current_commit_sha}").status_code == 404
    assert olga.get(f"{url}/src/Root.tsx?sha={project.current_commit_sha}").status_code == 200


def test_what_is_not_in_the_history_is_not_found(edge: Edge) -> None:
    project, other = edge.project(), edge.project("mallory")
    url = f"/api/projects/{project.id}"
    olga = edge.as_user("olga")
    nowhere = "a" * 40
    theirs = edge.services.repositories.commit_files(
        other.id, other.current_commit_sha, {"s.txt": b"secret"}, AGENT, "x"
    ).head
    for sha in (nowhere, theirs):
        assert olga.get(f"{url}/checkpoints/{sha}").status_code == 404
        assert olga.post(f"{url}/checkpoints/{sha}/restore").status_code == 404
        assert olga.get(f"{url}/files?sha={sha}").status_code == 404
        assert olga.get(f"{url}/files/s.txt?sha={sha}").status_code == 404
    for path in ("nope.ts", "../etc/passwd", "src", ".git/config", "%2e%2e/x", "src//Root.tsx", "a" * 1025):
        assert olga.get(f"{url}/files/{path}").status_code in (404, 422), path


def test_a_file_too_large_to_show_says_so(edge: Edge) -> None:
    project = edge.project()
    big: dict[str, bytes | None] = {"big.txt": b"x" * (1024 * 1024 + 1)}
    edge.services.repositories.commit_files(project.id, project.current_commit_sha, big, AGENT, "Big")
    response = edge.as_user("olga").get(f"/api/projects/{project.id}/files/big.txt")
    assert (response.status_code, response.get_json()["code"]) == (413, "too_large")


def test_a_project_without_a_repository_has_no_history_yet(edge: Edge) -> None:
    project = edge.project(seeded=False)
    assert edge.as_user("olga").get(f"/api/projects/{project.id}/checkpoints").status_code == 404
