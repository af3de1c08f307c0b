"""Every turn is a durable checkpoint: listed, read and restored without losing anything."""

from tests.e2e.client import Json, Person
from tests.e2e.model import script
from tests.e2e.stack import Stack


def _write(name: str, text: str) -> list[Json]:
    return [{"tool": "create", "input": {"path": name, "content": text}}, {"say": f"Wrote {name}."}]


def test_each_turn_is_one_checkpoint_with_its_actions(lena: Person) -> None:
    project_id = lena.create_project()
    before = lena.checkpoints(project_id)
    done = lena.turn(
        project_id,
        script(
            "Two files",
            [
                *_write("src/a.ts", "export {};\n"),
            ],
        ),
    )
    after = lena.checkpoints(project_id)
    assert len(after) == len(before) + 1
    assert after[0]["sha"] == done["checkpointSha"]
    assert after[0]["parent"] == before[0]["sha"]
    answer = next(message for message in lena.messages(project_id) if message["role"] == "assistant")
    assert answer["status"] == "done"
    assert [(action["type"], action["filePath"]) for action in answer["actions"]] == [("file_create", "src/a.ts")]
    assert lena.get(f"/projects/{project_id}/checkpoints/{done['checkpointSha']}")["turnId"] == done["turnId"]


def test_a_turn_that_changes_nothing_makes_no_checkpoint(lena: Person) -> None:
    project_id = lena.create_project()
    before = lena.checkpoints(project_id)
    lena.turn(project_id, script("Just talk", [{"say": "Hello."}]))
    assert lena.checkpoints(project_id) == before


def test_restore_is_a_new_checkpoint_and_the_open_pod_follows(lena: Person) -> None:
    project_id = lena.create_project()
    lena.open(project_id)
    first = lena.turn(project_id, script("One", _write("src/kept.ts", "export const one = 1;\n")))
    lena.turn(project_id, script("Two", _write("src/later.ts", "export const two = 2;\n")))
    restored = lena.post(f"/projects/{project_id}/checkpoints/{first['checkpointSha']}/restore")
    listed = lena.checkpoints(project_id)
    assert listed[0]["sha"] == restored["sha"]
    paths = {entry["path"] for entry in lena.get(f"/projects/{project_id}/files")["items"]}
    assert "src/kept.ts" in paths
    assert "src/later.ts" not in paths
    third = lena.turn(project_id, script("Three", _write("src/third.ts", "export const three = 3;\n")))
    point = lena.get(f"/projects/{project_id}/checkpoints/{third['checkpointSha']}")
    assert point["parent"] == restored["sha"]


def test_closing_and_opening_again_brings_back_chat_and_code(scripted_stack: Stack, lena: Person) -> None:
    project_id = lena.create_project()
    first = lena.open(project_id)
    done = lena.turn(project_id, script("Keep", _write("src/kept.ts", "export const kept = 'yes';\n")))
    assert lena.http.delete(f"/projects/{project_id}/session").status_code == 204
    second = lena.open(project_id)
    assert second["epoch"] > first["epoch"]
    assert second["sessionId"] != first["sessionId"]
    view: list[Json] = [{"tool": "view", "input": {"path": "src/kept.ts"}}, {"say": "Seen."}]
    lena.turn(project_id, script("Look", view))
    assert lena.get(f"/projects/{project_id}")["currentCommitSha"] == done["checkpointSha"]
    assert [message["content"][:4] for message in lena.messages(project_id) if message["role"] == "user"] == [
        "Keep",
        "Look",
    ]


def test_the_new_size_is_in_the_code_and_in_the_project(lena: Person) -> None:
    project_id = lena.create_project(videoSettings={"width": 1080, "height": 1920, "fps": 30, "durationInFrames": 240})
    root = lena.file(project_id, "src/Root.tsx")
    assert "width={1080}" in root
    assert "durationInFrames={240}" in root
    changed = lena.http.patch(
        f"/projects/{project_id}",
        json={"videoSettings": {"width": 1080, "height": 1080, "fps": 30, "durationInFrames": 240}},
    )
    assert changed.status_code == 200, changed.text
    assert "height={1080}" in lena.file(project_id, "src/Root.tsx")
