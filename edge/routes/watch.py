"""Watch links: made and revoked by a project's owner; who has one watches the newest version without an account."""

from flask import Response
from pydantic import Field

from common.errors import NotFound
from common.models import Model
from common.sharing_models import Watched, WatchedPlayer, WatchLink
from edge.access import access, require_caller
from edge.answers import BEARER, Page, ProjectPath, answer, blueprint, nothing
from edge.players import player_of, player_url, want_head
from edge.policy import Operation
from edge.services import services
from edge.sharing import name_of

bp = blueprint("links", __name__, BEARER, "/api/projects/<project_id>/links")
bp.before_request(require_caller)
public = blueprint("watch", __name__, url_prefix="/api/watch")


class WatchPath(Model):
    """The secret of a watch link."""

    token: str = Field(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")


@bp.get("", responses={200: Page[WatchLink]})
def list_links(path: ProjectPath) -> Response:
    """The project's watch link, if it has one."""
    access(path.project_id, Operation.SHARE)
    link = services().sharing.link(path.project_id)
    return answer(Page[WatchLink](items=[] if link is None else [link]))


@bp.post("", responses={201: WatchLink})
def make_link(path: ProjectPath) -> Response:
    """The project's watch link, made now if it has none; the newest version's player is built for it."""
    allowed = access(path.project_id, Operation.SHARE)
    link = services().sharing.make_link(path.project_id)
    want_head(services(), allowed.project)
    return answer(link, 201)


@bp.delete("", responses={204: None})
def revoke_link(path: ProjectPath) -> Response:
    """Nobody watches by it any more; a new one has another address."""
    access(path.project_id, Operation.SHARE)
    services().sharing.revoke_link(path.project_id)
    return nothing()


@public.get("/<token>", responses={200: Watched})
def watch(path: WatchPath) -> Response:
    """What the link shows, public: the newest version that has a player. 404 `link_revoked` when it was switched off,
    `link_not_found` when it never worked or the project is gone or in the trash."""
    held = services()
    link = held.sharing.watched(path.token)
    try:
        project = held.projects.get(link.project_id)
    except NotFound as error:
        raise NotFound("There is no video behind this link.", code="link_not_found") from error
    if project.deleted_at is not None:
        raise NotFound("There is no video behind this link.", code="link_not_found")
    player = player_of(held, project.id)
    return answer(
        Watched(
            name=project.name,
            owner_name=name_of(held, project.user_id),
            sha=player.sha,
            clip=project.video_settings,
            player=WatchedPlayer(state=player.state, url=player.url),
            poster_url=f"{player_url(held, project.id, player.sha)}poster.jpg" if player.sha else None,
        )
    )
