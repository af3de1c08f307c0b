"""Who shares a project: members, invites, watch links, and people who ask to be let in.

As in `common/models.py`, camelCase on the wire and TypeScript types generated from here.
"""

from datetime import datetime
from typing import Literal

from common.ids import Id, Sha
from common.models import Role, Stored, VideoSettings

REQUESTS_MAX = 50
"""Unanswered requests for access to one project; further ones are dropped in silence."""
NOTE_MAX = 300
EMAIL_MAX = 254  # RFC 5321, 4.5.3.1.3

GivenRole = Literal["editor", "commenter", "viewer"]
"""What an owner may give."""


class Member(Stored):
    """Who may open a project. `email` is told to its owner only."""

    uid: str
    name: str
    email: str | None = None
    role: Role


class Invite(Stored):
    """`invites/{id}`: a role that waits for who proves to have this e-mail address."""

    id: Id
    project_id: Id
    email: str
    role: GivenRole
    invited_by: str
    created_at: datetime


class ReceivedInvite(Stored):
    """An invite as who it is for sees it, before they are let in."""

    id: Id
    project_id: Id
    project_name: str
    invited_by: str
    role: GivenRole
    created_at: datetime


class AccessRequest(Stored):
    """`projects/{id}/accessRequests/{uid}`: somebody who would like to be let in."""

    uid: str
    name: str
    email: str
    role: GivenRole
    note: str | None = None
    created_at: datetime


class WatchLink(Stored):
    """`watchLinks/{token}`: who has the token may watch the project's newest version, without an account."""

    token: str
    project_id: Id
    created_at: datetime


class Watched(Stored):
    """What a watch link shows: the newest version that has a player. `poster_url` leads to a frame of it, if one was
    drawn."""

    name: str
    owner_name: str
    sha: Sha
    clip: VideoSettings | None = None
    player: "WatchedPlayer"
    poster_url: str | None = None


class WatchedPlayer(Stored):
    """`url` is there once the player is `ready`; it is good for a few minutes."""

    state: Literal["ready", "building"]
    url: str | None = None


class Pen(Stored):
    """Who has the pen in an open project (`writer`), and who asks for it."""

    writer: str | None
    asking: list[str]
