"""What is downloaded builds by itself: unpacked, installed and rendered by npm, Remotion and Chromium as they are."""

import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest

from common.git.messages import AGENT
from common.models import Project
from tests.edge.conftest import Edge

RICH_VIDEO = """import { ThreeCanvas } from '@remotion/three';
import { Circle } from '@remotion/shapes';
import { linearTiming, TransitionSeries } from '@remotion/transitions';
import { fade } from '@remotion/transitions/fade';
import { useVideoConfig } from 'remotion';
import { BoxGeometry } from 'three';

const box = new BoxGeometry(2, 2, 2);

const Scene = () => {
  const { width, height } = useVideoConfig();
  return (
    <ThreeCanvas width={width} height={height}>
      <ambientLight intensity={2} />
      <mesh geometry={box}>
        <meshStandardMaterial color="red" />
      </mesh>
    </ThreeCanvas>
  );
};

export const MyVideo = () => (
  <TransitionSeries>
    <TransitionSeries.Sequence durationInFrames={2}>
      <Circle radius={200} fill="green" />
    </TransitionSeries.Sequence>
    <TransitionSeries.Transition presentation={fade()} timing={linearTiming({ durationInFrames: 1 })} />
    <TransitionSeries.Sequence durationInFrames={60}>
      <Scene />
    </TransitionSeries.Sequence>
  </TransitionSeries>
);
"""


def _unpacked(edge: Edge, project: Project, folder: Path) -> Path:
    with edge.as_user("olga").get(f"/api/projects/{project.id}/archive") as response:
        zipfile.ZipFile(io.BytesIO(response.data)).extractall(folder)
    (inside,) = folder.iterdir()
    return inside


def _run(folder: Path, *command: str) -> None:
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240, check=False)
    assert run.returncode == 0, run.stdout[-3_000:] + run.stderr[-3_000:]


def _render(folder: Path) -> None:
    chromium = shutil.which("chromium")
    assert chromium is not None, "Chromium is missing: local/setup.sh test installs it."
    _run(folder, "npx", "remotion", "render", f"--browser-executable={chromium}", "--frames=0-2", "--scale=0.25")
    (video,) = (folder / "out").glob("*.mp4")
    assert video.read_bytes()[4:8] == b"ftyp"


@pytest.mark.timeout(600)
def test_the_zip_is_installed_and_rendered_without_anything_of_ours(edge: Edge, tmp_path: Path) -> None:
    project = edge.project()
    plain = _unpacked(edge, project, tmp_path / "plain")
    _run(plain, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline")
    _render(plain)

    changes: dict[str, bytes | None] = {"src/MyVideo.tsx": RICH_VIDEO.encode()}
    edge.services.repositories.commit_files(project.id, project.current_commit_sha, changes, AGENT, "Rich")
    rich = _unpacked(edge, project, tmp_path / "rich")
    assert (rich / "package-lock.json").read_bytes() == (plain / "package-lock.json").read_bytes()
    (plain / "node_modules").rename(rich / "node_modules")  # what a second `npm ci` would make, 10 s sooner
    _run(rich, "npx", "tsc", "--noEmit")
    _render(rich)
