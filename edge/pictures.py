"""The pictures of checkpoints: kept as a pod sends them, told to readers, asked for where there are none yet."""

import json
import logging
from datetime import timedelta
from typing import Final

from pydantic import ValidationError

from common.errors import Conflict, Invalid, NotFound, StoryDreamError
from common.models import PoolSession, Project, ProjectStatus, SessionState
from common.picture_models import Kind, PictureState, StripAbout, Wanted
from edge.opening import open_session
from edge.services import Services, now

logger = logging.getLogger(__name__)

FOLDER: Final = "strips"
JPEG: Final = "image/jpeg"
FAILURE_KEPT: Final = timedelta(seconds=60)
"""Asked again sooner, what could not be made is told once more; later it is tried again."""
_ENDED: Final = frozenset({SessionState.CLOSED, SessionState.FAILED})


def keep_strip(services: Services, project: Project, about: StripAbout, strip: bytes, poster: bytes) -> None:
    """Store a checkpoint's strip and poster, for good; the newest checkpoint's poster stands for the project.

    The description comes last: what it describes is there. Raises Invalid for what is no JPEG, NotFound for a
    checkpoint that isn't the project's.
    """
    services.repositories.checkpoint(project.id, about.sha)
    for name, data in (("strip", strip), ("poster", poster)):
        if not data.startswith(b"\xff\xd8\xff"):
            raise Invalid(f"{name}: is not a JPEG.", errors=[{"field": name, "message": "is not a JPEG"}])
    place = f"{FOLDER}/{project.id}/{about.sha}"
    services.objects.put(f"{place}.jpg", strip, content_type=JPEG)
    services.objects.put(f"{place}-poster.jpg", poster, content_type=JPEG)
    services.objects.put(f"{place}.json", about.model_dump_json().encode(), content_type="application/json")
    services.projects.set_thumbnail(project.id, about.sha, poster_path(project.id, about.sha))
    services.projects.wants_no_more(project.id, about.sha, "strip")


def poster_path(project_id: str, sha: str) -> str:
    """Where its readers get a checkpoint's poster."""
    return f"/api/projects/{project_id}/checkpoints/{sha}/poster"


def strip_about(services: Services, project_id: str, sha: str) -> StripAbout:
    """Raises NotFound (`no_strip`)."""
    data = _kept(services, f"{project_id}/{sha}.json")
    try:
        return StripAbout.model_validate(json.loads(data))
    except ValidationError as error:
        raise NotFound("This version has no pictures yet.", code="no_strip") from error


def strip_of(services: Services, project_id: str, sha: str) -> bytes:
    """Raises NotFound (`no_strip`)."""
    return _kept(services, f"{project_id}/{sha}.jpg")


def poster_of(services: Services, project_id: str, sha: str) -> bytes:
    """Raises NotFound (`no_strip`)."""
    return _kept(services, f"{project_id}/{sha}-poster.jpg")


def _kept(services: Services, name: str) -> bytes:
    try:
        return services.objects.get(f"{FOLDER}/{name}")[0]
    except NotFound as error:
        raise NotFound("This version has no pictures yet.", code="no_strip") from error


def ask_for_strip(services: Services, project: Project, uid: str, sha: str) -> PictureState:
    """Have a checkpoint's strip drawn, if there is none. Raises NotFound, Conflict (`not_ready`)."""
    try:
        strip_about(services, project.id, sha)
    except NotFound:
        return ask(services, project, uid, sha, "strip")
    return PictureState(state="ready")


def ask(services: Services, project: Project, uid: str, sha: str, kind: Kind) -> PictureState:
    """Have a pod make something of a checkpoint; one is opened where none is. Harmless when it is asked for already.

    Raises NotFound for a checkpoint that isn't the project's, Conflict (`not_ready`).
    """
    known = next((one for one in project.wanted if (one.sha, one.kind) == (sha, kind)), None)
    if known is not None and known.problem is not None and now() - known.at < FAILURE_KEPT:
        return PictureState(state="failed", problem=known.problem)
    if known is None or known.problem is not None:
        services.repositories.checkpoint(project.id, sha)
        services.projects.want(project.id, Wanted(sha=sha, kind=kind, at=now()))
    wake(services, project, uid)
    return PictureState(state="building")


def wake(services: Services, project: Project, uid: str) -> None:
    """Tell the project's pod that something is wanted. What can't be told now is told by the next heartbeat."""
    if project.status is not ProjectStatus.READY:
        raise Conflict("The project isn't set up yet.", code="not_ready")
    try:
        services.hints.wanted(_session(services, project, uid))
    except StoryDreamError as error:
        logger.info("pod not told of what is wanted", extra={"fields": {"reason": error.detail}})


def _session(services: Services, project: Project, uid: str) -> PoolSession:
    session = services.pool.of_project(project.id)
    if session is None or session.state in _ENDED:
        return open_session(services, project, uid, wait_seconds=0)
    return session
