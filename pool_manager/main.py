"""Wires the pool manager; gunicorn imports `app` from here (`gunicorn -c pool_manager/gunicorn.conf.py …`)."""

import sys

from flask import Flask

from common.logs import configure
from common.session_store import SessionStore
from common.settings import load, read_key
from common.tokens import Signer, Verifier
from pool_manager.app import create_app
from pool_manager.backend import Backend
from pool_manager.changes import Changes
from pool_manager.keeper import Keeper
from pool_manager.lifecycle import Parts
from pool_manager.line import Line
from pool_manager.pod_client import PodClient
from pool_manager.processes.backend import AlreadyRunning, ProcessesBackend
from pool_manager.processes.launch import Launcher
from pool_manager.sessions import Sessions
from pool_manager.settings import PoolManagerSettings
from pool_manager.workers import Workers


def build(settings: PoolManagerSettings) -> Flask:
    """The app with everything behind it running. Raises AlreadyRunning, and ValueError for a key that can't be used."""
    signer = Signer(read_key(settings.private_key))
    pods = PodClient(signer, settings.gateway_url, settings.activate_seconds, settings.save_seconds)
    parts = Parts(
        backend=_backend(settings, pods),
        store=SessionStore(settings.redis_url),
        pods=pods,
        line=Line(settings.queue_max, settings.queue_seconds),
        changes=Changes(),
        activate_seconds=settings.activate_seconds,
    )
    workers = Workers()
    keeper = Keeper(parts, workers, settings)
    keeper.start()
    return create_app(
        Sessions(parts, workers, keeper, signer, settings), keeper, parts, Verifier(read_key(settings.edge_key))
    )


def _backend(settings: PoolManagerSettings, pods: PodClient) -> Backend:
    """What runs the pods. Raises AlreadyRunning, and ValueError without access to the cluster."""
    if settings.backend == "kubernetes":
        # Imported only where it is used: it takes 0.6 s and 30 MB.
        from pool_manager.kubernetes.backend import KubernetesBackend
        from pool_manager.kubernetes.client import KubernetesClient

        return KubernetesBackend(settings, KubernetesClient(settings.kubeconfig, settings.kubernetes_connections))
    public = [read_key(path).decode() for path in (settings.public_key, settings.edge_key)]
    return ProcessesBackend(settings, Launcher(settings, *public), pods.health)


def _start() -> Flask:
    settings = load(PoolManagerSettings)
    configure("pool-manager", settings.log_level)
    try:
        return build(settings)
    except (AlreadyRunning, ValueError) as error:
        sys.stderr.write(f"storydream: pool manager: {error}\n")
        raise SystemExit(2) from error


app = _start()
