"""What the routes stand on: each part declared as the narrow slice that the edge uses. `edge/main.py` fills it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol, cast

from flask import current_app

from common.asset_store import AssetStore
from common.firestore import UserClients
from common.git.store import GitStore
from common.history_search import HistorySearch
from common.message_store import MessageStore
from common.models import Isolation, PoolSession, RepoSnapshot
from common.object_store import BINARY, StoredObject
from common.project_store import ProjectStore
from common.session_store import BusyKind
from common.sharing_models import Pen
from common.sharing_store import SharingStore
from common.token_store import TokenStore
from common.tokens import Signer, Verifier
from common.user_store import UserStore
from edge.budgets import Budgets
from edge.identity import Caller
from edge.model_calls import ModelCalls
from edge.oidc import TaskCallers
from edge.pod_tokens import PodTokens
from edge.settings import EdgeSettings


class Identity(Protocol):
    """Checks ID tokens and accounts; see edge/identity.py."""

    def verify(self, token: str, *, check_revoked: bool = False) -> Caller: ...
    def require_account(self, uid: str) -> None: ...
    def delete_user(self, uid: str) -> None: ...


class Pool(Protocol):
    """The pool manager; see edge/pool_client.py."""

    def open(
        self, project_id: str, user_id: str, epoch_floor: int, repo: RepoSnapshot | None, wait_seconds: float
    ) -> PoolSession: ...
    def of_project(self, project_id: str) -> PoolSession | None: ...
    def get(self, session_id: str) -> PoolSession | None: ...
    def close(self, session_id: str, reason: str) -> None: ...
    def isolation(self) -> Isolation: ...


class Hints(Protocol):
    """What pods are told; see edge/pod_hints.py."""

    def turns(self, session: PoolSession | None) -> None: ...
    def head(self, session: PoolSession | None, sha: str) -> None: ...
    def stop(self, session: PoolSession | None, turn_id: str, keep: bool) -> None: ...
    def people(self, session: PoolSession | None) -> None: ...
    def pen(self, session: PoolSession, uid: str, action: str, to: str | None) -> Pen: ...
    def wanted(self, session: PoolSession | None) -> None: ...


class SessionIndex(Protocol):
    """The edge's writes to Redis; see common/session_store.py."""

    def ping(self) -> None: ...
    def touch(self, session_id: str, busy: Mapping[BusyKind, int] | None = None) -> bool: ...


class Tasks(Protocol):
    """Work that is due later; see common/task_queue.py."""

    def enqueue(self, name: str, path: str, payload: dict[str, Any], due_at: datetime | None = None) -> bool: ...


class Objects(Protocol):
    """The bucket; see common/object_store.py."""

    def list(self, prefix: str) -> Iterator[str]: ...
    def list_objects(self, prefix: str) -> Iterator[StoredObject]: ...
    def get(self, name: str) -> tuple[bytes, int]: ...
    def get_range(self, name: str, start: int, length: int) -> bytes: ...
    def put(
        self, name: str, data: bytes, *, if_generation_match: int | None = None, content_type: str = BINARY
    ) -> int: ...
    def stream(self, name: str) -> Iterator[bytes]: ...
    def delete(self, name: str, *, if_generation_match: int | None = None) -> None: ...
    def copy(self, name: str, to: str) -> None: ...
    def signed_url(
        self,
        name: str,
        method: str,
        expires: float,
        *,
        headers: dict[str, str] | None = None,
        content_type: str | None = None,
        response_disposition: str | None = None,
    ) -> str: ...


@dataclass(frozen=True)
class Services:
    """Everything a route may use."""

    settings: EdgeSettings
    identity: Identity
    users: UserStore
    access_tokens: TokenStore
    sharing: SharingStore
    projects: ProjectStore
    messages: MessageStore
    assets: AssetStore
    user_clients: UserClients
    repositories: GitStore
    history: HistorySearch
    objects: Objects
    pool: Pool
    hints: Hints
    index: SessionIndex
    tasks: Tasks
    signer: Signer
    pod_verifier: Verifier
    pod_tokens: PodTokens
    task_callers: TaskCallers
    model: ModelCalls
    budgets: Budgets


def services() -> Services:
    """The services of the app that serves this request."""
    return cast(Services, current_app.extensions["storydream"])


def now() -> datetime:
    return datetime.now(UTC)
