"""The pool manager's side of a pod's agent server: health, activation, save."""

from typing import Any, Literal, Protocol, TypeVar

import httpx

from common.errors import UpstreamFailed
from common.http import ServiceClient
from common.models import Isolation, RepoSnapshot, Stored
from common.tokens import Signer
from pool_manager.backend import Lease, Pod

Answer = TypeVar("Answer", bound=Stored)


class PodSilent(UpstreamFailed):
    """The pod itself did not answer; another one may."""


HEALTH_TIMEOUT = httpx.Timeout(3.0, connect=1.0)


class PodHealth(Stored):
    """`GET /healthz` of a pod, as far as it matters here."""

    pod_uid: str
    state: Literal["warming", "warm", "activating", "active", "closing", "failed"]
    session_id: str | None = None
    epoch: int | None = None
    vite_up: bool = True
    isolation: Isolation = "unknown"


class Activated(Stored):
    """How a pod's activation ended: whether its video compiles."""

    state: Literal["ready", "broken"] = "ready"


class Saved(Stored):
    saved: bool


class Pods(Protocol):
    """The slice of PodClient that the lifecycle needs."""

    def health(self, pod: Pod) -> PodHealth: ...
    def activate(self, pod: Pod, lease: Lease, repo: RepoSnapshot | None) -> Activated: ...
    def save(self, pod: Pod, lease: Lease) -> Saved: ...


class PodClient:
    """All methods raise the named error of the pod's problem, or PodSilent when it doesn't answer in time."""

    def __init__(self, signer: Signer, gateway_url: str, activate_seconds: float, save_seconds: float) -> None:
        self._signer = signer
        self._gateway_url = gateway_url
        self._activate_timeout = httpx.Timeout(activate_seconds, connect=2.0)
        self._save_timeout = httpx.Timeout(save_seconds, connect=2.0)
        self._client = ServiceClient("")

    def close(self) -> None:
        self._client.close()

    def health(self, pod: Pod) -> PodHealth:
        return _parsed(PodHealth, self._ask("GET", f"{pod.agent_url}/healthz", timeout=HEALTH_TIMEOUT))

    def activate(self, pod: Pod, lease: Lease, repo: RepoSnapshot | None) -> Activated:
        """Hand the pod its project, once. Without `repo` the pod fetches it from the edge."""
        body = {
            "podToken": self._signer.mint_pod(lease.claims),
            "sessionId": lease.session_id,
            "projectId": lease.project_id,
            "epoch": lease.epoch,
            "edgeUrl": self._gateway_url,
            **({"repo": repo.model_dump(exclude_none=True)} if repo is not None else {}),
        }
        return _parsed(Activated, self._post(pod, lease, "activate", body, self._activate_timeout))

    def save(self, pod: Pod, lease: Lease) -> Saved:
        """Let the pod save all it has, before its release."""
        return _parsed(Saved, self._post(pod, lease, "save", {"sessionId": lease.session_id}, self._save_timeout))

    def _post(self, pod: Pod, lease: Lease, path: str, body: object, timeout: httpx.Timeout) -> httpx.Response:
        token = self._signer.mint_activation(lease.claims, pod.uid)
        headers = {"Authorization": f"Bearer {token}"}
        return self._ask("POST", f"{pod.agent_url}/{path}", json=body, headers=headers, timeout=timeout)

    def _ask(self, method: str, url: str, **options: Any) -> httpx.Response:
        try:
            return self._client.request(method, url, **options)
        except UpstreamFailed as error:
            if isinstance(error.__cause__, httpx.HTTPError):
                raise PodSilent("The workspace did not answer.") from error
            raise


def _parsed(kind: type[Answer], response: httpx.Response) -> Answer:
    try:
        return kind.model_validate_json(response.content)
    except ValueError as error:
        raise UpstreamFailed(f"The pod's answer to {response.url.path} could not be read.") from error
