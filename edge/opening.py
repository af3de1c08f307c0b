"""Opening a session: find or claim a pod, fence the older writers off, and only then say that it is ready."""

import logging
from datetime import timedelta

from common.errors import Conflict, NotFound, StoryDreamError, Superseded, Unavailable
from common.logs import bind
from common.models import PoolSession, Project, ProjectStatus, Role, Session, SessionState
from common.task_queue import due_name
from edge.identity import Caller
from edge.pool_client import OPEN_WAIT_SECONDS
from edge.services import Services, now

logger = logging.getLogger(__name__)

_WITH_A_POD = frozenset({SessionState.RESTORING, SessionState.STARTING, SessionState.READY, SessionState.BROKEN})
_ENDED = frozenset({SessionState.CLOSED, SessionState.FAILED})
SEED_DELAY = timedelta(seconds=10)
"""Seeding takes about a second; a function's cold start 3 s, on the emulator up to 8."""
QUEUED_DELAY = timedelta(seconds=75)
"""A message that waits longer than a minute has its session opened again by a task."""
_EPOCH_ATTEMPTS = 3


def open_session(
    services: Services, project: Project, uid: str, wait_seconds: float = OPEN_WAIT_SECONDS
) -> PoolSession:
    """Open or join the project's session; what it returns has the project's newest epoch behind it.

    Raises Conflict (`not_ready`) while the project is being seeded, PoolExhausted, Unavailable.
    """
    if project.status is not ProjectStatus.READY:
        raise Conflict("The project isn't set up yet.", code="not_ready")
    for _ in range(_EPOCH_ATTEMPTS):
        manifest = services.repositories.manifest(project.id)
        floor = max(project.epoch, manifest.epoch)
        session = services.pool.open(project.id, uid, floor, manifest.snapshot(), wait_seconds)
        bind(session_id=session.session_id)
        try:
            fence(services, project, session)
        except Superseded:
            project = services.projects.get(project.id)  # somebody opened a newer session in between
            continue
        if session.created_at > (now().timestamp() - 120) * 1000:
            _watch_idleness(services, session)
        return session
    raise Unavailable("The workspace keeps changing hands.", retryAfter=1)


def fence(services: Services, project: Project, session: PoolSession, *, mend: bool = True) -> None:
    """Raise the manifest's epoch, then Firestore's, to the session's: from then on no older save can commit.

    The manifest comes first, as it is the only commit point. With `mend`, the copies of head and opening time are
    brought up to date even if the epoch is known already.
    Raises Superseded when the session itself is an older one.
    """
    if session.state in _ENDED or session.epoch <= 0:
        return
    if session.epoch < project.epoch:
        raise Superseded
    if session.epoch == project.epoch and not mend:
        return
    manifest = (
        services.repositories.raise_epoch(project.id, session.epoch)
        if session.epoch > project.epoch
        else services.repositories.manifest(project.id)
    )
    if manifest.epoch > session.epoch:
        raise Superseded
    services.projects.record_open(project.id, session.epoch, manifest.head, manifest.generation)


def told(services: Services, session: PoolSession, caller: Caller, role: Role) -> Session:
    """A session as a browser gets it: with fresh one-time tickets, one for the events, by which the others there see
    the user's name, and one for the preview."""
    reached = session.state in _WITH_A_POD and session.events_url is not None

    def ticket(name: str = "") -> str:
        return services.signer.mint_ticket(session.session_id, session.epoch, caller.uid, role, name)

    return Session(
        session_id=session.session_id,
        epoch=session.epoch,
        state=session.state,
        step=session.step,
        preview_url=f"{session.preview_url}?ticket={ticket()}" if reached and session.preview_url else None,
        events_url=session.events_url if reached else None,
        ticket=ticket(called(services, caller)) if reached else None,
        queue=session.queue,
        reason=session.reason,
    )


def called(services: Services, caller: Caller) -> str:
    """What the others see of the user: the name in their profile, else what their sign-in says."""
    try:
        return services.users.get(caller.uid).called
    except NotFound:
        return caller.author().name


def told_of_seeding(services: Services, project: Project) -> Session:
    """What a browser is told of a session while the project itself isn't there yet."""
    if project.status is ProjectStatus.FAILED:
        reason = project.status_reason or "The project could not be set up."
        return Session(state=SessionState.FAILED, step="Setting up your project failed", reason=reason)
    watch_seeding(services, project.id)
    return Session(state=SessionState.CLAIMING, step="Setting up your project")


def watch_seeding(services: Services, project_id: str) -> None:
    """A function sets new projects up; should its event be lost, a task does. Asking often makes one task a minute."""
    due = now() + SEED_DELAY
    try:
        services.tasks.enqueue(due_name("seed", project_id, due), "/tasks/seed", {"projectId": project_id}, due)
    except Unavailable as error:  # the next look asks again
        logger.warning("no task for a new project", extra={"fields": {"reason": error.detail}})


def wake(services: Services, project: Project) -> None:
    """After a message was queued: hint the pod, or open a session when there is none. A task comes after it in any
    case, so no failure here loses the message or fails the request that brought it."""
    due = now() + QUEUED_DELAY
    payload = {"projectId": project.id, "attempt": 1}
    try:
        services.tasks.enqueue(due_name("queued", project.id, due), "/tasks/queued", payload, due)
    except Unavailable as error:
        logger.warning("no task for a queued message", extra={"fields": {"reason": error.detail}})
    try:
        session = services.pool.of_project(project.id)
        if session is None or session.state in _ENDED:
            if project.status is ProjectStatus.READY:
                open_session(services, project, project.user_id, wait_seconds=0)
            return
        services.hints.turns(session)
    except StoryDreamError as error:
        logger.info("session not opened for a message", extra={"fields": {"reason": error.detail}})


def _watch_idleness(services: Services, session: PoolSession) -> None:
    due = now() + timedelta(minutes=services.settings.idle_minutes)
    payload = {"projectId": session.project_id, "sessionId": session.session_id}
    try:
        services.tasks.enqueue(due_name("idle", session.session_id, due), "/tasks/idle", payload, due)
    except Unavailable as error:  # the pool manager watches idleness too
        logger.warning("no task for an idle session", extra={"fields": {"reason": error.detail}})
