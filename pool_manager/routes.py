"""The pool manager's routes, as docs/contracts.md lists them."""

import logging
from dataclasses import asdict
from typing import TypeVar

from flask import Blueprint, Response, jsonify, request
from pydantic import Field

from common.errors import Invalid, NotFound, Unavailable
from common.ids import Id, is_id
from common.models import Model, PoolSession, RepoSnapshot
from common.tokens import PodClaims
from pool_manager.keeper import Keeper
from pool_manager.lifecycle import Parts
from pool_manager.metrics import CONTENT_TYPE
from pool_manager.news import tell_of_switches
from pool_manager.report import Report
from pool_manager.sessions import OpenRequest, Sessions

logger = logging.getLogger(__name__)

WAIT_SECONDS_MAX = 5.0
WAIT_SECONDS_DEFAULT = 2.0

Body = TypeVar("Body", bound=Model)


class OpenBody(Model):
    project_id: Id
    user_id: str = Field(min_length=1, max_length=128)
    epoch_floor: int = Field(ge=0, le=2**53)
    repo: RepoSnapshot | None = None
    wait_seconds: float = Field(default=WAIT_SECONDS_DEFAULT, ge=0, le=WAIT_SECONDS_MAX)


class TokenBody(Model):
    project_id: Id
    session_id: Id
    epoch: int = Field(ge=1, le=2**53)


class PauseBody(Model):
    claims: bool | None = None
    refill: bool | None = None


def session_routes(sessions: Sessions) -> Blueprint:
    """`/v1/sessions`, `/v1/projects/{id}/session`, `/v1/tokens`, `/v1/drain`."""
    routes = Blueprint("sessions", __name__, url_prefix="/v1")

    @routes.post("/sessions")
    def open_session() -> Response:
        body = _body(OpenBody)
        ask = OpenRequest(body.project_id, body.user_id, body.epoch_floor, body.repo, body.wait_seconds)
        return _session(sessions.open(ask))

    @routes.get("/sessions/<session_id>")
    def get_session(session_id: str) -> Response:
        return _session(sessions.get(_id(session_id)))

    @routes.get("/projects/<project_id>/session")
    def get_project_session(project_id: str) -> Response:
        return _session(sessions.of_project(_id(project_id)))

    @routes.delete("/sessions/<session_id>")
    def close_session(session_id: str) -> Response:
        sessions.close(_id(session_id), request.args.get("reason", "closed")[:100])
        return Response(status=204)

    @routes.post("/tokens")
    def renew_token() -> Response:
        body = _body(TokenBody)
        token, expires_at = sessions.token(PodClaims(body.project_id, body.session_id, body.epoch))
        return jsonify({"token": token, "expiresAt": expires_at})

    @routes.post("/drain")
    def drain() -> Response:
        return jsonify(asdict(sessions.drain()))

    return routes


def pool_routes(keeper: Keeper, report: Report, parts: Parts) -> Blueprint:
    """`/v1/pool` for operators."""
    routes = Blueprint("pool", __name__, url_prefix="/v1/pool")

    @routes.get("")
    def pool() -> Response:
        return jsonify(report.for_humans())

    @routes.post("/pause")
    def pause() -> Response:
        """Pause or resume; a switch that isn't named stays as it is."""
        body = _body(PauseBody)
        paused = keeper.leadership.pause(body.claims, body.refill, stopped=False if body.refill is False else None)
        logger.warning("An operator set the switches", extra={"fields": asdict(paused)})
        tell_of_switches(parts)
        return jsonify(asdict(paused))

    return routes


def health_routes(keeper: Keeper, report: Report, parts: Parts) -> Blueprint:
    """`/healthz`, `/readyz`, `/metrics`: no token."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def alive() -> Response:
        """503 when the keeper is stuck, so that whoever runs this starts it anew."""
        if keeper.stuck:
            raise Unavailable("The keeper is stuck.", code="keeper_stuck")
        return jsonify({"status": "ok"})

    @routes.get("/readyz")
    def ready() -> Response:
        """200 when a session can be opened: Redis answers, and there is a pod or room for one."""
        parts.store.ping()
        obstacle = report.obstacle()
        if obstacle is not None:
            raise Unavailable(obstacle, retryAfter=1)
        return jsonify({"status": "ready"})

    @routes.get("/metrics")
    def metrics() -> Response:
        return Response(parts.metrics.text(), content_type=CONTENT_TYPE)

    return routes


def _body(kind: type[Body]) -> Body:
    """The request's JSON. Flask answers 400 and 415 by itself where it is none."""
    value = request.get_json()
    if not isinstance(value, dict):
        raise Invalid("The body must be a JSON object.")
    return kind.model_validate(value)


def _id(value: str) -> str:
    if not is_id(value):
        raise NotFound("There is no such session.", code="session_not_found")
    return value


def _session(session: PoolSession) -> Response:
    return jsonify(session.model_dump(mode="json", exclude_none=True))
