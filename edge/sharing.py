"""Sharing a project: its people by name, and what follows when one of them comes, goes or changes roles."""

import logging

from common.errors import Conflict, Forbidden, NotFound, StoryDreamError
from common.models import Project, Role
from common.sharing_models import GivenRole, Invite, Member
from edge.identity import Caller
from edge.policy import role_of
from edge.services import Services

logger = logging.getLogger(__name__)

_ORDER: tuple[Role, ...] = ("owner", "editor", "commenter", "viewer")


def members(services: Services, project: Project, reader: Role) -> list[Member]:
    """Everybody who may open the project, the owner first. Only an owner is told the others' e-mail addresses."""
    roles: dict[str, Role] = {**project.members, project.user_id: "owner"}
    people = services.users.people(roles)
    found = []
    for uid, role in roles.items():
        person = people.get(uid)
        email = person.email if person is not None and reader == "owner" else None
        found.append(Member(uid=uid, name=person.called if person else "Someone", email=email, role=role))
    return sorted(found, key=lambda member: (_ORDER.index(member.role), member.name.casefold(), member.uid))


def change_member(services: Services, project: Project, uid: str, role: GivenRole) -> Member:
    """Another role for a member. Raises NotFound (`member_not_found`), Conflict (`owner_stays`)."""
    require_member(project, uid)
    _apply(services, services.projects.set_member(project.id, uid, role))
    person = services.users.people([uid]).get(uid)
    return Member(uid=uid, name=person.called if person else "Someone", email=person and person.email, role=role)


def let_in(services: Services, project: Project, uid: str, role: GivenRole) -> None:
    """Give a role to somebody who asked for it. Raises Conflict (`too_many_members`)."""
    _apply(services, services.projects.set_member(project.id, uid, role))


def remove_member(services: Services, project: Project, uid: str) -> None:
    """Take somebody's access away: at once also where they have the project open. One who is gone is fine."""
    _apply(services, services.projects.set_member(project.id, uid, None))


def accept(services: Services, who: Caller, invite: str) -> Project:
    """Let the user in as the invite for their proven e-mail address says. Raises Forbidden (`email_unverified`),
    NotFound (`invite_not_found`), Conflict (`too_many_members`)."""
    require_verified(who)
    project = services.sharing.accept(invite, who.email, who.uid)
    _apply(services, project)
    services.sharing.end_request(project.id, who.uid)
    return project


def invite(services: Services, project: Project, email: str, role: GivenRole, by: Caller) -> Invite:
    """Let a role wait for who proves to have this e-mail address. Raises Conflict (`already_member`,
    `too_many_members`)."""
    people = services.users.people({*project.members, project.user_id})
    if any(person.email.casefold() == email.casefold() for person in people.values()):
        raise Conflict("They are in this project already.", code="already_member")
    return services.sharing.invite(project, email, role, by.uid)


def require_member(project: Project, uid: str) -> None:
    """Raises NotFound (`member_not_found`), Conflict (`owner_stays`)."""
    role = role_of(project, uid)
    if role is None:
        raise NotFound("They aren't in this project (any more).", code="member_not_found")
    if role == "owner":
        raise Conflict("The owner's role can't be changed.", code="owner_stays")


def require_verified(who: Caller) -> None:
    """Raises Forbidden (`email_unverified`): anybody can sign up with anybody's address, but only its owner can prove
    to read what is sent there."""
    if not who.email or not who.email_verified:
        raise Forbidden("Confirm your e-mail address first.", code="email_unverified")


def name_of(services: Services, uid: str) -> str:
    """What others see of a user."""
    person = services.users.people([uid]).get(uid)
    return person.called if person else "Someone"


def _apply(services: Services, project: Project) -> None:
    """Have the open session ask who may be there now; its next heartbeat would, too."""
    try:
        services.hints.people(services.pool.of_project(project.id))
    except StoryDreamError as error:
        logger.info("session not told of its people", extra={"fields": {"reason": error.detail}})
