"""Every failure as an RFC 9457 problem, and the check that a body which claims to be JSON is JSON."""

import json
import logging
import math
from typing import Any, NoReturn

from flask import Flask, Response, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from common.errors import (
    Invalid,
    MalformedRequest,
    NotFound,
    StoryDreamError,
    TooLarge,
    to_problem,
)
from common.logs import current_trace

PROBLEM_JSON = "application/problem+json"
GIT_PREFIX = "/git/"
"""Below it git clients call, which show plain text to a person and ask for a password when told so."""
_ERRORS_MAX = 20
_OWN_BODIES = ("/pod/v1/", GIT_PREFIX)
_BODY_METHODS = frozenset({"POST", "PUT", "PATCH"})

logger = logging.getLogger(__name__)


class MethodNotAllowed(StoryDreamError):
    status, code, title = 405, "method_not_allowed", "This can't be done here"


class UnsupportedMediaType(StoryDreamError):
    status, code, title = 415, "unsupported_media_type", "The body must be JSON"


_BY_STATUS: dict[int, type[StoryDreamError]] = {
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
    415: UnsupportedMediaType,
}


def install(app: Flask) -> None:
    """Turn everything that a view or Flask itself raises into a problem."""
    app.register_error_handler(StoryDreamError, answer_problem)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Exception, _answer_unexpected)
    app.before_request(require_json)


def answer_problem(error: StoryDreamError) -> Response:
    for_git = request.path.startswith(GIT_PREFIX)
    if for_git:
        response = Response(f"{error.detail}\n", status=error.status, content_type="text/plain; charset=utf-8")
    else:
        body = json.dumps(to_problem(error, current_trace()))
        response = Response(body, status=error.status, content_type=PROBLEM_JSON)
    if error.retry_after is not None:
        response.headers["Retry-After"] = str(math.ceil(error.retry_after))
    if error.status == 401:
        response.headers["WWW-Authenticate"] = 'Basic realm="StoryDream"' if for_git else "Bearer"
    if error.status >= 500:
        logger.warning("answered a problem", extra={"fields": {"code": error.problem_code, "detail": error.detail}})
    return response


def answer_http(error: HTTPException) -> Response:
    """What Flask and Werkzeug refuse by themselves: unknown paths, methods, bodies that are too long."""
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]  # a redirect of Flask's own
    kind = _BY_STATUS.get(status, MalformedRequest if status < 500 else StoryDreamError)
    response = answer_problem(kind())
    allow = dict(error.get_headers()).get("Allow")
    if allow:
        response.headers["Allow"] = allow
    return response


def _answer_unexpected(error: Exception) -> Response:
    logger.error("unexpected failure", exc_info=error, extra={"fields": {"path": request.path}})
    return answer_problem(StoryDreamError())


def require_json() -> None:
    """Refuse a body that isn't JSON before any view sees it. Packs and multipart bodies are the views' own matter."""
    if request.method not in _BODY_METHODS or request.path.startswith(_OWN_BODIES):
        return
    try:
        length = request.content_length
        if length == 0 or (length is None and not request.get_data()):
            return
        if not request.is_json:
            raise UnsupportedMediaType
        read_json()
    except RequestEntityTooLarge as error:
        raise TooLarge from error


def read_json() -> Any:
    """The body as JSON, parsed once. Raises MalformedRequest."""
    try:
        return request.get_json()
    except (HTTPException, RecursionError, UnicodeDecodeError) as error:
        if isinstance(error, RequestEntityTooLarge):
            raise
        raise MalformedRequest("The body is not valid JSON.") from error


def refuse_invalid(error: ValidationError) -> NoReturn:
    """Raise Invalid for what pydantic found, each problem with the name of its field."""
    found = [
        {"field": ".".join(str(part) for part in one["loc"]) or "body", "message": one["msg"]}
        for one in error.errors(include_url=False, include_context=False, include_input=False)[:_ERRORS_MAX]
    ]
    first = found[0]
    raise Invalid(f"{first['field']}: {first['message']}.", errors=found) from error
