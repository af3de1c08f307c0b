"""The start of every `/pod/v1` route: the pod token, and the fence that keeps older epochs out."""

from dataclasses import dataclass

from flask import g, request

from common.errors import Superseded, Unauthenticated
from common.logs import bind
from common.models import Project
from common.tokens import PodClaims
from edge.services import Services, services


@dataclass(frozen=True)
class Pod:
    """The pod that calls: its claims, its token, and its project."""

    claims: PodClaims
    token: str
    project: Project


def pod_bearer() -> str:
    """The pod token, from `Authorization` or, as the Anthropic SDK sends it, `x-api-key`. Raises Unauthenticated."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return token.strip()
    key = request.headers.get("x-api-key", "").strip()
    if not key:
        raise Unauthenticated("Send the pod token as `Authorization: Bearer …`.", code="token_missing")
    return key


def require_pod() -> None:
    """`before_request` of the pods' blueprints. An expired token still counts for a heartbeat, which renews it."""
    token = pod_bearer()
    claims = services().pod_verifier.verify_pod(token, renewable=request.path.endswith("/heartbeat"))
    bind(project_id=claims.project_id, session_id=claims.session_id)
    g.pod_claims, g.pod_token = claims, token


def claims() -> PodClaims:
    """Who calls, whatever its epoch."""
    known: PodClaims = g.pod_claims
    return known


def pod() -> Pod:
    """The calling pod, if it is its project's newest. Raises NotFound when the project is gone, Superseded."""
    known = claims()
    project = admit(services(), known)
    return Pod(known, g.pod_token, project)


def reading_pod() -> Pod:
    """As `pod`, for what never changes: the stored epoch isn't raised. The packs of an opening session, which is fenced
    before it is ready, would wait for a write to the manifest, and race for it."""
    known = claims()
    project = services().projects.get(known.project_id)
    if known.epoch < project.epoch:
        raise Superseded
    return Pod(known, g.pod_token, project)


def admit(held: Services, known: PodClaims) -> Project:
    """The project of a pod whose epoch isn't below the stored one.

    A validly signed higher epoch raises the stored one: the manifest's first, as nothing older may commit once a
    newer pod is at work.
    """
    project = held.projects.get(known.project_id)
    if known.epoch < project.epoch:
        raise Superseded
    if known.epoch > project.epoch:
        manifest = held.repositories.raise_epoch(known.project_id, known.epoch)
        if manifest.epoch > known.epoch:
            raise Superseded
        held.projects.raise_epoch(known.project_id, known.epoch)
    return project
