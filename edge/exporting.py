"""All that a user owns as one zip: profile, access tokens (never their secrets), projects with their files at the
newest checkpoint, what was said, and what was uploaded, whose bytes come with each project's own download."""

import json
from collections.abc import Iterable, Iterator

from common.asset_models import Asset
from common.errors import NotFound
from common.models import ChatMessage, Model, Project, Stored, User
from common.version_models import AccessToken
from edge.downloads import Download, Zip, contents
from edge.identity import Caller
from edge.policy import Operation, check
from edge.services import Services, now

ADVICE = "Download the projects one by one."


def export_account(download: Download, services: Services, who: Caller, user: User) -> None:
    """Write it all. Raises TooLarge past the limit, and what the stores raise."""
    with Zip(download, now()) as archive:
        archive.add("profile.json", [_json(user)])
        archive.add("access-tokens.json", _list(services.access_tokens.list(who.uid)))
        for project in services.projects.owned_by(who.uid):
            check(project, who.uid, Operation.READ)
            _add_project(archive, services, project)
        for project in services.projects.shared_with(who.uid):
            check(project, who.uid, Operation.READ)
            own = services.messages.every(project.id, author_id=who.uid)
            archive.add(f"shared/{project.id}/messages.json", _list(own))


def _add_project(archive: Zip, services: Services, project: Project) -> None:
    folder = f"projects/{project.id}"
    archive.add(f"{folder}/project.json", [_json(project)])
    archive.add(f"{folder}/messages.json", _list(services.messages.every(project.id)))
    archive.add(f"{folder}/uploads.json", _list(services.assets.every(project.id)))
    try:
        head = services.repositories.manifest(project.id).head
    except NotFound:
        return  # still being set up
    files = services.repositories.files(project.id, head)
    for path, content in contents(services.repositories, project.id, head, files):
        archive.add(f"{folder}/files/{path}", [content])


def _list(items: Iterable[ChatMessage | AccessToken | Asset]) -> Iterator[bytes]:
    """A JSON array, piece by piece."""
    separator = b"[\n"
    for item in items:
        yield separator + _json(item)
        separator = b",\n"
    yield b"[]\n" if separator == b"[\n" else b"\n]\n"


def _json(value: Model | Stored) -> bytes:
    return json.dumps(value.model_dump(mode="json", by_alias=True), ensure_ascii=False, indent=2).encode()
