"""How a pod's folder is laid out."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from session_pod.layout import TEMPLATE_DIR, ImageNotBuilt, NotLaidOut, is_shared, lay_out, share, wait_until_laid_out
from session_pod.runner.settings import IMAGE_DIR


def test_a_pod_folder_holds_the_template_a_link_to_the_packages_and_a_seeded_cache(tmp_path: Path) -> None:
    lay_out(tmp_path / "pod", IMAGE_DIR)
    pod = tmp_path / "pod"
    assert (pod / "project/src/Root.tsx").read_bytes() == (TEMPLATE_DIR / "src/Root.tsx").read_bytes()
    assert (pod / "node_modules/remotion/package.json").exists()
    assert (pod / "vite-cache/deps/_metadata.json").exists()
    assert (pod / "run").stat().st_mode & 0o777 == 0o700


def test_laying_out_twice_changes_nothing(tmp_path: Path) -> None:
    lay_out(tmp_path / "pod", IMAGE_DIR)
    (tmp_path / "pod/project/src/Root.tsx").write_text("mine")
    lay_out(tmp_path / "pod", IMAGE_DIR)
    assert (tmp_path / "pod/project/src/Root.tsx").read_text() == "mine"


def test_an_image_without_packages_is_refused_with_the_command_that_helps(tmp_path: Path) -> None:
    with pytest.raises(ImageNotBuilt, match="npm ci"):
        lay_out(tmp_path / "pod", tmp_path)


def test_an_image_without_a_pre_bundle_is_refused_with_the_command_that_helps(tmp_path: Path) -> None:
    (tmp_path / "node_modules/.bin").mkdir(parents=True)
    (tmp_path / "node_modules/.bin/vite").touch()
    with pytest.raises(ImageNotBuilt, match="npm run prebundle"):
        lay_out(tmp_path / "pod", tmp_path)


@pytest.fixture
def sharing_umask() -> Iterator[None]:
    before = os.umask(0o002)
    yield
    os.umask(before)


@pytest.mark.usefixtures("sharing_umask")
def test_what_is_laid_out_may_be_changed_by_the_group_whatever_the_image_says(tmp_path: Path) -> None:
    template = tmp_path / "template"
    (template / "src").mkdir(parents=True, mode=0o755)
    (template / "src/Root.tsx").write_text("root")
    (template / "src/Root.tsx").chmod(0o444)
    lay_out(tmp_path / "pod", IMAGE_DIR, template)
    assert (tmp_path / "pod/project").stat().st_mode & 0o777 == 0o775
    assert (tmp_path / "pod/project/src").stat().st_mode & 0o777 == 0o775
    assert (tmp_path / "pod/project/src/Root.tsx").stat().st_mode & 0o777 == 0o664


def test_a_setgid_folder_is_shared(tmp_path: Path) -> None:
    assert not is_shared(tmp_path)
    tmp_path.chmod(0o2770)
    assert is_shared(tmp_path)


def test_sharing_opens_what_commands_shut_and_leaves_the_rest(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.write_text("not the project's")
    outside.chmod(0o600)
    project = tmp_path / "project"
    (project / "shut").mkdir(parents=True)
    (project / "shut/run.sh").write_text("true")
    (project / "shut/run.sh").chmod(0o700)
    (project / "shut").chmod(0o700)
    (project / "link").symlink_to(outside)
    share(project)
    assert (project / "shut").stat().st_mode & 0o777 == 0o770
    assert (project / "shut/run.sh").stat().st_mode & 0o777 == 0o760
    assert outside.stat().st_mode & 0o777 == 0o600


def test_who_waits_for_a_layout_that_does_not_come_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotLaidOut, match="project"):
        wait_until_laid_out(tmp_path / "project", 0.05)
    (tmp_path / "project").mkdir()
    wait_until_laid_out(tmp_path / "project", 0.05)
