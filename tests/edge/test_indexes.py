"""Production answers a query only when an index serves it; the emulator answers them all. So each query that is made
is compared with firestore.indexes.json here."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import pytest
from google.auth.credentials import AnonymousCredentials

from common.asset_models import AssetStatus
from common.asset_store import AssetStore
from common.firestore import Client, cosine_nearest
from common.meaning_search import PASSAGES
from common.message_store import MessageStore
from common.models import MessageStatus
from common.project_store import PROJECTS, ProjectStore

FILE: Final = json.loads((Path(__file__).resolve().parents[2] / "firestore.indexes.json").read_text())
Shape = tuple[str, frozenset[str], tuple[tuple[str, str], ...]]
"""Collection, fields compared for equality or membership (`+[]`), fields in order with their direction."""


class RecordingClient(Client):
    """A Firestore client that writes down the queries it is asked and finds nothing."""

    def __init__(self) -> None:
        super().__init__(project="demo", credentials=AnonymousCredentials())  # type: ignore[no-untyped-call]
        self.shapes: list[Shape] = []

    @property
    def _firestore_api(self) -> "RecordingClient":
        return self

    def run_query(self, request: dict[str, Any], **_: Any) -> Iterator[Any]:
        self.shapes.append(_shape(request["structured_query"]))
        return iter(())


def _shape(query: Any) -> Shape:
    where = query.where
    filters = [one.field_filter for one in where.composite_filter.filters] or [where.field_filter]
    equal: set[str] = set()
    ordered = {order.field.field_path: order.direction.name for order in query.order_by}
    for one in filters:
        match one.op.name:
            case "EQUAL":
                equal.add(one.field.field_path)
            case "ARRAY_CONTAINS":
                equal.add(f"{one.field.field_path}[]")
            case "LESS_THAN" | "GREATER_THAN":
                ordered.setdefault(one.field.field_path, "ASCENDING")
            case "OPERATOR_UNSPECIFIED":
                continue
            case other:
                raise AssertionError(f"teach this test the operator {other}")
    if query.find_nearest.limit:
        ordered[query.find_nearest.vector_field.field_path] = "VECTOR"
    return query.from_[0].collection_id, frozenset(equal), tuple(ordered.items())


def _serves(index: dict[str, Any], shape: Shape) -> bool:
    """Equalities first, in any order, then exactly the query's order."""
    collection, equal, ordered = shape
    fields = [(field["fieldPath"] + ("[]" if "arrayConfig" in field else ""), field) for field in index["fields"]]
    first, rest = fields[: len(equal)], fields[len(equal) :]
    return (
        index["collectionGroup"] == collection
        and {name for name, _ in first} == equal
        and tuple((name, "VECTOR" if "vectorConfig" in field else field.get("order")) for name, field in rest)
        == ordered
    )


def _needs_composite(shape: Shape) -> bool:
    """Single fields are indexed by themselves, unless they hold vectors, and equalities alone are joined."""
    _, equal, ordered = shape
    return bool(ordered) and (bool(equal) or len(ordered) > 1 or ordered[0][1] == "VECTOR")


@pytest.fixture
def asked() -> list[Shape]:
    """Every query of the stores; those of the live listeners (frontend/src/api/live.ts) have the same shapes or one
    field only."""
    client = RecordingClient()
    projects, messages, assets = ProjectStore(client), MessageStore(client), AssetStore(client)
    projects.list_as(client, "olga")
    projects.list_as(client, "olga", trash=True)
    assets.every("project-1")
    assets.with_status("project-1", AssetStatus.READY)
    list(projects.trash_older_than(datetime.now(UTC)))
    projects.any_in_trash()
    projects.owned_by("olga")
    projects.shared_with("olga")
    messages.page("project-1")
    list(messages.every("project-1"))
    list(messages.every("project-1", author_id="olga"))
    messages.author_of_turn("project-1", "turn-0001")
    messages.with_status("project-1", MessageStatus.QUEUED)
    cosine_nearest(client.collection(PROJECTS, "project-1", PASSAGES), "vector", [0.0], 10, 1.0)
    return client.shapes


def test_every_query_has_its_index(asked: list[Shape]) -> None:
    assert len(asked) == 14
    needy = [shape for shape in asked if _needs_composite(shape)]
    assert [shape for shape in needy if not any(_serves(index, shape) for index in FILE["indexes"])] == []


def test_every_index_has_its_query(asked: list[Shape]) -> None:
    assert [index for index in FILE["indexes"] if not any(_serves(index, shape) for shape in asked)] == []


def test_no_query_asks_for_a_field_that_is_not_indexed(asked: list[Shape]) -> None:
    unindexed = {(one["collectionGroup"], one["fieldPath"]) for one in FILE["fieldOverrides"]}
    for collection, equal, ordered in asked:
        for name in (*equal, *(field for field, _ in ordered)):
            assert (collection, name.removesuffix("[]")) not in unindexed
