"""Wires the pool manager; gunicorn imports `app` from here (`gunicorn -c pool_manager/gunicorn.conf.py …`)."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask

from common.logs import configure
from common.session_store import SessionStore
from common.settings import load, read_key
from common.tokens import Signer, Verifier
from pool_manager.app import create_app
from pool_manager.backend import Backend, PodState
from pool_manager.changes import Changes
from pool_manager.keeper import Chore, Keeper
from pool_manager.leadership import AlwaysLeads, Leadership
from pool_manager.lifecycle import Parts
from pool_manager.line import Line, Places
from pool_manager.metrics import Metrics
from pool_manager.news import follow
from pool_manager.owners import Owners, SharedOwners, SoleOwner
from pool_manager.pod_client import PodClient
from pool_manager.processes.backend import AlreadyRunning, ProcessesBackend
from pool_manager.processes.launch import Launcher
from pool_manager.report import Report
from pool_manager.sessions import Sessions
from pool_manager.settings import PoolManagerSettings
from pool_manager.workers import Workers


@dataclass(frozen=True)
class World:
    """What runs the pods, and what pool managers share: nothing where there is only one."""

    backend: Backend
    leadership: Leadership
    owners: Owners
    line: Places | None = None
    chores: Sequence[Chore] = ()


def build(settings: PoolManagerSettings) -> Flask:
    """The app with everything behind it running. Raises AlreadyRunning, and ValueError for a key that can't be used."""
    signer = Signer(read_key(settings.private_key))
    edge = Verifier(read_key(settings.edge_key))
    store = SessionStore(settings.redis_url)
    pods = PodClient(signer, settings.gateway_url, settings.activate_seconds, settings.save_seconds)
    world = _cluster(settings, store) if settings.backend == "kubernetes" else _one_machine(settings, pods)
    backend, leadership = world.backend, world.leadership

    def warm() -> int:
        return sum(pod.state is PodState.WARM for pod in backend.pods())

    parts = Parts(
        backend=backend,
        store=store,
        pods=pods,
        line=Line(settings.queue_max, settings.queue_seconds, world.line, warm),
        changes=Changes(),
        owners=world.owners,
        metrics=Metrics(),
        paused=lambda: leadership.paused.claims,
        activate_seconds=settings.activate_seconds,
    )
    workers = Workers(world.owners)
    keeper = Keeper(parts, workers, settings, leadership, world.chores)
    report = Report(parts, keeper, settings)
    parts.metrics.watch(report.gauges)
    if leadership.shared:
        follow(parts, leadership)
    keeper.start()
    return create_app(Sessions(parts, workers, keeper, signer, settings), keeper, report, parts, edge)


def _one_machine(settings: PoolManagerSettings, pods: PodClient) -> World:
    """Raises AlreadyRunning."""
    public = [read_key(path).decode() for path in (settings.public_key, settings.edge_key)]
    backend = ProcessesBackend(settings, Launcher(settings, *public), pods.health)
    leadership = AlwaysLeads(settings.manager_name, settings.data_dir / "pool-switches.json")
    return World(backend, leadership, SoleOwner())


def _cluster(settings: PoolManagerSettings, store: SessionStore) -> World:
    """Raises ValueError without access to the cluster."""
    # Imported only where it is used: it takes 0.6 s and 30 MB.
    from pool_manager.kubernetes.backend import KubernetesBackend
    from pool_manager.kubernetes.client import KubernetesClient
    from pool_manager.kubernetes.leader import LeaderLease

    client = KubernetesClient(settings.kubeconfig, settings.kubernetes_connections)
    backend = KubernetesBackend(settings, client)
    leadership = LeaderLease(client, settings.platform_namespace, settings.manager_name)
    owners = SharedOwners(store, settings.manager_name)
    leadership.start()
    owners.start()
    return World(backend, leadership, owners, store, [backend.sweep(store).run])


def _start() -> Flask:
    settings = load(PoolManagerSettings)
    configure("pool-manager", settings.log_level)
    try:
        return build(settings)
    except (AlreadyRunning, ValueError) as error:
        sys.stderr.write(f"storydream: pool manager: {error}\n")
        raise SystemExit(2) from error


app = _start()
