"""Every error StoryDream raises on purpose, and the one table that turns them into HTTP problems (RFC 9457).

StoryDreamError
├── Invalid                 the request is wrong: fix it, don't retry          400, 422
│   ├── PackInvalid             what a pod or a push posted can't be accepted
│   └── SettingsNotLiteral      src/Root.tsx holds no literal video settings
├── TooLarge                shorten it, don't retry                            413
│   └── PackTooLarge
├── Unauthenticated         sign in, or renew the token                        401
├── Forbidden               visible, but not allowed with this role            403
├── NotFound                not there, or not visible to you                   404
├── Conflict                somebody else was first: look again                409
│   ├── IdTaken
│   ├── HeadMoved               carries the new manifest line and tail
│   ├── BaseMoved               carries the new manifest line and tail
│   ├── ObjectChanged           a stored object isn't the generation that was read: read it again
│   ├── Superseded              a higher epoch exists: stop, keep your work in rescue
│   └── MessageTaken
├── RateLimited             wait `retry_after` seconds                         429
│   └── BudgetExhausted         nothing more is paid for until `resetsAt`
└── Unavailable             try again: nothing was changed, or it is safe      503
    ├── PoolExhausted
    └── UpstreamFailed          a hop below failed or did not answer           502
"""

from collections.abc import Mapping
from typing import Any, ClassVar


class StoryDreamError(Exception):
    """`detail` is a sentence for a person; `extra` are further members of the problem, already JSON."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal"
    title: ClassVar[str] = "Something went wrong on our side"

    def __init__(self, detail: str = "", *, code: str | None = None, **extra: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.problem_code = code or self.code
        self.extra: dict[str, Any] = extra

    @property
    def retry_after(self) -> float | None:
        """Seconds after which trying again makes sense; None where it does not or is not known."""
        value = self.extra.get("retryAfter")
        return float(value) if value is not None else None


class Invalid(StoryDreamError):
    """`errors`, where given, is a list of {field, message}."""

    status, code, title = 422, "invalid", "The request is not valid"


class MalformedRequest(Invalid):
    status, code, title = 400, "malformed", "The request could not be read"


class PackInvalid(Invalid):
    code, title = "pack_invalid", "The commits can't be accepted"


class SettingsNotLiteral(Invalid):
    code, title = "settings_not_literal", "src/Root.tsx holds no literal video settings"


class TooLarge(StoryDreamError):
    status, code, title = 413, "too_large", "That is too large"


class PackTooLarge(TooLarge):
    code, title = "pack_too_large", "The commits are too large"


class Unauthenticated(StoryDreamError):
    status, code, title = 401, "unauthenticated", "Sign in to go on"


class Forbidden(StoryDreamError):
    status, code, title = 403, "forbidden", "Your role doesn't allow this"


class NotFound(StoryDreamError):
    status, code, title = 404, "not_found", "There is nothing here"


class Conflict(StoryDreamError):
    status, code, title = 409, "conflict", "This changed in the meantime"


class IdTaken(Conflict):
    code, title = "id_taken", "This id can't be used"


class HeadMoved(Conflict):
    """The project's head isn't the one the writer built on; carries `line` (str), `tail` (base64) and `head`."""

    code, title = "head_moved", "The project has a newer version"


class BaseMoved(Conflict):
    """Packs were rewritten (compaction): pack again since the new base; carries `line` and `tail`."""

    code, title = "base_moved", "The history was repacked"


class ObjectChanged(Conflict):
    code, title = "object_changed", "This was changed in the meantime"


class Superseded(Conflict):
    code, title = "superseded", "A newer session has taken over"


class MessageTaken(Conflict):
    code, title = "message_taken", "This message is already being worked on"


class RateLimited(StoryDreamError):
    status, code, title = 429, "rate_limited", "Too many requests"


class BudgetExhausted(RateLimited):
    """Carries `scope` (user, plan, project or summary), `unit` (micros: millionths of a US dollar), `used`, `limit` and
    `resetsAt` (ISO 8601, UTC)."""

    code, title = "budget_exhausted", "The budget is used up"


class Unavailable(StoryDreamError):
    status, code, title = 503, "unavailable", "Not available right now"


class PoolExhausted(Unavailable):
    code, title = "pool_exhausted", "All workspaces are busy"


class UpstreamFailed(Unavailable):
    status, code, title = 502, "upstream_failed", "A part we depend on did not answer"


def _tree(root: type[StoryDreamError]) -> list[type[StoryDreamError]]:
    return [root, *(leaf for child in root.__subclasses__() for leaf in _tree(child))]


BY_CODE: dict[str, type[StoryDreamError]] = {error.code: error for error in _tree(StoryDreamError)}

_RESERVED = frozenset({"type", "title", "status", "detail", "code", "traceId"})


def to_problem(error: StoryDreamError, trace_id: str) -> dict[str, Any]:
    """The `application/problem+json` body for an error: {type, title, status, detail, code, traceId, …extra}."""
    return {
        "type": f"urn:storydream:problem:{error.problem_code}",
        "title": error.title,
        "status": error.status,
        "detail": error.detail,
        "code": error.problem_code,
        "traceId": trace_id,
        **{key: value for key, value in error.extra.items() if key not in _RESERVED},
    }


def from_problem(status: int, body: Mapping[str, Any]) -> StoryDreamError:
    """Rebuild the named error of the hop below from its problem; an unknown code becomes the status' own error."""
    code = str(body.get("code", ""))
    known = BY_CODE.get(code)
    if known is None:
        by_status = {error.status: error for error in reversed(_tree(StoryDreamError))}
        known = by_status.get(status, UpstreamFailed if status >= 500 else Invalid)
    extra = {key: value for key, value in body.items() if key not in _RESERVED}
    return known(str(body.get("detail") or body.get("title") or ""), code=code or None, **extra)
