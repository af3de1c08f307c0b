"""The video's size, rate and length: the truth is `src/Root.tsx`, so changing them is a commit."""

from common.errors import HeadMoved, NotFound, SettingsNotLiteral
from common.models import Project, VideoSettings
from common.video_settings import ROOT_FILE, with_video_settings
from edge.committing import committed, require_ready
from edge.identity import Caller
from edge.services import Services

_ATTEMPTS = 3


def change_video_settings(services: Services, project: Project, caller: Caller, settings: VideoSettings) -> None:
    """Commit the settings to the code, and what follows on every commit.

    Raises Conflict (`not_ready`) while the project is being set up, SettingsNotLiteral when the code computes them,
    HeadMoved when others keep changing the project meanwhile.
    """
    require_ready(project)
    summary = f"Make the video {settings.width} × {settings.height}, {settings.duration_in_frames} frames"
    for attempt in range(_ATTEMPTS):
        head = services.repositories.manifest(project.id).head
        changed = with_video_settings(_source(services, project.id, head), settings)
        try:
            manifest = services.repositories.commit_files(
                project.id, head, {ROOT_FILE: changed.encode()}, caller.author(), summary
            )
        except HeadMoved as error:
            if attempt == _ATTEMPTS - 1:
                raise HeadMoved(head=error.extra.get("head")) from error
            continue
        committed(services, project, manifest, None)
        return


def _source(services: Services, project_id: str, head: str) -> str:
    try:
        return services.repositories.read_file(project_id, head, ROOT_FILE).decode()
    except (NotFound, UnicodeDecodeError) as error:
        raise SettingsNotLiteral(f"{ROOT_FILE} is not there, or is not text.") from error
