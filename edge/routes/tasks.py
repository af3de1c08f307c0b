"""What Cloud Tasks brings, at least once: each tells "done already" apart from "not due" and is harmless twice."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Literal

from flask import Response
from pydantic import Field

from common.errors import Conflict, NotFound
from common.ids import Id
from common.models import MessageStatus, Model, ProjectStatus, SessionState
from common.seeding import seed_or_give_up
from common.task_queue import due_name
from edge.access import bearer
from edge.answers import answer, blueprint
from edge.opening import open_session
from edge.purging import erase, purge
from edge.services import now, services
from edge.uploading import forget_unfinished

bp = blueprint("tasks", __name__, url_prefix="/tasks", described=False)

QUEUED_ATTEMPTS_MAX = 30
"""A message that no session took up within half an hour stays queued until somebody opens the project."""
QUEUED_AGAIN = timedelta(seconds=60)
IDLE_AGAIN_AT_LEAST = timedelta(minutes=1)
COLLECT_DELAY = timedelta(hours=25)
"""Packs that no manifest lists are kept for a day, as somebody may still read or build on them."""
_ENDED = (SessionState.CLOSED, SessionState.FAILED)


class Outcome(Model):
    """What a task did."""

    outcome: Literal["done", "already", "not_due"]


class IdleTask(Model):
    project_id: Id
    session_id: Id


class QueuedTask(Model):
    project_id: Id
    attempt: Annotated[int, Field(ge=1)] = 1


class SeedTask(Model):
    project_id: Id


class EraseTask(Model):
    project_id: Id


class UploadTask(Model):
    project_id: Id
    asset_id: Id


class UpkeepTask(Model):
    project_id: Id


@bp.before_request
def require_cloud_tasks() -> None:
    services().task_callers.verify(bearer())


@bp.post("/idle")
def idle(body: IdleTask) -> Response:
    """Close a session that has been idle; else look again when it may be."""
    held = services()
    session = held.pool.get(body.session_id)
    if session is None or session.state in _ENDED:
        return answer(Outcome(outcome="already"))
    quiet_since = datetime.fromtimestamp(session.last_activity / 1000, UTC)
    due = quiet_since + timedelta(minutes=held.settings.idle_minutes)
    if due > now():
        again = max(due, now() + IDLE_AGAIN_AT_LEAST)
        payload = body.model_dump(by_alias=True)
        held.tasks.enqueue(due_name("idle", body.session_id, again), "/tasks/idle", payload, again)
        return answer(Outcome(outcome="not_due"))
    held.pool.close(body.session_id, "idle")
    return answer(Outcome(outcome="done"))


@bp.post("/queued")
def queued(body: QueuedTask) -> Response:
    """Make sure that a pod works on a project whose message has been waiting."""
    held = services()
    try:
        project = held.projects.get(body.project_id)
    except NotFound:
        return answer(Outcome(outcome="already"))
    if project.deleted_at is not None or not held.messages.with_status(project.id, MessageStatus.QUEUED, limit=1):
        return answer(Outcome(outcome="already"))
    if body.attempt < QUEUED_ATTEMPTS_MAX:
        again = now() + QUEUED_AGAIN
        payload = {"projectId": project.id, "attempt": body.attempt + 1}
        held.tasks.enqueue(due_name("queued", project.id, again), "/tasks/queued", payload, again)
    try:
        held.hints.turns(open_session(held, project, project.user_id, wait_seconds=0))
    except Conflict:  # still being set up: the next task finds it ready
        return answer(Outcome(outcome="not_due"))
    return answer(Outcome(outcome="done"))


@bp.post("/seed")
def seed(body: SeedTask) -> Response:
    """Set a project up whose own event was lost on the way."""
    held = services()
    try:
        waiting = held.projects.get(body.project_id).status is ProjectStatus.SEEDING
    except NotFound:
        waiting = False
    if not waiting:
        return answer(Outcome(outcome="already"))
    seed_or_give_up(held.projects, held.repositories, body.project_id)
    return answer(Outcome(outcome="done"))


@bp.post("/erase")
def erase_project(body: EraseTask) -> Response:
    """Remove what a purged project left behind."""
    try:
        erased = erase(services(), body.project_id)
    except Conflict:
        return answer(Outcome(outcome="not_due"))
    return answer(Outcome(outcome="done" if erased else "already"))


@bp.post("/upload")
def end_upload(body: UploadTask) -> Response:
    """Clean up after an upload that was begun and never ended."""
    forgotten = forget_unfinished(services(), body.project_id, body.asset_id)
    return answer(Outcome(outcome="done" if forgotten else "already"))


@bp.post("/compact")
def compact(body: UpkeepTask) -> Response:
    """Repack a repository of many packs, and have the old ones removed when nobody can need them any more."""
    held = services()
    try:
        if not held.repositories.needs_compaction(held.repositories.manifest(body.project_id)):
            return answer(Outcome(outcome="already"))
        due = now() + COLLECT_DELAY
        payload = body.model_dump(by_alias=True)
        # First, so that a compaction whose end nobody saw leaves nothing behind; there may be nothing to collect.
        held.tasks.enqueue(due_name("collect", body.project_id, due), "/tasks/collect", payload, due)
        compacted = held.repositories.compact(body.project_id)
    except NotFound:
        _erase_if_purged(body.project_id)
        return answer(Outcome(outcome="already"))
    return answer(Outcome(outcome="done" if compacted else "already"))


def _erase_if_purged(project_id: str) -> None:
    """A project purged while it was being compacted: what was stored since its erasure must go too."""
    try:
        erase(services(), project_id)
    except Conflict:
        return  # it exists, and has no repository yet


@bp.post("/collect")
def collect(body: UpkeepTask) -> Response:
    """Remove what a compaction left behind."""
    try:
        collected = services().repositories.collect(body.project_id)
    except NotFound:
        return answer(Outcome(outcome="already"))
    return answer(Outcome(outcome="done" if collected else "already"))


@bp.post("/sweep")
def sweep() -> Response:
    """Purge what has been in the trash for 30 days; come again tomorrow while the trash isn't empty."""
    held = services()
    old = list(held.projects.trash_older_than(now()))
    for project in old:
        purge(held, project)
    if held.projects.any_in_trash():
        due = (now() + timedelta(days=1)).replace(hour=3, minute=0, second=0, microsecond=0)
        held.tasks.enqueue(due_name("sweep", "trash", due), "/tasks/sweep", {}, due)
    return answer(Outcome(outcome="done" if old else "already"))
