"""A pod for the tests of the pod's project side; the pod is shared by the tests of one file."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.session_pod.framed import App
from tests.session_pod.pod import SHA, Pod, app_page, running_pod


@pytest.fixture(scope="module")
def app_origin() -> Iterator[str]:
    with app_page() as origin:
        yield origin


@pytest.fixture(scope="module")
def pod(app_origin: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pod]:
    with running_pod(tmp_path_factory.mktemp("pods") / "pod", app_origin) as running:
        yield running


@pytest.fixture
def project(pod: Pod, tmp_path: Path) -> Iterator[Path]:
    """The pod's project, put back afterwards as it was."""
    saved = tmp_path / "saved"
    shutil.copytree(pod.project, saved)
    yield pod.project
    for file in pod.project.rglob("*"):
        if file.is_file() and not (saved / file.relative_to(pod.project)).exists():
            file.unlink()
    for file in saved.rglob("*"):
        target = pod.project / file.relative_to(saved)
        if file.is_file() and (not target.exists() or target.read_bytes() != file.read_bytes()):
            shutil.copy(file, target)


@pytest.fixture
def app(browser: Browser, pod: Pod, project: Path) -> Iterator[App]:
    """An open preview that has said "ok"."""
    pod.arm(uidsRevoked=[])
    pod.control("POST", "/head", {"sha": SHA})
    page = browser.new_page(viewport={"width": 960, "height": 600})
    page.goto(pod.app_origin)
    opened = App(page, pod)
    opened.open(f"{pod.preview_url}?ticket={pod.ticket()}")
    opened.hear("ok", sha=SHA)
    yield opened
    page.close()
