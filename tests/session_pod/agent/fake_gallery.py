"""The pictures and players that the fake edge keeps."""

import json
from typing import Any

from flask import Flask, request

from common.errors import NotFound

Json = dict[str, Any]


class FakeGallery:
    """`strips` is what was posted, by sha; `wanted` what each heartbeat asks for; `problems` what can't be made."""

    def __init__(self) -> None:
        self.strips: dict[str, Json] = {}
        self.players: dict[str, Json] = {}
        self.has_links = False
        self.wanted: list[Json] = []
        self.problems: list[Json] = []

    def want(self, sha: str, kind: str) -> None:
        self.wanted.append({"sha": sha, "kind": kind, "at": "2026-01-01T00:00:00Z"})

    def serve(self, app: Flask) -> None:
        @app.get("/pod/v1/strips/<sha>")
        def has_strip(sha: str) -> Json:
            if sha not in self.strips:
                raise NotFound(code="no_strip")
            return {}

        @app.post("/pod/v1/strips/<sha>")
        def post_strip(sha: str) -> tuple[str, int]:
            files = {name: request.files[name].read() for name in ("strip", "poster")}
            self.strips[sha] = {"about": json.loads(request.form["about"]), **files}
            self._made(sha, "strip")
            return "", 204

        @app.get("/pod/v1/players/<sha>")
        def has_player(sha: str) -> Json:
            if sha not in self.players:
                raise NotFound(code="no_player")
            return {}

        @app.post("/pod/v1/players/<sha>")
        def post_player(sha: str) -> Json:
            about = json.loads(request.form["about"])
            sent = {name: file.read() for name, file in request.files.items()}
            lacking = [name for name in about["files"] if name not in sent]
            if not lacking:
                self.players[sha] = sent
                self._made(sha, "player")
            return {"lacking": lacking}

        @app.post("/pod/v1/wanted/<sha>")
        def cannot_make(sha: str) -> tuple[str, int]:
            body = request.get_json()
            self.problems.append({"sha": sha, **body})
            self._made(sha, body["kind"])
            return "", 204

    def _made(self, sha: str, kind: str) -> None:
        self.wanted = [one for one in self.wanted if (one["sha"], one["kind"]) != (sha, kind)]
