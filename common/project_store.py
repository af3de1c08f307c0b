"""Projects in Firestore. Methods named `…_as` write with a user's own token, judged by `firestore.rules`; the others
write with the service's rights, after the one policy check (`edge/policy.py`) or for a pod of the right epoch."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from common.errors import Conflict, Forbidden, IdTaken, NotFound, Superseded
from common.firestore import (
    ASCENDING,
    CALL,
    DESCENDING,
    SERVER_TIMESTAMP,
    Client,
    Document,
    Snapshot,
    firestore_errors,
    server_time,
    swap,
    where,
)
from common.membership import member_changes
from common.models import (
    TRASH_DAYS,
    MessageContext,
    MessageRole,
    MessageStatus,
    Model,
    Project,
    ProjectOrigin,
    ProjectStatus,
    ProjectSummary,
    VideoSettings,
)
from common.picture_models import Kind, Wanted
from common.spending import Spending, raised
from common.wanting import made_changes, wanted_changes

PROJECTS = "projects"
MESSAGES = "messages"
PURGED = "purged"
SCAN_MAX: Final = 500
"""How many projects one listing looks at: search and filters run over these."""

OPEN_RESOLUTION: Final = timedelta(minutes=1)


class ProjectDraft(Model):
    """What a user decides about a new project."""

    id: str
    name: str
    description: str | None = None
    template_id: str = "default"
    video_settings: VideoSettings | None = None
    origin: ProjectOrigin | None = None


class FirstMessage(Model):
    """The prompt a project begins with: stored together with it, waiting for the first turn."""

    id: str
    content: str
    context: MessageContext | None = None


def project_from(snapshot: Snapshot) -> Project:
    """Raises NotFound when the document isn't there."""
    data = snapshot.to_dict() if snapshot.exists else None
    if data is None:
        raise NotFound
    return Project.model_validate(data)


def new_message_data(
    project_id: str,
    message_id: str,
    author_id: str,
    content: str,
    attachments: list[str],
    context: MessageContext | None,
) -> dict[str, Any]:
    """The document of a user's message as the rules want it."""
    return {
        "id": message_id,
        "projectId": project_id,
        "role": MessageRole.USER.value,
        "content": content,
        "createdAt": SERVER_TIMESTAMP,
        "authorId": author_id,
        "status": MessageStatus.QUEUED.value,
        "attachments": attachments,
        "context": None if context is None else context.model_dump(by_alias=True, exclude_none=True),
    }


class ProjectStore:
    """`projects/{id}`. Every method raises Unavailable when Firestore doesn't answer in time."""

    def __init__(self, admin: Client) -> None:
        self._admin = admin

    def _document(self, project_id: str) -> Document:
        return self._admin.document(PROJECTS, project_id)

    def get(self, project_id: str) -> Project:
        """Raises NotFound."""
        with firestore_errors():
            return project_from(self._document(project_id).get(**CALL))

    # -- as the user ---------------------------------------------------------------------------------------------

    def create_as(self, user: Client, uid: str, draft: ProjectDraft, first: FirstMessage | None = None) -> Project:
        """Create a project, with its first message if there is one, both or neither. The same id again gives the
        project that is there. Raises IdTaken when the id is, or was, somebody else's."""
        data = _new_project_data(uid, draft)
        batch = user.batch()
        batch.create(user.document(PROJECTS, draft.id), data)
        if first is not None:
            message = new_message_data(draft.id, first.id, uid, first.content, [], first.context)
            batch.create(user.document(PROJECTS, draft.id, MESSAGES, first.id), message)
        try:
            with firestore_errors():
                batch.commit(**CALL)
        except (IdTaken, Forbidden, Conflict) as error:
            return self._created_before(draft.id, uid, error)
        made = server_time(batch)
        return Project.model_validate({**data, "createdAt": made, "updatedAt": made})

    def _created_before(self, project_id: str, uid: str, refusal: Exception) -> Project:
        """After a refusal: the id may be ours already (a repeated request, a lost reply)."""
        try:
            existing = self.get(project_id)
        except NotFound:
            raise IdTaken from refusal
        if existing.user_id != uid:
            raise IdTaken from refusal
        return existing

    def update_as(self, user: Client, project_id: str, changes: dict[str, Any]) -> Project:
        """Change name, description or videoSettings (wire names), or put `deletedAt`. Repeating it is harmless.

        Raises NotFound when the rules don't let this user.
        """
        document = user.document(PROJECTS, project_id)
        try:
            with firestore_errors():
                document.update({**changes, "updatedAt": SERVER_TIMESTAMP}, **CALL)
        except Forbidden as error:
            raise NotFound from error
        return self.get(project_id)

    def trash_as(self, user: Client, project_id: str) -> Project:
        return self.update_as(user, project_id, {"deletedAt": SERVER_TIMESTAMP})

    def restore_as(self, user: Client, project_id: str) -> Project:
        return self.update_as(user, project_id, {"deletedAt": None})

    def list_as(self, user: Client, uid: str, *, trash: bool = False) -> list[Project]:
        """The user's own and shared projects, most recently changed first; or what they own in the trash, most
        recently deleted first. At most SCAN_MAX."""
        projects = user.collection(PROJECTS)
        if trash:
            query = where(projects, "userId", "==", uid).order_by("deletedAt", direction=DESCENDING)
            query = where(query, "deletedAt", ">", datetime(2000, 1, 1, tzinfo=UTC))
        else:
            # Not narrowed by `deletedAt == null`: that passes over documents without the field, as browsers make them.
            query = where(projects, "memberIds", "array_contains", uid).order_by("updatedAt", direction=DESCENDING)
        with firestore_errors():
            found = [project_from(snapshot) for snapshot in query.limit(SCAN_MAX).stream(**CALL)]
        return [project for project in found if (project.deleted_at is not None) == trash]

    # -- as the service ------------------------------------------------------------------------------------------

    def raise_epoch(self, project_id: str, epoch: int) -> None:
        """Make the stored epoch at least `epoch`; it never falls. Raises NotFound."""
        swap(
            self._document(project_id),
            lambda snapshot: {"epoch": epoch} if epoch > project_from(snapshot).epoch else None,
        )

    def record_open(self, project_id: str, epoch: int, sha: str, generation: int) -> None:
        """A session was opened: its epoch, the moment, and the manifest's head, in one write. Raises NotFound.

        The epoch never falls, the head is only replaced by a newer manifest's, and the moment is kept to the minute,
        so that joining a session costs no write.
        """
        self._copy(project_id, sha, generation, epoch, opened=True)

    def set_head(self, project_id: str, sha: str, generation: int, video_settings: VideoSettings | None = None) -> None:
        """Copy the head from a manifest, and what `src/Root.tsx` says at it where that is given, in one write; unless
        a newer manifest's head is there already. Raises NotFound."""
        self._copy(project_id, sha, generation, 0, video_settings, opened=False)

    def _copy(
        self,
        project_id: str,
        sha: str,
        generation: int,
        epoch: int,
        video_settings: VideoSettings | None = None,
        *,
        opened: bool,
    ) -> None:
        def decide(snapshot: Snapshot) -> dict[str, Any]:
            project = project_from(snapshot)
            changes: dict[str, Any] = {}
            known = (snapshot.to_dict() or {}).get("manifestGeneration", 0)
            if video_settings is not None and generation >= known and project.video_settings != video_settings:
                changes["videoSettings"] = video_settings.model_dump(by_alias=True)
            if generation > known:
                changes["manifestGeneration"] = generation
                if project.current_commit_sha != sha:
                    changes |= {"currentCommitSha": sha, "updatedAt": SERVER_TIMESTAMP}
            if epoch > project.epoch:
                changes["epoch"] = epoch
            before = project.last_opened_at
            if opened and (before is None or datetime.now(UTC) - before > OPEN_RESOLUTION):
                changes["lastOpenedAt"] = SERVER_TIMESTAMP
            return changes

        swap(self._document(project_id), decide)

    def set_video_settings(self, project_id: str, settings: VideoSettings) -> None:
        """Copy what `src/Root.tsx` says at the head. Raises NotFound."""
        with firestore_errors():
            self._document(project_id).update({"videoSettings": settings.model_dump(by_alias=True)}, **CALL)

    def set_thumbnail(self, project_id: str, sha: str, url: str) -> None:
        """Where a picture of the project is, drawn of this checkpoint; nothing unless that is the newest. Raises
        NotFound."""

        def decide(snapshot: Snapshot) -> dict[str, Any] | None:
            project = project_from(snapshot)
            known = project.current_commit_sha != sha or project.thumbnail_url == url
            return None if known else {"thumbnailUrl": url}

        swap(self._document(project_id), decide)

    def set_player(self, project_id: str, sha: str, newer: Callable[[str], bool]) -> None:
        """The newest checkpoint that has a player; `newer` says whether that is newer than the one before. Raises
        NotFound."""

        def decide(snapshot: Snapshot) -> dict[str, Any] | None:
            known = project_from(snapshot).player_sha
            return {"playerSha": sha} if known is None or (known != sha and newer(known)) else None

        swap(self._document(project_id), decide)

    def want(self, project_id: str, wanted: Wanted, *, only_known: bool = False) -> None:
        """Note what a pod is to make, or why it couldn't; of the oldest only the newest WANTED_MAX are kept. With
        `only_known` nothing is noted that nobody asked for. Raises NotFound."""
        document = self._document(project_id)
        swap(document, lambda snapshot: wanted_changes(project_from(snapshot).wanted, wanted, only_known))

    def wants_no_more(self, project_id: str, sha: str, kind: Kind) -> None:
        """It is made. Raises NotFound."""
        swap(self._document(project_id), lambda snapshot: made_changes(project_from(snapshot).wanted, sha, kind))

    def set_summary(self, project_id: str, epoch: int, summary: ProjectSummary) -> None:
        """For a pod of that epoch; the summary only moves forward. Raises NotFound, Superseded, Conflict
        (`summary_older`)."""

        def decide(snapshot: Snapshot) -> dict[str, Any]:
            project = project_from(snapshot)
            if project.epoch > epoch:
                raise Superseded
            now = project.summary.until_at if project.summary else None
            if now is not None and (summary.until_at is None or summary.until_at < now):
                raise Conflict("The summary already covers more.", code="summary_older")
            return {"summary": summary.model_dump(by_alias=True)}

        swap(self._document(project_id), decide)

    def totals(self, project_id: str) -> Mapping[str, Any]:
        """The document as it is stored, for common/spending.py; empty where there is none."""
        with firestore_errors():
            return self._document(project_id).get(**CALL).to_dict() or {}

    def note_spending(self, project_id: str, spending: Spending) -> None:
        """What the totals of the project's budgets must say at least; nothing where it is gone. Raises Conflict."""

        def decide(snapshot: Snapshot) -> dict[str, Any] | None:
            return raised(snapshot.to_dict() or {}, spending) if snapshot.exists else None

        swap(self._document(project_id), decide)

    def mark_ready(self, project_id: str, sha: str, generation: int) -> bool:
        """Seeding is done. False when the project isn't being seeded (any more) or is gone: then nothing changes."""
        copied = {"currentCommitSha": sha, "manifestGeneration": generation}
        return self._leave_seeding(project_id, {"status": ProjectStatus.READY.value, "statusReason": None, **copied})

    def mark_failed(self, project_id: str, reason: str) -> bool:
        """Seeding was given up; `reason` is for a person. False as in `mark_ready`."""
        return self._leave_seeding(project_id, {"status": ProjectStatus.FAILED.value, "statusReason": reason})

    def _leave_seeding(self, project_id: str, changes: dict[str, Any]) -> bool:
        return self._move(project_id, ProjectStatus.SEEDING, {**changes, "updatedAt": SERVER_TIMESTAMP})

    def seed_again(self, project_id: str) -> bool:
        """From `failed` back to `seeding`. False when it hadn't failed."""
        changes = {"status": ProjectStatus.SEEDING.value, "statusReason": None}
        return self._move(project_id, ProjectStatus.FAILED, changes)

    def _move(self, project_id: str, before: ProjectStatus, changes: dict[str, Any]) -> bool:
        """Change a project that has the status `before`, else nothing."""
        moved = False

        def decide(snapshot: Snapshot) -> dict[str, Any] | None:
            nonlocal moved
            if not snapshot.exists or snapshot.get("status") != before.value:
                return None
            moved = True  # stays so when the answer of a write that took effect was lost
            return changes

        swap(self._document(project_id), decide)
        return moved

    def purge(self, project_id: str) -> None:
        """Remove the project document for good and block its id for ever: what is left in storage under that id must
        never become a stranger's. Idempotent."""
        batch = self._admin.batch()
        batch.delete(self._document(project_id))
        batch.set(self._admin.document(PURGED, project_id), {"at": SERVER_TIMESTAMP})
        with firestore_errors():
            batch.commit(**CALL)

    def erase_documents(self, project_id: str) -> int:
        """Remove what is below a project that is gone. Raises Conflict when the project (still) exists."""
        document = self._document(project_id)
        with firestore_errors():
            if document.get(**CALL).exists:
                raise Conflict("The project exists.")
            return max(0, int(self._admin.recursive_delete(document)) - 1)  # it counts the one that is gone

    def trash_older_than(self, now: datetime) -> Iterator[Project]:
        """Projects whose time in the trash is over, at most SCAN_MAX."""
        limit = now - timedelta(days=TRASH_DAYS)
        query = where(self._admin.collection(PROJECTS), "deletedAt", "<", limit)
        with firestore_errors():
            for snapshot in query.order_by("deletedAt", direction=ASCENDING).limit(SCAN_MAX).stream(**CALL):
                yield project_from(snapshot)

    def any_in_trash(self) -> bool:
        query = where(self._admin.collection(PROJECTS), "deletedAt", ">", datetime(2000, 1, 1, tzinfo=UTC))
        with firestore_errors():
            return any(True for _ in query.limit(1).stream(**CALL))

    def owned_by(self, uid: str) -> list[Project]:
        """Everything a user owns, also in the trash; at most SCAN_MAX."""
        query = where(self._admin.collection(PROJECTS), "userId", "==", uid)
        with firestore_errors():
            return [project_from(snapshot) for snapshot in query.limit(SCAN_MAX).stream(**CALL)]

    def shared_with(self, uid: str) -> list[Project]:
        """What others own and share with a user; at most SCAN_MAX."""
        query = where(self._admin.collection(PROJECTS), "memberIds", "array_contains", uid)
        with firestore_errors():
            found = [project_from(snapshot) for snapshot in query.limit(SCAN_MAX).stream(**CALL)]
        return [project for project in found if project.user_id != uid]

    def set_member(self, project_id: str, uid: str, role: str | None) -> Project:
        """Give a user a role, or take it away (None) → the project as it is then. The owner's role doesn't change.
        Raises NotFound, Conflict (`too_many_members`)."""
        document = self._document(project_id)
        swap(document, lambda snapshot: member_changes(_data_of(snapshot), uid, role))
        return self.get(project_id)


def _data_of(snapshot: Snapshot) -> dict[str, Any]:
    """Raises NotFound when the document isn't there."""
    project_from(snapshot)
    return snapshot.to_dict() or {}


def _new_project_data(uid: str, draft: ProjectDraft) -> dict[str, Any]:
    settings, origin = draft.video_settings, draft.origin
    return {
        "id": draft.id,
        "userId": uid,
        "name": draft.name,
        "description": draft.description,
        "gitRepoPath": f"repos/{draft.id}/repo.git",
        "currentCommitSha": "",
        "createdAt": SERVER_TIMESTAMP,
        "updatedAt": SERVER_TIMESTAMP,
        "lastOpenedAt": None,
        "videoSettings": None if settings is None else settings.model_dump(by_alias=True),
        "status": ProjectStatus.SEEDING.value,
        "members": {uid: "owner"},
        "memberIds": [uid],
        "templateId": draft.template_id,
        "origin": None if origin is None else origin.model_dump(by_alias=True),
        "deletedAt": None,
        "epoch": 0,
    }
