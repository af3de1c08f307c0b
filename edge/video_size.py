"""The video's size, rate and length: the truth is `src/Root.tsx`, so changing them is a commit."""

from common.errors import Conflict, HeadMoved
from common.models import Project, ProjectStatus, VideoSettings
from common.video_settings import ROOT_FILE, with_video_settings
from edge.identity import Caller
from edge.services import Services

_ATTEMPTS = 3


def change_video_settings(services: Services, project: Project, caller: Caller, settings: VideoSettings) -> None:
    """Commit the settings to the code, copy the head, and tell the open pod.

    Raises Conflict (`not_ready`) while the project is being set up, SettingsNotLiteral when the code computes them,
    HeadMoved when others keep changing the project meanwhile.
    """
    if project.status is not ProjectStatus.READY:
        raise Conflict("The project isn't set up yet.", code="not_ready")
    summary = f"Make the video {settings.width} × {settings.height}, {settings.duration_in_frames} frames"
    for attempt in range(_ATTEMPTS):
        head = services.repositories.manifest(project.id).head
        source = services.repositories.read_file(project.id, head, ROOT_FILE).decode()
        changed = with_video_settings(source, settings)
        try:
            manifest = services.repositories.commit_files(
                project.id, head, {ROOT_FILE: changed.encode()}, caller.author(), summary
            )
        except HeadMoved:
            if attempt == _ATTEMPTS - 1:
                raise
            continue
        services.projects.set_head(project.id, manifest.head, manifest.generation)
        if manifest.head != head:
            services.hints.head(services.pool.of_project(project.id), manifest.head)
        return
