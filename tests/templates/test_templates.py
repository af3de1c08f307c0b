"""Every template is what its catalogue entry says, whole in itself, and free of findings in a real pod."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from common.models import Template
from common.template_catalogue import TEMPLATES, templates
from common.video_settings import read_video_settings
from tests.session_pod.pod import Pod, running_pod

STILLS = TEMPLATES.parent / "frontend/public/templates"
STILL_MAX_BYTES = 40 * 1024
DEFAULT, *DESIGNED = templates()
IDS = [template.id for template in DESIGNED]
LICENCES = {".woff2": "OFL.txt", ".mp3": "LICENCE.md"}


def _files(template: Template) -> list[Path]:
    return [path for path in (TEMPLATES / template.id).rglob("*") if path.is_file()]


def test_the_catalogue_lists_every_folder_and_begins_with_the_default() -> None:
    folders = {path.name for path in TEMPLATES.iterdir() if path.is_dir()}
    assert folders == {DEFAULT.id, *IDS}
    assert DEFAULT.id == "default"


@pytest.mark.parametrize("template", [DEFAULT, *DESIGNED], ids=lambda template: template.id)
def test_the_catalogue_says_what_the_code_says(template: Template) -> None:
    source = TEMPLATES / template.id / "src"
    settings = read_video_settings((source / "Root.tsx").read_text())
    named = ("width", "height", "fps", "duration_in_frames")
    assert [getattr(settings, name) for name in named] == [getattr(template, name) for name in named]
    assert template.scenes == re.findall(r'<Sequence name="([^"]+)"', (source / "MyVideo.tsx").read_text())
    assert 0 < (STILLS / f"{template.id}.jpg").stat().st_size <= STILL_MAX_BYTES


@pytest.mark.parametrize("template", DESIGNED, ids=IDS)
def test_a_template_brings_all_it_needs_and_says_whose_it_is(template: Template) -> None:
    folder = TEMPLATES / template.id
    for name in ("package.json", "tsconfig.json", ".gitignore"):
        assert (folder / name).read_text() == (TEMPLATES / DEFAULT.id / name).read_text(), name
    assert "## Locked scenes" in (folder / "BRIEF.md").read_text()
    for path in _files(template):
        licence = LICENCES.get(path.suffix)
        assert licence is None or any(path.parent.glob(f"*{licence}")), f"{path} lacks its licence"
    code = "".join(path.read_text() for path in _files(template) if path.suffix in (".ts", ".tsx"))
    named = set(re.findall(r"'((?:fonts|sounds|photos)/[^']+)'", code)) | set(
        re.findall(r'photo="([^"]+)"', (folder / "src/MyVideo.tsx").read_text())
    )
    there = {path.relative_to(folder / "public").as_posix() for path in folder.glob("public/*/*")}
    assert named == {path for path in there if not path.endswith((".txt", ".md"))}


@pytest.fixture(scope="module")
def pod(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pod]:
    with running_pod(tmp_path_factory.mktemp("templates") / "pod", "http://localhost:1") as pod:
        assert pod.arm().status_code < 300
        yield pod


@pytest.mark.parametrize("template", DESIGNED, ids=IDS)
def test_a_template_compiles_renders_and_passes_every_lint(pod: Pod, template: Template) -> None:
    for folder in ("src", "public"):
        shutil.rmtree(pod.project / folder, ignore_errors=True)
        shutil.copytree(TEMPLATES / template.id / folder, pod.project / folder)
    answer = pod.control("POST", "/check", {"kinds": ["transform", "types", "frames", "lint"]})
    assert answer.status_code == 200, answer.text
    assert answer.json()["findings"] == [], json.dumps(answer.json()["findings"], indent=2)
