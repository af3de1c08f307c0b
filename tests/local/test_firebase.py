"""What is kept of the emulators' data: always one whole export, whatever fails in between."""

import json
import shutil
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from local import firebase

METADATA = "firebase-export-metadata.json"


class Hub(ThreadingHTTPServer):
    """The emulators' hub. `mood` is what it does with the next export: whole, partial or refused."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Export)
        self.mood = "whole"
        self.count = 0


class _Export(BaseHTTPRequestHandler):
    server: Hub

    def do_POST(self) -> None:
        self.server.count += 1
        folder = Path(json.loads(self.rfile.read(int(self.headers["Content-Length"])))["path"])
        if self.server.mood != "refused":
            folder.mkdir(parents=True)
            (folder / "data").write_text(str(self.server.count))
        if self.server.mood == "whole":
            (folder / METADATA).write_text("{}")
        self.send_response(500 if self.server.mood == "refused" else 200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Say nothing."""


@pytest.fixture
def hub() -> Iterator[Hub]:
    server = Hub()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_newest_whole_export_is_what_the_next_run_imports(tmp_path: Path, hub: Hub) -> None:
    exporter = firebase.Exporter(tmp_path, hub.server_address[1])
    assert "--import" not in firebase.arguments("node", tmp_path)
    assert exporter.export()
    assert exporter.export()
    imported = Path(firebase.arguments("node", tmp_path)[-1])
    assert (imported / "data").read_text() == "2"
    assert sorted(path.name for path in tmp_path.glob("export-*")) == [imported.name]


@pytest.mark.parametrize("mood", ["partial", "refused"])
def test_an_export_that_fails_loses_nothing_that_was_kept(tmp_path: Path, hub: Hub, mood: str) -> None:
    exporter = firebase.Exporter(tmp_path, hub.server_address[1])
    assert exporter.export()
    hub.mood = mood
    assert not exporter.export()
    assert (tmp_path / "current" / "data").read_text() == "1"
    assert len(list(tmp_path.glob("export-*"))) == 1


def test_emulators_that_do_not_answer_change_nothing(tmp_path: Path) -> None:
    assert not firebase.Exporter(tmp_path, 9).export()
    assert list(tmp_path.iterdir()) == []


def test_the_launcher_jar_names_the_sdks_jar_in_lines_that_java_takes(tmp_path: Path) -> None:
    folder = tmp_path / ("a-long-folder-name" * 6)
    folder.mkdir()
    jar = folder / "cloud-firestore-emulator.jar"
    jar.write_bytes(b"")
    launcher = firebase.launcher_jar(jar, tmp_path)
    manifest = zipfile.ZipFile(launcher).read("META-INF/MANIFEST.MF").decode()
    assert all(len(line.encode()) <= 72 for line in manifest.split("\r\n"))
    unfolded = manifest.replace("\r\n ", "")
    assert f"Class-Path: {jar.as_uri()}\r\n" in unfolded
    assert "Main-Class: com.google.cloud.datastore.emulator.firestore.CloudFirestore\r\n" in unfolded


def test_functions_count_as_loaded_only_when_there_is_one() -> None:
    assert not firebase.triggers_loaded(b"not json")
    assert not firebase.triggers_loaded(b'{"backends": [{"functionTriggers": []}]}')
    assert firebase.triggers_loaded(b'{"backends": [{"functionTriggers": [{"id": "seed"}]}]}')


def test_an_export_folder_survives_being_moved_with_the_data_folder(tmp_path: Path, hub: Hub) -> None:
    exporter = firebase.Exporter(tmp_path / "first", hub.server_address[1])
    assert exporter.export()
    shutil.move(tmp_path / "first", tmp_path / "second")
    assert (tmp_path / "second" / "current" / METADATA).is_file()
