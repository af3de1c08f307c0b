"""Wires the edge: `gunicorn edge.main:app`. The only place where its parts are made and connected."""

import logging
import shutil
import sys

from flask import Flask

from common.asset_store import AssetStore
from common.budget_store import BudgetStore
from common.errors import Unavailable
from common.firestore import Client, RulesBypassed, admin_client, user_clients
from common.git.store import GitStore
from common.history_search import FullTextSearch, HistorySearch, Past, StoredPast
from common.logs import configure
from common.meaning_search import MeaningSearch, VectorSearch
from common.message_store import MessageStore
from common.object_store import object_store_from_settings
from common.project_store import ProjectStore
from common.sentence_model import WordLlamaModel, is_installed
from common.session_store import SessionStore
from common.settings import load, read_key
from common.sharing_store import SharingStore
from common.task_queue import TaskQueue
from common.token_store import TokenStore
from common.tokens import Signer, Verifier
from common.user_store import UserStore
from edge.app import create_app
from edge.budgets import Budgets
from edge.identity import FirebaseIdentity
from edge.model_calls import ModelCalls
from edge.model_upstream import ModelUpstream
from edge.oidc import TaskCallers
from edge.paying import Payers
from edge.pod_hints import PodHints
from edge.pod_tokens import PodTokens
from edge.pool_client import PoolClient
from edge.services import Services
from edge.settings import EdgeSettings

logger = logging.getLogger(__name__)


def build(settings: EdgeSettings) -> Services:
    """Every part, connected as the settings say. Raises RulesBypassed when Firestore judges nobody."""
    assert settings.edge_key_file is not None  # noqa: S101 - the settings fill them in
    assert settings.pool_manager_public_key_file is not None  # noqa: S101
    signer = Signer(read_key(settings.edge_key_file))
    clients = user_clients(settings)
    try:
        clients.self_test()
    except Unavailable as error:  # not ready yet: /readyz asks again
        logger.warning("rules not tested", extra={"fields": {"reason": error.detail}})
    admin = admin_client(settings)
    objects = object_store_from_settings(settings)
    pool = PoolClient(settings.pool_manager_url, signer)
    users, projects, messages = UserStore(admin), ProjectStore(admin), MessageStore(admin)
    budgets = Budgets(settings, BudgetStore(settings.redis_url), users, projects)
    messages = MessageStore(admin)
    repositories = GitStore(objects, settings.data_dir / "cache" / "git")
    return Services(
        settings=settings,
        identity=FirebaseIdentity(settings),
        users=users,
        access_tokens=TokenStore(admin),
        sharing=SharingStore(admin),
        projects=ProjectStore(admin),
        messages=messages,
        assets=AssetStore(admin),
        user_clients=clients,
        repositories=repositories,
        history=_history(settings, admin, StoredPast(messages, repositories)),
        objects=objects,
        pool=pool,
        hints=PodHints(signer),
        index=SessionStore(settings.redis_url),
        tasks=TaskQueue(settings),
        signer=signer,
        pod_verifier=Verifier(read_key(settings.pool_manager_public_key_file)),
        pod_tokens=PodTokens(pool),
        task_callers=TaskCallers(settings),
        model=ModelCalls(settings, ModelUpstream(settings), budgets, Payers(messages, users)),
        budgets=budgets,
    )


def _history(settings: EdgeSettings, admin: Client, past: Past) -> HistorySearch:
    """Raises ValueError when the settings want a model that isn't installed."""
    way = settings.history_search
    if way == "words" or (way == "auto" and not is_installed()):
        return FullTextSearch(past)
    if not is_installed():
        raise ValueError("STORYDREAM_HISTORY_SEARCH: the package wordllama is not installed")
    return VectorSearch(admin, past, WordLlamaModel()) if way == "vectors" else MeaningSearch(past, WordLlamaModel())


def make() -> Flask:
    """The app as the environment describes it; ends the process with one line when it can't be."""
    settings = load(EdgeSettings)
    configure(f"edge-{settings.service}", settings.log_level)
    try:
        if settings.serves_pods and shutil.which("git") is None:
            logger.error("git is not installed: /git can serve nobody")
        return create_app(build(settings))
    except (RulesBypassed, ValueError) as error:
        sys.stderr.write(f"storydream: {error}\n")
        raise SystemExit(2) from error


app = make()
