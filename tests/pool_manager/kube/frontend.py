"""One request of the API answered: its path and verb, its faults, the call on the store, the JSON."""

import json
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

from tests.pool_manager.kube.api import Api
from tests.pool_manager.kube.discovery import discover
from tests.pool_manager.kube.errors import ApiError, bad_request, unknown_path
from tests.pool_manager.kube.eviction import evict
from tests.pool_manager.kube.faults import Fault, Faults
from tests.pool_manager.kube.lists import list_page, number, selector_of
from tests.pool_manager.kube.patches import apply_patch
from tests.pool_manager.kube.resources import PODS, Json, Target, target_of
from tests.pool_manager.kube.store import Author, Key
from tests.pool_manager.kube.watches import Watch, WatchRequest

_VERBS = {"POST": "create", "PUT": "update", "PATCH": "patch"}


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    """By names in small letters."""
    body: bytes

    @property
    def author(self) -> Author:
        """By its token, so that tests can tell clients apart; else by its user agent."""
        token = self.headers.get("authorization", "").removeprefix("Bearer ")
        return Author(token or self.headers.get("user-agent", "?").partition("/")[0])

    def json(self) -> Any:
        try:
            return json.loads(self.body) if self.body else {}
        except ValueError as error:
            raise bad_request(f"the body can't be read: {error}") from error


@dataclass(frozen=True)
class Answer:
    """`stream` instead of a body is sent piece by piece; `cut` closes the connection and sends nothing."""

    status: int = 200
    body: bytes = b""
    stream: Iterator[bytes] | None = None
    content_type: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    cut: bool = False


class Frontend:
    """`counts` has requests by verb and resource, as in "patch pods" or "create pods/eviction"."""

    def __init__(self, api: Api, faults: Faults, logs: Callable[[Key], str]) -> None:
        self.counts: Counter[str] = Counter()
        self.bookmark_seconds = 1.0
        self._api = api
        self._faults = faults
        self._logs = logs
        self._lock = threading.Lock()

    def answer(self, request: Request) -> Answer:
        try:
            return self._answer(request)
        except ApiError as error:
            return _problem(error)

    def _answer(self, request: Request) -> Answer:
        target = target_of(request.path)
        if target is None:
            found = discover(request.path) if request.method == "GET" else None
            if found is None:
                raise unknown_path()
            return _json(found)
        verb = _verb(request, target)
        what = target.resource.plural + (f"/{target.subresource}" if target.subresource else "")
        with self._lock:
            self.counts[f"{verb} {what}"] += 1
        fault = self._faults.befalls(verb, what, target.name)
        if fault is None:
            return self._do(verb, target, request)
        return self._spoilt(fault, verb, target, request)

    def _spoilt(self, fault: Fault, verb: str, target: Target, request: Request) -> Answer:
        answer = None
        if fault.after or (fault.status is None and not fault.cut):
            answer = self._do(verb, target, request)
        if fault.cut:
            return Answer(cut=True)
        if fault.status is not None:
            return _problem(fault.error())
        assert answer is not None
        return answer

    def _do(self, verb: str, target: Target, request: Request) -> Answer:
        if target.subresource == "scale" and target.resource.has_scale:
            return self._scale(verb, target, request)
        if target.subresource in ("log", "eviction") and target.resource is PODS and target.name:
            return self._of_pod(verb, target, request)
        if target.subresource not in (None, "status"):
            raise unknown_path()
        if target.name:
            return self._single(verb, target, request)
        if verb == "watch":
            return self._watch(target, request.query)
        if verb == "list":
            page = list_page(self._api.store, target.resource, target.namespace, request.query)
            return Answer(body=page.encoded(target.resource))
        if verb == "create":
            made = self._api.create(target.resource, target.namespace, request.json(), request.author)
            return Answer(201, made.encoded())
        if verb == "deletecollection":
            return self._delete_all(target, request)
        raise ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")

    def _single(self, verb: str, target: Target, request: Request) -> Answer:
        resource, key, author = target.resource, _key(target), request.author
        if verb == "get":
            return Answer(body=self._api.get(resource, key).encoded())
        if verb == "update":
            version, created = self._api.replace(resource, key, request.json(), author, target.subresource)
            return Answer(201 if created else 200, version.encoded())
        if verb == "patch":
            kind = request.headers.get("content-type", "").partition(";")[0].strip()
            patched = self._api.patch(resource, key, request.json(), kind, author, target.subresource)
            return Answer(body=patched.encoded())
        if verb == "delete":
            options = _delete_options(request)
            last, gone = self._api.delete(resource, key, author, options)
            if resource is PODS or not gone:
                return Answer(body=last.encoded())
            details = {"name": target.name, "group": resource.group, "kind": resource.plural, "uid": last.uid}
            return _json(
                {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details}
            )
        raise ApiError(405, "MethodNotAllowed", "the server does not allow this method on the requested resource")

    def _delete_all(self, target: Target, request: Request) -> Answer:
        """As the real one: one after another, those that are gone meanwhile are skipped."""
        page = list_page(self._api.store, target.resource, target.namespace, request.query)
        options = _delete_options(request)
        for version in page.items:
            try:
                self._api.delete(target.resource, version.key, request.author, options)
            except ApiError as error:
                if error.code != 404:
                    raise
        return Answer(body=page.encoded(target.resource))

    def _watch(self, target: Target, query: dict[str, str]) -> Answer:
        asked = WatchRequest(
            target.resource,
            target.namespace,
            selector_of(target.resource, query),
            number(query.get("resourceVersion"), "resourceVersion"),
            number(query.get("timeoutSeconds"), "timeoutSeconds") or random.uniform(1800, 3600),
            query.get("allowWatchBookmarks") in ("true", "1", "True"),
        )
        watch = Watch(self._api.store, asked, self._faults.watches, self.bookmark_seconds)
        return Answer(stream=watch.lines())

    def _scale(self, verb: str, target: Target, request: Request) -> Answer:
        resource, key = target.resource, _key(target)
        if verb == "get":
            return _json(self._api.get_scale(resource, key))
        if verb == "update":
            body = request.json()
            return _json(self._api.set_scale(resource, key, lambda _: body, request.author))
        if verb == "patch":
            kind = request.headers.get("content-type", "").partition(";")[0].strip()
            patch = request.json()
            changed = self._api.set_scale(resource, key, lambda scale: apply_patch(kind, scale, patch), request.author)
            return _json(changed)
        raise unknown_path()

    def _of_pod(self, verb: str, target: Target, request: Request) -> Answer:
        if target.subresource == "log" and verb == "get":
            self._api.get(PODS, _key(target))
            lines = self._logs(_key(target)).splitlines(keepends=True)
            wanted = number(request.query.get("tailLines"), "tailLines") or len(lines)
            text = "".join(lines[-wanted:])
            return Answer(body=text.encode(), content_type="text/plain")
        if target.subresource == "eviction" and verb == "create":
            evict(self._api, _key(target), request.json(), request.author)
            return _json({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "code": 201}, 201)
        raise unknown_path()


def parse_query(text: str) -> dict[str, str]:
    return dict(parse_qsl(text, keep_blank_values=True))


def _verb(request: Request, target: Target) -> str:
    if request.method == "GET":
        watching = request.query.get("watch") in ("true", "1", "True")
        return "get" if target.name else "watch" if watching else "list"
    if request.method == "DELETE":
        return "delete" if target.name else "deletecollection"
    return _VERBS.get(request.method, request.method.lower())


def _key(target: Target) -> Key:
    assert target.name is not None
    return (target.namespace or "", target.name)


def _delete_options(request: Request) -> Json:
    """From the body and the query, which old clients use."""
    options: Json = {key: value for key, value in request.json().items() if value is not None}
    if "gracePeriodSeconds" in request.query:
        options.setdefault("gracePeriodSeconds", int(request.query["gracePeriodSeconds"]))
    if "propagationPolicy" in request.query:
        options.setdefault("propagationPolicy", request.query["propagationPolicy"])
    return options


def _json(body: Json, status: int = 200) -> Answer:
    return Answer(status, json.dumps(body, separators=(",", ":")).encode())


def _problem(error: ApiError) -> Answer:
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else {}
    return Answer(error.code, json.dumps(error.status()).encode(), headers=headers)
