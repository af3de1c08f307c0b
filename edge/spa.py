"""The built front end, where this service serves it: files as they are, the page for every page route, and what
the page may load (Content-Security-Policy)."""

import os
from pathlib import Path
from typing import Final

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from edge import problems
from edge.settings import EdgeSettings

_NEVER_PAGES: Final = ("api", "pod", "tasks", "git", "players", "healthz", "readyz")
_GOOGLE_SIGN_IN: Final = "https://apis.google.com"
_GOOGLE_PORTRAITS: Final = "https://lh3.googleusercontent.com"
_YEAR_SECONDS: Final = 31_536_000


def install(app: Flask, folder: Path, policy: str) -> None:
    """Answer what no route knows: the build's files, else the app's page, whose router knows the page routes. Unknown
    routes of the API, and files that the build doesn't have, stay problems. `policy`: see `content_policy`."""
    root = folder.resolve()

    def page_or_problem(error: NotFound) -> Response:
        path = request.path.lstrip("/")
        first = path.split("/", 1)[0]
        file = safe_join(str(root), path)
        if request.method not in ("GET", "HEAD") or first in _NEVER_PAGES or file is None:
            return problems.answer_http(error)
        if os.path.isfile(file):  # noqa: PTH113 - Path's raises on names that no file can have
            response = send_from_directory(root, path, max_age=0)
            if first == "assets":  # named by their content
                response.headers["Cache-Control"] = f"public, max-age={_YEAR_SECONDS}, immutable"
            return _guarded(response, policy)
        if "." in path.rsplit("/", 1)[-1] or not (root / "index.html").is_file():
            return problems.answer_http(error)
        return _guarded(send_from_directory(root, "index.html", max_age=0), policy)

    app.register_error_handler(NotFound, page_or_problem)


def content_policy(settings: EdgeSettings) -> str:
    """The page's Content-Security-Policy: our own scripts and Google's sign-in, and no others, none of them inline; the
    APIs it calls; the sessions' previews and events."""
    auth = settings.firebase_auth_emulator_host
    firestore = settings.firestore_emulator_host
    google = ("https://identitytoolkit.googleapis.com", "https://securetoken.googleapis.com")
    identity = (f"http://{auth}",) if auth else google
    documents = f"http://{firestore}" if firestore else "https://firestore.googleapis.com"
    sign_in = f"http://{auth}" if auth else f"https://{settings.firebase_auth_domain}"
    storage = settings.storage_emulator_host or "https://storage.googleapis.com"
    if settings.preview_domain:
        previews, events = f"https://*.{settings.preview_domain}", f"wss://*.{settings.preview_domain}"
    else:  # as the local pods name themselves
        previews, events = "http://*.localhost:*", "ws://127.0.0.1:*"
    allowed: dict[str, tuple[str, ...]] = {
        "default-src": ("'none'",),
        "script-src": ("'self'", _GOOGLE_SIGN_IN),
        "style-src": ("'self'", "'unsafe-inline'"),  # dialogs add a <style> that stops the page from scrolling
        "font-src": ("'self'",),
        "img-src": ("'self'", "data:", "blob:", storage, _GOOGLE_PORTRAITS),
        "media-src": ("'self'", "blob:", storage),
        "connect-src": ("'self'", *identity, documents, events, storage),
        "frame-src": ("'self'", previews, sign_in),  # our own are players, which are sandboxed
        "manifest-src": ("'self'",),
        "base-uri": ("'none'",),
        "form-action": ("'self'",),
        "frame-ancestors": ("'none'",),
        "object-src": ("'none'",),
        # frontend/public/trusted.js holds the default policy; the other one is of Google's sign-in.
        "require-trusted-types-for": ("'script'",),
        "trusted-types": ("default", "gapi#gapi"),
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in allowed.items())


def _guarded(response: Response, policy: str) -> Response:
    """The page can't be framed by others; popups for sign-in keep working."""
    response.headers["Content-Security-Policy"] = policy
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response
