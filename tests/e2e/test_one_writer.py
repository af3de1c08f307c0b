"""One project has one session and one pod, whoever opens it, whatever dies."""

from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
import redis

from tests.e2e.client import Events, Json, Person, until
from tests.e2e.model import script
from tests.e2e.stack import Stack

WRITE_AND_TALK: list[Json] = [
    {"tool": "create", "input": {"path": "src/components/Note.tsx", "content": "export const note = 'kept';\n"}},
    {"say": "I wrote the note and am thinking about what else there is to do here for you. " * 6, "pause": 0.08},
]


def _claimed(stack: Stack, project_id: str) -> list[Json]:
    return [pod for pod in stack.pods() if pod.get("projectId") == project_id]


def test_twenty_openers_at_once_get_one_session_and_one_pod(scripted_stack: Stack, lena: Person) -> None:
    project_id = lena.create_project()
    with ThreadPoolExecutor(20) as pool:
        opened = list(pool.map(lambda _: lena.open(project_id), range(20)))
    assert len({session["sessionId"] for session in opened}) == 1
    assert len({session["epoch"] for session in opened}) == 1
    assert len({session["ticket"] for session in opened}) == 20
    assert len(_claimed(scripted_stack, project_id)) == 1


def test_a_ticket_opens_the_events_once(lena: Person) -> None:
    session = lena.open(lena.create_project())
    with Events(session) as events:
        assert next(iter(events))["v"] == 1
        with Events(session) as again:
            assert not any(event["type"] in ("session.state", "snapshot") for event in again)


def test_killing_the_pod_in_mid_turn_tells_the_user_and_reopens_at_the_last_checkpoint(
    scripted_stack: Stack, lena: Person
) -> None:
    project_id = lena.create_project()
    first = lena.open(project_id)
    lena.turn(
        project_id, script("First", [{"tool": "create", "input": {"path": "src/first.ts", "content": "export {};\n"}}])
    )
    saved = lena.checkpoints(project_id)[0]["sha"]

    message_id = lena.say(project_id, script("Second", WRITE_AND_TALK))
    lena.wait_message(project_id, message_id, "running")
    stolen = scripted_stack.pod_token(project_id, first)
    scripted_stack.kill_pod(project_id)

    def reopened() -> Json | None:
        session = lena.open(project_id)
        return session if session["sessionId"] != first["sessionId"] else None

    second = until("a new session", reopened, 90)
    assert second["epoch"] > first["epoch"]
    assert lena.get(f"/projects/{project_id}")["currentCommitSha"] == saved
    ended = lena.wait_message(project_id, message_id, "failed")
    assert ended["status"] == "failed"
    assert any(message["role"] == "system" for message in lena.messages(project_id))
    late = httpx.post(
        f"{scripted_stack.url}/pod/v1/heartbeat",
        headers={"Authorization": f"Bearer {stolen}"},
        json={"epoch": first["epoch"], "busy": {"browser": False, "turn": True}, "state": "active"},
        timeout=30,
    )
    assert late.status_code == 409
    assert late.json()["code"] == "superseded"
    after = lena.turn(
        project_id, script("Third", [{"tool": "create", "input": {"path": "src/third.ts", "content": "export {};\n"}}])
    )
    assert lena.get(f"/projects/{project_id}")["currentCommitSha"] == after["checkpointSha"]


def test_an_emptied_redis_in_mid_turn_loses_nothing_and_makes_no_second_pod(
    scripted_stack: Stack, lena: Person
) -> None:
    project_id = lena.create_project()
    first = lena.open(project_id)
    message_id = lena.say(project_id, script("Write", WRITE_AND_TALK))
    lena.wait_message(project_id, message_id, "running")
    with redis.Redis.from_url(scripted_stack.redis_url()) as index:
        index.flushall()
    again = lena.open(project_id)
    assert again["sessionId"] == first["sessionId"]
    assert again["epoch"] == first["epoch"]
    done = lena.wait_message(project_id, message_id, "done")
    assert "kept" in lena.file(project_id, "src/components/Note.tsx", done["checkpointSha"])
    assert len(_claimed(scripted_stack, project_id)) == 1


@pytest.mark.parametrize("service", ["edge", "gateway", "pool-manager"])
def test_a_service_killed_in_mid_turn_loses_nothing_and_makes_no_second_pod(
    service: str, scripted_stack: Stack, lena: Person
) -> None:
    project_id = lena.create_project()
    first = lena.open(project_id)
    message_id = lena.say(project_id, script("Write", WRITE_AND_TALK))
    lena.wait_message(project_id, message_id, "running")
    scripted_stack.kill(service)
    done = until("the turn to end", lambda: _ended(lena, project_id, message_id), 120)
    assert done["status"] == "done", lena.messages(project_id)[-1]
    assert "kept" in lena.file(project_id, "src/components/Note.tsx", done["checkpointSha"])
    assert lena.open(project_id)["sessionId"] == first["sessionId"]
    assert len(_claimed(scripted_stack, project_id)) == 1
    answers = [message for message in lena.messages(project_id) if message["role"] == "assistant"]
    assert len(answers) == 1
    assert len([point for point in lena.checkpoints(project_id) if point.get("turnId") == done["turnId"]]) == 1


def _ended(person: Person, project_id: str, message_id: str) -> Json | None:
    try:
        message = person.message(project_id, message_id)
    except (httpx.HTTPError, AssertionError):
        return None  # the edge is on its way back
    return message if message["status"] in ("done", "failed", "stopped") else None
