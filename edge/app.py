"""Builds the Flask app of the edge: one blueprint a noun, chosen by STORYDREAM_SERVICE."""

import json
import logging
import time
from typing import Any

from flask import Flask, Response, g, request
from flask_openapi3.models.info import Info
from flask_openapi3.openapi import OpenAPI

from common.logs import TRACE_HEADER, accept_trace, current_trace, reset_context
from common.models import Problem
from edge import problems, spa
from edge.answers import VersionConverter
from edge.routes import (
    access_requests,
    archives,
    assets,
    checkpoints,
    git_http,
    health,
    invites,
    me,
    members,
    messages,
    model_gateway,
    pictures,
    players,
    pod,
    pod_assets,
    pod_life,
    pod_memory,
    pod_messages,
    pod_pictures,
    projects,
    rescues,
    session,
    tasks,
    templates,
    tokens,
    versions,
    watch,
)
from edge.services import Services

BODY_MAX_BYTES = 1024 * 1024
"""For every route that doesn't say otherwise: a message of 256 KiB with its actions fits."""
_FORM_MEMORY_BYTES = 640 * 1024
BROWSER = (
    me.bp,
    projects.bp,
    messages.bp,
    session.bp,
    checkpoints.bp,
    archives.bp,
    assets.bp,
    versions.bp,
    tokens.bp,
    templates.bp,
    rescues.bp,
    members.bp,
    invites.bp,
    access_requests.bp,
    watch.bp,
    watch.public,
    pictures.bp,
)
_POD = (pod.bp, pod_assets.bp, pod_life.bp, pod_memory.bp, pod_messages.bp, pod_pictures.bp, model_gateway.bp)

logger = logging.getLogger("edge.requests")


def create_app(services: Services) -> Flask:
    """The WSGI app. Nothing connects here."""
    settings = services.settings
    app = OpenAPI(
        "edge",
        info=Info(title="StoryDream", version=settings.version),
        security_schemes={
            "idToken": {"type": "http", "scheme": "bearer", "description": "Firebase ID token"},
            "podToken": {"type": "http", "scheme": "bearer", "description": "pod token"},
        },
        validation_error_callback=problems.refuse_invalid,
        doc_ui=False,
        static_folder=None,
    )
    app.extensions["storydream"] = services
    app.config["MAX_CONTENT_LENGTH"] = BODY_MAX_BYTES
    app.config["MAX_FORM_MEMORY_SIZE"] = _FORM_MEMORY_BYTES
    app.url_map.converters["version"] = VersionConverter
    app.before_request(_begin)
    problems.install(app)
    app.after_request(_end)
    app.register_api(health.bp)
    for blueprint in (*(BROWSER if settings.serves_browsers else ()), *(_POD if settings.serves_pods else ())):
        app.register_api(blueprint)
    if settings.serves_pods:
        app.register_blueprint(git_http.bp)
    if settings.serves_browsers:
        app.register_api(tasks.bp)
        app.register_blueprint(players.bp)
        _serve_description(app)
        if settings.frontend_dir is not None:
            spa.install(app, settings.frontend_dir, spa.content_policy(settings))
    return app


def _begin() -> None:
    reset_context()
    accept_trace(request.headers.get(TRACE_HEADER))
    g.begun = time.monotonic()


def _end(response: Response) -> Response:
    response.headers[TRACE_HEADER] = current_trace()
    if request.path.startswith(("/api/", "/pod/", problems.GIT_PREFIX)):
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
    begun = g.get("begun")
    took = round((time.monotonic() - begun) * 1000, 1) if begun is not None else None
    if request.path not in ("/healthz", "/readyz"):
        fields = {"method": request.method, "path": request.path, "status": response.status_code, "ms": took}
        logger.info("request", extra={"fields": fields})
    return response


def _serve_description(app: OpenAPI) -> None:
    """`GET /api/openapi.json`, made from the routes' code once."""
    made: list[bytes] = []

    @app.get("/api/openapi.json", doc_ui=False)
    def openapi_json() -> Response:
        if not made:
            made.append(json.dumps(describe(app)).encode())
        return Response(made[0], content_type="application/json")


def describe(app: OpenAPI) -> dict[str, Any]:
    """The OpenAPI 3.1 document of all routes that are registered."""
    document: dict[str, Any] = app.api_doc
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema(by_alias=True, ref_template="#/components/schemas/{model}")
    schemas |= schemas["Problem"].pop("$defs", {})
    return document
