"""Lists: of now or of a resourceVersion, page by page, each page of the same moment."""

import base64
import json
from dataclasses import dataclass

from tests.pool_manager.kube.errors import bad_request, too_large_version
from tests.pool_manager.kube.resources import PODS, Resource
from tests.pool_manager.kube.selectors import Selector, parse_selector
from tests.pool_manager.kube.store import Store, Version

_FIELDS = frozenset({"metadata.name", "metadata.namespace"})
_POD_FIELDS = frozenset({"status.phase", "spec.nodeName", "status.podIP", "spec.restartPolicy"})
_EVENT_FIELDS = frozenset({"involvedObject.name", "involvedObject.kind", "involvedObject.uid", "reason", "type"})


@dataclass(frozen=True)
class Page:
    items: list[Version]
    rv: int
    next: str | None = None
    remaining: int | None = None

    def encoded(self, resource: Resource) -> bytes:
        metadata = {"resourceVersion": str(self.rv)}
        if self.next:
            metadata["continue"] = self.next
        head = {"kind": f"{resource.kind}List", "apiVersion": resource.api_version, "metadata": metadata}
        if self.remaining is not None:
            head["metadata"] = {**metadata, "remainingItemCount": self.remaining}
        start = json.dumps(head, separators=(",", ":")).encode()[:-1]
        return start + b',"items":[' + b",".join(version.encoded() for version in self.items) + b"]}"


def selector_of(resource: Resource, query: dict[str, str]) -> Selector:
    """Raises ApiError 400."""
    more = _POD_FIELDS if resource is PODS else _EVENT_FIELDS if resource.plural == "events" else frozenset()
    known = _FIELDS | more
    return parse_selector(query.get("labelSelector", ""), query.get("fieldSelector", ""), known.__contains__)


def list_page(store: Store, resource: Resource, namespace: str | None, query: dict[str, str]) -> Page:
    """Raises ApiError: 400, 410 for a moment that is forgotten, 504 for one that is still to come."""
    selector = selector_of(resource, query)
    limit = number(query.get("limit"), "limit")
    token = _read_token(query["continue"]) if query.get("continue") else None
    asked = number(query.get("resourceVersion"), "resourceVersion")
    with store.lock:
        if asked > store.rv:
            raise too_large_version(asked, store.rv)
        exact = query.get("resourceVersionMatch") == "Exact"
        rv = token[0] if token else asked if exact else store.rv
        if rv == store.rv:
            items = store.tables[resource].select(namespace, selector)
        else:
            past = sorted(store.tables[resource].as_of(rv).items())
            of_namespace = (version for key, version in past if namespace is None or key[0] == namespace)
            items = [version for version in of_namespace if selector.matches(version.body)]
    if token:
        items = [version for version in items if version.key > token[1]]
    if not limit or len(items) <= limit:
        return Page(items, rv)
    page = items[:limit]
    return Page(page, rv, _token(rv, page[-1]), None if selector else len(items) - limit)


def number(text: str | None, what: str) -> int:
    """0 when there is none. Raises ApiError 400."""
    try:
        return int(text or 0)
    except ValueError:
        raise bad_request(f"Invalid value: {text!r}: {what} must be a number") from None


def _token(rv: int, last: Version) -> str:
    return base64.urlsafe_b64encode(json.dumps([rv, last.key]).encode()).decode()


def _read_token(text: str) -> tuple[int, tuple[str, str]]:
    try:
        rv, (namespace, name) = json.loads(base64.urlsafe_b64decode(text))
    except ValueError:
        raise bad_request("continue key is not valid") from None
    return rv, (namespace, name)
