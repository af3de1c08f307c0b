"""Uploaded files in Firestore, `projects/{projectId}/assets/{id}`: written by services only, after the policy check."""

from collections.abc import Collection
from typing import Any, Final

from common.asset_models import Asset, AssetStatus
from common.errors import Conflict, NotFound
from common.firestore import (
    CALL,
    DESCENDING,
    SERVER_TIMESTAMP,
    Client,
    Document,
    Snapshot,
    firestore_errors,
    swap,
    where,
)
from common.project_store import PROJECTS

ASSETS: Final = "assets"
SCAN_MAX: Final = 2_000
"""A project has at most 1,000 assets (edge/assets.py), and those that were removed."""


class AssetStore:
    """Every method raises Unavailable when Firestore doesn't answer in time."""

    def __init__(self, admin: Client) -> None:
        self._admin = admin

    def _document(self, project_id: str, asset_id: str) -> Document:
        return self._admin.document(PROJECTS, project_id, ASSETS, asset_id)

    def _all(self, project_id: str) -> Any:
        return self._admin.collection(PROJECTS, project_id, ASSETS)

    def get(self, project_id: str, asset_id: str) -> Asset:
        """Raises NotFound."""
        with firestore_errors():
            return _asset_from(self._document(project_id, asset_id).get(**CALL))

    def create(self, asset: Asset) -> Asset:
        """Raises IdTaken when there is one of that id."""
        data = {**asset.model_dump(mode="json", by_alias=True), "createdAt": SERVER_TIMESTAMP}
        document = self._document(asset.project_id, asset.id)
        with firestore_errors():
            document.create(data, **CALL)
            return _asset_from(document.get(**CALL))

    def put(self, asset: Asset) -> None:
        """Write one as it is, whatever was there: for copies of projects."""
        data = {**asset.model_dump(mode="json", by_alias=True), "createdAt": asset.created_at}
        with firestore_errors():
            self._document(asset.project_id, asset.id).set(data, **CALL)

    def change(
        self, project_id: str, asset_id: str, status: AssetStatus, *, before: Collection[AssetStatus], **fields: Any
    ) -> None:
        """Move it to `status` from one of `before`, with what else changes (wire names); nothing where it is so
        already. Raises NotFound, Conflict where it is anywhere else."""

        def decide(snapshot: Snapshot) -> dict[str, Any] | None:
            wanted = {"status": status.value, **fields}
            now, data = _asset_from(snapshot).status, snapshot.to_dict() or {}
            if all(data.get(name) == value for name, value in wanted.items()):
                return None
            if now not in before:
                raise Conflict(f"The file is {now.value} by now.")
            return wanted

        swap(self._document(project_id, asset_id), decide)

    def delete(self, project_id: str, asset_id: str) -> None:
        """Forget it. Idempotent."""
        with firestore_errors():
            self._document(project_id, asset_id).delete(**CALL)

    def every(self, project_id: str) -> list[Asset]:
        """All, newest first; at most SCAN_MAX."""
        query = self._all(project_id).order_by("createdAt", direction=DESCENDING).limit(SCAN_MAX)
        with firestore_errors():
            return [_asset_from(snapshot) for snapshot in query.stream(**CALL)]

    def with_status(self, project_id: str, status: AssetStatus) -> list[Asset]:
        """At most SCAN_MAX."""
        query = where(self._all(project_id), "status", "==", status.value).limit(SCAN_MAX)
        with firestore_errors():
            return [_asset_from(snapshot) for snapshot in query.stream(**CALL)]

    def bytes(self, project_id: str) -> tuple[int, int]:
        """→ what counts against the project's room, and all that is or may be stored."""
        with firestore_errors():
            return self._sum(project_id, "counted"), self._sum(project_id, "size")

    def _sum(self, project_id: str, field: str) -> int:
        return int(self._all(project_id).sum(field, alias="sum").get(**CALL)[0][0].value or 0)


def _asset_from(snapshot: Snapshot) -> Asset:
    data = snapshot.to_dict() if snapshot.exists else None
    if data is None:
        raise NotFound
    return Asset.model_validate(data)
