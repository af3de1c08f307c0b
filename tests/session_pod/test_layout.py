"""How a pod's folder is laid out."""

from pathlib import Path

import pytest

from session_pod.layout import TEMPLATE_DIR, ImageNotBuilt, lay_out
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
