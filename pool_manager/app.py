"""The pool manager's Flask app: `/v1` for the edge, health for whoever runs it; problems as in common/errors.py."""

import logging
from http import HTTPStatus

from flask import Flask, Response, jsonify, request
from pydantic import ValidationError
from werkzeug.exceptions import HTTPException

from common.errors import Invalid, MalformedRequest, NotFound, StoryDreamError, Unauthenticated, to_problem
from common.logs import TRACE_HEADER, accept_trace, current_trace, reset_context
from common.tokens import Verifier
from pool_manager.keeper import Keeper
from pool_manager.lifecycle import Parts
from pool_manager.report import Report
from pool_manager.routes import health_routes, pool_routes, session_routes
from pool_manager.sessions import Sessions

logger = logging.getLogger(__name__)

# A manifest line and tail of at most 256 KiB in base64, and room for a line that grew.
MAX_BODY_BYTES = 4 * 1024 * 1024


def create_app(sessions: Sessions, keeper: Keeper, report: Report, parts: Parts, edge: Verifier) -> Flask:
    """`edge` checks the edge's tokens. Nothing is started here; `extensions["hand_over"]` is for a clean stop."""
    app = Flask(__name__)
    app.extensions["hand_over"] = keeper.hand_over
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES

    @app.before_request
    def _begin() -> None:
        reset_context()
        accept_trace(request.headers.get(TRACE_HEADER))
        if request.path.startswith("/v1/"):
            kind, _, token = request.headers.get("Authorization", "").partition(" ")
            if kind.lower() != "bearer" or not token:
                raise Unauthenticated("A bearer token is needed.", code="token_missing")
            edge.verify_service(token)

    @app.errorhandler(StoryDreamError)
    def _problem(error: StoryDreamError) -> Response:
        response = jsonify(to_problem(error, current_trace()))
        response.status_code = error.status
        response.content_type = "application/problem+json"
        if error.retry_after is not None:
            response.headers["Retry-After"] = str(max(1, round(error.retry_after)))
        return response

    @app.errorhandler(ValidationError)
    def _invalid(error: ValidationError) -> Response:
        found = [{"field": ".".join(map(str, one["loc"])), "message": one["msg"]} for one in error.errors()]
        return _problem(Invalid("The request is not valid.", errors=found))

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> Response:
        status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
        if status == HTTPStatus.NOT_FOUND:
            return _problem(NotFound("There is no such route."))
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            logger.error("A request failed", exc_info=error)
            return _problem(StoryDreamError())
        response = _problem(
            MalformedRequest(error.description or error.name, code=error.name.lower().replace(" ", "_"))
        )
        response.status_code = status
        return response

    app.register_blueprint(session_routes(sessions))
    app.register_blueprint(pool_routes(keeper, report, parts))
    app.register_blueprint(health_routes(keeper, report, parts))
    return app
