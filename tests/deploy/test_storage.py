"""The bucket's settings are what Cloud Storage takes, and none of them can take a project's history away."""

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from google.auth.credentials import AnonymousCredentials
from google.cloud.storage import Bucket, Client

from edge.uploading import upload_headers
from tests.servers import free_port

FOLDER = Path(__file__).resolve().parents[2] / "deploy" / "storage"
SCRIPT = FOLDER / "apply.sh"
WEEK_SECONDS = 7 * 24 * 3600
KEPT = ("repos/", "assets/", "templates/")


def bucket() -> Bucket:
    """What the client makes of the settings."""
    credentials = AnonymousCredentials()  # type: ignore[no-untyped-call]
    found = Client(project="demo", credentials=credentials).bucket("storydream-data")
    found._properties["lifecycle"] = json.loads((FOLDER / "lifecycle.json").read_text())
    return found


def test_the_client_of_cloud_storage_reads_every_lifecycle_rule() -> None:
    rules = [(dict(rule)["action"]["type"], dict(rule)["condition"]) for rule in bucket().lifecycle_rules]
    assert rules == [
        ("Delete", {"age": 30, "matchesPrefix": ["rescue/"]}),
        ("Delete", {"age": 1, "matchesPrefix": ["incoming/"]}),
        ("AbortIncompleteMultipartUpload", {"age": 1}),
    ]


def test_no_lifecycle_rule_touches_what_is_kept() -> None:
    """History must not expire: a pack is as old as its oldest commit, and the manifest that lists it never says so to
    the bucket. A rule that deletes must name where, and that must be none of our lasting folders."""
    for rule in map(dict, bucket().lifecycle_rules):
        if rule["action"]["type"] == "AbortIncompleteMultipartUpload":
            continue  # what was never finished is no object
        prefixes = rule["condition"].get("matchesPrefix", [])
        assert prefixes, rule
        for prefix in prefixes:
            assert not any(kept.startswith(prefix) or prefix.startswith(kept) for kept in KEPT), rule


def test_browsers_may_put_with_just_the_headers_that_are_signed() -> None:
    (rule,) = json.loads((FOLDER / "cors.json").read_text())
    assert rule["method"] == ["PUT"]
    assert set(rule["responseHeader"]) == {"content-type", *upload_headers(1)}


def test_the_settings_file_has_each_setting_once() -> None:
    lines = [line for line in (FOLDER / "bucket.yaml").read_text().splitlines() if line and line[0] != "#"]
    assert lines == [
        "--soft-delete-duration: 7d",
        "--no-versioning:",
        "--uniform-bucket-level-access:",
        "--public-access-prevention:",
        "--lifecycle-file: lifecycle.json",
        "--cors-file: cors.json",
    ]


def test_the_script_is_sound_bash_and_says_how_it_is_used() -> None:
    subprocess.run(["bash", "-n", str(SCRIPT)], check=True, timeout=60)
    for arguments in ([], ["gs://storydream-data"], ["storydream-data", "--no-soft-delete"], ["-x"]):
        done = subprocess.run([str(SCRIPT), *arguments], capture_output=True, text=True, timeout=60, check=False)
        assert done.returncode == 2
        assert "usage: deploy/storage/apply.sh BUCKET" in done.stderr


@pytest.mark.skipif(shutil.which("gcloud") is None, reason="gcloud is not installed here")
def test_gcloud_takes_every_flag_and_asks_for_just_these_settings(tmp_path: Path) -> None:
    with storage_api() as (url, asked):
        for _ in range(2):
            environment = {
                **{name: value for name, value in os.environ.items() if not name.startswith("CLOUDSDK_")},
                "CLOUDSDK_CONFIG": str(tmp_path),
                "CLOUDSDK_CORE_PROJECT": "demo",
                "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
                "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "true",
                "CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE": url,
            }
            done = subprocess.run(
                [str(SCRIPT), "storydream-data"],
                capture_output=True,
                text=True,
                timeout=120,
                env=environment,
                check=False,
            )
            assert done.returncode == 0, done.stderr
    first, second = (json.loads(body) for method, _, body in asked if method == "PATCH")
    assert first == second
    assert {path.partition("?")[0] for _, path, _ in asked} == {"/storage/v1/b/storydream-data"}
    assert first == {
        "name": "storydream-data",
        "softDeletePolicy": {"retentionDurationSeconds": str(WEEK_SECONDS)},
        "versioning": {"enabled": False},
        "iamConfiguration": {
            "publicAccessPrevention": "enforced",
            "uniformBucketLevelAccess": {"enabled": True},
        },
        "lifecycle": json.loads((FOLDER / "lifecycle.json").read_text()),
        "cors": json.loads((FOLDER / "cors.json").read_text()),
    }


@contextmanager
def storage_api() -> Iterator[tuple[str, list[tuple[str, str, bytes]]]]:
    """Just enough of Cloud Storage to be told a bucket's settings: its URL, and (method, path, body) of what was
    asked. The emulator keeps no such settings."""
    asked: list[tuple[str, str, bytes]] = []
    answer = json.dumps({"kind": "storage#bucket", "name": "storydream-data", "metageneration": "1"}).encode()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            return

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length") or 0))
            asked.append((self.command, self.path, body))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_PATCH = do_PUT = do_POST = handle_any  # noqa: N815 - http.server's names

    server = ThreadingHTTPServer(("127.0.0.1", free_port()), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/storage/v1/", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
