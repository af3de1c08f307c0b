"""Going back to an earlier checkpoint: a new checkpoint with the old one's files, told to the pod and in the chat."""

import hashlib

from common.models import Checkpoint, Project
from edge.identity import Caller
from edge.services import Services


def restore(services: Services, project: Project, caller: Caller, sha: str) -> Checkpoint:
    """→ the new checkpoint. Raises NotFound for a sha that isn't in this project's history, HeadMoved when others
    keep changing it meanwhile."""
    manifest = services.repositories.restore(project.id, sha, caller.author(), f"Restore {sha[:7]}")
    services.projects.set_head(project.id, manifest.head, manifest.generation)
    services.hints.head(services.pool.of_project(project.id), manifest.head)
    notice = hashlib.sha256(f"restored {manifest.head}".encode()).hexdigest()[:32]
    services.messages.announce(project.id, notice, f"Restored the version {sha[:7]}.", manifest.head)
    return services.repositories.checkpoint(project.id, manifest.head)
