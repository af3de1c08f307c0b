"""Commits that the edge makes without a pod, and what follows on each of them.

Cloud Storage takes about one write a second of one object, and every commit writes the project's manifest. Edits that
come faster aren't gathered here: no instance of the edge sees all of them, and the store tries again by itself when
storage refuses one (429). So each costs its sender a wait, and none is lost.
"""

import hashlib
import logging
from collections.abc import Mapping

from common.errors import Conflict, HeadMoved, StoryDreamError, Unavailable
from common.git.manifest import Manifest
from common.models import Checkpoint, Project, ProjectStatus
from common.seeding import registered_settings
from common.task_queue import due_name
from edge.identity import Caller
from edge.services import Services, now

logger = logging.getLogger(__name__)


def committed(services: Services, project: Project, manifest: Manifest, notice: str | None) -> None:
    """After every commit made here (restore, edit, push, applied rescue): copy head and video settings to Firestore,
    tell the open pod, say `notice` in the chat (once for the head), and have the repository compacted when that is due.

    Idempotent, so a caller whose request failed here asks again. Raises Unavailable when Firestore doesn't answer; a
    pod or a task queue that doesn't answer learns of it later, and is no failure.
    """
    settings = registered_settings(services.repositories, project.id, manifest.head)
    services.projects.set_head(project.id, manifest.head, manifest.generation, settings)
    try:
        services.hints.head(services.pool.of_project(project.id), manifest.head)
    except StoryDreamError as error:  # the pod also learns it by its heartbeat
        logger.info("pod not told of a new head", extra={"fields": {"reason": error.detail}})
    if notice is not None:
        message_id = hashlib.sha256(f"committed {manifest.head}".encode()).hexdigest()[:32]
        services.messages.announce(project.id, message_id, notice, manifest.head)
    compact_when_due(services, project.id, manifest)


def compact_when_due(services: Services, project_id: str, manifest: Manifest) -> None:
    """Have the repository compacted behind the request, if it has grown many packs: at most one task a minute."""
    if not services.repositories.needs_compaction(manifest):
        return
    try:
        services.tasks.enqueue(due_name("compact", project_id, now()), "/tasks/compact", {"projectId": project_id})
    except Unavailable as error:  # the next save asks again
        logger.warning("no task for a compaction", extra={"fields": {"reason": error.detail}})


def restore(services: Services, project: Project, caller: Caller, version: str) -> Checkpoint:
    """Make the project as it was at a version → the new checkpoint, or the head when it is so already.

    Raises NotFound for a version that isn't in this project's history, Conflict (`not_ready`), and Unavailable when
    others keep changing it meanwhile.
    """
    require_ready(project)
    what = f"“{version.removeprefix('name:')}”" if version.startswith("name:") else version[:7]
    manifest = services.repositories.restore(project.id, version, caller.author(), f"Restore {what}")
    return conclude(services, project, caller, manifest, f"Restored the version {what}.")


def edit(
    services: Services,
    project: Project,
    caller: Caller,
    expected_head: str,
    changes: Mapping[str, bytes | None],
    summary: str,
) -> Checkpoint:
    """Write (bytes) or remove (None) files on `expected_head` → the new checkpoint; or the head when its files are so
    already, which makes a repeated request harmless.

    Raises HeadMoved (with `head` only), Invalid for a path that a project can't have, Conflict (`not_ready`).
    """
    require_ready(project)
    repositories = services.repositories
    try:
        manifest = repositories.commit_files(project.id, expected_head, changes, caller.author(), summary)
    except HeadMoved as error:
        manifest = repositories.manifest(project.id)
        if not _holds(services, project.id, manifest.head, changes):
            raise HeadMoved(head=manifest.head) from error
    return conclude(services, project, caller, manifest, f"Edited without the agent: {summary}.")


def require_ready(project: Project) -> None:
    """Raises Conflict (`not_ready`) for a project that has no repository yet."""
    if project.status is not ProjectStatus.READY:
        raise Conflict("The project isn't set up yet.", code="not_ready")


def conclude(services: Services, project: Project, caller: Caller, manifest: Manifest, notice: str) -> Checkpoint:
    """Do what follows on a commit → the checkpoint. `notice` is for one that the caller has made, now or in an earlier
    try: where there was nothing to do, the head is somebody else's and there is nothing to say."""
    checkpoint = services.repositories.checkpoint(project.id, manifest.head)
    own = checkpoint.author_id == caller.uid and checkpoint.turn_id is None
    committed(services, project, manifest, notice if own else None)
    return checkpoint


def _holds(services: Services, project_id: str, sha: str, changes: Mapping[str, bytes | None]) -> bool:
    """Whether the files of a version are as these changes would make them."""
    there = {entry.path for entry in services.repositories.files(project_id, sha)}
    if any((path in there) != (content is not None) for path, content in changes.items()):
        return False
    written = {path: content for path, content in changes.items() if content is not None}
    return services.repositories.read_files(project_id, sha, list(written)) == written
