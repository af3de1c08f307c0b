"""The edge on real emulators: Firestore under our rules, Cloud Storage, Redis; the pool manager and pods are fakes."""

import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from common.asset_store import AssetStore
from common.budget_store import BudgetStore
from common.firestore import Client, UserClients
from common.git.store import GitStore
from common.history_search import FullTextSearch, StoredPast
from common.ids import new_id
from common.message_store import MessageStore
from common.models import Project
from common.object_store import ObjectStore, object_store_from_settings
from common.project_store import ProjectStore
from common.publish_template import publish_template
from common.seeding import seed_project
from common.session_store import SessionStore
from common.settings import GoogleSettings
from common.sharing_store import SharingStore
from common.token_store import TokenStore
from common.tokens import PodClaims, Signer, Verifier, generate_key_pair
from common.user_store import UserStore
from edge.app import create_app
from edge.budgets import Budgets
from edge.identity import FirebaseIdentity
from edge.model_calls import ModelCalls
from edge.model_upstream import ModelUpstream
from edge.oidc import TaskCallers
from edge.paying import Payers
from edge.pod_tokens import PodTokens
from edge.services import Services
from edge.settings import EdgeSettings
from local.cloud_tasks.__main__ import keys_server
from local.cloud_tasks.oidc import TokenMaker
from tests.edge.fakes import AccountServer, FakeHints, FakePool, FakeTasks, account_server
from tests.edge.firestore_emulator import id_token
from tests.servers import free_port, gcs_server, redis_server

TEMPLATE = Path(__file__).resolve().parents[2] / "templates" / "default"
EDGE_URL = "http://edge.test"


@dataclass
class Keys:
    """Both key pairs, and who signs for Cloud Tasks."""

    edge: Signer
    edge_pem: bytes
    edge_public: bytes
    pool_manager: Signer
    pool_manager_public: bytes
    tasks: TokenMaker
    jwks_url: str
    issuer: str


@pytest.fixture(scope="session")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Keys]:
    folder = tmp_path_factory.mktemp("keys")
    for name in ("edge", "pool-manager"):
        generate_key_pair(folder / f"{name}.pem", folder / f"{name}.pub.pem")
    server = _start_keys(folder)
    url = f"http://127.0.0.1:{server.server_address[1]}"
    yield Keys(
        edge=Signer((folder / "edge.pem").read_bytes()),
        edge_pem=(folder / "edge.pem").read_bytes(),
        edge_public=(folder / "edge.pub.pem").read_bytes(),
        pool_manager=Signer((folder / "pool-manager.pem").read_bytes()),
        pool_manager_public=(folder / "pool-manager.pub.pem").read_bytes(),
        tasks=TokenMaker(folder / "oidc.pem", "http://issuer.test"),
        jwks_url=f"{url}/jwks",
        issuer="http://issuer.test",
    )
    server.shutdown()
    server.server_close()


def _start_keys(folder: Path) -> ThreadingHTTPServer:
    server = keys_server(TokenMaker(folder / "oidc.pem", "http://issuer.test"), free_port())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="session")
def gcs_url() -> Iterator[str]:
    with gcs_server() as url:
        yield url


@pytest.fixture(scope="session")
def objects(gcs_url: str) -> ObjectStore:
    """Storage with the default template published."""
    objects = object_store_from_settings(GoogleSettings(storage_emulator_host=gcs_url))
    publish_template(objects, "default", TEMPLATE)
    return objects


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    with redis_server() as url:
        yield url


@pytest.fixture(scope="session")
def accounts() -> Iterator[AccountServer]:
    with account_server() as server:
        yield server


@dataclass
class Edge:
    """The app, what it stands on, and people to call it as."""

    app: Flask
    services: Services
    pool: FakePool
    hints: FakeHints
    tasks: FakeTasks
    keys: Keys
    redis_url: str

    def as_user(self, uid: str) -> FlaskClient:
        """A browser of that user."""
        return self._client(id_token(uid))

    def as_pod(self, project_id: str, epoch: int, session_id: str | None = None) -> FlaskClient:
        """A pod of that project."""
        return self._client(self.keys.pool_manager.mint_pod(PodClaims(project_id, session_id or new_id(), epoch)))

    def as_cloud_tasks(self) -> FlaskClient:
        return self._client(self.keys.tasks.mint(EDGE_URL, self.services.settings.tasks_service_account))

    def as_nobody(self) -> FlaskClient:
        return self.app.test_client()

    def _client(self, token: str) -> FlaskClient:
        client = self.app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    def project(self, uid: str = "olga", *, seeded: bool = True, **fields: Any) -> Project:
        """A project of that user; its repository is there unless told otherwise."""
        body = {"id": new_id(), "name": "Slow Coast", **fields}
        response = self.as_user(uid).post("/api/projects", json=body)
        assert response.status_code == 201, response.text
        if seeded:
            assert seed_project(self.services.projects, self.services.repositories, body["id"])
        return self.services.projects.get(body["id"])

    def join(self, project: Project, uid: str, role: str) -> None:
        self.services.projects.set_member(project.id, uid, role)


@pytest.fixture
def edge(
    admin: Client,
    users: UserClients,
    objects: ObjectStore,
    redis_url: str,
    accounts: AccountServer,
    keys: Keys,
    gcs_url: str,
    firestore_host: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Edge]:
    monkeypatch.setenv("FIREBASE_AUTH_EMULATOR_HOST", accounts.host)
    with closing(redis.Redis.from_url(redis_url)) as emptied:
        emptied.flushall()  # as Firestore is
    accounts.deleted.clear()
    accounts.signed_out_at.clear()
    accounts.disabled.clear()
    settings = EdgeSettings(
        data_dir=tmp_path,
        firestore_emulator_host=firestore_host,
        storage_emulator_host=gcs_url,
        firebase_auth_emulator_host=accounts.host,
        edge_url=EDGE_URL,
        oidc_issuer=keys.issuer,
        oidc_jwks_url=keys.jwks_url,
    )
    identity = FirebaseIdentity(settings)
    pool, hints, tasks = FakePool(), FakeHints(), FakeTasks()
    stored_users, projects, messages = UserStore(admin), ProjectStore(admin), MessageStore(admin)
    budgets = Budgets(settings, BudgetStore(redis_url), stored_users, projects)
    messages, repositories = MessageStore(admin), GitStore(objects, tmp_path / "git")
    services = Services(
        settings=settings,
        identity=identity,
        users=stored_users,
        access_tokens=TokenStore(admin),
        sharing=SharingStore(admin),
        projects=ProjectStore(admin),
        messages=messages,
        assets=AssetStore(admin),
        user_clients=users,
        repositories=repositories,
        history=FullTextSearch(StoredPast(messages, repositories)),
        objects=objects,
        pool=pool,
        hints=hints,
        index=SessionStore(redis_url),
        tasks=tasks,
        signer=keys.edge,
        pod_verifier=Verifier(keys.pool_manager_public),
        pod_tokens=PodTokens(pool),
        task_callers=TaskCallers(settings),
        model=ModelCalls(settings, ModelUpstream(settings), budgets, Payers(messages, stored_users)),
        budgets=budgets,
    )
    yield Edge(create_app(services), services, pool, hints, tasks, keys, redis_url)
    identity.close()
