"""What happens by itself: a created project gets its repository, a removed one is erased. Every event may come twice,
late and in any order; each handler looks at what is there now, so the second time changes nothing."""

import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from firebase_functions import firestore_fn, options
from pydantic import Field

# Deployed, the needed part of `common` lies beside this file (predeploy.py); last, so that a checkout's own wins.
sys.path.append(str(Path(__file__).parent / "vendor"))

from common.firestore import admin_client
from common.git.store import GitStore
from common.logs import bind, configure, reset_context
from common.object_store import object_store_from_settings
from common.project_store import ProjectStore
from common.seeding import seed_or_give_up
from common.settings import load
from common.task_queue import TaskQueue, TaskSettings

DOCUMENT = "projects/{projectId}"


class FunctionSettings(TaskSettings):
    """As the edge's: Firestore, the bucket and the task queue."""

    data_dir: Path = Path("/tmp/storydream")  # noqa: S108 - the only place where a deployed function may write
    """A folder for caches that may vanish."""
    functions_emulator: bool = Field(default=False, validation_alias="FUNCTIONS_EMULATOR")
    """Set by the Firebase emulator alone, which sets K_SERVICE too."""

    @property
    def in_production(self) -> bool:
        return super().in_production and not self.functions_emulator


class Tasks(Protocol):
    """The slice of common/task_queue.py that the handlers need."""

    def enqueue(self, name: str, path: str, payload: dict[str, Any]) -> bool: ...


@dataclass(frozen=True)
class Parts:
    """What the handlers stand on."""

    projects: ProjectStore
    repositories: GitStore
    tasks: Tasks


@cache
def parts() -> Parts:
    """Made at the first event, kept as long as the instance lives."""
    settings = load(FunctionSettings)
    configure("functions", settings.log_level)
    objects = object_store_from_settings(settings)
    repositories = GitStore(objects, settings.data_dir / "cache" / "functions")
    return Parts(ProjectStore(admin_client(settings)), repositories, TaskQueue(settings))


def on_created(held: Parts, project_id: str) -> None:
    """Seed the project if it still waits for that."""
    seed_or_give_up(held.projects, held.repositories, project_id)


def on_deleted(held: Parts, project_id: str) -> None:
    """Have the edge erase what the project left behind. The edge refuses while the project exists, and the task's name
    makes a second one harmless."""
    held.tasks.enqueue(f"erase-{project_id}", "/tasks/erase", {"projectId": project_id})


@firestore_fn.on_document_created(document=DOCUMENT, memory=options.MemoryOption.MB_512, timeout_sec=120)
def project_created(event: firestore_fn.Event[Any]) -> None:
    """`projects/{projectId}` appeared."""
    on_created(parts(), _begin(event))


@firestore_fn.on_document_deleted(document=DOCUMENT, memory=options.MemoryOption.MB_512, timeout_sec=60)
def project_deleted(event: firestore_fn.Event[Any]) -> None:
    """`projects/{projectId}` was removed for good."""
    on_deleted(parts(), _begin(event))


def _begin(event: firestore_fn.Event[Any]) -> str:
    project_id = event.params["projectId"]
    reset_context()
    bind(project_id=project_id)
    return project_id


# An event whose handler fails is delivered again. The library writes `retry: False` into every Firestore trigger and
# offers no option for it; the deployed description is this attribute.
for _function in (project_created, project_deleted):
    vars(_function)["__firebase_endpoint__"].eventTrigger["retry"] = True
