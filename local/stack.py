"""The whole product on this machine, as a thing to start and stop: `make run` and tests use it alike."""

import contextlib
import secrets
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from common.tokens import Signer
from local import composition, firebase, ports, preflight
from local.composition import Composition
from local.errors import CannotRun
from local.processes import become_subreaper, kill_run
from local.service import PROBE_SECONDS
from local.settings import ROOT, LocalSettings, inherited_environment
from local.status import STATUS, StatusFile
from local.supervisor import Reporter, Supervisor
from local.watchdog import Watchdog

START_SECONDS = 180.0
EXPORT_EVERY_SECONDS = 30.0  # an export costs about 50 ms; a crash may lose at most 60 s of emulator data
DRAIN_SECONDS = 30.0
PUBLISH_SECONDS = 60.0
LOG_KEPT_BYTES = 10 * 1024 * 1024


class Stack:
    """A running product. Use it as a context manager, or call `stop()`."""

    def __init__(self, settings: LocalSettings, reporter: Reporter) -> None:
        """Check, lock and lay out; nothing has been started yet. Raises CannotRun."""
        node = preflight.find_node()
        preflight.check_installed(firebase.FIREBASE, "The Firebase emulators")
        preflight.check_installed(ROOT / "frontend/dist/index.html", "The web app")
        self._folder = preflight.DataFolder(settings.data_dir)
        self.data = self._folder.path
        try:
            preflight.check_disk(self.data)
            last = self._folder.last_run()
            if last is not None:
                kill_run(last)
                (self.data / STATUS).unlink()
            preflight.check_port(settings.port)
            environment = inherited_environment()
            jar = firebase.find_sdk_jar()
            if jar is None:
                reporter.line("Looking for the Firestore emulator (downloaded once, about 130 MB) …")
                firebase.download_firestore(node, environment)
            self.ports = ports.choose(composition.PORT_NAMES, self.data / "ports.json", [settings.port])
            self._composition = Composition(settings, self.data, self.ports, node, jar)
            self._composition.make_keys()
            self.url = self._composition.url
            self.demo = self._composition.demo
            self._folder.claim(self.url)
            _turn_logs(self.data / "logs")
            self._status = StatusFile(self.data / STATUS, self.url)
            self._environment = {**environment, **self._composition.shared_environment()}
            self.run = secrets.token_hex(8)
            services = self._composition.services()
        except OSError as error:
            self._folder.close()
            raise CannotRun(f"The data folder {self.data} can't be used: {error}.") from error
        except CannotRun:
            self._folder.close()
            raise
        self._reporter = reporter
        self._supervisor = Supervisor(
            self.run, services, self._environment, self.data / "logs", reporter, self._status.write
        )
        self._stopping = threading.Event()
        self._exports = threading.Thread(target=self._export_regularly, name="exports", daemon=True)

    def start(self) -> Self:
        """Start everything and wait until a session can be opened; on any failure nothing is left running."""
        become_subreaper()
        self._watchdog = Watchdog(self.run, self.data / STATUS)
        try:
            self._supervisor.start()
            self._supervisor.wait_until(lambda: self.state("storage") == "ready", START_SECONDS)
            self._publish_templates()
            self._supervisor.wait_until(lambda: self._supervisor.all_ready, START_SECONDS)
        except BaseException:
            self._end(clean=False)
            raise
        self._status.ready = True
        self._status.write(self._supervisor)
        self._exports.start()
        return self

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def cancel(self) -> None:
        """Give up starting; safe in a signal handler."""
        self._supervisor.cancel()

    def state(self, name: str) -> str:
        return self._supervisor.running[name].state

    def watch(self, until: threading.Event) -> None:
        """Return when `until` is set; raises CannotRun when a service could not be kept running."""
        while not until.wait(0.2):
            if self._supervisor.failed is not None:
                raise self._supervisor.failed
            if not self._watchdog.alive:
                self._watchdog.close()
                self._watchdog = Watchdog(self.run, self.data / STATUS)

    def isolation(self) -> str | None:
        """How well the agent's commands are shut in: `full`, `none`, or None where the edge doesn't say."""
        with contextlib.suppress(httpx.HTTPError, ValueError):
            health = httpx.get(f"{self.url}/api/health", timeout=PROBE_SECONDS, trust_env=False).json()
            return str(health["isolation"]) if health.get("isolation") else None
        return None

    def stop(self) -> None:
        """Save and release every session, keep the emulators' data, end everything."""
        self._end(clean=True)

    def _end(self, *, clean: bool) -> None:
        if self._stopping.is_set():
            return
        self._stopping.set()
        try:
            if clean and self.state("pool-manager") == "ready":
                self._drain()
            if self._exports.is_alive():
                self._exports.join()
            self._status.ready = False
            self._supervisor.stop()
        finally:
            kill_run(self.run)
            self._watchdog.close()
            self._folder.close()

    def _drain(self) -> None:
        token = Signer(self._composition.edge_key()).mint_service()
        url = f"http://127.0.0.1:{self.ports['pool-manager']}/v1/drain"
        headers = {"Authorization": f"Bearer {token}"}
        try:
            with httpx.Client(trust_env=False, timeout=DRAIN_SECONDS) as client:
                client.post(url, headers=headers).raise_for_status()
        except httpx.HTTPError as error:
            self._reporter.line(
                f"Open sessions could not be closed ({type(error).__name__}); their last checkpoints are kept."
            )

    def _publish_templates(self) -> None:
        command = [sys.executable, "-m", "common.publish_template"]
        try:
            done = subprocess.run(
                command,
                cwd=ROOT,
                env=self._environment,
                capture_output=True,
                text=True,
                timeout=PUBLISH_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise CannotRun(f"The templates were not published within {PUBLISH_SECONDS:.0f} s.") from error
        if done.returncode != 0:
            raise CannotRun("The templates could not be published.", done.stdout + done.stderr)

    def _export_regularly(self) -> None:
        told = False
        while not self._stopping.wait(EXPORT_EVERY_SECONDS):
            if self.state("firebase") != "ready":
                continue
            kept = self._composition.exporter.export()
            if not kept and not told and not self._stopping.is_set():
                self._reporter.line("Accounts and projects could not be written to the data folder; is the disk full?")
            told = not kept


def _turn_logs(folder: Path) -> None:
    """Start a new file where the old one has grown large; one older file is kept."""
    for log in folder.glob("*.log"):
        if log.stat().st_size > LOG_KEPT_BYTES:
            log.replace(log.with_suffix(".log.1"))
