"""Small services for the supervisor's tests, and a supervisor in a process of its own that a test can kill."""

import sys
import threading
from pathlib import Path

from local.processes import become_subreaper
from local.service import Service, listens
from local.supervisor import Supervisor
from local.watchdog import Watchdog

LISTEN = """
import http.server, sys
http.server.HTTPServer(("127.0.0.1", int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()
"""

# Leaves a grandchild in a session of its own, as the Functions emulator leaves its workers.
LISTEN_AND_LEAVE = """
import os, subprocess, sys
environment = {"STORYDREAM_RUN_ID": os.environ["STORYDREAM_RUN_ID"]}
command = [sys.executable, "-c", "import time; time.sleep(600)"]
child = subprocess.Popen(command, start_new_session=True, env=environment)
print("left", child.pid, flush=True)
""" + LISTEN  # fmt: skip


class Notes:
    """A reporter that keeps what it was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.readied: list[str] = []
        self.deaths: list[tuple[str, str, str]] = []

    def ready(self, service: Service, _seconds: float) -> None:
        self.readied.append(service.name)

    def died(self, service: Service, reason: str, output: str) -> None:
        self.deaths.append((service.name, reason, output))

    def line(self, text: str) -> None:
        self.lines.append(text)


def listening(name: str, port: int, *after: str, code: str = LISTEN, leaves_children: bool = False) -> Service:
    """A service that answers on a port."""
    argv = [sys.executable, "-c", code, str(port)]
    return Service(name, name.title(), argv, port, listens(port), after=after, leaves_children=leaves_children)


def main() -> None:
    """Run until killed: run id, folder for logs, two ports."""
    run, logs, first, second = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    become_subreaper()
    watchdog = Watchdog(run, logs / "status.json")
    services = [listening("one", first, code=LISTEN_AND_LEAVE), listening("two", second, "one")]
    supervisor = Supervisor(run, services, {}, logs, Notes(), lambda _: None)
    supervisor.start()
    supervisor.wait_until(lambda: supervisor.all_ready, 30)
    sys.stdout.write(f"ready {watchdog.process.pid}\n")
    sys.stdout.flush()
    threading.Event().wait()


if __name__ == "__main__":
    main()
