"""A project with a person of every role, and what each can try on it with their own token."""

from collections.abc import Callable
from typing import Any, Final

from google.api_core import exceptions
from google.cloud.firestore_v1.types import ListenRequest, Target

from common.firestore import SERVER_TIMESTAMP, Client, UserClients
from common.message_store import MessageDraft, MessageStore
from common.models import VideoSettings
from common.project_store import MESSAGES, PROJECTS, FirstMessage, ProjectDraft, ProjectStore
from tests.edge.firestore_emulator import id_token

PROJECT_ID: Final = "project-1"
OWNER: Final = "olga"
PEOPLE: Final = {"owner": OWNER, "editor": "eddi", "commenter": "conny", "viewer": "vera", "none": "stranger"}
SIZE: Final = VideoSettings(width=1080, height=1920, fps=30, duration_in_frames=300)


def as_person(users: UserClients, role: str) -> Client:
    return users.of(id_token(PEOPLE[role]))


def make_project(admin: Client, users: UserClients) -> None:
    """`project-1` of Olga's, ready, with a member of every role and a message of the owner's and the editor's."""
    projects, messages = ProjectStore(admin), MessageStore(admin)
    draft = ProjectDraft(id=PROJECT_ID, name="Slow Coast")
    projects.create_as(as_person(users, "owner"), OWNER, draft, FirstMessage(id="message-of-olga", content="Hello"))
    projects.mark_ready(PROJECT_ID, "a" * 40, 1)
    for role, uid in PEOPLE.items():
        if role not in ("owner", "none"):
            projects.set_member(PROJECT_ID, uid, role)
    hello = MessageDraft(id="message-of-eddi", content="Hi", attachments=[], context=None)
    messages.send_as(as_person(users, "editor"), PEOPLE["editor"], PROJECT_ID, hello)


def message_of(uid: str, message_id: str = "message-00001", **changes: Any) -> dict[str, Any]:
    """A message as the rules want it, with `changes`."""
    return {
        "id": message_id,
        "projectId": PROJECT_ID,
        "role": "user",
        "content": "Make it blue",
        "createdAt": SERVER_TIMESTAMP,
        "authorId": uid,
        "status": "queued",
        "attachments": [],
        "context": None,
        **changes,
    }


OPTIONAL: Final = {
    "project": {"description", "videoSettings", "lastOpenedAt", "templateId", "origin", "deletedAt", "thumbnailUrl"},
    "message": {"attachments", "context"},
}
"""What a browser may leave out."""


def minimal(kind: str, data: dict[str, Any]) -> dict[str, Any]:
    """The document with what it must have only."""
    return {name: value for name, value in data.items() if name not in OPTIONAL[kind]}


def project_of(uid: str, project_id: str = "project-2", **changes: Any) -> dict[str, Any]:
    """A new project as the rules want it, with `changes`."""
    return {
        "id": project_id,
        "userId": uid,
        "name": "Mine",
        "description": None,
        "gitRepoPath": f"repos/{project_id}/repo.git",
        "currentCommitSha": "",
        "createdAt": SERVER_TIMESTAMP,
        "updatedAt": SERVER_TIMESTAMP,
        "lastOpenedAt": None,
        "videoSettings": None,
        "status": "seeding",
        "members": {uid: "owner"},
        "memberIds": [uid],
        "templateId": "default",
        "origin": None,
        "deletedAt": None,
        "thumbnailUrl": None,
        "epoch": 0,
        **changes,
    }


def allowed(attempt: Callable[..., object], *arguments: object) -> bool:
    """Whether the rules let it through."""
    try:
        attempt(*arguments)
    except exceptions.PermissionDenied:
        return False
    return True


def listen(client: Client, path: str) -> None:
    """Begin a live listener on a document or on a collection; raises PermissionDenied when the rules say no."""
    base = f"{client._database_string}/documents"
    if len(path.split("/")) % 2 == 0:
        target = Target(documents=Target.DocumentsTarget(documents=[f"{base}/{path}"]), target_id=1)
    else:
        parent, _, collection = path.rpartition("/")
        query = {"from_": [{"collection_id": collection}]}
        target = Target(query={"parent": f"{base}/{parent}", "structured_query": query}, target_id=1)
    request = ListenRequest(database=client._database_string, add_target=target)
    answers = client._firestore_api.listen(
        requests=iter([request]), metadata=client._rpc_metadata, timeout=40, retry=None
    )
    for answer in answers:
        change = answer.target_change
        if change.cause.code == 7:
            raise exceptions.PermissionDenied("the listener was removed")  # type: ignore[no-untyped-call]
        if answer.document_change.document.name or change.target_change_type.name == "CURRENT":
            answers.cancel()
            return


def project_document(client: Client) -> Any:
    return client.document(PROJECTS, PROJECT_ID)


def message_document(client: Client, message_id: str) -> Any:
    return client.document(PROJECTS, PROJECT_ID, MESSAGES, message_id)
