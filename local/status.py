"""The status file that scripts and tests read: which run this is, what runs, and whether it is ready."""

import json
import os
import threading
from pathlib import Path

from local.supervisor import Supervisor

STATUS = "status.json"


class StatusFile:
    """`{run, url, pid, ready, services: {name: {pid, port, state}}}`, replaced whole, gone after the run."""

    def __init__(self, path: Path, url: str) -> None:
        self._path = path
        self._url = url
        self.ready = False
        self._writing = threading.Lock()  # the supervisor's thread and the one that starts it both tell changes

    def write(self, supervisor: Supervisor) -> None:
        with self._writing:
            services = {
                name: {
                    "pid": None if one.process is None else one.process.pid,
                    "port": one.service.port,
                    "state": one.state,
                }
                for name, one in supervisor.running.items()
            }
            status = {
                "run": supervisor.run,
                "url": self._url,
                "pid": os.getpid(),
                "ready": self.ready and supervisor.all_ready,
                "services": services,
            }
            new = self._path.with_suffix(".new")
            new.write_text(json.dumps(status, indent=1))
            new.replace(self._path)
