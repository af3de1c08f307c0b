"""The processes backend: a pod is a folder and two process groups on this machine, found again after a restart."""

import fcntl
import logging
import random
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from common.errors import Superseded, UpstreamFailed
from common.ids import new_id
from common.session_store import now_ms
from pool_manager.backend import Addresses, Lease, LeaseState, Pod, PodState
from pool_manager.changes import Changes
from pool_manager.pod_client import PodHealth
from pool_manager.processes import records, system
from pool_manager.processes.launch import POD_DIR_VARIABLE, Launcher, LaunchFailed, PodPaths, free_ports
from pool_manager.processes.records import Leases, PodRecord
from pool_manager.settings import PoolManagerSettings

logger = logging.getLogger(__name__)

HOST = "127.0.0.1"
# The agent has 5 s to save on SIGTERM (docs/contracts.md), then a moment to exit.
TERM_SECONDS = 6.0
HEALTH_EVERY_SECONDS = 5.0
WARM_POLL_SECONDS = 0.15
LOCK_SECONDS = 20.0
RESCUES_KEPT = 3


class AlreadyRunning(Exception):
    """Another pool manager works on this data folder."""


class ProcessesBackend:
    """One at a time works on a data folder. `health` asks a pod's agent; raises UpstreamFailed."""

    def __init__(self, settings: PoolManagerSettings, launcher: Launcher, health: Callable[[Pod], PodHealth]) -> None:
        """Adopts the pods that live. Raises AlreadyRunning."""
        data = settings.data_dir.resolve()
        self._settings = settings
        self._launcher = launcher
        self._health = health
        self._rescue = data / "rescue"
        self._folder = data / "pods"
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock_file = _lock(self._folder / ".lock")
        self._lock = threading.RLock()
        self._changes = Changes()
        self._leases = Leases(data / "leases")
        self._children: dict[int, subprocess.Popen[bytes]] = {}
        self._heard: dict[str, float] = {}
        self._ending: set[str] = set()
        self._records: dict[str, PodRecord] = {}
        self._adopt()

    def close(self) -> None:
        """Let another pool manager take over; the pods go on."""
        self._lock_file.close()

    def pods(self) -> list[Pod]:
        with self._lock:
            return [self._pod(record) for record in self._records.values()]

    def leases(self) -> list[Lease]:
        with self._lock:
            return self._leases.taken()

    def lease_of(self, project_id: str) -> Lease | None:
        with self._lock:
            record = self._leases.get(project_id)
            return record.lease() if record is not None else None

    def pod_for(self, project_id: str) -> Pod | None:
        with self._lock:
            for record in list(self._records.values()):
                if record.project_id == project_id and record.state in (PodState.CLAIMED, PodState.CLOSING):
                    if record.name not in self._ending and not self._lives(record):
                        self._died(record)  # nobody is to join a pod that died a moment ago
                        continue
                    return self._pod(record)
            return None

    def reserve(self, project_id: str, session_id: str, user_id: str, epoch_floor: int) -> Lease:
        with self._lock:
            return self._leases.take(project_id, session_id, user_id, epoch_floor).lease()

    def claim(self, lease: Lease) -> Pod | None:
        with self._lock:
            held = self._leases.get(lease.project_id)
            if held is None or held.session_id != lease.session_id or held.state is not LeaseState.HELD:
                raise Superseded("Another session has the project by now.")
            mine = [record for record in self._records.values() if record.session_id == lease.session_id]
            if mine:
                return self._pod(mine[0])
            warm = [record for record in self._records.values() if record.state is PodState.WARM]
            random.shuffle(warm)
            for record in warm:
                if not self._lives(record):
                    self._update(record.name, state=PodState.FAILED, reason="its processes died")
                    continue
                ids = {"project_id": lease.project_id, "session_id": lease.session_id}
                claimed = self._update(record.name, state=PodState.CLAIMED, **ids)
                threading.Thread(target=self._launcher.prefer, args=(claimed,), daemon=True).start()
                return self._pod(claimed)
            return None

    def mark_active(self, lease: Lease, state: str) -> None:
        with self._lock:
            for record in self._records.values():
                if record.session_id == lease.session_id and record.state is PodState.CLAIMED:
                    self._update(record.name, active=state)

    def begin_close(self, lease: Lease) -> bool:
        with self._lock:
            held = self._leases.get(lease.project_id)
            if held is None or held.session_id != lease.session_id or held.state is LeaseState.FREE:
                return False
            self._leases.set_state(lease, LeaseState.CLOSING)
            for record in self._records.values():
                if record.session_id == lease.session_id and record.state is PodState.CLAIMED:
                    self._update(record.name, state=PodState.CLOSING)
            return True

    def release(self, lease: Lease, saved: bool) -> None:
        with self._lock:
            mine = [record for record in self._records.values() if record.session_id == lease.session_id]
        for record in mine:
            self._end(record, None if saved else lease, patient=True)
        with self._lock:
            if all(record.session_id != lease.session_id for record in self._records.values()):
                self._leases.set_state(lease, LeaseState.FREE)
        self._changes.tell()

    def remove(self, pod: Pod) -> None:
        with self._lock:
            record = self._records.get(pod.name)
            if record is None or record.state in (PodState.CLAIMED, PodState.CLOSING):
                return
            self._update(record.name, state=PodState.FAILED)  # nobody claims it from now on
        self._end(record, None, patient=False)
        self._changes.tell()

    def scale(self, depth: int) -> None:
        with self._lock:
            unclaimed = [one for one in self._records.values() if one.state in (PodState.WARM, PodState.WARMING)]
            room = self._settings.pool_max - len(self._records)
            for _ in range(min(depth - len(unclaimed), room)):
                if not self._start():
                    return
            # Those that serve nobody yet go first, the newest of them first.
            unclaimed.sort(key=lambda one: (one.state is PodState.WARM, -one.started_at))
            for record in unclaimed[: max(0, len(unclaimed) - depth)]:
                self._retire(self._update(record.name, state=PodState.CLOSING))

    def observe(self) -> None:
        for child in list(self._children.values()):
            if child.poll() is not None:
                self._children.pop(child.pid, None)
        with self._lock:
            for record in list(self._records.values()):
                known = record.state is PodState.FAILED or record.name in self._ending
                if record.agent is not None and not known and not self._lives(record):
                    self._died(record)
        self._ask_one()

    def wait_for_change(self, seconds: float) -> None:
        self._changes.wait(self._changes.count, seconds)

    def addresses(self, pod: Pod, session_id: str) -> Addresses:
        with self._lock:
            record = self._records[pod.name]
        preview_url = f"http://{session_id}.localhost:{record.preview_port}/"
        return Addresses(preview_url, f"ws://{HOST}:{record.agent_port}/events", pod.agent_url)

    def last_words(self, pod: Pod) -> str:
        return self._launcher.last_words(pod.name)

    def _start(self) -> bool:
        """Start one pod in the background; False when no port is free for it."""
        name = f"pod-{new_id()[:12]}"
        used = [port for record in self._records.values() for port in (record.agent_port, record.preview_port)]
        try:
            agent_port, preview_port = free_ports(self._settings, used, 2)
        except LaunchFailed as error:
            logger.error("No pod can be started: %s", error)  # noqa: TRY400 - the message says it all
            return False
        (self._folder / name).mkdir(mode=0o700)
        record = PodRecord(
            name=name,
            uid=new_id(),
            run_id=self._settings.run_id,
            agent_port=agent_port,
            preview_port=preview_port,
            state=PodState.WARMING,
            started_at=now_ms(),
        )
        self._put(record)
        threading.Thread(target=self._warm_up, args=(record,), name=f"warm-{name}", daemon=True).start()
        return True

    def _retire(self, record: PodRecord) -> None:
        """End a pod without a session in the background; its record says already that nobody can claim it."""

        def end() -> None:
            self._end(record, None, patient=False)
            self._changes.tell()

        threading.Thread(target=end, name=f"retire-{record.name}", daemon=True).start()

    def _warm_up(self, record: PodRecord) -> None:
        name, paths = record.name, self._paths(record.name)
        try:
            self._launcher.prune_logs()
            agent, runner = self._launcher.spawn(record, paths)
        except LaunchFailed as error:
            self._fail(name, str(error))
            return
        for child in (agent, runner):
            self._children[child.pid] = child
        with self._lock:
            wanted = self._warming(name) is not None
            if wanted:
                self._update(name, agent=system.identify(agent.pid), runner=system.identify(runner.pid))
        if wanted:
            self._wait_warm(name)
        else:  # it was ended while its processes were being started, so nobody else knows of them
            system.kill_all(system.marked(POD_DIR_VARIABLE, str(paths.srv)))
            paths.remove()

    def _wait_warm(self, name: str) -> None:
        while record := self._warming(name):
            if time.time() >= record.started_at / 1000 + self._settings.warm_seconds:
                self._fail(name, f"it wasn't warm within {self._settings.warm_seconds:.0f} s")
                return
            try:
                health = self._health(self._pod(record))
            except UpstreamFailed:
                health = None
            if health is not None and health.state == "warm" and health.pod_uid == record.uid:
                with self._lock:
                    if self._warming(name) is not None:
                        self._update(name, state=PodState.WARM, warmed_at=now_ms(), isolation=health.isolation)
                return
            if health is not None and health.state == "failed":
                self._fail(name, "the pod says that it failed")
                return
            time.sleep(WARM_POLL_SECONDS)

    def _warming(self, name: str) -> PodRecord | None:
        """The pod's record while it warms up; None once it is warm, ends or is gone."""
        record = self._records.get(name)
        return record if record is not None and record.state is PodState.WARMING else None

    def _ask_one(self) -> None:
        """Ask the pod that was heard least recently; one at a time, so that a hung pod can't hold up the rest."""
        now = time.monotonic()
        with self._lock:
            asked = [record for record in self._records.values() if record.state in (PodState.WARM, PodState.CLAIMED)]
            due = [record for record in asked if now - self._heard.setdefault(record.name, now) > HEALTH_EVERY_SECONDS]
            if not due:
                return
            record = min(due, key=lambda one: self._heard[one.name])
            pod = self._pod(record)
        patience = self._settings.silent_seconds
        try:
            health = self._health(pod)
        except UpstreamFailed:
            if now - self._heard[record.name] > patience:
                self._fail(record.name, f"it was silent for {patience:.0f} s")
            return
        if health.vite_up or pod.state is not PodState.WARM:  # a session's own preview is the session's to mend
            self._heard[record.name] = now
        elif now - self._heard[record.name] > patience:
            self._fail(record.name, f"its preview was down for {patience:.0f} s")

    def _adopt(self) -> None:
        for folder in [path for path in self._folder.iterdir() if path.is_dir()]:
            paths = PodPaths(folder)
            record = records.read(paths.record, PodRecord)
            if record is None or record.agent is None or record.runner is None:
                # It died between making the folder and recording both processes: nobody can have claimed it.
                system.kill_all(system.marked(POD_DIR_VARIABLE, str(paths.srv)))
                paths.remove()
                continue
            self._records[record.name] = record
            if not self._lives(record) and record.state is not PodState.FAILED:
                self._died(record)
            elif record.state is PodState.CLOSING and record.session_id is None:
                self._retire(record)
            elif record.state is PodState.WARMING:
                threading.Thread(target=self._wait_warm, args=(record.name,), daemon=True).start()
        logger.info("Adopted pods", extra={"fields": {"pods": len(self._records)}})

    def _end(self, record: PodRecord, keep_for: Lease | None, *, patient: bool) -> None:
        """End a pod's processes, agent first so that it can save; then its folder goes."""
        with self._lock:
            if record.name in self._ending or record.name not in self._records:
                return
            self._ending.add(record.name)
        try:
            others = system.descendants([record.agent, record.runner])
            if patient and system.alive(record.agent) and record.agent is not None:
                system.signal_group(record.agent, signal.SIGTERM)
                system.wait_gone(record.agent, TERM_SECONDS)
            for process in (record.agent, record.runner):
                system.signal_group(process, signal.SIGKILL)
            paths = self._paths(record.name)
            system.kill_all([*others, *system.marked(POD_DIR_VARIABLE, str(paths.srv))])
            for process in (record.agent, record.runner):
                child = self._children.pop(process.pid, None) if process is not None else None
                if child is not None:
                    child.wait(TERM_SECONDS)
            if keep_for is not None:
                self._keep(paths, keep_for)
            paths.remove()
            with self._lock:
                self._records.pop(record.name, None)
                self._heard.pop(record.name, None)
        finally:
            with self._lock:
                self._ending.discard(record.name)

    def _keep(self, paths: PodPaths, lease: Lease) -> None:
        """Move what an unsaved pod holds to `rescue/{projectId}/{epoch}-{sessionId}`; the newest few stay."""
        folder = self._rescue / lease.project_id
        target = folder / f"{lease.epoch}-{lease.session_id}"
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name in ("project", "repo.git"):
            if (paths.srv / name).is_dir() and not (target / name).exists():
                (paths.srv / name).rename(target / name)
        for old in records.newest(list(folder.iterdir()))[RESCUES_KEPT:]:
            shutil.rmtree(old, ignore_errors=True)

    def _died(self, record: PodRecord) -> None:
        part = "agent" if not system.alive(record.agent) else "runner"
        self._update(record.name, state=PodState.FAILED, reason=f"its {part} process died")

    def _fail(self, name: str, reason: str) -> None:
        with self._lock:
            if name in self._records and self._records[name].state is not PodState.CLOSING:
                self._update(name, state=PodState.FAILED, reason=reason)
        logger.warning("A pod failed: %s", reason, extra={"fields": {"pod": name}})

    def _lives(self, record: PodRecord) -> bool:
        return system.alive(record.agent) and system.alive(record.runner)

    def _update(self, name: str, **changes: Any) -> PodRecord:
        record = self._records[name].model_copy(update=changes)
        self._put(record)
        return record

    def _put(self, record: PodRecord) -> None:
        records.write(self._paths(record.name).record, record)
        self._records[record.name] = record
        self._changes.tell()

    def _paths(self, name: str) -> PodPaths:
        return PodPaths(self._folder / name)

    def _pod(self, record: PodRecord) -> Pod:
        lease = self._leases.get(record.project_id) if record.project_id else None
        mine = lease.lease() if lease is not None and lease.session_id == record.session_id else None
        return Pod(
            name=record.name,
            uid=record.uid,
            ip=HOST,
            state=record.state,
            started_at=record.started_at,
            agent_url=f"http://{HOST}:{record.agent_port}",
            warmed_at=record.warmed_at,
            lease=mine,
            active=record.active,
            reason=record.reason,
            isolation=record.isolation,
        )


def _lock(path: Path) -> Any:
    """Hold the data folder. A pool manager that is just stopping gets its time. Raises AlreadyRunning."""
    file = path.open("w")
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > until:
                file.close()
                raise AlreadyRunning(f"another pool manager works on {path.parent}") from None
            time.sleep(0.1)
        else:
            return file
