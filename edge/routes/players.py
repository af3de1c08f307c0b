"""Players, as browsers load them: a version's page, its scripts, its public files. Strangers' code, shut in by headers.

The token in the path says who may and what; nothing here asks for an account. `sandbox` gives the page an origin of its
own, even where it is opened by itself. `Sec-Fetch-Site` keeps its scripts out of our own pages: for a page of the app's
origin they would be as good as our own.
"""

import mimetypes
from collections.abc import Iterator
from html import escape
from typing import Any, Final

from flask import Blueprint, Response, request
from werkzeug.datastructures import Range

from common.asset_models import ASSETS_FILE, UPLOADS_FOLDER
from common.errors import Forbidden, NotFound, Unauthenticated
from common.picture_models import PLAYER_ENTRY
from edge.assets import stored
from edge.pictures import JPEG, poster_of
from edge.players import player_about, player_file
from edge.services import services
from edge.standalone.uploads import listed_uploads

bp = Blueprint("players", __name__, url_prefix="/players/<token>")

_HOUR: Final = "private, max-age=3600"
_PIECE_BYTES: Final = 4 * 1024 * 1024
_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json",
    ".wasm": "application/wasm",
    ".woff2": "font/woff2",
    ".woff": "font/woff",
    ".ttf": "font/ttf",
    ".otf": "font/otf",
    ".glb": "model/gltf-binary",
    ".gltf": "model/gltf+json",
}
_MEDIA: Final = ("image/", "video/", "audio/")


@bp.get("/")
def get_page(token: str) -> Response:
    """The page, to be framed by the app alone."""
    project_id, sha = _version(token)
    about = player_about(services(), project_id, sha)
    origin = escape(services().settings.app_origin, quote=True)
    styles = "".join(f'<link rel="stylesheet" href="{name}" />' for name in about.styles)
    page = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8" />'
        f'<meta name="viewport" content="width=device-width, initial-scale=1" /><title>Video</title>'
        f'<meta name="storydream-app-origin" content="{origin}" /><link rel="icon" href="data:," />{styles}'
        f'<script type="module" src="{PLAYER_ENTRY}"></script></head>'
        '<body><div id="stage"></div><div id="last-good" hidden></div></body></html>'
    )
    return Response(page, content_type="text/html; charset=utf-8")


@bp.get("/poster.jpg")
def get_poster(token: str) -> Response:
    """A telling frame, for who waits and for who hasn't begun to play. 404 `no_strip`."""
    project_id, sha = _version(token)
    return Response(poster_of(services(), project_id, sha), content_type=JPEG)


@bp.get("/<name>")
def get_file(token: str, name: str) -> Response:
    """A file of the build."""
    _refuse_our_own_pages()
    project_id, sha = _version(token)
    held = services()
    return _sent(name, player_file(held, project_id, player_about(held, project_id, sha), name))


@bp.get("/public/<path:path>")
def get_public(token: str, path: str) -> Response:
    """A file of the version's public folder, or an upload that the version knows by this name."""
    _refuse_our_own_pages()
    project_id, sha = _version(token)
    held = services()
    if f"public/{path}".startswith(f"{UPLOADS_FOLDER}/"):
        register = held.repositories.read_file(project_id, sha, ASSETS_FILE)
        wanted = {upload.path: upload for upload in listed_uploads(register, []).wanted}
        upload = wanted.get(f"public/{path}")
        if upload is None:
            raise NotFound
        return _streamed(path, stored(project_id, upload.asset_id), upload.size)
    return _sent(path, held.repositories.read_file(project_id, sha, f"public/{path}"))


@bp.after_request
def _shut_in(response: Response) -> Response:
    headers = response.headers
    headers["Content-Security-Policy"] = _policy(services().settings.app_origin)
    headers["Access-Control-Allow-Origin"] = "*"  # the page's own origin is none that could be named
    headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    headers["Origin-Agent-Cluster"] = "?1"  # an endless loop in there is to stop no page of ours
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "no-referrer"
    headers.setdefault("Cache-Control", _HOUR if response.status_code < 300 else "no-store")
    return response


def _policy(app: str) -> str:
    """What a video needs: its own files, and pictures, sounds and data from elsewhere; no way out of its frame."""
    here = f"{app}/players/"
    allowed = {
        "sandbox": "allow-scripts",
        "default-src": "'none'",
        "script-src": f"{here} 'wasm-unsafe-eval'",
        "style-src": f"{here} https: 'unsafe-inline'",
        "font-src": f"{here} https: data: blob:",
        "img-src": f"{here} https: data: blob:",
        "media-src": f"{here} https: data: blob:",
        "connect-src": f"{here} https: data: blob:",
        "worker-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": app,
    }
    return "; ".join(f"{name} {sources}" for name, sources in allowed.items())


def _version(token: str) -> tuple[str, str]:
    """Whose token it is. Raises NotFound: an address that has run out leads nowhere."""
    held = services()
    try:
        project_id, sha = held.signer.verifier().verify_player(token)
    except Unauthenticated as error:
        raise NotFound("This address has run out. Open the video again.", code="player_expired") from error
    if held.projects.get(project_id).deleted_at is not None:
        raise NotFound
    return project_id, sha


def _refuse_our_own_pages() -> None:
    """A page with an origin of its own asks as `cross-site`, or says nothing (an old browser)."""
    if request.headers.get("Sec-Fetch-Site") in ("same-origin", "same-site"):
        raise Forbidden("A player's files are for players.")


def _kind(name: str) -> str:
    ending = f".{name.rpartition('.')[2].lower()}"
    guessed = mimetypes.guess_type(name)[0] or ""
    return _TYPES.get(ending) or (guessed if guessed.startswith(_MEDIA) else "application/octet-stream")


def _sent(name: str, data: bytes) -> Response:
    part = _part(len(data))
    if part is None:
        return Response(data, content_type=_kind(name), headers={"Accept-Ranges": "bytes"})
    return _partial(name, data[part[0] : part[1]], part, len(data))


def _streamed(name: str, stored_as: str, size: int) -> Response:
    part = _part(size)
    start, end = part or (0, size)

    def pieces() -> Iterator[bytes]:
        for at in range(start, end, _PIECE_BYTES):
            yield held.objects.get_range(stored_as, at, min(_PIECE_BYTES, end - at))

    held = services()
    if part is not None:
        return _partial(name, pieces(), part, size)
    headers = {"Accept-Ranges": "bytes", "Content-Length": str(size)}
    return Response(pieces(), content_type=_kind(name), headers=headers, direct_passthrough=True)


def _partial(name: str, body: Any, part: tuple[int, int], size: int) -> Response:
    start, end = part
    headers = {
        "Accept-Ranges": "bytes",
        "Content-Range": f"bytes {start}-{end - 1}/{size}",
        "Content-Length": str(end - start),
    }
    return Response(body, 206, headers, content_type=_kind(name), direct_passthrough=not isinstance(body, bytes))


def _part(size: int) -> tuple[int, int] | None:
    """Which bytes are asked for, the end not included; None for all of them, also where they can't be had."""
    asked: Range | None = request.range
    return asked.range_for_length(size) if asked is not None else None
