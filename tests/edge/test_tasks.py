"""Tasks: only Cloud Tasks may bring them, and twice is harmless."""

import secrets
import time
from datetime import UTC, datetime, timedelta

import pytest

from common.errors import NotFound
from common.git.manifest import Manifest
from common.git.messages import AGENT
from common.models import Project, SessionState
from common.object_store import ObjectStore
from local.cloud_tasks.oidc import TokenMaker
from tests.edge.conftest import EDGE_URL, Edge
from tests.edge.fakes import session_of


def run(edge: Edge, name: str, **payload: object) -> str:
    response = edge.as_cloud_tasks().post(f"/tasks/{name}", json=payload)
    assert response.status_code == 200, response.text
    outcome: str = response.get_json()["outcome"]
    return outcome


def test_only_cloud_tasks_may_call(edge: Edge, tmp_path_factory: pytest.TempPathFactory) -> None:
    account = edge.services.settings.tasks_service_account
    stranger = TokenMaker(tmp_path_factory.mktemp("k") / "oidc.pem", edge.keys.issuer)
    tokens = [
        stranger.mint(EDGE_URL, account),
        edge.keys.tasks.mint("http://elsewhere.test", account),
        edge.keys.tasks.mint(EDGE_URL, "mallory@example.com"),
        "nonsense",
    ]
    for token in tokens:
        response = edge.as_nobody().post("/tasks/sweep", headers={"Authorization": f"Bearer {token}"})
        assert response.status_code == 401
    assert edge.as_user("olga").post("/tasks/sweep").status_code == 401
    assert edge.as_nobody().post("/tasks/sweep").status_code == 401


def test_an_idle_session_is_closed_once(edge: Edge) -> None:
    project = edge.project()
    long_ago = int((time.time() - 31 * 60) * 1000)
    session = session_of(project.id, 1, last_activity=long_ago)
    edge.pool.sessions[project.id] = session
    assert run(edge, "idle", projectId=project.id, sessionId=session.session_id) == "done"
    assert run(edge, "idle", projectId=project.id, sessionId=session.session_id) == "already"
    assert edge.pool.closed == [(session.session_id, "idle")]


def test_a_session_in_use_is_looked_at_again_when_it_may_be_idle(edge: Edge) -> None:
    project = edge.project()
    session = session_of(project.id, 1, last_activity=int((time.time() - 600) * 1000))
    edge.pool.sessions[project.id] = session
    assert run(edge, "idle", projectId=project.id, sessionId=session.session_id) == "not_due"
    ((_, due),) = edge.tasks.of("/tasks/idle")
    assert due is not None
    assert timedelta(minutes=19) < due - datetime.now(UTC) < timedelta(minutes=21)
    assert edge.pool.closed == []


def test_a_session_that_has_ended_needs_no_closing(edge: Edge) -> None:
    project = edge.project()
    session = session_of(project.id, 1, state=SessionState.CLOSED, last_activity=0)
    edge.pool.sessions[project.id] = session
    assert run(edge, "idle", projectId=project.id, sessionId=session.session_id) == "already"


def test_a_waiting_message_gets_its_session_opened(edge: Edge) -> None:
    project = edge.project(prompt="A slow coast")
    assert run(edge, "queued", projectId=project.id, attempt=1) == "done"
    assert len(edge.pool.opened) == 1
    assert [what for _, what in edge.hints.told] == ["turns"]
    assert [payload["attempt"] for payload, _ in edge.tasks.of("/tasks/queued")] == [2]


def test_nothing_waiting_opens_nothing(edge: Edge) -> None:
    project = edge.project()
    assert run(edge, "queued", projectId=project.id, attempt=1) == "already"
    assert run(edge, "queued", projectId="no-such-project", attempt=1) == "already"
    assert edge.pool.opened == []


def test_a_message_waits_for_its_project_to_be_set_up_but_not_for_ever(edge: Edge) -> None:
    project = edge.project(seeded=False, prompt="A slow coast")
    assert run(edge, "queued", projectId=project.id, attempt=29) == "not_due"
    assert run(edge, "queued", projectId=project.id, attempt=30) == "not_due"
    assert [payload["attempt"] for payload, _ in edge.tasks.of("/tasks/queued")] == [30]


def test_a_project_whose_event_was_lost_is_set_up_by_a_task(edge: Edge) -> None:
    project = edge.project(seeded=False)
    ((payload, due),) = edge.tasks.of("/tasks/seed")
    assert payload == {"projectId": project.id}
    assert due is not None
    assert run(edge, "seed", projectId=project.id) == "done"
    assert run(edge, "seed", projectId=project.id) == "already"
    assert run(edge, "seed", projectId="no-such-project") == "already"
    told = edge.as_user("olga").post(f"/api/projects/{project.id}/session").get_json()
    assert told["state"] == "ready"


def test_looking_at_a_project_that_waits_asks_for_the_task_again(edge: Edge) -> None:
    project = edge.project(seeded=False)
    edge.tasks.waiting.clear()
    for _ in range(3):
        edge.as_user("olga").post(f"/api/projects/{project.id}/session")
    assert 1 <= len(edge.tasks.of("/tasks/seed")) <= 2


def test_erasing_takes_everything_of_a_purged_project_and_nothing_of_another(edge: Edge) -> None:
    kept, gone = edge.project(prompt="Kept"), edge.project(prompt="Gone")
    assert run(edge, "erase", projectId=gone.id) == "not_due"
    edge.services.projects.purge(gone.id)
    assert run(edge, "erase", projectId=gone.id) == "done"
    assert run(edge, "erase", projectId=gone.id) == "already"
    assert list(edge.services.objects.list(f"repos/{gone.id}/")) == []
    with pytest.raises(NotFound):
        edge.services.repositories.manifest(gone.id)
    assert edge.services.repositories.manifest(kept.id).head
    assert len(edge.services.messages.page(kept.id)) == 1


def grow(edge: Edge, project: Project, commits: int) -> Manifest:
    """Each commit too large for the manifest's tail."""
    repositories = edge.services.repositories
    manifest = repositories.manifest(project.id)
    for number in range(commits):
        files: dict[str, bytes | None] = {f"{number}.txt": secrets.token_hex(300_000).encode()}
        manifest = repositories.commit_files(project.id, manifest.head, files, AGENT, f"Step {number}")
    return manifest


@pytest.fixture
def few_packs(monkeypatch: pytest.MonkeyPatch) -> int:
    """So few packs are enough for a compaction here."""
    monkeypatch.setattr("common.git.compaction.PACKS_MAX", 3)
    return 4


def test_a_repository_of_many_packs_is_compacted_once_and_collected_a_day_later(edge: Edge, few_packs: int) -> None:
    project = edge.project()
    before = grow(edge, project, few_packs)
    assert run(edge, "compact", projectId=project.id) == "done"
    after = edge.services.repositories.manifest(project.id)
    assert len(after.packs) < len(before.packs)
    assert len(edge.services.repositories.log(project.id, None, 100)[0]) == few_packs + 1
    ((payload, due),) = edge.tasks.of("/tasks/collect")
    assert payload == {"projectId": project.id}
    assert due is not None
    assert timedelta(hours=24) < due - datetime.now(UTC) <= timedelta(hours=25)
    assert run(edge, "compact", projectId=project.id) == "already"
    assert run(edge, "collect", projectId=project.id) == "already"  # too young
    assert len(edge.tasks.of("/tasks/collect")) == 1


def test_what_a_compaction_left_is_collected_when_it_is_old(
    edge: Edge, few_packs: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = edge.project()
    grow(edge, project, few_packs)
    run(edge, "compact", projectId=project.id)
    monkeypatch.setattr("common.git.upkeep.COLLECT_AFTER", timedelta(seconds=-1))
    assert run(edge, "collect", projectId=project.id) == "done"
    assert run(edge, "collect", projectId=project.id) == "already"
    assert edge.as_user("olga").get(f"/api/projects/{project.id}/files/0.txt").status_code == 200


def test_a_small_or_purged_project_is_neither_compacted_nor_collected(edge: Edge) -> None:
    small, unseeded, gone = edge.project(), edge.project(seeded=False), edge.project()
    edge.services.projects.purge(gone.id)
    run(edge, "erase", projectId=gone.id)
    for project_id in (small.id, unseeded.id, gone.id, "no-such-project"):
        assert run(edge, "compact", projectId=project_id) == "already"
        assert run(edge, "collect", projectId=project_id) == "already"
    assert edge.tasks.of("/tasks/collect") == []


def test_a_project_purged_in_mid_compaction_leaves_nothing_behind(edge: Edge, monkeypatch: pytest.MonkeyPatch) -> None:
    project = edge.project()
    repositories, objects = edge.services.repositories, edge.services.objects

    def purged_meanwhile(project_id: str) -> bool:
        edge.services.projects.purge(project_id)
        run(edge, "erase", projectId=project_id)
        assert isinstance(objects, ObjectStore)
        objects.put(f"repos/{project_id}/repo.git/objects/pack/pack-late.pack", b"x")
        raise NotFound

    monkeypatch.setattr(repositories, "needs_compaction", lambda _: True)
    monkeypatch.setattr(repositories, "compact", purged_meanwhile)
    assert run(edge, "compact", projectId=project.id) == "already"
    assert list(objects.list(f"repos/{project.id}/")) == []


def test_the_sweep_purges_what_is_thirty_days_in_the_trash(edge: Edge) -> None:
    old, young = edge.project(), edge.project()
    for project in (old, young):
        edge.as_user("olga").delete(f"/api/projects/{project.id}")
    long_ago = datetime.now(UTC) - timedelta(days=30, minutes=1)
    edge.services.projects._document(old.id).update({"deletedAt": long_ago})
    edge.tasks.waiting.clear()
    assert run(edge, "sweep") == "done"
    with pytest.raises(NotFound):
        edge.services.projects.get(old.id)
    assert edge.services.projects.get(young.id).deleted_at is not None
    assert edge.tasks.of("/tasks/erase") == [({"projectId": old.id}, None)]
    assert len(edge.tasks.of("/tasks/sweep")) == 1
