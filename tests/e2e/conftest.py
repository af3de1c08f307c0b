"""Two running products for the whole run: one as a newcomer gets it (demo model), one whose model plays scripts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.e2e.client import Person
from tests.e2e.model import ScriptedModel
from tests.e2e.stack import Stack

expect.set_options(timeout=20_000)  # two cores may be busy with other things for a while


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture
def stack(demo_stack: Stack) -> Iterator[Stack]:
    """The product as `make run` starts it without a key: the demo model answers. No session outlives its test."""
    yield demo_stack
    demo_stack.close_sessions()


@pytest.fixture(scope="session")
def demo_stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    running = Stack(tmp_path_factory.mktemp("demo") / "data", STORYDREAM_DEMO_PACE="0")
    running.start()
    yield running
    running.stop()


@pytest.fixture
def scripted_stack(stack_with_a_key: Stack) -> Iterator[Stack]:
    """The product with a key, whose upstream plays the script that a message carries. No session outlives its test."""
    yield stack_with_a_key
    stack_with_a_key.close_sessions()


@pytest.fixture(scope="session")
def stack_with_a_key(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """See tests/e2e/model.py."""
    with ScriptedModel() as model:
        running = Stack(
            tmp_path_factory.mktemp("scripted") / "data", ANTHROPIC_API_KEY="test-key", ANTHROPIC_BASE_URL=model.url
        )
        running.start()
        yield running
        running.stop()


@pytest.fixture
def lena(scripted_stack: Stack) -> Iterator[Person]:
    with Person(scripted_stack.url, "lena") as person:
        yield person


@pytest.fixture
def mallory(scripted_stack: Stack) -> Iterator[Person]:
    """Somebody with an account, and no business in lena's projects."""
    with Person(scripted_stack.url, "mallory") as person:
        yield person


_SEEN: Final = "try { localStorage.setItem('storydream.tour', 'seen') } catch {}"


@pytest.fixture(scope="session", autouse=True)
def no_newcomer(browser: Browser) -> None:
    """Whoever opens a page here has seen the tour; tests/e2e/test_first_minutes.py takes that away again."""
    opened = browser.new_context

    def new_context(**options: Any) -> BrowserContext:
        context = opened(**options)
        context.add_init_script(_SEEN)
        return context

    browser.new_context = new_context  # type: ignore[method-assign]


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, color_scheme="dark")
    context.set_default_timeout(20_000)
    yield context.new_page()
    context.close()
