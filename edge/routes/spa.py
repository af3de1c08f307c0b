"""The built front end, where this service serves it: files as they are, and the page for every page route."""

from pathlib import Path

from flask import Blueprint, Response, request, send_from_directory

from common.errors import NotFound
from edge.problems import MethodNotAllowed
from edge.services import services

bp = Blueprint("spa", __name__)

_NEVER_PAGES = ("api", "pod", "tasks", "git", "healthz", "readyz")
_YEAR_SECONDS = 31_536_000


@bp.get("/")
@bp.get("/<path:path>")
def page(path: str = "") -> Response:
    """A file of the build, else the app's page: the router in the browser knows the page routes."""
    folder = services().settings.frontend_dir
    first = path.split("/", 1)[0]
    if folder is None or first in _NEVER_PAGES:
        raise NotFound
    root = folder.resolve()
    if path and (root / path).is_file():
        response = send_from_directory(root, path, max_age=0)
        if first == "assets":  # named by their content
            response.cache_control.max_age = _YEAR_SECONDS
            response.cache_control.immutable = True
            response.cache_control.no_cache = None
        return _guarded(response)
    if "." in Path(path).name:
        raise NotFound
    return _guarded(send_from_directory(root, "index.html", max_age=0))


@bp.route("/", methods=["POST", "PUT", "PATCH", "DELETE"])
@bp.route("/<path:path>", methods=["POST", "PUT", "PATCH", "DELETE"])
def no_other_method(path: str = "") -> Response:
    """Unknown routes are 404 whatever the method; pages can only be read."""
    if path.split("/", 1)[0] in _NEVER_PAGES:
        raise NotFound
    raise MethodNotAllowed(request.method)


def _guarded(response: Response) -> Response:
    """The page of ours can't be framed by others, and popups for sign-in keep working."""
    response.headers["Content-Security-Policy"] = "frame-ancestors 'none'; object-src 'none'; base-uri 'self'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response
