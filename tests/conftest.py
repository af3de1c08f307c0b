"""What every kind of test may ask for: one Firestore emulator a run, with our rules, and one Chromium."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from common.firestore import Client, UserClients, admin_client, user_clients
from common.settings import GoogleSettings
from tests.edge import firestore_emulator

TESTS = Path(__file__).parent
_LONGEST = ("e2e", "local/test_stack.py", "edge/test_standalone_build.py", "edge/test_openapi.py")
_LONGEST_FIRST = {group: place for place, group in enumerate(_LONGEST)}

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]


@pytest.hookimpl(tryfirst=True)  # pytest-xdist reads the groups in its own
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Where tests run side by side each file stays in one process, and all of `e2e` in the same one: its stack is
    started once. What takes longest begins first, so that no process waits for the other at the end."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_group(item)))
    items.sort(key=lambda item: _LONGEST_FIRST.get(_group(item), len(_LONGEST_FIRST)))


def _group(item: pytest.Item) -> str:
    path = item.path.relative_to(TESTS).as_posix()
    return "e2e" if path.startswith("e2e/") else path


@pytest.fixture(scope="session")
def firestore_host() -> Iterator[str]:
    """host:port of Google's Firestore emulator under `firestore.rules`."""
    with firestore_emulator.firestore_emulator() as host:
        yield host


@pytest.fixture
def google_settings(firestore_host: str, monkeypatch: pytest.MonkeyPatch) -> GoogleSettings:
    """Settings that lead to the emulator, which is empty."""
    monkeypatch.setenv("FIRESTORE_EMULATOR_HOST", firestore_host)
    firestore_emulator.clear(firestore_host)
    return GoogleSettings()


@pytest.fixture
def admin(google_settings: GoogleSettings) -> Client:
    """Firestore with the service's rights."""
    return admin_client(google_settings)


@pytest.fixture
def users(google_settings: GoogleSettings) -> UserClients:
    """Firestore with users' rights."""
    return user_clients(google_settings)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for the whole run: Playwright allows no second one in a process."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()
