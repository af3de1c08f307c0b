"""Clusters to claim pods on, the fake one and a real one, with a client that notes when each pod was whose."""

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from common.models import RepoSnapshot
from common.tokens import Signer, generate_key_pair
from pool_manager.backend import Lease, Pod, PodState
from pool_manager.kubernetes.backend import KubernetesBackend
from pool_manager.kubernetes.client import PODS, Kind, KubernetesClient, Resource
from pool_manager.kubernetes.objects import Json
from pool_manager.kubernetes.window import ShrinkWindow
from pool_manager.pod_client import Activated, PodClient, PodHealth, Pods, Saved
from tests.contract.cluster_worlds import ClusterWorld, RealClusterWorld
from tests.pool_manager.kube.cluster import NAMESPACE, Cluster, Fate, fake_cluster
from tests.pool_manager.kubernetes.pool import pool_deployment
from tests.servers import free_port

CONNECTIONS: Final = 128
REFILL_SECONDS: Final = 300.0
CAP: Final = 600
_AGENT: Final = """
import http.server, sys
class Agent(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.send_header("Content-Length", "17")
        self.end_headers()
        self.wfile.write(b'{"state":"ready"}')
    def log_message(self, *_):
        pass
class Server(http.server.ThreadingHTTPServer):
    request_queue_size = 256
Server(("", int(sys.argv[1])), Agent).serve_forever()
"""


class NotingClient(KubernetesClient):
    """Notes when the claim of each pod was sent and answered, and when the pod belonged to its Lease.

    Without `lock` claims go out without the resourceVersion that was read: the other way, to compare with.
    """

    def __init__(self, kubeconfig: Path | None) -> None:
        super().__init__(kubeconfig, CONNECTIONS)
        self.lock = True
        self.patches: list[float] = []
        """Milliseconds of each claim's patch, also of those that lost."""
        self.claimed: dict[str, float] = {}
        self.confirmed: dict[str, float] = {}

    def forget(self) -> None:
        self.patches.clear()
        self.claimed.clear()
        self.confirmed.clear()

    def patch(
        self, resource: Resource[Kind], namespace: str, name: str, body: Json, *, repeatable: bool = False
    ) -> Kind:
        meta = body["metadata"]
        claims = resource is PODS and meta.get("labels", {}).get("storydream.io/pool") == "claimed"
        if claims and not self.lock:
            body = {"metadata": {key: value for key, value in meta.items() if key != "resourceVersion"}}
        began = time.perf_counter()
        try:
            return super().patch(resource, namespace, name, body, repeatable=repeatable)
        finally:
            now = time.perf_counter()
            if claims:
                self.patches.append(1000 * (now - began))
                self.claimed[name] = now
            elif "ownerReferences" in meta:
                self.confirmed[name] = now


class NoAgents:
    """Where pods can't be reached from here: as good as activated."""

    def health(self, pod: Pod) -> PodHealth:
        return PodHealth(pod_uid=pod.uid, state="warm")

    def activate(self, pod: Pod, lease: Lease, repo: RepoSnapshot | None) -> Activated:  # noqa: ARG002
        return Activated()

    def save(self, pod: Pod, lease: Lease) -> Saved:  # noqa: ARG002
        return Saved(saved=True)


class ClaimWorld(ClusterWorld):
    """Some cluster whose client notes claims; `name` goes into the rows, `agents` say whether pods are activated."""

    cap = CAP
    name = ""
    pods: Pods = NoAgents()

    def _start(self) -> None:
        self.client = NotingClient(self._settings.kubeconfig)
        self._client = self.client
        self.kubernetes = KubernetesBackend(self._settings, self.client, window=ShrinkWindow(0.0))
        self.backend = self.kubernetes

    def fill(self, depth: int) -> bool:
        """Whether so many pods are warm, none is on its way, and all of them are settled, within five minutes."""
        until = time.monotonic() + REFILL_SECONDS
        while time.monotonic() < until:
            self.kubernetes.scale(depth)
            self.kubernetes.observe()
            states = [pod.state for pod in self.kubernetes.pods()]
            if states.count(PodState.WARM) == depth == len(states):
                return True
            self.kubernetes.wait_for_change(0.2)
        return False

    @contextmanager
    def kept(self) -> Iterator[None]:
        """As the keeper does it: a look after every change, for as long as the block lasts."""
        done = threading.Event()

        def look() -> None:
            while not done.is_set():
                self.kubernetes.observe()
                self.kubernetes.wait_for_change(0.5)

        thread = threading.Thread(target=look, name="keeper", daemon=True)
        thread.start()
        try:
            yield
        finally:
            done.set()
            thread.join()


class FakeWorld(ClaimWorld):
    """The fake API in this process; one stand-in answers for all agents, in a process of its own."""

    name = "fake API"

    def __init__(self, folder: Path) -> None:
        self._stack = ExitStack()
        self.cluster: Cluster = self._stack.enter_context(fake_cluster())
        self.cluster.fates(Fate(warm_seconds=0.05))
        port = free_port()
        self._agent = subprocess.Popen([sys.executable, "-c", _AGENT, str(port)])
        generate_key_pair(folder / "key.pem", folder / "key.pub.pem")
        signer = Signer((folder / "key.pem").read_bytes())
        self._pods = PodClient(signer, "http://127.0.0.1:1", 10.0, 10.0)
        self.pods = self._pods
        super().__init__(self.cluster.kubeconfig(), NAMESPACE, pool_deployment("r1"), pod_agent_port=port)

    def tear_down(self) -> None:
        self._stop()
        self._pods.close()
        self._agent.terminate()
        self._agent.wait()
        self._stack.close()


class RealWorld(RealClusterWorld, ClaimWorld):
    """The cluster that STORYDREAM_TEST_KUBECONFIG names, in a namespace of its own; its pods can't be reached."""

    name = "real API"
    cap = CAP


@contextmanager
def worlds(folder: Path) -> Iterator[list[ClaimWorld]]:
    """The fake one, and the real one where there is one."""
    made: list[Any] = [FakeWorld(folder)]
    try:
        if os.environ.get("STORYDREAM_TEST_KUBECONFIG"):
            made.append(RealWorld(folder))
        yield made
    finally:
        for world in made:
            world.tear_down()
