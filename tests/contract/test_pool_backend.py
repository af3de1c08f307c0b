"""What every pool backend promises, on real pods of each: one holder a lease, one session a pod, nothing forgotten."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol

import pytest

from common.errors import Superseded
from common.ids import new_id
from common.tokens import Signer
from pool_manager.backend import Backend, Lease, LeaseState, Pod, PodState
from pool_manager.pod_client import PodClient
from pool_manager.processes import system
from pool_manager.processes.backend import AlreadyRunning, ProcessesBackend
from pool_manager.processes.launch import Launcher
from pool_manager.settings import PoolManagerSettings
from tests.contract.cluster_worlds import REAL_CLUSTER, FakeClusterWorld, RealClusterWorld
from tests.pool_manager.harness import FAKE_POD, eventually, make_keys


class World(Protocol):
    """A backend under test, and what a test does to the world around it."""

    backend: Backend
    cap: int
    """How many pods there may be in all."""

    def restart(self) -> None:
        """The pool manager is gone, another takes over."""

    def break_pod(self, pod: Pod) -> None:
        """The pod dies at once."""

    def without_warm_ups(self) -> AbstractContextManager[object]:
        """Within the block no pod becomes warm."""

    def tear_down(self) -> None: ...


class ProcessesWorld:
    cap = 6

    def __init__(self, folder: Path) -> None:
        make_keys(folder)
        fake = {part: (*FAKE_POD, part) for part in ("agent", "runner")}
        self._settings = PoolManagerSettings(
            data_dir=folder,
            run_id=new_id(),
            pod_agent_command=fake["agent"],
            pod_runner_command=fake["runner"],
            pool_max=self.cap,
        )
        self._old: list[ProcessesBackend] = []
        self._start()

    def _start(self) -> None:
        public = self._settings.public_key.read_text()
        signer = Signer(self._settings.private_key.read_bytes())
        self._pods = PodClient(signer, "http://127.0.0.1:1", 5.0, 5.0)
        launcher = Launcher(self._settings, public, self._settings.edge_key.read_text())
        self.processes = ProcessesBackend(self._settings, launcher, self._pods.health)
        self.backend: Backend = self.processes

    def restart(self) -> None:
        self.processes.close()
        self._pods.close()
        self._old.append(self.processes)  # its children stay this process's; it has to see them end
        self._start()

    def break_pod(self, pod: Pod) -> None:
        record = self.processes._records[pod.name]
        assert record.agent is not None
        os.kill(record.agent.pid, signal.SIGKILL)
        eventually(lambda: not system.alive(record.agent))

    def without_warm_ups(self) -> AbstractContextManager[object]:
        return nullcontext()  # nothing refills the pool

    def tear_down(self) -> None:
        for lease in self.backend.leases():
            self.backend.begin_close(lease)
            self.backend.release(lease, saved=True)
        for pod in self.backend.pods():
            self.backend.remove(pod)
        for backend in [*self._old, self.processes]:
            for child in list(backend._children.values()):
                child.wait(40)
        self.processes.close()
        self._pods.close()


WORLDS: dict[str, Callable[[Path], World]] = {"processes": ProcessesWorld, "fake-cluster": FakeClusterWorld}
if REAL_CLUSTER is not None:
    WORLDS["real-cluster"] = RealClusterWorld


@pytest.fixture(params=WORLDS, scope="module")
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    world = WORLDS[request.param](tmp_path_factory.mktemp("pool"))
    yield world
    world.tear_down()


@pytest.fixture
def world(made: World) -> World:
    """With two warm pods, nothing held, and nothing left of what was: what still goes counts against the cap."""
    for lease in made.backend.leases():
        made.backend.begin_close(lease)
        made.backend.release(lease, saved=True)

    def two_warm() -> bool:
        made.backend.scale(2)
        made.backend.observe()
        return [pod.state for pod in made.backend.pods()] == [PodState.WARM] * 2

    eventually(two_warm, 60)
    return made


def _count(backend: Backend, state: PodState) -> int:
    return sum(pod.state is state for pod in backend.pods())


def _reserved(backend: Backend, project_id: str | None = None, floor: int = 0) -> Lease:
    return backend.reserve(project_id or f"project-{new_id()[:8]}", new_id(), "user-one", floor)


def test_of_many_who_reserve_a_project_one_gets_the_lease(world: World) -> None:
    with ThreadPoolExecutor(20) as pool:
        leases = list(pool.map(lambda _: _reserved(world.backend, "project-contended"), range(20)))
    assert len({lease.session_id for lease in leases}) == 1


def test_epochs_rise_above_the_floor_and_above_their_own_past(world: World) -> None:
    first = _reserved(world.backend, "project-epochs", floor=6)
    assert first.epoch == 7
    world.backend.begin_close(first)
    world.backend.release(first, saved=True)
    second = _reserved(world.backend, "project-epochs", floor=2)
    assert second.epoch == 8
    assert second.session_id != first.session_id


def test_of_many_who_claim_each_pod_goes_to_one(world: World) -> None:
    leases = [_reserved(world.backend) for _ in range(6)]
    with world.without_warm_ups(), ThreadPoolExecutor(6) as pool:
        pods = [pod for pod in pool.map(world.backend.claim, leases) if pod is not None]
    assert len(pods) == len({pod.name for pod in pods}) == len({pod.lease for pod in pods}) == 2


def test_a_claim_is_for_good_and_safe_to_repeat(world: World) -> None:
    lease = _reserved(world.backend)
    first, again = world.backend.claim(lease), world.backend.claim(lease)
    assert first is not None
    assert again is not None
    assert first.name == again.name
    found = world.backend.pod_for(lease.project_id)
    assert found is not None
    assert (found.name, found.lease, found.state) == (first.name, lease, PodState.CLAIMED)


def test_a_lease_that_closes_can_not_claim_and_one_of_another_session_can_not_close(world: World) -> None:
    lease = _reserved(world.backend)
    stranger = Lease(lease.project_id, new_id(), 1, "user-two", 0, LeaseState.HELD)
    assert not world.backend.begin_close(stranger)
    world.backend.release(stranger, saved=True)
    assert world.backend.begin_close(lease)
    with pytest.raises(Superseded):
        world.backend.claim(lease)
    with pytest.raises(Superseded):
        world.backend.claim(stranger)
    world.backend.release(lease, saved=True)
    assert not world.backend.begin_close(lease)


def test_a_released_pod_is_gone_and_never_warm_again(world: World) -> None:
    lease = _reserved(world.backend)
    pod = world.backend.claim(lease)
    assert pod is not None
    world.backend.begin_close(lease)
    closing = world.backend.pod_for(lease.project_id)
    assert closing is not None
    assert closing.state is PodState.CLOSING
    world.backend.release(lease, saved=True)
    world.backend.release(lease, saved=True)
    assert pod.name not in {one.name for one in world.backend.pods()}
    assert world.backend.pod_for(lease.project_id) is None
    assert lease.session_id not in {one.session_id for one in world.backend.leases()}


def test_scaling_starts_what_is_missing_and_retires_the_surplus(world: World) -> None:
    lease = _reserved(world.backend)
    claimed = world.backend.claim(lease)
    assert claimed is not None
    world.backend.scale(3)
    eventually(lambda: _count(world.backend, PodState.WARM) == 3)
    world.backend.scale(3)
    assert _count(world.backend, PodState.WARMING) == 0
    world.backend.scale(1)
    eventually(lambda: (_count(world.backend, PodState.WARM), _count(world.backend, PodState.WARMING)) == (1, 0))
    found = world.backend.pod_for(lease.project_id)
    assert found is not None
    assert (found.name, found.state) == (claimed.name, PodState.CLAIMED)


def test_a_pod_that_retires_is_never_claimed_and_one_that_is_claimed_never_retires(world: World) -> None:
    before = {pod.name for pod in world.backend.pods()}
    leases = [_reserved(world.backend) for _ in range(4)]
    with ThreadPoolExecutor(5) as pool:
        claims = [pool.submit(world.backend.claim, lease) for lease in leases]
        pool.submit(world.backend.scale, 0).result()
        claimed = [pod for pod in (claim.result() for claim in claims) if pod is not None]
    names = {pod.name for pod in claimed}

    def retired() -> bool:
        """Also what a ReplicaSet made for those that were claimed."""
        world.backend.scale(0)
        world.backend.observe()
        idle = _count(world.backend, PodState.WARM) + _count(world.backend, PodState.WARMING)
        return {pod.name for pod in world.backend.pods()} & before == names and not idle

    eventually(retired)
    assert {pod.name for pod in world.backend.pods() if pod.state is PodState.CLAIMED} == names
    assert world.backend.claim(_reserved(world.backend)) is None


def test_the_hard_cap_holds_whatever_is_asked_for(world: World) -> None:
    assert world.backend.claim(_reserved(world.backend)) is not None
    world.backend.scale(world.cap + 10)
    eventually(lambda: len(world.backend.pods()) == world.cap and not _count(world.backend, PodState.WARMING))
    world.backend.scale(world.cap + 10)
    assert len(world.backend.pods()) == world.cap


def test_a_pod_that_dies_is_noticed_and_not_claimed(world: World) -> None:
    lease = _reserved(world.backend)
    pod = world.backend.claim(lease)
    assert pod is not None
    world.break_pod(pod)
    eventually(lambda: world.backend.pod_for(lease.project_id) is None)
    world.backend.observe()
    dead = next(one for one in world.backend.pods() if one.name == pod.name)
    assert (dead.state, dead.lease) == (PodState.FAILED, lease)
    assert dead.reason
    broken = [one for one in world.backend.pods() if one.state is PodState.WARM]
    for warm in broken:
        world.break_pod(warm)
    time.sleep(0.1)
    other = world.backend.claim(_reserved(world.backend))
    assert other is None or other.name not in {pod.name for pod in (*broken, dead)}
    for one in world.backend.pods():
        world.backend.remove(one)


def test_the_next_pool_manager_finds_pods_and_leases_as_they_were(world: World) -> None:
    held, closing, waiting = (_reserved(world.backend) for _ in range(3))
    pod = world.backend.claim(held)
    assert pod is not None
    world.backend.mark_active(held, "broken")
    assert world.backend.claim(closing) is not None
    world.backend.begin_close(closing)
    world.restart()
    found = world.backend.pod_for(held.project_id)
    assert found is not None
    assert (found.name, found.uid, found.active, found.lease) == (pod.name, pod.uid, "broken", held)
    states = {lease.session_id: lease.state for lease in world.backend.leases()}
    assert states[held.session_id] is LeaseState.HELD
    assert states[closing.session_id] is LeaseState.CLOSING
    assert states[waiting.session_id] is LeaseState.HELD
    assert world.backend.addresses(found, held.session_id).agent_url == pod.agent_url


def test_two_pool_managers_never_work_on_one_data_folder(made: World, monkeypatch: pytest.MonkeyPatch) -> None:
    if not isinstance(made, ProcessesWorld):
        pytest.skip("replicas are meant to share a cluster")
    monkeypatch.setattr(sys.modules[ProcessesBackend.__module__], "LOCK_SECONDS", 0.2)
    pods = made._pods
    with pytest.raises(AlreadyRunning):
        made._start()
    made._pods.close()
    made._pods = pods
