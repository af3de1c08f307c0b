"""The uploads that the fake edge and its bucket keep."""

import hashlib
import json
import threading
from typing import Any

from flask import Flask, Response

from common.asset_models import ASSETS_FILE
from common.errors import NotFound
from common.ids import new_id

Json = dict[str, Any]


class FakeUploads:
    """`stored` are the bytes by id; `told` says otherwise of them where a test wants it; `fetched` what was fetched."""

    def __init__(self) -> None:
        self.stored: dict[str, bytes] = {}
        self.told: dict[str, Json] = {}
        self.fetched: list[str] = []
        self.held = threading.Event()
        """While it is cleared the bucket answers nothing."""
        self.held.set()
        self._names: dict[str, str] = {}

    def put(self, name: str, data: bytes) -> str:
        """→ the id of a new asset; the register that names it is `register`."""
        asset_id = new_id()
        self.stored[asset_id] = data
        self._names[name] = asset_id
        return asset_id

    def forget(self, name: str) -> None:
        del self._names[name]

    def register(self, **more: Any) -> dict[str, str]:
        """As files to be committed."""
        entries = {
            name: {"assetId": asset_id, "size": len(self.stored[asset_id]), "md5": "x", "type": "image/png"}
            for name, asset_id in self._names.items()
        }
        return {ASSETS_FILE: json.dumps({**entries, **more})}

    def serve(self, app: Flask, url: str) -> None:
        @app.get("/pod/v1/assets/<asset_id>")
        def find_asset(asset_id: str) -> Json:
            if asset_id not in self.stored:
                raise NotFound
            data = self.stored[asset_id]
            told = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest(), **self.told.get(asset_id, {})}
            return {"id": asset_id, "url": f"{url}/bucket/{asset_id}", **told}

        @app.get("/bucket/<asset_id>")
        def fetch(asset_id: str) -> Response:
            self.held.wait(30)
            self.fetched.append(asset_id)
            return Response(self.stored[asset_id], content_type="image/png")
