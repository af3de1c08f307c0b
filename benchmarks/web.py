"""How soon the web app can be used: what its pages weigh, and from the navigation until one can type into the composer
of an open project, on a processor four times slower and an empty cache, from a server that has answered before. Beside
it the landing page's prompt box, which is the least that a page of ours needs."""

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser, sync_playwright

from benchmarks.report import Row, percentile
from tests.conftest import CHROMIUM_FLAGS
from tests.e2e.client import Person
from tests.e2e.conversation import sign_in
from tests.e2e.stack import ROOT, Stack

RUNS: Final = 7
SLOWER: Final = 4
TARGET_MS: Final = 1_500

_USABLE: Final = """(name) => {
  const usable = () => {
    const box = document.querySelector(name);
    return box && !box.disabled && box.getClientRects().length > 0;
  };
  const told = () => requestAnimationFrame(() => setTimeout(() => { window.usableAt = performance.now(); }));
  const look = () => { if (usable()) told(); else requestAnimationFrame(look); };
  look();
}"""


def run() -> list[Row]:
    """Milliseconds and KiB."""
    with tempfile.TemporaryDirectory() as folder:
        stack = Stack(Path(folder) / "data", STORYDREAM_DEMO_PACE="0")
        stack.start()
        try:
            with Person(stack.url) as person, sync_playwright() as playwright:
                project_id = person.create_project()
                person.open(project_id)
                browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
                state = _signed_in(browser, stack, person)
                workspace = [
                    _usable(browser, f"{stack.url}/projects/{project_id}", "[data-composer]", state)
                    for _ in range(RUNS)
                ]
                landing = [_usable(browser, stack.url, "textarea", state) for _ in range(RUNS)]
                browser.close()
        finally:
            stack.stop()
    return [
        Row("composer usable, 4x slower CPU, p50", "ms", percentile(workspace, 50), percentile(landing, 50), TARGET_MS),
        Row("composer usable, 4x slower CPU, most", "ms", max(workspace), max(landing)),
        *_weights(),
    ]


def _signed_in(browser: Browser, stack: Stack, person: Person) -> str:
    """Signs in once; → the browser's storage as JSON, Firebase's IndexedDB too."""
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, stack.url, person)
    state = context.storage_state(indexed_db=True)
    context.close()
    return json.dumps(state)


def _usable(browser: Browser, url: str, name: str, state: str) -> float:
    """→ ms from the navigation until the text box of that name takes what is typed."""
    context = browser.new_context(storage_state=json.loads(state), viewport={"width": 1440, "height": 900})
    context.add_init_script(f"({_USABLE})({json.dumps(name)})")
    page = context.new_page()
    devtools = context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    page.goto(url, wait_until="commit")
    page.wait_for_function("() => window.usableAt", timeout=60_000)
    took = float(page.evaluate("() => window.usableAt"))
    context.close()
    return took


def _weights() -> list[Row]:
    script = ROOT / "frontend/scripts/budgets.mjs"
    told = subprocess.run(["node", script, "--json"], capture_output=True, text=True, check=False, timeout=60)
    return [
        Row(f"{page['name']}, JavaScript gzipped", "KiB", page["bytes"] / 1024, target=page["limit"] / 1024)
        for page in json.loads(told.stdout)
    ]
