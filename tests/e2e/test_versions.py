"""The history of a whole, running product, from outside: compared, named, copied, edited, cloned, pushed, rescued."""

import base64
import io
import os
import subprocess
import zipfile
from pathlib import Path

import httpx
import pytest

from tests.e2e.client import Events, Json, Person, until
from tests.e2e.model import script
from tests.e2e.stack import Stack


def _write(name: str, text: str) -> list[Json]:
    return [{"tool": "create", "input": {"path": name, "content": text}}, {"say": f"Wrote {name}."}]


def _git(folder: Path, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_NAME": "Lena",
        "GIT_AUTHOR_EMAIL": "lena@example.test",
        "GIT_COMMITTER_NAME": "Lena",
        "GIT_COMMITTER_EMAIL": "lena@example.test",
    }
    done = subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert not check or done.returncode == 0, done.stderr
    return done


def _remote(person: Person, project_id: str) -> str:
    token = person.post("/me/tokens", {"name": "laptop", "expiresInDays": 30})["token"]
    return f"{person.url.replace('://', f'://lena:{token}@')}/git/{project_id}.git"


def _cloned(person: Person, project_id: str, folder: Path) -> Path:
    _git(folder, "clone", "-q", _remote(person, project_id), "work")
    return folder / "work"


def test_versions_are_compared_named_and_gone_back_to_by_name(lena: Person) -> None:
    project_id = lena.create_project()
    first = lena.turn(project_id, script("One", _write("src/scene.ts", "export const title = 'Hello';\n")))
    edit: Json = {"path": "src/scene.ts", "oldText": "Hello", "newText": "Hi there"}
    second = lena.turn(project_id, script("Two", [{"tool": "edit", "input": edit}, {"say": "Greeted."}]))
    one, two = first["checkpointSha"], second["checkpointSha"]
    diff = lena.get(f"/projects/{project_id}/checkpoints/{two}/diff")
    assert (diff["against"], [file["path"] for file in diff["files"]]) == (one, ["src/scene.ts"])
    lines = [(line["kind"], line["text"]) for line in diff["files"][0]["hunks"][0]["lines"]]
    assert ("removed", "export const title = 'Hello';") in lines
    assert ("added", "export const title = 'Hi there';") in lines
    named = lena.http.put(f"/projects/{project_id}/checkpoints/{one}/name", json={"name": "The first cut"})
    assert named.json()["name"] == "The first cut"
    taken = lena.http.put(f"/projects/{project_id}/checkpoints/{two}/name", json={"name": "The first cut"})
    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")
    assert [point.get("name") for point in lena.checkpoints(project_id)[:2]] == [None, "The first cut"]
    restored = lena.post(f"/projects/{project_id}/checkpoints/name:The%20first%20cut/restore")
    assert lena.file(project_id, "src/scene.ts") == "export const title = 'Hello';\n"
    assert lena.checkpoints(project_id)[0]["sha"] == restored["sha"]


def test_a_copy_begins_as_the_version_and_goes_its_own_way(lena: Person, mallory: Person) -> None:
    project_id = lena.create_project()
    first = lena.turn(project_id, script("One", _write("src/one.ts", "export const one = 1;\n")))
    lena.turn(project_id, script("Two", _write("src/two.ts", "export const two = 2;\n")))
    copy = lena.post(f"/projects/{project_id}/duplicate", {"sha": first["checkpointSha"]})
    until("the copy", lambda: lena.get(f"/projects/{copy['id']}")["status"] == "ready", 90)
    paths = {entry["path"] for entry in lena.get(f"/projects/{copy['id']}/files")["items"]}
    assert "src/one.ts" in paths
    assert "src/two.ts" not in paths
    assert lena.checkpoints(copy["id"])[0]["sha"] == first["checkpointSha"]
    done = lena.turn(copy["id"], script("Three", _write("src/three.ts", "export const three = 3;\n")))
    assert lena.checkpoints(copy["id"])[0]["sha"] == done["checkpointSha"]
    assert len(lena.checkpoints(project_id)) == 3
    assert mallory.http.post(f"/projects/{project_id}/duplicate", json={}).status_code == 404


def test_an_edit_without_the_agent_reaches_the_open_pod_and_the_agents_next_turn(lena: Person) -> None:
    project_id = lena.create_project()
    lena.open(project_id)
    head = lena.turn(project_id, script("One", _write("src/a.ts", "export const a = 1;\n")))["checkpointSha"]
    edited = lena.post(
        f"/projects/{project_id}/edits",
        {"expectedHead": head, "files": [{"path": "src/a.ts", "content": "export const a = 'mine';\n"}]},
    )
    assert edited["authorId"] == lena.uid
    late = lena.http.post(
        f"/projects/{project_id}/edits",
        json={"expectedHead": head, "files": [{"path": "src/a.ts", "content": "too late"}]},
    )
    assert (late.status_code, late.json()["code"], late.json()["head"]) == (409, "head_moved", edited["sha"])
    done = lena.turn(project_id, script("Two", _write("src/b.ts", "export const b = 2;\n")))
    point = lena.get(f"/projects/{project_id}/checkpoints/{done['checkpointSha']}")
    assert point["parent"] == edited["sha"]
    assert lena.file(project_id, "src/a.ts") == "export const a = 'mine';\n"


def test_downloads_are_a_zip_and_a_bundle_that_git_clones(lena: Person, tmp_path: Path) -> None:
    project_id = lena.create_project()
    done = lena.turn(project_id, script("One", _write("src/kept.ts", "export {};\n")))
    archive = lena.http.get(f"/projects/{project_id}/archive", params={"format": "zip"})
    names = zipfile.ZipFile(io.BytesIO(archive.content)).namelist()
    assert {name.partition("/")[2] for name in names} >= {"src/kept.ts", "package.json", "package-lock.json"}
    bundle = tmp_path / "x.bundle"
    bundle.write_bytes(lena.http.get(f"/projects/{project_id}/archive", params={"format": "bundle"}).content)
    _git(tmp_path, "clone", "-q", str(bundle), "cloned")
    assert _git(tmp_path / "cloned", "rev-parse", "HEAD").stdout.strip() == done["checkpointSha"]


def test_what_is_pushed_with_git_is_taken_up_by_the_open_session(lena: Person, tmp_path: Path) -> None:
    project_id = lena.create_project()
    session = lena.open(project_id)
    head = lena.turn(project_id, script("One", _write("src/a.ts", "export const a = 1;\n")))["checkpointSha"]
    work = _cloned(lena, project_id, tmp_path)
    assert _git(work, "rev-parse", "HEAD").stdout.strip() == head
    (work / "src" / "pushed.ts").write_text("export const pushed = true;\n")
    _git(work, "add", "-A")
    _git(work, "commit", "-q", "-m", "From my editor")
    _git(work, "push", "-q", "origin", "HEAD:main")
    pushed = _git(work, "rev-parse", "HEAD").stdout.strip()
    newest = lena.checkpoints(project_id)[0]
    assert (newest["sha"], newest["summary"], newest["authorName"]) == (pushed, "From my editor", "Lena")
    seen: list[Json] = [{"tool": "view", "input": {"path": "src/pushed.ts"}}, *_write("src/b.ts", "export {};\n")]
    done = lena.turn(project_id, script("Look at it", seen))
    assert lena.get(f"/projects/{project_id}/checkpoints/{done['checkpointSha']}")["parent"] == pushed
    assert lena.get(f"/projects/{project_id}/session")["sessionId"] == session["sessionId"]
    (work / "late.txt").write_text("late")
    _git(work, "add", "-A")
    _git(work, "commit", "-q", "-m", "Late")
    refused = _git(work, "push", "origin", "HEAD:main", check=False)
    assert refused.returncode != 0
    assert "fetch first" in refused.stderr
    _git(work, "pull", "-q", "--rebase", "origin", "main")
    _git(work, "push", "-q", "origin", "HEAD:main")


def test_a_push_in_the_middle_of_a_turn_loses_neither_side(lena: Person, tmp_path: Path) -> None:
    project_id = lena.create_project()
    lena.open(project_id)
    work = _cloned(lena, project_id, tmp_path)
    (work / "pushed.txt").write_text("pushed\n")
    _git(work, "add", "-A")
    _git(work, "commit", "-q", "-m", "Pushed meanwhile")
    steps: list[Json] = [
        {"tool": "create", "input": {"path": "src/before.ts", "content": "export const before = 1;\n"}},
        {"sleep": 4},
        *_write("src/after.ts", "export const after = 2;\n"),
    ]
    message = lena.say(project_id, script("Slow work", steps))
    lena.wait_message(project_id, message, "running")
    until(
        "the first step",
        lambda: any(message["role"] == "assistant" and message["actions"] for message in lena.messages(project_id)),
    )
    _git(work, "push", "-q", "origin", "HEAD:main")
    lena.wait_message(project_id, message, "done", "failed", "stopped", seconds=90)
    paths = {entry["path"] for entry in lena.get(f"/projects/{project_id}/files")["items"]}
    assert "pushed.txt" in paths
    kept = "src/before.ts" in paths or any(
        "src/before.ts" in rescue["files"] for rescue in lena.get(f"/projects/{project_id}/rescues")["items"]
    )
    assert kept, "what the agent had done is in the history or offered"


def test_what_a_dying_pod_put_aside_is_offered_and_comes_back(scripted_stack: Stack, lena: Person) -> None:
    """The edge's gateway is away when the pod is told to end: its last resort is the signed URL."""
    project_id = lena.create_project()
    session = lena.open(project_id)
    with Events(session) as events:
        lena.say(
            project_id,
            script(
                "Work that will be cut off",
                [
                    {"tool": "create", "input": {"path": "src/unsaved.ts", "content": "export const work = 1;\n"}},
                    {"sleep": 60},
                ],
            ),
        )
        events.wait("tool", state="done")
        pod = next(pod for pod in scripted_stack.pods() if pod.get("projectId") == project_id)
    scripted_stack.lose("gateway", lambda: scripted_stack.end_pod(pod))
    again = lena.open(project_id)
    assert again["epoch"] > session["epoch"]
    offered = until("the offer", lambda: lena.get(f"/projects/{project_id}/rescues")["items"], 60)
    assert offered[0]["files"] == ["src/unsaved.ts"]
    applied = lena.post(f"/projects/{project_id}/rescues/{offered[0]['name']}/apply")
    assert lena.file(project_id, "src/unsaved.ts") == "export const work = 1;\n"
    assert lena.checkpoints(project_id)[0]["sha"] == applied["sha"]
    assert lena.get(f"/projects/{project_id}/rescues")["items"] == []


@pytest.mark.parametrize("password", ["", "sdt_wrong", None])
def test_git_without_a_good_token_gets_nothing(lena: Person, password: str | None) -> None:
    project_id = lena.create_project()
    headers = {}
    if password is not None:
        headers["Authorization"] = "Basic " + base64.b64encode(f"lena:{password}".encode()).decode()
    answer = httpx.get(
        f"{lena.url}/git/{project_id}.git/info/refs", params={"service": "git-upload-pack"}, headers=headers, timeout=30
    )
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Basic")
