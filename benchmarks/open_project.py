"""Click → `ready` through the edge of the whole product, storage answering in 20 ms a request: 30 opens of a project of
100 commits, beside the guide's way and our own image started on demand, all in one run."""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from benchmarks.guide_open import GuideProject, Steps
from benchmarks.report import Row, percentile
from common.errors import UpstreamFailed
from common.git.messages import AGENT
from common.git.store import GitStore
from common.http import ServiceClient
from common.ids import new_id
from common.object_store import object_store_from_settings
from common.settings import GoogleSettings
from common.tokens import Signer
from local.settings import LocalSettings
from local.stack import Stack
from local.terminal import Terminal
from pool_manager.backend import Pod, PodState
from pool_manager.pod_client import PodClient
from pool_manager.processes.launch import Launcher, PodPaths
from pool_manager.processes.records import PodRecord
from pool_manager.settings import PoolManagerSettings
from tests.e2e.client import Person, until
from tests.servers import free_port
from tests.storage_proxy import StorageProxy, storage_proxy

DELAY_SECONDS: Final = 0.020
COMMITS: Final = 100
OPENS: Final = 30
COLD_STARTS: Final = 3
GUIDE_OPENS: Final = 3
P50_TARGET_MS: Final = 300
P99_TARGET_MS: Final = 1000
STEPS: Final = ("reserveMs", "claimMs", "activateMs", "recordMs")


class SlowStorageStack(Stack):
    """The product with a proxy between it and its storage."""

    @property
    def storage_url(self) -> str:
        return str(self._environment["STORAGE_EMULATOR_HOST"])

    def put_in_between(self, proxy: StorageProxy) -> None:
        """Before `start`."""
        self._environment["STORAGE_EMULATOR_HOST"] = proxy.url


class Pool:
    """The pool manager's own view, to know when an open would be a warm one."""

    def __init__(self, stack: Stack) -> None:
        edge = Signer((stack.data / "keys" / "edge.pem").read_bytes())
        self._client = ServiceClient(f"http://127.0.0.1:{stack.ports['pool-manager']}", edge.mint_service)

    def wait(self, warm: int) -> None:
        until(f"{warm} warm pods and no other", lambda: self._counts() == (warm, 0, 0, 0), 120)

    def _counts(self) -> tuple[int, ...]:
        pool: dict[str, Any] = self._client.request("GET", "/v1/pool").json()
        return tuple(int(pool[state]) for state in ("warm", "warming", "claimed", "closing"))


def run() -> list[Row]:
    """p50 and p99 of warm opens, where their time goes, and both other ways."""
    with tempfile.TemporaryDirectory(prefix="bench-open-") as name:
        folder = Path(name)
        with _stack(folder / "data") as (stack, proxy):
            person = Person(stack.url)
            project_id = _project(person, proxy.url, folder / "cache")
            warm = _warm_opens(stack, proxy, person, project_id)
            cold = [_start_on_demand(stack, folder / f"cold-{number}") for number in range(COLD_STARTS)]
            steps = _steps(stack, project_id, warm)
            guide = _guide_opens(proxy, folder / "guide")
    p50, p99 = percentile(warm, 50), percentile(warm, 99)
    theirs = [opened.total for opened in guide]
    return [
        Row("open warm p50", "ms", p50, percentile(theirs, 50), P50_TARGET_MS),
        Row("open warm p99", "ms", p99, percentile(theirs, 99), P99_TARGET_MS),
        Row("open warm p50, beside our image started on demand", "ms", p50, percentile(cold, 50) + p50),
        *steps,
        *[
            Row(f"the guide's way: {step}", "ms", percentile([one.ms[step] for one in guide], 50))
            for step in guide[0].ms
        ],
    ]


@contextmanager
def _stack(data: Path) -> Iterator[tuple[Stack, StorageProxy]]:
    stack = SlowStorageStack(LocalSettings(port=free_port(), data_dir=data), Terminal())
    with storage_proxy(stack.storage_url) as proxy:
        stack.put_in_between(proxy)
        with stack:
            yield stack, proxy


def _project(person: Person, storage_url: str, cache: Path) -> str:
    """A project of so many checkpoints, made the way the edge makes them."""
    project_id = person.create_project()
    store = GitStore(object_store_from_settings(GoogleSettings(storage_emulator_host=storage_url)), cache)
    manifest = store.manifest(project_id)
    source = store.read_file(project_id, manifest.head, "src/MyVideo.tsx")
    for number in range(COMMITS):
        changed = {"src/MyVideo.tsx": b"// step %d\n" % number + source}
        manifest = store.commit_files(project_id, manifest.head, changed, AGENT, f"Step {number}")
    return project_id


def _warm_opens(stack: Stack, proxy: StorageProxy, person: Person, project_id: str) -> list[float]:
    """From the click's request to the answer `ready`, in ms; a new session each time."""
    pool, times = Pool(stack), list[float]()
    for number in range(OPENS + 1):
        pool.wait(warm=2)
        proxy.delay_seconds = DELAY_SECONDS
        started = time.perf_counter()
        person.open(project_id)
        if number:  # the first opens connections and fills the edge's caches
            times.append(1000 * (time.perf_counter() - started))
        proxy.delay_seconds = 0.0
        person.http.delete(f"/projects/{project_id}/session").raise_for_status()
    return times


def _start_on_demand(stack: Stack, folder: Path) -> float:
    """From nothing to a warm pod of our image, in ms, with the machine to itself."""
    Pool(stack).wait(warm=2)
    keys = stack.data / "keys"
    settings = PoolManagerSettings(data_dir=folder)
    public = (keys / "pool-manager.pub.pem").read_text()
    launcher = Launcher(settings, public, (keys / "edge.pub.pem").read_text())
    pods = PodClient(Signer((keys / "pool-manager.pem").read_bytes()), stack.url, 30, 30)
    agent_port, preview_port = free_port(), free_port()
    ports = {"agent_port": agent_port, "preview_port": preview_port}
    record = PodRecord(name="pod-cold", uid=new_id(), run_id="", state=PodState.WARMING, started_at=0, **ports)
    pod = Pod(record.name, record.uid, "127.0.0.1", record.state, 0, f"http://127.0.0.1:{agent_port}")
    started = time.perf_counter()
    processes = launcher.spawn(record, PodPaths(folder / "pod"))
    try:
        until("the pod to be warm", lambda: _is_warm(pods, pod), 60, pause=0.02)
        return 1000 * (time.perf_counter() - started)
    finally:
        for process in processes:
            process.terminate()
            process.wait(20)
        pods.close()


def _is_warm(pods: PodClient, pod: Pod) -> bool:
    try:
        return pods.health(pod).state == "warm"
    except UpstreamFailed:
        return False


def _steps(stack: Stack, project_id: str, warm: list[float]) -> list[Row]:
    """Where a warm open's time goes, from the services' logs; the rest is the edge's (and the way to it)."""
    managed = _logged(stack.data / "logs" / "pool-manager.log", "Session open", project_id)[-OPENS:]
    steps = {step: percentile([one[step] for one in managed], 50) for step in STEPS}
    pods = [one for log in (stack.data / "logs/pods").glob("*.agent.log") for one in _logged(log, "activated", None)]
    rows = [Row(f"step {step.removesuffix('Ms')} p50", "ms", value) for step, value in steps.items()]
    for part, field in (("checkout", "checkoutMs"), ("Vite on the tree", "viteMs")):
        rows.append(Row(f"step activate, of it {part} p50", "ms", percentile([one[field] for one in pods], 50)))
    return [*rows, Row("step edge p50", "ms", percentile(warm, 50) - sum(steps.values()))]


def _logged(log: Path, message: str, project_id: str | None) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    found = [line for line in lines if line.get("message") == message]
    return [line for line in found if project_id is None or line.get("project_id") == project_id]


def _guide_opens(proxy: StorageProxy, folder: Path) -> list[Steps]:
    project = GuideProject(proxy.url, folder, COMMITS)
    proxy.delay_seconds = DELAY_SECONDS
    opened = [project.open(folder / f"open-{number}") for number in range(GUIDE_OPENS)]
    proxy.delay_seconds = 0.0
    return opened
