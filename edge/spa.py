"""The built front end, where this service serves it: files as they are, and the page for every page route."""

import os
from pathlib import Path
from typing import Final

from flask import Flask, Response, request, send_from_directory
from werkzeug.exceptions import NotFound
from werkzeug.security import safe_join

from edge import problems

_NEVER_PAGES: Final = ("api", "pod", "tasks", "git", "healthz", "readyz")
_YEAR_SECONDS: Final = 31_536_000


def install(app: Flask, folder: Path) -> None:
    """Answer what no route knows: the build's files, else the app's page, whose router knows the page routes. Unknown
    routes of the API, and files that the build doesn't have, stay problems."""
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
            return _guarded(response)
        if "." in path.rsplit("/", 1)[-1] or not (root / "index.html").is_file():
            return problems.answer_http(error)
        return _guarded(send_from_directory(root, "index.html", max_age=0))

    app.register_error_handler(NotFound, page_or_problem)


def _guarded(response: Response) -> Response:
    """The page can't be framed by others; popups for sign-in keep working."""
    response.headers["Content-Security-Policy"] = "frame-ancestors 'none'; object-src 'none'; base-uri 'self'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin-allow-popups"
    return response
