"""`python -m local`, the product in a process of its own: one run a folder, nothing half-started, nothing left."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from common.ports import is_free
from local.ports import choose
from local.processes import of_run

ROOT = Path(__file__).parents[2]
START_SECONDS = 150  # a cold start on two busy cores; a warm one takes under 30


class Product:
    """One `python -m local` on a data folder."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder, self.port = folder, port
        self._environment = {name: value for name, value in os.environ.items() if not name.startswith("ANTHROPIC")}
        self._environment |= {
            "STORYDREAM_DATA_DIR": str(folder),
            "STORYDREAM_PORT": str(port),
            "STORYDREAM_POOL_SIZE": "1",
        }

    def start(self) -> None:
        with (self.folder.parent / "output").open("wb") as output:
            self.process = subprocess.Popen(self._command(), cwd=ROOT, env=self._environment, stdout=output)
        until(lambda: self.status().get("ready") is True or self.process.poll() is not None, START_SECONDS)
        assert self.process.poll() is None, (self.folder.parent / "output").read_text()

    def refused(self) -> str:
        """What a start that must fail says; it may take a few seconds."""
        done = subprocess.run(
            self._command(), cwd=ROOT, env=self._environment, capture_output=True, text=True, timeout=120, check=False
        )
        assert done.returncode == 1
        return done.stdout + done.stderr

    def status(self) -> dict[str, Any]:
        try:
            status: dict[str, Any] = json.loads((self.folder / "status.json").read_text())
        except FileNotFoundError:
            return {}
        return status

    def end(self, number: signal.Signals) -> None:
        self.process.send_signal(number)
        self.process.wait(150)

    def accounts(self) -> list[str]:
        """The e-mail addresses that the Auth emulator knows."""
        url = f"{self._auth()}/identitytoolkit.googleapis.com/v1/projects/demo-storydream/accounts:query"
        answer = httpx.post(url, headers={"Authorization": "Bearer owner"}, json={}, timeout=30).raise_for_status()
        return [user["email"] for user in answer.json().get("userInfo", [])]

    def sign_up(self, email: str) -> None:
        url = f"{self._auth()}/identitytoolkit.googleapis.com/v1/accounts:signUp?key=demo"
        httpx.post(url, json={"email": email, "password": "correct horse"}, timeout=30).raise_for_status()

    def _auth(self) -> str:
        return f"http://127.0.0.1:{json.loads((self.folder / 'ports.json').read_text())['auth']}"

    def _command(self) -> list[str]:
        return [sys.executable, "-m", "local"]


def until(reached: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.1)


@pytest.fixture
def product(tmp_path: Path) -> Iterator[Product]:
    product = Product(tmp_path / "data", choose(("edge",), tmp_path / "test-ports.json")["edge"])
    yield product
    if product.process.poll() is None:
        product.end(signal.SIGTERM)


@pytest.mark.timeout(600)  # two starts
def test_one_run_a_folder_and_nothing_left_however_it_ends(product: Product, tmp_path: Path) -> None:
    product.start()
    port = product.port
    run = product.status()["run"]
    product.sign_up("lena@example.com")

    assert re.fullmatch(r"✗ StoryDream already runs on .* \(process \d+, http://localhost:\d+\)\.\n", product.refused())
    elsewhere = Product(tmp_path / "elsewhere", port)
    assert re.fullmatch(rf"✗ Port {port} is in use .* STORYDREAM_PORT\.\n", elsewhere.refused())
    assert product.status()["run"] == run
    assert product.process.poll() is None

    ports = [service["port"] for service in product.status()["services"].values()]
    product.end(signal.SIGINT)
    assert product.process.returncode == 0
    assert of_run(run) == []
    assert all(is_free(bound) for bound in ports)

    product.start()
    run = product.status()["run"]
    ports = [service["port"] for service in product.status()["services"].values()]
    found = {process.pid for process in of_run(run)}
    assert {service["pid"] for service in product.status()["services"].values()} <= found
    assert product.accounts() == ["lena@example.com"]
    product.end(signal.SIGKILL)
    until(lambda: of_run(run) == [] and all(is_free(bound) for bound in ports) and product.status() == {}, 60)


@pytest.mark.parametrize("name", ["STORYDREAM_PORT", "STORYDREAM_POOL_SIZE"])
def test_a_setting_that_makes_no_sense_is_named(tmp_path: Path, name: str) -> None:
    environment = {**os.environ, "STORYDREAM_DATA_DIR": str(tmp_path / "data"), name: "many"}
    done = subprocess.run(
        [sys.executable, "-m", "local"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert name in done.stderr
    assert not (tmp_path / "data").exists()
