"""What the fake edge remembers: the summary, and passages that every search finds; and how its versions differ."""

from collections.abc import Callable
from typing import Any

import pygit2
from flask import Flask, Response, jsonify, request

from common.git.diff import version_diff

Json = dict[str, Any]


class FakeMemory:
    """`searched` are the queries."""

    def __init__(self) -> None:
        self.summary: Json | None = None
        self.passages: list[Json] = []
        self.searched: list[str] = []

    def register(self, app: Flask, git: Callable[[], pygit2.Repository], head: Callable[[], str]) -> None:
        @app.get("/pod/v1/summary")
        def summary() -> Json:
            return {"summary": self.summary}

        @app.put("/pod/v1/summary")
        def put_summary() -> tuple[str, int]:
            self.summary = request.get_json()
            return "", 204

        @app.get("/pod/v1/history")
        def history() -> Json:
            self.searched.append(request.args["q"])
            return {"passages": self.passages}

        @app.get("/pod/v1/changes")
        def changes() -> Response:
            old, new = (git()[sha].peel(pygit2.Commit) for sha in (request.args["since"], head()))
            return jsonify(version_diff(git(), old, new).model_dump(mode="json"))
