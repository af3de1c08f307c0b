"""What every kind of test may ask for: one Firestore emulator a run, with our rules, and one Chromium."""

import shutil
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from common.firestore import Client, UserClients, admin_client, user_clients
from common.settings import GoogleSettings
from tests.edge import firestore_emulator

# An example that takes long tells of a busy machine, not of the code.
settings.register_profile("busy machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy machine")

_LONGEST = (
    "tests/e2e",
    "tests/local/test_stack.py",
    "tests/edge/test_standalone_build.py",
    "tests/templates/test_templates.py",
    "tests/edge/test_openapi.py",
)
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


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that of two processes none waits for the other at the end."""
    items.sort(key=lambda item: _LONGEST_FIRST.get(_group(item.nodeid), len(_LONGEST_FIRST)))


class _Groups(LoadScopeScheduling):  # type: ignore[misc]  # untyped
    """Where tests run side by side each file stays in one process, and all of `e2e` in the same one: its stacks are
    started once."""

    def _split_scope(self, nodeid: str) -> str:
        return _group(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> _Groups:
    return _Groups(config, log)


def _group(nodeid: str) -> str:
    file = nodeid.partition("::")[0]
    return "tests/e2e" if file.startswith("tests/e2e/") else file


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
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium-headless-shell") or shutil.which("chromium"), args=CHROMIUM_FLAGS
        )
        yield chromium
        chromium.close()
