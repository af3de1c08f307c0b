"""Alive, ready, and what a browser must know before anybody signs in."""

from flask import Response, jsonify

from common.models import Config, EmulatorAddresses, FirebaseWebConfig, Isolation, Model
from edge.answers import answer, blueprint
from edge.services import services

bp = blueprint("health", __name__)


class Health(Model):
    """`GET /api/health`."""

    status: str
    version: str
    isolation: Isolation


@bp.get("/api/health", responses={200: Health})
def health() -> Response:
    """Whether the service is alive, its version, and how well pods shut the agent's commands in."""
    held = services()
    return answer(Health(status="ok", version=held.settings.version, isolation=held.pool.isolation()))


@bp.get("/api/config", responses={200: Config})
def config() -> Response:
    """What the front end needs before sign-in; public."""
    settings = services().settings
    emulators = None
    if settings.firebase_auth_emulator_host and settings.firestore_emulator_host:
        emulators = EmulatorAddresses(
            auth=f"http://{settings.firebase_auth_emulator_host}", firestore=settings.firestore_emulator_host
        )
    firebase = FirebaseWebConfig(
        api_key=settings.firebase_api_key,
        auth_domain=settings.firebase_auth_domain,
        project_id=settings.project_id,
        app_id=settings.firebase_app_id,
    )
    return answer(
        Config(
            firebase=firebase,
            emulators=emulators,
            demo_model=settings.demo_model,
            isolation=services().pool.isolation(),
            version=settings.version,
        )
    )


@bp.get("/healthz", doc_ui=False)
def healthz() -> Response:
    """Whether the process answers."""
    return jsonify(status="ok")


@bp.get("/readyz", doc_ui=False)
def readyz() -> Response:
    """Whether requests can be served: Firestore answers and judges by rules, Redis answers. Raises Unavailable."""
    held = services()
    held.user_clients.self_test()
    held.index.ping()
    return jsonify(status="ok")
