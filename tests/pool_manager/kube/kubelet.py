"""The kubelets of all nodes: pods start, become ready, crash, end gracefully, and stay as they are on a lost node."""

import itertools
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from tests.pool_manager.kube.agents import Agent, Fate, StartAgent
from tests.pool_manager.kube.api import Api
from tests.pool_manager.kube.controller import Controller
from tests.pool_manager.kube.pod_status import crashed, image_missing, ready, running
from tests.pool_manager.kube.resources import PODS, Json
from tests.pool_manager.kube.store import Author, Change, Key, Version

_PROBE_SECONDS = 0.1


@dataclass
class _Run:
    """What a kubelet remembers of a pod on its node."""

    uid: str
    fate: Fate
    bound_at: float
    address: str
    agent: Agent | None = None
    running_since: float | None = None
    crashes: int = 0
    crash_asked: bool = False
    dying_since: float | None = None
    end_asked: bool = False
    back_at: float = field(default=0.0)


class Kubelets(Controller):
    """`fate` decides on each pod when it is bound; `start_agent` gives each a real endpoint at its podIP.

    `backoff_seconds`: from a first crash to the next start; twice as long after each further one, up to 30 s. The real
    one begins with 10 s.
    """

    name = "kubelet"

    def __init__(self, api: Api, start_agent: StartAgent | None) -> None:
        self.fate: Callable[[Json], Fate] = lambda _: Fate()
        self.backoff_seconds = 0.3
        self.lost_nodes: set[str] = set()
        self._start_agent = start_agent
        self._runs: dict[Key, _Run] = {}
        self._addresses = _addresses()
        super().__init__(api)

    def on_change(self, change: Change) -> None:
        if change.resource is PODS and change.last.body["spec"].get("nodeName"):
            begun = change.before is None or not change.before.body["spec"].get("nodeName")
            if begun or change.removes or change.last.dying:
                self.enqueue(change.last.key, self.delay_seconds)

    def crash(self, key: Key) -> None:
        """Its container dies at once, and is started again after a while."""
        run = self._runs[key]
        if run.agent is not None:
            run.agent.kill()
        run.crash_asked = True
        self.enqueue(key)

    def start_again(self, key: Key) -> None:
        """What crashed needn't wait any longer."""
        self._runs[key].back_at = 0.0
        self.enqueue(key)

    def die(self, key: Key) -> None:
        """With its node: nobody is told."""
        run = self._runs.get(key)
        if run is not None and run.agent is not None:
            run.agent.kill()

    def end(self, key: Key) -> None:
        """A pod that is being deleted has ended by itself, before its grace is over."""
        self._runs[key].end_asked = True
        self.enqueue(key)

    def look_again(self, node: str) -> None:
        """At every pod of a node that is back."""
        for pod in self.api.list(PODS):
            if pod.body["spec"].get("nodeName") == node:
                self.enqueue(pod.key)

    def kill_all(self) -> None:
        for run in self._runs.values():
            if run.agent is not None:
                run.agent.kill()

    def sync(self, key: Key) -> None:
        pod = self.api.store.get(PODS, key)
        run = self._runs.get(key)
        if run is not None and (pod is None or pod.uid != run.uid):
            self._forget(key, run)
            run = None
        if pod is None or pod.body["spec"].get("nodeName", "") in ("", *self.lost_nodes):
            return
        if run is None:
            run = _Run(pod.uid, self.fate(pod.body), time.monotonic(), next(self._addresses))
            self._runs[key] = run
        phase = pod.body["status"].get("phase")
        if pod.dying:
            self._end(pod, run)
        elif phase == "Pending":
            self._begin(pod, run)
        elif phase == "Running":
            self._look(pod, run)
        elif run.agent is not None:
            run.agent.kill()

    def _begin(self, pod: Version, run: _Run) -> None:
        if run.fate.problem == "image":
            self._tell(pod, image_missing(pod.body), "the image can't be pulled")
            return
        wait = run.bound_at + run.fate.start_seconds - time.monotonic()
        if wait > 0:
            self.enqueue(pod.key, wait)
            return
        self._start_container(pod, run)
        self._tell(pod, running(pod.body, run.address), "started")
        self.enqueue(pod.key, run.fate.warm_seconds)

    def _start_container(self, pod: Version, run: _Run) -> None:
        if self._start_agent is not None:
            run.agent = self._start_agent(pod.body, run.address)
        run.running_since = time.monotonic()

    def _look(self, pod: Version, run: _Run) -> None:
        """At a pod that runs: has it crashed, is it ready."""
        now = time.monotonic()
        if run.running_since is None:
            if now < run.back_at:
                self.enqueue(pod.key, run.back_at - now)
                return
            self._start_container(pod, run)
            self.enqueue(pod.key, run.fate.warm_seconds)
            return
        warm = now >= run.running_since + run.fate.warm_seconds
        if run.crash_asked or (run.agent and not run.agent.alive()) or (warm and run.fate.problem == "crash"):
            self._crash(pod, run)
            return
        is_ready = warm and run.fate.problem is None and (run.agent is None or run.agent.ready())
        self._tell(pod, ready(pod.body, is_ready), "ready" if is_ready else "not ready")
        if run.agent is not None:
            self.enqueue(pod.key, _PROBE_SECONDS)
        elif not warm:
            self.enqueue(pod.key, run.running_since + run.fate.warm_seconds - now)

    def _crash(self, pod: Version, run: _Run) -> None:
        if run.agent is not None:
            run.agent.kill()
        run.crash_asked, run.running_since, run.agent = False, None, None
        run.crashes += 1
        wait = min(self.backoff_seconds * 2 ** (run.crashes - 1), 30.0)
        run.back_at = time.monotonic() + wait
        self._tell(pod, crashed(pod.body, run.crashes), "crashed")
        self.enqueue(pod.key, wait)

    def _end(self, pod: Version, run: _Run) -> None:
        """SIGTERM at once, the end when it has stopped, at the latest when its grace is over."""
        now = time.monotonic()
        if run.dying_since is None:
            run.dying_since = now
            if run.agent is not None:
                run.agent.terminate()
        grace = pod.body["metadata"]["deletionGracePeriodSeconds"]
        own = grace if run.agent is not None or run.fate.stop_seconds is None else run.fate.stop_seconds
        stop = min(own, grace)
        stopped = run.agent is not None and not run.agent.alive()
        wait = run.dying_since + stop - now
        if wait > 0 and not stopped and not run.end_asked:
            self.enqueue(pod.key, min(wait, 0.05) if run.agent else wait)
            return
        if run.agent is not None:
            run.agent.kill()
        options = {"gracePeriodSeconds": 0, "preconditions": {"uid": pod.uid}}
        self.api.delete(PODS, pod.key, self.because("it has ended"), options)

    def _forget(self, key: Key, run: _Run) -> None:
        if run.agent is not None:
            run.agent.kill()
        del self._runs[key]

    def _tell(self, pod: Version, status: Json, reason: str) -> None:
        self.api.set_status(PODS, pod.key, status, Author(self.name, reason))


def _addresses() -> Iterator[str]:
    """Loopback addresses 127.a.b.c, all different, of a net of their own a cluster."""
    net, start = random.randint(10, 250), random.randint(0, 255)
    for number in itertools.count():
        yield f"127.{net}.{(start + number // 250) % 256}.{number % 250 + 2}"
