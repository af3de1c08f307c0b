"""Sharing in Firestore: invites (`invites/{id}`), requests for access (`projects/{id}/accessRequests/{uid}`) and watch
links (`watchLinks/{token}`). Written by the services only, after the policy check; no user reads them by themselves.
"""

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any, Final

from common.errors import Conflict, NotFound
from common.firestore import CALL, Client, Document, Query, Transaction, firestore_errors, in_transaction, where
from common.membership import member_changes
from common.models import MEMBERS_MAX, Project
from common.project_store import PROJECTS, project_from
from common.sharing_models import (
    REQUESTS_MAX,
    AccessRequest,
    GivenRole,
    Invite,
    WatchLink,
)

INVITES: Final = "invites"
REQUESTS: Final = "accessRequests"
LINKS: Final = "watchLinks"
_TOKEN_BYTES: Final = 18
"""144 random bits, 24 characters of base64url: nobody guesses one."""


class SharingStore:
    """Every method raises Unavailable when Firestore doesn't answer in time."""

    def __init__(self, admin: Client) -> None:
        self._admin = admin

    # -- invites -------------------------------------------------------------------------------------------------

    def invite(self, project: Project, email: str, role: GivenRole, invited_by: str) -> Invite:
        """Let a role wait for this e-mail address, or change the one that waits. Raises Conflict
        (`too_many_members`)."""
        email = normal(email)
        document = self._invite(invite_id(project.id, email))
        data: dict[str, Any] = {
            "id": document.id,
            "projectId": project.id,
            "email": email,
            "role": role,
            "invitedBy": invited_by,
            "createdAt": datetime.now(UTC),
        }

        def work(transaction: Transaction) -> None:
            waiting = self._invites_of(project.id).limit(MEMBERS_MAX).stream(transaction=transaction, **CALL)
            others = sum(1 for snapshot in waiting if snapshot.id != document.id)
            if others + len(project.members) >= MEMBERS_MAX:
                raise Conflict(f"A project has at most {MEMBERS_MAX} people.", code="too_many_members")
            transaction.set(document, data)

        in_transaction(self._admin, work)
        return Invite.model_validate(data)

    def invites(self, project_id: str) -> list[Invite]:
        """Those of a project that wait, oldest first."""
        return self._read_invites(self._invites_of(project_id))

    def invites_for(self, email: str) -> list[Invite]:
        """Those that wait for an e-mail address, oldest first; at most MEMBERS_MAX."""
        return self._read_invites(where(self._admin.collection(INVITES), "email", "==", normal(email)))

    def withdraw_invite(self, project_id: str, invite: str) -> None:
        """One that is gone, or another project's, is nothing to withdraw."""
        document = self._invite(invite)
        with firestore_errors():
            snapshot = document.get(**CALL)
            if snapshot.exists and snapshot.get("projectId") == project_id:
                document.delete(**CALL)

    def decline(self, invite: str, email: str) -> None:
        """By who it is for; one that is gone, or somebody else's, is nothing to decline."""
        document = self._invite(invite)
        with firestore_errors():
            snapshot = document.get(**CALL)
            if snapshot.exists and snapshot.get("email") == normal(email):
                document.delete(**CALL)

    def accept(self, invite: str, email: str, uid: str) -> Project:
        """Make the user a member as the invite says, and end it → the project. `email` is proven to be theirs.

        Raises NotFound when no such invite waits for this address, or its project is gone or in the trash; Conflict
        (`too_many_members`).
        """
        document = self._invite(invite)

        def work(transaction: Transaction) -> Project:
            snapshot = document.get(transaction=transaction, **CALL)
            if not snapshot.exists or snapshot.get("email") != normal(email):
                raise NotFound("This invite isn't for you, or it was withdrawn.", code="invite_not_found")
            waiting = Invite.model_validate(snapshot.to_dict())
            home = self._admin.document(PROJECTS, waiting.project_id)
            stored = home.get(transaction=transaction, **CALL)
            project = project_from(stored)
            if project.deleted_at is not None:
                raise NotFound("The project of this invite isn't there any more.", code="invite_not_found")
            changes = member_changes(stored.to_dict() or {}, uid, waiting.role)
            if changes:
                transaction.update(home, changes)
            transaction.delete(document)
            return project.model_copy(update={"members": changes.get("members", project.members)})

        return in_transaction(self._admin, work)

    # -- requests for access -------------------------------------------------------------------------------------

    def ask(self, project_id: str, request: AccessRequest) -> None:
        """Keep somebody's request, in the place of their last one; past REQUESTS_MAX it is dropped in silence."""
        document = self._requests(project_id).document(request.uid)
        with firestore_errors():
            waiting = {snapshot.id for snapshot in self._requests(project_id).limit(REQUESTS_MAX).stream(**CALL)}
            if request.uid in waiting or len(waiting) < REQUESTS_MAX:
                document.set(request.model_dump(by_alias=True), **CALL)

    def requests(self, project_id: str) -> list[AccessRequest]:
        """Those that wait for an answer, oldest first."""
        with firestore_errors():
            found = self._requests(project_id).limit(REQUESTS_MAX).stream(**CALL)
            requests = [AccessRequest.model_validate(snapshot.to_dict()) for snapshot in found]
        return sorted(requests, key=lambda request: request.created_at)

    def end_request(self, project_id: str, uid: str) -> None:
        """It is answered; one that isn't there is nothing to answer."""
        with firestore_errors():
            self._requests(project_id).document(uid).delete(**CALL)

    # -- watch links ---------------------------------------------------------------------------------------------

    def link(self, project_id: str) -> WatchLink | None:
        """The project's watch link, if it has one."""
        with firestore_errors():
            found = [snapshot.to_dict() or {} for snapshot in self._links_of(project_id).limit(10).stream(**CALL)]
        working = [WatchLink.model_validate(data) for data in found if data.get("revokedAt") is None]
        return working[0] if working else None

    def make_link(self, project_id: str) -> WatchLink:
        """The project's watch link, made now if it has none. Raises NotFound when the project is gone."""
        home = self._admin.document(PROJECTS, project_id)

        def work(transaction: Transaction) -> WatchLink:
            project_from(home.get(transaction=transaction, **CALL))
            for snapshot in self._links_of(project_id).stream(transaction=transaction, **CALL):
                if (snapshot.to_dict() or {}).get("revokedAt") is None:
                    return WatchLink.model_validate(snapshot.to_dict())
            link = WatchLink(
                token=secrets.token_urlsafe(_TOKEN_BYTES), project_id=project_id, created_at=datetime.now(UTC)
            )
            transaction.create(self._admin.document(LINKS, link.token), link.model_dump(by_alias=True))
            transaction.update(home, {"watchable": True})
            return link

        return in_transaction(self._admin, work)

    def revoke_link(self, project_id: str) -> None:
        """No link of the project works any more. What is left of one says only that it was revoked; older remains
        are removed."""

        def work(transaction: Transaction) -> None:
            links = list(self._links_of(project_id).stream(transaction=transaction, **CALL))
            for snapshot in links:
                if (snapshot.to_dict() or {}).get("revokedAt") is None:
                    transaction.update(snapshot.reference, {"revokedAt": datetime.now(UTC)})
                else:
                    transaction.delete(snapshot.reference)
            if links:
                transaction.update(self._admin.document(PROJECTS, project_id), {"watchable": False})

        in_transaction(self._admin, work)

    def watched(self, token: str) -> WatchLink:
        """Raises NotFound: `link_revoked` for one that worked once, else `link_not_found`."""
        with firestore_errors():
            snapshot = self._admin.document(LINKS, token).get(**CALL)
        data = snapshot.to_dict() if snapshot.exists else None
        if data is None:
            raise NotFound("There is no video behind this link.", code="link_not_found")
        if data.get("revokedAt") is not None:
            raise NotFound("Its owner has switched this link off.", code="link_revoked")
        return WatchLink.model_validate(data)

    # -- the end of a project, or of an account --------------------------------------------------------------------

    def forget_project(self, project_id: str) -> None:
        """Remove invites and watch links of a project that is gone; its requests lie below its document."""
        self._remove(self._invites_of(project_id))
        self._remove(self._links_of(project_id))

    def forget_person(self, email: str) -> None:
        """Remove what waits for an e-mail address."""
        self._remove(where(self._admin.collection(INVITES), "email", "==", normal(email)))

    # ------------------------------------------------------------------------------------------------------------

    def _remove(self, query: Query) -> None:
        with firestore_errors():
            for snapshot in query.stream(**CALL):
                snapshot.reference.delete(**CALL)

    def _read_invites(self, query: Query) -> list[Invite]:
        with firestore_errors():
            found = [Invite.model_validate(snapshot.to_dict()) for snapshot in query.limit(MEMBERS_MAX).stream(**CALL)]
        return sorted(found, key=lambda invite: invite.created_at)

    def _invite(self, invite: str) -> Document:
        return self._admin.document(INVITES, invite)

    def _invites_of(self, project_id: str) -> Query:
        return where(self._admin.collection(INVITES), "projectId", "==", project_id)

    def _requests(self, project_id: str) -> Any:
        return self._admin.document(PROJECTS, project_id).collection(REQUESTS)

    def _links_of(self, project_id: str) -> Query:
        return where(self._admin.collection(LINKS), "projectId", "==", project_id)


def normal(email: str) -> str:
    """An e-mail address as it is compared: two that differ by capitals only reach the same person."""
    return email.strip().casefold()


def invite_id(project_id: str, email: str) -> str:
    """One invite for an address and project. It can't be guessed without the project's id, and opens nothing alone."""
    return hashlib.sha256(f"invite {project_id} {normal(email)}".encode()).hexdigest()[:32]
