"""How a pod's folder is laid out around the pod image: the template, a link to the packages, a seeded Vite cache.

pod_dir/project/       the user's repository (the template until activation checks out a project)
pod_dir/version/       another version of it, while that is drawn or built; see session_pod/agent/versions.py
pod_dir/node_modules   → image_dir/node_modules, where Vite, tsc and the renderer find packages from project/
pod_dir/vite-cache/    Vite's private cache, seeded with the pre-bundle so that a start bundles nothing
pod_dir/run/           sockets, for this user only; unused where the settings name a folder elsewhere

On Kubernetes the agent and the project's process are two users of one group, and `pod_dir` is setgid (by `fsGroup`):
what either makes there the other may change, as both work with umask 002. Modes come from it, not from the image.
"""

import os
import shutil
import stat
import time
from collections.abc import Callable
from pathlib import Path

TEMPLATE_DIR = Path(__file__).resolve().parents[1] / "templates" / "default"
SHARING_UMASK = 0o002
_LOOK_SECONDS = 0.02


class ImageNotBuilt(Exception):
    """The image lacks its packages or its pre-bundle; the message says which command makes them."""


class NotLaidOut(Exception):
    """Nobody laid out the pod's folder: the `project` process is missing."""


def lay_out(pod_dir: Path, image_dir: Path, template_dir: Path = TEMPLATE_DIR) -> None:
    """Make `pod_dir` ready for `python -m session_pod.runner`; harmless when it is laid out already.

    `image_dir` is `session_pod/image` with `npm ci` and `npm run prebundle` done. Takes about 20 ms: the cache is
    hard-linked where the file system can (Vite replaces these files, it never writes into them).
    Raises ImageNotBuilt.
    """
    image = image_dir.resolve()
    packages, prebundle = image / "node_modules", image / "node_modules" / ".vite"
    if not (packages / ".bin" / "vite").exists():
        raise ImageNotBuilt(f"no packages in {image}: run `npm ci --ignore-scripts` there")
    if not (prebundle / "deps" / "_metadata.json").exists():
        raise ImageNotBuilt(f"no pre-bundle in {image}: run `npm run prebundle` there")

    pod_dir.mkdir(parents=True, exist_ok=True)
    (pod_dir / "run").mkdir(mode=0o700, exist_ok=True)
    (pod_dir / "version").mkdir(exist_ok=True)
    if pod_dir.resolve() != image and not (pod_dir / "node_modules").is_symlink():
        (pod_dir / "node_modules").symlink_to(packages, target_is_directory=True)
    if not (pod_dir / "vite-cache").exists():
        _copy_whole(prebundle, pod_dir / "vite-cache", _link_or_copy)
    if not (pod_dir / "project").exists():
        _copy_whole(template_dir, pod_dir / "project", shutil.copyfile)


def wait_until_laid_out(project_dir: Path, seconds: float) -> None:
    """The other process lays the folder out: return once the template is there whole. Raises NotLaidOut."""
    deadline = time.monotonic() + seconds
    while not project_dir.is_dir():
        if time.monotonic() > deadline:
            raise NotLaidOut(f"{project_dir} wasn't laid out within {seconds:.0f} s")
        time.sleep(_LOOK_SECONDS)


def is_shared(pod_dir: Path) -> bool:
    """Whether two users work in this folder, by their group."""
    return bool(pod_dir.stat().st_mode & stat.S_ISGID)


def share(folder: Path) -> None:
    """Let the group change what this user owns here: a command may have made it with other modes (mktemp, tar)."""
    for parent, folders, files in os.walk(folder):
        for name in folders:
            _let_group(Path(parent, name), 0o070)  # before it is walked
        for name in files:
            _let_group(Path(parent, name), 0o060)


def _let_group(path: Path, bits: int) -> None:
    try:
        found = path.lstat()
        if found.st_uid == os.geteuid() and not stat.S_ISLNK(found.st_mode) and found.st_mode & bits != bits:
            path.chmod(stat.S_IMODE(found.st_mode) | bits)
    except FileNotFoundError:
        return  # another command took it away


def _copy_whole(source: Path, target: Path, copy: Callable[[str, str], object]) -> None:
    """`target` is there once it is whole."""
    half_done = target.with_name(f".{target.name}.new")
    shutil.rmtree(half_done, ignore_errors=True)
    _copy(source, half_done, copy)
    half_done.rename(target)


def _copy(source: Path, target: Path, copy: Callable[[str, str], object]) -> None:
    # Not `copytree`: it would take the image's modes.
    target.mkdir()
    for entry in os.scandir(source):
        if entry.name == "node_modules":
            continue
        if entry.is_dir():
            _copy(Path(entry.path), target / entry.name, copy)
        else:
            copy(entry.path, str(target / entry.name))


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
