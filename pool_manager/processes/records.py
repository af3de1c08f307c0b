"""What the processes backend keeps on disk: one record a pod, one lease a project, each replaced as a whole."""

import logging
import threading
from pathlib import Path
from typing import TypeVar

from common.ids import is_id
from common.models import Isolation, Stored
from common.session_store import now_ms
from pool_manager.backend import Lease, LeaseState, PodState
from pool_manager.processes.system import ProcessId

logger = logging.getLogger(__name__)

Kind = TypeVar("Kind", bound=Stored)


class PodRecord(Stored):
    """`pods/{name}/pod.json`: the truth about a pod, also for the next pool manager."""

    name: str
    uid: str
    run_id: str
    agent_port: int
    preview_port: int
    state: PodState
    started_at: int
    warmed_at: int | None = None
    agent: ProcessId | None = None
    runner: ProcessId | None = None
    project_id: str | None = None
    session_id: str | None = None
    active: str | None = None
    reason: str | None = None
    isolation: Isolation = "unknown"


class LeaseRecord(Stored):
    """`leases/{projectId}.json`; kept when free, because it remembers the highest epoch."""

    project_id: str
    session_id: str
    epoch: int
    user_id: str
    created_at: int
    state: LeaseState

    def lease(self) -> Lease:
        return Lease(self.project_id, self.session_id, self.epoch, self.user_id, self.created_at, self.state)


def write(path: Path, record: Stored) -> None:
    """Replace the file at once, so that a reader after a crash finds the old or the new record, never half of one."""
    beside = path.with_suffix(f".{threading.get_ident()}.tmp")
    beside.write_text(record.model_dump_json(exclude_none=True))
    beside.replace(path)


def read(path: Path, kind: type[Kind]) -> Kind | None:
    """The record, or None where there is none that can be read."""
    try:
        return kind.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        logger.warning("A record could not be read", extra={"fields": {"path": str(path), "error": str(error)}})
        return None


class Leases:
    """The leases of all projects; the caller holds the backend's lock."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        records = [read(path, LeaseRecord) for path in folder.glob("*.json")]
        self._records = {record.project_id: record for record in records if record is not None}

    def get(self, project_id: str) -> LeaseRecord | None:
        return self._records.get(project_id)

    def taken(self) -> list[Lease]:
        """Those that are held or closing."""
        return [record.lease() for record in self._records.values() if record.state is not LeaseState.FREE]

    def take(self, project_id: str, session_id: str, user_id: str, epoch_floor: int) -> LeaseRecord:
        """The new lease, or the one that somebody has. The id becomes a file's name, so it has to be one of ours."""
        if not is_id(project_id):
            raise ValueError(f"{project_id!r} is not an id")
        old = self._records.get(project_id)
        if old is not None and old.state is not LeaseState.FREE:
            return old
        epoch = 1 + max(epoch_floor, old.epoch if old is not None else 0)
        record = LeaseRecord(
            project_id=project_id,
            session_id=session_id,
            epoch=epoch,
            user_id=user_id,
            created_at=now_ms(),
            state=LeaseState.HELD,
        )
        self._put(record)
        return record

    def set_state(self, lease: Lease, state: LeaseState) -> bool:
        """False when the lease is another session's by now."""
        record = self._records.get(lease.project_id)
        if record is None or record.session_id != lease.session_id:
            return False
        if record.state is not state:
            self._put(record.model_copy(update={"state": state}))
        return True

    def _put(self, record: LeaseRecord) -> None:
        write(self._folder / f"{record.project_id}.json", record)
        self._records[record.project_id] = record


def newest(paths: list[Path]) -> list[Path]:
    """Sorted by time of change, newest first; what vanishes meanwhile counts as oldest."""

    def changed(path: Path) -> float:
        try:
            return path.stat().st_mtime
        except OSError:
            return 0.0

    return sorted(paths, key=changed, reverse=True)
