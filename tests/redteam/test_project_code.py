"""The project's own code, hostile: where Vite reads it, where a check runs it, where the headless browser draws it."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest

from tests.redteam.victim import PREVIEW_EPOCH, Victim
from tests.servers import free_port
from tests.session_pod.pod import Pod

EVIL_CONFIG = "require('fs').writeFileSync(%s, 'x'); module.exports = { plugins: [] };\n"
RUN_BY_SOME_TOOL = (
    "postcss.config.cjs",
    "babel.config.cjs",
    ".babelrc.cjs",
    "vite.config.cjs",
    "tailwind.config.cjs",
    "remotion.config.cjs",
    "svelte.config.cjs",
    "src/postcss.config.cjs",
)

PROBE = """
const fs = await import(/* @vite-ignore */ 'node:' + 'fs').catch(() => null);
const seen: string[] = [];
const attempt = async (name: string, work: () => unknown) => {
  try { seen.push(name + '=' + String(await work()).slice(0, 300)); } catch (error) { seen.push(name + '=refused'); }
};
await attempt('project', () => (fs!.writeFileSync('/srv/pod/project/src/owned.ts', 'x'), 'WROTE'));
await attempt('link', () => (fs!.symlinkSync('/', '/srv/pod/project/src/root'), 'WROTE'));
await attempt('platform', () => (fs!.writeFileSync('/srv/pod/checks/owned', 'x'), 'WROTE'));
await attempt('environment', () => JSON.stringify((globalThis as any).process.env));
await attempt('network', async () => (await fetch('http://127.0.0.1:%(port)s/'), 'REACHED'));
await attempt('metadata', async () => (await fetch('http://169.254.169.254/'), 'REACHED'));
await attempt('parent', () => fs!.readFileSync('/proc/' + (globalThis as any).process.ppid + '/environ', 'utf8'));
throw new Error('SEEN ' + seen.join(' | '));
"""

IN_BROWSER = """
const seen: string[] = [];
const own = 'http://127.0.0.1:%(port)s/';
for (const url of [own, own.replace('127.0.0.1', '[::1]'), 'http://169.254.169.254/', 'file:///etc/passwd']) {
  try {
    const request = new XMLHttpRequest();
    request.open('GET', url, false);
    request.send();
    seen.push(url + ' REACHED ' + request.responseText.slice(0, 40));
  } catch (error) { seen.push('shut'); }
}
if (typeof window !== 'undefined') throw new Error('SEEN ' + seen.join(' | '));
"""


@pytest.fixture
def pod(victim: Victim) -> Iterator[Pod]:
    """The same pod, its project put back afterwards."""
    project = victim.pod.project
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    yield victim.pod
    for path in project.rglob("*"):
        if path.is_symlink() or (path.is_file() and path not in before):
            path.unlink()
    for path, data in before.items():
        if path.read_bytes() != data:
            path.write_bytes(data)


class Listener(ThreadingHTTPServer):
    """Hears whoever is talked into asking it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", free_port()), _Hears)
        self.heard: list[str] = []


class _Hears(BaseHTTPRequestHandler):
    server: Listener

    def do_GET(self) -> None:
        self.server.heard.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Silent."""


@pytest.fixture
def listener() -> Iterator[Listener]:
    with Listener() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def _findings(pod: Pod, *kinds: str) -> str:
    answer = pod.control("POST", "/check", {"kinds": list(kinds)}, timeout=60)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["findings"]
    return json.dumps(found)


def test_vite_runs_none_of_the_projects_code_and_fetches_nothing_for_it(pod: Pod, listener: Listener) -> None:
    marker = pod.folder / "run/owned"
    for name in RUN_BY_SOME_TOOL:
        (pod.project / name).write_text(EVIL_CONFIG % json.dumps(str(marker)))
    url = f"http://127.0.0.1:{listener.server_port}/from-inside"
    (pod.folder / "outside.css").write_text("a { content: 'TOP-SECRET' }")
    (pod.project / "src/evil.css").write_text(
        f'@import url("{url}");\na {{ b: url({url}) }}\n@import "{pod.folder}/outside.css";\n'
    )
    (pod.project / "src/evil.less").write_text('@plugin "./postcss.config.cjs";\n')
    (pod.project / "tsconfig.json").write_text('{"extends": "/etc/passwd"}')
    evil = f"import './evil.css';\nimport './evil.less';\nimport '{url}';\nimport x from '/etc/passwd?raw';\n"
    index = pod.project / "src/index.ts"
    index.write_text(evil + index.read_text())
    said = _findings(pod, "transform")
    cookie = pod.cookie(epoch=PREVIEW_EPOCH)
    for path in ("evil.css?import", "evil.less?import", "index.ts", "MyVideo.tsx"):
        said += pod.get(f"/@fs{pod.project}/src/{path}", cookie=cookie).text
    assert "registerRoot" in said, "the cookie opens the preview"
    assert "root:x" not in said
    assert "TOP-SECRET" not in said
    assert not marker.exists()
    assert listener.heard == []
    httpx.get(url)
    assert listener.heard == ["/from-inside"], "it would have heard"


def test_a_package_of_the_projects_own_poisons_no_cache_but_its_pods(victim: Victim, pod: Pod) -> None:
    image = (pod.folder / "node_modules/.vite/deps").resolve()
    before = {path.name: path.read_bytes() for path in image.iterdir() if path.suffix in (".js", ".json")}
    for name in ("remotion", "evil-package"):
        (pod.project / "node_modules" / name).mkdir(parents=True)
        (pod.project / "node_modules" / name / "package.json").write_text(json.dumps({"name": name, "main": "i.js"}))
        (pod.project / "node_modules" / name / "i.js").write_text("module.exports = { owned: 1 };\n")
    index = pod.project / "src/index.ts"
    index.write_text("import 'evil-package';\n" + index.read_text())
    _findings(pod, "transform")
    assert {path.name: path.read_bytes() for path in image.iterdir() if path.name in before} == before


def test_code_that_a_check_runs_can_change_nothing_and_learn_nothing(victim: Victim, pod: Pod) -> None:
    video = pod.project / "src/MyVideo.tsx"
    video.write_text(PROBE % {"port": victim.harness.edge.url.rpartition(":")[2]} + video.read_text())
    (finding,) = pod.control("POST", "/check", {"kinds": ["frames"]}, timeout=60).json()["findings"]
    seen = finding["message"]
    assert "SEEN project=refused | link=refused | platform=refused" in seen, seen
    assert "network=refused | metadata=refused" in seen
    assert "environment=" in seen
    for secret in ("STORYDREAM_EDGE", "STORYDREAM_RUNNER", "PUBLIC KEY", "ANTHROPIC"):
        assert secret not in seen
    assert list(victim.pod.project.glob("src/root")) == []
    assert not (pod.project / "src/owned.ts").exists()


def test_code_in_the_headless_browser_reaches_nothing(victim: Victim, pod: Pod) -> None:
    video = pod.project / "src/MyVideo.tsx"
    video.write_text(IN_BROWSER % {"port": victim.harness.edge.url.rpartition(":")[2]} + video.read_text())
    answer = pod.control("POST", "/frames", {"frames": [0]}, timeout=60)
    assert answer.status_code == 422, answer.text
    assert "SEEN shut | shut | shut | shut" in answer.json()["detail"]


def test_an_error_as_long_as_a_file_reaches_the_model_in_short(victim: Victim, pod: Pod) -> None:
    model = victim.harness.edge.model
    said = len(model.requests)
    long = f"export const x = '{'A' * 700_000}' oops;\n"
    victim.obeys(
        ("create", {"path": "src/long.ts", "content": long}),
        ("edit", {"path": "src/index.ts", "oldText": "registerRoot(", "newText": "import './long';\nregisterRoot("}),
    )
    complaints = model.requests[said + 2 :]
    assert "src/long.ts" in json.dumps(complaints[0]["messages"][-1])
    for request in complaints:
        assert len(json.dumps(request["messages"][-1])) < 60_000
    victim.shell("rm src/long.ts; sed -i '/long/d' src/index.ts")


def test_a_link_to_everything_leaves_vite_answering(pod: Pod) -> None:
    """Vite watched through it: the whole machine, for minutes, with a gigabyte of memory."""
    pod.shell("ln -s / src/everything; ln -s / public/everything; sleep 1")
    for _ in range(2):
        assert pod.control("POST", "/check", {"kinds": ["transform"]}, timeout=30).json()["ok"] is True
