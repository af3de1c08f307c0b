"""The only door to Kubernetes: a few typed calls over the official client, each with a timeout.

The client's configuration, authentication and connections are used, its generated models are not: importing them costs
94 MB and 0.9 s, and every answer would be parsed into objects of which the pool reads a tenth.
"""

import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Generic, TypeVar

from kubernetes.client import ApiClient, Configuration
from kubernetes.client.exceptions import ApiException
from kubernetes.config import load_incluster_config, load_kube_config
from kubernetes.config.config_exception import ConfigException
from tenacity import RetryCallState, Retrying, retry_if_exception_type, stop_after_delay
from tenacity.wait import wait_random_exponential
from urllib3.exceptions import HTTPError
from urllib3.response import HTTPResponse

from common.errors import (
    Conflict,
    Forbidden,
    Invalid,
    NotFound,
    RateLimited,
    StoryDreamError,
    Unauthenticated,
    Unavailable,
    UpstreamFailed,
)
from pool_manager.kubernetes.objects import (
    ClusterLease,
    ClusterNode,
    ClusterPod,
    Json,
    PoolDeployment,
    Stored,
    read_deployment,
    read_lease,
    read_node,
    read_pod,
)

logger = logging.getLogger(__name__)

Kind = TypeVar("Kind", bound=Stored)
Result = TypeVar("Result")

MERGE_PATCH = "application/merge-patch+json"
PAGE = 500
ATTEMPTS = 4
RETRY_SECONDS = 8.0
RETRY_AFTER_MAX_SECONDS = 5.0
_EXPONENTIAL = wait_random_exponential(multiplier=0.05, max=1)
_OUT_OF_TIME = stop_after_delay(RETRY_SECONDS)


class Gone(StoryDreamError):
    """What is asked from is older than what the API remembers: list again."""

    status: ClassVar[int] = 410
    code: ClassVar[str] = "gone"
    title: ClassVar[str] = "That is too long ago"


_BY_STATUS: dict[int, type[StoryDreamError]] = {
    401: Unauthenticated,
    403: Forbidden,
    404: NotFound,
    409: Conflict,
    410: Gone,
    429: RateLimited,
}


@dataclass(frozen=True)
class Resource(Generic[Kind]):
    """A kind of object: its URL with `{namespace}`, and how it is read."""

    path: str
    read: Callable[[Json], Kind]


PODS: Resource[ClusterPod] = Resource("/api/v1/namespaces/{namespace}/pods", read_pod)
LEASES: Resource[ClusterLease] = Resource("/apis/coordination.k8s.io/v1/namespaces/{namespace}/leases", read_lease)
DEPLOYMENTS: Resource[PoolDeployment] = Resource("/apis/apps/v1/namespaces/{namespace}/deployments", read_deployment)
NODES: Resource[ClusterNode] = Resource("/api/v1/nodes", read_node)


@dataclass(frozen=True)
class Selection(Generic[Kind]):
    """The objects of a kind with some labels, in one namespace (ignored for nodes)."""

    resource: Resource[Kind]
    namespace: str
    labels: str = ""


@dataclass(frozen=True)
class Listing(Generic[Kind]):
    """A consistent list; a watch from `version` tells all that happened since. With a `token` there is more of it.

    `unread` names those that are there and make no sense, as one that somebody changed by hand.
    """

    items: list[Kind]
    version: int
    token: str = ""
    unread: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Scale:
    """How many replicas a Deployment is asked for."""

    replicas: int
    version: int


@dataclass(frozen=True)
class Timeouts:
    """Seconds to connect, and to wait for (more of) an answer. A call on a loaded API server took 2 s at worst."""

    connect: float = 2.0
    read: float = 10.0


class KubernetesClient:
    """Methods may be called from many threads. Each raises NotFound, Conflict (409: somebody was first, or it is
    there already), Gone, RateLimited, Invalid, Forbidden, Unauthenticated, or Unavailable for 5xx and silence.

    Reads are tried again a few times; writes only when the API said 429 (it did nothing), or when told that a
    repeat does no harm. Of any other write that ends in Unavailable nobody knows whether it happened: read again.
    One object that makes no sense is Unavailable by itself, and left out where there are others.
    """

    def __init__(self, kubeconfig: Path | None = None, connections: int = 32, timeouts: Timeouts | None = None) -> None:
        """From a kubeconfig file, or from inside the cluster. Raises ValueError when there is no usable one."""
        configuration = Configuration()
        try:
            if kubeconfig is not None:
                load_kube_config(str(kubeconfig), client_configuration=configuration, persist_config=False)  # type: ignore[no-untyped-call]
            else:
                load_incluster_config(client_configuration=configuration)  # type: ignore[no-untyped-call]
        except (ConfigException, OSError) as error:
            raise ValueError(f"no access to Kubernetes: {error}") from error
        configuration.connection_pool_maxsize = connections
        configuration.retries = False  # urllib3 would send a write again after a lost answer
        configuration.keep_alive = True
        self._api = ApiClient(configuration)
        self._timeouts = timeouts or Timeouts()

    def close(self) -> None:
        self._api.close()  # type: ignore[no-untyped-call]

    def get(self, resource: Resource[Kind], namespace: str, name: str) -> Kind:
        """The object as it is now: never from a cache."""
        path = f"{resource.path}/{name}"
        return _read(resource, _again(lambda: self._ask("GET", path, namespace), Unavailable))

    def list_all(self, selection: Selection[Kind]) -> Listing[Kind]:
        """All of them as they are now. Raises Gone when that took too long."""
        page = self.page(selection, "")
        items, unread = page.items, page.unread
        while page.token:
            page = self.page(selection, page.token)
            items, unread = [*items, *page.items], unread | page.unread
        return Listing(items, page.version, unread=unread)

    def page(self, selection: Selection[Kind], token: str) -> Listing[Kind]:
        """Some of them, from where the page with this token ended; "" begins. Raises Gone when that is too long ago."""
        query: list[tuple[str, Any]] = [("limit", PAGE), *_labels(selection)]
        if token:
            query.append(("continue", token))
        path, namespace = selection.resource.path, selection.namespace
        answer = _again(lambda: self._ask("GET", path, namespace, query=query), Unavailable)
        meta = answer["metadata"]
        found = {_name(item): _sane(selection.resource, item) for item in answer["items"]}
        items = [item for item in found.values() if item is not None]
        unread = frozenset(name for name, item in found.items() if item is None)
        return Listing(items, int(meta["resourceVersion"]), meta.get("continue") or "", unread)

    def watch(self, selection: Selection[Kind], version: int, seconds: int) -> "Watch[Kind]":
        """What happens after `version`, for at most so many seconds. Raises Gone when that is too long ago."""
        query = [
            ("watch", "true"),
            ("resourceVersion", version),
            ("timeoutSeconds", seconds),
            ("allowWatchBookmarks", "true"),
            *_labels(selection),
        ]
        # One that hangs is given up a little after the API should have ended it.
        timeouts = (self._timeouts.connect, seconds + self._timeouts.read)
        response = self._send("GET", selection.resource.path, selection.namespace, query, None, timeouts)
        return Watch(selection.resource, response)

    def create(self, resource: Resource[Kind], namespace: str, body: Json) -> Kind:
        return _read(resource, _again(lambda: self._ask("POST", resource.path, namespace, body), RateLimited))

    def patch(
        self, resource: Resource[Kind], namespace: str, name: str, body: Json, *, repeatable: bool = False
    ) -> Kind:
        """Merge into the object. With `metadata.resourceVersion` in the body only if it is as it was read, with
        `metadata.uid` only if it is the same object; Conflict otherwise. A `repeatable` one, which has no
        resourceVersion, is tried again then, too: the API gives a patch up that others were faster than five times."""
        path = f"{resource.path}/{name}"
        temporary = (RateLimited, Unavailable, Conflict) if repeatable else (RateLimited,)
        return _read(resource, _again(lambda: self._ask("PATCH", path, namespace, body), *temporary))

    def delete(
        self, resource: Resource[Kind], namespace: str, name: str, preconditions: Json, grace: int | None = None
    ) -> None:
        """Delete the object of this uid or resourceVersion; Conflict when it is another one. Safe to repeat."""
        path = f"{resource.path}/{name}"
        body: Json = {"preconditions": preconditions}
        if grace is not None:
            body["gracePeriodSeconds"] = grace
        _again(lambda: self._ask("DELETE", path, namespace, body), RateLimited, Unavailable)

    def scale(self, namespace: str, deployment: str) -> Scale:
        path = f"{DEPLOYMENTS.path}/{deployment}/scale"
        return _read_scale(_again(lambda: self._ask("GET", path, namespace), Unavailable))

    def set_scale(self, namespace: str, deployment: str, replicas: int, version: int) -> Scale:
        """Set `replicas` and nothing else, if the Deployment is still as it was read."""
        path = f"{DEPLOYMENTS.path}/{deployment}/scale"
        body = {"metadata": {"resourceVersion": str(version)}, "spec": {"replicas": replicas}}
        return _read_scale(_again(lambda: self._ask("PATCH", path, namespace, body), RateLimited))

    def log(self, namespace: str, pod: str, container: str, lines: int) -> str:
        """The last lines that a container of the pod wrote."""
        query = [("container", container), ("tailLines", lines), ("limitBytes", 64 * 1024)]
        path = f"{PODS.path}/{pod}/log"
        return _again(lambda: self._text("GET", path, namespace, query), Unavailable)

    def _ask(
        self,
        method: str,
        path: str,
        namespace: str,
        body: Json | None = None,
        query: list[tuple[str, Any]] | None = None,
    ) -> Json:
        text = self._text(method, path, namespace, query or [], body)
        try:
            answer: Json = json.loads(text)
        except ValueError as error:
            raise UpstreamFailed("The Kubernetes API's answer could not be read.") from error
        return answer

    def _text(
        self, method: str, path: str, namespace: str, query: list[tuple[str, Any]], body: Json | None = None
    ) -> str:
        timeouts = (self._timeouts.connect, self._timeouts.read)
        response = self._send(method, path, namespace, query, body, timeouts)
        try:
            return bytes(response.data).decode()
        except HTTPError as error:
            raise _silent(error) from error

    def _send(
        self,
        method: str,
        path: str,
        namespace: str,
        query: list[tuple[str, Any]],
        body: Json | None,
        timeouts: tuple[float, float],
    ) -> HTTPResponse:
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = MERGE_PATCH if method == "PATCH" else "application/json"
        request = self._api.param_serialize(
            method,
            path.replace("{namespace}", namespace),
            query_params=query,
            header_params=headers,
            body=body,
            auth_settings=["BearerToken"],
        )
        try:
            answer = self._api.call_api(*request, _request_timeout=timeouts)
            response: HTTPResponse = answer.response
            if 200 <= response.status < 300:
                return response
            data = response.data
        except (HTTPError, ApiException, OSError) as error:
            raise _silent(error) from error
        raise _problem(response, data)


class Watch(Generic[Kind]):
    """Events as they come: `(type, object)`, or `("BOOKMARK", version)`, also instead of one of an object that makes no
    sense. Ends when the API ends it."""

    def __init__(self, resource: Resource[Kind], response: HTTPResponse) -> None:
        self._resource = resource
        self._response = response

    def close(self) -> None:
        """End it, from any thread."""
        try:
            self._response.shutdown()
        except (ValueError, OSError, HTTPError):
            self._response.close()

    def __iter__(self) -> Iterator[tuple[str, Kind | int]]:
        try:
            for line in self._lines():
                event = json.loads(line)
                kind, item = event["type"], event["object"]
                if kind == "ERROR":
                    raise _BY_STATUS.get(int(item.get("code", 500)), UpstreamFailed)(str(item.get("message", "")))
                read = None if kind == "BOOKMARK" else _sane(self._resource, item)
                yield (kind, read) if read is not None else ("BOOKMARK", int(item["metadata"]["resourceVersion"]))
        except (HTTPError, ValueError, OSError) as error:
            raise _silent(error) from error
        finally:
            self._response.close()

    def _lines(self) -> Iterator[bytes]:
        rest = b""
        for part in self._response.stream(amt=None):
            *lines, rest = (rest + part).split(b"\n")
            yield from (line for line in lines if line.strip())


def _read(resource: Resource[Kind], item: Json) -> Kind:
    """Raises UpstreamFailed, which names the object, when it makes no sense."""
    try:
        return resource.read(item)
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        kind = resource.path.rpartition("/")[2]
        raise UpstreamFailed(f"{_name(item)} of {kind} in the cluster could not be read: {error}") from error


def _sane(resource: Resource[Kind], item: Json) -> Kind | None:
    """One among others, which go on without it."""
    try:
        return _read(resource, item)
    except UpstreamFailed as error:
        logger.warning("An object is left out: %s", error.detail)
        return None


def _name(item: Json) -> str:
    return str(item["metadata"]["name"])


def _again(call: Callable[[], Result], *temporary: type[StoryDreamError]) -> Result:
    """Call again, bounded and jittered, while the failure is a temporary one; after a 429 as long as there is time."""
    retry = Retrying(retry=retry_if_exception_type((RateLimited, *temporary)), stop=_enough, wait=_pause, reraise=True)
    return retry(call)


def _enough(state: RetryCallState) -> bool:
    waits = isinstance(_error(state), RateLimited)
    return _OUT_OF_TIME(state) or (state.attempt_number >= ATTEMPTS and not waits)


def _pause(state: RetryCallState) -> float:
    error = _error(state)
    asked = error.retry_after if isinstance(error, StoryDreamError) else None
    return min(asked or 0.0, RETRY_AFTER_MAX_SECONDS) + _EXPONENTIAL(state)


def _error(state: RetryCallState) -> BaseException | None:
    return state.outcome.exception() if state.outcome is not None else None


def _labels(selection: Selection[Kind]) -> list[tuple[str, Any]]:
    return [("labelSelector", selection.labels)] if selection.labels else []


def _read_scale(item: Json) -> Scale:
    return Scale(int(item["spec"].get("replicas", 0)), int(item["metadata"]["resourceVersion"]))


def _silent(error: Exception) -> UpstreamFailed:
    return UpstreamFailed(f"The Kubernetes API did not answer: {type(error).__name__}.")


def _problem(response: HTTPResponse, data: bytes) -> StoryDreamError:
    """The named error of an unsuccessful answer; its `message` is the API's own sentence."""
    try:
        message = str(json.loads(data).get("message", ""))
    except (ValueError, AttributeError):
        message = ""
    detail = message or f"The Kubernetes API answered {response.status}."
    if response.status >= 500:
        return UpstreamFailed(detail)
    extra: dict[str, Any] = {}
    retry_after = response.headers.get("Retry-After", "")
    if retry_after.isdigit():
        extra["retryAfter"] = int(retry_after)
    return _BY_STATUS.get(response.status, Invalid)(detail, **extra)
