"""Players: another version is built in the sandbox by the pod's own Vite; nothing of it runs, nothing else gets in."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from session_pod.agent.player_files import read_player
from tests.session_pod.pod import SHA, Pod, running_pod

needs_bubblewrap = pytest.mark.skipif(shutil.which("bwrap") is None, reason="bubblewrap is not installed")


@pytest.fixture(scope="module")
def pod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pod]:
    with running_pod(tmp_path_factory.mktemp("players") / "pod", "http://localhost:1") as running:
        yield running


@pytest.fixture
def version(pod: Pod) -> Path:
    """The template, laid out as another version."""
    folder = pod.folder / "version/project"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(pod.project, folder)
    return folder


def _build(pod: Pod) -> dict[str, Any]:
    answer = pod.runner("POST", "/build")
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def test_a_version_becomes_a_page_whose_packages_are_the_same_file_in_the_next(pod: Pod, version: Path) -> None:
    built = _build(pod)
    assert built["exitCode"] == 0, built["output"]
    first = read_player(version, SHA)
    assert "main.js" in first.about.files
    assert first.about.styles == [name for name in first.files if name.endswith(".css")]
    video = version / "src/MyVideo.tsx"
    video.write_text(video.read_text() + "console.log('Another video');\n")
    assert _build(pod)["exitCode"] == 0
    second = read_player(version, SHA)
    known = {file.sha256 for file in first.about.files.values()}
    new = sum(file.size for file in second.about.files.values() if file.sha256 not in known)
    assert any(b"Another video" in data for data in second.files.values())
    assert new < 100_000 < sum(file.size for file in second.about.files.values())


def test_a_version_that_does_not_compile_says_why_without_names_of_the_sandbox(pod: Pod, version: Path) -> None:
    (version / "src/Root.tsx").write_text("export const RemotionRoot = () => <p>;\n")
    built = _build(pod)
    assert built["exitCode"] == 1
    assert "src/Root.tsx" in built["output"]
    assert "/srv/pod" not in built["output"]


def test_nothing_of_the_version_is_executed_by_its_build(pod: Pod, version: Path) -> None:
    wrong = "throw new Error('executed');\n"
    configs = ("vite.config.ts", "postcss.config.js", "babel.config.js", ".babelrc.js", "rolldown.config.js")
    for name in configs:
        (version / name).write_text(wrong)
    (version / "src/index.ts").write_text((version / "src/index.ts").read_text() + wrong)
    built = _build(pod)
    assert (built["exitCode"], "executed" in built["output"]) == (0, False), built["output"]


@needs_bubblewrap
def test_a_build_reaches_no_file_beside_its_version(pod: Pod, version: Path) -> None:
    secret = pod.folder / "secret.txt"
    secret.write_text("the secret of the pod")
    (pod.project / "src/draft.txt").write_text("not saved yet")
    for path in (secret, pod.project / "src/draft.txt", Path("/etc/hostname")):
        (version / "src/MyVideo.tsx").write_text(
            f"import text from '{path}?raw';\nexport const MyVideo = () => <p>{{text}}</p>;\n"
        )
        assert _build(pod)["exitCode"] == 1, path
    (version / "src/style.css").write_text(f"@import '{secret}';\n")
    (version / "src/MyVideo.tsx").write_text("import './style.css';\nexport const MyVideo = () => null;\n")
    assert _build(pod)["exitCode"] == 1


def test_what_a_build_left_is_read_without_following_a_link(pod: Pod, version: Path, tmp_path: Path) -> None:
    assert _build(pod)["exitCode"] == 0
    outside = tmp_path / "outside.js"
    outside.write_text("export {};")
    listed = json.loads((version / ".player/player.json").read_text())
    (version / ".player/main.js").unlink()
    (version / ".player/main.js").symlink_to(outside)
    with pytest.raises(Exception, match="could not be built"):
        read_player(version, SHA)
    (version / ".player/main.js").unlink()
    (version / ".player/main.js").write_bytes(b"export {};")
    listed["files"].append("../../../secret.txt")
    (version / ".player/player.json").write_text(json.dumps(listed))
    with pytest.raises(Exception, match="could not be built"):
        read_player(version, SHA)


def test_a_version_is_built_where_there_is_no_sandbox_too(tmp_path: Path) -> None:
    with running_pod(tmp_path / "pod", "http://localhost:1", STORYDREAM_SANDBOX="false") as plain:
        folder = plain.folder / "version/project"
        shutil.copytree(plain.project, folder)
        built = _build(plain)
        assert built["exitCode"] == 0, built["output"]
        assert "main.js" in read_player(folder, SHA).files
