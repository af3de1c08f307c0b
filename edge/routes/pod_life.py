"""`/pod/v1`, the life of a pod: heartbeats."""

import logging
import time
from typing import Annotated

from flask import Response
from pydantic import Field

from common.errors import Superseded, Unavailable
from common.ids import Sha
from common.models import MessageStatus, Model, Role
from common.picture_models import Wanted
from common.rescue_envelope import ENVELOPE_HEADERS
from common.session_store import BusyKind
from edge.answers import POD_TOKEN, answer, blueprint
from edge.pod_access import Pod, pod, require_pod
from edge.rescuing import object_name
from edge.services import services

bp = blueprint("pod_life", __name__, POD_TOKEN, "/pod/v1")
bp.before_request(require_pod)

BROWSER_MS = 60_000
TURN_MS = 90_000
"""How long a heartbeat's word holds a session open: three beats of 20 s, a turn also over a slow save."""
RESCUE_URL_SECONDS = 900

logger = logging.getLogger(__name__)


class Busy(Model):
    """How many browsers look and turns run; true and false will do."""

    browser: Annotated[int, Field(ge=0)] = 0
    turn: Annotated[int, Field(ge=0)] = 0


class Heartbeat(Model):
    """A pod's sign of life."""

    epoch: Annotated[int, Field(ge=1)]
    busy: Busy = Field(default_factory=Busy)
    state: Annotated[str, Field(max_length=40)] = "active"
    head: Sha | None = None


class HeartbeatAnswer(Model):
    """What a pod must know. For a quarter of an hour `rescue_url` takes what `common/rescue_envelope.py` describes, if
    the edge can't be reached. `wanted` is to be drawn or built; with `players`, a player of each new head too."""

    head: str | None
    token: str
    token_expires_at: int | float | str | None
    revoked_uids: list[str]
    roles: dict[str, Role]
    rescue_url: str | None
    queued: bool
    wanted: list[Wanted]
    players: bool


@bp.post("/heartbeat", responses={200: HeartbeatAnswer})
def heartbeat(body: Heartbeat) -> Response:
    """A sign of life, answered by what the pod must know. 409 `superseded` when a newer session has taken over."""
    caller = pod()
    if body.epoch != caller.claims.epoch:
        raise Superseded("The token is for another epoch.")
    held = services()
    _note_activity(caller, body.busy)
    token = held.pod_tokens.renewed(caller.claims, caller.token)
    return answer(
        HeartbeatAnswer(
            head=_head(caller, body.head),
            token=token.token,
            token_expires_at=token.expires_at,
            revoked_uids=caller.project.revoked,
            roles=caller.project.members,
            rescue_url=_rescue_url(caller),
            queued=bool(held.messages.with_status(caller.project.id, MessageStatus.QUEUED, limit=1)),
            wanted=[one for one in caller.project.wanted if one.problem is None],
            players=caller.project.watchable,
        )
    )


def _note_activity(caller: Pod, busy: Busy) -> None:
    """Only work counts as activity: an idle pod also sends heartbeats."""
    now = time.time_ns() // 1_000_000
    holds: dict[BusyKind, int] = {}
    if busy.browser:
        holds["browser"] = now + BROWSER_MS
    if busy.turn:
        holds["turn"] = now + TURN_MS
    if not holds:
        return
    try:
        services().index.touch(caller.claims.session_id, holds)
    except Unavailable as error:  # the next beat says it again
        logger.warning("activity not noted", extra={"fields": {"reason": error.detail}})


def _rescue_url(caller: Pod) -> str | None:
    """None where no key is set to sign it with: then the edge is the only way to save."""
    name = object_name(caller.project.id, caller.claims.epoch, caller.claims.session_id)
    try:
        return services().objects.signed_url(name, "PUT", RESCUE_URL_SECONDS, headers=ENVELOPE_HEADERS)
    except Unavailable as error:
        logger.warning("no rescue URL", extra={"fields": {"reason": error.detail}})
        return None


def _head(caller: Pod, theirs: str | None) -> str | None:
    """The project's head. Firestore's copy may lag, so where it differs from the pod's, the manifest is asked."""
    copy = caller.project.current_commit_sha
    if theirs is None or theirs == copy:
        return copy or None
    held = services()
    manifest = held.repositories.manifest(caller.project.id)
    held.projects.set_head(caller.project.id, manifest.head, manifest.generation)
    return manifest.head
