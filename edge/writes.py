"""With which identity each write reaches Firestore: the user's own, judged by the rules, or the service's, after the
policy check (or a pod's token and epoch). Tests walk this table against the rules."""

from enum import StrEnum
from typing import Final


class Identity(StrEnum):
    USER = "user"
    SERVICE = "service"


WRITES: Final[dict[str, Identity]] = {
    "project.create": Identity.USER,
    "project.name": Identity.USER,
    "project.description": Identity.USER,
    "project.videoSettings": Identity.USER,  # as the user's wish; a pod's save copies what the code says
    "project.trash": Identity.USER,
    "project.untrash": Identity.USER,
    "message.create": Identity.USER,
    "message.change": Identity.USER,
    "message.withdraw": Identity.USER,
    "project.status": Identity.SERVICE,
    "project.epoch": Identity.SERVICE,
    "project.currentCommitSha": Identity.SERVICE,
    "project.lastOpenedAt": Identity.SERVICE,
    "project.summary": Identity.SERVICE,
    "project.members": Identity.SERVICE,
    "project.watchable": Identity.SERVICE,
    "project.spent": Identity.SERVICE,
    "project.purge": Identity.SERVICE,
    "message.claim": Identity.SERVICE,
    "message.end": Identity.SERVICE,
    "message.answer": Identity.SERVICE,
    "message.cardAnswer": Identity.SERVICE,
    "message.notice": Identity.SERVICE,
    "user.profile": Identity.SERVICE,
    "user.usage": Identity.SERVICE,
    "user.spent": Identity.SERVICE,
    "user.token": Identity.SERVICE,
    "invite": Identity.SERVICE,
    "accessRequest": Identity.SERVICE,
    "watchLink": Identity.SERVICE,
    "export": Identity.SERVICE,
    "asset": Identity.SERVICE,
}
